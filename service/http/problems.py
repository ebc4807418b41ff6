"""Every error as RFC 9457 problem details (`application/problem+json`).

A malformed request (not JSON, not UTF-8) is 400; one that can be read but not served as given,
InvalidInput among them, is 422. `type` is an address on the server itself, where its documentation
explains the problem.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

from index.errors import (
    AlreadyExists,
    Conflict,
    EncoderMismatch,
    EncoderUnavailable,
    InvalidInput,
    NotFound,
    ReadError,
    SpravkaError,
    StoreError,
)
from service.errors import Busy, Forbidden, NothingRead, NotReady, Stopping, TooOften
from service.http.page import respond
from service.http.prefix import ROOT
from service.http.templates import methods_of, path_of

MEDIA_TYPE = "application/problem+json"
DOCUMENTATION = "/docs#"
REQUEST_ID = "spravka.request_id"
"""Where in its scope the name of a request stands, by which the log knows it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: the last part of its type's address, its status and title."""

    slug: str
    status: HTTPStatus
    title: str


MALFORMED = Kind("malformed", HTTPStatus.BAD_REQUEST, "The request cannot be read")
INVALID = Kind("invalid", HTTPStatus.UNPROCESSABLE_ENTITY, "The request cannot be served as given")
INTERNAL = Kind("internal", HTTPStatus.INTERNAL_SERVER_ERROR, "The server failed")

BY_ERROR: Mapping[type, Kind] = {
    Busy: Kind("busy", HTTPStatus.SERVICE_UNAVAILABLE, "Too many requests at once"),
    NotReady: Kind("not-ready", HTTPStatus.SERVICE_UNAVAILABLE, "The index is not ready"),
    Stopping: Kind("stopping", HTTPStatus.SERVICE_UNAVAILABLE, "The server is stopping"),
    TooOften: Kind("rate", HTTPStatus.TOO_MANY_REQUESTS, "Too many requests with this key"),
    Forbidden: Kind("scope", HTTPStatus.FORBIDDEN, "The key does not allow it"),
    InvalidInput: INVALID,
    ReadError: INVALID,
    NotFound: Kind("not-found", HTTPStatus.NOT_FOUND, "The index does not hold it"),
    AlreadyExists: Kind("exists", HTTPStatus.CONFLICT, "The index holds it already"),
    Conflict: Kind("conflict", HTTPStatus.CONFLICT, "The index holds other than was expected"),
    EncoderMismatch: Kind(
        "encoder-mismatch", HTTPStatus.CONFLICT, "The index was made by another encoder"
    ),
    EncoderUnavailable: Kind(
        "encoder-unavailable", HTTPStatus.SERVICE_UNAVAILABLE, "The encoder cannot be loaded"
    ),
    StoreError: Kind("store", HTTPStatus.SERVICE_UNAVAILABLE, "The store cannot be used"),
}
BY_STATUS: Mapping[int, Kind] = {
    400: MALFORMED,
    401: Kind("token", HTTPStatus.UNAUTHORIZED, "The server asks for a key"),
    403: Kind("origin", HTTPStatus.FORBIDDEN, "The request comes from another origin"),
    404: Kind("no-such-address", HTTPStatus.NOT_FOUND, "There is nothing at this address"),
    405: Kind("method", HTTPStatus.METHOD_NOT_ALLOWED, "The address does not take this method"),
    408: Kind("too-slow", HTTPStatus.REQUEST_TIMEOUT, "The body took too long to arrive"),
    413: Kind("too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large"),
    415: Kind("media-type", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body is of another kind"),
    416: Kind(
        "range", HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "The file ends before these bytes"
    ),
    421: Kind("host", HTTPStatus.MISDIRECTED_REQUEST, "The server does not go by this name"),
}

_PASSING = (Busy, NotReady, Stopping, StoreError, TooOften)
"""What may be over when the client comes back; a store is mostly one that is being written to."""


def problem(
    kind: Kind,
    *,
    detail: str | None = None,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the response that tells `kind`; `errors` name the places in the request."""
    content: dict[str, Any] = {
        "type": ROOT.get() + DOCUMENTATION + kind.slug,
        "title": kind.title,
        "status": int(kind.status),
    }
    if detail:
        content["detail"] = detail
    if errors:
        content["errors"] = list(errors)
    # What a client sent may come back in a detail, half a surrogate pair among it.
    body = json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return Response(body, status_code=kind.status, headers=headers, media_type=MEDIA_TYPE)


def problem_of(error: Exception) -> Response:
    """Return the problem that tells `error`, by its class."""
    if isinstance(error, RequestValidationError):
        return _of_validation(error)
    if isinstance(error, HTTPException):
        return _of_http(error)
    if isinstance(error, NothingRead):
        errors = [
            {"source": each.source, "detail": each.reason, "code": each.code}
            for each in error.failed
        ]
        return problem(INVALID, detail=str(error), errors=errors)
    for known in type(error).__mro__:
        if known in BY_ERROR:
            headers = {"Retry-After": str(_wait(error))} if known in _PASSING else None
            return problem(BY_ERROR[known], detail=str(error), headers=headers)
    return problem(INTERNAL, detail="The server's log tells more.")


def _wait(error: Exception) -> int:
    return error.seconds if isinstance(error, TooOften) else 1


def add_handlers(app: FastAPI) -> None:
    """Make every error that `app` can meet a problem."""

    async def on_error(request: Request, error: Exception) -> Response:
        is_missing = getattr(error, "status_code", None) == HTTPStatus.NOT_FOUND
        if is_missing and _is_for_a_person(request):
            return respond(request, "missing", status=404)
        response = problem_of(told_where(error, request.scope))
        if name := request.scope.get(REQUEST_ID):
            response.headers["X-Request-Id"] = name
        return response

    for known in (SpravkaError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(known, on_error)


def told_where(error: Exception, scope: Scope) -> Exception:
    """Return an error with what its address would take, where that is what was wrong."""
    if not isinstance(error, HTTPException) or error.detail != HTTPStatus(error.status_code).phrase:
        return error
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        # The framework names what one route takes, of several at one address.
        methods = methods_of(scope)
        if methods:
            taken = ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods))
            detail = f"This address takes {taken}."
            return HTTPException(405, detail=detail, headers={"Allow": taken})
    if error.status_code == HTTPStatus.NOT_FOUND:
        path = path_of(scope)
        slash = path.endswith("/") and methods_of({**scope, "path": path[:-1], "root_path": ""})
        there = (
            "leave out the slash at its end"
            if slash
            else f"{ROOT.get()}/docs names those there are"
        )
        detail = f"There is nothing at this address: {there}."
        return HTTPException(404, detail=detail)
    return error


def _is_for_a_person(request: Request) -> bool:
    """Return whether an address was typed or followed in a browser, and is none of the API's."""
    wants = request.headers.get("accept", "").partition(",")[0].strip()
    return wants == "text/html" and not path_of(request.scope).startswith("/v1/")


_UNREADABLE = "There was an error parsing the body"
"""What the framework says of a body that is no JSON for another reason than its signs."""
_NO_OBJECT = frozenset({"dict_type", "model_type", "model_attributes_type", "missing"})
"""What it calls a body that is none, or of which no fields can be had."""


def _of_http(error: HTTPException) -> Response:
    if error.detail == _UNREADABLE:
        told = "The body is not JSON in UTF-8, or it is nested too deep."
        return problem(MALFORMED, detail=told)
    kind = BY_STATUS.get(error.status_code)
    if kind is None:
        status = HTTPStatus(error.status_code)
        kind = Kind("http", status, status.phrase)
    phrase = HTTPStatus(error.status_code).phrase
    detail = None if error.detail == phrase else error.detail
    return problem(kind, detail=detail, headers=error.headers)


def _of_validation(error: RequestValidationError) -> Response:
    errors = []
    for found in error.errors():
        if found["type"] == "json_invalid":
            place = found["loc"][-1]
            reason = found["ctx"]["error"]
            return problem(MALFORMED, detail=f"The body is not JSON: {reason} at {place}")
        where, *path = found["loc"]
        message = found["msg"].removeprefix("Value error, ")
        if where == "body" and not path and found["type"] in _NO_OBJECT:
            message = "send a JSON object"
        if where == "body":
            inside = path if error.body is None else _within(error.body, path)
            errors.append({"pointer": _pointer(inside), "detail": message})
        else:
            errors.append({"parameter": ".".join(map(str, path)), "detail": message})
    first = errors[0]
    place = first.get("parameter") or first.get("pointer") or "body"
    return problem(INVALID, detail=f"{place}: {first['detail']}", errors=errors)


def _within(body: object, path: Sequence[str | int]) -> Iterator[str | int]:
    """Yield the steps of a path that lead into a body, and not to one of several shapes of it."""
    for number, step in enumerate(path, start=1):
        if isinstance(body, Mapping) and step in body:
            body = body[str(step)]
        elif isinstance(body, list) and isinstance(step, int):
            body = body[step] if step < len(body) else None
        elif not isinstance(body, Mapping) or number < len(path):
            continue
        yield step


def _pointer(path: Iterable[str | int]) -> str:
    """Return a JSON pointer (RFC 6901) as a fragment."""
    steps = [str(step).replace("~", "~0").replace("/", "~1") for step in path]
    return "#" + "".join(f"/{step}" for step in steps)
