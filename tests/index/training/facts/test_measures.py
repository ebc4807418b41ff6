import random
import re
from collections import Counter

import pytest

from index.training.facts.families import families
from index.training.facts.measures import ANSWERED, Measures
from index.training.facts.pools import load_pools, sections
from index.training.facts.terms import END, START
from index.training.facts.told import Told

PAIRS = (("en", "en"), ("ru", "ru"), ("en", "ru"), ("ru", "en"))
EACH = 1000
RUSSIAN = re.compile("[а-яё]")


def _draw(seed: int, each: int) -> dict[tuple[str, str], list[Told]]:
    measures = Measures(random.Random(seed), load_pools(None))
    return {pair: [measures.draw(*pair) for _ in range(each)] for pair in PAIRS}


@pytest.fixture(scope="module")
def drawn() -> dict[tuple[str, str], list[Told]]:
    return _draw(3, EACH)


@pytest.fixture(scope="module")
def every(drawn: dict[tuple[str, str], list[Told]]) -> list[Told]:
    return [each for told in drawn.values() for each in told]


def test_the_same_seed_draws_the_same(drawn: dict[tuple[str, str], list[Told]]) -> None:
    again = _draw(3, 20)
    assert again[PAIRS[0]] == drawn[PAIRS[0]][:20]
    assert _draw(4, 20) != again


def test_questions_and_passages_are_in_their_languages(
    drawn: dict[tuple[str, str], list[Told]],
) -> None:
    for (asks, tells), told in drawn.items():
        for each in told:
            assert bool(RUSSIAN.search(each.question)) == (asks == "ru"), each
            assert bool(RUSSIAN.search(each.passage)) == (tells == "ru"), each


def test_just_what_is_told_is_marked(every: list[Told]) -> None:
    for each in every:
        marks = re.findall(f"[{START}{END}]", each.passage)
        assert marks == [START, END] * (len(marks) // 2)
        assert bool(marks) == each.kind.endswith("/told"), each
        for answer in re.findall(f"{START}([^{END}]*){END}", each.passage):
            assert answer == answer.strip() != ""
        assert START not in each.question


def test_no_slot_and_no_double_space_is_left(every: list[Told]) -> None:
    left = re.compile(r"[\x00\x01\x04-\x08\x0b-\x1f{}\[\]_\\]|[^|]  |\s\.(?:\s|$)")
    assert [each for each in every if left.search(each.question + each.passage)] == []


def test_nearly_half_of_the_questions_have_no_answer(every: list[Told]) -> None:
    told = sum(START in each.passage for each in every)
    assert abs(told / len(every) - ANSWERED) < 0.03


def test_all_families_and_all_kinds_of_near_misses_are_met(every: list[Told]) -> None:
    kinds = Counter(each.kind.split("/")[1] for each in every)
    assert set(kinds) == {"told", "other-measure", "other-subject", "other-thing", "blank"}
    assert {each.kind.split("/")[0] for each in every} == {each.name for each in families()}


def test_every_family_can_tell_and_leave_out_what_it_asks() -> None:
    for family in families():
        names = {name for name, _ in family.drawn}
        assert set(family.asks["en"]) == set(family.asks["ru"]) <= names, family.name
        for language in ("en", "ru"):
            told = [family.facets(each) for each in family.tells[language]]
            for facet in family.asks["en"]:
                assert any(facet in each for each in told), (family.name, language, facet)
                assert any(each and facet not in each for each in told), (family.name, facet)
            assert set(family.labels[language]) <= names, family.name
            for texts in family.asks[language].values():
                for text in texts:
                    assert "{s" in text or "{at}" in text or "{to}" in text, (family.name, text)


def test_every_word_of_a_family_has_its_list() -> None:
    for family in families():
        for _, spec in family.drawn:
            if spec.startswith("%"):
                assert len(sections("measured.txt")[spec[1:].rstrip("*")]) > 5, family.name
            if spec.startswith("@"):
                assert all(
                    sections("nouns.txt").get(k) or k == "person" for k in spec[1:].split("|")
                )
