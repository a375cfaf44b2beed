"""The whole story in the order in which it is said: a pure function of the seed."""

from collections import Counter
from dataclasses import dataclass, replace

from consumers.story.agreements import agreements
from consumers.story.entry import Entry, SaidSoFar
from consumers.story.followed import followed
from consumers.story.gathering import gathering
from consumers.story.heartbeats import heartbeats
from consumers.story.incidents import LOST_SHEET, incidents
from consumers.story.nztime import later
from consumers.story.onward import onward
from consumers.story.organisations import founding
from consumers.story.quarters import Submission, quarters, submissions
from consumers.story.readings import outcomes, readings
from consumers.story.scenes import families, programmes, reporting, requests, tenders
from consumers.story.seed import Seed
from consumers.story.stage import Stage
from consumers.story.whanau import Group, Whanau, build
from consumers.story.year_one import year_one


@dataclass(frozen=True, slots=True)
class Plan:
    """``entries`` in time order, each at a time of its own."""

    seed: Seed
    whanau: Whanau
    submissions: list[Submission]
    entries: list[Entry]


def plan(seed: Seed | None = None) -> Plan:
    """What everybody says from April 2025 to September 2026."""
    seed = seed or Seed()
    whanau = build(seed)
    sent = submissions(whanau)
    stage = Stage(seed, whanau, {one.slug: one for one in sent})
    entries = [
        *founding(seed),
        *agreements(seed),
        *gathering(seed, whanau),
        *quarters(seed, sent),
        *readings(seed, whanau, sent),
        *outcomes(seed, sent),
        *followed(stage),
        *onward(stage),
        *incidents(stage),
        *year_one(seed, sent),
        *programmes.scenes(stage),
        *tenders.scenes(stage),
        *families.scenes(stage),
        *requests.scenes(stage),
        *reporting.scenes(stage),
        *heartbeats(),
    ]
    return Plan(seed, whanau, sent, _counted(_in_time(_losing(entries, whanau))))


def _losing(entries: list[Entry], whanau: Whanau) -> list[Entry]:
    """Marks the one attendance sheet that never arrived."""
    (group,) = whanau.of(*LOST_SHEET)
    sheets = [e for e in entries if e.feed == "casebook" and e.data.get("parts") == ["attendance"] and _about(e, group)]
    lost = sorted(sheets, key=lambda entry: entry.time)[2]
    return [replace(entry, lost=entry is lost) for entry in entries]


def _about(entry: Entry, group: Group) -> bool:
    return bool(entry.data["lines"][0][0] == group.first) and entry.name == "information.collected.v1"


def _in_time(entries: list[Entry]) -> list[Entry]:
    """Sorted; whoever speaks in the same second as somebody else is put off to the next free one."""
    ordered: list[Entry] = []
    for entry in sorted(entries, key=lambda entry: entry.time):
        if ordered and entry.time <= ordered[-1].time:
            entry = replace(entry, time=later(ordered[-1].time, 1))
        ordered.append(entry)
    return ordered


def _counted(entries: list[Entry]) -> list[Entry]:
    """Each heartbeat says how many statements its feed had said before it."""
    said: Counter[str] = Counter()
    counted = []
    for entry in entries:
        if isinstance(entry.data.get("statements"), SaidSoFar):
            entry = replace(entry, data=entry.data | {"statements": said[entry.feed]})
        said[entry.feed] += 1
        counted.append(entry)
    return counted
