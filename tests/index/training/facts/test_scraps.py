import random
import re
from collections import Counter
from itertools import product

import pytest

from index.training.facts.cases import cases, draw_values, lists, write
from index.training.facts.generate import LANGUAGES
from index.training.facts.pools import load_pools
from index.training.facts.scraps import Scraps
from index.training.facts.terms import END, START
from index.training.facts.told import Told

DRAWN = 8000
PAIRS = [pair for pair, _ in LANGUAGES]
RUSSIAN = re.compile("[а-яё]")
FAMILIES = {"heading", "stray", "card", "nobody", "negation", "why", "how", "pronoun"} | {
    "condition",
    "hearsay",
    "define",
    "list",
    "similar",
    "posts",
}


def draw(seed: int, count: int) -> list[tuple[str, str, Told]]:
    rng = random.Random(seed)
    scraps = Scraps(rng, load_pools(None))
    return [(*pair, scraps.draw(*pair)) for pair in rng.choices(PAIRS, k=count)]


@pytest.fixture(scope="module")
def drawn() -> list[tuple[str, str, Told]]:
    return draw(14, DRAWN)


def test_the_same_seed_draws_the_same_examples(drawn: list[tuple[str, str, Told]]) -> None:
    assert draw(14, DRAWN)[:100] == drawn[:100]
    assert draw(15, 100) != drawn[:100]


def test_marks_stand_around_something_and_in_pairs(drawn: list[tuple[str, str, Told]]) -> None:
    marked = re.compile(f"{START}([^{START}{END}]+){END}")
    for _, _, told in drawn:
        answers = marked.findall(told.passage)
        assert bool(answers) == told.kind.endswith("/told"), told
        assert all(answer == answer.strip() for answer in answers)
        assert told.passage.count(START) == told.passage.count(END) == len(answers)


def test_nothing_of_a_template_is_left(drawn: list[tuple[str, str, Told]]) -> None:
    left = re.compile(r"[\x00\x01\x04-\x08{}<>\[\]]|\s/\s|\s\.(?:\s|$)|H:")
    for _, _, told in drawn:
        assert left.search(told.question + told.passage) is None, told


def test_both_texts_are_in_their_languages(drawn: list[tuple[str, str, Told]]) -> None:
    for asks, tells, told in drawn:
        assert bool(RUSSIAN.search(told.passage)) == (tells == "ru"), told
        assert bool(RUSSIAN.search(told.question)) == (asks == "ru"), told


def test_less_than_half_has_no_answer_and_every_family_is_met_both_ways(
    drawn: list[tuple[str, str, Told]],
) -> None:
    kinds = Counter(told.kind for _, _, told in drawn)
    untold = sum(count for kind, count in kinds.items() if kind.endswith("/untold"))
    assert abs(untold / DRAWN - 0.45) < 0.04
    assert set(kinds) == {
        f"{family}/{end}" for family, end in product(FAMILIES, ("told", "untold"))
    }


def test_every_case_is_whole_and_asks_with_and_without_an_answer() -> None:
    assert len({case.name for case in cases()}) == len(cases())
    for case in cases():
        numbers = {number for number, _ in case.questions}
        assert {(each, language) for each in numbers for language in ("en", "ru")} == set(
            case.questions
        ), case.name
        for language in ("en", "ru"):
            for answered in (True, False):
                asked = {number for number, _ in case.pairs(language, answered=answered)}
                assert asked == numbers, (case.name, language, answered)


def test_every_text_can_be_filled() -> None:
    rng = random.Random(3)
    pools = load_pools(None)
    for case in cases():
        for _ in range(2):
            values = draw_values(rng, pools, case)
            for language in ("en", "ru"):
                texts = [passage.text for passage in case.passages[language]]
                for (_, asked), questions in case.questions.items():
                    texts += questions if asked == language else ()
                for text in texts:
                    assert write(rng, text, values, language), case.name


def test_lists_have_many_entries_with_all_fields() -> None:
    for name, entries in lists().items():
        assert len(entries) >= 6, name
        for entry in entries:
            assert all(text.strip() for fields in entry.values() for text in fields.values()), name
