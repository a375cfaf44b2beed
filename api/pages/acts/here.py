"""What one may do with a matter now: the way from the page of it, and from what is owed, to the forms."""

from api.pages.acts import ACTS
from api.pages.acts.frame import Act, Options
from api.session import SignedIn
from projections.due import Due


def here(viewer: SignedIn, noun: str, matter: str) -> Options:
    """(address, what one does) for each act that the viewer may do with this matter as it stands."""
    return tuple((_address(act, matter), act.title) for act in ACTS if act.on == noun and _may(act, viewer, matter))


def answered_at(viewer: SignedIn, due: Due) -> str:
    """The form with which the viewer does what is due; empty where its page has it, or it is not theirs to do."""
    if due.owner != viewer.viewer.organisation:
        return ""
    closing = (act for act in ACTS if due.kind in act.answers and _may(act, viewer, due.matter))
    return next((_address(act, due.matter) for act in closing), "")


def _address(act: Act, matter: str) -> str:
    return f"/do/{act.name}?of={matter}"


def _may(act: Act, viewer: SignedIn, matter: str) -> bool:
    return viewer.viewer.kind in act.may and act.about(viewer, matter) != ""
