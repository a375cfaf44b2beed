"""Leaving nothing of a person's sign-ins: codes, sessions, wishes, and what lies beside the database of them."""

from api.identity.codes import Codes, Whose
from api.identity.sessions import Sessions
from api.identity.store import Store
from api.identity.wishes import Wishes


def forget(store: Store, codes: Codes, sessions: Sessions, wishes: Wishes, whose: Whose) -> None:
    codes.forget(whose)
    wishes.forget(whose)
    sessions.revoke_subject(whose.subject)
    store.scrub()
