"""A consumer that goes on: it stops when asked, and after a failure builds its clients anew and reads what is true."""

import logging
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Event
from typing import Protocol

import eventsourcing.persistence
import psycopg
import sqlalchemy.exc
from kafka.errors import AuthorizationError, KafkaError, SaslAuthenticationFailedError

from consumers.kafka.figures import Figures
from consumers.kafka.reaching import Refused
from ledger.store.recorder import Moved
from projections.database import Elsewhere

log = logging.getLogger(__name__)
FIRST_WAIT = 0.25


class NotNow(Exception):
    """The ledger cannot take anything at this moment: nothing is lost, the same comes again."""


#: What passes, or is mended while we wait.
PASSING = (
    KafkaError, NotNow, Elsewhere, psycopg.OperationalError, sqlalchemy.exc.OperationalError,
    sqlalchemy.exc.TimeoutError, eventsourcing.persistence.OperationalError, eventsourcing.persistence.InterfaceError,
)  # fmt: skip
#: What somebody has to put right first.
LASTING = (AuthorizationError, SaslAuthenticationFailedError, Refused, Moved)


class Work(Protocol):
    def step(self) -> bool:
        """Takes one batch from beginning to end; False where there was nothing to take."""


def run(
    open: Callable[[], AbstractContextManager[Work]], stop: Event, figures: Figures, most: float, *, once: bool = False
) -> None:
    """Steps until asked to stop (``once``: until there is nothing to take). ``most``: seconds between two tries.

    Raises what no waiting will mend.
    """
    wait = FIRST_WAIT
    while not stop.is_set():
        try:
            with open() as work:
                while not stop.is_set():
                    moved = work.step()
                    figures.write()
                    wait = FIRST_WAIT
                    if once and not moved:
                        return
        except LASTING:
            raise
        except PASSING as error:
            figures.counts[f"failures.{type(error).__name__}"] += 1
            figures.write()
            # Without the error's own words, which may quote a message.
            log.warning("%s: %s; again in %.1f s", figures.name, type(error).__name__, wait)
            stop.wait(wait * random.uniform(0.75, 1.0))  # noqa: S311
            wait = min(2 * wait, most)


@contextmanager
def until_told() -> Iterator[Event]:
    """An event that SIGTERM and SIGINT set, so that the batch in hand is finished; a second one ends at once."""
    stop = Event()

    def told(number: int, frame: object) -> None:
        if stop.is_set():
            raise SystemExit(128 + number)
        stop.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
