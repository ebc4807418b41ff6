"""A document's blocks and places as the bytes that the store holds."""

import json
from collections.abc import Sequence
from typing import get_args
from zlib import compress, decompress

import numpy as np

from index.types import Block, BlockKind, Places, Span

_KINDS: tuple[BlockKind, ...] = get_args(BlockKind)
"""Stored by their numbers: new ones are added at the end."""

_COLUMNS = ("<u4", "<u4", "<u4", "u1", "u1")
"""Start and end of a block, the place of the nearest heading above from 1, kind, level."""


def pack_blocks(blocks: Sequence[Block]) -> bytes:
    """Return blocks as bytes."""
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
    return compress(b"".join(column.tobytes() for column in packed))


def unpack_blocks(packed: bytes) -> tuple[Block, ...]:
    """Return the blocks that `pack_blocks` packed."""
    data = decompress(packed)
    sizes = [np.dtype(kind).itemsize for kind in _COLUMNS]
    count = len(data) // sum(sizes)
    starts = [count * sum(sizes[:place]) for place in range(len(sizes))]
    columns = [
        np.frombuffer(data, kind, count, start).tolist()
        for kind, start in zip(_COLUMNS, starts, strict=True)
    ]
    blocks: list[Block] = []
    for first, last, above, kind, level in zip(*columns, strict=True):
        nearest = blocks[above - 1] if above else None
        headings = () if nearest is None else (*nearest.headings, nearest.span)
        blocks.append(Block(Span(first, last), _KINDS[kind], level, headings))
    return tuple(blocks)


def pack_places(places: Places) -> bytes:
    """Return places as bytes."""
    values = {"lines": places.lines, "pages": places.pages, "parts": places.parts}
    said = {key: value for key, value in values.items() if value}
    return compress(json.dumps(said, ensure_ascii=False).encode())


def unpack_places(packed: bytes) -> Places:
    """Return the places that `pack_places` packed."""
    said = json.loads(decompress(packed))
    return Places(
        lines=said.get("lines", False),
        pages=tuple((start, page) for start, page in said.get("pages", ())),
        parts=tuple((start, part) for start, part in said.get("parts", ())),
    )
