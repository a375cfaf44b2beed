"""The private overlay's public part: what organisations, units and systems are called, from their own words."""

from threading import Lock

from api.wording.language import tr
from ledger.application import Ledger
from ledger.statements.types import PREFIX
from projections import succession

SUCCEEDED = PREFIX + "unit.succeeded.v1"
TYPES = (
    *(PREFIX + name for name in ("organisation.registered.v1", "unit.registered.v1", "feed.registered.v1")), SUCCEEDED,
)  # fmt: skip


class Names:
    """Reads the names once and then only what is new. Answers for what is not named as well."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._lock = ledger, Lock()
        self._names: dict[str, str] = {}
        self._followed: dict[str, str] = {}
        self._size = 0

    def refresh(self) -> None:
        """Takes in names registered since the last look."""
        with self._lock:
            size = self._ledger.size()
            if size == self._size:
                return
            for _, event, words in self._ledger.words(self._size, TYPES):
                if event["type"] == SUCCEEDED:
                    self._followed[event["data"]["unit"]] = event["data"]["by"]
                    continue
                name = words.get("name")
                for field in ("system", "unit", "organisation"):
                    if name and field in event["data"]:
                        self._names.setdefault(event["data"][field], name)
                        break
            self._size = size

    def all(self) -> set[str]:
        """Every name that is registered."""
        self.refresh()
        return set(self._names.values())

    def organisation(self, id: str | None) -> str:
        return self._names.get(id or "", tr("an organisation that is not named"))

    def unit(self, id: str | None) -> str:
        """With what it is called today, where it was renamed or merged."""
        now = succession.now(self._followed, id or "")
        called = self._names.get(id or "", tr("a unit that is not named"))
        today = self._names.get(now)
        return tr("{called} (now {today})", called=called, today=today) if today and today != called else called

    def system(self, id: str | None) -> str:
        return self._names.get(id or "", tr("a system that is not named"))
