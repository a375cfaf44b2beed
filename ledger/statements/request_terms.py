"""The closed terms of requests: what is asked, how it is checked, decided and answered."""

from enum import StrEnum


class RequestKind(StrEnum):
    ACCESS = "access"
    CORRECTION = "correction"


class AskedBy(StrEnum):
    """Who asks: the person, or somebody for them (who needs an authority; a parent has no automatic right)."""

    SELF = "self"
    PARENT = "parent"
    REPRESENTATIVE = "representative"


class Channel(StrEnum):
    """How it came or went. What comes electronically after the close of a working day counts as the next one's."""

    ELECTRONIC = "electronic"
    IN_PERSON = "in_person"
    PHONE = "phone"
    POST = "post"


class Check(StrEnum):
    """The checks, in the order in which they are made."""

    SAFETY = "safety"
    IDENTITY = "identity"
    OTHERS = "others"
    CHILD_VIEWS = "child_views"


class CheckResult(StrEnum):
    """``concern``: not safe as asked, not who they say, others are in it, the child does not want it."""

    CLEAR = "clear"
    CONCERN = "concern"
    NOT_NEEDED = "not_needed"


class AuthorityKind(StrEnum):
    """On what somebody may ask and look for the person; ``spoken`` and ``written``: the person said or wrote so."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    GUARDIAN = "guardian"
    WELFARE_GUARDIAN = "welfare_guardian"
    ATTORNEY = "attorney"
    LAWYER = "lawyer"


class Decision(StrEnum):
    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"
    NEITHER = "neither"  # neither confirmed nor denied (s 47)


class Ground(StrEnum):
    """Why not: provisions of the Privacy Act 2020, and for corrections what was found."""

    NEITHER = "nz-pa2020:s47"
    THREAT = "nz-pa2020:s49(1)(a)(i)"
    HARASSMENT = "nz-pa2020:s49(1)(a)(ii)"
    VICTIM = "nz-pa2020:s49(1)(a)(iii)"
    HEALTH = "nz-pa2020:s49(1)(b)"
    UNDER_16 = "nz-pa2020:s49(1)(c)"
    CUSTODY = "nz-pa2020:s49(1)(d)"
    EVALUATIVE = "nz-pa2020:s50"
    NATIONAL_SECURITY = "nz-pa2020:s51"
    TRADE_SECRET = "nz-pa2020:s52"  # noqa: S105 - a provision's name
    NOT_HELD = "nz-pa2020:s53(a)"
    OTHERS_AFFAIRS = "nz-pa2020:s53(b)"
    LAW = "nz-pa2020:s53(c)"
    PRIVILEGE = "nz-pa2020:s53(d)"
    ARCHIVE = "nz-pa2020:s53(e)"
    CONTEMPT = "nz-pa2020:s53(f)"
    CRIMINAL_DISCLOSURE = "nz-pa2020:s53(g)"
    FRIVOLOUS = "nz-pa2020:s53(h)"
    FOUND_RIGHT = "found_right"  # corrections: it was checked, and is right
    CANNOT_TELL = "cannot_tell"
    RECORD_OF_ITS_TIME = "record_of_its_time"


class ExtensionGround(StrEnum):
    """Why more time is needed (s 48, s 65)."""

    LARGE_QUANTITY = "large_quantity"
    CONSULTATIONS = "consultations"
    COMPLEX = "complex"


class CopyForm(StrEnum):
    ON_THE_PAGE = "on_the_page"
    PAPER = "paper"
    READ_ALOUD = "read_aloud"
    VIEWED = "viewed"


class Handling(StrEnum):
    """What was fetched for somebody goes to them alone: sealed, or read together; it goes in no case file."""

    OWN_COPY = "own_copy"
    SEALED = "sealed"
    READ_TOGETHER = "read_together"


class ProtocolStep(StrEnum):
    """What two parties agree to do with each request."""

    SAFETY = "safety"
    IDENTITY = "identity"
    OTHERS = "others"
    CHILD_VIEWS = "child_views"
    FETCH = "fetch"
    DECIDE = "decide"
    SUPPLY = "supply"


class DeviationReason(StrEnum):
    SAFETY = "safety"
    WISH_OF_THE_PERSON = "wish_of_the_person"
    URGENT = "urgent"
    STAFF_AWAY = "staff_away"
    SYSTEM_DOWN = "system_down"
    MISTAKE = "mistake"


class Helped(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class BreachKind(StrEnum):
    OPENED_WITHOUT_RIGHT = "opened_without_right"
    SENT_WRONGLY = "sent_wrongly"
    LOST = "lost"
    CHANGED = "changed"
    UNAVAILABLE = "unavailable"


class Harm(StrEnum):
    """Whether serious harm is likely: then the breach is notifiable (s 112–115)."""

    LIKELY = "likely"
    UNLIKELY = "unlikely"
    UNKNOWN = "unknown"


class Notified(StrEnum):
    COMMISSIONER = "commissioner"
    PEOPLE = "people"
