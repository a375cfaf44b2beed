"""What people say by hand, one module a matter: the list of all of it."""

from api.pages.acts import (
    agreements,
    breaches,
    crossings,
    families,
    findings,
    held,
    inquiries,
    interests,
    mistakes,
    programmes,
    safety,
    skills,
    stories,
    studies,
    tenders,
)
from api.pages.acts.choices import GUARDIANS, PROVIDER, SIGNERS, TOGETHER, UNITS
from api.pages.acts.frame import Act
from projections.policy import Kind

ACTS: tuple[Act, ...] = (
    *families.ACTS, *stories.ACTS, *breaches.ACTS, *programmes.ACTS, *interests.ACTS, *skills.ACTS, *tenders.ACTS,
    *agreements.ACTS, *studies.ACTS, *findings.ACTS, *safety.ACTS,
    *crossings.ACTS,
    *inquiries.ACTS,
    *held.ACTS,
    *mistakes.ACTS,
)  # fmt: skip

#: What is done on the pages of what it is about: (group, where, what one does there, what for, who).
ELSEWHERE: tuple[tuple[str, str, str, str, frozenset[Kind]], ...] = (
    ("For one person", "/people", "Give a notice or a copy, tell somebody, hold a person or a part back",
     "On the page of the person.", GUARDIANS),
    ("For one person", "/requests/new", "Pass on what somebody asks", "The days to answer are counted from today.",
     GUARDIANS),
    ("For one person", "/requests", "Deal with a request", "Each shows its next step, and by when.", GUARDIANS),
    ("For one person", "/concerns", "Answer somebody who worries", "They read it on their own page.",
     GUARDIANS | UNITS),
    ("For one person", "/notices", "Write a notice together", "For adults and for children, signed by both of you.",
     GUARDIANS | UNITS),
    ("For one person", "/told", "Let a hold end", "What is held from the next file, and why.", GUARDIANS),
    ("For somebody’s safety", "/inquiries", "See a name that two have approved", "Once, if you asked for it.",
     frozenset({Kind.PRIVACY})),
    ("When something went wrong", "/fan-out", "Say that who received something was told",
     "Of what was put right, or went wrong.", GUARDIANS),
    ("Information sent and used", "/flows/check", "Check a file, and send the quarter’s information",
     "The file stays with you: only the names of its columns are read.", PROVIDER),
    ("Information sent and used", "/submissions", "Ask what happened to what we sent", "They owe an answer by a day.",
     PROVIDER),
    ("Information sent and used", "/owe/outcome", "Say what came of what we used",
     "One outcome can answer for many uses.", frozenset({Kind.UNIT, Kind.CONTRACTING})),
    ("Programmes", "/programmes", "Sign a plan, give a view, decide together, invite to a meeting, say what success is",
     "On the page of the programme.", TOGETHER),
    ("Programmes", "/learnings", "Share or answer a learning", "Whoever gave it is told what becomes of it.", TOGETHER),
    ("Tenders", "/tenders", "Decide what may go, and say that it went", "On the page of the tender.", PROVIDER),
    ("Agreements", "/agreements", "Sign, ask what a requirement means, or object", "On the page of the agreement.",
     SIGNERS),
    ("Stories", "/stories", "Look at a story again, settle what becomes of it", "On the page of the story.", PROVIDER),
    ("Findings", "/findings", "Reply to a draft, or release it", "On the page of the finding.", PROVIDER | UNITS),
)  # fmt: skip
#: What people come to do, and the groups of acts with which they do it, what is done most often first.
WANTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Look after one person", ("For one person", "For somebody’s safety")),
    ("Tell what was sent, used and found", ("Information sent and used", "Studies and uses", "Findings")),
    ("Plan and agree together", ("Programmes", "Agreements", "Māori interests", "Learning by doing")),
    ("Ask and offer in a tender", ("Tenders", "Stories")),
    ("Put right what went wrong", ("When something went wrong",)),
)
BY_NAME = {act.name: act for act in ACTS}
