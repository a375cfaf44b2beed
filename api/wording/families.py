"""Words for what families are told, choose, worry about and get copies of: adult and child, always the same facts."""

from api.wording.terms import Terms
from ledger.statements.families_terms import (
    ChoiceAnswer,
    ChoiceResult,
    ConcernAbout,
    ConcernResult,
    CopyGround,
    HoldReason,
    NoticeKind,
    Offered,
    TellingAbout,
)
from ledger.statements.representations import RepresentativeKind
from ledger.vocabulary import NoticeReader

#: As a heading: what a notice, or a telling, was about.
TOLD: Terms = {
    NoticeKind.COLLECTION: ("What is written down, and who gets it", "What we write down, and who gets it"),
    NoticeKind.REQUESTS: ("How to ask what is held about you", "How you can ask what we keep on you"),
    NoticeKind.FINDINGS: ("What was learned", "What we found out"),
    NoticeKind.CHANGE: ("What has changed", "What is new"),
    TellingAbout.FLOWS: ("Where your information goes now", "Where your facts go now"),
    TellingAbout.FINDING: ("What was found", "What they found out"),
    TellingAbout.OUTCOME: ("What came of it", "What came of it"),
    TellingAbout.BREACH: ("What went wrong", "What went wrong"),
}

#: Who may look for a person, as a ``representation.recorded`` says it.
SPEAKERS: Terms = {
    RepresentativeKind.PARENT: ("a parent", "your mum or dad"),
    RepresentativeKind.GUARDIAN: ("a guardian", "a guardian"),
    RepresentativeKind.WELFARE_GUARDIAN: ("a welfare guardian", "a guardian"),
    RepresentativeKind.ATTORNEY: ("an attorney", "someone who acts for you"),
    RepresentativeKind.LAWYER: ("a lawyer", "a lawyer"),
    RepresentativeKind.ADVOCATE: ("an advocate", "someone who helps you speak up"),
    RepresentativeKind.IWI_CONTACT: ("a contact that your iwi or hapū has named", "someone from your iwi or hapū"),
}
#: How much choice there was.
OFFERED: Terms = {
    Offered.NONE: ("There was no choice about this. You were told.", "You could not choose this. They told you."),
    Offered.LIMITED: ("You had some choice.", "You could choose a bit."),
    Offered.SOME: ("You could choose.", "You could choose."),
}
#: What the person chose, as a sentence to them.
ANSWERS: Terms = {
    ChoiceAnswer.TOLD: ("You were told.", "They told you."),
    ChoiceAnswer.YES: ("You said yes.", "You said yes."),
    ChoiceAnswer.SOME: ("You said yes, but not to all of it.", "You said yes to some of it."),
    ChoiceAnswer.NO: ("You said no.", "You said no."),
}
#: The same to be picked.
PICKS: Terms = {
    ChoiceAnswer.YES: ("Yes, share it", "Yes, you can share it"),
    ChoiceAnswer.SOME: ("Yes, but keep these parts back", "Yes, but not these things"),
    ChoiceAnswer.NO: ("No, do not share it", "No, do not share it"),
}
#: Of whoever has to heed it.
HEEDED: Terms = {
    ChoiceResult.DONE: ("They did what you chose.", "They did what you chose."),
    ChoiceResult.IN_PART: ("They did part of what you chose.", "They did a part of it."),
    ChoiceResult.NOT_POSSIBLE: ("They could not do it.", "They could not do it."),
}

#: Whether they looked if a notice was clear: no, yes; each (adult, child).
UNDERSTOOD: tuple[tuple[str, str], tuple[str, str]] = (
    ("They did not check that it was clear to you.", "They did not check if it was clear to you."),
    ("They checked that it was clear to you.", "They asked if it was clear to you."),
)
#: What is held back: from everybody, from one unit.
HELD: tuple[tuple[str, str], tuple[str, str]] = (
    ("Held back since {day}: {what}.", "Since {day} they do not send this: {what}."),
    ("Held back since {day} from {unit}: {what}.", "Since {day} they do not send this to {unit}: {what}."),
)
#: The same once it is over.
HELD_UNTIL: tuple[tuple[str, str], tuple[str, str]] = (
    ("Held back from {day} until {until}: {what}.", "From {day} until {until} they did not send this: {what}."),
    (
        "Held back from {unit}, from {day} until {until}: {what}.",
        "From {day} until {until} they did not send this to {unit}: {what}.",
    ),
)

#: What a worry is about.
ABOUT: Terms = {
    ConcernAbout.NOT_TOLD: ("I was not told", "They did not tell me"),
    ConcernAbout.USED: ("How it is used", "How they use it"),
    ConcernAbout.SHARED: ("Who it is sent to", "Who they send it to"),
    ConcernAbout.SEEN: ("Who has looked at it", "Who had a look"),
    ConcernAbout.WRONG: ("It is wrong", "It is wrong"),
    ConcernAbout.SAFETY: ("It may not be safe", "I do not feel safe"),
    ConcernAbout.HELP: ("I need help to read it or talk about it", "I want help to read it"),
    ConcernAbout.OTHER: ("Something else", "Something else"),
}
#: What would help to read a page, or to talk about it.
HELPS: Terms = {
    "explain": ("Someone to explain what is not clear", "Someone to tell me what it means"),
    "aloud": ("Someone to read it to me", "Someone to read it to me"),
    "trusted": ("Someone I trust beside me", "Someone I trust with me"),
    "reo": ("Te reo Māori", "Te reo Māori"),
    "sign": ("New Zealand Sign Language", "Sign language (NZSL)"),
    "language": ("Another language: write which", "Some other language. Say which one."),
    "large": ("Large print", "Big print"),
}
#: What the organisation did about a worry.
RESULTS: Terms = {
    ConcernResult.EXPLAINED: ("They explained it", "They told me why"),
    ConcernResult.CHANGED: ("They changed something", "They changed a thing"),
    ConcernResult.STOPPED: ("They stopped it", "They stopped it"),
    ConcernResult.PASSED_ON: ("They passed it on", "They gave it to someone who can help"),
    ConcernResult.NO_CHANGE: ("They changed nothing", "They did not change it"),
}

HOLDS: Terms = {
    HoldReason.ASKED: ("The person asked", "You asked"),
    HoldReason.CONCERN: ("Somebody worries", "Someone worries"),
    HoldReason.WRONG: ("It may be wrong", "It may be wrong"),
    HoldReason.SAFETY: ("For somebody's safety", "To keep someone safe"),
}

READERS: Terms = {
    NoticeReader.ADULT: ("for adults", "for grown-ups"),
    NoticeReader.CHILD: ("for children", "for kids"),
}

#: Why a copy is kept back, after "They kept it back:". Privacy Act 2020, sections 49 and 53.
GROUNDS: Terms = {
    CopyGround.THREAT: ("it could put someone in danger", "it could hurt someone"),
    CopyGround.HARASSMENT: ("it could lead to harassment", "someone could be mean to someone"),
    CopyGround.VICTIM: ("it could distress a victim", "it could make someone very sad"),
    CopyGround.HEALTH: ("it could harm your health", "it could make you ill"),
    CopyGround.UNDER_16: ("it would not be good for someone under 16", "it would not be good for a child"),
    CopyGround.CUSTODY: ("it could make custody less safe", "it could make a jail less safe"),
    CopyGround.OTHERS: ("it would tell too much about someone else", "it tells too much of someone else"),
    CopyGround.LAW: ("another law does not allow it", "a law says no"),
    CopyGround.PRIVILEGE: ("it is between someone and their lawyer", "it is for a lawyer only"),
}

#: A duty to tell, as staff read it.
DUTIES: dict[str, str] = {
    "ipp3": "Told when information was collected from them",
    "ipp3a": "Told who got it from us",
    "dpup-together": "Told by both of us together",
    "dpup-understood": "We checked that they understood",
    "dpup-choice": "We recorded what they could choose, and chose",
    "dpup-current": "They know all that flows now",
    "dpup-findings": "They were told what was found",
}
#: Where a duty to tell stands.
SOURCES: dict[str, str] = {
    "nz-pa2020:IPP3": "Privacy Act 2020, principle 3",
    "nz-pa2020:IPP3A": "Privacy Act 2020, principle 3A, since 1 May 2026",
    "dpup:TransparencyAndChoice/no-surprises": "Data Protection and Use Policy, Transparency and Choice",
    "dpup:TransparencyAndChoice/understanding": "Data Protection and Use Policy, Transparency and Choice",
    "dpup:TransparencyAndChoice/choice": "Data Protection and Use Policy, Transparency and Choice",
    "dpup:SharingValue/findings": "Data Protection and Use Policy, Sharing Value",
}
#: How far somebody was told what flows.
STATES: dict[str, str] = {"told": "Told", "again": "Tell again", "never": "Not told"}
#: What somebody still waits for.
WAITING: dict[str, str] = {"found": "Still to be told what was found", "copy": "Still to get a copy"}
