"""Meetings: who was invited, who said they would come, who came, and what was talked about."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from projections import days, journal
from projections.due import Due
from projections.journal import Entry

#: Days after its day in which the host says that it was held (rules version 1).
RECORD_DAYS = 10
TYPES = ("meeting.invited", "meeting.answered", "meeting.held")


@dataclass(frozen=True, slots=True)
class Item:
    """Where, how and why a part is to be collected."""

    part: str
    place: str
    way: str
    purpose: str
    identifiable: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """``organisation`` is empty where people answered for themselves; ``people``: how many."""

    index: int
    digest: str
    time: str
    organisation: str
    people: int
    coming: str
    another: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """Who came, as the one who recorded it says."""

    index: int
    digest: str
    time: str
    organisation: str
    on: str
    organisations: tuple[str, ...]
    families: int
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """``people``: how many were invited from registers; ``waiting``: organisations that have not answered yet.

    ``invitations``: the digests of all of them, whose words say where and what for.
    """

    meeting: str
    index: int
    digest: str
    time: str
    recorded: str
    host: str
    kind: str
    on: str
    programme: str | None
    agreement: str | None
    organisations: tuple[str, ...]
    people: int
    topics: tuple[str, ...]
    items: tuple[Item, ...]
    invitations: tuple[str, ...]
    replies: tuple[Reply, ...]
    waiting: tuple[str, ...]
    held: tuple[Held, ...]


def folded(entries: Iterable[Entry]) -> list[Meeting]:
    """The meetings among these statements, the latest day first."""
    found = [_meeting(said) for said in journal.by_matter(entries) if said[0].type == "meeting.invited"]
    return sorted(found, key=lambda meeting: (meeting.on, meeting.index), reverse=True)


def about(connection: Connection, ref: str) -> list[Meeting]:
    """The meetings about a programme or an agreement."""
    matters = dict.fromkeys(e.matter for e in journal.mentioning(connection, ref, "meeting.invited"))
    return folded(entry for matter in matters for entry in journal.of(connection, matter))


def duties(connection: Connection, today: str) -> list[Due]:
    """Invitations without an answer, and meetings of which nobody has said that they were held."""
    found = []
    for one in folded(journal.every(connection, *TYPES)):
        if one.held:
            continue
        found += [_due("meeting-answer", organisation, one, one.on, today, (one.host,)) for organisation in one.waiting]
        if one.on < today:
            others = tuple(o for o in one.organisations if o != one.host)
            found.append(_due("meeting-record", one.host, one, days.later(one.on, RECORD_DAYS), today, others))
    return found


def items(said: list[dict[str, Any]]) -> tuple[Item, ...]:
    """``DataItem`` members as the answer has them."""
    return tuple(Item(i["part"], i["place"], i["way"], i["purpose"], i["identifiable"]) for i in said)


def _due(kind: str, owner: str, meeting: Meeting, due: str, today: str, to: tuple[str, ...]) -> Due:
    return Due(
        kind, owner, None, "meeting", meeting.meeting, meeting.index, meeting.time, due, due < today,
        "dpup:working-together", to=to,
    )  # fmt: skip


def _meeting(said: list[Entry]) -> Meeting:
    first, invited = said[0], [e for e in said if e.type == "meeting.invited"]
    last = [e for e in invited if e.organisation == first.organisation][-1]
    organisations = dict.fromkeys([first.organisation, *(o for e in invited for o in e.data["organisations"])])
    replies = tuple(_reply(e) for e in said if e.type == "meeting.answered")
    answered = {first.organisation, *(reply.organisation for reply in replies)}
    d = first.data
    return Meeting(
        first.matter, first.index, first.digest, first.time, first.recorded, first.organisation, d["kind"],
        last.data["on"], d.get("programme"), d.get("agreement"), tuple(organisations),
        sum(_people(e) for e in invited), tuple(dict.fromkeys(t for e in invited for t in e.data["topics"])),
        items([i for e in invited for i in e.data.get("items", ())]), tuple(e.digest for e in invited), replies,
        tuple(o for o in organisations if o not in answered), tuple(_held(e) for e in said if e.type == "meeting.held"),
    )  # fmt: skip


def _reply(e: Entry) -> Reply:
    people = _people(e)
    return Reply(
        e.index, e.digest, e.time, "" if people else e.organisation, people, e.data["coming"], e.data.get("another")
    )


def _held(e: Entry) -> Held:
    d = e.data
    return Held(
        e.index, e.digest, e.time, e.organisation, d["on"], tuple(d["organisations"]), d["families"],
        tuple(d["topics"]),
    )  # fmt: skip


def _people(e: Entry) -> int:
    return sum(last - first + 1 for first, last in e.data.get("lines") or ())
