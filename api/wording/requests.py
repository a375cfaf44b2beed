"""Requests, for families (adult and child words) and for staff. Facts of law are in ``ledger/statutory.toml``."""

from api.wording.terms import Terms
from ledger.statements.request_terms import (
    AskedBy,
    AuthorityKind,
    BreachKind,
    Channel,
    CheckResult,
    CopyForm,
    Decision,
    DeviationReason,
    ExtensionGround,
    Ground,
    Handling,
    Harm,
    Helped,
    Notified,
    ProtocolStep,
    RequestKind,
)

KINDS: Terms = {
    RequestKind.ACCESS: ("See what is held about you", "See what they keep on you"),
    RequestKind.CORRECTION: ("Have something put right", "Fix what is wrong"),
}

#: By when the next step is to be done, or that this day is over.
DUE: Terms = {
    "coming": ("It is due by {due}.", "They must do it by {due}."),
    "over": ("It was due by {due}. It is late.", "They had to do it by {due}. They are late."),
}
#: Said to the person: what happens in this step; ``{who}`` does it.
STEPS: Terms = {
    ProtocolStep.SAFETY: (
        "{who} makes sure that answering is safe for you.",
        "{who} will make sure that you are safe.",
    ),
    ProtocolStep.IDENTITY: ("{who} makes sure that it is really you who asks.", "{who} will make sure it is you."),
    ProtocolStep.OTHERS: (
        "{who} checks that it does not give away what belongs to other people.",
        "{who} will take out what is about other people.",
    ),
    ProtocolStep.CHILD_VIEWS: ("{who} asks the child what they want.", "{who} will ask what you want."),
    "authority": (
        "{who} writes down that they may look for you, and until when.",
        "{who} will write down that they can look for you.",
    ),
    "transfer": ("{who} passes it on to who holds it.", "{who} will pass it on to who has it."),
    ProtocolStep.FETCH: ("{who} gets what the others hold.", "{who} will get what the others keep."),
    ProtocolStep.DECIDE: ("{who} decides, and tells you yes or no and why.", "{who} will say yes or no, and why."),
    ProtocolStep.SUPPLY: ("{who} gives you the copy.", "{who} will give you the copy."),
    "correct": ("{who} puts it right.", "{who} will fix it."),
    "attach": ("{who} puts your own words with it.", "{who} will put your words with it."),
    "close": ("{who} asks if it helped, and closes it.", "{who} will ask if it helped. Then it is done."),
}

#: Said to the person: a request that is over.
OVER: Terms = {
    "closed": ("It is done.", "It is done."),
    "withdrawn": ("You took it back.", "You took it back."),
}

#: Said to staff: the next thing to do.
TO_DO: dict[str, str] = {
    "safety": "Check that answering is safe",
    "identity": "Check who is asking",
    "others": "Check for what is about other people",
    "child_views": "Ask the child what they want",
    "authority": "Record the authority, and until when",
    "transfer": "Pass it on to who holds it",
    "fetch": "Get what the others hold",
    "decide": "Decide, and say why",
    "supply": "Give the copy",
    "correct": "Put it right",
    "attach": "Attach the person’s statement",
    "close": "Close it",
}

DECISIONS: Terms = {
    Decision.GRANTED: ("Yes", "Yes"),
    Decision.PARTLY: ("Yes to a part of it", "Yes to some of it"),
    Decision.REFUSED: ("No", "No"),
    Decision.NEITHER: ("They do not say if they hold it", "They do not say if they keep it"),
}

#: After "Why:".
GROUNDS: Terms = {
    Ground.NEITHER: ("saying if it is there would itself do harm", "to say so could hurt someone"),
    Ground.THREAT: ("it could put someone in danger", "it could put someone in danger"),
    Ground.HARASSMENT: ("someone could be badly harassed", "someone could be picked on"),
    Ground.VICTIM: ("it would hurt a person who was harmed by a crime", "it would hurt someone who was hurt before"),
    Ground.HEALTH: ("it could harm your health", "it could make you ill"),
    Ground.UNDER_16: ("it would not be good for someone under 16", "it would not be good for you now"),
    Ground.CUSTODY: ("it could make custody or release unsafe", "it could make a jail less safe"),
    Ground.EVALUATIVE: ("it was said in trust, to judge if someone is right for a job", "it was told in trust"),
    Ground.NATIONAL_SECURITY: ("it could harm New Zealand’s security", "it could harm the land"),
    Ground.TRADE_SECRET: ("it would give away a trade secret", "it is a shop’s own secret"),
    Ground.NOT_HELD: ("they do not hold it, or cannot find it", "they do not have it"),
    Ground.OTHERS_AFFAIRS: ("it would tell another person’s affairs", "it is about someone else"),
    Ground.LAW: ("a law forbids it", "a law says no"),
    Ground.PRIVILEGE: ("it is between a lawyer and a client", "it is for a lawyer only"),
    Ground.ARCHIVE: ("it is in an archive under rules of its own", "it is kept in an old store"),
    Ground.CONTEMPT: ("a court or Parliament forbids it", "a court says no"),
    Ground.CRIMINAL_DISCLOSURE: ("it is part of a criminal case, with rules of its own", "it is part of a court case"),
    Ground.FRIVOLOUS: ("they say it was not asked in earnest", "they think you did not mean it"),
    Ground.FOUND_RIGHT: ("they checked it, and say it is right", "they say it is right"),
    Ground.CANNOT_TELL: ("they cannot tell which is right", "they can not tell"),
    Ground.RECORD_OF_ITS_TIME: ("it says what was thought at the time", "it says what they thought then"),
}

EXTENSIONS: Terms = {
    ExtensionGround.LARGE_QUANTITY: ("there is a lot to look through", "there is a lot to read"),
    ExtensionGround.CONSULTATIONS: ("they have to ask others first", "they have to ask more people"),
    ExtensionGround.COMPLEX: ("it is hard to work out", "it is hard to work out"),
}

FORMS: Terms = {
    CopyForm.ON_THE_PAGE: ("on this page", "on this page"),
    CopyForm.PAPER: ("on paper", "on paper"),
    CopyForm.READ_ALOUD: ("out loud", "out loud"),
    CopyForm.VIEWED: ("to look at", "to look at"),
}

HANDLINGS: dict[str, str] = {
    Handling.OWN_COPY: "Our own information",
    Handling.SEALED: "Fetched for them, sealed to them",
    Handling.READ_TOGETHER: "Fetched for them, read together",
}

MARKS: Terms = {
    "right": ("Right", "Right"),
    "wrong": ("Wrong", "Wrong"),
    "not_sure": ("Not sure", "Not sure"),
}

HELPED: Terms = {
    Helped.YES: ("Yes", "Yes"),
    Helped.PARTLY: ("Partly", "A bit"),
    Helped.NO: ("No", "No"),
}

RESULTS: dict[str, str] = {
    CheckResult.CLEAR: "Nothing stands against it",
    CheckResult.CONCERN: "There is a concern",
    CheckResult.NOT_NEEDED: "Not needed here",
}

ASKED_BY: dict[str, str] = {
    AskedBy.SELF: "The person",
    AskedBy.PARENT: "A parent, for them",
    AskedBy.REPRESENTATIVE: "Somebody who speaks for them",
}

#: Said to the person: who it was that asked.
WHO_ASKED: Terms = {
    AskedBy.SELF: ("You asked", "You asked"),
    AskedBy.PARENT: ("A parent asked for you", "Your mum or dad asked for you"),
    AskedBy.REPRESENTATIVE: ("Somebody who speaks for you asked", "Someone who speaks for you asked"),
}

AUTHORITIES: dict[str, str] = {
    AuthorityKind.SPOKEN: "They said so",
    AuthorityKind.WRITTEN: "They wrote so",
    AuthorityKind.GUARDIAN: "Guardian of a child",
    AuthorityKind.WELFARE_GUARDIAN: "Welfare guardian, by a court",
    AuthorityKind.ATTORNEY: "Enduring power of attorney",
    AuthorityKind.LAWYER: "Their lawyer",
}

CHANNELS: dict[str, str] = {
    Channel.ELECTRONIC: "By email or on a page",
    Channel.IN_PERSON: "In person",
    Channel.PHONE: "By phone",
    Channel.POST: "By post",
}

DEVIATIONS: dict[str, str] = {
    "late": "Later than agreed",
    "out-of-order": "Not in the agreed order",
    "by-another": "Not by the one who was to do it",
    "left-out": "Left out",
}

REASONS: dict[str, str] = {
    DeviationReason.SAFETY: "To keep somebody safe",
    DeviationReason.WISH_OF_THE_PERSON: "The person wanted it so",
    DeviationReason.URGENT: "It was urgent",
    DeviationReason.STAFF_AWAY: "Somebody was away",
    DeviationReason.SYSTEM_DOWN: "A system was down",
    DeviationReason.MISTAKE: "By mistake",
}

BREACHES: dict[str, str] = {
    BreachKind.OPENED_WITHOUT_RIGHT: "Opened by somebody who had no right to",
    BreachKind.SENT_WRONGLY: "Sent to the wrong place",
    BreachKind.LOST: "Lost or stolen",
    BreachKind.CHANGED: "Changed by mistake or on purpose",
    BreachKind.UNAVAILABLE: "Could not be got at",
}

HARMS: dict[str, str] = {
    Harm.LIKELY: "Serious harm is likely: it must be notified",
    Harm.UNLIKELY: "Serious harm is unlikely",
    Harm.UNKNOWN: "We do not know yet",
}

NOTIFIED: dict[str, str] = {
    Notified.COMMISSIONER: "The Privacy Commissioner",
    Notified.PEOPLE: "The people it is about",
}

#: Which rule sets a date: how people call it.
RULES: dict[str, str] = {
    "nz-pa2020:s44": "Privacy Act 2020, section 44: within 20 working days",
    "nz-pa2020:s63": "Privacy Act 2020, section 63: within 20 working days",
    "nz-pa2020:s43": "Privacy Act 2020, section 43: within 10 working days",
    "nz-pa2020:s57": "Privacy Act 2020, section 57: it must be clear who asks",
    "nz-pa2020:IPP6": "Privacy Act 2020, principle 6",
    "nz-pa2020:IPP7": "Privacy Act 2020, principle 7",
    "nz-pa2020:IPP7(3)": "Privacy Act 2020, principle 7(3): as soon as can be",
    "nz-pa2020:IPP7(4)": "Privacy Act 2020, principle 7(4): as soon as can be",
    "nz-pa2020:s114": "Privacy Act 2020, section 114: as soon as can be",
    "nz-pa2020:s115": "Privacy Act 2020, section 115: as soon as can be",
    "protocol": "The protocol that both sides signed",
}
