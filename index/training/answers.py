"""Learn what makes a sentence the answer, and what says that there is none.

Every question of a set in SQuAD's format is asked over the whole corpus and over its own article
alone: a small collection's statistics are unlike a large one's. Each time it is asked with all that
answers it, with that paragraph left out, and with the sentences that answer cut out of it: what is
near but no answer is what must be told apart. The weights of `index.learned` then make the right
sentences, or "none", likeliest (L-BFGS, with a small penalty on their squares). Figures are
cross-validated by article, so that no question is judged by weights that saw its article; the
weights that ship are learned from all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eval.answers.metrics import (
    Judged,
    abstention_f1,
    accuracy,
    area_under_risk,
    area_under_roc,
    calibration_error,
)
from eval.sets.answers import AnswerTask, GoldAnswer, load_answer_tasks
from index import Index
from index.answer.evidence import NearPassage, features
from index.answer.extract import NEAREST, choose, read_nearest
from index.encode.dense import SentenceTransformerEncoder
from index.encode.protocols import Encoders, TokenEncoder
from index.encode.sparse import BridgedEncoder
from index.encode.token_vectors import CachedTokens
from index.errors import EncoderUnavailable
from index.learned import AnswerModel, Evidence, Numbers, load_sparse_weight
from index.read.document import text_document
from index.search.filters import Comparison
from index.search.hits import find_hits
from index.search.request import SearchRequest
from index.types import Hit

PENALTY = 3e-4
FOLDS = 6
THRESHOLDS = np.arange(0.05, 0.96, 0.01)

Kind = Literal["whole", "left out", "cut"]
"""With all that answers, without its paragraph, or without the sentences that answer."""

SHARES: Mapping[Kind, float] = {"whole": 4, "left out": 3, "cut": 1}
"""What an example counts: as many have an answer as have none."""


@dataclass(frozen=True, slots=True)
class Example:
    """One question as it was asked: its evidence, and which sentences are right, bool[n].

    `article` is that of its question.
    """

    task: str
    article: str
    kind: Kind
    evidence: Evidence
    right: NDArray[np.bool_]


def learn_answers(*, sets: Iterable[Path], model: Path) -> None:
    """Write `model`/answers.json; raises InvalidInput where a question set is none."""
    encoders, tokens = encoders_without_answers(model)
    examples = [
        example
        for path in sets
        for task in load_answer_tasks(path)
        for asked in (task, *by_article(task))
        for example in gather(asked, encoders, tokens)
    ]
    judged = cross_validate(examples)
    threshold = best_threshold(judged)
    kinds: tuple[Kind, ...] = ("left out", "cut")
    for task, kind in product(_tasks(judged), kinds):
        measured = figures(pick(judged, task=task, kind=kind), threshold=threshold)
        print(f"answers: {task}, {kind}: {measured}", flush=True)
    learned = replace(learn(examples), threshold=threshold)
    print(f"answers: threshold {threshold:.2f}", flush=True)
    learned.save(model / "answers.json", dense_fingerprint=encoders.dense.fingerprint)


def encoders_without_answers(model: Path) -> tuple[Encoders, TokenEncoder]:
    """Return the encoders of the folder `model`, whatever was learned of answers before."""
    dense = SentenceTransformerEncoder(str(model))
    if dense.tokens is None:
        raise EncoderUnavailable(f"{model}: answers are learned from the tokens of a plain BERT")
    encoders = Encoders(
        dense=dense,
        sparse=BridgedEncoder.load(model / "bridge.npz"),
        sparse_weight=load_sparse_weight(
            model / "fusion.json", dense_fingerprint=dense.fingerprint
        ),
    )
    return encoders, CachedTokens(dense.tokens)


def by_article(task: AnswerTask) -> Iterator[AnswerTask]:
    """Yield the task once for each article, over the texts of that article alone."""
    for article in dict.fromkeys(question.group for question in task.questions):
        questions = tuple(each for each in task.questions if each.group == article)
        sources = {task.left_out[question.question_id] for question in questions}
        texts = tuple(text for text in task.corpus.texts if text.source in sources)
        corpus = replace(task.corpus, name=f"{task.corpus.name} {article}", texts=texts)
        yield replace(task, name=f"{task.name}, an article", corpus=corpus, questions=questions)


def gather(task: AnswerTask, encoders: Encoders, tokens: TokenEncoder) -> Iterator[Example]:
    """Yield every question of a task with what answers it and without."""
    with TemporaryDirectory() as folder, Index.open(folder, encoders=encoders) as index:
        index.add_documents(
            [
                text_document(
                    source=text.source, text=text.text, language=text.language, collection="default"
                )
                for text in task.corpus.texts
            ]
        )
        with index.view() as view:
            for question in task.questions:
                gold = task.golds[question.question_id]
                missing = Comparison("ne", "source", task.left_out[question.question_id])
                for present, kept in ((True, None), (False, missing)):
                    request = SearchRequest(query=question.text, k=NEAREST, filter=kept)
                    found = find_hits(request, view=view, encoders=encoders)
                    if not found.hits:
                        continue
                    asked, nearest = read_nearest(
                        found, view=view, tokens=tokens, sparse=encoders.sparse
                    )
                    right = _right(gold, found.hits[:NEAREST])
                    yield Example(
                        task=task.name,
                        article=question.group or question.question_id,
                        kind="whole" if present else "left out",
                        evidence=features(asked, nearest),
                        right=np.array(list(chain.from_iterable(right))),
                    )
                    if not present or not any(chain.from_iterable(right)):
                        continue
                    rest = [_without(near, cut) for near, cut in zip(nearest, right, strict=True)]
                    evidence = features(asked, [near for near in rest if near.words])
                    yield Example(
                        task=task.name,
                        article=question.group or question.question_id,
                        kind="cut",
                        evidence=evidence,
                        right=np.zeros(len(evidence.places), np.bool_),
                    )


def _right(gold: GoldAnswer, hits: Sequence[Hit]) -> list[list[bool]]:
    return [
        [
            gold.given_by(
                replace(hit.citation, start=sentence.start, end=sentence.end, quote=sentence.quote)
            )
            for sentence in hit.sentences
        ]
        for hit in hits
    ]


def _without(near: NearPassage, cut: Sequence[bool]) -> NearPassage:
    """Return a passage without some of its sentences."""
    kept = [number for number, gone in enumerate(cut) if not gone]
    return replace(
        near,
        hit=replace(near.hit, sentences=tuple(near.hit.sentences[number] for number in kept)),
        cosines=near.cosines[kept],
        words=tuple(near.words[number] for number in kept),
        terms=tuple(near.terms[number] for number in kept),
    )


def learn(examples: Sequence[Example], *, penalty: float = PENALTY) -> AnswerModel:
    """Return the weights that make what is right likeliest; `threshold` is left at 0."""
    sentences = np.concatenate([each.evidence.sentences for each in examples])
    questions = np.array([each.evidence.question for each in examples])
    right = np.concatenate([each.right for each in examples]).astype(float)
    starts = np.cumsum([0, *(len(each.right) for each in examples[:-1])])
    of = np.repeat(np.arange(len(examples)), [len(each.right) for each in examples])
    means, spreads = sentences.mean(axis=0), sentences.std(axis=0) + 1e-9
    none_means, none_spreads = questions.mean(axis=0), questions.std(axis=0) + 1e-9
    rows = (sentences - means) / spreads
    none_rows = np.column_stack([(questions - none_means) / none_spreads, np.ones(len(questions))])
    answered = np.add.reduceat(right, starts) > 0
    shares = np.array([SHARES[each.kind] for each in examples], np.float64)
    shares /= shares.sum()

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        scores, none = rows @ weights[: rows.shape[1]], none_rows @ weights[rows.shape[1] :]
        highest = np.maximum(np.maximum.reduceat(scores, starts), none)
        powers, none_powers = np.exp(scores - highest[of]), np.exp(none - highest)
        total = np.add.reduceat(powers, starts) + none_powers
        right_powers = np.add.reduceat(powers * right, starts)
        wanted = np.where(answered, right_powers, none_powers)
        share = np.where(answered[of], powers * right / np.maximum(right_powers, 1e-300)[of], 0.0)
        slope = np.concatenate(
            [
                rows.T @ (shares[of] * (powers / total[of] - share)),
                none_rows.T @ (shares * (none_powers / total - ~answered)),
            ]
        )
        value = -shares @ np.log(np.maximum(wanted, 1e-300) / total) + penalty * weights @ weights
        return float(value), slope + 2 * penalty * weights

    start = np.zeros(rows.shape[1] + none_rows.shape[1])
    weights = minimize(loss, start, jac=True, method="L-BFGS-B").x
    sentence = weights[: rows.shape[1]] / spreads
    none = weights[rows.shape[1] : -1] / none_spreads
    bias = weights[-1] - none @ none_means + sentence @ means
    return AnswerModel(sentence=sentence, question=none, bias=float(bias), threshold=0.0)


def cross_validate(examples: Sequence[Example]) -> list[tuple[Example, Judged]]:
    """Return every example judged by weights learned from other articles than its own."""
    articles = sorted({example.article for example in examples})
    np.random.default_rng(1).shuffle(articles)
    judged = []
    for fold in range(FOLDS):
        held_out = set(articles[fold::FOLDS])
        model = learn([example for example in examples if example.article not in held_out])
        judged += [(each, judge(each, model)) for each in examples if each.article in held_out]
    return judged


def judge(example: Example, model: AnswerModel) -> Judged:
    """Return what a model makes of an example, as `index.answer.extract` would choose."""
    likelihoods = model.likelihoods(example.evidence)
    chosen = choose(example.evidence, likelihoods)
    return Judged(
        group=example.article,
        answerable=example.kind == "whole",
        right=bool(example.right[chosen].any()),
        confidence=float(likelihoods[chosen].sum()),
    )


def best_threshold(judged: Sequence[tuple[Example, Judged]]) -> float:
    """Return the threshold of the largest mean F1 of abstaining where paragraphs are left out."""
    tasks = [pick(judged, task=task, kind="left out") for task in _tasks(judged)]

    def mean_f1(threshold: float) -> float:
        return float(np.mean([abstention_f1(task, threshold=threshold) for task in tasks]))

    return float(max(THRESHOLDS, key=mean_f1).round(2))


def pick(judged: Sequence[tuple[Example, Judged]], *, task: str, kind: Kind) -> list[Judged]:
    """Return a task's questions as they were asked whole, and as the kind of having no answer."""
    return [
        each for example, each in judged if example.task == task and example.kind in {"whole", kind}
    ]


def figures(judged: Sequence[Judged], *, threshold: float) -> str:
    """Return a line of measures."""
    parts = {
        "accuracy": accuracy(judged),
        "AUROC": area_under_roc(judged),
        "F1": abstention_f1(judged, threshold=threshold),
        "ECE": calibration_error(judged),
        "AURC": area_under_risk(judged),
    }
    return ", ".join(f"{name} {value:.3f}" for name, value in parts.items())


def _tasks(judged: Sequence[tuple[Example, Judged]]) -> list[str]:
    return list(dict.fromkeys(example.task for example, _ in judged))
