"""Nouns in whose stem a vowel falls out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.vowels import are_of_one_noun


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("окон", "окна"),
        ("чашек", "чашки"),
        ("кошек", "кошками"),
        ("кресел", "кресла"),
        ("сестер", "сестры"),
        ("день", "днём"),
        ("день", "дни"),
        ("писем", "письма"),
        ("палец", "пальцев"),
        ("боец", "бойцов"),
        ("коек", "койки"),
        ("кухонь", "кухни"),
        ("церковь", "церкви"),
        ("замок", "замков"),
        ("список", "списки"),
        ("песен", "песнями"),
        ("огонь", "огня"),
        ("дочек", "дочке"),
    ],
)
def test_forms_with_a_vowel_meet_those_without(one: str, other: str) -> None:
    assert are_of_one_noun(one, other)
    assert are_of_one_noun(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("окон", "акна"),
        ("мел", "мл"),
        ("лес", "леса"),
        ("домов", "дома"),
        ("чашек", "чаши"),
        ("чашек", "кошки"),
        ("столов", "столбы"),
        ("часов", "часы"),
        ("город", "гряда"),
        ("room", "rooms"),
        ("мост", "моста"),
        ("билет", "билеты"),
        ("отдел", "отделка"),
    ],
)
def test_other_words_do_not_meet(one: str, other: str) -> None:
    assert not are_of_one_noun(one, other)
    assert not are_of_one_noun(other, one)


@given(st.text(alphabet="абвекноьйa1", max_size=8), st.text(alphabet="абвекноьйa1", max_size=8))
def test_whichever_comes_first(one: str, other: str) -> None:
    assert are_of_one_noun(one, other) == are_of_one_noun(other, one)
