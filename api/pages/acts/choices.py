"""What a form offers to choose from: organisations, units, programmes, holdings, and terms that many forms share."""

import json

from sqlalchemy import and_, select

from api import programmes, requests
from api.matters import may_read, words
from api.pages import picking
from api.pages.acts.frame import Field, Options, terms
from api.pages.rendering import names
from api.reading import fresh
from api.session import SignedIn
from api.speaking import OwnLine
from api.wording.dates import said_day
from api.wording.readers import capital, counted, listed
from api.wording.rules import RULES
from api.wording.terms import PARTS, PURPOSES
from ledger.problems import Problem
from ledger.vocabulary import ProductKind
from projections import asking, journal, policy, tables
from projections.journal import Entry
from projections.policy import Kind

EVERY_PART: Options = terms(PARTS)
EVERY_PURPOSE: Options = terms(PURPOSES)
EVERY_RULE: Options = tuple((basis, f"{rule.number}: {rule.adult}") for basis, rule in RULES.items())
PRODUCTS: dict[str, str] = {
    ProductKind.REPORT: "a report",
    ProductKind.ANALYSIS: "an analysis",
    ProductKind.DERIVED_HOLDING: "a list made of others",
    ProductKind.DEIDENTIFIED: "a list without names",
}
#: Those who act for a provider, for an agency's unit, and for either in what is designed and agreed together.
PROVIDER = frozenset({Kind.PROVIDER})
UNITS = frozenset({Kind.UNIT, Kind.ADVISOR})
TOGETHER = PROVIDER | UNITS
#: Who signs agreements, asks about them and answers for their organisation; those who pay do not.
SIGNERS = frozenset({Kind.PROVIDER, Kind.ADVISOR})
#: Those who pay for services; and those who deal with families' rights, on either side.
PAYERS = frozenset({Kind.CONTRACTING, Kind.ADVISOR})
GUARDIANS = frozenset({Kind.PROVIDER, Kind.PRIVACY})
YES_NO: Options = (("yes", "Yes"), ("no", "No"))


def today(viewer: SignedIn) -> str:
    """The ISO day in New Zealand of the log's last tick."""
    with fresh(viewer.site).views.connect() as connection:
        return asking.today(connection)


def organisations(viewer: SignedIn, kind: str) -> Options:
    """The providers, or the agencies, other than the viewer's own."""
    naming = names(viewer.site)
    with fresh(viewer.site).views.connect() as connection:
        found = connection.scalars(
            select(tables.organisation.c.id)
            .where(tables.organisation.c.kind == kind)
            .order_by(tables.organisation.c.idx)
        )
        return tuple((id, naming.organisation(id)) for id in found if id != viewer.viewer.organisation)


def providers(viewer: SignedIn) -> Options:
    return organisations(viewer, "provider")


def others(viewer: SignedIn) -> Options:
    """With whom the viewer's organisation can agree something: a provider with agencies, an agency with providers."""
    return organisations(viewer, "agency" if viewer.viewer.kind is Kind.PROVIDER else "provider")


def agency_units(viewer: SignedIn) -> Options:
    """The units that information can go to: an agency's own; for a provider, those of every agency, by its name."""
    naming, own = names(viewer.site), viewer.viewer.organisation
    with fresh(viewer.site).views.connect() as connection:
        found = connection.execute(
            select(tables.unit.c.id, tables.unit.c.organisation)
            .join(tables.organisation, tables.organisation.c.id == tables.unit.c.organisation)
            .where(tables.organisation.c.kind == "agency").order_by(tables.unit.c.idx)
        ).all()  # fmt: skip
    if any(row.organisation == own for row in found):
        return tuple((row.id, naming.unit(row.id)) for row in found if row.organisation == own)
    return tuple((row.id, f"{naming.organisation(row.organisation)}, {naming.unit(row.id)}") for row in found)


def house_of(viewer: SignedIn, unit: str) -> str:
    """The organisation that a unit belongs to; empty for one that is not known."""
    return viewer.site.ledger.state.units.get(unit, "")


def our_programmes(viewer: SignedIn) -> Options:
    """Those that the viewer's organisation takes part in; none for those who may not ask."""
    if not policy.may_ask(viewer.viewer, policy.Question.PROGRAMMES):
        return ()
    return tuple(
        (told.answer.programme, told.words.get(told.answer.digest, {}).get("title", "A programme"))
        for told in programmes.ours(viewer)
    )


def our_holdings(viewer: SignedIn) -> Options:
    """What the viewer's organisation or unit holds, newest first, in words: a holding has no name of its own."""
    naming, t = names(viewer.site), tables
    made_by = t.product.join(t.use, t.use.c.id == t.product.c.use)
    of_it = select(t.use.c.id).select_from(made_by).where(t.product.c.id == t.holding.c.id)
    first = of_it.order_by(t.use.c.idx).limit(1).correlate(t.holding).scalar_subquery()  # others may name it again
    query = (
        select(
            t.holding, t.transfer.c.parts, t.transfer.c.organisation.label("sender"), t.transfer.c.time,
            t.product.c.kind.label("product"), t.use.c.time.label("made"),
        )
        .outerjoin(t.transfer, t.transfer.c.holding == t.holding.c.id)
        .outerjoin(t.product, and_(t.product.c.id == t.holding.c.id, t.product.c.use == first))
        .outerjoin(t.use, t.use.c.id == t.product.c.use)
        .where(t.holding.c.organisation == viewer.viewer.organisation)
        .order_by(t.holding.c.idx.desc()).limit(100)
    )  # fmt: skip
    if viewer.viewer.kind in policy.UNITS:  # a unit sees its own stream
        query = query.where(t.holding.c.unit.in_([viewer.viewer.unit or "", *viewer.viewer.follows]))
    with fresh(viewer.site).views.connect() as connection:
        rows = connection.execute(query).all()
    found = []
    for row in rows:
        people = counted(row.lines, "person", "people")
        if row.kind == "register":
            found.append((row.id, f"Our own register, {people}"))
        elif row.sender:
            parts = listed([PARTS[part][0] for part in json.loads(row.parts)[:3]])
            found.append((row.id, f"From {naming.organisation(row.sender)}, {said_day(row.time)}, {people}: {parts}"))
        else:
            of = f", {people}" if row.lines else ""  # a report has no lines of people
            made = f", {said_day(row.made)}: {PRODUCTS[row.product]}" if row.made else ""
            found.append((row.id, f"{capital(naming.unit(row.unit))}’s own work{made}{of}"))
    return tuple(found)


def somebody(
    viewer: SignedIn, name: str, label: str, *, also: Options = (), hint: str = "", optional: bool = False,
    seen_next: bool = False,
) -> Field:  # fmt: skip
    """The field for one of the people of the viewer's organisation, or what can be chosen ``also``. ``seen_next``: the
    page that comes next names them."""
    if picking.are_many(viewer):
        search = picking.of_ours(viewer, also, seen_next=seen_next)
        return Field("person", name, label, hint=hint, optional=optional, search=search)
    return Field("choose", name, label, (*also, *picking.everybody(viewer)), hint, optional)


def line_of(viewer: SignedIn, person: str) -> OwnLine:
    """Where somebody is on a register of the viewer's own organisation. Raises Problem ``not-found``."""
    found = requests.line_of(viewer, person)
    if found is None:
        raise Problem("not-found")
    return found


def said_in(viewer: SignedIn, *types: str) -> list[list[Entry]]:
    """What stands in each matter that has such statements (short, without version) and that the viewer may read, newest
    matter first."""
    with fresh(viewer.site).views.connect() as connection:
        matters = dict.fromkeys(e.matter for e in journal.among(connection, viewer.viewer.organisation or "", *types))
        found = [journal.of(connection, matter) for matter in reversed(matters)]
        return [journal.standing(entries) for entries in found if may_read(connection, viewer, entries)]


def called(viewer: SignedIn, entries: list[Entry], otherwise: str) -> str:
    """What a matter is called: its newest title."""
    titles = (words(viewer.site, entry.digest).get("title", "") for entry in reversed(entries))
    return next((title for title in titles if title), otherwise)
