"""What consumers told of themselves (``DATA/consumers/``), for ``/metrics``; deploy/BROKER.md says what to make of it.

Labels are partitions, audiences, codes of problems and kinds of errors: none is about anybody.
"""

from collections.abc import Iterable
from pathlib import Path
from time import time

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily

from projections.status import consumers

_TAKEN = ("accepted", "known", "published", "projected")


def consumed(data: Path) -> Iterable[Metric]:
    """Each of them with the consumer's name; counts are since it started."""
    name = ["consumer"]
    lag = GaugeMetricFamily(
        "lightwell_consumer_lag", "Still to come, by partition or audience.", labels=[*name, "part"]
    )
    oldest = GaugeMetricFamily(
        "lightwell_consumer_oldest_seconds", "Age of the oldest of them, where it is known.", labels=[*name, "part"]
    )
    silent = GaugeMetricFamily("lightwell_consumer_silent_seconds", "Since it last told.", labels=name)
    last = GaugeMetricFamily(
        "lightwell_consumer_last_seconds", "When it last polled or committed (Unix).", labels=[*name, "what"]
    )
    taken = CounterMetricFamily(
        "lightwell_consumer_taken", "Statements accepted, known already, published, projected.", labels=[*name, "how"]
    )
    letters = CounterMetricFamily("lightwell_dead_letters", "Lines of messages put aside.", labels=[*name, "code"])
    rebuilds = CounterMetricFamily(
        "lightwell_consumer_rebuilds", "Clients built anew, by what had failed.", labels=[*name, "error"]
    )
    commits = SummaryMetricFamily("lightwell_consumer_commit_seconds", "How long commits took.", labels=name)
    now = time()
    for one in consumers(data):
        told, counts = one.told, one.told["counts"]
        silent.add_metric([one.name], one.seconds)
        for part, count in told["lag"].items():
            lag.add_metric([one.name, part], count)
            since = told.get("since", {}).get(part, None if count else now)
            if since is not None:
                oldest.add_metric([one.name, part], max(0.0, now - since))
        for what, at in told.get("times", {}).items():
            last.add_metric([one.name, what], at)
        for how in _TAKEN:
            if how in counts:
                taken.add_metric([one.name, how], counts[how])
        for family, prefix in ((letters, "letters."), (rebuilds, "failures.")):
            for kind, count in sorted(counts.items()):
                if kind.startswith(prefix):
                    family.add_metric([one.name, kind.removeprefix(prefix)], count)
        commits.add_metric([one.name], told.get("commits", 0), told.get("commit_seconds", 0.0))
    return lag, oldest, silent, last, taken, letters, rebuilds, commits
