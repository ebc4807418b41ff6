"""The sets of articles that ship: what must hold of them."""

from collections import Counter

import pytest

from eval.sets.datasets import DEFAULT_DATASET
from eval.sets.own import OwnSet, read_own

QUESTIONS = DEFAULT_DATASET.parent
ARTICLES = {"articles-dev": 28, "articles-test": 20}


@pytest.fixture(scope="module", params=ARTICLES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def own(name: str) -> OwnSet:
    """A set, all of whose places stand in its documents once."""
    return read_own(QUESTIONS / f"{name}.jsonl", folder=QUESTIONS / name)


def test_every_article_is_asked_twenty_questions_in_both_languages(own: OwnSet, name: str) -> None:
    groups = Counter(each.group for each in own.questions)
    assert set(groups) == {path.name for path in (QUESTIONS / name).iterdir()}
    assert len(groups) == ARTICLES[name]
    assert set(groups.values()) == {20}
    assert len({each.text for each in own.questions}) == 20 * ARTICLES[name]
    languages = Counter(each.language for each in own.questions)
    assert min(languages["en"], languages["ru"]) > 9.5 * ARTICLES[name]


def test_what_is_not_answered_is_a_near_miss_or_about_something_absent(
    own: OwnSet, name: str
) -> None:
    without = {each.question_id for each in own.questions} - set(own.golds)
    kinds: Counter[str] = Counter()
    for question in own.questions:
        found = {"near-miss", "absent"} & set(question.kinds)
        assert len(found) == (question.question_id in without), question
        kinds.update(found)
    assert kinds == {"near-miss": 4 * ARTICLES[name], "absent": 4 * ARTICLES[name]}


def test_articles_are_long(name: str) -> None:
    for path in (QUESTIONS / name).iterdir():
        assert 800 < len(path.read_text(encoding="utf-8").split()) < 1600, path.name


def test_the_sets_share_no_article_and_no_question() -> None:
    folders = [{path.name for path in (QUESTIONS / name).iterdir()} for name in ARTICLES]
    asked = [
        {
            each.text
            for each in read_own(QUESTIONS / f"{name}.jsonl", folder=QUESTIONS / name).questions
        }
        for name in ARTICLES
    ]
    assert folders[0].isdisjoint(folders[1])
    assert asked[0].isdisjoint(asked[1])
