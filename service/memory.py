"""How a server's process treats its memory: the defaults suit programs that end soon."""

import ctypes
import gc
from contextlib import suppress

_ARENA_MAX = -8
"""M_ARENA_MAX of glibc's mallopt(3)."""
_ARENAS = 2


def begin() -> None:
    """Start to make what is there to stay, without looking for garbage in it.

    A seventh of a start went into that, and what it found was a megabyte. And let glibc keep what
    is free in two places, not in eight for each core: docs/decisions/0057-start-and-memory.md.
    """
    gc.disable()
    with suppress(AttributeError):  # of another C library
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS)


def settle() -> None:
    """Look for garbage again, where `begin` ended that, but not among what there is now.

    What loading took and left free goes back to the system.
    """
    if gc.isenabled():
        return
    gc.freeze()
    gc.enable()
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
