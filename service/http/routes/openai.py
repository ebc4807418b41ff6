"""The addresses that OpenAI's clients know: stores to search, models, and chat completions."""

import json
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import asdict
from time import time
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from index import Index
from index.errors import InvalidInput, NotFound, SpravkaError
from index.types import DEFAULT_COLLECTION, AnswerResult, CollectionInfo, Hit, Metadata
from service.http.dependencies import Opened, require_json
from service.http.problems import problem_of
from service.http.stream import EVENT_STREAM
from service.schemas.openai import (
    MODEL,
    Annotation,
    ChatBody,
    ChatResponse,
    ChoiceOut,
    ContentOut,
    FileCounts,
    MessageOut,
    ModelOut,
    ModelsResponse,
    StoreFileOut,
    StoreFilesParameters,
    StoreFilesResponse,
    StoreOut,
    StoreResult,
    StoreSearchBody,
    StoreSearchResponse,
    StoresResponse,
    UsageOut,
    chunk,
)


class WithMessage(APIRoute):
    """An address whose problems hold an `error` with a `message` too, which clients show."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what handles a request."""
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await handle(request)
            except (SpravkaError, HTTPException, RequestValidationError) as error:
                return _with_message(problem_of(error))

        return handler


router = APIRouter(tags=["openai"], route_class=WithMessage)

_SCANNED = 1000
_UNKNOWN = {
    "en": ("No sentence is likely enough to answer this.", "No passage found says: "),
    "ru": ("Ни одно предложение не подходит как ответ.", "Ни в одном найденном отрывке нет: "),
}


@router.get("/models")
async def list_models(opened: Opened) -> ModelsResponse:
    """Return the collections as models, for chat front ends."""
    listed = await opened.ask(opened.index.collections)
    return ModelsResponse(
        object="list",
        data=tuple(
            ModelOut(id=_model_of(info.name), object="model", created=0, owned_by=MODEL)
            for info in listed.collections
        ),
    )


@router.get("/vector_stores")
async def list_stores(opened: Opened) -> StoresResponse:
    """Return the collections as vector stores."""
    listed = await opened.ask(opened.index.collections)
    stores = tuple(_store(info) for info in listed.collections)
    return StoresResponse(
        object="list",
        data=stores,
        first_id=stores[0].id if stores else None,
        last_id=stores[-1].id if stores else None,
        has_more=False,
    )


# A name may hold a slash.
@router.post("/vector_stores/{store_id:path}/search", dependencies=[Depends(require_json)])
async def search_store(opened: Opened, store_id: str, body: StoreSearchBody) -> StoreSearchResponse:
    """Return the passages of a collection that answer best, in the shape of a vector store."""
    results = await opened.ask(_search, opened.index, store_id, body)
    return StoreSearchResponse(
        object="vector_store.search_results.page",
        search_query=tuple(body.queries),
        data=results,
        has_more=False,
        next_page=None,
    )


@router.get("/vector_stores/{store_id:path}/files")
async def list_store_files(
    opened: Opened, store_id: str, parameters: Annotated[StoreFilesParameters, Query()]
) -> StoreFilesResponse:
    """Return a page of the documents of a collection as files of a vector store."""
    return await opened.ask(_files, opened.index, store_id, parameters)


@router.get("/vector_stores/{store_id:path}")
async def get_store(opened: Opened, store_id: str) -> StoreOut:
    """Return a collection as a vector store."""
    listed = await opened.ask(opened.index.collections)
    for info in listed.collections:
        if info.name == store_id:
            return _store(info)
    raise NotFound(f"no collection {store_id!r}: GET /v1/vector_stores lists those there are")


@router.post(
    "/chat/completions",
    dependencies=[Depends(require_json)],
    response_model=ChatResponse,
    responses={200: {"content": {EVENT_STREAM: {}}}},
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


def _with_message(response: Response) -> Response:
    told = json.loads(bytes(response.body))
    slug = told["type"].rpartition("#")[2]
    message = told.get("detail", told["title"])
    told["error"] = {"message": message, "type": slug, "param": None, "code": slug}
    response.body = response.render(json.dumps(told))
    response.headers["content-length"] = str(len(response.body))
    return response


def _search(index: Index, collection: str, body: StoreSearchBody) -> tuple[StoreResult, ...]:
    """Return the best passages of the queries, each once, with its best score.

    Of several queries the first ones of each come before the second ones of any.
    """
    ranking = body.ranking_options
    ranks: dict[str, int] = {}
    best: dict[str, Hit] = {}
    for query in body.queries:
        found = index.search(
            query,
            k=body.max_num_results,
            collection=collection,
            filter=body.filters,
            rerank=ranking is not None and ranking.ranker not in {"none", "auto"},
        )
        for hit in found.hits:
            name = hit.passage_id
            ranks[name] = min(hit.rank, ranks.get(name, hit.rank))
            best[name] = max(hit, best.get(name, hit), key=lambda each: each.score)
    first = sorted(best.values(), key=lambda hit: (ranks[hit.passage_id], -hit.score))
    kept = sorted(first[: body.max_num_results], key=lambda hit: -hit.score)
    least = 0 if ranking is None else ranking.score_threshold
    return tuple(_result(index, hit) for hit in kept if hit.score >= least)


def _files(index: Index, store: str, asked: StoreFilesParameters) -> StoreFilesResponse:
    offset = 0 if asked.after is None else _offset_after(index, store, asked.after)
    listed = index.documents(collection=store, limit=asked.limit, offset=offset)
    files = tuple(
        StoreFileOut(
            id=document.document_id,
            object="vector_store.file",
            created_at=0,
            usage_bytes=0,
            vector_store_id=store,
            status="completed",
            last_error=None,
            filename=document.source,
            attributes=_attributes(document.metadata),
        )
        for document in listed.documents
    )
    return StoreFilesResponse(
        object="list",
        data=files,
        first_id=files[0].id if files else None,
        last_id=files[-1].id if files else None,
        has_more=offset + len(files) < listed.total,
    )


def _offset_after(index: Index, store: str, document_id: str) -> int:
    """Return how many documents come before the one after a document; raises NotFound."""
    offset = 0
    while page := index.documents(collection=store, limit=_SCANNED, offset=offset).documents:
        for place, document in enumerate(page, start=1):
            if document.document_id == document_id:
                return offset + place
        offset += len(page)
    raise NotFound(f"no document {document_id!r} in collection {store!r}")


def _result(index: Index, hit: Hit) -> StoreResult:
    citation = hit.citation
    try:
        attributes = _attributes(index.document(citation.document_id).metadata)
    except NotFound:  # deleted since it was found
        attributes = {}
    return StoreResult(
        file_id=citation.document_id,
        filename=citation.source,
        score=hit.score,
        attributes=attributes,
        content=(ContentOut(type="text", text=hit.text),),
        citation=citation,
    )


def _attributes(metadata: Metadata) -> Mapping[str, str | int | float | bool]:
    """Return metadata as attributes, which hold no lists."""
    return {
        key: ", ".join(value) if isinstance(value, tuple) else value
        for key, value in metadata.items()
    }


def _store(info: CollectionInfo) -> StoreOut:
    return StoreOut(
        id=info.name,
        object="vector_store",
        name=info.name,
        status="completed",
        created_at=0,
        usage_bytes=0,
        file_counts=FileCounts(0, info.documents, 0, 0, info.documents),
        metadata={},
    )


def _model_of(collection: str) -> str:
    return MODEL if collection == DEFAULT_COLLECTION else f"{MODEL}/{collection}"


def _collection_of(model: str) -> str:
    name, _, collection = model.partition("/")
    if name != MODEL:
        raise NotFound(f"no model {model!r}: GET /v1/models lists those there are")
    return collection or DEFAULT_COLLECTION


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
