"""How long the stages of a search take, for who asks to know."""

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter

_times: ContextVar[MutableMapping[str, float] | None] = ContextVar("times", default=None)


@contextmanager
def timing(times: MutableMapping[str, float]) -> Iterator[None]:
    """Let `times` be told the seconds of every stage that is passed meanwhile, by its name.

    What is passed in a thread counts too, where that was given this context.
    """
    token = _times.set(times)
    try:
        yield
    finally:
        _times.reset(token)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Tell whoever asked that what is done meanwhile is a stage; one passed again adds up."""
    started = perf_counter()
    try:
        yield
    finally:
        passed(name, perf_counter() - started)


def passed(name: str, seconds: float) -> None:
    """Tell whoever asked that a stage took so long."""
    times = _times.get()
    if times is not None:
        times[name] = times.get(name, 0.0) + seconds
