"""Parts of a file by the bytes that were asked for (RFC 9110, section 14)."""

import re

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

_ONE = re.compile(r"bytes=[ \t]*(?P<first>\d{0,18})-(?P<last>\d{0,18})[ \t]*", re.ASCII)


def part_of(headers: Headers) -> slice | None:
    """Return the bytes that a request wants of a file, None for all.

    What is no single range of bytes gets all of it.
    """
    asked = _ONE.fullmatch(headers.get("range", "").lower())
    if asked is None:
        return None
    first, last = asked["first"], asked["last"]
    if first:
        stop = int(last) + 1 if last else None
        return slice(int(first), stop) if stop is None or stop > int(first) else None
    if not last:
        return None
    return slice(-int(last), None) if int(last) else slice(0, 0)


def content_range(part: slice, *, size: int) -> str:
    """Return how the header names a part of a file; raises HTTPException (416) beyond its end."""
    first, stop, _ = part.indices(size)
    if first >= stop:
        detail = f"The file has {size} bytes, none of which were asked for."
        raise HTTPException(416, detail, headers={"Content-Range": f"bytes */{size}"})
    return f"bytes {first}-{stop - 1}/{size}"
