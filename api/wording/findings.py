"""Findings and what is said to them, as people read them."""

STANCES: dict[str, str] = {
    "agrees": "Agrees",
    "adds_context": "Adds what must be known",
    "disputes": "Does not agree",
}
QUALITIES: dict[str, str] = {
    "small_numbers": "It rests on few people.",
    "missing_data": "Some information was missing.",
    "self_reported": "People told it about themselves.",
    "no_comparison": "There was nothing to compare it with.",
    "changed_measure": "The way of measuring changed on the way.",
    "reviewed": "Somebody else has checked it.",
}
GAVE: dict[str, str] = {
    "gave_information": "gave information",
    "interpreted": "helped to say what it means",
    "analysed": "worked on the numbers",
    "reviewed": "checked it",
}
