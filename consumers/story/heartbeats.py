"""Every Monday morning each system says that it is alive and has said everything; one agency's stops doing so."""

from collections.abc import Iterator
from datetime import timedelta

from consumers.story.entry import Entry, SaidSoFar
from consumers.story.nztime import nz
from consumers.story.organisations import FEEDS
from consumers.story.periods import ENDS, FOUNDED


def heartbeats() -> Iterator[Entry]:
    for n, (slug, feed) in enumerate(FEEDS.items()):
        monday = FOUNDED + timedelta(days=7 - FOUNDED.weekday())
        while feed.heartbeat and monday <= ENDS and monday.isoformat() < feed.silent_from:
            at = nz(monday, f"06:{3 * n:02}:50")
            data = {"up_to": at, "statements": SaidSoFar()}
            yield Entry(at, feed.organisation, slug, "feed.heartbeat.v1", data)
            monday += timedelta(days=7)
