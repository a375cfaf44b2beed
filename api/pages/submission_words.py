"""What became of submissions, as a provider's pages say it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.wording.dates import said_day, said_period
from api.wording.flags import flagged
from api.wording.lines import place
from api.wording.outcomes import short_outcome
from api.wording.readers import ADULT, Naming, capital, counted, listed, said
from api.wording.terms import PARTS, PURPOSES, ROLES
from projections.agreements import Version
from projections.answers import Opened, Opening, Submission

OPENED = {Opened.OPENED: "Opened", Opened.NOT_OPENED: "Not opened", Opened.CANNOT_TELL: "Cannot tell"}
MODES = {"listed": "Looked at a list", "searched": "Searched it", "exported": "Took a file", "copied": "Copied it"}


@dataclass(frozen=True, slots=True)
class Row:
    """One submission in the table."""

    transfer: str
    title: str
    to: str
    sent: str
    late: str
    received: str
    count_differs: bool
    opened: str
    opened_way: str
    blind: str
    used: str
    came: tuple[str, ...]
    taken_back: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """``sentences`` lead; ``more`` are the lesser figures."""

    sentences: tuple[str, ...]
    more: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeenPart:
    who: str
    role: str
    what: str
    why: str
    when: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartGroup:
    """Parts that were opened and used alike; ``nothing`` says so where there are no rows."""

    parts: str
    rows: tuple[SeenPart, ...]
    nothing: str


def how_long(version: Version | None, words: Mapping[int, Mapping[str, str]]) -> str:
    """For how long it may be kept, as far as the agreement that it was sent under says so."""
    if version is None:
        return "It was sent under no agreement, so nothing says for how long."
    clauses = [one for one in version.requirements if one.kind == "retention"]
    if not clauses:
        return f"Version {version.version} of the agreement does not say for how long."
    meanings = [words.get(told.index, {}).get("meaning", "") for one in clauses for told in one.explained[-1:]]
    said_so = f"{capital(listed([f'clause {one.number}' for one in clauses]))} of version {version.version}"
    meant = " ".join(f"“{meaning}”" for meaning in meanings if meaning)
    return f"{said_so} {'says' if len(clauses) == 1 else 'say'} for how long{f': {meant}' if meant else '.'}"


def row(s: Submission, names: Naming) -> Row:
    uses = {use.index for part in s.parts for use in part.uses}
    return Row(
        transfer=s.transfer,
        title=said_period(s.period_from, s.period_to) or said_day(s.time),
        to=place(s.to_unit, s.to_organisation, names),
        sent=said_day(s.time),
        late=f"{counted(s.late_days, 'day')} late" if s.late_days else "",
        received=said_day(s.received) if s.received else "Not confirmed",
        count_differs=s.counts_match is False,
        opened=OPENED[s.opened],
        opened_way={Opened.OPENED: "solid", Opened.NOT_OPENED: "", Opened.CANNOT_TELL: "bad"}[s.opened],
        blind=blind(s, names),
        used={0: "No use told"}.get(len(uses), counted(len(uses), "use")),
        came=tuple(short_outcome(o, ADULT, names) for o in s.outcomes),
        taken_back=s.retracted is not None,
    )


def blind(s: Submission, names: Naming) -> str:
    """Why it cannot be told whether it was opened."""
    system = names.system(s.blind_system) if s.blind_system else "The system"
    if s.blind_reason == "does-not-report":
        return f"{system} does not report who opens records."
    if s.blind_reason == "silent":
        return (
            f"{system} has said nothing since {said_day(s.silent_since)}." if s.silent_since else f"{system} is silent."
        )
    if s.blind_reason == "gaps":
        return f"Some messages from {system} never reached us."
    return "Nobody has confirmed that it arrived." if s.blind_reason == "not-received" else ""


def summary(submissions: Iterable[Submission], names: Naming) -> Summary:
    """Influence first, then what nobody has told us, then the lesser figures."""
    sent = [s for s in submissions if s.retracted is None]
    if not sent:
        return Summary(("Nothing has been sent yet.",), ())
    kinds: dict[str, set[str]] = {}
    for s in sent:
        for o in s.outcomes:
            if o.retracted is None:
                kinds.setdefault(o.kind, set()).add(o.outcome)
    decisions, other = len(kinds.get("decision", ())), len(kinds.get("advice", ())) + len(kinds.get("report", ()))
    first = f"Our reports helped shape {counted(decisions, 'decision')}."
    if not decisions:
        first = "We know of no decision that our reports helped shape."
    if other:
        first += f" They also informed {counted(other, 'piece')} of advice or reporting."
    dark = sum(s.nothing_yet for s in sent)
    second = f"For {dark} of {counted(len(sent), 'report')}, nobody has told us what happened."
    if not dark:
        second = f"We have been told what happened to {'it' if len(sent) == 1 else f'all {len(sent)}'}."
    return Summary((first, second), tuple(_lesser(sent)))


def _lesser(sent: list[Submission]) -> list[str]:
    opened = [s.opened for s in sent]
    found = (
        (opened.count(Opened.NOT_OPENED), "was not opened by anyone", "were not opened by anyone"),
        (opened.count(Opened.CANNOT_TELL), "may or may not have been opened: we cannot tell", ""),
        (sum(s.received is None for s in sent), "was never confirmed as received", "were never confirmed as received"),
        (sum(s.counts_match is False for s in sent), "arrived with another count than we sent", ""),
        (sum(bool(s.late_days) for s in sent), "went out late", ""),
    )
    return [f"{n} {one if n == 1 else many or one}." for n, one, many in found if n]


def sentences(s: Submission, names: Naming) -> tuple[str, ...]:
    """The first answer about one submission."""
    told = {
        Opened.OPENED: "It was opened.",
        Opened.NOT_OPENED: "Nobody has opened it.",
        Opened.CANNOT_TELL: f"We cannot tell if it was opened. {blind(s, names)}",
    }[s.opened]
    if s.retracted is not None:
        told = f"We took it back. {told}"
    unused = [part for part in s.parts if not part.openings and not part.uses]
    if s.opened is Opened.OPENED and unused and len(unused) < len(s.parts):
        told += f" We know of nobody who opened {counted(len(unused), 'part')} of {len(s.parts)}."
    standing = sum(o.retracted is None for o in s.outcomes)
    came = f"It informed {counted(standing, 'thing')}, listed below." if standing else ""
    if standing < len(s.outcomes):
        came = f"{came or 'Nobody has told us what came of it.'} What they told us before was taken back."
    return tuple(filter(None, (told, came or "Nobody has told us what came of it.")))


def groups(s: Submission, names: Naming) -> tuple[PartGroup, ...]:
    """Parts with the same readers together, the most read first."""
    found: dict[tuple[SeenPart, ...], list[str]] = {}
    for part in s.parts:
        rows = (*_seen(part.openings, False, names), *_seen(part.uses, True, names))
        found.setdefault(rows, []).append(said(PARTS, part.part, ADULT))
    nothing = {
        Opened.NOT_OPENED: "Not opened.",
        Opened.OPENED: "Nobody that we know of.",
        Opened.CANNOT_TELL: f"We cannot tell. {blind(s, names)}",
    }[s.opened]
    made = [PartGroup(capital(listed(parts)), rows, nothing) for rows, parts in found.items()]
    return tuple(sorted(made, key=lambda group: -len(group.rows)))


def _seen(openings: Iterable[Opening], used: bool, names: Naming) -> list[SeenPart]:
    """The same unit, role, way and reason in one row, with first and last day."""
    found: dict[tuple[str, str, str, str, tuple[str, ...]], list[Opening]] = {}
    for o in openings:
        what = "Used it" if used else MODES.get(o.mode or "", "Opened it")
        why = capital(said(PURPOSES, o.purpose, ADULT, "no reason was given"))
        key = (place(o.unit, o.organisation, names), capital(said(ROLES, o.role, ADULT)), what, why, o.flags)
        found.setdefault(key, []).append(o)
    rows = []
    for (who, role, what, why, flags), times in found.items():
        first, last = said_day(min(o.time for o in times)), said_day(max(o.time for o in times))
        what = what if len(times) == 1 else f"{what}, {len(times)} times"
        rows.append(SeenPart(who, role, what, why, last if first == last else f"{first} to {last}",
                             tuple(flagged(flags, ADULT))))  # fmt: skip
    return rows
