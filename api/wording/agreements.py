"""Agreements, challenges, tenders, stories and flows, as people read them."""

CLAUSES: dict[str, str] = {
    "retention": "How long it is kept",
    "security": "How it is kept safe",
    "notice": "What families are told",
    "requests": "How people can see what is held",
    "onward_sharing": "Who else may get it",
    "publication": "What may be made public",
    "audit": "Who may check",
    "breach": "What happens when something goes wrong",
}
HOW: dict[str, str] = {
    "system": "from system to system",
    "upload": "as a file, put where only they can open it",
    "secure_mail": "by secure mail",
    "looked_up": "they open it where it is",
    "by_hand": "on paper, by hand",
}
FORCE: dict[str, str] = {"mandatory": "You must", "negotiable": "You can say no"}
CHALLENGES: dict[str, str] = {"question": "A question", "objection": "An objection"}
ABOUT: dict[str, str] = {
    "meaning": "What does it mean?",
    "legal_basis": "Which law asks for it?",
    "purpose": "What is it for?",
    "too_much": "It asks for too much",
    "too_often": "It asks too often",
    "identifies": "It tells who people are",
    "trust": "It would break families’ trust",
    "effort": "It is too much work",
}
SETTLED: dict[str, str] = {
    "removed": "It was taken out",
    "changed": "It was changed",
    "kept_by_law": "It stays, because the law asks for it",
    "under_objection": "It was signed, and the objection stands",
}
DECISIONS: dict[str, str] = {
    "release": "It may go",
    "withhold": "It must not go",
    "alter_first": "It must be changed first",
}
IDENTIFIABILITY: dict[str, str] = {
    "none": "Nobody can tell who it is",
    "by_those_who_know_them": "People who know them could tell",
    "coded": "Whoever holds the code can tell",
    "named": "It names people",
}
SENSITIVITY: dict[str, str] = {
    "child": "a child",
    "health": "health",
    "violence": "violence",
    "money": "money",
    "culture": "culture",
    "rare_event": "something rare that happened",
    "small_place": "a small place",
    "others": "people who were not asked",
}
SAYS: dict[str, str] = {"share": "Share it", "alter": "Change it first", "withhold": "Keep it back for good"}
STAGES: dict[str, str] = {
    "coming": "Still to come",
    "missing": "Missing",
    "sent": "Sent, not yet signed for",
    "confirmed": "Signed for",
    "differs": "Signed for, with another number of people",
}
MAY: dict[str, str] = {"yes": "Yes.", "no": "No.", "ask": "Ask first."}
GROUNDS: dict[str, str] = {
    "line_allows": "The agreement lets your unit do this.",
    "ruled_out": "The agreement says that it must not be used for this.",
    "no_line": "No part of the agreement lets your unit have it.",
    "other_purpose": "Your unit has it for another reason.",
    "other_parts": "Some parts of it are not in the agreement.",
    "not_in_force": "No agreement about it is in force.",
}
RELATIONS: dict[str, str] = {"from": "told by people", "about": "noted about people"}
