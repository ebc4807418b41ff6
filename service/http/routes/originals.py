"""The files that documents were read from."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from index.originals import WHOLE
from index.types import DocumentInfo
from service.http.dependencies import Opened
from service.http.ranges import content_range, part_of
from service.schemas.documents import RawParameters

router = APIRouter(tags=["documents"])

_SHOWN = {"application/pdf", "text/plain", "text/markdown", "text/csv"}
"""What a browser shows as it is; anything else is saved."""

_AS_TEXT = {"text/markdown", "text/csv"}
"""Texts that a browser would save by their own names."""

# Whatever a file holds, nothing in it runs, loads or sends anything here. A browser's reader of PDF
# shows nothing in a sandbox, and runs nothing of this origin.
_POLICY = "default-src 'none'; frame-ancestors 'self'"
_SANDBOX = f"sandbox; {_POLICY}"
_NOTHING = slice(0, 0)
_FILE = {"*/*": {"schema": {"type": "string", "format": "binary"}}}


@router.get(
    "/documents/{document_id}/raw",
    response_class=Response,
    responses={
        200: {"content": _FILE},
        206: {"content": _FILE, "description": "The bytes that were asked for"},
        304: {"description": "It is the one that is known"},
    },
)
async def get_original(
    request: Request,
    opened: Opened,
    document_id: str,
    parameters: Annotated[RawParameters, Query()],
) -> Response:
    """Return the file that a document was read from, of the version that is indexed.

    That is one that was sent, or one of a folder while its bytes are those that were read, of
    which the sha256 is compared; else the status is 404. With `download` it is always to be saved.
    A `Range` of bytes is answered with that part, and with 416 where the file ends before it.
    """
    given = request.headers
    part = part_of(given) if request.method == "GET" else None
    # What depends on the version is known when that is; until then no more than it is read.
    first = _NOTHING if request.method == "HEAD" or "if-none-match" in given else part
    original = await opened.ask(opened.index.original, document_id, part=first or WHOLE)
    headers = _headers(original.document, parameters)
    tag = headers["ETag"]
    if tag in given.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if request.method == "HEAD":
        return Response(headers={**headers, "Content-Length": str(original.size)})
    # A date names no version here.
    if given.get("if-range", tag).strip() != tag:
        part = None
    if part != first:
        original = await opened.ask(opened.index.original, document_id, part=part or WHOLE)
        headers = _headers(original.document, parameters)
    if part is None:
        return Response(original.data, headers=headers)
    headers["Content-Range"] = content_range(part, size=original.size)
    return Response(original.data, status_code=206, headers=headers)


router.add_api_route(
    "/documents/{document_id}/raw", get_original, methods=["HEAD"], include_in_schema=False
)


def saved(data: bytes, *, name: str) -> Response:
    """Return a file that a browser saves, whatever it is."""
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": _disposition(name, shown=False),
        "Content-Security-Policy": _SANDBOX,
    }
    return Response(data, headers=headers)


def _headers(document: DocumentInfo, parameters: RawParameters) -> dict[str, str]:
    shown = document.media_type in _SHOWN and not parameters.download
    kind = document.media_type
    if kind.startswith("text/"):
        exact = document.sha256 == document.text_sha256
        kind = "text/plain" if shown and kind in _AS_TEXT else kind
        # Else starlette takes every text for UTF-8.
        kind += "; charset=utf-8" if exact else ""
    return {
        "Content-Type": kind,
        "Content-Disposition": _disposition(document.source, shown=shown),
        "Content-Security-Policy": _POLICY if kind == "application/pdf" else _SANDBOX,
        "ETag": f'"{document.sha256}"',
        "Accept-Ranges": "bytes",
    }


def _disposition(source: str, *, shown: bool) -> str:
    name = source.rstrip("/").rpartition("/")[2] or "document"
    return f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"
