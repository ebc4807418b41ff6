"""Generated answers: the events of the stream they come in."""

from dataclasses import dataclass

from index.answer.generate import Statement
from service.schemas.answer import AnswerResponse


@dataclass(frozen=True, slots=True)
class GeneratedOut:
    """What the `model` says, in its order; `dropped` counts what it said without a true quote."""

    model: str
    statements: tuple[Statement, ...]
    dropped: int


@dataclass(frozen=True, slots=True)
class NoteOut:
    """Why a generated answer is not there, or not whole."""

    note: str


@dataclass(frozen=True, slots=True)
class GeneratedResponse(AnswerResponse):
    """An answer as without a model, and what the model says; null where none of that is proved.

    `note` says why it is not there, or not whole.
    """

    generated: GeneratedOut | None
    note: str | None
