"""Identifiers, amounts and dates: what is written otherwise meets, what is another does not."""

from itertools import pairwise

import pytest
from hypothesis import given

from index.text.analysis import tokenize
from index.text.dates import day_first
from index.text.letters import legible
from tests.index.texts import any_text


def terms(text: str, *, first: bool | None = None) -> set[str]:
    return {term for token in tokenize(text, day_first=first) for term in token.terms}


def day(text: str, *, first: bool | None = None) -> set[str]:
    return {term for term in terms(text, first=first) if term.startswith(("@1", "@2"))}


@pytest.mark.parametrize(
    "written",
    ["07.11.2023", "2023-11-07", "7 ноября 2023 года", "November 7, 2023", "7th of November, 2023"],
)
def test_a_day_is_one_term_however_it_is_written(written: str) -> None:
    assert day(written) == {"@2023-11-07", "@2023-11"}


def test_other_days_do_not_meet() -> None:
    assert not day("11.07.2023") & day("2023-11-07")
    assert day("31.02.2023") == set()


def test_what_no_day_is_written_as_is_none() -> None:
    assert not day("Subnet 10.20.30 and version 2.31.04")
    assert "@2030-10-20" in day("20.10.30")


def test_a_date_with_slashes_is_read_by_its_document() -> None:
    assert day("7/11/2023") == set()
    assert day_first("Seen 25/11/2023", language="en") is True
    assert day_first("Seen 11/25/2023", language="en") is False
    assert "@2023-11-07" in day("7/11/2023", first=True)
    assert "@2023-07-11" in day("7/11/2023", first=False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("K-7041-B", "K7041B"),
        ("Договор 93/18-К", "93-18-K"),
        ("+7 351 700-21-44", "8 (351) 700 21 44"),
        ("GOST 4543", "GOST4543"),
        ("loadMeterReport", "load_meter_report"),
        ("3 200 000", "3,2 млн"),
        ("45 300 ₽", "45,300"),
        ("12,50", "12.5"),
        ("Орлов,+7 351 700-21-44,склад", "+73517002144"),
        ("ГАЗель,А123ВС 77,Орёл", "А123ВС77"),
        ("Тула,5 млн", "5000000"),
    ],
)
def test_the_same_thing_written_otherwise_meets(one: str, other: str) -> None:
    assert {term for term in terms(one) if len(term) > 3} & terms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("насо\u00adс", "насос"), ("нacoc", "насос"), ("подшип-\nник", "подшипник"), ("ёж", "еж")],
)
def test_what_looks_the_same_is_the_same(one: str, other: str) -> None:
    assert terms(other) <= terms(one)


@given(any_text)
def test_every_mark_stands_within_its_text(text: str) -> None:
    for token in tokenize(text):
        for mark in token.marks:
            assert token.start <= mark.start < mark.end <= len(text)


@given(any_text)
def test_what_is_legible_knows_its_places(text: str) -> None:
    read, places = legible(text)
    if places is None:
        assert len(read) == len(text)
    else:
        assert len(places) == len(read) + 1
        assert all(one < other for one, other in pairwise(places))
