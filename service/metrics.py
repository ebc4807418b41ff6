"""What is counted of a server, for Prometheus, by the names OpenTelemetry has where it has any.

Several processes count together where `PROMETHEUS_MULTIPROC_DIR` names a folder before this is
imported: each then writes there, and whichever is asked tells the sum.
"""

import os
from collections.abc import Iterator, Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from index.types import AnswerResult, CollectionList
from service import version
from service.trace import Trace, outcome

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = CONTENT_TYPE_PLAIN_1_0_0

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
"""OpenTelemetry's for the durations of requests."""
_STAGE_SECONDS = (0.0005, 0.001, 0.0025, *_SECONDS)
_SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})


class Metrics:
    """The counters of a server, each process its own; `text` tells them all."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Histogram(
            "http_server_request_duration_seconds",
            "Seconds from the head of a request to the end of its response.",
            ["http_request_method", "http_route", "http_response_status_code", "url_scheme"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._active = Gauge(
            "http_server_active_requests",
            "Requests that are being answered.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._stages = Histogram(
            "spravka_search_stage_duration_seconds",
            "Seconds of each stage of the searches and answers of a request.",
            ["stage"],
            buckets=_STAGE_SECONDS,
            registry=registry,
        )
        self._answers = Counter(
            "spravka_answers",
            "Questions, by what came of them: answered, or why not.",
            ["outcome"],
            registry=registry,
        )
        self._confidence = Histogram(
            "spravka_answer_confidence",
            "Confidence of the answers that were given.",
            buckets=_SHARES,
            registry=registry,
        )
        self._asked = Gauge(
            "spravka_index_calls",
            "Calls that use the index or wait for a thread to.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._writes = Gauge(
            "spravka_writes_pending",
            "Changes that are being received or made, or wait for their turn.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        for told in ("answered", "not_answered", "nothing_found"):
            self._answers.labels(told)

    def begin(self) -> None:
        """Count a request that has arrived."""
        self._active.inc()

    def end(
        self,
        *,
        method: str,
        route: str | None,
        status: int,
        scheme: str,
        seconds: float,
        trace: Trace,
    ) -> None:
        """Count a request that is over."""
        self._active.dec()
        known = method if method in _METHODS else "_OTHER"
        self._requests.labels(known, route or "", str(status), scheme).observe(seconds)
        for stage, took in trace.stages.items():
            self._stages.labels(stage).observe(took)
        for result in trace.answers:
            self._count_answer(result)

    def _count_answer(self, result: AnswerResult) -> None:
        self._answers.labels(outcome(result)).inc()
        if result.answer is not None and result.answer.confidence is not None:
            self._confidence.observe(result.answer.confidence)

    def load(self, *, asked: int, writes: int) -> None:
        """Take note of how many calls and changes are under way."""
        self._asked.set(asked)
        self._writes.set(writes)

    def text(self, listed: CollectionList) -> bytes:
        """Return all that is counted, of every process, and what the index holds now."""
        folder = os.environ.get(FOLDER)
        told = self._registry
        if folder:
            told = CollectorRegistry()
            MultiProcessCollector(told, folder)  # type: ignore[no-untyped-call]
        held = CollectorRegistry()
        held.register(_Held(listed))
        return generate_latest(told) + generate_latest(held)


class _Held(Collector):
    """What an index holds."""

    def __init__(self, listed: CollectionList) -> None:
        self._listed = listed

    def collect(self) -> Iterator[Metric]:
        """Yield the numbers of each collection, and which change they are of."""
        yield InfoMetricFamily("spravka_build", "The program.", value={"version": version()})
        yield GaugeMetricFamily(
            "spravka_generation", "The last change of the index.", value=self._listed.generation
        )
        numbers: Mapping[str, str] = {
            "documents": "Documents of a collection.",
            "passages": "Passages of a collection.",
        }
        for name, told in numbers.items():
            family = GaugeMetricFamily(f"spravka_{name}", told, labels=["collection"])
            for info in self._listed.collections:
                family.add_metric([info.name], getattr(info, name))
            yield family
