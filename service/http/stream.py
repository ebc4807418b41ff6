"""Generated answers as a stream of server-sent events.

The events are `answer` (as without a model, at once), `statement` for each statement whose quote is
verified, `note` where a generated answer is not there or not whole, and `done`: all of it, in the
shape of an answer.
"""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from time import perf_counter
from typing import TYPE_CHECKING, Any

from starlette.responses import StreamingResponse

from index.answer.generate import Answerer, AnswererFailed, Statement
from index.types import AnswerResult
from service.schemas.answer import answer_response
from service.schemas.generated import GeneratedOut, GeneratedResponse, NoteOut
from service.schemas.responses import narrowed, to_json

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

EVENT_STREAM = "text/event-stream"


def described(text: str, example: Mapping[str, str]) -> dict[int | str, dict[str, Any]]:
    """Return what the description of the interface says of a stream beside a usual answer.

    The schema is that of each event, as OpenAPI before 3.2 has it; so is the example.
    """
    fields = {
        "event": {"type": "string", "description": "Which event it is."},
        "data": {"type": "string", "description": "What it says."},
    }
    schema = {"type": "object", "description": text, "properties": fields, "required": ["data"]}
    return {200: {"content": {EVENT_STREAM: {"schema": schema, "example": example}}}}


STREAM = described(
    "With `generate`, events by name: `answer` (as without a model, at once), `statement` for each"
    " statement whose quote is verified, `note` where nothing was generated or not all, and `done`:"
    " the answer with `generated` and `note`. The data of each is JSON.",
    {"event": "statement", "data": '{"text": "…", "citations": …}'},
)

_ABSTAINED = "the passages are not likely enough to answer, so nothing was generated"
_NOTHING = "the model said nothing that a verbatim quote proves"

_log = logging.getLogger(__name__)


def stream_answer(result: AnswerResult, answerer: Answerer, *, started: float) -> StreamingResponse:
    """Return the stream of an answer by `answerer`; `started` is by the performance counter.

    Where the documents give no answer without a model, none is asked for one.
    """
    # A proxy before this server is to pass each event on as it comes.
    headers = {"X-Accel-Buffering": "no"}
    events = _events(result, answerer, started=started)
    return StreamingResponse(events, media_type=EVENT_STREAM, headers=headers)


async def _events(
    result: AnswerResult, answerer: Answerer, *, started: float
) -> AsyncIterator[str]:
    answer = answer_response(result, took_ms=(perf_counter() - started) * 1000)
    yield _event("answer", answer)
    statements: list[Statement] = []
    dropped = 0
    note = None
    if result.abstention is not None:
        note = _ABSTAINED
    else:
        said = answerer.answer(question=result.question, hits=result.hits)
        try:
            async with aclosing(said):
                async for statement in said:
                    if statement is None:
                        dropped += 1
                        continue
                    statements.append(statement)
                    yield _event("statement", statement)
        except AnswererFailed as error:
            _log.warning("%s", error)
            note = str(error)
        else:
            note = None if statements else _NOTHING
    if note is not None:
        yield _event("note", NoteOut(note=note))
    generated = GeneratedOut(answerer.name, tuple(statements), dropped)
    done = narrowed(
        GeneratedResponse,
        answer,
        took_ms=round((perf_counter() - started) * 1000, 2),
        generated=generated if statements else None,
        note=note,
    )
    yield _event("done", done)


def _event(name: str, data: "DataclassInstance") -> str:
    return f"event: {name}\ndata: {to_json(data)}\n\n"
