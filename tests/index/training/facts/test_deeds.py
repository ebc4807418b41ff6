import random
import re
from collections import Counter

import pytest

from index.training.facts.deed_words import agree, deeds, short
from index.training.facts.deeds import UNANSWERED, Deeds, Plot
from index.training.facts.pools import load_pools
from index.training.facts.terms import END, START
from index.training.facts.told import Told

PAIRS = (("en", "en"), ("en", "ru"), ("ru", "en"), ("ru", "ru"))
DRAWN = 4000
ANSWERED = {"stated", "paraphrased", "chain", "joined", "no-agent-when"}
NEAR_MISSES = {
    "other-deed",
    "agents-other-deed",
    "other-thing",
    "other-agent",
    "swapped",
    "undone",
    "no-agent",
    "not-told",
}


class _Watched(Deeds):
    """Deeds that keep what may be the answer of the last one drawn."""

    forms: tuple[str, ...] = ()

    def _plot(self, asks: str, *, answered: bool) -> Plot:
        plot = super()._plot(asks, answered=answered)
        if plot.role in plot.event.terms:
            term = plot.event.terms[plot.role]
            self.forms = (term.english, *term.russian)
        else:
            added = plot.event.extras[plot.role]
            self.forms = (added.english[1], added.russian[1])
        return plot


def _draw(seed: int, count: int) -> list[tuple[str, str, Told]]:
    drawing = Deeds(random.Random(seed), load_pools(None))
    pairs = [PAIRS[place % len(PAIRS)] for place in range(count)]
    return [(asks, tells, drawing.draw(asks, tells)) for asks, tells in pairs]


@pytest.fixture(scope="module")
def drawn() -> list[tuple[str, str, Told]]:
    return _draw(20, DRAWN)


def test_the_same_seed_draws_the_same(drawn: list[tuple[str, str, Told]]) -> None:
    assert _draw(20, 200) == drawn[:200]
    assert _draw(21, 200) != drawn[:200]


def test_marks_stand_once_around_an_answer_just_where_there_is_one(
    drawn: list[tuple[str, str, Told]],
) -> None:
    for _, _, told in drawn:
        kind = told.kind.removeprefix("deeds/").removesuffix("-among-near")
        marks = re.findall(f"[{START}{END}]", told.passage)
        assert marks == ([START, END] if kind in ANSWERED else []), told
        assert kind in ANSWERED | NEAR_MISSES
        if marks:
            answer = told.passage.partition(START)[2].partition(END)[0]
            assert answer == answer.strip() != ""


def test_all_kinds_and_the_share_without_an_answer(drawn: list[tuple[str, str, Told]]) -> None:
    kinds = Counter(told.kind.removeprefix("deeds/") for _, _, told in drawn)
    assert {kind.removesuffix("-among-near") for kind in kinds} == ANSWERED | NEAR_MISSES
    unanswered = sum(START not in told.passage for _, _, told in drawn) / DRAWN
    assert abs(unanswered - UNANSWERED) < 0.03


def test_questions_and_passages_are_in_their_languages(
    drawn: list[tuple[str, str, Told]],
) -> None:
    russian = re.compile("[а-яё]", re.IGNORECASE)
    for asks, tells, told in drawn:
        assert bool(russian.search(told.question)) == (asks == "ru"), told
        assert bool(russian.search(told.passage)) == (tells == "ru"), told


def test_no_slot_and_no_mark_of_a_template_is_left(drawn: list[tuple[str, str, Told]]) -> None:
    left = re.compile(r"[\x00\x01\x04-\x08{}<>@_]|  |\s[.,](?:\s|$)")
    found = [told for _, _, told in drawn if left.search(told.question + told.passage)]
    assert found == []


def test_an_answer_to_who_is_not_named_in_the_question(
    drawn: list[tuple[str, str, Told]],
) -> None:
    for asks, tells, told in drawn:
        if asks == tells and START in told.passage:
            answer = told.passage.partition(START)[2].partition(END)[0]
            assert answer.lower() not in told.question.lower().split(" "), told


def test_the_answer_is_what_was_asked_for() -> None:
    watched = _Watched(random.Random(22), load_pools(None))
    for place in range(DRAWN):
        told = watched.draw(*PAIRS[place % len(PAIRS)])
        if START in told.passage:
            answer = told.passage.partition(START)[2].partition(END)[0]
            assert answer.lower() in {form.lower() for form in watched.forms}, told


def test_every_deed_is_told_and_asked_for_in_both_languages() -> None:
    found = deeds()
    assert len(found) > 180
    assert len({deed.key for deed in found}) == len(found)
    for deed in found:
        for language in ("en", "ru"):
            assert deed.says[language, "say"]
            assert deed.says[language, "undone"]
            assert deed.asks[language, "a"]
            assert deed.asks[language, "t"]


@pytest.mark.parametrize(
    ("verb", "of", "said"),
    [
        ("нашёл", "f", "нашла"),
        ("перевёл", "f", "перевела"),
        ("снёс", "n", "снесло"),
        ("сжёг", "plural", "сожгли"),
        ("стёр", "f", "стёрла"),
        ("вторгся в", "f", "вторглась в"),
        ("отказался", "f", "отказалась"),
        ("пересёк", "f", "пересекла"),
        ("снял копию", "plural", "сняли копию"),
    ],
)
def test_a_past_tense_agrees(verb: str, of: str, said: str) -> None:
    assert agree(verb, of) == said


def test_a_short_participle_agrees() -> None:
    assert short("переведён", "f") == "переведена"
    assert short("найден", "n") == "найдено"
    assert short("должен", "f") == "должна"
