"""Who was refused, and before what kind of thing, in words."""

VIEWERS = {
    "person": "A person about their family",
    "representative": "Somebody who looks for a person",
    "provider": "A worker",
    "board": "A member of the Board",
    "unit": "A worker",
    "advisor": "An advisor",
    "contracting": "A contract manager",
    "privacy": "A privacy officer",
    "auditor": "An auditor",
    "operator": "An operator",
}
THINGS = {
    "person": "a person’s record",
    "submission": "a submission",
    "outcome": "an outcome or a finding",
    "matter": "a request, a concern or the like",
    "log": "the log",
    "other": "another page",
}
