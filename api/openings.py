"""What is recorded when staff open it, so that who gave it can see who has read it."""

from sqlalchemy import Connection, select

from api.reading import notify
from api.reads import Read
from api.session import SignedIn
from ledger.vocabulary import Role, UnitKind
from projections.journal import Entry
from projections.policy import Kind
from projections.tables import unit

#: Kinds of matters of which each opening by the one they were given to is sealed.
ON_OPENING = frozenset({"learning"})

ROLES = {
    UnitKind.REPORTING: Role.REPORTING_ANALYST, UnitKind.EVALUATION: Role.EVALUATION_ANALYST,
    UnitKind.POLICY: Role.POLICY_ADVISOR, UnitKind.CONTRACTING: Role.CONTRACT_MANAGER,
    UnitKind.BENEFITS: Role.BENEFIT_OFFICER, UnitKind.DATA_SERVICES: Role.DATA_ENGINEER,
    UnitKind.SYSTEMS: Role.DATA_ENGINEER, UnitKind.PRIVACY: Role.PRIVACY_OFFICER,
    UnitKind.FRONT_LINE: Role.TEAM_LEADER,
}  # fmt: skip
#: Who reads for checking, or only about themselves.
_UNRECORDED = frozenset({Kind.AUDITOR, Kind.OPERATOR, Kind.PERSON, Kind.BOARD})


def note(connection: Connection, signed: SignedIn, entries: list[Entry]) -> None:
    """Seals, before the answer leaves, that the viewer opened this matter; its giver's own looks are not noted."""
    viewer, first = signed.viewer, entries[0]
    if first.noun not in ON_OPENING or viewer.kind in _UNRECORDED or viewer.organisation == first.organisation:
        return
    kind = connection.scalar(select(unit.c.kind).where(unit.c.id == viewer.unit))
    role = ROLES[UnitKind(kind)] if kind else Role.UNKNOWN
    data = {
        first.noun: first.matter, "organisation": viewer.organisation, "read_by": viewer.unit, "role": role.value
    }  # fmt: skip
    read = Read(str(signed.identity["id"]), first.matter, first.noun)
    if signed.site.reads.seal(signed.site.ledger, read, data, f"{first.noun}.read.v1"):
        notify(signed.site)
