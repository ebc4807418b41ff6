"""The set of articles that ships: what must hold of eval/questions/articles-test.jsonl."""

from collections import Counter

import pytest

from eval.sets.datasets import DEFAULT_DATASET
from eval.sets.own import OwnSet, read_own

QUESTIONS = DEFAULT_DATASET.parent
FOLDER = QUESTIONS / "articles-test"


@pytest.fixture(scope="module")
def own() -> OwnSet:
    """The set, all of whose places stand in its documents once."""
    return read_own(QUESTIONS / "articles-test.jsonl", folder=FOLDER)


def test_every_article_is_asked_twenty_questions_in_both_languages(own: OwnSet) -> None:
    groups = Counter(each.group for each in own.questions)
    assert set(groups) == {path.name for path in FOLDER.iterdir()}
    assert len(groups) == 20
    assert set(groups.values()) == {20}
    assert len({each.text for each in own.questions}) == 400
    languages = Counter(each.language for each in own.questions)
    assert min(languages["en"], languages["ru"]) > 190


def test_what_is_not_answered_is_a_near_miss_or_about_something_absent(own: OwnSet) -> None:
    without = {each.question_id for each in own.questions} - set(own.golds)
    kinds: Counter[str] = Counter()
    for question in own.questions:
        found = {"near-miss", "absent"} & set(question.kinds)
        assert len(found) == (question.question_id in without), question
        kinds.update(found)
    assert kinds == {"near-miss": 80, "absent": 80}


def test_articles_are_long() -> None:
    for path in FOLDER.iterdir():
        assert 800 < len(path.read_text(encoding="utf-8").split()) < 1600, path.name
