"""Examples in pieces on disk."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.training.reading.batches import Reading
from index.training.reading.cloze import cloze_examples
from index.training.reading.examples import Example, read_examples
from index.training.reading.tokens import READING_FILE, ExampleTable, tokenize_examples
from index.training.start import START_FOLDER
from index.types import Span
from tests.index.training.made_up import make_tokenizer, said, write_data
from tests.index.training.reading.made_up import write_written

MADE_UP = 30
WRITTEN = ("=== own", "T мост стоит у реки.", "A где мост | where | у реки", "N чей мост | whose")
RUSSIAN = re.compile("[а-яё]")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("data") / "data")


@pytest.fixture(scope="module")
def reading(data: Path, start: Path, tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """What the step `reading` makes of the data folder and of two questions that were written."""
    work = tmp_path_factory.mktemp("work")
    written = tmp_path_factory.mktemp("written")
    write_written(written / "some.txt.xz", *WRITTEN)
    (work / START_FOLDER).symlink_to(start)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("index.training.reading.tokens.MADE_UP", MADE_UP)
        monkeypatch.setattr("index.training.reading.written.FOLDER", written)
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
    table.write(tmp_path / READING_FILE, choices={})
    read = Reading(tmp_path / READING_FILE)
    assert said(answer(read, read.examples[0])) == inside
    assert said(read.text(int(read.examples[0, 1]))) == passage


def test_a_part_of_a_word_is_covered_by_the_pieces_that_have_it(tmp_path: Path) -> None:
    table = ExampleTable(make_tokenizer())
    passage = "In the city."
    table.add([Example("what", passage, Span(8, 10), "g")])
    table.write(tmp_path / READING_FILE, choices={})
    read = Reading(tmp_path / READING_FILE)
    assert passage[8:10] == "it"
    assert said(answer(read, read.examples[0])) == "city"


def test_every_question_is_there_as_it_was_and_may_be_switched(
    reading: Reading, data: Path
) -> None:
    asked = list(read_examples(data))
    others = 4 + len(list(cloze_examples(data))) + MADE_UP
    assert len(reading.examples) == len(asked) + others
    assert reading.examples[:, 7].tolist() == [4] * (len(asked) + 4) + [1] * (others - 4)
    assert reading.examples[:, 6].tolist() == [1] * len(asked) + [0] * others
    for example, row in zip(asked, reading.examples[: len(asked)], strict=True):
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


def test_words_of_what_was_asked_have_their_russian_forms_beside_them(reading: Reading) -> None:
    read = [
        said(row)
        for seed in range(4)
        for batch in reading.batches(seed=seed, pieces=2000)
        for row in batch.pieces
    ]
    assert any(RUSSIAN.search(text) for text in read)


def test_sentences_begin_where_they_do_line_by_line(tmp_path: Path) -> None:
    table = ExampleTable(make_tokenizer())
    passage = "the city\nIt is old. It is new.\n\nabc"
    table.add([Example("what", passage, None, "g")])
    table.write(tmp_path / READING_FILE, choices={})
    written = np.load(tmp_path / READING_FILE)
    _, number, *_ = written["examples"][0]
    bounds = written["bounds"][slice(*written["bound_starts"][number : number + 2])]
    pieces = written["pieces"][slice(*written["starts"][number : number + 2])]
    # The tokenizer of the tests has no piece for the end of a line.
    parts = [said(part).replace("<unk>", "") for part in np.split(pieces, bounds[1:])]
    assert bounds[0] == 0
    assert parts == ["the city", "It is old.", "It is new.", "abc"]
