"""What a person wishes for on their own pages: sealed under their own key, read by nobody else, erased with them."""

from api.identity.codes import Whose
from api.session import SignedIn
from ledger import aside
from ledger.problems import Problem
from projections.policy import Kind

#: How a child's page is read. Where nothing is wished, there are pictures.
PICTURES, PLAIN = "pictures", "plain"


def wish(signed: SignedIn, name: str) -> str | None:
    """What they last wished for; None for nothing, and for whoever is no person."""
    if signed.viewer.kind is not Kind.PERSON or signed.viewer.person is None:
        return None
    whose, site = _whose(signed), signed.site
    content = site.wishes.find(whose, name)
    if content is None:
        return None
    with site.ledger.recorder.reader() as cursor:
        return aside.opened(site.ledger.vault, cursor, whose.organisation, whose.ref, name, content)


def keep(signed: SignedIn, name: str, text: str) -> None:
    """Raises Problem ``not-found`` for whoever is no person, and for who is not known any more."""
    if signed.viewer.kind is not Kind.PERSON or signed.viewer.person is None:
        raise Problem("not-found")
    whose, site = _whose(signed), signed.site
    with site.ledger.recorder.reader() as cursor:
        content = aside.sealed(site.ledger.vault, cursor, whose.organisation, whose.ref, name, text)
    if content is None:
        raise Problem("not-found")
    site.wishes.keep(whose, name, content)


def drop(signed: SignedIn, name: str) -> None:
    """Raises Problem ``not-found`` for whoever is no person."""
    if signed.viewer.kind is not Kind.PERSON:
        raise Problem("not-found")
    signed.site.wishes.drop(_whose(signed), name)


def _whose(signed: SignedIn) -> Whose:
    return Whose(str(signed.identity["organisation"]), str(signed.identity["ref"]))
