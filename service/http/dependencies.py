"""What the addresses need of a request before they answer it."""

from typing import Annotated
from urllib.parse import unquote_to_bytes

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from service.access import Caller, caller_of
from service.async_index import AsyncIndex

JSON = "application/json"
FORM = "multipart/form-data"


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


def media_type(request: Request) -> str:
    """Return what the request says its body is, without parameters; empty where it does not."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def require_json(request: Request) -> None:
    """Refuse a body that does not say it is JSON; a page of another origin cannot say so."""
    if media_type(request) != JSON:
        raise HTTPException(415, detail="Send the body as Content-Type: application/json.")


Opened = Annotated[AsyncIndex, Depends(_opened)]
