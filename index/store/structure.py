"""A document's blocks and places as the bytes that the store holds."""

import json
from collections.abc import Sequence
from typing import get_args
from zlib import compress, decompress, decompressobj

import numpy as np

from index.types import Block, BlockKind, Box, Places, Span

_KINDS: tuple[BlockKind, ...] = get_args(BlockKind)
"""Stored by their numbers: new ones are added at the end."""

_COLUMNS = ("<u4", "<u4", "<u4", "u1", "u1")
"""Start and end of a block, the place of the nearest heading above from 1, kind, level."""

_HEADERS = "<u4"
"""The place of a row's header from 1, 0 for none: a stream of its own after the columns, where any
block has one."""


def pack_blocks(blocks: Sequence[Block]) -> bytes:
    """Return blocks as bytes; every header is one of them."""
    places = {block.span: place for place, block in enumerate(blocks, start=1)}
    rows = [
        (
            block.span.start,
            block.span.end,
            places[block.headings[-1]] if block.headings else 0,
            _KINDS.index(block.kind),
            block.level,
        )
        for block in blocks
    ]
    # By columns, which are far more alike than rows are.
    columns = zip(*rows, strict=True) if rows else ()
    packed = (np.array(each, kind) for each, kind in zip(columns, _COLUMNS, strict=bool(rows)))
    whole = compress(b"".join(column.tobytes() for column in packed))
    headers = [places[block.header] if block.header else 0 for block in blocks]
    return whole + compress(np.array(headers, _HEADERS).tobytes()) if any(headers) else whole


def unpack_blocks(packed: bytes) -> tuple[Block, ...]:
    """Return the blocks that `pack_blocks` packed."""
    first = decompressobj()
    data = first.decompress(packed) + first.flush()
    sizes = [np.dtype(kind).itemsize for kind in _COLUMNS]
    count = len(data) // sum(sizes)
    starts = [count * sum(sizes[:place]) for place in range(len(sizes))]
    columns = [
        np.frombuffer(data, kind, count, start).tolist()
        for kind, start in zip(_COLUMNS, starts, strict=True)
    ]
    rest = first.unused_data
    headers = np.frombuffer(decompress(rest), _HEADERS).tolist() if rest else [0] * count
    blocks: list[Block] = []
    for start, end, above, kind, level, named in zip(*columns, headers, strict=True):
        nearest = blocks[above - 1] if above else None
        headings = () if nearest is None else (*nearest.headings, nearest.span)
        header = blocks[named - 1].span if named else None
        blocks.append(Block(Span(start, end), _KINDS[kind], level, headings, header))
    return tuple(blocks)


def pack_places(places: Places) -> bytes:
    """Return places as bytes."""
    values = {"lines": places.lines, "pages": places.pages, "parts": places.parts}
    said = {key: value for key, value in values.items() if value}
    packed = json.dumps(said, ensure_ascii=False).encode()
    if places.boxes:
        # A line break, which JSON as written here has none of, parts what formats 3 and 4 knew.
        packed += b"\n" + _pack_boxes(places.boxes)
    return compress(packed)


def unpack_places(packed: bytes) -> Places:
    """Return the places that `pack_places` packed."""
    head, _, boxes = decompress(packed).partition(b"\n")
    said = json.loads(head)
    return Places(
        lines=said.get("lines", False),
        pages=tuple((start, page) for start, page in said.get("pages", ())),
        parts=tuple((start, part) for start, part in said.get("parts", ())),
        boxes=_unpack_boxes(boxes),
    )


_NUMBERS_OF_BOX = 6
"""Where it holds from, its page (0 for no box), left, top, width and height."""


def _pack_boxes(boxes: Sequence[tuple[int, Box | None]]) -> bytes:
    rows = [
        (start, box.page, box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0)
        if box
        else (start, 0, 0, 0, 0, 0)
        for start, box in boxes
    ]
    # By columns and as steps from row to row, folded to be small whatever their sign, and all first
    # bytes before all second ones: 2 bytes a line once compressed, a quarter of what JSON takes.
    steps = np.diff(np.array(rows, "<i4").T, prepend=np.int32(0))
    folded = np.ascontiguousarray((steps << 1) ^ (steps >> 31), "<i4")
    planes = folded.view("u1").reshape(_NUMBERS_OF_BOX, len(rows), 4).transpose(0, 2, 1)
    return planes.tobytes()


def _unpack_boxes(packed: bytes) -> tuple[tuple[int, Box | None], ...]:
    planes = np.frombuffer(packed, "u1").reshape(_NUMBERS_OF_BOX, 4, -1).transpose(0, 2, 1)
    folded = np.ascontiguousarray(planes).view("<u4")[..., 0]
    steps = (folded >> 1).astype("<i4") ^ -(folded & 1).astype("<i4")
    rows = steps.cumsum(axis=1, dtype="<i4").T.tolist()
    return tuple(
        (start, Box(page, x0, y0, x0 + width, y0 + height) if page else None)
        for start, page, x0, y0, width, height in rows
    )
