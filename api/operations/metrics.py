"""``/metrics`` in Prometheus' form: for the machine itself, or whoever has the token of ``LIGHTWELL_METRICS_TOKEN``.

Figures alone. Duties are counted in all, never by kind or owner: in a small place a kind names a family.
"""

from collections.abc import Iterable
from datetime import date
from hmac import compare_digest
from threading import Lock
from time import monotonic

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from api.operations.consumed import consumed
from api.site import Site, site
from ledger.problems import Problem
from ledger.seals import BOUNDS
from ledger.settings import LOOPBACK
from projections.asking import today
from projections.status import Duties, duties

router = APIRouter(tags=["operations"])
#: Duties are folded from all matters: not more often than this, in seconds.
DUTIES_EVERY = 30.0
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


@router.get("/metrics", response_class=Response)
def metrics(request: Request) -> Response:
    """What this server and its consumers count, for Prometheus. Raises Problem ``metrics-closed`` for others."""
    opened = site(request)
    if not _admitted(request, opened.settings.metrics_token.get_secret_value()):
        raise Problem("metrics-closed")
    state = request.app.state
    if not hasattr(state, "metrics"):
        state.metrics = CollectorRegistry()
        ProcessCollector(registry=state.metrics)
        state.metrics.register(Figures(opened))
    return Response(generate_latest(state.metrics), media_type=CONTENT_TYPE_LATEST)


def _admitted(request: Request, token: str) -> bool:
    if token:
        sent = request.headers.get("authorization", "")
        return compare_digest(sent.encode(), f"Bearer {token}".encode())
    forwarded = any(name in request.headers for name in _FORWARDED)
    return request.client is not None and request.client.host in LOOPBACK and not forwarded


class Figures(Collector):
    """Reads everything when it is asked; nothing is counted twice."""

    def __init__(self, opened: Site) -> None:
        self._site, self._lock = opened, Lock()
        self._duties: tuple[float, Duties, int] | None = None

    def describe(self) -> Iterable[Metric]:
        """Nothing, so that registering asks for no figure."""
        return ()

    def collect(self) -> Iterable[Metric]:
        opened, seals = self._site, self._site.intake.committer.seals
        yield CounterMetricFamily("lightwell_statements_sealed", "New statements, by this server.", seals.statements)
        yield CounterMetricFamily("lightwell_seals_failed", "Seals that the database did not take.", seals.failed)
        yield _seconds(seals.groups, seals.seconds)
        size = opened.ledger.size()
        yield GaugeMetricFamily("lightwell_log_size", "Statements in the log.", size)
        behind = max(0, size - opened.follower.size)
        yield GaugeMetricFamily("lightwell_read_models_behind", "Statements not yet in the read models.", behind)
        writes = int(not opened.ledger.publication.frozen)
        yield GaugeMetricFamily("lightwell_writes", "1, or 0 where the ledger does not write.", writes)
        refused = CounterMetricFamily("lightwell_refused", "Statements refused, by code.", labels=["code"])
        for code, count in sorted(opened.intake.refusals.counts.items()):
            refused.add_metric([code], count)
        yield refused
        signed = CounterMetricFamily("lightwell_sign_in", "Ways of signing in, and what came of it.",
                                     labels=["way", "outcome"])  # fmt: skip
        for way, outcomes in opened.counters.as_json().items():
            for outcome, count in outcomes.items():
                signed.add_metric([way, outcome], count)
        yield signed
        yield from self._owed()
        yield from consumed(opened.settings.data)

    def _owed(self) -> Iterable[Metric]:
        with self._lock:
            if self._duties is None or monotonic() - self._duties[0] > DUTIES_EVERY:
                with self._site.views.connect() as connection:
                    found, day = duties(connection), date.fromisoformat(today(connection))
                late = (day - date.fromisoformat(found.oldest)).days if found.oldest else 0
                self._duties = (monotonic(), found, late)
            _, found, late = self._duties
        yield GaugeMetricFamily("lightwell_duties_open", "What somebody has to answer.", found.open)
        yield GaugeMetricFamily("lightwell_duties_overdue", "Of them, those whose date has passed.", found.overdue)
        yield GaugeMetricFamily("lightwell_duty_oldest_days", "For how many days the oldest has been overdue.", late)


def _seconds(groups: list[int], seconds: float) -> Metric:
    found, total = list[tuple[str, float]](), 0
    for bound, count in zip((*map(str, BOUNDS), "+Inf"), list(groups), strict=True):
        total += count
        found.append((bound, total))
    return HistogramMetricFamily("lightwell_seal_seconds", "How long a seal took.", buckets=found, sum_value=seconds)
