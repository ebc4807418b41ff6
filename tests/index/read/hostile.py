"""A reader whose files say what they do to the process that reads them."""

import json
import os
import signal
import sys
import time
from pathlib import Path

from index.errors import ReadError
from index.read import text
from index.read.alive import alive
from index.read.readers import Content, Format
from index.types import Block, Box, Metadata, Places, Span

HOSTILE = Format(
    name="hostile",
    version=1,
    media_type="application/x-hostile",
    suffixes=(".hostile",),
    module="tests.index.read.hostile",
)


def read(data: bytes, *, name: str) -> Content:
    """Do what the file says; what says nothing known is its text."""
    said = data.decode()
    if act := globals().get(f"_{said.split(maxsplit=1)[0]}"):
        said = act(name) or said
    return text.content(said)


def _hang(_: str) -> None:
    while True:
        time.sleep(1)


def _slow(_: str) -> None:
    for _number in range(7):
        time.sleep(1)
        alive()


def _die(_: str) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _leave(_: str) -> None:
    os._exit(3)


def _grow(_: str) -> None:
    held = []
    while True:
        held.append(bytearray(50_000_000))


def _deepen(name: str) -> None:
    _deepen(name)


def _fail(_: str) -> None:
    raise LookupError("no such table")


def _refuse(name: str) -> None:
    raise ReadError(f"{name}: encrypted; save it without a password", code="encrypted")


def _write(name: str) -> str:
    path = Path("/tmp", f"written-by-a-reader-{os.getpid()}")
    try:
        path.write_bytes(b"a")
    except OSError as error:
        return f"not written: {error.strerror}"
    finally:
        path.unlink(missing_ok=True)
    return f"written by {name}"


def _print(_: str) -> str:
    sys.stdout.write("noise")
    sys.stdout.flush()
    os.write(1, b"more noise")
    os.write(2, b"and more")
    return "printed"


def _tell(_: str) -> str:
    return json.dumps({"pid": os.getpid(), "environment": sorted(os.environ)})


def everything(text: str) -> Content:
    """Return a content that has all that one can have."""
    first = Span(0, 1)
    blocks = (
        Block(first, "heading", 1),
        Block(Span(2, 3), "table_row", headings=(first,)),
        Block(Span(4, 5), "table_row", headings=(first,), header=Span(2, 3)),
    )
    places = Places(
        pages=((0, 1), (4, None)),
        parts=((2, "Лист1!A1"),),
        boxes=((0, Box(1, 2, 3, 4, 5)), (2, None)),
    )
    metadata: Metadata = {"year": 2024, "tags": ("a", "б"), "draft": True}
    return Content(text=text, blocks=blocks, places=places, title="А", metadata=metadata)
