"""Erasing somebody, in the words of those who do it and of the paper that the person keeps."""

from ledger.problems import Problem
from ledger.statements.erasing import AskedFor, CopyFirst

#: Who asked → as the officer chooses it, and as the paper says it.
ASKED = {
    AskedFor.PERSON: ("The person did", "you asked for it"),
    AskedFor.REPRESENTATIVE: ("Somebody who may speak for them", "somebody who may speak for you asked for it"),
    AskedFor.ORDER: ("A court, a tribunal or the Commissioner ordered it", "it was ordered"),
    AskedFor.RETENTION: ("Its time is over", "its time was over"),
}
COPY = {
    CopyFirst.GIVEN: ("They have a copy", "You got a copy first."),
    CopyFirst.DECLINED: ("They do not want a copy", "You did not want a copy first."),
    CopyFirst.NOT_REACHED: ("We could not reach them", "We could not reach you to offer a copy first."),
    CopyFirst.NOT_ASKED: ("Nobody was asked", "No copy was offered: it was long ago."),
}
#: What an officer may choose.
CHOICES = (AskedFor.PERSON, AskedFor.REPRESENTATIVE, AskedFor.ORDER)
COPIES = (CopyFirst.GIVEN, CopyFirst.DECLINED, CopyFirst.NOT_REACHED)

GROUNDS = {
    "access": "They asked to see what is held.", "correction": "They asked to have something put right.",
    "safety": "It is held back for somebody’s safety.", "concern": "It is held back because of a worry.",
    "proceedings": "It may be needed in court.", "commissioner": "The Privacy Commissioner is looking into it.",
    "ombudsman": "An Ombudsman is looking into it.", "police": "The police have asked for it to be kept.",
    "inquiry": "An inquiry has asked for it to be kept.", "misuse": "We are finding out who opened it.",
    "care_record": "It is the record of a child in care.",
}  # fmt: skip


def grounds(problem: Problem) -> list[str]:
    """Why somebody may not be erased now, in sentences; a provision stands as its Act numbers it."""
    found = [rule for where, rule in problem.errors if where == "ground"]
    if problem.code == "erasure-concern-open":
        return ["They told us of a worry."]
    return [GROUNDS.get(rule, f"A line of theirs is withheld under {rule}.") for rule in found]
