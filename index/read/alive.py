"""How a reader that takes long says that it gets on, so that it is not taken for one that hangs."""

from collections.abc import Callable
from contextvars import ContextVar

LISTENER: ContextVar[Callable[[], None] | None] = ContextVar("LISTENER", default=None)


def alive() -> None:
    """Say that a part of a file, such as a page, has been read."""
    listener = LISTENER.get()
    if listener is not None:
        listener()
