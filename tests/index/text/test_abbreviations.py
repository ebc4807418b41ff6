"""What documents say that abbreviations stand for, and words that begin with their letters."""

import pytest
from hypothesis import given

from index.text.abbreviations import definitions, find_short, runs
from index.text.analysis import ANALYSIS
from tests.index.texts import any_text


def told(text: str) -> dict[str, str]:
    found = definitions(text, is_function=ANALYSIS.is_function)
    return {each.short: each.long.cut(text) for each in found}


def rows(text: str, short: str) -> list[str]:
    return [span.cut(text) for span in runs(text, short, is_function=ANALYSIS.is_function)]


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("The Lock Repair Register (LRR) is blue.", "LRR", "Lock Repair Register"),
        ("LRR (lock repair register) is blue.", "LRR", "lock repair register"),
        ("**LRR** – Lock Repair Register", "LRR", "Lock Repair Register"),
        ("LRR: lock repair register, the blue one", "LRR", "lock repair register"),
        ("| LRR | Lock repair register |", "LRR", "Lock repair register"),
        ("LRR\n: Lock repair register", "LRR", "Lock repair register"),
        ("LRR is the lock repair register of the port.", "LRR", "lock repair register"),
        ("the lock repair register, or LRR, of the port", "LRR", "lock repair register"),
        ("журнал учёта ключей «ЖУК» лежит здесь", "ЖУК", "журнал учёта ключей"),
        ("LRR stands for lock repair register.", "LRR", "lock repair register"),
        ("the lock repair register, hereinafter the “LRR”", "LRR", "lock repair register"),
        ("Lock repair register = LRR", "LRR", "Lock repair register"),
        ("Hypermodal Lathe Menu (HLM)", "HLM", "Hypermodal Lathe Menu"),
        ("The sluice and weir office (SAWO) opens.", "SAWO", "sluice and weir office"),
        ("Журнал учёта ключей (ЖУК) лежит здесь.", "ЖУК", "Журнал учёта ключей"),
        ("журнал учёта ключей, далее — ЖУК", "ЖУК", "журнал учёта ключей"),
        ("журнал учёта ключей (далее по тексту — «ЖУК»)", "ЖУК", "журнал учёта ключей"),
        ("ЖУК — это журнал учёта ключей.", "ЖУК", "журнал учёта ключей"),
        ("пожарно-сторожевая служба, сокращённо ПСС", "ПСС", "пожарно-сторожевая служба"),
        ("Водоочистная станция (ВОС)", "ВОС", "Водоочистная станция"),
        ("Товарищество «Пруд речной рыбы» (Т «ПРР»)", "ПРР", None),
    ],
)
def test_what_is_explained_is_learned(text: str, short: str, long: str | None) -> None:
    assert told(text).get(short) == long


def test_of_two_parts_each_is_learned() -> None:
    text = "Единая диспетчерская служба водного хозяйства (ЕДС ВХ) открыта."
    assert told(text) == {
        "ЕДС ВХ": "Единая диспетчерская служба водного хозяйства",
        "ЕДС": "Единая диспетчерская служба",
        "ВХ": "водного хозяйства",
    }


@pytest.mark.parametrize(
    "text",
    [
        "The lock is green (LRR).",
        "Lock repair. Register (LRR) follows.",
        "ВНИМАНИЕ: вход со двора.",
        "Ключи сданы (см. ЖУК).",
        "LRR — the blue one",
    ],
)
def test_what_is_beside_it_by_chance_explains_nothing(text: str) -> None:
    assert told(text) == {}


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("Ask for the lock repair register there.", "LRR", "lock repair register"),
        ("Запись в журнале учёта ключей обязательна.", "ЖУК", "журнале учёта ключей"),
        ("Пост пожарно-сторожевой службы пуст.", "ПСС", "пожарно-сторожевой службы"),
        ("У нас новая водоочистная станция.", "ВОС", "водоочистная станция"),
        ("Locks and repairs of the river", "LRR", "Locks and repairs of the river"),
    ],
)
def test_words_in_a_row_begin_with_the_letters(text: str, short: str, long: str) -> None:
    assert rows(text, short) == [long]


@pytest.mark.parametrize("text", ["Lock. Repair register", "lock the repair shop, rarely"])
def test_other_words_do_not(text: str) -> None:
    assert rows(text, "LRR") == []


def test_a_query_has_abbreviations_in_capitals() -> None:
    text = "Does the ЕДС ВХ keep L&R or LRRs, ok?"
    assert [span.cut(text) for span in find_short(text)] == ["ЕДС ВХ", "ЕДС", "ВХ", "L&R", "LRR"]


@given(any_text)
def test_a_long_form_stands_in_its_text(text: str) -> None:
    for each in definitions(text, is_function=ANALYSIS.is_function):
        assert 0 <= each.long.start < each.long.end <= len(text)
