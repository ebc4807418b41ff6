"""The collections as models, and chat completions that quote the documents."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from time import time
from uuid import uuid4

from fastapi import APIRouter, Depends
from starlette.responses import StreamingResponse

from index.errors import InvalidInput, NotFound
from index.types import DEFAULT_COLLECTION, AnswerResult, CollectionInfo
from service.http.dependencies import Opened, require_json
from service.http.stream import EVENT_STREAM, described
from service.schemas.openai.chat import (
    MODEL,
    Annotation,
    ChatBody,
    ChatResponse,
    ChoiceOut,
    MessageOut,
    ModelOut,
    ModelsResponse,
    UsageOut,
    chunk,
)

router = APIRouter(tags=["openai"])

_STREAM = described(
    "With `stream`, chunks of a chat completion as OpenAI's clients read them, and `[DONE]`.",
    {"data": '{"object": "chat.completion.chunk", "choices": [{"delta": {"content": "…"}}]}'},
)
_UNKNOWN = {
    "en": ("No sentence is likely enough to answer this.", "No passage found says: "),
    "ru": ("Ни одно предложение не подходит как ответ.", "Ни в одном найденном отрывке нет: "),
}


@router.get("/models")
async def list_models(opened: Opened) -> ModelsResponse:
    """Return the collections as models, for chat front ends."""
    listed = await opened.ask(opened.index.collections)
    return ModelsResponse(object="list", data=tuple(map(_model_out, listed.collections)))


# A name may hold a slash.
@router.get("/models/{model:path}")
async def get_model(opened: Opened, model: str) -> ModelOut:
    """Return a collection as a model."""
    listed = await opened.ask(opened.index.collections)
    for info in listed.collections:
        if info.name == _collection_of(model):
            return _model_out(info)
    raise _no_model(model)


@router.post(
    "/chat/completions",
    dependencies=[Depends(require_json)],
    response_model=ChatResponse,
    responses=_STREAM,
)
async def complete_chat(opened: Opened, body: ChatBody) -> ChatResponse | StreamingResponse:
    """Answer the last message of the user with a sentence of the documents and its citation."""
    asked = [message.text for message in body.messages if message.role == "user"]
    if not asked:
        raise InvalidInput("no message of the user is there to answer")
    result = await opened.ask(opened.index.answer, asked[-1], collection=_collection_of(body.model))
    response = ChatResponse(
        id=f"chatcmpl-{uuid4().hex}",
        object="chat.completion",
        created=int(time()),
        model=body.model,
        choices=(ChoiceOut(index=0, message=_message(result), finish_reason="stop"),),
        usage=UsageOut(),
    )
    if not body.stream:
        return response
    usage = body.stream_options is not None and body.stream_options.include_usage
    events = _events(response, usage=usage)
    return StreamingResponse(events, media_type=EVENT_STREAM, headers={"X-Accel-Buffering": "no"})


def _model_out(info: CollectionInfo) -> ModelOut:
    model = MODEL if info.name == DEFAULT_COLLECTION else f"{MODEL}/{info.name}"
    return ModelOut(id=model, object="model", created=info.created or 0, owned_by=MODEL)


def _collection_of(model: str) -> str:
    name, _, collection = model.partition("/")
    if name != MODEL:
        raise _no_model(model)
    return collection or DEFAULT_COLLECTION


def _no_model(model: str) -> NotFound:
    return NotFound(f"no model {model!r}: GET /v1/models lists those there are")


def _message(result: AnswerResult) -> MessageOut:
    """Return the answer as a message; its quote is in a form that `spravka verify` reads."""
    if result.answer is None:
        missing = result.abstention.missing if result.abstention else ()
        cyrillic = any("а" <= letter <= "я" for letter in result.question.lower())
        no, without = _UNKNOWN["ru" if cyrillic else "en"]
        content = f"{no} {without}{', '.join(missing)}." if missing else no
        return MessageOut(role="assistant", content=content, refusal=None, annotations=())
    citation = result.answer.citation
    quoted = f"“{citation.quote}”"
    place = f"[{citation.source}:{citation.start}-{citation.end}]"
    annotation = Annotation(
        type="file_citation",
        file_id=citation.document_id,
        filename=citation.source,
        index=len(quoted),
        citation=citation,
    )
    return MessageOut(
        role="assistant", content=f"{quoted} {place}", refusal=None, annotations=(annotation,)
    )


def _events(response: ChatResponse, *, usage: bool) -> Iterator[str]:
    message = response.choices[0].message
    annotations = [asdict(each) for each in message.annotations]
    yield _event(chunk(response, {"role": "assistant", "content": ""}, ends=False))
    yield _event(
        chunk(response, {"content": message.content, "annotations": annotations}, ends=False)
    )
    yield _event(chunk(response, {}, ends=True))
    if usage:
        last = chunk(response, {}, ends=True)
        yield _event({**last, "choices": [], "usage": asdict(response.usage)})
    yield "data: [DONE]\n\n"


def _event(data: Mapping[str, object]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"
