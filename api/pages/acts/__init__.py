"""What people say by hand, one module a matter: the list of all of it."""

from api.pages.acts import agreements
from api.pages.acts.frame import Act

ACTS: tuple[Act, ...] = (*agreements.ACTS,)
BY_NAME = {act.name: act for act in ACTS}
