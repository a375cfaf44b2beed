"""Leaving nothing of a person's sign-ins: codes, sessions, and what lies beside the database of both."""

from api.identity.codes import Codes, Whose
from api.identity.sessions import Sessions
from api.identity.store import Store


def forget(store: Store, codes: Codes, sessions: Sessions, whose: Whose) -> None:
    codes.forget(whose)
    sessions.revoke_subject(whose.subject)
    store.scrub()
