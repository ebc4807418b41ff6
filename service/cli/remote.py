"""Asking the server that runs over this data folder, whose model is loaded already."""

import hmac
import json
import secrets
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index.errors import NotFound
from index.store.address import name_of
from service import version
from service.running import NONCE_HEADER, PROOF_HEADER, Running, find_running, proof

if TYPE_CHECKING:
    from index.types import AnswerResult, Hit, SearchResult
    from service.schemas.search import HitOut
    from service.settings import Settings

_FIRST_SECONDS = 2.0
_ANSWER_SECONDS = 30.0


def ask_server(settings: "Settings", path: str, body: dict[str, Any]) -> bytes | None:
    """Return as JSON what the server that runs over the data folder says, None where none does.

    None too where it is of another version, model or store, is busy, or says anything but what was
    asked for: then this process finds out by itself. Raises NotFound as an index does.
    """
    running = find_running(settings.data)
    store = None if settings.store is None else name_of(settings.store)
    wanted = (version(), settings.model, store)
    if running is None or (running.version, running.model, running.store) != wanted:
        return None
    given = {name: value for name, value in body.items() if value is not None}
    try:
        status, said = _ask(running, "POST", path, json.dumps(given).encode())
        problem = json.loads(said) if status == HTTPStatus.NOT_FOUND else {}
    except (OSError, HTTPException, ValueError):
        return None
    if str(problem.get("type", "")).endswith("#not-found"):
        raise NotFound(problem["detail"])
    return said if status == HTTPStatus.OK else None


def is_ready(running: Running) -> bool:
    """Return whether a server says that it is ready."""
    try:
        return _ask(running, "GET", "/readyz")[0] == HTTPStatus.OK
    except (OSError, HTTPException):
        return False


def _ask(running: Running, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    """Return the status and the body of a server's response; raises OSError, HTTPException."""
    parts = urlsplit(running.address)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_FIRST_SECONDS)
    try:
        nonce = secrets.token_hex(16)
        connection.request("GET", "/healthz", headers={NONCE_HEADER: nonce})
        reply = connection.getresponse()
        reply.read()
        said = reply.getheader(PROOF_HEADER, "")
        if not hmac.compare_digest(said.encode(), proof(running.secret, nonce).encode()):
            raise ConnectionError("another program listens there")
        # What follows is for who has proved it alone: on this connection or none.
        connection.auto_open = 0
        if connection.sock is None:
            raise ConnectionError("it has closed the connection")
        connection.sock.settimeout(_ANSWER_SECONDS)
        headers = {
            "Authorization": f"Bearer {running.secret}",
            "Content-Type": "application/json",
        }
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()


def answer_result(response: bytes) -> "AnswerResult":
    """Return what an index would have returned, as far as it is printed."""
    from pydantic import TypeAdapter

    from index.types import Abstention, AnswerResult
    from service.schemas.answer import AnswerResponse

    found = TypeAdapter(AnswerResponse).validate_json(response)
    abstention = None
    if found.reason is not None:
        abstention = Abstention(found.reason, found.missing, found.likeliest)
    return AnswerResult(
        question=found.question,
        collection=found.collection,
        generation=found.generation,
        answer=found.answer,
        abstention=abstention,
        hits=tuple(map(_hit, found.hits)),
        coverage=found.coverage,
        did_you_mean=found.did_you_mean,
        nowhere=found.nowhere,
    )


def search_result(response: bytes) -> "SearchResult":
    """Return what an index would have returned, as far as it is printed."""
    from pydantic import TypeAdapter

    from index.types import SearchResult
    from service.schemas.search import SearchResponse

    found = TypeAdapter(SearchResponse).validate_json(response)
    return SearchResult(
        query=found.query,
        mode=found.mode,
        collection=found.collection,
        generation=found.generation,
        hits=tuple(map(_hit, found.hits)),
        coverage=found.coverage,
        did_you_mean=found.did_you_mean,
        nowhere=found.nowhere,
    )


def _hit(found: "HitOut") -> "Hit":
    from index.types import Hit

    return Hit(
        rank=found.rank,
        score=found.score,
        scores=found.scores,
        passage_id=found.passage.id,
        citation=found.citation,
        sentences=(),
        best_sentence=found.best_sentence,
        explanation=found.explanation,
    )


def relaid(response: bytes) -> str:
    """Return the JSON of a response laid out as this process would have laid it out."""
    return json.dumps(json.loads(response), ensure_ascii=False, indent=2)
