"""Answers."""

from time import perf_counter
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import StreamingResponse

from index.answer.generate import Answerer
from index.errors import InvalidInput
from index.types import AnswerResult
from service.async_index import AsyncIndex
from service.http.dependencies import Opened, require_json
from service.http.stream import STREAM, stream_answer
from service.schemas.answer import (
    AnswerBody,
    AnswerOptions,
    AnswerParameters,
    AnswerResponse,
    answer_response,
)

router = APIRouter(tags=["answer"])


@router.post(
    "/answer",
    dependencies=[Depends(require_json)],
    response_model=AnswerResponse,
    responses=STREAM,
)
async def answer(
    request: Request, opened: Opened, body: AnswerBody
) -> AnswerResponse | StreamingResponse:
    """Return the sentence that answers a question with its citation, or why there is none.

    With `generate` a configured model then writes an answer, of which each statement with a
    verified quote comes as a server-sent event.
    """
    answerer: Answerer | None = request.app.state.answerer
    if body.generate and answerer is None:
        raise InvalidInput(
            "no model is configured to generate with: set SPRAVKA_LLM_URL and SPRAVKA_LLM_MODEL"
        )
    started = perf_counter()
    result = await _answer(opened, body)
    if body.generate and answerer is not None:
        return stream_answer(result, answerer, started=started)
    return answer_response(result, took_ms=(perf_counter() - started) * 1000)


@router.get("/answer")
async def answer_by_address(
    opened: Opened, parameters: Annotated[AnswerParameters, Query()]
) -> AnswerResponse:
    """Return what a POST returns, for a browser or curl; `filter` is the body's, as JSON."""
    started = perf_counter()
    result = await _answer(opened, parameters)
    return answer_response(result, took_ms=(perf_counter() - started) * 1000)


async def _answer(opened: AsyncIndex, asked: AnswerOptions) -> AnswerResult:
    options = {name: value for name, value in asked if name in AnswerOptions.model_fields}
    several = options.pop("collections")
    if several is not None:
        options["collection"] = several
    return await opened.ask(opened.index.answer, **options)
