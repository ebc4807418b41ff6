"""Numbers with the Romans' letters and in words."""

import re

import pytest

from index.text.languages import ENGLISH, LANGUAGES, RUSSIAN, Language
from index.text.numerals import ROMAN, NumberWords, roman_value
from tests.index.languages import UKRAINIAN

WORDS = NumberWords(LANGUAGES)


def roman(number: int) -> str:
    """A number up to 99 as the Romans wrote it."""
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    tens = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
    return tens[number // 10] + ones[number % 10]


def test_a_number_of_the_romans_is_what_they_meant() -> None:
    for number in set(range(1, 100)) - {50}:
        assert re.fullmatch(ROMAN, roman(number))
        assert roman_value(roman(number)) == number
        assert roman_value(roman(number).replace("X", "\u0425")) == number


@pytest.mark.parametrize(
    "word", ["", "L", "C", "D", "M", "MIX", "CD", "IIII", "VX", "IC", "vi", "LL"]
)
def test_what_they_did_not_write_is_none(word: str) -> None:
    assert re.fullmatch(ROMAN, word) is None


@pytest.mark.parametrize("language", [ENGLISH, RUSSIAN], ids=lambda language: language.code)
@pytest.mark.parametrize("of", ["cardinals", "ordinals"])
def test_every_number_up_to_99_has_words(language: Language, of: str) -> None:
    written = getattr(language.series, of)
    assert set(written) == {*range(1, 21), *range(30, 100, 10)}


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("one", 1),
        ("Twelve", 12),
        ("forty", 40),
        ("fifty-eight", 58),
        ("ninety nine", 99),
        ("одна", 1),
        ("одиннадцать", 11),
        ("девятнадцать", 19),
        ("сорок два", 42),
        ("шестьдесят шесть", 66),
    ],
)
def test_a_cardinal_is_read(words: str, number: int) -> None:
    assert re.fullmatch(WORDS.cardinal, words, re.IGNORECASE)
    assert WORDS.value(words) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("first", 1),
        ("Eighth", 8),
        ("twelfth", 12),
        ("fourteenth", 14),
        ("fortieth", 40),
        ("twenty-second", 22),
        ("первая", 1),
        ("второму", 2),
        ("третьего", 3),
        ("четвёртой", 4),
        ("четвертой", 4),
        ("седьмом", 7),
        ("двенадцатый", 12),
        ("сороковых", 40),
        ("пятидесятое", 50),
        ("двадцать третьей", 23),
    ],
)
def test_an_ordinal_is_read_in_each_of_its_forms(words: str, number: int) -> None:
    assert re.fullmatch(WORDS.ordinal, words, re.IGNORECASE)
    assert WORDS.value(words) == number


@pytest.mark.parametrize(
    "word", ["seconds", "thirds", "twofold", "tent", "третью часть", "шестерня"]
)
def test_what_only_begins_so_is_none(word: str) -> None:
    for pattern in (WORDS.cardinal, WORDS.ordinal):
        assert re.fullmatch(pattern, word, re.IGNORECASE) is None


def test_a_language_without_such_words_has_none() -> None:
    words = NumberWords([UKRAINIAN])
    assert re.search(words.cardinal, "два") is None
    assert re.search(words.ordinal, "другий") is None
