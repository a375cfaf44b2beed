"""The five stages of a programme's journey, in words."""

from projections.stages import Stage

#: What each is called, and what it is for.
STAGES: dict[Stage, tuple[str, str]] = {
    Stage.DESIGN: ("Design", "Why it is needed, the plan, and what people think of it."),
    Stage.AGREEMENT: ("Tender and agreement", "What may be asked for, and what all sides sign."),
    Stage.REPORTING: ("Reporting", "What is collected and sent, and what families are told."),
    Stage.REQUESTS: ("Service user requests", "What people ask to see or to have put right."),
    Stage.SHARING: ("Sharing what was learned", "What was found, who may answer it, and what came of it."),
}
#: Duties whose act is on another page than their matter: (address before the matter's id, after it).
CLOSED_AT: dict[str, tuple[str, str]] = {
    "lesson": ("/programmes/", "/remembered"),
    "same-mistake": ("/programmes/", "/remembered"),
}
#: Where steps of one kind are listed, by the noun of their matters; ``{}`` stands for the programme.
LISTED_AT: dict[str, str] = {
    "meeting": "/programmes/{}/meetings",
    "view": "/programmes/{}/views",
    "success": "/programmes/{}/success",
    "agreement": "/agreements",
    "notice": "/notices",
    "learning": "/learnings",
    "finding": "/findings",
}
