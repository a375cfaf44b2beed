"""What each kind of open duty is called, for whoever has it."""

#: Kind of a ``projections.duties.Due`` → (what is to be done, said to the one who owes it).
DUTIES: dict[str, str] = {
    # programmes
    "learning": "Say what we do about a learning",
    "meeting-answer": "Answer an invitation",
    "meeting-record": "Say whether a meeting was held",
    # tenders and agreements
    "agreement-sign": "Read a draft agreement: sign it, or ask about it",
    "agreement-end": "Say if you agree to end an agreement",
    "challenge": "Say what a requirement means",
    "challenge-outcome": "Say what came of an objection",
    # families
    "concern": "Answer somebody who worries",
    # requests
    # reporting
    "question": "Answer a question",
    "question-later": "Say the rest of an answer",
    "finding-reply": "Reply to a draft finding, if you want to",
    "evidence-reply": "Say what must be known before a contract decision",
}
