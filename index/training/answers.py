"""Learn what makes a sentence the answer, and what says that there is none.

Questions of sets in SQuAD's format are asked over the whole corpus, each time with all that
answers it, with that paragraph left out, and with the sentences that answer cut out of it: what is
near but no answer is what must be told apart. The weights of `index.learned` then make the right
sentences, or "none", likeliest (L-BFGS, with a small penalty on their squares). Figures are
cross-validated by article, so that no question is judged by weights that saw its article; the
weights that ship are learned from all.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
from eval.sets.tasks import Question
from index import Index
from index.answer.copies import without_copies
from index.answer.evidence import features
from index.answer.extract import choose
from index.answer.nearest import NEAREST, NearPassage, QuestionParts, read_nearest
from index.backend.derived import View
from index.encode.comprehension import BertComprehender
from index.encode.dense import SentenceTransformerEncoder
from index.encode.protocols import Encoders, ReadText
from index.encode.sparse import BridgedEncoder
from index.errors import EncoderUnavailable
from index.filters import Comparison
from index.learned import (
    OF_QUESTION,
    OF_SENTENCE,
    AnswerModel,
    Bands,
    Evidence,
    Numbers,
    OfQuestion,
    OfSentence,
    load_sparse_weight,
    save_answers,
)
from index.read.document import text_document
from index.search.hits import find_hits
from index.search.request import SearchRequest
from index.types import Hit, Span

PENALTY = 3e-4
MOST_QUESTIONS = 240
"""Of a task whose questions are asked three times each."""
PROBABLY, SURELY = 0.8, 0.9
"""How much of what is given at all is to be right, and of what is called sure."""
OF_ENCODER: tuple[OfSentence | OfQuestion, ...] = ("cosine", "lead")
"""What other encoders tell on scales of their own."""
FOLDS = 6
THRESHOLDS = np.arange(0.05, 0.96, 0.01).round(2)

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
    encoders = encoders_without_answers(model)
    examples = [
        example
        for path in sets
        for task in load_answer_tasks(path)
        for example in gather(sample(task), encoders)
    ]
    judged = cross_validate(examples)
    bands = choose_bands(judged)
    kinds: tuple[Kind, ...] = ("left out", "cut")
    for task, kind in product(_tasks(judged), kinds):
        measured = figures(pick(judged, task=task, kind=kind), threshold=bands.probably)
        print(f"answers: {task}, {kind}: {measured}", flush=True)
    print(f"answers: {bands}", flush=True)
    own, whichever = (
        replace(learn(examples, unused=unused), bands=bands) for unused in ((), OF_ENCODER)
    )
    fingerprint = encoders.dense.fingerprint
    save_answers(
        model / "answers.json", own=own, whichever=whichever, dense_fingerprint=fingerprint
    )


def encoders_without_answers(model: Path) -> Encoders:
    """Return the encoders of the folder `model`, whatever was learned of answers before."""
    dense = SentenceTransformerEncoder(str(model))
    comprehender = BertComprehender.load(model)
    if comprehender is None:
        raise EncoderUnavailable(f"{model}: there is no reader, from which answers are learned")
    return Encoders(
        dense=dense,
        sparse=BridgedEncoder.load(model / "bridge.npz"),
        sparse_weight=load_sparse_weight(
            model / "fusion.json", dense_fingerprint=dense.fingerprint
        ),
        parts=dense.parts,
        comprehender=comprehender,
    )


def sample(task: AnswerTask) -> AnswerTask:
    """Return a task with some of its questions, at even distances, where it has too many."""
    if not task.left_out:
        return task
    step = max(1, -(-len(task.questions) // MOST_QUESTIONS))
    return replace(task, questions=task.questions[::step])


def gather(task: AnswerTask, encoders: Encoders) -> Iterator[Example]:
    """Yield every question of a task with what answers it and without."""
    with TemporaryDirectory() as folder, Index.open(folder, encoders=encoders) as index:
        _add(task, index)
        with index.view() as view:
            for question in task.questions:
                yield from _of_question(task, question, view=view, encoders=encoders)


def _add(task: AnswerTask, index: Index) -> None:
    if task.corpus.folder is not None:
        index.add(task.corpus.folder)
    if task.corpus.texts:
        index.add_documents(
            [
                text_document(
                    source=text.source, text=text.text, language=text.language, collection="default"
                )
                for text in task.corpus.texts
            ]
        )


def _of_question(
    task: AnswerTask, question: Question, *, view: View, encoders: Encoders
) -> Iterator[Example]:
    gold = task.golds.get(question.question_id)
    source = task.left_out.get(question.question_id)
    article = question.group or question.question_id

    def example(
        kind: Kind, asked: QuestionParts, nearest: Sequence[NearPassage], *, answered: bool
    ) -> Example:
        hits = [near.hit for near in nearest]
        right = _right(gold, hits) if gold is not None and answered else None
        evidence = features(asked, nearest)
        found = [bool(right and right[place][number]) for place, number in evidence.places]
        return Example(task.name, article, kind, evidence, np.array(found, np.bool_))

    asked, nearest = _nearest(question.text, view=view, encoders=encoders)
    yield example("whole" if gold else "left out", asked, nearest, answered=True)
    if gold is None or source is None:
        return
    without = Comparison("ne", "source", source)
    yield example(
        "left out",
        *_nearest(question.text, view=view, encoders=encoders, keep=without),
        answered=False,
    )
    right = _right(gold, [near.hit for near in nearest])
    if any(chain.from_iterable(right)):
        rest = [
            _without(near, cut, question=question.text, encoders=encoders)
            for near, cut in zip(nearest, right, strict=True)
        ]
        left = [near for near in rest if near.words]
        if left:
            yield example("cut", asked, left, answered=False)


def _nearest(
    question: str, *, view: View, encoders: Encoders, keep: Comparison | None = None
) -> tuple[QuestionParts, list[NearPassage]]:
    request = SearchRequest(query=question, k=NEAREST, filter=keep)
    found = find_hits(request, view=view, encoders=encoders)
    if encoders.comprehender is None:
        raise EncoderUnavailable("answers are learned from what was read")
    return read_nearest(
        without_copies(found, view=view).found,
        view=view,
        comprehender=encoders.comprehender,
        sparse=encoders.sparse,
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


def _without(
    near: NearPassage, cut: Sequence[bool], *, question: str, encoders: Encoders
) -> NearPassage:
    """Return a passage without some of its sentences, read anew."""
    if not any(cut) or encoders.comprehender is None:
        return near
    kept = [number for number, gone in enumerate(cut) if not gone]
    parts = [near.text.sentences[number].cut(near.text.text) for number in kept]
    starts = np.cumsum([0, *(len(part) + 1 for part in parts)])
    text = ReadText(
        text=" ".join(parts),
        sentences=tuple(
            Span(int(start), int(start) + len(part))
            for start, part in zip(starts[:-1], parts, strict=True)
        ),
        context=near.text.context,
    )
    (read,) = encoders.comprehender.read(question=question, texts=[text])
    return replace(
        near,
        hit=replace(near.hit, sentences=tuple(near.hit.sentences[number] for number in kept)),
        text=text,
        read=read,
        cosines=near.cosines[kept],
        words=tuple(near.words[number] for number in kept),
        terms=tuple(near.terms[number] for number in kept),
        stated=tuple(new for new, old in enumerate(kept) if old in near.stated),
    )


def learn(
    examples: Sequence[Example],
    *,
    penalty: float = PENALTY,
    unused: Collection[OfSentence | OfQuestion] = (),
) -> AnswerModel:
    """Return the weights that make what is right likeliest, without those of what is `unused`.

    The bands are left as wide as can be. Examples without a sentence teach nothing.
    """
    examples = [each for each in examples if len(each.right)]
    sentences = np.concatenate([each.evidence.sentences for each in examples])
    questions = np.array([each.evidence.question for each in examples])
    right = np.concatenate([each.right for each in examples]).astype(float)
    starts = np.cumsum([0, *(len(each.right) for each in examples[:-1])])
    of = np.repeat(np.arange(len(examples)), [len(each.right) for each in examples])
    means, spreads = sentences.mean(axis=0), sentences.std(axis=0) + 1e-9
    none_means, none_spreads = questions.mean(axis=0), questions.std(axis=0) + 1e-9
    rows = (sentences - means) / spreads * [name not in unused for name in OF_SENTENCE]
    asked = (questions - none_means) / none_spreads * [name not in unused for name in OF_QUESTION]
    none_rows = np.column_stack([asked, np.ones(len(questions))])
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
    bands = Bands(probably=0.0, surely=1.0)
    return AnswerModel(sentence=sentence, question=none, bias=float(bias), bands=bands)


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
    if not example.evidence.places:
        return Judged(example.article, example.kind == "whole", right=False, confidence=0.0)
    choice = choose(example.evidence, model.likelihoods(example.evidence))
    return Judged(
        group=example.article,
        answerable=example.kind == "whole",
        right=bool(example.right[choice.given].any()),
        confidence=choice.likelihood,
    )


def choose_bands(judged: Sequence[tuple[Example, Judged]]) -> Bands:
    """Return what is given at all, and what is surely right.

    The first is the threshold of the largest F1 of abstaining, the mean of what it is where
    paragraphs are left out and where sentences are cut out, as these count in learning: of those
    from which on PROBABLY of the answers are right, where there is one. The second is the least
    from which on SURELY are, and no less than PROBABLY: each is told with its own confidence, which
    must not belie the word. Each kind counts in it as in learning.
    """
    kinds: tuple[Kind, ...] = ("left out", "cut")
    picked = {
        kind: [each for task in _tasks(judged) for each in pick(judged, task=task, kind=kind)]
        for kind in kinds
    }

    def mean_f1(threshold: float) -> float:
        return sum(
            SHARES[kind] * abstention_f1(asked, threshold=threshold)
            for kind, asked in picked.items()
        )

    confidences = np.array([each.confidence for _, each in judged])
    right = np.array([each.answerable and each.right for _, each in judged])
    shares = np.array([SHARES[example.kind] for example, _ in judged])

    def precision(threshold: float) -> float:
        given = shares * (confidences >= threshold)
        return float(given @ right / given.sum()) if given.any() else 0.0

    thresholds = [float(threshold) for threshold in THRESHOLDS]
    able = [threshold for threshold in thresholds if precision(threshold) >= PROBABLY]
    probably = max(able or thresholds, key=mean_f1)
    likely = [t for t in thresholds if t > probably and t >= PROBABLY]
    surely = (t for t in likely if precision(t) >= SURELY)
    return Bands(probably=probably, surely=next(surely, 1.0))


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
