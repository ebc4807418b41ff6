"""The bracket that holds what is asked about."""

from dataclasses import replace

import numpy as np
import pytest

from index.answer.evidence import features
from index.answer.form.brackets import Bracketed, by_brackets
from index.encode.protocols import SparseQuery
from index.search.candidates import Query
from index.search.hits import FoundHits
from tests.index.answer.reading import asked, near, words_of

LATE = (
    "Delay | Fee",
    "up to 5 days | 10 euros",
    "6 to 15 days | 25 euros",
    "over 15 days | 60 euros",
)
YEARS = ("Стаж | Надбавка", "до 3 лет | 5 %", "от 3 до 8 лет | 10 %", "от 8 лет | 15 %")
SIZES = ("Weight, kg | Price", "≤ 5 | 300", "5–10 | 420", "10+ | 650")
NESTED = ("Parcel | Price", "up to 2 kg | 5", "up to 5 kg | 8", "up to 10 kg | 12")
LADDERS = ("Ladder | Load", "oak | up to 120 kg", "steel | up to 150 kg")
WATER = ("Расход | Цена за куб", "до 5 кубов | 30", "6–12 кубов | 42")
STAYS = ("Room | Sleeps", "Attic | 2–3 people", "Stable | 4–6 people")


def bracketed(question: str, *rows: str, header: str | None) -> Bracketed:
    parts, passage = asked(question, **words_of(question)), near(*rows)
    if header is not None:
        numbers = range(len(rows))
        passage = replace(passage, headers=dict.fromkeys(numbers, header), rows=frozenset(numbers))
    query = Query(question, np.zeros(1, np.float32), SparseQuery(parts.words, question))
    return by_brackets(
        parts,
        [passage],
        features(parts, [passage]),
        found=FoundHits(query=query, ranked=(), hits=()),
    )


@pytest.mark.parametrize(
    ("question", "table", "held"),
    [
        ("What is the fee for a delay of 10 days?", LATE, [False, True, False]),
        ("What is the fee for a delay of 60 days?", LATE, [False, False, True]),
        ("What is the fee for a delay of up to 5 days?", LATE, [True, False, False]),
        ("What is the fee for a delay of 3?", LATE, [True, False, False]),
        ("Какой штраф за 8 дней?", LATE, [False, True, False]),
        ("Какая надбавка за 5 лет?", YEARS, [False, True, False]),
        ("Какая надбавка за 10 лет?", YEARS, [False, False, True]),
        ("Какая надбавка за 8 лет?", YEARS, [False, True, True]),
        ("What does a parcel of 7 kg cost?", SIZES, [False, True, False]),
        ("What does a parcel of 3 kg cost?", NESTED, [False, True, False]),
        ("Which room sleeps 5 people?", STAYS, [False, True]),
        ("Какая цена за куб при расходе 8 кубов?", WATER, [False, True]),
    ],
)
def test_the_bracket_that_holds_what_is_asked_about_answers(
    question: str, table: tuple[str, ...], held: list[bool]
) -> None:
    header, *rows = table
    shares = bracketed(question, *rows, header=header).stance.shares
    assert (shares > 1).tolist() == held
    assert (shares < 1).tolist() == [not each for each in held]


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Какая неустойка за 10 дней?", [False, True]),
        ("Какая неустойка за 3 дня?", [True, False]),
    ],
)
def test_lines_of_a_list_are_brackets_too(question: str, held: list[bool]) -> None:
    lines = ("- до 5 дней — 10 евро", "- от 6 до 15 дней — 25 евро")
    assert (bracketed(question, *lines, header=None).stance.shares > 1).tolist() == held


def test_where_no_bracket_holds_it_none_answers() -> None:
    header, *rows = NESTED
    stance = bracketed("What does a parcel of 14 kg cost?", *rows, header=header).stance
    assert (stance.shares < 1).all()
    assert (stance.against > 0).all()


@pytest.mark.parametrize(
    ("question", "table"),
    [
        ("What is the fee for a delay?", LATE),
        ("What is the fee for a trip of 10 km?", LATE),
        ("What is the fee on 12 May 2024?", LATE),
        ("Which ladder bears 100 kg?", LADDERS),
        ("Who works 5 days?", ("Name | Days", "Ida | 5 days", "Ola | 3 days")),
        ("When does route 5 go?", ("Route | Time", "5 | 8:00–9:30", "12 | 10:00–11:40")),
        ("Who is on 3-17?", ("Name | Phone", "Ida | 3-17", "Ola | 3-22")),
    ],
)
def test_what_parts_no_numbers_or_counts_another_thing_is_left_as_it_is(
    question: str, table: tuple[str, ...]
) -> None:
    header, *rows = table
    shares = bracketed(question, *rows, header=header).stance.shares
    assert (shares == 1).all()


def test_digits_that_a_bracket_has_are_not_looked_for_elsewhere() -> None:
    rows = ("up to 5 thousand | 1", "5 to 9 thousand | 2")
    got = bracketed("What is paid from an income of 7 thousand?", *rows, header="Income | Tax")
    assert "7" not in {got.asked.text[word.start : word.end] for word in got.asked.words}
    assert (got.stance.shares > 1).tolist() == [False, True]
