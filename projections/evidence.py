"""Findings on their way into contracting decisions: who was told, when at the earliest, what goes along."""

from dataclasses import dataclass

from sqlalchemy import Connection

from projections import findings, journal
from projections.due import Due
from projections.journal import Entry

TYPES = ("evidence.proposed", "evidence.objected", "evidence.entered")


@dataclass(frozen=True, slots=True)
class Evidence:
    """``contexts``: digests of all replies and objections, which must go along; ``entered``: when it went before those
    who decide, None while it has not; ``outcome``: the decision that relied on it."""

    matter: str
    index: int
    time: str
    finding: str
    organisation: str
    unit: str
    to_unit: str
    providers: tuple[str, ...]
    not_before: str
    objections: tuple[findings.Reply, ...]
    contexts: tuple[str, ...]
    entered: str | None
    outcome: str | None


def evidence(connection: Connection, matter: str) -> Evidence | None:
    entries = journal.standing(journal.of(connection, matter))
    proposed = next((e for e in entries if e.type == "evidence.proposed"), None)
    if proposed is None:
        return None
    entered = [e for e in entries if e.type == "evidence.entered"]
    objections = tuple(_objection(e) for e in entries if e.type == "evidence.objected")
    replies = journal.standing(journal.of(connection, proposed.data["finding"]))
    contexts = [e.digest for e in replies if e.type == "finding.answered"] + [o.digest for o in objections]
    d = proposed.data
    return Evidence(
        matter, proposed.index, proposed.time, d["finding"], proposed.organisation, d["unit"], d["to_unit"],
        tuple(d["providers"]), d["not_before"], objections, tuple(contexts), entered[0].time if entered else None,
        next((e.data["outcome"] for e in reversed(entered) if e.data.get("outcome")), None),
    )  # fmt: skip


def of_viewer(connection: Connection, entries: list[Entry]) -> list[str]:
    """The pieces of evidence among these statements, newest first."""
    return list(dict.fromkeys(e.matter for e in reversed(entries) if e.noun == "evidence"))


def duties(connection: Connection, today: str) -> list[Due]:
    """A provider may say what must be known before a finding about it goes into a decision."""
    found = []
    for matter in of_viewer(connection, journal.every(connection, "evidence.proposed")):
        one = evidence(connection, matter)
        if one is None or one.entered or one.not_before <= today:
            continue
        said = {objection.organisation for objection in one.objections}
        found += [
            Due(
                "evidence-reply", who, None, "evidence", matter, one.index, one.time, one.not_before, False,
                "right-of-reply", to=(one.organisation,),
            )
            for who in one.providers
            if who not in said
        ]  # fmt: skip
    return found


def _objection(e: Entry) -> findings.Reply:
    return findings.Reply(e.index, e.digest, e.time, e.organisation, 0, e.data["stance"])
