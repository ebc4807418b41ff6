"""Generated answers: the events of the stream they come in."""

from pydantic import BaseModel

from service.schemas.answer import AnswerResponse
from service.schemas.search import CitationOut


class StatementOut(BaseModel):
    """What a model says; the citation's quote stands there verbatim.

    Whether the statement follows from the quote is not proved by that.
    """

    text: str
    citation: CitationOut


class GeneratedOut(BaseModel):
    """What the `model` says, in its order; `dropped` counts what it said without a true quote."""

    model: str
    statements: list[StatementOut]
    dropped: int


class NoteOut(BaseModel):
    """Why a generated answer is not there, or not whole."""

    note: str


class GeneratedResponse(AnswerResponse):
    """An answer as without a model, and what the model says; null where none of that is proved.

    `note` says why it is not there, or not whole.
    """

    generated: GeneratedOut | None
    note: str | None
