"""Surnames of one stem that are two."""

import pytest

from index.text.analysis import ANALYSIS
from index.text.namesakes import has_namesakes, is_namesake

OTHERS = [
    *[("Бондарь", "Бондарев"), ("Бондаря", "Бондарев"), ("Бондарем", "Бондарев")],
    *[("Чумаке", "Чумаков"), ("Чабану", "Чабанов"), ("Королю", "Королёв"), ("Король", "Королев")],
    *[("Седого", "Седых"), ("Седых", "Седого"), ("Белый", "Белых"), ("Толстых", "Толстой")],
]
SAME = [
    *[("Бондарь", "Бондаря"), ("Бондарев", "Бондарев"), ("Чабану", "Чабан")],
    *[("Седого", "Седому"), ("Седых", "Седых"), ("Великие", "Великих"), ("Великих", "Великие")],
    # A plural has the form of the other surname.
    *[("Архитекторы", "Архитекторов"), ("Архитекторов", "Архитектор")],
    *[("Ростова", "Ростов"), ("Львова", "Львов")],
    *[("Cooper", "Coopers"), ("Petrov", "Petrova")],
]


@pytest.mark.parametrize(("asked", "told"), OTHERS)
def test_a_surname_with_the_same_stem_is_another(asked: str, told: str) -> None:
    assert has_namesakes(ANALYSIS.token(asked))
    assert is_namesake(ANALYSIS.token(asked), ANALYSIS.token(told))


@pytest.mark.parametrize(("asked", "told"), SAME)
def test_another_form_of_a_surname_is_the_same(asked: str, told: str) -> None:
    assert not is_namesake(ANALYSIS.token(asked), ANALYSIS.token(told))


@pytest.mark.parametrize(("asked", "told"), OTHERS)
def test_words_in_small_letters_are_no_surnames(asked: str, told: str) -> None:
    assert not has_namesakes(ANALYSIS.token(asked.lower()))
    assert not is_namesake(ANALYSIS.token(asked), ANALYSIS.token(told.lower()))
