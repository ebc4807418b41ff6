"""What tells the things of a series apart, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answer.form.designations import Name, above, find_designated, is_of_both, names_in
from index.text.analysis import tokenize


def designated(text: str) -> dict[str, set[Name]]:
    """The words of a text with what tells which of their kind is meant."""
    return {each.word.word: set(each.names) for each in find_designated(text, tokenize(text))}


@pytest.mark.parametrize(
    ("text", "word", "name"),
    [
        ("hall 07", "hall", ("7",)),
        ("version 4.02", "version", ("4", "02")),
        ("release v3", "release", ("3",)),
        ("теплица 7-В", "теплица", ("7", "b")),
        ("chapter XIV", "chapter", ("14",)),
        ("chapter IVa", "chapter", ("4", "a")),
        ("room twenty-three", "room", ("23",)),
        ("XIX век", "век", ("19",)),
        ("I этаж", "этаж", ("1",)),
        ("5-го подъезда", "подъезда", ("5",)),
        ("the twelfth well", "well", ("12",)),
        ("Catherine the Second", "catherine", ("2",)),
        ("rule 12(d)(ii)", "rule", ("12", "d", "ii")),
        ("подпункт «б»", "подпункт", ("б",)),
        ("annex A1", "annex", ("a", "1")),
        ("номер зала: зал № B-2", "зал", ("b", "2")),
        ("комната номер пять", "комната", ("5",)),
    ],
)
def test_a_name_is_its_parts_however_they_are_written(text: str, word: str, name: Name) -> None:
    assert designated(text)[word] == {name}


def test_a_letter_that_is_a_number_of_the_romans_is_both() -> None:
    assert designated("act V")["act"] == {("v",), ("5",)}


@pytest.mark.parametrize(
    "text",
    [
        "the room I rented",
        "in I paint",
        "hall 7-й",
        "the berth 75 metres",
        "ferry two hours",
        "the meeting 2024-05-02",
        "the files(s)",
        "comrade V. I. Lenin",
        "a CD, a mix",
        "of XIV and in twelve",
    ],
)
def test_what_measures_dates_or_speaks_tells_none_of_a_series(text: str) -> None:
    assert designated(text) == {}


def test_a_count_in_words_is_a_name_only_in_a_list() -> None:
    assert names_in("It opens at six.") == frozenset()
    assert names_in("Eleven, twelve and 13") >= {("12",), ("13",)}


@given(st.lists(st.sampled_from(["1", "2", "b", "ii"]), min_size=1, max_size=4).map(tuple))
def test_a_name_is_of_itself_and_of_each_shorter_one(name: Name) -> None:
    forms = list(above(name))
    assert forms[-1] == name
    assert all(name[: len(form)] == form for form in forms)
    assert is_of_both(name) == (name[0].isdecimal() and any(part.isalpha() for part in name))


@pytest.mark.parametrize(
    ("one", "other", "is_another"),
    [
        ("кабинет 12г", "кабинет 12в", True),
        ("bay 14g", "bay № 14f", True),
        ("маршрут 44к", "маршрут 44а", True),
        ("кабинет 12г", "кабинет 12г", False),
        ("кабинет 12г", "кабинет 12", False),
        ("cord 5m", "cord 7m", False),
        ("бак 3", "бак 44л", False),
        ("бак 44л", "бак 44 г", False),
    ],
)
def test_a_letter_that_may_be_a_units_tells_only_from_another_letter(
    one: str, other: str, is_another: bool
) -> None:
    ours, theirs = (list(find_designated(each, tokenize(each))) for each in (one, other))
    assert any(each.is_beside(another) for each in ours for another in theirs) == is_another
