"""Questions out of parallel sentences."""

import re
from pathlib import Path

import pytest

from index.training.reading.asking import Asker
from index.training.reading.cloze import cloze_examples
from index.training.reading.examples import Example
from index.training.reading.lexicon import word_lists
from index.types import Span
from tests.index.training.made_up import write_data, write_lines

RUSSIAN = re.compile("[а-яё]")
ASKED = {kind: word_lists()[f"en {kind}"] for kind in ("year", "number alone", "amount")}
TRAPS = [
    (
        "In 2015 they bought 5 ships for 5,000 roubles.",
        "В 2015 году купили 5 судов за 5,000 рублей.",
    ),
    (
        "It runs on Windows Server 2012 and on Windows too.",
        "Она работает на Windows Server 2012 и на Windows тоже.",
    ),
    (
        "The new ship took 40 people and 40 crates over.",
        "Новое судно взяло 40 человек и 40 ящиков.",
    ),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Example]:
    """What is asked of three texts, each a run of sentences that name a number, a year and a name."""
    folder = write_data(tmp_path_factory.mktemp("cloze") / "data")
    rows = []
    for place in range(300):
        name = f"Volga{place % 7}"
        rows.append(
            (
                f"The plant {name} had {place + 30} people when it opened in {1800 + place % 90}.",
                f"На заводе {name} было {place + 30} человек при открытии в {1800 + place % 90} году.",
            )
        )
        rows.extend(TRAPS[: place % 4])
    for name, origin in (("general-human", "newstest2020"), ("misc-human", "gnome_help")):
        write_lines(folder / f"{name}.tsv.gz", ["\t".join((*row, origin)) for row in rows])
    return list(cloze_examples(folder))


def standing(thing: str, text: str) -> int:
    return len(re.findall(rf"(?<!\w)(?<!\d[.,]){re.escape(thing)}(?!\w|[.,]\d)", text))


def test_what_was_left_out_stands_once_in_the_passage_and_not_in_the_question(
    found: list[Example],
) -> None:
    answered = [(each, each.answer) for each in found if each.answer]
    assert len(answered) > 100
    for example, answer in answered:
        thing = answer.cut(example.passage)
        assert standing(thing, example.passage) == 1
        assert standing(thing, example.question) == 0
        around = f" {example.passage} "[answer.start : answer.end + 2]
        assert not around[0].isalnum()
        assert not around[-1].isalnum()


def test_years_numbers_and_names_are_asked_for_as_such(found: list[Example]) -> None:
    kinds = set()
    for each in found:
        if each.answer is None or RUSSIAN.search(each.question):
            continue
        thing = each.answer.cut(each.passage)
        kind = "name"
        if thing[0].isdecimal():
            year = re.fullmatch(r"1\d{3}|2015", thing)
            kind = "year" if year else "number alone" if thing.isdecimal() else "amount"
        kinds.add(kind)
        known = ASKED.get(kind, (*word_lists()["en name"], *word_lists()["en which"]))
        assert any(word in each.question.lower() for word in known)
    assert kinds >= {"year", "number alone", "name"}


def test_each_language_is_asked_over_each_and_russian_read_most(found: list[Example]) -> None:
    ways = [
        (bool(RUSSIAN.search(each.question)), bool(RUSSIAN.search(each.passage))) for each in found
    ]
    assert set(ways) == {(True, True), (True, False), (False, True), (False, False)}
    assert sum(read for _, read in ways) > len(ways) / 2


def test_some_have_no_answer(found: list[Example]) -> None:
    unanswered = sum(each.answer is None for each in found)
    assert 0.15 < unanswered / len(found) < 0.4
    assert all(each.passage for each in found)


def test_what_is_asked_in_vain_stands_nowhere_in_the_passage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(_: Asker, text: str, gap: Span, kind: str, *, language: str, copied: bool) -> str:
        return f"{kind} {language} backwards here {gap.cut(text)[::-1]}" + (
            "" if copied else " or not"
        )

    monkeypatch.setattr(Asker, "ask", ask)
    data = write_data(tmp_path / "data")
    write_lines(data / "misc-human.tsv.gz", ["\t".join((*row, "werf_docs")) for row in TRAPS * 30])
    in_vain = [each for each in cloze_examples(data) if each.answer is None]
    alike = [each for each in in_vain if not each.question.endswith("or not")]
    assert len(alike) > 20
    for each in alike:
        phrase = each.question.split(" here ", 1)[1][::-1]
        assert standing(phrase, each.passage) == 0


def test_the_seed_decides_what_is_asked(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data")
    write_lines(data / "misc-human.tsv.gz", ["\t".join((*row, "werf_docs")) for row in TRAPS * 30])
    first = list(cloze_examples(data, seed=3))
    assert first
    assert list(cloze_examples(data, seed=3)) == first
    assert list(cloze_examples(data, seed=4)) != first
