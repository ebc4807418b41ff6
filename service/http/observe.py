"""What every request leaves behind: its name, its duration by stages, a count and a line."""

import re
from collections.abc import Mapping
from time import perf_counter
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access import CALLER
from service.http.log import log_request
from service.http.problems import REQUEST_ID
from service.http.templates import template_of
from service.metrics import Metrics
from service.telemetry import Telemetry
from service.trace import Trace, outcome, tracing

_REQUEST_ID = re.compile(r"[\w.:/+=-]{1,128}", re.ASCII)


class Observed:
    """Names each request, by the `X-Request-Id` it came with where that is one, and watches it.

    `Server-Timing` is what passed until the answer begins, by stages, which a browser's tools show.
    Where requests are `logged`, each has a line, with what was asked where `questions` are.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        metrics: Metrics,
        telemetry: Telemetry | None,
        logged: bool,
        questions: bool,
    ) -> None:
        self.app = app
        self.metrics = metrics
        self.telemetry = telemetry
        self.logged = logged
        self.questions = questions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and the response back with its name and durations."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = perf_counter()
        given = Headers(scope=scope).get("x-request-id", "")
        name = given if _REQUEST_ID.fullmatch(given) else uuid4().hex
        scope[REQUEST_ID] = name
        # Before what is mounted takes its part of the address away.
        template_of(scope)
        # What no one has caught is answered outside of here.
        status = 500
        self.metrics.begin()
        with tracing() as trace:

            async def send_named(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                    headers = MutableHeaders(scope=message)
                    headers["X-Request-Id"] = name
                    headers["Server-Timing"] = _timing(trace, perf_counter() - started)
                await send(message)

            try:
                await self.app(scope, receive, send_named)
            finally:
                self._end(scope, trace, name=name, status=status, seconds=perf_counter() - started)

    def _end(self, scope: Scope, trace: Trace, *, name: str, status: int, seconds: float) -> None:
        method, route = scope["method"], template_of(scope)
        scheme = scope.get("scheme", "http")
        self.metrics.end(
            method=method, route=route, status=status, scheme=scheme, seconds=seconds, trace=trace
        )
        if self.telemetry is not None:
            self.telemetry.tell(
                headers=Headers(scope=scope),
                method=method,
                route=route,
                status=status,
                scheme=scheme,
                seconds=seconds,
                trace=trace,
            )
        if self.logged:
            log_request(self._line(scope, trace, name=name, status=status, seconds=seconds))

    def _line(
        self, scope: Scope, trace: Trace, *, name: str, status: int, seconds: float
    ) -> Mapping[str, object]:
        caller = scope.get(CALLER)
        return {
            "method": scope["method"],
            "route": template_of(scope),
            "status": status,
            "duration_ms": _ms(seconds),
            "request_id": name,
            "key": caller and caller.key,
            "stages_ms": {stage: _ms(took) for stage, took in trace.stages.items()} or None,
            "outcomes": [outcome(each) for each in trace.answers] or None,
            "questions": (self.questions and trace.questions) or None,
        }


def _timing(trace: Trace, seconds: float) -> str:
    times = {"total": seconds, **trace.stages}
    return ", ".join(f"{stage};dur={took * 1000:.1f}" for stage, took in times.items())


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
