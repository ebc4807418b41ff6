"""Phrases, their counterparts in a translation, and how they are asked for."""

import random
from itertools import product
from pathlib import Path

import pytest

from index.training.reading.asking import LONGEST_COPY, Asker
from index.training.reading.lexicon import Lexicon, learn_lexicon, stem, words_of
from index.training.reading.linking import align_words
from index.training.reading.near import Near
from index.training.reading.phrases import phrases_of
from index.types import Span
from tests.index.training.made_up import ADJECTIVES, NOUNS, write_data, write_lines

ADJECTIVE, NOUN = dict(ADJECTIVES), dict(NOUNS)
TOLD = (
    "President Anna Kozlovsky came to Moscow on March 12, 2015 with 40 ships.",
    "Президент Анна Козловская прибыла в Москву 12 марта 2015 года с 40 судами.",
)


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    folder = write_data(tmp_path_factory.mktemp("phrases") / "data")
    rows = ["ships\tсудами", "march\tмарта", "came\tприбыла", "president\tпрезидент"] * 3
    write_lines(folder / "dictionary.tsv.gz", rows)
    write_lines(folder / "names.tsv.gz", ["anna\tанна", "kozlovsky\tкозловский"] * 3)
    return learn_lexicon(folder)


def pairs(texts: tuple[str, str], lexicon: Lexicon) -> dict[tuple[str, str], str]:
    found = phrases_of(align_words(*texts, lexicon), lexicon)
    return {(each.spans[0].cut(texts[0]), each.spans[1].cut(texts[1])): each.kind for each in found}


def test_every_phrase_is_paired_with_its_translation(lexicon: Lexicon) -> None:
    found = 0
    words = {**ADJECTIVE, **NOUN, "river": "реки"}
    for adjective, noun in product(ADJECTIVES, NOUNS):
        texts = (
            f"Every year the {adjective[0]} {noun[0]} stands by the river.",
            f"Каждый год {adjective[1]} {noun[1]} стоит у реки.",
        )
        for english, russian in pairs(texts, lexicon):
            assert [words.get(word) for word in english.split()] == russian.split()
            found += english == f"{adjective[0]} {noun[0]}"
    assert found > 20


def test_people_dates_and_numbers_are_known_as_such(lexicon: Lexicon) -> None:
    found = pairs(TOLD, lexicon)
    assert found["Anna Kozlovsky", "Анна Козловская"] == "person"
    assert found["March 12, 2015", "12 марта 2015"] == "date"
    assert found["40 ships", "40 судами"] == "amount"
    assert ("March 12", "12 марта") not in found, "half a date"
    assert ("Anna", "Анна") not in found, "half a name"
    assert not any(russian.split()[0] in {"в", "с"} for _, russian in found)


def test_an_address_is_no_number(lexicon: Lexicon) -> None:
    texts = ("The bridge has 127.0.0.1 in it.", "Мост имеет 127.0.0.1 в нём.")
    assert ("127.0.0.1", "127.0.0.1") not in pairs(texts, lexicon)
    texts = ("The bridge has 1,200.5 in it.", "Мост имеет 1,200.5 в нём.")
    assert pairs(texts, lexicon)["1,200.5", "1,200.5"] == "number alone"


def test_what_is_denied_is_asked_as_denied(lexicon: Lexicon) -> None:
    asker = Asker(lexicon, random.Random(1))
    text = "Мы не видели белый замок на холме."
    span = Span(text.index("белый"), text.index(" на"))
    for copied in (False, True):
        for _ in range(100):
            question = asker.ask(text, span, "thing", language="ru", copied=copied)
            assert " не " in f" {question.lower().rstrip('?')} "


def test_what_is_asked_over_its_own_language_is_no_copy(lexicon: Lexicon) -> None:
    asker = Asker(lexicon, random.Random(1))
    text = "Yesterday the quiet people of that town saw a white castle on a hill near the sea."
    start = text.index("white castle")
    words = [word.text.lower() for word in words_of(text)]
    for _ in range(300):
        span = Span(start, start + len("white castle"))
        question = asker.ask(text, span, "thing", language="en", copied=True)
        assert "white castle" not in question
        said = [word.text.lower() for word in words_of(question)]
        for first in range(len(said) - LONGEST_COPY - 2):
            run = said[first : first + LONGEST_COPY + 2]  # the head of the phrase may be asked for
            copies = [words[at : at + len(run)] for at in range(len(words))]
            assert run not in copies


def test_a_near_sentence_shares_rare_words_and_stands_apart() -> None:
    common, rare = {f"common{number}": None for number in range(3)}, stem("lighthouse")
    texts = [[frozenset({*common, f"own{at}-{number}"}) for at in range(50)] for number in range(3)]
    texts[0][10] |= {rare}
    texts[0][12] |= {rare}
    texts[2][7] |= {rare}
    near = Near(texts)
    chooser = random.Random(1)
    assert {near.find(0, 10, apart=9, chooser=chooser) for _ in range(20)} == {(2, 7)}
    assert near.find(1, 10, apart=9, chooser=chooser) is None


def test_the_same_data_give_the_same_words(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data")
    first, second = learn_lexicon(data), learn_lexicon(data)
    assert first.forward == second.forward
    assert first.forms == second.forms
