"""The set that ships: what must hold of eval/questions/akit.jsonl."""

import json
from collections import Counter
from typing import Any

import pytest

from eval.sets.datasets import DEFAULT_DATASET, DEFAULT_DOCUMENTS, load_dataset
from index.text.analysis import tokenize

# Words that carry no meaning of their own; the rest of a paraphrase is not in the text.
FUNCTION_WORDS = {"в", "и", "с", "от", "для"}


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    lines = DEFAULT_DATASET.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def text() -> str:
    (file,) = DEFAULT_DOCUMENTS.glob("akit*.txt")
    return file.read_text(encoding="utf-8")


def test_it_is_large_enough(records: list[dict[str, Any]]) -> None:
    counts = Counter((record["language"], bool(record["answers"])) for record in records)
    assert counts["en", True] >= 30
    assert counts["ru", True] >= 30
    assert counts["en", False] == counts["ru", False] == 15
    for language in ("en", "ru"):
        of_it = [each for each in records if each["language"] == language and each["answers"]]
        types = {record["type"] for record in of_it}
        assert types >= {"who", "what", "when", "where", "which", "how many"}
        assert sum(record["paraphrase"] for record in of_it) >= 8


def test_it_asks_the_acid_question_first() -> None:
    english = load_dataset(DEFAULT_DATASET).tasks[0]
    first = english.questions[0]
    assert first.text == "who chairs AKIT's supervisory board?"
    assert english.golds[first.question_id].texts == ("Александр Козловский",)


def test_every_gold_text_stands_once_in_the_document(
    records: list[dict[str, Any]], text: str
) -> None:
    for record in records:
        assert (DEFAULT_DOCUMENTS / record["document"]).is_file()
        for answer in record["answers"]:
            assert text.count(answer) == 1, record["id"]


def test_no_question_stands_twice(records: list[dict[str, Any]]) -> None:
    assert len({record["id"] for record in records}) == len(records)
    words = [frozenset(token.stem for token in tokenize(record["question"])) for record in records]
    for i, some in enumerate(words):
        for other in words[:i]:
            assert len(some & other) / len(some | other) < 0.75, (some, other)


def test_paraphrases_share_no_word_with_the_text(records: list[dict[str, Any]], text: str) -> None:
    there = {token.stem for token in tokenize(text)} - FUNCTION_WORDS
    names = {
        key for token in tokenize(text) if token.capital for key in {*token.keys, *token.other_keys}
    }
    for record in (record for record in records if record["paraphrase"]):
        tokens = tokenize(record["question"])
        assert not there & {token.stem for token in tokens}, record["id"]
        named = {
            key for token in tokens[1:] if token.capital for key in {*token.keys, *token.other_keys}
        }
        assert not names & named, record["id"]
