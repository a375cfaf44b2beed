"""The closed terms of what families are told, choose, worry about and get copies of."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """What a notice is about."""

    COLLECTION = "collection"
    REQUESTS = "requests"
    FINDINGS = "findings"
    CHANGE = "change"


class Offered(StrEnum):
    """How much choice a person has (DPUP, Transparency and Choice)."""

    NONE = "none"
    LIMITED = "limited"
    SOME = "some"


class ChoiceAnswer(StrEnum):
    """``told``: there was no choice, and so no answer is asked for; ``some``: yes, but for the parts named."""

    TOLD = "told"
    YES = "yes"
    SOME = "some"
    NO = "no"


class ChoiceResult(StrEnum):
    """What became of a choice."""

    DONE = "done"
    IN_PART = "in_part"
    NOT_POSSIBLE = "not_possible"


class ConcernAbout(StrEnum):
    NOT_TOLD = "not_told"
    USED = "used"
    SHARED = "shared"
    SEEN = "seen"
    WRONG = "wrong"
    SAFETY = "safety"
    HELP = "help"  # to read it, hear it, or talk about it
    OTHER = "other"


class ConcernResult(StrEnum):
    EXPLAINED = "explained"
    CHANGED = "changed"
    STOPPED = "stopped"
    PASSED_ON = "passed_on"
    NO_CHANGE = "no_change"


class TellingAbout(StrEnum):
    """``flows``: what goes where, as it stands; ``finding`` and ``outcome``: what came of it; ``breach``: what went
    wrong."""

    FLOWS = "flows"
    FINDING = "finding"
    OUTCOME = "outcome"
    BREACH = "breach"


class HoldReason(StrEnum):
    ASKED = "asked"
    CONCERN = "concern"
    WRONG = "wrong"
    SAFETY = "safety"


class CopyGround(StrEnum):
    """Why a copy is kept back: a ground for refusing access, as the Privacy Act 2020 numbers it."""

    THREAT = "nz-pa2020:s49(1)(a)(i)"
    HARASSMENT = "nz-pa2020:s49(1)(a)(ii)"
    VICTIM = "nz-pa2020:s49(1)(a)(iii)"
    HEALTH = "nz-pa2020:s49(1)(b)"
    UNDER_16 = "nz-pa2020:s49(1)(c)"
    CUSTODY = "nz-pa2020:s49(1)(d)"
    OTHERS = "nz-pa2020:s53(b)"
    LAW = "nz-pa2020:s53(c)"
    PRIVILEGE = "nz-pa2020:s53(d)"


#: Grounds that tell of somebody's safety: that they were used is held from the family side (LAW "Safety").
SAFETY_GROUNDS = frozenset({CopyGround.THREAT, CopyGround.HARASSMENT, CopyGround.VICTIM})
