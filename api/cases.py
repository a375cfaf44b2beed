"""What a privacy officer reads a person's trail for: said once for each person, remembered while the work lasts."""

from datetime import datetime, timedelta
from threading import Lock

from ledger.clock import Clock
from ledger.problems import Problem
from ledger.statements.answers import CaseReason

#: How long one and the same officer need not say it again of the same person.
WORKS = timedelta(hours=4)


class Cases:
    """In this process alone; whoever restarts it is asked again."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._lock, self._said = clock, Lock(), dict[tuple[str, str], tuple[CaseReason, datetime]]()

    def reason(self, officer: str, person: str | None, said: str | None) -> CaseReason | None:
        """What it is for; ``said`` now, or before of the same person. Raises Problem ``bad-request`` for another word.
        None where nobody said anything: then there is no case."""
        if said is not None:
            try:
                reason = CaseReason(said)
            except ValueError:
                raise Problem("bad-request", "query.reason", [("reason", "is none of the reasons")]) from None
        now = self._clock.now()
        with self._lock:
            self._said = {k: v for k, v in self._said.items() if timedelta() <= now - v[1] < WORKS}
            if said is not None:
                if person is not None:
                    self._said[officer, person] = (reason, now)
                return reason
            known = self._said.get((officer, person or ""))
        return known[0] if known else None
