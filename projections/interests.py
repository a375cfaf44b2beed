"""Māori interests in a programme, an agreement or a use: what was voiced, what became of it, what was given back."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from projections import days, journal
from projections.due import Due
from projections.journal import Entry

#: Days in which what was voiced is answered (rules version 1).
ANSWER_DAYS = 20
TYPES = (
    "interest.declared", "interest.mandated", "interest.voiced", "interest.answered", "interest.returned",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Voiced:
    """``outcome`` is None before an answer; ``open``: it waits for one, or is an objection that was not accepted."""

    index: int
    digest: str
    time: str
    kind: str
    parts: tuple[str, ...]
    restriction: str | None
    outcome: str | None
    answer: str | None
    due: str
    overdue: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Returned:
    index: int
    digest: str
    time: str
    returned: str


@dataclass(frozen=True, slots=True)
class Interest:
    """``contact_until``: until when somebody is named to speak for the group; who that is, is private."""

    interest: str
    index: int
    digest: str
    time: str
    recorded: str
    group: str
    programme: str | None
    agreement: str | None
    use: str | None
    to: str
    contact_until: str | None
    voiced: tuple[Voiced, ...]
    returned: tuple[Returned, ...]


def folded(entries: Iterable[Entry], today: str) -> list[Interest]:
    """The interests among these statements, oldest first."""
    return [_interest(said, today) for said in journal.by_matter(entries) if said[0].type == "interest.declared"]


def about(connection: Connection, ref: str, today: str) -> list[Interest]:
    """The interests in a programme, an agreement or a use."""
    matters = dict.fromkeys(e.matter for e in journal.mentioning(connection, ref, "interest.declared"))
    return folded((entry for matter in matters for entry in journal.of(connection, matter)), today)


def duties(connection: Connection, today: str) -> list[Due]:
    """What was voiced and waits for an answer."""
    entries = journal.every(connection, *TYPES)
    speakers = {e.matter: e.organisation for e in entries if e.type == "interest.declared" and not e.data.get("voice")}
    return [
        Due(
            "interest", one.to, None, "interest", one.interest, said.index, said.time, said.due, said.overdue,
            "dpup:kaitiakitanga", to=tuple(filter(None, [speakers.get(one.interest)])),
        )
        for one in folded(entries, today)
        for said in one.voiced
        if said.outcome is None
    ]  # fmt: skip


def _interest(said: list[Entry], today: str) -> Interest:
    declared, d = said[0], said[0].data
    answers = {e.data["statement"]: e for e in said if e.type == "interest.answered"}
    mandates = [e.data["until"] for e in said if e.type == "interest.mandated"]
    return Interest(
        declared.matter, declared.index, declared.digest, declared.time, declared.recorded, d["group"],
        d.get("programme"), d.get("agreement"), d.get("use"), d["to"], mandates[-1] if mandates else None,
        tuple(_voiced(e, answers.get(e.digest), today) for e in said if e.type == "interest.voiced"),
        tuple(
            Returned(e.index, e.digest, e.time, e.data["returned"]) for e in said if e.type == "interest.returned"
        ),
    )  # fmt: skip


def _voiced(e: Entry, answer: Entry | None, today: str) -> Voiced:
    outcome = answer.data["outcome"] if answer else None
    due = days.due(e.time, ANSWER_DAYS)
    unresolved = outcome is None or (e.data["kind"] == "objection" and outcome != "accepted")
    return Voiced(
        e.index, e.digest, e.time, e.data["kind"], tuple(e.data.get("parts", ())), e.data.get("restriction"), outcome,
        answer.digest if answer else None, due, outcome is None and due < today, unresolved,
    )  # fmt: skip
