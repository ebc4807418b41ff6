"""Measure a model: nDCG@10 of whole passages by dense vectors alone, and whether languages meet.

nDCG as Järvelin and Kekäläinen 2002, with gain 1 for a relevant passage.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.text.analysis import FUNCTION_STEMS, tokenize
from index.text.bridge import TermBridge

Vectors = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
"""Texts to L2-normalised float32[n, dimension]."""

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Questions:
    """A set to measure on: `relevant[i]` are the numbers of the passages that answer query i."""

    name: str
    queries: tuple[str, ...]
    passages: tuple[str, ...]
    relevant: tuple[frozenset[int], ...]


def evaluate(
    encode: Encode,
    *,
    folder: Path | None,
    aside: Sequence[tuple[str, str]],
    only: Sequence[str] = (),
) -> dict[str, float]:
    """Return nDCG@10 of each set under `folder` by name, and the share of `aside` that meet.

    `only` names the sets to measure; empty for all.
    """
    cache: dict[str, Vectors] = {}

    def encode_once(texts: Sequence[str]) -> Vectors:
        missing = sorted(set(texts) - cache.keys(), key=len)
        if missing:
            cache.update(zip(missing, encode(missing), strict=True))
        return np.stack([cache[text] for text in texts])

    figures = {}
    for questions in read_questions(folder) if folder else ():
        if only and questions.name not in only:
            continue
        scores = encode_once(questions.queries) @ encode_once(questions.passages).T
        figures[questions.name] = round(ndcg(scores, questions.relevant), 4)
    figures |= languages_meet(
        encode_once([english for english, _ in aside]),
        encode_once([russian for _, russian in aside]),
    )
    return figures


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
    """Yield the sets under `folder`: four of `xquad-r-dev` and one of `project-operations`."""
    articles = {
        language: _articles(folder / "xquad-r-dev" / f"{language}.json")
        for language in ("en", "ru")
    }
    for asked, searched, unit in (
        ("en", "ru", "paragraph"),
        ("ru", "ru", "paragraph"),
        ("en", "en", "paragraph"),
        ("en", "ru", "sentence"),
    ):
        yield _xquad(articles[asked], articles[searched], name=f"xquad.{asked}-{searched}.{unit}")
    yield _beir(folder / "project-operations", language="en")


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
