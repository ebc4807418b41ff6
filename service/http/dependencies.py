"""What the addresses need of a request before they answer it."""

from collections import Counter
from typing import Annotated
from urllib.parse import unquote_to_bytes

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from service.access import Caller, caller_of
from service.async_index import AsyncIndex

JSON = "application/json"
FORM = "multipart/form-data"
_LISTS = frozenset({"collections", "facets"})
"""The parameters of an address that may be given several times."""


def _caller(request: Request) -> Caller:
    return caller_of(request.scope)


Who = Annotated[Caller, Depends(_caller)]


def _opened(request: Request, caller: Who) -> AsyncIndex:
    opened: AsyncIndex = request.app.state.opened
    return opened.on_behalf_of(caller)


def require_unicode(request: Request) -> None:
    """Refuse what a lenient decoder would turn into other characters than were sent."""
    try:
        unquote_to_bytes(request.scope["query_string"]).decode()
        unquote_to_bytes(request.scope.get("raw_path", b"")).decode()
    except UnicodeDecodeError:
        raise HTTPException(400, detail="The address is not UTF-8.") from None


def require_known(request: Request) -> None:
    """Refuse a parameter that an address does not take, and one that is given twice.

    What is meant by it would be passed over without a word: documents would go to another
    collection than `?collection=hr` beside their form names, and of two sources one would stay.
    """
    given = Counter(name for name, _ in request.query_params.multi_items())
    # Where an address takes parameters, the model of them refuses others.
    takes_none = not request.scope["route"].dependant.query_params
    errors = [
        {"type": "extra_forbidden", "loc": ("query", name), "msg": _untaken(request)}
        for name in given
        if takes_none
    ] + [
        {"type": "repeated", "loc": ("query", name), "msg": f"give it once, not {times} times"}
        for name, times in given.items()
        if times > 1 and name not in _LISTS
    ]
    if errors:
        raise RequestValidationError(errors)


def _untaken(request: Request) -> str:
    where = "send it in the body" if request.method == "POST" else "leave it out"
    return f"this address takes no parameters: {where}"


def media_type(request: Request) -> str:
    """Return what the request says its body is, without parameters; empty where it does not."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def require_json(request: Request) -> None:
    """Refuse a body that does not say it is JSON; a page of another origin cannot say so."""
    if media_type(request) != JSON:
        raise HTTPException(415, detail="Send the body as Content-Type: application/json.")


Opened = Annotated[AsyncIndex, Depends(_opened)]
