"""What parent and child processes say to each other: frames, and a file's content as JSON.

No pickle: who has taken over a child by a file must not have the parent for it.
"""

import json
import struct
from datetime import date
from typing import Any, get_args

from index.checks import SURROGATE
from index.errors import ReadError, UnreadCode
from index.read.readers import Content
from index.types import Block, BlockKind, Box, Metadata, Places, Span

HEAD = struct.Struct("<cQ")
"""What a frame is, and how many bytes of it follow."""

ASK, DATA, ALIVE, CONTENT, ERROR = b"?", b"d", b".", b"c", b"e"

LONGEST_ANSWER = 1 << 30
"""In bytes; more than any content that a child's memory holds."""


def frame(kind: bytes, body: bytes = b"") -> bytes:
    """Return what is sent for a body."""
    return HEAD.pack(kind, len(body)) + body


def pack_content(content: Content, *, last: bool) -> bytes:
    """Return a content as JSON; `last` says that the child ends with it."""
    number = {block.span: place for place, block in enumerate(content.blocks)}
    said = {
        "last": last,
        "text": content.text,
        "blocks": [
            (
                block.span.start,
                block.span.end,
                block.kind,
                block.level,
                [number[span] for span in block.headings],
                None if block.header is None else number[block.header],
            )
            for block in content.blocks
        ],
        "lines": content.places.lines,
        "pages": content.places.pages,
        "parts": content.places.parts,
        "boxes": [
            (start, box and (box.page, box.x0, box.y0, box.x1, box.y1))
            for start, box in content.places.boxes
        ],
        "title": content.title,
        "metadata": None if content.metadata is None else dict(content.metadata),
    }
    return json.dumps(said, default=_shown).encode()


def pack_error(error: ReadError, *, last: bool) -> bytes:
    """Return an error as JSON."""
    return json.dumps({"last": last, "reason": str(error), "code": error.code}).encode()


def unpack(kind: bytes, body: bytes, *, name: str) -> tuple[Content | ReadError, bool]:
    """Return what a child answered, and whether that was its last answer.

    What is no answer a child of ours gives becomes an error that names the file.
    """
    try:
        said = json.loads(body)
        last = bool(said["last"])
        if kind == CONTENT:
            return _content(said), last
        if said["code"] in get_args(UnreadCode):
            return ReadError(str(said["reason"]), code=said["code"]), last
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        pass
    return ReadError(f"{name}: damaged; its reader gave no document", code="damaged"), True


def _content(said: dict[str, Any]) -> Content:
    text = said["text"]
    blocks = _blocks(said["blocks"])
    borders = [0, *(at for block in blocks for at in (block.span.start, block.span.end)), len(text)]
    if SURROGATE.search(text) or borders != sorted(borders):
        raise ValueError("no text, or blocks that are not in it")
    return Content(
        text=text,
        blocks=blocks,
        places=Places(
            lines=said["lines"],
            pages=tuple((start, page) for start, page in said["pages"]),
            parts=tuple((start, part) for start, part in said["parts"]),
            boxes=tuple((start, Box(*box) if box else None) for start, box in said["boxes"]),
        ),
        title=said["title"],
        metadata=None if said["metadata"] is None else _metadata(said["metadata"]),
    )


def _metadata(said: dict[str, Any]) -> Metadata:
    return {key: tuple(one) if isinstance(one, list) else one for key, one in said.items()}


def _blocks(rows: list[list[Any]]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for start, end, kind, level, above, header in rows:
        if kind not in get_args(BlockKind):
            raise ValueError(f"no kind of block: {kind!a}")
        headings = tuple(blocks[number].span for number in above)
        named = None if header is None else blocks[header].span
        blocks.append(Block(Span(start, end), kind, level, headings, named))
    return tuple(blocks)


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
