"""Traces of requests by OpenTelemetry (``pip install 'lightwell[tracing]'``), where LIGHTWELL_TRACING is set.

FastAPI's own instrumentation makes the spans; where they go is OpenTelemetry's to say (``OTEL_EXPORTER_OTLP_ENDPOINT``,
``OTEL_SERVICE_NAME``). A span keeps the pattern of an address, never the address, and nothing of who asked.
"""

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor

#: What a span may say. Everything else that the instrumentation notes is taken off before it leaves.
KEPT = frozenset({"http.method", "http.request.method", "http.route", "http.status_code", "http.response.status_code",
                  "http.scheme", "url.scheme", "error.type"})  # fmt: skip


class NoTracing(ImportError):
    """Tracing was asked for, and its packages are not here; the text says what to do."""


def install(app: FastAPI, exporting: "SpanProcessor | None" = None) -> None:
    """``exporting``: where spans go, instead of OTLP over HTTP. Raises NoTracing."""
    try:
        from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
        from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        if exporting is None:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # type: ignore[import-not-found, unused-ignore]
                OTLPSpanExporter,
            )

            exporting = BatchSpanProcessor(OTLPSpanExporter())
    except ImportError:
        raise NoTracing("LIGHTWELL_TRACING is set: run pip install 'lightwell[tracing]', or unset it") from None
    provider = TracerProvider()
    bare: Any = _Bare(exporting, ReadableSpan)
    provider.add_span_processor(bare)
    FastAPIInstrumentor.instrument_app(app, tracer_provider=provider, exclude_spans=["receive", "send"])


class _Bare:
    """A span processor that passes spans on without what they must not say."""

    def __init__(self, exporting: Any, span: Any) -> None:
        self._exporting, self._span = exporting, span

    def __getattr__(self, name: str) -> Any:
        return getattr(self._exporting, name)

    def on_end(self, span: Any) -> None:
        kept = {name: value for name, value in (span.attributes or {}).items() if name in KEPT}
        route = kept.get("http.route", "elsewhere")
        method = kept.get("http.request.method") or kept.get("http.method") or ""
        bare = self._span(
            name=f"{method} {route}".strip(), context=span.context, parent=span.parent, resource=span.resource,
            attributes=kept, kind=span.kind, instrumentation_scope=span.instrumentation_scope,
            status=type(span.status)(span.status.status_code), start_time=span.start_time, end_time=span.end_time,
        )  # fmt: skip
        self._exporting.on_end(bare)
