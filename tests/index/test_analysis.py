"""Terms: forms of one word meet, spellings of one name meet, nothing else does."""

import pytest
from hypothesis import given

from index.analysis import name_key, tokenize
from tests.index.texts import any_text


def stems(text: str) -> list[str]:
    return [token.stem for token in tokenize(text)]


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
    ],
)
def test_forms_of_one_word_meet(one: str, other: str) -> None:
    assert stems(one) == stems(other)


@pytest.mark.parametrize(("one", "other"), [("йод", "иод"), ("2023", "2024"), ("АКИТ", "акты")])
def test_different_words_do_not_meet(one: str, other: str) -> None:
    assert stems(one) != stems(other)


@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("АКИТ", ["AKIT"]),
        ("Козловского", ["Kozlovsky", "Kozlovskii", "Kozlovskiy"]),
        ("Лабудин", ["Labudin"]),
        ("Руднево", ["Rudnevo"]),
        ("Мусатова", ["Musatov"]),
        ("Достоевский", ["Dostoyevsky", "Dostoevskii", "Dostoevsky"]),
        ("Калининграда", ["Kaliningrad"]),
        ("Щербаков", ["Shcherbakov"]),
        ("Ельцин", ["Yeltsin", "Eltsin"]),
        ("Хабаровск", ["Khabarovsk", "Habarovsk"]),
        ("Жуков", ["Zhukov"]),
    ],
)
def test_spellings_of_one_name_share_a_key(russian: str, english: list[str]) -> None:
    (token,) = tokenize(russian)
    for spelling in english:
        assert set(token.keys) & set(tokenize(spelling)[0].keys), spelling


@pytest.mark.parametrize("word", ["", "а", "I", "42", "日本", "--"])
def test_what_is_no_name_has_no_key(word: str) -> None:
    assert name_key(word) == ""


def test_offsets_are_code_points() -> None:
    (_, token) = tokenize("🎉🎉 раз АКИТ")
    assert (token.start, token.end) == (7, 11)
