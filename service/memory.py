"""How a server's process treats its memory: the defaults suit programs that end soon."""

import ctypes
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import anyio
from anyio import to_thread

_PAUSE = 15.0
"""In seconds."""


def begin() -> None:
    """Start to make what is there to stay, without looking for garbage in it.

    A seventh of a start went into that, and what it found was a megabyte:
    docs/decisions/0057-start-and-memory.md.
    """
    gc.disable()


def settle() -> None:
    """Look for garbage again, where `begin` ended that, but not among what there is now.

    What loading took and left free goes back to the system.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
        trim()


def trim() -> None:
    """Give back to the system what is free; it takes some milliseconds, and others wait for it."""
    with suppress(AttributeError):  # of another C library
        ctypes.CDLL(None).malloc_trim(0)


@asynccontextmanager
async def trimmed(*, pause: float = _PAUSE) -> AsyncIterator[None]:
    """Give back what is free after each `pause` in seconds, until the end.

    glibc does so by itself only with what lies last: after some hundred searches that leaves a
    hundred megabytes between what is in use.
    """
    async with anyio.create_task_group() as group:
        group.start_soon(_trim_after_each, pause)
        yield
        group.cancel_scope.cancel()


async def _trim_after_each(pause: float) -> None:
    while True:
        await anyio.sleep(pause)
        await to_thread.run_sync(trim)
