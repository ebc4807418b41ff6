"""Requests as traces of OpenTelemetry, where its SDK is installed and the setting asks for it.

Where they go to is said by the variables that OpenTelemetry has for that, such as
`OTEL_EXPORTER_OTLP_ENDPOINT`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from index.errors import InvalidInput
from service import version
from service.trace import Trace

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Tracer

_SCOPE = "spravka"
_ERRORS = 500
"""The first status that is the server's own fault."""


class Telemetry(Protocol):
    """What is told of each request that is over."""

    def tell(
        self,
        *,
        headers: Mapping[str, str],
        method: str,
        route: str | None,
        status: int,
        scheme: str,
        seconds: float,
        trace: Trace,
    ) -> None:
        """Take note of a request that has just ended."""
        ...

    def close(self) -> None:
        """Send what is still to be sent."""
        ...


def make_telemetry() -> "Spans":
    """Return what exports spans by OTLP; raises InvalidInput where the extra is not installed."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise InvalidInput(
            "SPRAVKA_OTEL needs OpenTelemetry's SDK: pip install 'spravka[otel]', or leave it out"
        ) from None
    resource = Resource.create({SERVICE_VERSION: version()})
    if str(resource.attributes[SERVICE_NAME]).startswith("unknown_service"):
        resource = resource.merge(Resource({SERVICE_NAME: _SCOPE}))
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Spans(provider)


class Spans:
    """Makes a span of every request, with one within for each stage, as the conventions have it.

    It takes up the trace that the caller is in, where a `traceparent` says so. What was asked is in
    no attribute.
    """

    def __init__(self, provider: "TracerProvider") -> None:
        self._provider = provider
        self._tracer: Tracer = provider.get_tracer(_SCOPE, version())

    def tell(
        self,
        *,
        headers: Mapping[str, str],
        method: str,
        route: str | None,
        status: int,
        scheme: str,
        seconds: float,
        trace: Trace,
    ) -> None:
        """Make the spans of a request that has just ended."""
        from opentelemetry.trace import SpanKind, Status, StatusCode, set_span_in_context
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        attributes: dict[str, str | int] = {
            "http.request.method": method,
            "http.response.status_code": status,
            "url.scheme": scheme,
        }
        if route is not None:
            attributes["http.route"] = route
        began = trace.began
        span = self._tracer.start_span(
            f"{method} {route}" if route else method,
            context=TraceContextTextMapPropagator().extract(headers),
            kind=SpanKind.SERVER,
            attributes=attributes,
            start_time=began,
        )
        if status >= _ERRORS:
            span.set_attribute("error.type", str(status))
            span.set_status(Status(StatusCode.ERROR))
        within = set_span_in_context(span)
        for name, start, end in trace.passed:
            part = self._tracer.start_span(name, context=within, start_time=start)
            part.end(end)
        span.end(began + int(seconds * 1e9))

    def close(self) -> None:
        """Send what is still to be sent."""
        self._provider.shutdown()
