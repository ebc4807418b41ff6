"""The optional language model: an OpenAI-compatible server, spoken to over HTTP within bounds.

Nothing but the configured address is reached: no proxy of the environment, no redirect.
"""

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from time import monotonic

import anyio
import httpx2

from index.answer.generate import (
    MOST_STATEMENTS,
    AnswererFailed,
    Statement,
    StatementReader,
    messages,
)
from index.errors import InvalidInput
from index.types import Hit
from service.settings import Settings

_MOST_BYTES = 1024 * 1024
_LONGEST_LINE = 64 * 1024
_MOST_AT_A_TIME = 8
_CONNECT_SECONDS = 5.0
_SILENCES = 10

_UNREACHABLE = "the model's server cannot be reached"
_NOT_THE_PROTOCOL = "the model's server does not speak the protocol of chat completions"
_BROKEN_OFF = "the model's answer broke off"
_TOO_LONG = "the model's answer was too long"
_TOO_SLOW = "the model was too slow"


class ModelAnswerer:
    """Answers by the chat completions of a model at an OpenAI-compatible server, streamed."""

    def __init__(self, *, url: str, model: str, key: str | None, silence: float) -> None:
        """Ask `model` below the address `url`, with `key` as a bearer token where there is one.

        `silence` is the time in seconds for which the server may send nothing; in ten times that
        it must be done. Raises InvalidInput for an address that is none.
        """
        self.name = model
        self._silence = silence
        self._running = 0
        try:
            self._url = httpx2.URL(url.rstrip("/") + "/chat/completions")
        except httpx2.InvalidURL as error:
            raise InvalidInput(f"SPRAVKA_LLM_URL is no address: {error}") from None
        if self._url.scheme not in {"http", "https"} or not self._url.host:
            raise InvalidInput("SPRAVKA_LLM_URL is an address as https://host/v1")
        self._headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity"}
        if key is not None:
            self._headers["Authorization"] = f"Bearer {key}"
        # Made once: it reads the system's certificates.
        self._tls = httpx2.create_ssl_context()

    async def answer(
        self, *, question: str, hits: Sequence[Hit]
    ) -> AsyncGenerator[Statement | None, None]:
        """Yield the proved statements as they come; see Answerer. Raises AnswererFailed."""
        if self._running >= _MOST_AT_A_TIME:
            raise AnswererFailed("as many answers are being written as this server takes on")
        self._running += 1
        try:
            reader = StatementReader(hits)
            said = 0
            async with aclosing(self._written(question, hits)) as written:
                async for text in written:
                    for statement in reader.read(text):
                        yield statement
                        said += 1
                        if said == MOST_STATEMENTS:
                            raise AnswererFailed(_TOO_LONG)
            for statement in reader.end():
                yield statement
        finally:
            self._running -= 1

    async def _written(self, question: str, hits: Sequence[Hit]) -> AsyncGenerator[str, None]:
        """Yield what the model writes; raises AnswererFailed where that is not all of it."""
        body = {
            "model": self.name,
            "stream": True,
            "messages": [
                {"role": message.role, "content": message.content}
                for message in messages(question=question, hits=hits)
            ],
        }
        finished = False
        async with aclosing(self._lines(body)) as lines:
            async for line in lines:
                if not line.startswith(b"data:"):
                    continue
                data = line[len(b"data:") :].strip()
                if data == b"[DONE]":
                    return
                text, reason = _delta(data)
                yield text
                if reason in {"length", "content_filter"}:
                    raise AnswererFailed(_BROKEN_OFF)
                finished = finished or reason is not None
        if not finished:
            raise AnswererFailed(_BROKEN_OFF)

    async def _lines(self, body: object) -> AsyncGenerator[bytes, None]:
        """Yield the lines of the server's answer; raises AnswererFailed."""
        deadline = monotonic() + _SILENCES * self._silence
        timeout = httpx2.Timeout(self._silence, connect=min(self._silence, _CONNECT_SECONDS))
        try:
            async with httpx2.AsyncClient(
                verify=self._tls, timeout=timeout, trust_env=False, follow_redirects=False
            ) as client:
                request = client.build_request("POST", self._url, json=body, headers=self._headers)
                with anyio.fail_after(deadline - monotonic()):
                    response = await client.send(request, stream=True)
                async with aclosing(response):
                    _check(response)
                    unread, received = b"", 0
                    parts = response.aiter_raw()
                    while True:
                        # No scope around what yields: that would end in another's hands.
                        with anyio.fail_after(deadline - monotonic()):
                            part = await anext(parts, None)
                        if part is None:
                            break
                        received += len(part)
                        *lines, unread = (unread + part).split(b"\n")
                        if received > _MOST_BYTES or len(unread) > _LONGEST_LINE:
                            raise AnswererFailed(_TOO_LONG)
                        for line in lines:
                            yield line
                    yield unread
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise AnswererFailed(_TOO_SLOW) from error
        except httpx2.ConnectError as error:
            raise AnswererFailed(_UNREACHABLE) from error
        except httpx2.HTTPError as error:
            raise AnswererFailed(_BROKEN_OFF) from error


def make_answerer(settings: Settings) -> ModelAnswerer | None:
    """Return the answerer that the settings configure, None where they name no server.

    Raises InvalidInput where only half of it is configured.
    """
    if settings.llm_url is None:
        return None
    if settings.llm_model is None:
        raise InvalidInput("SPRAVKA_LLM_URL names a server: name its model in SPRAVKA_LLM_MODEL")
    return ModelAnswerer(
        url=settings.llm_url,
        model=settings.llm_model,
        key=settings.llm_key,
        silence=settings.llm_silence,
    )


def _check(response: httpx2.Response) -> None:
    if response.status_code != httpx2.codes.OK:
        raise AnswererFailed(f"the model's server answered with status {response.status_code}")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise AnswererFailed(_NOT_THE_PROTOCOL)


def _delta(data: bytes) -> tuple[str, str | None]:
    """Return the text that one event adds, and why the model stopped, None where it goes on."""
    try:
        event = json.loads(data)
    except (ValueError, RecursionError):
        event = None
    match event:
        case {"choices": []}:
            return "", None
        case {"choices": [{"delta": {**delta}} as choice, *_]}:
            text, reason = delta.get("content"), choice.get("finish_reason")
            if isinstance(text, str | None) and isinstance(reason, str | None):
                return text or "", reason
    raise AnswererFailed(_NOT_THE_PROTOCOL)
