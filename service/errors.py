"""What can go wrong between the index and those who ask it, whatever face they see."""

from collections.abc import Sequence

from index.errors import ReadError, SpravkaError
from index.types import Failure

_MOST_TOLD = 3


class Busy(SpravkaError):
    """More requests wait than the server takes on."""


class NotReady(SpravkaError):
    """The index is still being warmed up, or could not be."""


class Stopping(SpravkaError):
    """The server ends before the request was served."""


class Forbidden(SpravkaError):
    """The key that a request bears does not allow it."""


class TooOften(SpravkaError):
    """A key has made more requests than it may; in so many `seconds` it may make one again."""

    def __init__(self, message: str, *, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class NothingRead(ReadError):
    """None of the documents that were sent could be read."""

    def __init__(self, failed: Sequence[Failure]) -> None:
        self.failed = failed
        told = "; ".join(failure.reason for failure in failed[:_MOST_TOLD])
        super().__init__(told, code=failed[0].code)
