"""The tools: what each is for, what it takes and gives, and how it is done.

All of them only read. A description says for what the tool is, how it behaves and what it returns:
it is all that a model knows of it.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index import Index
from index.errors import InvalidInput
from index.types import DocumentInfo, Excerpt, Hit
from index.verify.claims import VerifyResult
from service.mcp.asking import Asking
from service.mcp.shapes import (
    AnswerArguments,
    AnswerOut,
    CollectionsOut,
    FetchArguments,
    FetchedMetadata,
    FetchedOut,
    FoundOut,
    NoArguments,
    SearchArguments,
    SearchOut,
    VerifiedOut,
    VerifyArguments,
)
from service.schemas.collections import CollectionOut
from service.schemas.fields import Request
from service.schemas.responses import narrowed

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_FOUND = 10
_MOST_PLACES = 10
_MOST_FETCHED = 20_000
"""Characters, so that a document does not fill what a model can hold."""

_PLACE = re.compile(r"(?P<document>[^:@]+)(?:(?P<kind>[:@])(?P<start>\d{1,15})-(?P<end>\d{1,15}))?")
"""A document, a passage of it after a colon, or just these characters of it after an @."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool: `run` is given arguments of the model `arguments` and returns a `result`."""

    name: str
    title: str
    description: str
    arguments: type[Request]
    result: type["DataclassInstance"]
    run: Callable[[Asking, Any], Awaitable["DataclassInstance"]]


async def _search(asked: Asking, given: SearchArguments) -> SearchOut:
    opened = asked.opened
    result = await opened.ask(
        opened.index.search, given.query, k=_FOUND, collection=asked.collection
    )
    return SearchOut(results=_found(asked, result.hits))


async def _fetch(asked: Asking, given: FetchArguments) -> FetchedOut:
    opened = asked.opened
    excerpt = await opened.ask(_around, opened.index, given.id)
    document = excerpt.document
    metadata = narrowed(
        FetchedMetadata,
        document,
        start=excerpt.start,
        end=excerpt.end,
        line=excerpt.line,
        previous=_part(document, excerpt.start - _MOST_FETCHED, excerpt.start),
        next=_part(document, excerpt.end, excerpt.end + _MOST_FETCHED),
        attributes=document.metadata,
    )
    return FetchedOut(
        id=given.id,
        title=document.title,
        text=excerpt.text,
        url=asked.url(document.document_id, start=excerpt.start, end=excerpt.end),
        metadata=metadata,
    )


async def _answer(asked: Asking, given: AnswerArguments) -> AnswerOut:
    opened = asked.opened
    result = await opened.ask(
        opened.index.answer,
        given.question,
        collection=given.collection or asked.collection,
        filter=given.filter,
        threshold=given.threshold,
    )
    citation = result.answer.citation if result.answer else None
    return narrowed(
        AnswerOut,
        result,
        url=citation and asked.url(citation.document_id, start=citation.start, end=citation.end),
        passages=_found(asked, result.hits),
    )


async def _verify(asked: Asking, given: VerifyArguments) -> VerifiedOut:
    opened = asked.opened
    result: VerifyResult = await opened.ask(
        opened.index.verify, [given.claim()], collection=given.collection or asked.collection
    )
    found = result.results[0]
    citation = found.citation
    return narrowed(
        VerifiedOut,
        found,
        url=citation and asked.url(citation.document_id, start=citation.start, end=citation.end),
        places=found.places[:_MOST_PLACES],
        more_places=found.more_places or len(found.places) > _MOST_PLACES,
        collection=result.collection,
        generation=result.generation,
    )


async def _collections(asked: Asking, _: NoArguments) -> CollectionsOut:
    listed = await asked.opened.ask(asked.opened.index.collections)
    return CollectionsOut(
        searched=asked.collection,
        generation=listed.generation,
        collections=tuple(narrowed(CollectionOut, info) for info in listed.collections),
    )


def _found(asked: Asking, hits: Sequence[Hit]) -> tuple[FoundOut, ...]:
    return tuple(
        FoundOut(
            id=hit.passage_id,
            title=hit.citation.title,
            url=asked.url(hit.citation.document_id, start=hit.citation.start, end=hit.citation.end),
            text=hit.text,
        )
        for hit in hits
    )


def _around(index: Index, place: str) -> Excerpt:
    """Return what an id names: a document, of a long one the part around a passage, or a part."""
    read = _PLACE.fullmatch(place)
    if read is None:
        raise InvalidInput("no such id: give one that search returned, or a citation's document_id")
    document = index.document(read["document"])
    start, end = int(read["start"] or 0), int(read["end"] or 0)
    if not start <= end <= document.length:
        raise InvalidInput(
            f"no span {start} to {end} in this document, which may have changed: it has"
            f" {document.length} characters; search again"
        )
    end = min(end, start + _MOST_FETCHED)
    if read["kind"] == "@":
        return index.text(document.document_id, start=start, end=end)
    room = _MOST_FETCHED - (end - start)
    first = max(0, min(start - room // 2, document.length - _MOST_FETCHED))
    last = min(document.length, first + _MOST_FETCHED)
    return index.text(document.document_id, start=first, end=last)


def _part(document: DocumentInfo, start: int, end: int) -> str | None:
    start, end = max(0, start), min(end, document.length)
    return f"{document.document_id}@{start}-{end}" if start < end else None


TOOLS = (
    Tool(
        name="search",
        title="Search the documents",
        description=(
            "Finds the passages of the user's own documents that are nearest to a question or to"
            " keywords, by meaning and by words. English and Russian questions both find English"
            " and Russian documents. Returns up to 10 passages, best first, each with an id for"
            " `fetch`, its document's title, a url that opens it and its exact text. Something is"
            " always returned, near or not: read before relying on it. To get the sentence that"
            " answers a question, or to learn that none does, use `answer`."
        ),
        arguments=SearchArguments,
        result=SearchOut,
        run=_search,
    ),
    Tool(
        name="fetch",
        title="Read a document",
        description=(
            "Reads a document by the id of a passage that `search` returned or by the document_id"
            " of a citation. Returns its text, exactly; of a document longer than 20,000 characters"
            " the part around the passage, and in metadata which characters these are and the ids"
            " of the parts before and after."
        ),
        arguments=FetchArguments,
        result=FetchedOut,
        run=_fetch,
    ),
    Tool(
        name="answer",
        title="Answer from the documents",
        description=(
            "Answers one question of fact from the user's documents. Returns the sentence that says"
            " it, verbatim and in the document's language, with the probability that it is right"
            " and a citation of its exact characters. Where no sentence is likely enough, `answer`"
            " is null and `abstention` says why, and which words of the question no near passage"
            " has: then say that the documents do not tell, or look further in `passages`. It does"
            " not summarise or combine. `filter` keeps to some documents, such as"
            ' {"type": "eq", "key": "language", "value": "ru"}.'
        ),
        arguments=AnswerArguments,
        result=AnswerOut,
        run=_answer,
    ),
    Tool(
        name="verify_citation",
        title="Verify a quote",
        description=(
            "Checks whether a quote stands word for word in the documents, at the place named or,"
            " without one, anywhere in the collection. Call it with every quote before showing it"
            " to the user. Returns a verdict: verbatim, moved (it stands elsewhere in the document:"
            " `citation` says where) or absent, with the failure: fabricated, stitched together,"
            " misattributed to the wrong document, or altered, and the passage it comes from."
            " Comparison is exact and complete: what is called absent stands nowhere."
        ),
        arguments=VerifyArguments,
        result=VerifiedOut,
        run=_verify,
    ),
    Tool(
        name="list_collections",
        title="List the collections",
        description=(
            "Lists the named, separate sets of documents there are. Returns their names, which"
            " `answer` and `verify_citation` take as `collection`, with the numbers of their"
            " documents and passages, and which of them `search` looks in."
        ),
        arguments=NoArguments,
        result=CollectionsOut,
        run=_collections,
    ),
)
