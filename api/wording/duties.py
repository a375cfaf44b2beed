"""What each kind of open duty is called, for whoever has it."""

#: Kind of a ``projections.duties.Due`` → (what is to be done, said to the one who owes it).
DUTIES: dict[str, str] = {
    # programmes
    "plan": "Sign the evaluation plan, or propose another",
    "lesson": "Say what we do about a lesson from before",
    "same-mistake": "Answer “the same mistake again”",
    "view": "Answer a view",
    "decision": "Sign a joint decision, or propose another",
    "grant": "Accept access for a member of our staff",
    "interest": "Answer what Māori said together",
    "learning": "Say what we do about a learning",
    "meeting-answer": "Answer an invitation",
    "meeting-record": "Say whether a meeting was held",
    # tenders and agreements
    "agreement-sign": "Read a draft agreement: sign it, or ask about it",
    "agreement-end": "Say if you agree to end an agreement",
    "submission": "Send the information that an agreement promises",
    "use": "Answer whether something may be used",
    "item-decide": "Decide if something may go into a tender",
    "release-remove": "Take out what a provider asks back",
    "story-recall": "Ask back a story that is now withheld",
    "challenge": "Say what a requirement means",
    "challenge-outcome": "Say what came of an objection",
    # families
    "concern": "Answer somebody who worries",
    "tell-found": "Tell people what was found with their information",
    "choice": "Say what was done about a choice",
    "copy": "Give people copies of what was written about them",
    "preservation": "See if we must still keep what is held about somebody",
    "tell-again": "Tell people what flows about them now",
    # requests
    "request-decide": "Decide a request, and say why",
    "request-late": "Decide a request: it is late, and counts as refused until then",
    "request-safety": "Check that answering a request is safe",
    "request-identity": "Check who is asking",
    "request-others": "Check a request for what is about other people",
    "request-child-views": "Ask the child what they want",
    "request-authority": "Record the authority to look for somebody",
    "request-supply": "Give the copy that was asked for",
    "request-correct": "Put right what was granted",
    "request-attach": "Attach a person’s statement of correction",
    "request-close": "Close a request",
    "correction-tell": "Tell those who received it what was put right",
    "breach-commissioner": "Notify the Privacy Commissioner of a breach",
    "breach-tell": "Tell those whose people a breach touched",
    "breach-people": "Tell the people whom a breach touched",
    "protocol-sign": "Sign the protocol for requests, or propose another",
    # safety
    "withholding-decide": "Decide, as a second person, if something is kept back",
    "withholding-review": "Look again at what is kept back",
    # reporting
    "question": "Answer a question",
    "question-later": "Say the rest of an answer",
    "finding-reply": "Reply to a draft finding, if you want to",
    "evidence-reply": "Say what must be known before a contract decision",
}
