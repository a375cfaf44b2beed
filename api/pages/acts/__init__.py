"""What people say by hand, one module a matter: the list of all of it."""

from api.pages.acts import agreements, interests, programmes, skills, stories, tenders
from api.pages.acts.frame import Act

ACTS: tuple[Act, ...] = (
    *programmes.ACTS, *interests.ACTS, *skills.ACTS, *tenders.ACTS, *agreements.ACTS, *stories.ACTS,
)  # fmt: skip
BY_NAME = {act.name: act for act in ACTS}
