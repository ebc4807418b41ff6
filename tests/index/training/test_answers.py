"""Learning what makes a sentence the answer."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from eval.sets.answers import load_answer_tasks
from index.learned import OF_QUESTION, OF_SENTENCE, SHIPPED_MODEL, Evidence
from index.training.answers import (
    Example,
    Kind,
    best_threshold,
    by_article,
    cross_validate,
    encoders_without_answers,
    gather,
    judge,
    learn,
    learn_answers,
    pick,
)
from tests.eval.written import write_squad


def example(
    cosines: list[float], *, right: int | None, article: str = "a", kind: Kind = "whole"
) -> Example:
    """An example whose sentences differ by their cosine alone."""
    sentences = np.zeros((len(cosines), len(OF_SENTENCE)))
    sentences[:, 0] = cosines
    places = tuple((number, 0) for number in range(len(cosines)))
    marks = np.arange(len(cosines)) == right
    evidence = Evidence(places, sentences, np.zeros(len(OF_QUESTION)))
    return Example("en→ru", article, kind, evidence, marks)


def examples() -> list[Example]:
    """Answers are the sentences of a high cosine; where the highest is low, there is none."""
    random = np.random.default_rng(0)
    made = []
    for number in range(120):
        low = random.uniform(0.0, 0.4, 5).tolist()
        high = random.uniform(0.6, 1.0)
        article = f"article {number % 12}"
        made += [
            example([*low, high], right=5, article=article),
            example(low, right=None, article=article, kind="left out"),
            example(low[1:], right=None, article=article, kind="cut"),
        ]
    return made


def test_what_is_right_is_learned_to_be_likely_and_where_nothing_is_none() -> None:
    model = learn(examples())
    assert model.sentence[0] > 0
    found = judge(example([0.2, 0.9, 0.3], right=1), model)
    assert found.right
    assert found.answerable
    assert found.confidence > 0.8
    nothing = judge(example([0.2, 0.3], right=None, kind="left out"), model)
    assert not nothing.right
    assert not nothing.answerable
    assert nothing.confidence < 0.2


def test_figures_are_of_articles_that_were_not_learned_from() -> None:
    made = examples()
    # One article's answers are its sentences of low cosine: learned from, it would be right.
    odd = [
        replace(each, right=each.evidence.sentences[:, 0] == each.evidence.sentences[:, 0].min())
        if each.article == "article 0" and each.kind == "whole"
        else each
        for each in made
    ]
    judged = cross_validate(odd)
    assert len(judged) == len(odd)
    wrong = {each.article for each, found in judged if each.kind == "whole" and not found.right}
    assert wrong == {"article 0"}


def test_the_threshold_parts_what_has_an_answer_from_what_has_none() -> None:
    judged = cross_validate(examples())
    threshold = best_threshold(judged)
    for found in pick(judged, task="en→ru", kind="left out"):
        assert (found.confidence >= threshold) == found.answerable


def test_a_task_is_asked_article_by_article_too(tmp_path: Path) -> None:
    task = load_answer_tasks(write_squad(tmp_path))[1]
    parts = list(by_article(task))
    assert [len(part.questions) for part in parts] == [1, 1]
    assert [len(part.corpus.texts) for part in parts] == [1, 1]
    assert {text.source for part in parts for text in part.corpus.texts} == {
        text.source for text in task.corpus.texts
    }


def test_every_question_is_asked_whole_left_out_and_cut(tmp_path: Path) -> None:
    task = next(task for task in load_answer_tasks(write_squad(tmp_path)) if task.name == "en→ru")
    encoders, tokens = encoders_without_answers(SHIPPED_MODEL)
    gathered = list(gather(task, encoders, tokens))
    assert [each.kind for each in gathered] == ["whole", "cut", "left out"] * 2
    for each in gathered:
        assert each.right.any() == (each.kind == "whole")
        assert len(each.right) == len(each.evidence.places) == len(each.evidence.sentences)


def test_the_step_writes_what_the_index_reads(tmp_path: Path) -> None:
    model = tmp_path / "model"
    model.mkdir()
    for file in SHIPPED_MODEL.iterdir():
        if file.name != "answers.json":
            (model / file.name).symlink_to(file)
    questions = tmp_path / "questions"
    questions.mkdir()
    learn_answers(sets=[write_squad(questions)], model=model)
    written = json.loads((model / "answers.json").read_text())
    shipped = json.loads((SHIPPED_MODEL / "answers.json").read_text())
    assert written["dense"] == shipped["dense"]
    assert written["sentence"].keys() == shipped["sentence"].keys() == set(OF_SENTENCE)
    assert written["none"].keys() == shipped["none"].keys() == {"bias", *OF_QUESTION}
