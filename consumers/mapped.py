"""Records of a log, by a mapping, as what an organisation would say: accesses, and accesses refused."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase as fits
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from consumers.lines import Entry, LineIndex, ranges
from consumers.mapping import Holding, Log, Mapping, Say
from consumers.membership import Membership
from consumers.plan import Plan, Saying
from consumers.records import value, values
from consumers.repeatable import Repeatable
from ledger import strictjson
from ledger.vocabulary import Purpose, Role


class Skip(NamedTuple):
    """Why a record says nothing; ``unclear``: it may have been an access, but the mapping does not understand it."""

    words: str
    unclear: bool = False


@dataclass
class Touch:
    """A record that is about a holding of ours: when, who, which objects or prefix, and why it was refused, if so."""

    number: int
    id: str
    at: datetime
    say: Say
    holding: Holding
    names: list[str]
    who: str | None
    role: Role
    purpose: Purpose | None
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
            if isinstance(found, Skip):
                (self.plan.unclear if found.unclear else self.plan.skipped)[found.words] += 1
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

    def _touches(self, number: int, record: dict[str, Any] | None) -> list[Touch] | Skip:
        """The record as touches of holdings, or why it is skipped."""
        mapping = self._mapping
        if record is None:
            return Skip("not a record of this form of log", unclear=True)
        record = _found(mapping, record)
        nothing = next((one for one in mapping.nothing if one.takes(record)), None)
        if nothing is not None:
            return Skip(nothing.because)
        say = next((s for s in mapping.say if s.takes(record)), None)
        if say is None:
            told = [value(record, [path]) or "?" for path in mapping.say[0].where]
            return Skip(f"not selected by the mapping: {' '.join(told)}")
        id = value(record, mapping.log.id) if mapping.log.id else strictjson.write(record).decode()
        at = _instant(value(record, mapping.log.time), mapping.log)
        if id is None or at is None:
            return Skip("no event id or no time with its zone", unclear=True)
        if at > self._now:
            return Skip("a time in the future", unclear=True)
        objects = say.touches == "object"
        names = values(record, mapping.where.object if objects else mapping.where.prefix) or ([] if objects else [""])
        store = value(record, mapping.where.store) if mapping.where.store else ""
        if store and any(fits(store, like) for like in mapping.where.nobody):
            return Skip("a store that holds nothing about people, by the mapping")
        if store is None or not names:
            return Skip("names no store or object", unclear=True)
        holdings = self._holdings(say, store, names)
        if not holdings and any(holding.store == store for holding in mapping.holding):
            return Skip("outside the prefixes of the mapping's holdings")
        if not holdings:
            return Skip(f'store not in the mapping: add [[holding]] with store = "{store}"', unclear=True)
        failure, refused = mapping.refused.reason(record) if mapping.refused else (None, None)
        if failure and refused is None:
            return Skip(f"failed, so nothing was read: {failure}")
        who, role, purpose = value(record, mapping.who.name), self._role(record), self._purpose(record)
        reason = refused.value if refused else None
        return [Touch(number, id, at, say, h, n, who, role, purpose, reason) for h, n in holdings]

    def _holdings(self, say: Say, store: str, names: list[str]) -> list[tuple[Holding, list[str]]]:
        """Each holding with those of the names that it has."""
        found: dict[str, tuple[Holding, list[str]]] = {}
        for name in names:
            for holding in (self._mapping.opened if say.touches == "object" else self._mapping.listed)(store, name):
                found.setdefault(holding.holding, (holding, []))[1].append(name)
        return list(found.values())

    def _role(self, record: dict[str, Any]) -> Role:
        """The first that fits, in the mapping's order, whatever stands first in the record."""
        who = self._mapping.who
        told = values(record, who.role) if who.role else values(record, who.name)
        return next((r.role for r in who.roles for text in told if fits(text, r.like)), who.otherwise)

    def _purpose(self, record: dict[str, Any]) -> Purpose | None:
        said = self._mapping.purpose
        told = values(record, [said.field]) if said else []
        found = next((said.terms[text] for text in told if said and text in said.terms), None)
        if told and found is None:
            self.plan.missing[f"no word of ours for the log's purpose: {' '.join(told)}"] += 1
        return found

    def _lines(self, touches: list[Touch]) -> None:
        """Gives new objects their lines, then says who is on the lines that are touched, where the index knows."""
        known = {name: len(index) for name, index in self.indexes.items()}
        first: dict[str, str] = {}
        for touch in touches:
            first.setdefault(touch.holding.index, touch.since)
            for name in touch.names if touch.say.touches == "object" else ():
                self.indexes[touch.holding.index].give(name, first[touch.holding.index])
        grown = sum(len(index) - known[name] for name, index in self.indexes.items())
        if grown:
            self.plan.missing["objects not in the index get the next lines of it"] = grown
        told: dict[tuple[str, int], tuple[Holding, Entry]] = {}
        nobody: set[tuple[str, int]] = set()
        for touch in touches:
            for entry in self._touched(touch):
                at = (touch.holding.holding, entry.line)
                if touch.holding.ref(entry):
                    told.setdefault(at, (touch.holding, entry))
                elif touch.holding.names == "objects":
                    nobody.add(at)
        if nobody:
            self.plan.missing["lines of which the index names no client: nobody can be told"] = len(nobody)
        for holding, entry in told.values():
            self.indexes[holding.index].date(entry, first[holding.index])
            self._announce(holding, entry)

    def _touched(self, touch: Touch) -> list[Entry]:
        index = self.indexes[touch.holding.index]
        if touch.say.touches == "object":
            return [entry for name in touch.names if (entry := index.get(name))]
        return [entry for name in touch.names for entry in index.under(name, touch.since)]

    def _announce(self, holding: Holding, entry: Entry) -> None:
        """The holder says whose line it is; without this an access would be to nobody."""
        at = datetime.fromisoformat(entry.since)
        id = self._repeat.statement_id(at, self.feed, holding.holding, str(entry.line), holding.ref(entry))
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
        private = [self._repeat.disclosure(id, entry.line, "ref", holding.ref(entry))]
        self.plan.sayings.append(Saying("information.collected.v1", data, private, at, id, [], 1, parts))

    def _say(self, touch: Touch) -> None:
        holding = touch.holding
        lines: str | list[list[int]] = "all"
        if touch.say.touches == "object" or not any(holding.prefix.startswith(name) for name in touch.names):
            lines = ranges([entry.line for entry in self._touched(touch)])
        if not lines:
            self.plan.skipped["a list of nothing that the index knows"] += 1
            return
        why, parts = holding.why(touch.purpose), [part.value for part in holding.parts or touch.say.parts]
        self._note_missing(touch, why)
        data: dict[str, Any] = {
            "holding": holding.holding,
            "unit": holding.unit or self._us.unit,
            "lines": lines,
            "parts": parts,
            "role": touch.role.value,
            "why": why,
        }
        data |= {"reason": touch.refused} if touch.refused else {"mode": touch.say.mode.value}
        name = "access.refused.v1" if touch.refused else "information.accessed.v1"
        id = self._repeat.statement_id(touch.at, self.feed, touch.id, holding.holding)
        named = "machine_role" if touch.role is Role.SYSTEM else "worker"
        private = [self._repeat.disclosure(id, 0, named, touch.who)] if touch.who else []
        count = sum(last - first + 1 for first, last in lines) if isinstance(lines, list) else 0
        self.plan.sayings.append(Saying(name, data, private, touch.at, id, [touch.number], count, parts))

    def _note_missing(self, touch: Touch, why: dict[str, Any]) -> None:
        for name in ("purpose", "basis", "agreement"):
            if name not in why:
                self.plan.missing[f"no {name} is given; the answers will say so"] += 1
        if touch.role is Role.UNKNOWN:
            self.plan.missing["no role in the mapping fits; it is said as unknown"] += 1
        if touch.who is None:
            self.plan.missing["the log does not say who it was"] += 1


def _found(mapping: Mapping, record: dict[str, Any]) -> dict[str, Any]:
    """The record with what the mapping finds inside its texts."""
    found: dict[str, list[str]] = {}
    for find in mapping.find:
        for match in find.pattern.finditer("\n".join(value(record, [path]) or "" for path in find.of)):
            for name, text in match.groupdict().items():
                if text and text not in found.setdefault(name, []):
                    found[name].append(text)
    return record | {"found": found} if mapping.find else record


def _instant(text: str | None, log: Log) -> datetime | None:
    try:
        at = datetime.strptime(text or "", log.time_format) if log.time_format else datetime.fromisoformat(text or "")
    except ValueError:
        return None
    if at.tzinfo is None and log.zone:
        at = at.replace(tzinfo=ZoneInfo(log.zone))
    return at.astimezone(UTC) if at.tzinfo else None
