"""Measure a model: nDCG@10 of whole passages by dense vectors alone, and whether languages meet.

nDCG as Järvelin and Kekäläinen 2002, with gain 1 for a relevant passage.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index.text.analysis import FUNCTION_STEMS, tokenize
from index.text.bridge import TermBridge

Vectors = npt.NDArray[np.float32]

DEPTH = 10


class Encoder(Protocol):
    """What is measured: texts to L2-normalised float32[n, dimension]."""

    def encode_queries(self, texts: Sequence[str], /) -> Vectors: ...  # noqa: D102

    def encode_passages(self, texts: Sequence[str], /) -> Vectors: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Questions:
    """A set to measure on: `relevant[i]` are the numbers of the passages that answer query i."""

    name: str
    queries: tuple[str, ...]
    passages: tuple[str, ...]
    relevant: tuple[frozenset[int], ...]


def evaluate(
    encoder: Encoder,
    *,
    folder: Path | None,
    aside: Sequence[tuple[str, str]],
    only: Sequence[str] = (),
) -> dict[str, float]:
    """Return nDCG@10 of each set under `folder` by name, and the share of `aside` that meet.

    `only` names the sets to measure; empty for all.
    """
    queries, passages = _once(encoder.encode_queries), _once(encoder.encode_passages)
    figures = {}
    for questions in read_questions(folder) if folder else ():
        if only and questions.name not in only:
            continue
        scores = queries(questions.queries) @ passages(questions.passages).T
        figures[questions.name] = round(ndcg(scores, questions.relevant), 4)
    english, russian = ([pair[side] for pair in aside] for side in (0, 1))
    figures |= languages_meet(passages(english), passages(russian))
    return figures


def _once(encode: Callable[[Sequence[str]], Vectors]) -> Callable[[Sequence[str]], Vectors]:
    """Return `encode` with a memory: sets have texts in common."""
    known: dict[str, Vectors] = {}

    def encode_once(texts: Sequence[str]) -> Vectors:
        missing = sorted(set(texts) - known.keys(), key=len)
        if missing:
            known.update(zip(missing, encode(missing), strict=True))
        return np.stack([known[text] for text in texts])

    return encode_once


def bridge_coverage(bridge: TermBridge, *, folder: Path) -> dict[str, float]:
    """Return the share of the words in XQuAD-R's questions, function words aside, it translates."""
    shares = {}
    for language in ("en", "ru"):
        words = [
            token.stem
            for paragraph in _articles(folder / "xquad-r-dev" / f"{language}.json")
            for question in paragraph["qas"]
            for token in tokenize(question["question"])
            if token.stem not in FUNCTION_STEMS and not token.word[0].isdecimal()
        ]
        shares[f"bridge.{language}"] = round(
            sum(bool(bridge.translations(word)) for word in words) / len(words), 4
        )
    return shares


def languages_meet(english: Vectors, russian: Vectors) -> dict[str, float]:
    """Return the share of texts whose nearest neighbour in the other language is their own."""
    scores = english @ russian.T
    own = np.arange(len(scores))
    return {
        "meet.en-ru": round(float(np.mean(scores.argmax(axis=1) == own)), 4),
        "meet.ru-en": round(float(np.mean(scores.argmax(axis=0) == own)), 4),
    }


def ndcg(scores: Vectors, relevant: Sequence[frozenset[int]]) -> float:
    """Return the mean nDCG@10 of `scores`, float32[queries, passages]."""
    discounts = 1 / np.log2(np.arange(DEPTH) + 2)
    best = np.argsort(-scores, axis=1, kind="stable")[:, :DEPTH]
    gains = np.array(
        [[passage in wanted for passage in row] for row, wanted in zip(best, relevant, strict=True)]
    )
    ideal = np.array([discounts[: len(wanted)].sum() for wanted in relevant])
    return float(np.mean(gains @ discounts[: gains.shape[1]] / ideal))


def read_questions(folder: Path) -> Iterator[Questions]:
    """Yield the sets under `folder`: five of `xquad-r-dev` and two of `project-operations`."""
    articles = {
        language: _articles(folder / "xquad-r-dev" / f"{language}.json")
        for language in ("en", "ru")
    }
    for asked, searched, unit in (
        ("en", "ru", "paragraph"),
        ("ru", "ru", "paragraph"),
        ("en", "en", "paragraph"),
        ("ru", "en", "paragraph"),
        ("en", "ru", "sentence"),
    ):
        yield _xquad(articles[asked], articles[searched], name=f"xquad.{asked}-{searched}.{unit}")
    for language in ("en", "ru"):
        yield _beir(folder / "project-operations", language=language)


def _articles(path: Path) -> list[dict[str, Any]]:
    return [
        paragraph
        for article in json.loads(path.read_text(encoding="utf-8"))["data"]
        for paragraph in article["paragraphs"]
    ]


def _xquad(asked: list[dict[str, Any]], searched: list[dict[str, Any]], *, name: str) -> Questions:
    sentences = name.endswith("sentence")
    passages: list[str] = []
    relevant: dict[str, frozenset[int]] = {}
    for paragraph in searched:
        context = paragraph["context"]
        breaks = paragraph["sentence_breaks"] if sentences else [[0, len(context)]]
        for question in paragraph["qas"]:
            start = question["answers"][0]["answer_start"]
            holding = sum(first <= start for first, _ in breaks) - 1
            relevant[question["id"]] = frozenset({len(passages) + max(0, holding)})
        passages += [context[first:last] for first, last in breaks]
    queries = {
        question["id"]: question["question"] for paragraph in asked for question in paragraph["qas"]
    }
    kept = [identity for identity in queries if identity in relevant]
    return Questions(
        name,
        tuple(queries[identity] for identity in kept),
        tuple(passages),
        tuple(relevant[identity] for identity in kept),
    )


def _beir(folder: Path, *, language: str) -> Questions:
    corpus = _json_lines(folder / "corpus.jsonl")
    numbers = {record["_id"]: number for number, record in enumerate(corpus)}
    wanted: dict[str, set[int]] = {}
    for line in (folder / "qrels" / "test.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, passage, score = line.split("\t")
        if int(score) > 0:
            wanted.setdefault(query, set()).add(numbers[passage])
    queries = {
        record["_id"]: record["text"]
        for record in _json_lines(folder / f"queries.{language}.jsonl")
    }
    return Questions(
        f"{folder.name}.{language}-ru",
        tuple(queries[query] for query in wanted),
        tuple(f"{record['title']}\n{record['text']}".strip() for record in corpus),
        tuple(frozenset(passages) for passages in wanted.values()),
    )


def _json_lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
