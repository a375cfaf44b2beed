"""A Board's report in words."""

from api.wording.readers import counted

SECTIONS: dict[str, str] = {
    "influence": "What our information helped to shape",
    "black_hole": "What became of what we sent",
    "misuse": "What must be explained",
    "families": "Families",
    "lapses": "What is late, ours and theirs",
}
#: (section, figure) → what it counts.
FIGURES: dict[tuple[str, str], str] = {
    ("influence", "decision"): "Decisions",
    ("influence", "advice"): "Pieces of advice",
    ("influence", "report"): "Reports",
    ("influence", "led_nowhere"): "Uses that led nowhere, with the reason told",
    ("influence", "cannot_tell"): "Answers promised for later",
    ("influence", "proposed"): "Findings about us proposed for contract decisions",
    ("influence", "entered"): "Findings about us that went into contract decisions",
    ("black_hole", "sent"): "Reports that we sent",
    ("black_hole", "confirmed"): "Receipt confirmed",
    ("black_hole", "counts_differ"): "They counted other numbers than we did",
    ("black_hole", "opened"): "Opened",
    ("black_hole", "not_opened"): "Not opened",
    ("black_hole", "cannot_tell_if_opened"): "Nobody can tell whether they were opened",
    ("black_hole", "nothing_yet"): "Nobody has told us what came of them",
    ("black_hole", "sent_on"): "Sent on to others",
    ("black_hole", "asked"): "Questions that we asked about them",
    ("black_hole", "answered"): "Questions answered",
    ("black_hole", "late"): "Answers that are late",
    ("misuse", "to_explain"): "Acts that broke a rule or were never explained",
    ("misuse", "people_in_the_largest"): "People in the largest of them, at least",
    ("families", "told"): "People who know what flows about them, in tenths",
    ("lapses", "sent_late"): "Reports that we sent late",
    ("lapses", "overdue_by_us"): "Duties of ours that are overdue",
    ("lapses", "overdue_to_us"): "Duties of others towards us that are overdue",
}
#: Of ``Quarter``: (group, part) → words. "" is the whole.
QUARTERS: dict[str, dict[str, str]] = {
    "requests": {
        "": "Requests that families made", "in_time": "Answered in time", "late": "Late, or no answer",
        "withdrawn": "Withdrawn",
    },
    "helped": {
        "yes": "It helped", "partly": "It helped partly", "no": "It did not help",
        "not_said": "They did not say",
    },
    "withheld": {
        "": "Things kept back from somebody for safety", "looked_at": "Looked at by a second person in time",
        "overdue": "Not looked at again in time",
    },
    "concerns": {"": "Concerns that families raised", "answered": "Answered", "not_answered": "Not answered"},
}  # fmt: skip
#: What the Board is asked to decide; takes the number in words.
SOUGHT: dict[str, tuple[str, str, str]] = {
    "ask-what-came": ("Ask, in the Board’s name, what came of {}.", "report", "reports"),
    "press-late-answers": ("Press for {} that {is} late.", "answer", "answers"),
    "take-misuse-up": ("Say who takes up {} that broke a rule, and by when.", "act", "acts"),
    "put-own-right": ("Say by when our own {} that {is} overdue {is} done.", "duty", "duties"),
    "remind-others": ("Remind others of {} that they owe us.", "duty", "duties"),
    "go-on-sending": ("Decide whether we go on sending to {} that {does} not report.", "system", "systems"),
}


def sought(term: str, number: int) -> str:
    """One thing that the Board is asked to decide, about so many."""
    words, one, many = SOUGHT[term]
    alone = number == 1
    return words.format(
        counted(number, one, many), **{"is": "is" if alone else "are", "does": "does" if alone else "do"}
    )
