"""Records of a log, by a mapping, as what an organisation would say: accesses, and accesses refused."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from consumers.lines import Entry, LineIndex, ranges
from consumers.mapping import Holding, Mapping, Say
from consumers.membership import Membership
from consumers.plan import Plan, Saying
from consumers.records import value
from consumers.repeatable import Repeatable
from ledger.vocabulary import Role


@dataclass
class Touch:
    """A record that is about a holding of ours: when, who, which object or prefix, and why it was refused, if so."""

    number: int
    id: str
    at: datetime
    say: Say
    holding: Holding
    name: str
    who: str | None
    refused: str | None

    @property
    def since(self) -> str:
        return self.at.isoformat()


class Translation:
    """Turns records into a plan. ``indexes`` grow by objects not seen before, in memory until they are saved."""

    def __init__(self, mapping: Mapping, us: Membership, folder: Path, repeat: Repeatable, now: datetime) -> None:
        """``folder``: where the mapping's index files are. Raises BadIndex."""
        self._mapping, self._us, self._repeat, self._now = mapping, us, repeat, now
        self.feed = mapping.feed or us.feed
        self.indexes = {h.index: LineIndex(folder / h.index) for h in mapping.holding}
        self.plan = Plan()

    def read(self, records: Iterable[tuple[int, dict[str, Any] | None]]) -> Plan:
        """The plan of these records; event ids are the ids of the statements, so a file read twice is said once."""
        touches: dict[tuple[str, str], Touch] = {}
        for number, record in records:
            found = self._touches(number, record)
            if isinstance(found, str):
                self.plan.skipped[found] += 1
                continue
            for touch in found:
                key = (touch.id, touch.holding.holding)
                self.plan.skipped["the same event is in the file twice"] += key in touches
                touches.setdefault(key, touch)
        self.plan.skipped += Counter()
        ordered = sorted(touches.values(), key=lambda touch: (touch.at, touch.id))
        self._lines(ordered)
        for touch in ordered:
            self._say(touch)
        self.plan.private = ["who it was, as the log names them", "client number, where the index has one"]
        self.plan.stays = ["the names of objects", "addresses, programs and all else in the log"]
        return self.plan

    def _touches(self, number: int, record: dict[str, Any] | None) -> list[Touch] | str:
        """The record as touches of holdings, or why it is skipped."""
        mapping = self._mapping
        if record is None:
            return "not a JSON object"
        say = next((s for s in mapping.say if all(value(record, [p]) in v for p, v in s.where.items())), None)
        if say is None:
            told = [value(record, [path]) or "?" for path in mapping.say[0].where]
            return f"not selected by the mapping: {' '.join(told)}"
        id, time, store = (value(record, paths) for paths in (mapping.log.id, mapping.log.time, mapping.where.store))
        at = _instant(time)
        if id is None or at is None:
            return "no event id or no time with its zone"
        if at > self._now:
            return "a time in the future"
        name = value(record, mapping.where.object if say.touches == "object" else mapping.where.prefix)
        if store is None or (name is None and say.touches == "object"):
            return "names no store or object"
        holdings = (mapping.opened if say.touches == "object" else mapping.listed)(store, name or "")
        if not holdings and any(holding.store == store for holding in mapping.holding):
            return "outside the prefixes of the mapping's holdings"
        if not holdings:
            return f'store not in the mapping: add [[holding]] with store = "{store}"'
        failure = value(record, [mapping.refused.field]) if mapping.refused else None
        refused = mapping.refused.reasons.get(failure) if mapping.refused and failure else None
        if failure and refused is None:
            return f"failed, so nothing was read: {failure}"
        who = value(record, mapping.who.name)
        reason = refused.value if refused else None
        return [Touch(number, id, at, say, holding, name or "", who, reason) for holding in holdings]

    def _lines(self, touches: list[Touch]) -> None:
        """Gives new objects their lines, then says who is on the lines that are touched, where the index knows."""
        known = {name: len(index) for name, index in self.indexes.items()}
        first: dict[str, str] = {}
        for touch in touches:
            first.setdefault(touch.holding.index, touch.since)
            if touch.say.touches == "object":
                self.indexes[touch.holding.index].give(touch.name, first[touch.holding.index])
        grown = sum(len(index) - known[name] for name, index in self.indexes.items())
        if grown:
            self.plan.missing["objects not in the index get the next lines of it"] = grown
        told: dict[tuple[str, int], tuple[Holding, Entry]] = {}
        nobody: set[tuple[str, int]] = set()
        for touch in touches:
            for entry in self._touched(touch):
                at = (touch.holding.holding, entry.line)
                if entry.ref:
                    told.setdefault(at, (touch.holding, entry))
                else:
                    nobody.add(at)
        if nobody:
            self.plan.missing["lines of which the index names no client: nobody can be told"] = len(nobody)
        for holding, entry in told.values():
            self.indexes[holding.index].date(entry, first[holding.index])
            self._announce(holding, entry)

    def _touched(self, touch: Touch) -> list[Entry]:
        index = self.indexes[touch.holding.index]
        if touch.say.touches == "object":
            return [entry] if (entry := index.get(touch.name)) else []
        return index.under(touch.name, touch.since)

    def _announce(self, holding: Holding, entry: Entry) -> None:
        """The holder says whose line it is; without this an access would be to nobody."""
        at = datetime.fromisoformat(entry.since)
        id = self._repeat.statement_id(at, self.feed, holding.holding, str(entry.line), entry.ref)
        parts = [part.value for part in holding.parts or self._mapping.say[0].parts]
        data = {
            "holding": holding.holding,
            "unit": holding.unit or self._us.unit,
            "system": self._mapping.system or self._us.system,
            "relation": "about",
            "lines": [[entry.line, entry.line]],
            "parts": parts,
            "why": holding.why(),
        }
        private = [self._repeat.disclosure(id, entry.line, "ref", entry.ref)]
        self.plan.sayings.append(Saying("information.collected.v1", data, private, at, id, [], 1, parts))

    def _say(self, touch: Touch) -> None:
        holding, who = touch.holding, self._mapping.who
        lines: str | list[list[int]] = "all"
        if touch.say.touches == "object" or not holding.prefix.startswith(touch.name):
            lines = ranges([entry.line for entry in self._touched(touch)])
        if not lines:
            self.plan.skipped["a list of nothing that the index knows"] += 1
            return
        role = next((r.role for r in who.roles if touch.who and fnmatchcase(touch.who, r.like)), who.otherwise)
        why, parts = holding.why(), [part.value for part in holding.parts or touch.say.parts]
        self._note_missing(touch, why, role.value)
        data: dict[str, Any] = {
            "holding": holding.holding,
            "unit": holding.unit or self._us.unit,
            "lines": lines,
            "parts": parts,
            "role": role.value,
            "why": why,
        }
        data |= {"reason": touch.refused} if touch.refused else {"mode": touch.say.mode.value}
        name = "access.refused.v1" if touch.refused else "information.accessed.v1"
        id = self._repeat.statement_id(touch.at, self.feed, touch.id, holding.holding)
        named = "machine_role" if role is Role.SYSTEM else "worker"
        private = [self._repeat.disclosure(id, 0, named, touch.who)] if touch.who else []
        count = sum(last - first + 1 for first, last in lines) if isinstance(lines, list) else 0
        self.plan.sayings.append(Saying(name, data, private, touch.at, id, [touch.number], count, parts))

    def _note_missing(self, touch: Touch, why: dict[str, Any], role: str) -> None:
        for name in ("purpose", "basis", "agreement"):
            if name not in why:
                self.plan.missing[f"no {name} is given; the answers will say so"] += 1
        if role == "unknown":
            self.plan.missing["no role in the mapping fits; it is said as unknown"] += 1
        if touch.who is None:
            self.plan.missing["the log does not say who it was"] += 1


def _instant(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else None
