"""Questions about what happened, as people read them."""

ASKED: dict[str, str] = {
    "what_happened": "What happened to it?",
    "who_opened": "Who opened it?",
    "why": "Why was it used like this?",
    "what_came_of_it": "What came of it?",
    "meaning": "What does a part of it mean?",
}
ANSWERED: dict[str, str] = {
    "in_full": "Answered in full",
    "in_part": "Answered in part",
    "later": "More to come",
    "cannot_say": "They cannot say",
}
STAGES: dict[str, str] = {
    "asked": "Waiting for an answer",
    "unit_head": "Late: now with the head of the unit",
    "privacy_officer": "Late: now with the privacy officer",
    "answered": "Answered",
}
