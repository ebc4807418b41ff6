import re
from collections import Counter
from pathlib import Path

import pytest

from index.errors import InvalidInput
from index.training.facts import Example, examples
from index.training.facts.generate import LANGUAGES, SHARES
from index.training.facts.relations import relations
from index.training.facts.scenes import UNANSWERABLE, Kind
from index.training.facts.subjects import KINDS
from index.training.facts.values import makers

DRAWN = 6000
ANSWERABLE = {Kind.TURNED, Kind.STATED, Kind.CHAINED, Kind.CHANGED, Kind.BEFORE}
RUSSIAN = re.compile("[а-яё]")


@pytest.fixture(scope="module")
def drawn() -> list[Example]:
    """Only what is drawn as facts."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("index.training.facts.generate.SHARES", {"facts": 1})
        return list(examples(seed=14, count=DRAWN))


def test_the_same_seed_draws_the_same_examples() -> None:
    assert list(examples(seed=14, count=200)) == list(examples(seed=14, count=200))
    assert list(examples(seed=15, count=200)) != list(examples(seed=14, count=200))


def test_every_generator_draws_its_share_in_both_languages_with_answers_and_without() -> None:
    found = list(examples(seed=3, count=3000))
    scenes = {kind.value for kind in Kind}
    of_deeds = [each for each in found if each.kind.startswith("deeds/")]
    of_facts = [each for each in found if each.kind.split("/")[0] in scenes]
    assert abs(len(of_facts) / len(found) - SHARES["facts"] / sum(SHARES.values())) < 0.04
    assert abs(len(of_deeds) / len(found) - SHARES["deeds"] / sum(SHARES.values())) < 0.04
    assert {(each.question_language, each.passage_language) for each in of_deeds} == {
        pair for pair, _ in LANGUAGES
    }
    for some in (of_facts, of_deeds, found):
        assert 0.3 < sum(not each.answers for each in some) / len(some) < 0.6
    assert not any(re.search(r"[\x00-\x08]", each.question + each.passage) for each in found)


def test_spans_hold_an_answer_and_nothing_around_it(drawn: list[Example]) -> None:
    for example in drawn:
        for span in example.answers:
            answer = example.passage[span.start : span.end]
            assert answer
            assert answer == answer.strip()
            assert not answer.lower().startswith(("the ", "a ", "an "))


def test_questions_have_answers_just_where_the_passage_states_them(drawn: list[Example]) -> None:
    for example in drawn:
        kind = example.kind.split("/")[0]
        assert bool(example.answers) == (kind in ANSWERABLE), example


def test_no_mark_and_no_slot_is_left(drawn: list[Example]) -> None:
    left = re.compile(r"[\x00-\x08\x0b-\x1f{}]|\s\.(?:\s|$)")
    found = [each for each in drawn if left.search(each.question + each.passage)]
    assert found == []


def test_a_third_of_the_questions_has_no_answer(drawn: list[Example]) -> None:
    share = sum(not example.answers for example in drawn) / DRAWN
    assert abs(share - UNANSWERABLE) < 0.03
    kinds = Counter(example.kind.split("/")[0] for example in drawn)
    assert set(kinds) == set(Kind)


def test_languages_have_their_shares_and_are_what_they_say(drawn: list[Example]) -> None:
    pairs = Counter((each.question_language, each.passage_language) for each in drawn)
    for pair, percent in LANGUAGES:
        assert abs(pairs[pair] / DRAWN - percent / 100) < 0.03
    for example in drawn:
        assert bool(RUSSIAN.search(example.passage)) == (example.passage_language == "ru")
        assert bool(RUSSIAN.search(example.question)) == (example.question_language == "ru")


def test_passages_are_of_one_to_three_hundred_words(drawn: list[Example]) -> None:
    lengths = sorted(len(example.passage.split()) for example in drawn)
    assert lengths[0] >= 30
    assert 60 <= lengths[DRAWN // 2] <= 150
    assert lengths[-1] <= 450


def test_hardly_any_two_questions_or_passages_are_alike(drawn: list[Example]) -> None:
    assert len({example.passage for example in drawn}) == DRAWN
    assert len({example.question for example in drawn}) > 0.97 * DRAWN


def test_questions_and_statements_are_many() -> None:
    asked = {text for each in relations() for texts in each.questions.values() for text in texts}
    told = {text for each in relations() for texts in each.statements.values() for text in texts}
    assert len(relations()) > 200
    assert len(asked) > 1100
    assert len(told) > 1000


def test_every_relation_is_whole() -> None:
    assert len({each.key for each in relations()}) == len(relations())
    for relation in relations():
        assert relation.type in makers(), relation.key
        assert set(relation.kinds) <= set(KINDS), relation.key
        for texts in (relation.labels, relation.statements, relation.questions):
            assert set(texts) == {"en", "ru"}, relation.key
        for statements in relation.statements.values():
            assert all("{v" in text and "{s" in text for text in statements), relation.key
        for questions in relation.questions.values():
            assert not any("{v" in text for text in questions), relation.key


def test_a_folder_without_public_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no such file"):
        next(examples(seed=1, data=tmp_path))
