"""What people say by hand, one module a matter: the list of all of it."""

from api.pages.acts import (
    agreements,
    breaches,
    families,
    findings,
    interests,
    programmes,
    safety,
    skills,
    stories,
    studies,
    tenders,
)
from api.pages.acts.frame import Act

ACTS: tuple[Act, ...] = (
    *families.ACTS, *stories.ACTS, *breaches.ACTS, *programmes.ACTS, *interests.ACTS, *skills.ACTS, *tenders.ACTS,
    *agreements.ACTS, *studies.ACTS, *findings.ACTS, *safety.ACTS,
)  # fmt: skip
BY_NAME = {act.name: act for act in ACTS}
