"""Learning what makes a sentence the answer."""

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from eval.answers.metrics import Judged
from eval.sets.answers import load_answer_tasks
from index.encode.comprehension import READER_FILE
from index.encode.dense import SentenceTransformerEncoder
from index.errors import EncoderUnavailable
from index.learned import OF_QUESTION, OF_SENTENCE, SHIPPED_MODEL, AnswerModel, Evidence
from index.training.answers import (
    MOST_QUESTIONS,
    PROBABLY,
    SURELY,
    Example,
    Kind,
    choose_bands,
    cross_validate,
    encoders_without_answers,
    gather,
    judge,
    learn,
    learn_answers,
    pick,
    sample,
)
from tests.eval.written import write_squad

COSINE = OF_SENTENCE.index("cosine")


def example(
    cosines: list[float], *, right: int | None, article: str = "a", kind: Kind = "whole"
) -> Example:
    """An example whose sentences differ by their cosine alone."""
    sentences = np.zeros((len(cosines), len(OF_SENTENCE)))
    sentences[:, COSINE] = cosines
    places = tuple((number, 0) for number in range(len(cosines)))
    marks = np.arange(len(cosines)) == right
    evidence = Evidence(places, sentences, np.zeros(len(OF_QUESTION)), same=np.arange(len(cosines)))
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
    assert model.sentence[COSINE] > 0
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
        replace(
            each,
            right=each.evidence.sentences[:, COSINE] == each.evidence.sentences[:, COSINE].min(),
        )
        if each.article == "article 0" and each.kind == "whole"
        else each
        for each in made
    ]
    judged = cross_validate(odd)
    assert len(judged) == len(odd)
    wrong = {each.article for each, found in judged if each.kind == "whole" and not found.right}
    assert wrong == {"article 0"}


def test_what_is_not_used_counts_nothing_and_the_rest_is_learned_without_it() -> None:
    made = examples()
    for number, each in enumerate(made):
        each.evidence.sentences[:, OF_SENTENCE.index("reading")] = each.right * 2.0 + number % 2
        each.evidence.question[OF_QUESTION.index("lead")] = each.kind == "whole"
    everything, without = learn(made), learn(made, unused=("cosine", "lead"))
    assert everything.sentence[COSINE] > 0 == without.sentence[COSINE]
    assert everything.question[OF_QUESTION.index("lead")] < 0
    assert without.question[OF_QUESTION.index("lead")] == 0
    assert without.sentence[OF_SENTENCE.index("reading")] > 0


def test_an_example_without_a_sentence_teaches_nothing() -> None:
    made = examples()
    nothing = example([], right=None, kind="cut")
    assert learn([nothing, *made, nothing]).sentence == pytest.approx(learn(made).sentence)
    assert judge(nothing, learn(made)).confidence == 0


def judged_as(*found: tuple[float, bool], kind: Kind = "whole") -> list[tuple[Example, Judged]]:
    """Return answers of these confidences that are right or wrong."""
    asked = example([0.5], right=0 if kind == "whole" else None, kind=kind)
    return [
        (asked, Judged("a", kind == "whole", right=right, confidence=confidence))
        for confidence, right in found
    ]


def test_the_bands_part_what_has_an_answer_and_what_is_surely_right() -> None:
    judged = cross_validate(examples())
    bands = choose_bands(judged)
    assert 0 < bands.probably < bands.surely <= 1
    for found in pick(judged, task="en→ru", kind="left out"):
        assert (found.confidence >= bands.probably) == found.answerable


def test_what_is_surely_right_is_so_as_often_as_is_said() -> None:
    wrong = [(0.8, False)] * 10 + [(0.95, False)]
    judged = judged_as(*wrong, *[(0.9, True)] * 40, *[(0.95, True)] * 40)
    judged += judged_as(*[(0.1, False)] * 20, kind="left out")
    bands = choose_bands(judged)
    assert 0.8 < bands.surely <= 0.9
    given = [each.right for _, each in judged if each.confidence >= bands.surely]
    assert np.mean(given) >= SURELY


def test_what_is_surely_right_is_likely_by_itself() -> None:
    judged = judged_as(*[(0.6, True)] * 40, *[(0.97, True)] * 40)
    judged += judged_as(*[(0.1, False)] * 20, kind="left out")
    assert choose_bands(judged).surely == PROBABLY


def test_of_what_is_given_at_all_as_much_is_right_as_is_said() -> None:
    # To give all from 0.2 on would abstain best, but a third of what is given would be wrong.
    judged = judged_as(*[(0.3, False)] * 20, *[(0.3, True)] * 20, *[(0.6, True)] * 20)
    judged += judged_as(*[(0.1, False)] * 10, kind="left out")
    bands = choose_bands(judged)
    assert 0.3 < bands.probably <= 0.6
    given = [each.right for _, each in judged if each.confidence >= bands.probably]
    assert np.mean(given) >= PROBABLY


def test_where_too_little_is_right_from_any_threshold_on_the_best_one_is_taken() -> None:
    judged = judged_as(*[(0.6, False)] * 10, *[(0.6, True)] * 10)
    judged += judged_as(*[(0.1, False)] * 10, kind="left out")
    assert 0.1 < choose_bands(judged).probably <= 0.6


def test_what_is_given_without_an_answer_counts_as_in_learning() -> None:
    # Of 39 answers 30 are right, less than four in five; but four left out count as three whole.
    judged = judged_as(*[(0.5, True)] * 20, *[(0.8, True)] * 10)
    judged += judged_as(*[(0.5, False)] * 9, *[(0.1, False)] * 30, kind="left out")
    assert choose_bands(judged).probably <= 0.5


def test_where_nothing_is_surely_right_nothing_is_called_so() -> None:
    judged = judged_as(*[(0.97, False), (0.9, True), (0.3, True)] * 10)
    judged += judged_as(*[(0.1, False)] * 20, kind="left out")
    assert choose_bands(judged).surely == 1


@pytest.mark.parametrize("count", [1, MOST_QUESTIONS, MOST_QUESTIONS + 1, 3 * MOST_QUESTIONS - 1])
def test_a_task_is_asked_some_of_its_questions_from_all_over_it(tmp_path: Path, count: int) -> None:
    task = load_answer_tasks(write_squad(tmp_path))[1]
    many = tuple(replace(task.questions[0], question_id=str(number)) for number in range(count))
    kept = [int(each.question_id) for each in sample(replace(task, questions=many)).questions]
    assert 0 < len(kept) <= MOST_QUESTIONS
    assert len(kept) >= min(count, MOST_QUESTIONS // 2)
    assert kept[0] == 0
    assert len({after - before for before, after in pairwise(kept)}) <= 1
    assert count - kept[-1] <= count / len(kept)


def test_every_question_is_asked_whole_left_out_and_cut(tmp_path: Path) -> None:
    task = next(task for task in load_answer_tasks(write_squad(tmp_path)) if task.name == "en→ru")
    gathered = list(gather(task, encoders_without_answers(SHIPPED_MODEL)))
    assert [each.kind for each in gathered] == ["whole", "left out", "cut"] * 2
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
    assert written["dense"] == SentenceTransformerEncoder(str(model)).fingerprint
    for part in ("own", "any"):
        assert written[part]["sentence"].keys() == set(OF_SENTENCE)
        assert written[part]["none"].keys() == {"bias", *OF_QUESTION}
        assert 0 < written[part]["probably"] <= written[part]["surely"] <= 1
    assert written["any"]["sentence"]["cosine"] == written["any"]["none"]["lead"] == 0
    own, other = (
        AnswerModel.load(model / "answers.json", dense_fingerprint=fingerprint)
        for fingerprint in (written["dense"], "another")
    )
    assert own.sentence.tolist() == list(written["own"]["sentence"].values())
    assert other.sentence.tolist() == list(written["any"]["sentence"].values())
    assert own.bands == other.bands


def test_without_a_reader_there_is_nothing_to_learn_answers_from(tmp_path: Path) -> None:
    for file in SHIPPED_MODEL.iterdir():
        if file.name != READER_FILE:
            (tmp_path / file.name).symlink_to(file)
    with pytest.raises(EncoderUnavailable, match="there is no reader, from which answers are"):
        encoders_without_answers(tmp_path)
