"""Measures of answers that may be withheld: how often right, how well withheld and predicted.

No model judges. An answer is right where the characters it cites hold the gold answer; where the
documents do not answer, any answer is wrong.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.statistics import Floats

BINS = 10
"""Of the calibration error, each with as many answers."""


Bin = tuple[float, float, float]
"""The mean confidence of a bin of answers, the share of them that is right, its share of all."""

_ARTICLE = re.compile(r"\b(?:a|an|the)\b")
_STRESS = "\u0301"


@dataclass(frozen=True, slots=True)
class Judged:
    """The likeliest answer to a question, judged, whether it would be given or not.

    `answerable` tells whether the documents answer, `group` what the question is drawn with (see
    `eval.statistics`); `confidence` is the probability told that the answer is `right`.
    """

    group: str
    answerable: bool
    right: bool
    confidence: float


def accuracy(judged: Sequence[Judged]) -> float:
    """Return the share of answerable questions whose likeliest answer is right."""
    return float(np.mean([each.right for each in judged if each.answerable]))


def abstention_f1(judged: Sequence[Judged], *, threshold: float) -> float:
    """Return the F1 of withholding, which is right where the documents do not answer.

    It is 0 where there is nothing to withhold.
    """
    withheld = [each.confidence < threshold for each in judged]
    empty = [not each.answerable for each in judged]
    both = sum(one and other for one, other in zip(withheld, empty, strict=True))
    return 2 * both / max(1, sum(withheld) + sum(empty))


def area_under_roc(judged: Sequence[Judged]) -> float:
    """Return how often an answerable question has more confidence than another; ties half.

    It is nan where the questions are all of one kind.
    """
    confidence = np.array([each.confidence for each in judged])
    answerable = np.array([each.answerable for each in judged])
    with_answer, without = np.sort(confidence[answerable]), confidence[~answerable]
    below = np.searchsorted(with_answer, without, side="left")
    upto = np.searchsorted(with_answer, without, side="right")
    pairs = len(with_answer) * len(without)
    if pairs == 0:
        return math.nan
    return float((len(with_answer) - (below + upto) / 2).sum() / pairs)


def calibration_error(judged: Sequence[Judged], *, bins: int = BINS) -> float:
    """Return the expected calibration error, in bins of equal mass (Nixon and others 2019)."""
    return float(
        sum(abs(told - seen) * share for told, seen, share in calibration(judged, bins=bins))
    )


def calibration(judged: Sequence[Judged], *, bins: int = BINS) -> list[Bin]:
    """Return the bins, of rising confidence; fewer where there are fewer answers."""
    ordered = sorted(judged, key=lambda each: each.confidence)
    places = [part for part in np.array_split(np.arange(len(ordered)), bins) if len(part)]
    return [
        (
            float(np.mean([ordered[place].confidence for place in part])),
            float(np.mean([ordered[place].right for place in part])),
            len(part) / len(ordered),
        )
        for part in places
    ]


def risk_coverage(judged: Sequence[Judged]) -> tuple[Floats, Floats]:
    """Return the curve of selective answering (El-Yaniv and Wiener 2010), by falling confidence.

    coverage float64[n] is the share of all questions that are answered, risk float64[n] the share
    of those answers that are wrong. Equal confidences are answered together.
    """
    confidence = np.array([each.confidence for each in judged])
    wrong = np.array([not each.right for each in judged])
    order = np.argsort(-confidence, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(confidence[order])), len(order) - 1)
    answered = ends + 1.0
    return answered / len(order), np.cumsum(wrong[order])[ends] / answered


def area_under_risk(judged: Sequence[Judged]) -> float:
    """Return the mean risk over all coverages: the area under the curve of `risk_coverage`."""
    coverage, risk = risk_coverage(judged)
    return float(np.sum(risk * np.diff(coverage, prepend=0.0)))


def exact_match(text: str, golds: Sequence[str]) -> bool:
    """Return whether a text is one of the gold ones, as SQuAD compares them (`words_of`)."""
    return any(words_of(text) == words_of(gold) for gold in golds)


def token_f1(text: str, golds: Sequence[str]) -> float:
    """Return the F1 of the words that a text and a gold one have in common, the best of all golds.

    SQuAD's (Rajpurkar and others 2016); of two texts without a word it is 1, as in SQuAD 2.0
    (Rajpurkar and others 2018).
    """
    return max((_overlap_f1(words_of(text), words_of(gold)) for gold in golds), default=0.0)


def words_of(text: str) -> list[str]:
    """Return a text's words in lower case, without punctuation, symbols and English articles.

    SQuAD's normalisation (Rajpurkar and others 2016), for the punctuation of any language (as in
    MLQA, Lewis and others 2020). Russian has no articles; what may be left out in writing it is:
    the dots of `ё` and the mark of the stressed vowel. Words keep their endings, for an answer's
    words are the text's own.
    """
    composed = unicodedata.normalize("NFC", text.lower())
    # Of the letters that bear the mark only Cyrillic ones are not composed with it.
    lower = composed.replace(_STRESS, "").replace("ё", "е")
    kept = "".join(each for each in lower if unicodedata.category(each)[0] not in "PS")
    return _ARTICLE.sub(" ", kept).split()


def _overlap_f1(words: Sequence[str], gold: Sequence[str]) -> float:
    if not words and not gold:
        return 1.0
    common = (Counter(words) & Counter(gold)).total()
    return 2 * common / max(1, len(words) + len(gold))
