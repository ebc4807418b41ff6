"""What is known of a request when it is done: how long its stages took, and what came of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import time_ns

from index.timing import timing
from index.types import AnswerResult, SearchResult


@dataclass(slots=True)
class Trace:
    """A request: the seconds of its stages by their names, what was asked, and the answers to it.

    `wait` among the stages is for a thread to be free. `began` and the beginning and end of each
    stage that was passed are in nanoseconds since 1970.
    """

    began: int = field(default_factory=time_ns)
    stages: dict[str, float] = field(default_factory=dict)
    passed: list[tuple[str, int, int]] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    answers: list[AnswerResult] = field(default_factory=list)

    def add(self, stage: str, seconds: float) -> None:
        """Take note of a stage that has just ended; one that is passed again adds up."""
        self.stages[stage] = self.stages.get(stage, 0.0) + seconds
        now = time_ns()
        self.passed.append((stage, now - int(seconds * 1e9), now))

    def note(self, result: object) -> None:
        """Take note of what the index returned; of several results, of each."""
        if isinstance(result, AnswerResult):
            self.questions.append(result.question)
            self.answers.append(result)
        elif isinstance(result, SearchResult):
            self.questions.append(result.query)
        elif isinstance(result, tuple | list):
            for each in result:
                self.note(each)


_trace: ContextVar[Trace | None] = ContextVar("trace", default=None)


@contextmanager
def tracing() -> Iterator[Trace]:
    """Yield the trace of what is done meanwhile, in this context and those made from it."""
    trace = Trace()
    token = _trace.set(trace)
    try:
        with timing(trace.add):
            yield trace
    finally:
        _trace.reset(token)


def note(result: object) -> None:
    """Take note of what the index returned to the request that this is done for, if to one."""
    trace = _trace.get()
    if trace is not None:
        trace.note(result)


def outcome(result: AnswerResult) -> str:
    """Return in a word what came of a question: answered, or the reason why not."""
    return "answered" if result.abstention is None else result.abstention.reason
