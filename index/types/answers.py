"""What an answer is, or why there is none."""

from dataclasses import dataclass
from typing import Literal

from index.roots import Coverage
from index.types.hits import Citation, Hit

AnswerType = Literal["person", "place", "date", "number", "organisation"]
Band = Literal["surely", "probably", "not_sure"]
"""What a confidence means: the share of right answers in each band was measured."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The characters of a document that give what was asked for, and of which kind that is.

    `type` is None where the question does not say what kind it wants.
    """

    start: int
    end: int
    type: AnswerType | None


@dataclass(frozen=True, slots=True)
class OtherAnswer:
    """What another document answers instead: its sentence, and the words of it that differ.

    `confidence` is the probability that it is right.
    """

    citation: Citation
    marked: Marked
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    """A sentence that answers a question, or two side by side, with their place.

    `confidence` is the probability that it is right and `band` what that means in words, both None
    where that was not learned. `marked` are the words of the sentence that answer, where that is
    clear enough. `elsewhere` are the other places where the same sentence stands; `otherwise` is
    what other documents answer instead, where they differ.
    """

    text: str
    confidence: float | None
    citation: Citation
    marked: Marked | None
    band: Band | None
    elsewhere: tuple[Citation, ...]
    otherwise: tuple[OtherAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class Starter:
    """A question to begin with, and the document that answers it."""

    question: str
    document_id: str


AbstentionReason = Literal["nothing_found", "not_answered"]
"""No passage was found at all; or no sentence found is likely enough to answer."""


@dataclass(frozen=True, slots=True)
class Translation:
    """What a word by itself may be called in the other language: a stem, and a word that has it.

    `word` is None where none is known; `share` says how likely it is, in 0..1.
    """

    word: str | None
    stem: str
    share: float


@dataclass(frozen=True, slots=True)
class Abstention:
    """Why there is no answer.

    `missing` are words of the question, ten at most, that no near passage holds; first the
    identifiers and quoted phrases that no passage at all does. `likeliest` is what would
    have been the answer, had it been likely enough.
    """

    reason: AbstentionReason
    missing: tuple[str, ...]
    likeliest: Answer | None = None


@dataclass(frozen=True, slots=True)
class AnswerResult:
    """What the documents of a collection say to a question, all read from one generation.

    Either `answer` or `abstention` is there; `hits` are the nearest passages, best first.
    `did_you_mean` and `nowhere` are as in `SearchResult`.
    `coverage` is what the collection holds, whatever a filter let pass.
    """

    question: str
    collection: str
    generation: int
    answer: Answer | None
    abstention: Abstention | None
    hits: tuple[Hit, ...]
    coverage: Coverage
    did_you_mean: str | None = None
    nowhere: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
