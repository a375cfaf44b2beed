"""A Board's report in words."""

SECTIONS: dict[str, str] = {
    "influence": "What our information helped to shape",
    "black_hole": "What became of what we sent",
    "misuse": "What must be explained",
    "families": "Families",
    "questions": "What we asked",
    "contracts": "Findings about us in contract decisions",
    "lapses": "What is late, ours and theirs",
}
#: (section, figure) → what it counts.
FIGURES: dict[tuple[str, str], str] = {
    ("influence", "decision"): "Decisions",
    ("influence", "advice"): "Pieces of advice",
    ("influence", "report"): "Reports",
    ("influence", "led_nowhere"): "Uses that led nowhere, with the reason told",
    ("influence", "cannot_tell"): "Answers promised for later",
    ("black_hole", "sent"): "Reports that we sent",
    ("black_hole", "confirmed"): "Receipt confirmed",
    ("black_hole", "counts_differ"): "They counted other numbers than we did",
    ("black_hole", "opened"): "Opened",
    ("black_hole", "not_opened"): "Not opened",
    ("black_hole", "cannot_tell_if_opened"): "Nobody can tell whether they were opened",
    ("black_hole", "nothing_yet"): "Nobody has told us what came of them",
    ("black_hole", "sent_on"): "Sent on to others",
    ("misuse", "to_explain"): "Acts that broke a rule or were never explained",
    ("misuse", "people_in_the_largest"): "People in the largest of them",
    ("families", "concerns"): "Concerns that families raised",
    ("families", "concerns_answered"): "Concerns answered",
    ("questions", "asked"): "Questions that we asked",
    ("questions", "answered"): "Answered",
    ("questions", "late"): "Late",
    ("contracts", "proposed"): "Proposed",
    ("contracts", "entered"): "Used",
    ("lapses", "sent_late"): "Reports that we sent late",
    ("lapses", "overdue_by_us"): "Duties of ours that are overdue",
    ("lapses", "overdue_to_us"): "Duties of others towards us that are overdue",
}
