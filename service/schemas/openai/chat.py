"""Models and chat completions, in the shapes that OpenAI's clients send and read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from index.types import Citation
from service.schemas.fields import NO_NUL, whole
from service.schemas.responses import Out

MODEL = "spravka"
_MOST_MESSAGES = 1000


@dataclass(frozen=True, slots=True)
class ModelOut:
    """What can be asked as a model: a collection; `created` is 0 where that was not kept."""

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


class ResponseFormatIn(Lenient):
    """What the answer is written as: text, since it is quoted."""

    type: str

    @field_validator("type")
    @classmethod
    def _text(cls, given: str) -> str:
        if given != "text":
            raise ValueError("the answer is a quotation, which is text: leave response_format out")
        return given


class ChatBody(Lenient):
    """A chat, of whose last message by the user the documents answer the question.

    `model` is `spravka`, or `spravka/NAME` for another collection. What else is about models that
    write is passed over.
    """

    model: Annotated[str, Field(min_length=1, max_length=300), AfterValidator(whole), NO_NUL] = (
        MODEL
    )
    messages: Annotated[list[MessageIn], Field(min_length=1, max_length=_MOST_MESSAGES)]
    response_format: Annotated[
        ResponseFormatIn | None, Field(description="Text, which a quotation is.")
    ] = None
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
