"""What each statement type is called where people read the log."""

STATEMENTS: dict[str, str] = {
    "ledger.opened": "The log was opened",
    "ledger.ticked": "Clock tick",
    "organisation.registered": "Organisation registered",
    "unit.registered": "Unit registered",
    "key.registered": "Key registered",
    "key.revoked": "Key revoked",
    "key.compromised": "Key reported stolen",
    "feed.registered": "Feed registered",
    "feed.heartbeat": "Feed is alive",
    "statement.retracted": "Statement taken back",
    "statement.replaced": "Statement replaced",
    "agreement.proposed": "Agreement proposed",
    "agreement.signed": "Agreement signed",
    "notice.published": "Notice published",
    "notice.given": "Notice given",
    "information.collected": "Information collected",
    "information.written": "Information written",
    "information.transferred": "Information sent",
    "information.received": "Information received",
    "information.accessed": "Information opened",
    "information.used": "Information used",
    "information.corrected": "Information put right",
    "information.destroyed": "Information destroyed",
    "access.refused": "Opening refused",
    "outcome.reported": "Outcome reported",
    "answer.given": "Answer given",
    "trail.read": "A person's trail read by staff",
    "refusal.recorded": "Statement refused",
    "subject.linked": "Two records joined",
    "subject.unlinked": "Two records parted",
    "subject.erased": "A person erased",
    # programmes
    # tenders and agreements
    # families
    "concern.raised": "Somebody worries",
    "concern.answered": "A worry answered",
    # requests
    # reporting
    "question.asked": "Question asked",
    "question.answered": "Question answered",
    "finding.drafted": "Draft finding shown",
    "finding.answered": "Reply to a draft finding",
    "finding.released": "Finding released",
    "evidence.proposed": "A finding is to be used in a contract decision",
    "evidence.objected": "Objection to its use",
    "evidence.entered": "A finding went into a contract decision",
}


def statement(type: str) -> str:
    """Takes the short name, with or without prefix and version."""
    short = type.removeprefix("lightwell.")
    short = short.rpartition(".v")[0] or short
    return STATEMENTS.get(short, short)
