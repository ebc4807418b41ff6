"""The shapes that OpenAI's clients send and read: stores to search, and chat completions.

A collection is a store, by its name; a document is a file of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from index.types import Citation
from service.schemas.fields import NO_NUL, FilterIn, Query, Request, whole
from service.schemas.responses import Out

MODEL = "spravka"
_MOST_RESULTS = 50
_MOST_QUERIES = 10
_MOST_MESSAGES = 1000


class RankingOptionsIn(Request):
    """How results are ranked: with a ranker that is named, the best are read again."""

    ranker: Literal["none", "auto", "default-2024-11-15"] = "auto"
    score_threshold: Annotated[
        float, Field(ge=0, description="The least score of a result that is returned.")
    ] = 0


class StoreSearchBody(Request):
    """A search of a store. A query is never rewritten, so `rewrite_query` changes nothing."""

    query: Query | Annotated[list[Query], Field(min_length=1, max_length=_MOST_QUERIES)]
    max_num_results: Annotated[
        int, Field(ge=1, le=_MOST_RESULTS, description="How many passages to return.")
    ] = 10
    filters: FilterIn | None = None
    ranking_options: RankingOptionsIn | None = None
    rewrite_query: bool = False

    @property
    def queries(self) -> list[str]:
        """Return what is looked for."""
        return self.query if isinstance(self.query, list) else [self.query]


@dataclass(frozen=True, slots=True)
class ContentOut:
    """A piece of text."""

    type: Literal["text"]
    text: str


@dataclass(frozen=True, slots=True)
class StoreResult(Out):
    """A passage of a file; `attributes` are the document's front matter and the like."""

    file_id: str
    filename: str
    score: float
    attributes: Mapping[str, str | int | float | bool]
    content: tuple[ContentOut, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class StoreSearchResponse(Out):
    """Passages, best first; all there are to this question."""

    object: Literal["vector_store.search_results.page"]
    search_query: tuple[str, ...]
    data: tuple[StoreResult, ...]
    has_more: bool
    next_page: str | None


@dataclass(frozen=True, slots=True)
class FileCounts:
    """The documents of a store, all of them ready to be searched."""

    in_progress: int
    completed: int
    failed: int
    cancelled: int
    total: int


@dataclass(frozen=True, slots=True)
class StoreOut(Out):
    """A collection; when it was made and how many bytes it takes is not kept, and is 0."""

    id: str
    object: Literal["vector_store"]
    name: str
    status: Literal["completed"]
    created_at: int
    usage_bytes: int
    file_counts: FileCounts
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StoresResponse(Out):
    """The stores there are, in the order of their names."""

    object: Literal["list"]
    data: tuple[StoreOut, ...]
    first_id: str | None
    last_id: str | None
    has_more: bool


@dataclass(frozen=True, slots=True)
class StoreFileOut(Out):
    """A document of a store, ready to be searched; when it was added is not kept, and is 0."""

    id: str
    object: Literal["vector_store.file"]
    created_at: int
    usage_bytes: int
    vector_store_id: str
    status: Literal["completed"]
    last_error: None
    filename: str
    attributes: Mapping[str, str | int | float | bool]


@dataclass(frozen=True, slots=True)
class StoreFilesResponse(Out):
    """A page of the documents of a store, in the order of their sources."""

    object: Literal["list"]
    data: tuple[StoreFileOut, ...]
    first_id: str | None
    last_id: str | None
    has_more: bool


class StoreFilesParameters(BaseModel):
    """A page of the list of documents: those `after` the one of this id."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    after: Annotated[str | None, AfterValidator(whole), NO_NUL] = None


@dataclass(frozen=True, slots=True)
class ModelOut:
    """What can be asked as a model: a collection."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


@dataclass(frozen=True, slots=True)
class ModelsResponse(Out):
    """The collections as models: `spravka`, and `spravka/NAME` for every other one."""

    object: Literal["list"]
    data: tuple[ModelOut, ...]


Text = Annotated[str, AfterValidator(whole), NO_NUL]


class Lenient(BaseModel):
    """What chat front ends send, of which most is about models that write."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class MessagePartIn(Lenient):
    """A part of a message, of which text is read."""

    type: str
    text: Text | None = None


class MessageIn(Lenient):
    """A message of a chat."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | Annotated[list[MessagePartIn], Field(max_length=_MOST_MESSAGES)] | None = None

    @property
    def text(self) -> str:
        """Return what is written in it."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.text)
        return self.content or ""


class StreamOptionsIn(Lenient):
    """What to stream beside the answer."""

    include_usage: bool = False


class ChatBody(Lenient):
    """A chat, of whose last message by the user the documents answer the question.

    `model` is `spravka`, or `spravka/NAME` for another collection. What else is about models that
    write is passed over.
    """

    model: Annotated[str, Field(min_length=1, max_length=300), AfterValidator(whole), NO_NUL] = (
        MODEL
    )
    messages: Annotated[list[MessageIn], Field(min_length=1, max_length=_MOST_MESSAGES)]
    stream: bool = False
    stream_options: StreamOptionsIn | None = None


@dataclass(frozen=True, slots=True)
class Annotation(Out):
    """What is cited at the character `index` of the message."""

    type: Literal["file_citation"]
    file_id: str
    filename: str
    index: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class MessageOut(Out):
    """The answer: the sentence that gives it in quotation marks, and where it stands."""

    role: Literal["assistant"]
    content: str
    refusal: str | None
    annotations: tuple[Annotation, ...]


@dataclass(frozen=True, slots=True)
class ChoiceOut(Out):
    """The one answer."""

    index: int
    message: MessageOut
    finish_reason: Literal["stop"]
    logprobs: None = None


@dataclass(frozen=True, slots=True)
class UsageOut(Out):
    """Tokens of a model that writes: none."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0


@dataclass(frozen=True, slots=True)
class ChatResponse(Out):
    """A completion that quotes the documents, or says that they do not answer."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: tuple[ChoiceOut, ...]
    usage: UsageOut


def chunk(response: ChatResponse, delta: Mapping[str, Any], *, ends: bool) -> dict[str, Any]:
    """Return a piece of a streamed completion."""
    choice = {"index": 0, "delta": delta, "finish_reason": "stop" if ends else None}
    return {
        "id": response.id,
        "object": "chat.completion.chunk",
        "created": response.created,
        "model": response.model,
        "choices": [choice],
    }
