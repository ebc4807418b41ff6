"""Terms: forms of one word meet, spellings of one name meet, nothing else does."""

import pytest
from hypothesis import given

from index.text.analysis import ANALYSIS, split_words, tokenize
from tests.index.texts import any_text


def stems(text: str) -> list[str]:
    return [token.stem for token in tokenize(text)]


@given(any_text)
def test_words_are_those_of_the_tokens(text: str) -> None:
    assert split_words(text) == [text[token.start : token.end] for token in tokenize(text)]


@given(any_text)
def test_tokens_stand_in_order_on_their_own_characters(text: str) -> None:
    end = 0
    for token in tokenize(text):
        assert end <= token.start < token.end <= len(text)
        assert token.stem
        end = token.end


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("технопарк", "Технопарками"),
        ("наблюдательный", "наблюдательного"),
        ("ещё", "еще"),
        ("вода́", "вода"),
        ("cluster", "clusters"),
        ("AKIT's", "AKIT"),
        ("АКИТ", "акит".upper()),
        ("3,5", "3.5"),
        ("1,000", "1000"),
        ("1 000", "1,000"),
        ("1 500 000", "1,500,000"),
        ("1\u00a0250", "1250"),
        ("10,000.50", "10000,50"),
    ],
)
def test_forms_of_one_word_meet(one: str, other: str) -> None:
    assert stems(one) == stems(other)


@pytest.mark.parametrize(
    "forms",
    [
        "журнал журнала журналу журналом журналы",
        "канал каналом каналы",
        "план планом планы",
        "қойма қоймада қоймасы",
        "საწყობი საწყობში საწყობის",
    ],
)
def test_forms_that_the_stemmers_miss_meet(forms: str) -> None:
    shared = [set(token.terms) for token in tokenize(forms)]
    assert set.intersection(*shared)


@pytest.mark.parametrize(
    ("word", "spelled"),
    [("шлюз", True), ("na\u00efve", True), ("2031", True), ("әңгіме", False), ("地図", False)],
)
def test_letters_are_of_the_languages_or_not(word: str, spelled: bool) -> None:
    assert ANALYSIS.spells(word) == spelled


@pytest.mark.parametrize(("one", "other"), [("йод", "иод"), ("2023", "2024"), ("АКИТ", "акты")])
def test_different_words_do_not_meet(one: str, other: str) -> None:
    assert stems(one) != stems(other)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0,125", ["0.125"]),
        ("2023 100", ["2023", "100"]),
        ("100 200 300", ["100", "200", "300"]),
        ("1.2.3", ["1.2.3"]),
        ("12 0001", ["12", "0001"]),
        ("5000 000", ["5000", "000"]),
        ("1st and 2-й", ["1", "2"]),
        ("Seal kit,4411,7782,15", ["4411", "7782", "15"]),
        ("Котов,4517,218", ["4517", "218"]),
        ("Tula,-12,15", ["12", "15"]),
        ("12,5,Тула", ["12", "5"]),
        ("Gates 4411,4412", ["4411", "4412"]),
        ("55.7558,37.6173", ["55.7558", "37.6173"]),
        ("Весит 12,5, а было 1.234,5", ["12.5", "1.234.5"]),
        ("1,234,567.8 or 1,234", ["1234567.8", "1234"]),
    ],
)
def test_what_is_not_one_number_stays_apart(text: str, numbers: list[str]) -> None:
    assert [stem for stem in stems(text) if stem[0].isdecimal()] == numbers


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("code,shelf\n4411,218\r\n35,7\n", {"4411", "218", "35", "7", "35.7"}),
        ("7121,300", {"7121"}),
    ],
)
def test_what_may_be_two_numbers_is_found_as_either(text: str, held: set[str]) -> None:
    assert held <= {term for token in tokenize(text) for term in token.terms}


def test_decimals_are_no_numbers_by_themselves() -> None:
    terms = {term for token in tokenize("Весит 12,5 кг, or 1,234 lb.") for term in token.terms}
    assert {"12.5", "1234"} <= terms
    assert not {"12", "5", "1", "234"} & terms


@pytest.mark.parametrize(
    ("shouted", "word"),
    [("ЦЕНА", "цены"), ("СРОКИ", "сроку"), ("BELTS", "belt"), ("DOORS", "door")],
)
def test_a_short_word_in_capitals_is_a_word_too(shouted: str, word: str) -> None:
    (token,) = tokenize(shouted)
    assert token.stem == shouted.lower()
    assert set(stems(word)) <= set(token.terms)


@pytest.mark.parametrize("abbreviation", ["НАСА", "ТОО", "IOS", "ГОСТ", "GPS"])
def test_an_abbreviation_is_nothing_else(abbreviation: str) -> None:
    (token,) = tokenize(abbreviation)
    assert [term for term in token.terms if term[0].isalpha()] == [abbreviation.lower()]


def test_offsets_are_code_points() -> None:
    (_, token) = tokenize("🎉🎉 раз АКИТ")
    assert (token.start, token.end) == (7, 11)
