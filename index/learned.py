"""What was learned on top of an encoder, and holds for none but that one.

First the weight of the sparse half beside the dense one. Then how likely each sentence is the
answer, and how likely none is: one softmax over the sentences and "none of them" (McFadden 1974,
Conditional logit analysis). Each sentence's evidence is a weighted sum, and so is what speaks for
there being no answer; what a sentence gets is the probability that it answers, which is told as the
confidence. The weights are learned by `python -m index.training answers`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self, get_args

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderUnavailable
from index.types import Band

SHIPPED_NAME = "spravka"
"""How the model that ships is named to who asks for no other."""

SHIPPED_MODEL = Path(__file__).parent / "model"
"""The folder of the model that ships with Spravka, and of what was learned on top of it."""

OfSentence = Literal[
    "reading",
    "span",
    "cosine",
    "words nearby",
    "words in passage",
    "no number",
    "no name",
    "length",
    "first passage",
]
OF_SENTENCE: tuple[OfSentence, ...] = get_args(OfSentence)
"""The columns of `Evidence.sentences`."""

OfQuestion = Literal["unknown words", "lead", "untyped", "other language"]
OF_QUESTION: tuple[OfQuestion, ...] = get_args(OfQuestion)
"""The columns of `Evidence.question`."""

Numbers = NDArray[np.float64]

_LEAST_SHARE = 1e-9


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for each of n sentences, and for there being no answer at all.

    `places` names the passage and the sentence, by their order from 0; `sentences` float64[n, 9]
    and `question` float64[4] have the columns above. `same` int64[n] has one number for all
    sentences that read alike, wherever they stand.
    """

    places: tuple[tuple[int, int], ...]
    sentences: Numbers
    question: Numbers
    same: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        sentences: Mapping[tuple[int, int], Mapping[OfSentence, float]],
        question: Mapping[OfQuestion, float],
        *,
        texts: Sequence[str],
    ) -> Self:
        """Return what is told by name, of the sentences by their places and of the question.

        `texts` are the sentences as they are compared. Raises KeyError where something is not told.
        """
        rows = [[row[name] for name in OF_SENTENCE] for row in sentences.values()]
        return cls(
            places=tuple(sentences),
            sentences=np.array(rows, np.float64).reshape(-1, len(OF_SENTENCE)),
            same=np.unique(np.array(texts, np.str_), return_inverse=True)[1].astype(np.int64),
            question=np.array([question[name] for name in OF_QUESTION], np.float64),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """The least confidence of an answer that is given, and of one that is surely right."""

    probably: float
    surely: float

    def of(self, confidence: float) -> Band:
        """Return what a confidence means."""
        if confidence < self.probably:
            return "not_sure"
        return "surely" if confidence >= self.surely else "probably"


@dataclass(frozen=True, slots=True, eq=False)
class AnswerModel:
    """The weights of `Evidence.sentences`, float64[9], and of `Evidence.question`, float64[4].

    `bias` is added to what speaks for no answer. `bands` hold where a request asks for no other
    threshold; words of a sentence are marked from `least_span` on, the log odds of reading them.
    """

    sentence: Numbers
    question: Numbers
    bias: float
    bands: Bands
    least_span: float = 0.0

    @classmethod
    def load(cls, path: Path, *, dense_fingerprint: str) -> Self:
        """Read the weights that were learned with an encoder, or those that hold for any.

        Raises EncoderUnavailable where the file cannot be read.
        """
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            own = record["own"] if record["dense"] == dense_fingerprint else record["any"]
            return cls(
                sentence=np.array([float(own["sentence"].get(name, 0)) for name in OF_SENTENCE]),
                question=np.array([float(own["none"].get(name, 0)) for name in OF_QUESTION]),
                bias=float(own["none"]["bias"]),
                bands=Bands(probably=float(own["probably"]), surely=float(own["surely"])),
                least_span=float(own["span"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EncoderUnavailable(
                f"{path}: cannot be read ({error!r}); install Spravka again"
            ) from error

    def record(self) -> dict[str, object]:
        """Return the weights by their names, as `save_answers` writes them."""
        none = {"bias": self.bias, **dict(zip(OF_QUESTION, self.question, strict=True))}
        return {
            "probably": self.bands.probably,
            "surely": self.bands.surely,
            "span": self.least_span,
            "sentence": _rounded(dict(zip(OF_SENTENCE, self.sentence, strict=True))),
            "none": _rounded(none),
        }

    def likelihoods(
        self,
        evidence: Evidence,
        *,
        shares: Numbers | None = None,
        against: Numbers | None = None,
    ) -> Numbers:
        """Return the probability of each sentence to answer: float64[n].

        What they lack of 1 is the probability that none does. `shares` float64[n], 0 to 1, is what
        is left to each sentence of what speaks for it beside the others, all of it for None;
        `against` float64[n] is what of that speaks for there being no answer, nothing for None.
        """
        if not evidence.places:
            return np.zeros(0)
        scores = evidence.sentences @ self.sentence
        none = evidence.question @ self.question + self.bias
        highest = max(scores.max(), none)
        powers = np.exp(scores - highest)
        no_answer = np.exp(none - highest)
        if against is not None:
            no_answer += powers @ against
        if shares is not None:
            powers = powers * np.maximum(shares, _LEAST_SHARE)
        likelihoods: Numbers = powers / (powers.sum() + no_answer)
        return likelihoods


def save_answers(
    path: Path, *, own: AnswerModel, whichever: AnswerModel, dense_fingerprint: str
) -> None:
    """Write the weights that hold with one encoder and those that hold with any."""
    record = {"dense": dense_fingerprint, "own": own.record(), "any": whichever.record()}
    path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def load_sparse_weight(path: Path, *, dense_fingerprint: str) -> float | None:
    """Return the weight in the file `path`; None without one, or where it is another encoder's.

    Raises EncoderUnavailable where the file is not what training writes.
    """
    if not path.exists():
        return None
    try:
        chosen = json.loads(path.read_text())
        weight = float(chosen["sparse_weight"])
        return weight if chosen["dense_fingerprint"] == dense_fingerprint else None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderUnavailable(
            f"{path}: cannot be read ({error}); restore it from Spravka's repository"
        ) from error


def _rounded(weights: dict[str, float]) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in weights.items()}
