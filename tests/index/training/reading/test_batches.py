"""Rows of a question and a passage, with where the answer is in them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from index.training.reading.batches import (
    FIRST,
    LAST,
    LONGEST,
    LONGEST_QUESTION,
    PADDING,
    Batch,
    Reading,
)
from index.training.reading.examples import Example
from index.training.reading.switching import Choices
from index.training.reading.tokens import READING_FILE, ExampleTable
from index.types import Span
from tests.index.training.made_up import make_tokenizer, said

PIECES_IN_BATCH = 2000
ASIDE = " The quiet port closes in the evening."
LONG = " The big factory grows every year." * 5


@dataclass(frozen=True)
class ReadRow:
    """One row of a batch, as text again; `answer` is None where it says that there is none."""

    question: str
    passage: str
    sentences: tuple[str, ...]
    answer: str | None
    sentence: str | None
    weight: float


def fact(number: int) -> str:
    return f"The house {number} belongs to owner {number * 7}."


def made(
    number: int, *, group: int, weight: float = 1.0, before: str = "", after: str = ""
) -> Example:
    """An example that asks whose a house is, in the midst of other sentences."""
    passage = f"{before} It is told here. {fact(number)}{ASIDE}{after}".strip()
    start = passage.index(f"owner {number * 7}.")
    answer = Span(start, start + len(f"owner {number * 7}"))
    return Example(f"whose is {number}?", passage, answer, f"g{group}", weight)


EXAMPLES = [
    *(made(number, group=number % 3, weight=(1.0, 0.5)[number % 2]) for number in range(100, 140)),
    *(made(number, group=9, before=LONG, after=LONG) for number in range(200, 230)),
    *(Example(f"who is {number}?", f"No one{ASIDE}", None, "g0") for number in range(300, 310)),
]
BY_QUESTION = {example.question: example for example in EXAMPLES}


@pytest.fixture
def reading(tmp_path: Path) -> Callable[[list[Example]], Reading]:
    def write(examples: list[Example]) -> Reading:
        table = ExampleTable(make_tokenizer())
        table.add(examples)
        table.write(tmp_path / READING_FILE, choices={})
        return Reading(tmp_path / READING_FILE)

    return write


@pytest.fixture
def batches(reading: Callable[[list[Example]], Reading]) -> list[Batch]:
    """All batches of some times through all examples."""
    read = reading(EXAMPLES)
    return [batch for seed in range(8) for batch in read.batches(seed=seed, pieces=PIECES_IN_BATCH)]


def rows(batches: list[Batch]) -> Iterator[ReadRow]:
    """Yield what a batch's rows say, by nothing but the batch."""
    for batch in batches:
        for place in range(len(batch.pieces)):
            row = batch.pieces[place][batch.pieces[place] != PADDING]
            sentences = batch.sentences[place][: len(row)]
            first_last, second_last, third_last = np.flatnonzero(row == LAST).tolist()
            assert row[0] == FIRST
            assert (second_last, third_last) == (first_last + 1, len(row) - 1)
            assert (sentences[: second_last + 1] == 0).all()
            assert sentences[-1] == 0
            assert (batch.sentences[place][len(row) :] == 0).all()
            first, last, sentence = (
                int(part[place]) for part in (batch.first, batch.last, batch.sentence)
            )
            assert (first == 0) == (last == 0) == (sentence == 0)
            yield ReadRow(
                question=said(row[1:first_last]),
                passage=said(row[second_last + 1 : -1]),
                sentences=tuple(
                    said(row[sentences == number]) for number in range(1, sentences.max() + 1)
                ),
                answer=said(row[first : last + 1]) if first else None,
                sentence=said(row[sentences == sentence]) if first else None,
                weight=float(batch.weights[place]),
            )


def test_what_is_pointed_at_is_the_answer_and_the_sentence_it_stands_in(
    batches: list[Batch],
) -> None:
    answered = [row for row in rows(batches) if row.answer is not None]
    assert len(answered) > 300
    for row in answered:
        example = BY_QUESTION[row.question]
        assert example.answer is not None
        assert row.answer == example.answer.cut(example.passage)
        number = int(row.question.split()[-1].rstrip("?"))
        assert row.sentence == fact(number)


def test_where_the_answer_is_cut_out_or_the_passage_is_another_there_is_none(
    batches: list[Batch],
) -> None:
    found = list(rows(batches))
    nothing = [row for row in found if row.answer is None]
    ways = set()
    for row in nothing:
        example = BY_QUESTION[row.question]
        if example.answer is None:
            ways.add("asked so")
            continue
        assert f"{example.answer.cut(example.passage)}." not in row.passage
        number = int(row.question.split()[-1].rstrip("?"))
        ways.add(
            "cut"
            if f"house {number}" not in row.passage and "house" not in row.passage
            else "other"
        )
    assert ways == {"asked so", "cut", "other"}
    changed = sum(BY_QUESTION[row.question].answer is not None for row in nothing)
    assert 0.15 < changed / sum(BY_QUESTION[row.question].answer is not None for row in found) < 0.4


def test_sentences_are_those_of_the_passage_in_order(batches: list[Batch]) -> None:
    for row in rows(batches):
        # A window may begin with the blank that a sentence before it ended with.
        assert " ".join(filter(None, row.sentences)) == row.passage
        # But for what a window begins and ends in, each is a whole sentence.
        for sentence in row.sentences[1:-1]:
            assert sentence.endswith(".")
            assert sentence[:1].isupper()
            assert ". " not in sentence


def test_each_example_is_read_once_with_its_weight(
    reading: Callable[[list[Example]], Reading],
) -> None:
    found = list(rows(list(reading(EXAMPLES).batches(seed=1, pieces=PIECES_IN_BATCH))))
    assert sorted(row.question for row in found) == sorted(BY_QUESTION)
    for row in found:
        assert row.weight == pytest.approx(BY_QUESTION[row.question].weight)


def test_rows_and_batches_are_no_longer_than_they_may_be(batches: list[Batch]) -> None:
    assert max(batch.pieces.shape[1] for batch in batches) == LONGEST
    for batch in batches:
        assert batch.pieces.shape == batch.sentences.shape
        assert batch.pieces.size <= PIECES_IN_BATCH or len(batch.pieces) == 1
        filled = (batch.pieces != PADDING).mean()
        assert filled > 0.6


def test_a_long_passage_is_read_from_here_or_there_with_its_answer(
    batches: list[Batch],
) -> None:
    long = [row for row in rows(batches) if row.question.startswith("whose is 2")]
    answered = [row for row in long if row.answer is not None]
    assert all(len(row.sentences) > 4 for row in answered)
    begins = {row.passage[:20] for row in answered}
    assert len(begins) > 20


def test_what_stands_above_a_passage_is_read_and_is_no_sentence_of_it(
    reading: Callable[[list[Example]], Reading],
) -> None:
    example = Example("who?", "The cat. The dog sat.", Span(13, 16), "g", context="About a pet")
    answers = set()
    for seed in range(20):
        (row,) = rows(list(reading([example]).batches(seed=seed, pieces=PIECES_IN_BATCH)))
        answers.add(row.answer)
        assert row.passage.startswith("About a pet")
        assert row.sentences == tuple(
            each for each in ("The cat.", "The dog sat.") if each in row.passage
        )
    assert answers == {"dog", None}


def test_a_sentence_is_not_cut_out_where_nothing_but_a_heading_is_left(
    reading: Callable[[list[Example]], Reading],
) -> None:
    example = Example("who?", "The dog sat.", Span(4, 7), "g", context="About a pet")
    for seed in range(20):
        (row,) = rows(list(reading([example]).batches(seed=seed, pieces=PIECES_IN_BATCH)))
        assert row.answer == "dog"


def test_an_answer_longer_than_a_row_is_not_pointed_at(
    reading: Callable[[list[Example]], Reading],
) -> None:
    passage = "Long. " + "a" * (LONGEST + 50) + ". End."
    example = Example("what?", passage, Span(6, 6 + LONGEST + 50), "g")
    for seed in range(20):
        (row,) = rows(list(reading([example]).batches(seed=seed, pieces=PIECES_IN_BATCH)))
        assert row.answer is None


def test_a_question_without_an_end_is_cut(reading: Callable[[list[Example]], Reading]) -> None:
    example = Example("b" * 500, "One. Two.", Span(0, 3), "g")
    answers = set()
    for seed in range(20):
        (row,) = rows(list(reading([example]).batches(seed=seed, pieces=PIECES_IN_BATCH)))
        assert len(row.question) <= LONGEST_QUESTION
        answers.add((row.answer, row.passage))
    assert answers == {("One", "One. Two."), (None, "Two.")}


def test_english_is_read_several_times_with_other_russian_words_each_time(tmp_path: Path) -> None:
    choices: Choices = {
        "house": (("дом", "здание"), (0.5, 0.5)),
        "belongs": (("принадлежит",), (1.0,)),
        "whose": (("чей",), (1.0,)),
    }
    table = ExampleTable(make_tokenizer())
    table.add((made(number, group=number) for number in range(100, 120)), switched=True, times=4)
    table.add([Example("whose is 9?", "The house is old.", None, "other")])
    table.write(tmp_path / READING_FILE, choices=choices)
    reading = Reading(tmp_path / READING_FILE)
    assert len(reading) == 20 * 4 + 1
    found = list(rows(list(reading.batches(seed=1, pieces=PIECES_IN_BATCH))))
    assert len(found) == len(reading)
    assert [row.passage for row in found if row.question == "whose is 9?"] == ["The house is old."]
    switched = [row for row in found if row.question != "whose is 9?"]
    assert len({(row.question, row.passage) for row in switched}) > 40
    assert {row.question.split()[0] for row in switched} == {"whose", "чей"}
    for row in switched:
        number = int(row.question.split()[-1].rstrip("?"))
        if row.answer is not None:
            assert row.answer == f"owner {number * 7}"
            assert row.sentence is not None
            assert row.sentence.startswith("The ")
            assert row.sentence.endswith(f"owner {number * 7}.")


def test_what_is_read_several_times_is_read_with_fewer_sentences_and_with_other_ones(
    tmp_path: Path,
) -> None:
    own = {}
    table = ExampleTable(make_tokenizer())
    for number in range(100, 140):
        parts = [f"Here {number} begins.", fact(number), f"Next to {number} is a well."]
        passage, owner = " ".join(parts), f"owner {number * 7}"
        start = passage.index(owner)
        example = Example(
            f"whose is {number}?", passage, Span(start, start + len(owner)), f"g{number}"
        )
        table.add([example], times=8)
        own[example.question] = parts
    table.write(tmp_path / READING_FILE, choices={})
    reading = Reading(tmp_path / READING_FILE)
    found = list(rows(list(reading.batches(seed=1, pieces=PIECES_IN_BATCH))))
    less = more = 0
    for row in found:
        parts = own[row.question]
        theirs = [each for each in row.sentences if each in parts]
        others = [each for each in row.sentences if each.strip() not in parts]
        less += 0 < len(theirs) < len(parts) and row.answer is not None
        more += bool(theirs) and bool(others)
        assert theirs == [each for each in parts if each in theirs]
        if row.answer is not None:
            assert row.sentence == parts[1]
            assert row.answer == f"owner {int(row.question.split()[-1].rstrip('?')) * 7}"
            # Their own sentences stay beside each other.
            assert " ".join(theirs) in row.passage
    # Of half of the times, half and half; some of them are taken back.
    assert less > len(found) / 20
    assert more > len(found) / 20


def test_what_was_cut_out_does_not_come_back_with_another_passage(tmp_path: Path) -> None:
    table = ExampleTable(make_tokenizer())
    for number in range(40):
        # Two questions in two groups over the same passage, and the fact in another one.
        for group in ("a", "b"):
            example = made(number=7, group=number, after=" All of it is old.")
            table.add([replace(example, group=f"{group}{number}")], times=8)
        passage = f"Note {number} says it. {fact(7)}"
        table.add([Example("what?", passage, None, f"c{number}")], times=8)
    table.write(tmp_path / READING_FILE, choices={})
    read = Reading(tmp_path / READING_FILE).batches(seed=1, pieces=PIECES_IN_BATCH)
    asked = [row for row in rows(list(read)) if row.question == "whose is 7?"]
    assert any(row.answer is None for row in asked)
    for row in asked:
        assert (row.answer is None) == ("owner 49" not in row.passage)


def test_an_answer_in_two_sentences_keeps_both(tmp_path: Path) -> None:
    passage = "One is here. The mast is old. The deck is new. Four is there."
    answer = Span(passage.index("mast"), passage.index("new") + 3)
    table = ExampleTable(make_tokenizer())
    table.add([Example("what?", passage, answer, "g")], times=300)
    table.write(tmp_path / READING_FILE, choices={})
    read = Reading(tmp_path / READING_FILE).batches(seed=1, pieces=PIECES_IN_BATCH)
    answers = {row.answer for row in rows(list(read))}
    assert answers == {answer.cut(passage), None}


def test_the_seed_decides_the_batches(reading: Callable[[list[Example]], Reading]) -> None:
    read = reading(EXAMPLES)

    def drawn(seed: int) -> list[ReadRow]:
        return list(rows(list(read.batches(seed=seed, pieces=PIECES_IN_BATCH))))

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
