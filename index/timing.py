"""How long the stages of a search take, for who asks to know."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter

_tell: ContextVar[Callable[[str, float], None] | None] = ContextVar("tell", default=None)


@contextmanager
def timing(tell: Callable[[str, float], None]) -> Iterator[None]:
    """Let `tell` know of every stage that is passed meanwhile: its name, and its seconds.

    It is called when the stage has just ended, also in a thread that was given this context.
    """
    token = _tell.set(tell)
    try:
        yield
    finally:
        _tell.reset(token)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Tell whoever asked that what is done meanwhile is a stage."""
    started = perf_counter()
    try:
        yield
    finally:
        passed(name, perf_counter() - started)


def passed(name: str, seconds: float) -> None:
    """Tell whoever asked that a stage has just ended, and took so long."""
    tell = _tell.get()
    if tell is not None:
        tell(name, seconds)
