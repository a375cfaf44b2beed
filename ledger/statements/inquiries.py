"""Asking who did it: a worker's name comes out for one recorded inquiry into misuse, approved by two, shown once
(LAW "Safety").

Who asks and who approves are told apart as in ``withholdings``: ``by`` is SHA-256 of the inquiry's id and the house's
own secret id of its officer.
"""

from enum import StrEnum

from ledger.statements.families import AboutOne
from ledger.statements.terms import Count, Data, Digest, Uuid


class MisuseGround(StrEnum):
    """Why it may have been misuse. ``barred``: whoever the person had named; ``purpose``: for none, or another than was
    agreed; ``related``: somebody who may know the person."""

    BARRED = "barred"
    PURPOSE = "purpose"
    RELATED = "related"
    COMPLAINT = "complaint"
    BREACH = "breach"


class InquiryDecision(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"


class InquiryOpened(AboutOne):
    """An officer asks who did what ``statement`` tells, to whoever is on this line. ``to``: the house that issued it,
    whose worker it is. It runs out after ``ledger.matters.inquiry.DAYS``."""

    inquiry: Uuid
    statement: Digest
    to: Uuid
    ground: MisuseGround
    unit: Uuid
    by: Digest


class InquiryDecided(Data):
    """Another officer, of either house, approves or refuses. Two who approve are needed, one of them of the house whose
    worker it is; one who refuses ends it."""

    inquiry: Uuid
    decision: InquiryDecision
    unit: Uuid
    by: Digest


class InquiryAnswered(Data):
    """The name was shown, once, to the officer who had asked; sealed before it left. ``names``: how many there were."""

    inquiry: Uuid
    organisation: Uuid
    unit: Uuid | None
    by: Digest
    names: Count


TYPES: dict[str, type[Data]] = {
    "inquiry.opened.v1": InquiryOpened,
    "inquiry.decided.v1": InquiryDecided,
    "inquiry.answered.v1": InquiryAnswered,
}
