"""The verdict on a log in an auditor's order: what holds, what does not, and what nobody can say.

    intact · complete · independent · timely · rules broken and flagged · withheld and overdue · figures reproduced ·
    sampled · not covered

Only ``intact`` and ``figures reproduced`` can fail the log. The others are findings about those who speak in it: the
log is right to hold them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, func, or_, select

from ledger.verification.report import Report
from ledger.vocabulary import HELD_BASES, Reports
from projections import duties, flags, tables, withholdings
from projections.answers import Feed
from projections.asking import header, today
from projections.coverage import feeds
from projections.owed import owed
from projections.reproduce import DIFFERS, REPRODUCED, UNCHECKED, Reproduction
from projections.sampling import Sampled

#: Feeds, answers and findings named one by one; the JSON has them all.
SHOWN = 10


@dataclass(frozen=True)
class Section:
    """``ok``: False where the log itself does not hold, None where it is a matter of judgement. ``figures`` are what
    ``words`` say, for a machine."""

    name: str
    ok: bool | None
    words: tuple[str, ...]
    figures: dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    origin: str
    size: int
    root: str
    as_of: str
    sections: tuple[Section, ...]

    @property
    def ok(self) -> bool:
        """Nothing in it is wrong with the log itself."""
        return all(section.ok is not False for section in self.sections)

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.ok} | asdict(self)

    def text(self) -> str:
        """For reading and for paper."""
        lines = [
            f"Verdict on {self.origin}, {self.size:,} statements, as of {self.as_of or 'its beginning'}",
            f"Root: {self.root}",
        ]
        for number, section in enumerate(self.sections, 1):
            mark = {True: "holds", False: "DOES NOT HOLD", None: "to judge"}[section.ok]
            lines += ["", f"{number}. {section.name.capitalize()}: {mark}", *(f"   {words}" for words in section.words)]
        return "\n".join(lines)


def verdict(report: Report, connection: Connection, reproduction: Reproduction, sampled: Sequence[Sampled]) -> Verdict:
    """From the verification's report and the read models made from the same export."""
    as_of = header(connection, "verdict").as_of
    known = feeds(connection, as_of)
    sections = (
        _intact(report), _complete(report, connection, known), _independent(report), _timely(connection),
        _flagged(reproduction, connection), _withheld(connection), _reproduced(reproduction), _sampled(sampled),
        _not_covered(report, reproduction, known),
    )  # fmt: skip
    return Verdict(report.origin, report.size, report.root, as_of, sections)


def _some(words: Sequence[str]) -> tuple[str, ...]:
    more = [f"… and {len(words) - SHOWN:,} more, in the JSON."] if len(words) > SHOWN else []
    return (*words[:SHOWN], *more)


def _intact(report: Report) -> Section:
    words = [f"{report.verified:,} of {report.size:,} statements hold: hashes, signatures, keys and rules."]
    named = [str(finding) for finding in report.findings]
    return Section("intact", report.ok, (*words, *_some(named)), {"verified": report.verified, "found": report.found})


def _complete(report: Report, connection: Connection, known: Sequence[Feed]) -> Section:
    quiet = [feed for feed in known if feed.silent_since]
    blind = [feed for feed in known if Reports.ACCESSED not in feed.reports]
    transfer = tables.transfer
    sent = connection.execute(select(func.count(), func.count(transfer.c.received)).select_from(transfer)).one()
    words = [f"{len(known)} systems report; {len(report.gaps)} left numbers out, {len(quiet)} fell silent."]
    words += [f"We cannot speak for {gap.missing:,} statements that feed {gap.feed} left out." for gap in report.gaps]
    words += [f"We cannot speak for feed {feed.source} since {feed.silent_since}." for feed in quiet]
    if blind:
        words.append(f"{len(blind)} of the systems do not promise to report every opening.")
    words.append(f"Of {sent[0]:,} transfers, {sent[0] - sent[1]:,} were never said to be received.")
    figures = {
        "feeds": len(known), "gaps": [asdict(gap) for gap in report.gaps],
        "silent": [(feed.source, feed.silent_since) for feed in quiet], "blind": [feed.source for feed in blind],
        "transfers": sent[0], "not_received": sent[0] - sent[1],
    }  # fmt: skip
    return Section("complete", None, (words[0], *_some(words[1:-1]), words[-1]), figures)


def _independent(report: Report) -> Section:
    own = report.size - report.custodial_statements
    share = own / report.size if report.size else 0.0
    words = [
        f"{own:,} of {report.size:,} statements ({share:.0%}) are signed by keys that this site does not hold.",
        f"{report.keys.recovered} keys were given out anew by the operator.",
    ]
    if report.witnesses is None:
        words.append("No policy was given, so no witness was asked for: --policy.")
    else:
        words.append(f"Cosigned by {', '.join(sorted(report.witnesses)) or 'no witness'}.")
    return Section("independent", None, tuple(words), {"own_keys": own, "share": share, "witnesses": report.witnesses})


def _timely(connection: Connection) -> Section:
    act = tables.act
    total = connection.scalar(select(func.count()).select_from(act)) or 0
    late = connection.scalar(select(func.count()).select_from(act).where(act.c.flags.contains("recorded-late"))) or 0
    words = f"{late:,} of {total:,} acts were recorded {flags.LATE_DAYS} days or more after they happened."
    return Section("timely", None, (words,), {"acts": total, "recorded_late": late})


def _flagged(done: Reproduction, connection: Connection) -> Section:
    found: Counter[str] = Counter()
    for (text,) in connection.execute(select(tables.act.c.flags).where(tables.act.c.flags != "")):
        found.update(flag for flag in text.split() if flag != "recorded-late")
    refused = done.refused
    words = [f"{count:,} × {flag}" for flag, count in sorted(found.items(), key=lambda item: (-item[1], item[0]))]
    words = words or ["No act breaks a rule."]
    words.append(f"{refused:,} signed statements were refused at the door.")
    return Section("rules broken and flagged", None, tuple(words), {"flags": dict(found), "refused": refused})


def _withheld(connection: Connection) -> Section:
    act = tables.act
    held = or_(act.c.basis.in_(sorted(HELD_BASES)), act.c.safety_sensitive == 1)
    count, oldest = connection.execute(select(func.count(), func.min(act.c.time)).where(held)).one()
    kept = [one for one in withholdings.every(connection) if one.ended is None]
    day = today(connection)
    waiting = [one for one in kept if withholdings.late(one, day)]
    late = [due for due in duties.open_duties(connection) if due.overdue]
    units = connection.scalars(select(tables.unit.c.id).order_by(tables.unit.c.idx)).all()
    flows = [(unit, duty) for unit in units for duty in owed(connection, unit).duties if duty.overdue]
    words = [
        f"{count:,} acts are held from family-side viewers" + (f", the oldest since {oldest}." if oldest else "."),
        f"{len(kept):,} statements are withheld by decision; {len(waiting):,} of them wait for a second person, or for"
        " their review, past the day.",
        f"{len(late) + len(flows):,} duties are overdue.",
    ]
    named = [f"{due.kind}, due {due.due}: statement {due.index} ({due.owner})" for due in late]
    named += [f"{duty.kind}, due {duty.due}: statement {duty.index} (unit {unit})" for unit, duty in flows]
    words += _some(named)
    figures = {
        "held": count, "oldest_held": oldest, "withheld": [asdict(one) for one in kept],
        "overdue": [asdict(due) for due in late],
        "overdue_flows": [{"unit": unit} | asdict(duty) for unit, duty in flows],
    }  # fmt: skip
    return Section("withheld and overdue", None, tuple(words), figures)


def _reproduced(done: Reproduction) -> Section:
    total = len(done.answers)
    words = [f"{done.count(REPRODUCED):,} of {total:,} answers that left the house were made again, byte for byte."]
    wrong = [f"Answer {a.index} ({a.kind}): {a.words}." for a in done.answers if a.result == DIFFERS]
    wrong += [f"{name} is not an answer that this ledger says it gave, or it was changed." for name in done.strangers]
    wrong += [f"The ledger's own read models differ from the log in {name}." for name in done.tampered]
    open_ = [f"Answer {a.index} ({a.kind}) was not checked: {a.words}." for a in done.answers if a.result == UNCHECKED]
    ok = None if done.ok and open_ else done.ok  # what was not checked does not hold by itself
    return Section("figures reproduced", ok, (*words, *wrong, *_some(open_)), done.as_json())


def _sampled(sampled: Sequence[Sampled]) -> Section:
    words = [f"{len(sampled)} lines, chosen by the checkpoint's hash, to be compared with the source systems:"]
    words += [f"register {one.holding} line {one.line}: statements {one.said()}" for one in sampled]
    if not sampled:
        words = ["None asked for: lightwell sample."]
    return Section("sampled", None, tuple(words), {"lines": [asdict(one) for one in sampled]})


def _not_covered(report: Report, done: Reproduction, known: Sequence[Feed]) -> Section:
    words = [
        "What nobody recorded. No one can prove that everything was put in the log.",
        "Whether a statement is true: a signature shows who said it.",
        "Who the people are: an export has no private parts.",
    ]
    if done.count(UNCHECKED):
        words.append(f"{done.count(UNCHECKED):,} answers whose copies were not given.")
    if report.witnesses is None:
        words.append("That nobody was shown another log: compare the root with what others hold, or give a policy.")
    if not known:
        words.append("Anything at all: no system reports.")
    return Section("not covered", None, tuple(words), {})
