from pathlib import Path

import numpy as np
import pytest

from index.errors import InvalidInput
from index.training.prepare import Row
from index.training.tokens import (
    TAUGHT_PIECES,
    Tokens,
    number_texts,
    read_tokens,
    read_units,
    tokenize_mixture,
    write_tokens,
)
from tests.index.training.made_up import make_tokenizer, said

ROWS = [
    Row("general", "newstest", "the city", "город"),
    Row("general", "newstest", "the bridge", "мост"),
    Row("sections", "microsoft-docs", "About it", "О нём", "The city.", "Город."),
    Row("general-concatenated", "newstest", "One. Two.", "Раз. Два."),
    Row("questions", "qamr", "What is it?", passage="The city."),
]


def test_what_asks_is_a_query_and_what_is_asked_for_a_passage() -> None:
    texts, units = number_texts(ROWS)

    def said(unit: np.ndarray) -> list[str | None]:
        return [texts[number] if number >= 0 else None for number in unit]

    assert [said(unit) for unit in units] == [
        ["passage: the city", "passage: город", None, None],
        ["query: the bridge", "query: мост", None, None],
        ["query: About it", "query: О нём", "passage: The city.", "passage: Город."],
        ["passage: One. Two.", "passage: Раз. Два.", None, None],
        ["query: What is it?", None, "passage: The city.", None],
    ]


def test_a_text_that_two_rows_ask_for_is_there_once() -> None:
    texts, units = number_texts(ROWS)
    assert len(set(texts)) == len(texts) == 11
    assert units[2, 2] == units[4, 2]


def test_texts_come_back_as_they_were_cut(tmp_path: Path) -> None:
    tokenizer = make_tokenizer()
    tokenizer.enable_truncation(TAUGHT_PIECES)
    texts = ["the city", "", "a" * 1000]
    write_tokens(tmp_path, tokenizer, texts)
    tokens = read_tokens(tmp_path)
    assert tokens.lengths.tolist() == [4, 2, TAUGHT_PIECES]
    pieces, mask = tokens.padded(np.array([1, 0]), padding=1)
    assert [tokenizer.id_to_token(piece) for piece in pieces[1]] == [
        "<s>",
        "\u2581the",
        "\u2581city",
        "</s>",
    ]
    assert pieces[0].tolist() == [0, 2, 1, 1]
    assert mask.tolist() == [[True, True, False, False], [True] * 4]


PASSAGES = [
    "passage: The city is old. It has the bridge! Who is there? No one.",
    "query: The city is old. It has the bridge! Who is there? No one.",
    "passage: мост стоит у реки. Город стар.",
    "passage: No.",
    "passage: " + "The city is old. " * 100,
]


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    tokenizer = make_tokenizer()
    tokenizer.enable_truncation(TAUGHT_PIECES)
    write_tokens(tmp_path, tokenizer, PASSAGES)
    return read_tokens(tmp_path)


def test_the_sentences_of_a_passage_are_slices_of_its_pieces(tokens: Tokens) -> None:
    begins, ends, own = tokens.sentence_slices(np.array([2, 1, 3, 0]))
    assert [said(tokens.pieces[begin:end]) for begin, end in zip(begins, ends, strict=True)] == [
        "мост стоит у реки.",
        "Город стар.",
        "The city is old.",
        "It has the bridge!",
        "Who is there?",
        "No one.",
    ]
    assert own.tolist() == [*[tokens.starts[2]] * 2, *[tokens.starts[0]] * 4]
    prompts = {said(tokens.pieces[start:begin]) for start, begin in zip(own, begins, strict=True)}
    assert "<s> passage:" in prompts


@pytest.mark.parametrize("texts", [[0], [2, 1, 3, 0], [4, 0, 0, 4], [1, 3]])
def test_numbers_and_slices_tell_of_the_same_sentences(tokens: Tokens, texts: list[int]) -> None:
    asked = np.array(texts)
    pieces, mask = tokens.padded(asked, padding=1)
    numbers = tokens.sentence_numbers(asked, longest=pieces.shape[1])
    assert (numbers[~mask] == 0).all()
    numbered = [
        row[own == number].tolist()
        for row, own in zip(pieces, numbers, strict=True)
        for number in range(1, own.max() + 1)
    ]
    begins, ends, _ = tokens.sentence_slices(asked)
    slices = [tokens.pieces[begin:end].tolist() for begin, end in zip(begins, ends, strict=True)]
    assert numbered == slices
    assert all(slices)


def test_steps_that_were_not_run_are_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"`python -m index\.training start` writes it"):
        tokenize_mixture(work=tmp_path)
    with pytest.raises(InvalidInput, match=r"`python -m index\.training tokens` writes it"):
        read_units(tmp_path)
