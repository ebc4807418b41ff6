"""Examples in pieces on disk."""

import random
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.training.reading.batches import Reading
from index.training.reading.examples import Example, read_examples
from index.training.reading.tokens import READING_FILE, ExampleTable, tokenize_examples
from index.training.start import START_FOLDER
from index.types import Span
from tests.index.training.made_up import make_tokenizer, said, write_data

MADE_UP = 30
RUSSIAN = re.compile("[а-яё]")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("data") / "data")


@pytest.fixture(scope="module")
def reading(data: Path, start: Path, tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """What the step `reading` makes of the data folder."""
    work = tmp_path_factory.mktemp("work")
    (work / START_FOLDER).symlink_to(start)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("index.training.reading.tokens.MADE_UP", MADE_UP)
        tokenize_examples(data=data, work=work)
    return Reading(work / READING_FILE)


def answer(reading: Reading, example: np.ndarray) -> np.ndarray:
    _, passage, first, last, *_ = example
    return reading.text(passage)[first : last + 1]


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.text("abcдом17.,", min_size=1, max_size=5), min_size=1, max_size=15),
    ends=st.tuples(st.integers(0, 14), st.integers(0, 14)),
)
def test_the_pieces_of_an_answer_are_its_characters(
    tmp_path: Path, words: list[str], ends: tuple[int, int]
) -> None:
    first, last = sorted(end % len(words) for end in ends)
    inside = " ".join(words[first : last + 1])
    begin = len(" ".join(words[:first])) + (first > 0)
    passage = " ".join(words)
    table = ExampleTable(make_tokenizer())
    table.add([Example("what", passage, Span(begin, begin + len(inside)), "g")])
    table.write(tmp_path / READING_FILE)
    read = Reading(tmp_path / READING_FILE)
    assert said(answer(read, read.examples[0])) == inside
    assert said(read.text(int(read.examples[0, 1]))) == passage


def test_a_part_of_a_word_is_covered_by_the_pieces_that_have_it(tmp_path: Path) -> None:
    table = ExampleTable(make_tokenizer())
    passage = "In the city."
    table.add([Example("what", passage, Span(8, 10), "g")])
    table.write(tmp_path / READING_FILE)
    read = Reading(tmp_path / READING_FILE)
    assert passage[8:10] == "it"
    assert said(answer(read, read.examples[0])) == "city"


def test_every_example_is_there_as_it_was_and_in_two_other_ways(
    reading: Reading, data: Path
) -> None:
    asked = list(read_examples(data))
    assert len(reading.examples) == 3 * len(asked) + MADE_UP
    for example, row in zip(asked, reading.examples[: 3 * len(asked) : 3], strict=True):
        question, passage, first, last, weight, *_ = row.tolist()
        assert weight == 100 * example.weight
        assert said(reading.text(passage)) == said_of(example.passage)
        assert said(reading.text(question)) == said_of(example.question)
        if example.answer is None:
            assert first == last == -1
        else:
            inside = said_of(example.answer.cut(example.passage))
            assert said(reading.text(passage)[first : last + 1]) == inside


def said_of(text: str) -> str:
    return said(make_tokenizer().encode(text, add_special_tokens=False).ids)


def test_forms_of_a_passage_have_one_number_and_their_own_words(
    reading: Reading, data: Path
) -> None:
    asked = list(read_examples(data))
    passages = {each.passage for each in asked}
    rows = reading.examples[: 3 * len(asked)]
    assert len(set(rows[:, 6].tolist())) == len(passages)
    for original, *forms in rows.reshape(-1, 3, 7):
        assert all((form[[4, 5, 6]] == original[[4, 5, 6]]).all() for form in forms)
        assert all((form[2] >= 0) == (original[2] >= 0) for form in forms)
    switched = [said(reading.text(int(row[1]))) for row in rows]
    assert any(RUSSIAN.search(text) for text in switched)
    # A passage has one form of each share, whatever is asked of it.
    assert len(set(switched)) <= 4 * len(passages)


def test_sentences_begin_where_they_do_line_by_line(tmp_path: Path) -> None:
    table = ExampleTable(make_tokenizer())
    passage = "the city\nIt is old. It is new.\n\nabc"
    table.add([Example("what", passage, None, "g")])
    table.write(tmp_path / READING_FILE)
    written = np.load(tmp_path / READING_FILE)
    _, number, *_ = written["examples"][0]
    bounds = written["bounds"][slice(*written["bound_starts"][number : number + 2])]
    pieces = written["pieces"][slice(*written["starts"][number : number + 2])]
    # The tokenizer of the tests has no piece for the end of a line.
    parts = [said(part).replace("<unk>", "") for part in np.split(pieces, bounds[1:])]
    assert bounds[0] == 0
    assert parts == ["the city", "It is old.", "It is new.", "abc"]


def test_the_seed_decides_which_words_are_switched(
    data: Path, start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.training.reading.tokens.MADE_UP", 3)

    def made(seed: int) -> list[int]:
        work = tmp_path / str(random.Random(seed).random())
        work.mkdir(exist_ok=True)
        if not (work / START_FOLDER).exists():
            (work / START_FOLDER).symlink_to(start)
        tokenize_examples(data=data, work=work, seed=seed)
        pieces: list[int] = np.load(work / READING_FILE)["pieces"].tolist()
        return pieces

    assert made(1) == made(1) != made(2)
