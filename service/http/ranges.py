"""Parts of a file by the bytes that were asked for (RFC 9110, section 14)."""

import re

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

_ONE = re.compile(r"bytes=[ \t]*(?P<first>\d{0,18})-(?P<last>\d{0,18})[ \t]*", re.ASCII)


def range_of(headers: Headers, *, size: int, tag: str) -> range | None:
    """Return the bytes that a request wants of a file of `size` and strong ETag, None for all.

    What is no single range of bytes gets all of it, as does one that is only wanted of another
    version (`If-Range`; a date names none here). Raises HTTPException (416) where the file ends
    before it.
    """
    asked = _ONE.fullmatch(headers.get("range", "").lower())
    if asked is None or headers.get("if-range", tag).strip() != tag:
        return None
    first, last = asked["first"], asked["last"]
    if not first and not last:
        return None
    if not first:
        found = range(max(0, size - int(last)), size)
    else:
        if last and int(last) < int(first):
            return None
        found = range(int(first), min(size, int(last) + 1) if last else size)
    if not found:
        detail = f"The file has {size} bytes, none of which are in {asked[0]}."
        raise HTTPException(416, detail, headers={"Content-Range": f"bytes */{size}"})
    return found
