"""Letters that stand for words, and such as begin a code and stand for none."""

from collections.abc import Iterator

import pytest

from index import Index, text_document
from index.encode.protocols import Encoders

NOTES = {
    "mixer": "The paint mixer holds 40 litres. The paint mixer is emptied on Fridays.",
    "shed": "The tool shed is locked at nine. The tool shed is painted green.",
    "press": "Горячий пресс греется час. Горячий пресс весит две тонны.",
    "dryer": "Сушилка доски закрыта. Дежурит на сушилке досок Ремнёв.",
    "valve": "The valve KB-31 is painted grey.",
    "form": "The Harbour Access Form (HAF) is signed by Lykov. HAF-7 is signed by the guard.",
    "mend": "Ремонтно-механический цех (РМЦ) ведёт Ильин. РМЦ-4 красит лодки.",
}


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory, encoders: Encoders) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("notes"), encoders=encoders) as index:
        index.add_documents([text_document(source=f"{n}.txt", text=t) for n, t in NOTES.items()])
        yield index


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("How much does PM-318 hold?", "PM-318"),
        ("How is TS-44/B painted?", "TS-44/B"),
        ("Сколько весит ГП-620?", "ГП-620"),
        ("Кто дежурит на СД-15?", "СД-15"),
        ("Who signs HAF-9?", "HAF-9"),
        ("Что красит РМЦ-6?", "РМЦ-6"),
    ],
)
def test_what_begins_a_code_is_no_abbreviation(notes: Index, question: str, code: str) -> None:
    result = notes.answer(question)
    assert result.answer is None
    assert result.nowhere == (code,)


def test_a_code_is_found_in_letters_that_look_alike(notes: Index) -> None:
    assert notes.search("КВ-31").hits[0].citation.source == "valve.txt"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How much does the PM hold?", "40 litres"),
        ("Сколько весит ГП?", "две тонны"),
        ("Who signs the HAF?", "Lykov"),
        ("Who signs HAF-7?", "guard"),
        ("Кто ведёт РМЦ?", "Ильин"),
        ("Что красит РМЦ-4?", "лодки"),
    ],
)
def test_by_itself_it_is_one(notes: Index, question: str, said: str) -> None:
    answer = notes.answer(question).answer
    assert answer is not None
    assert said in answer.text
