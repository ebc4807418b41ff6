"""What was learned on top of an encoder, and holds for none but that one.

First the weight of the sparse half beside the dense one. Then how likely each sentence is the
answer, and how likely none is: one softmax over the sentences and "none of them" (McFadden 1974,
Conditional logit analysis). Each sentence's evidence is a weighted sum, and so is what speaks for
there being no answer; what a sentence gets is the probability that it answers, which is told as the
confidence. The weights are learned by `python -m index.training answers`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self, get_args

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderUnavailable

SHIPPED_MODEL = Path(__file__).parent / "model"
"""The folder of the model that ships with Spravka, and of what was learned on top of it."""

OfSentence = Literal[
    "cosine",
    "words nearby",
    "words in passage",
    "tokens",
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

    `places` names the passage and the sentence, by their order from 0; `sentences` float64[n, 8]
    and `question` float64[4] have the columns above.
    """

    places: tuple[tuple[int, int], ...]
    sentences: Numbers
    question: Numbers

    @classmethod
    def of(
        cls,
        sentences: Mapping[tuple[int, int], Mapping[OfSentence, float]],
        question: Mapping[OfQuestion, float],
    ) -> Self:
        """Return what is told by name, of the sentences by their places and of the question.

        Raises KeyError where something is not told.
        """
        rows = [[row[name] for name in OF_SENTENCE] for row in sentences.values()]
        return cls(
            places=tuple(sentences),
            sentences=np.array(rows, np.float64),
            question=np.array([question[name] for name in OF_QUESTION], np.float64),
        )


@dataclass(frozen=True, slots=True, eq=False)
class AnswerModel:
    """The weights of `Evidence.sentences`, float64[8], and of `Evidence.question`, float64[4].

    `bias` is added to what speaks for no answer. `threshold` is the least confidence of an answer
    that is given where a request asks for no other.
    """

    sentence: Numbers
    question: Numbers
    bias: float
    threshold: float

    @classmethod
    def load(cls, path: Path, *, dense_fingerprint: str) -> Self | None:
        """Read the weights from a file of JSON, None where they are of another encoder.

        Raises EncoderUnavailable where the file cannot be read.
        """
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            if record["dense"] != dense_fingerprint:
                return None
            return cls(
                sentence=np.array([float(record["sentence"][name]) for name in OF_SENTENCE]),
                question=np.array([float(record["none"][name]) for name in OF_QUESTION]),
                bias=float(record["none"]["bias"]),
                threshold=float(record["threshold"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EncoderUnavailable(
                f"{path}: cannot be read ({error!r}); install Spravka again"
            ) from error

    def save(self, path: Path, *, dense_fingerprint: str) -> None:
        """Write the weights, by their names, with the fingerprint of their encoder."""
        none = {"bias": self.bias, **dict(zip(OF_QUESTION, self.question, strict=True))}
        record = {
            "dense": dense_fingerprint,
            "threshold": self.threshold,
            "sentence": _rounded(dict(zip(OF_SENTENCE, self.sentence, strict=True))),
            "none": _rounded(none),
        }
        path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")

    def likelihoods(self, evidence: Evidence, *, shares: Numbers | None = None) -> Numbers:
        """Return the probability of each sentence to answer: float64[n].

        What they lack of 1 is the probability that none does. `shares` float64[n], 0 to 1, is what
        is left to each sentence of what speaks for it beside the others, all of it for None.
        """
        scores = evidence.sentences @ self.sentence
        if shares is not None:
            scores = scores + np.log(np.maximum(shares, _LEAST_SHARE))
        none = evidence.question @ self.question + self.bias
        highest = max(scores.max(), none)
        powers = np.exp(scores - highest)
        likelihoods: Numbers = powers / (powers.sum() + np.exp(none - highest))
        return likelihoods


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
