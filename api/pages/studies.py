"""What an evaluation works on: questions, methods and data sets, version by version, and who has opened them since."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api import flow_maps
from api.flow_maps import Study
from api.pages.acts.studies import USERS
from api.pages.rendering import names
from api.pages.sheet import Item, Section, sheet
from api.session import Viewing
from api.wording.dates import said_day
from api.wording.lines import place
from api.wording.programmes import METHODS
from api.wording.readers import ADULT, Naming, capital, counted, listed, said
from api.wording.terms import PARTS, PURPOSES, ROLES
from projections.studies import DataSet, Touch, Version

router = APIRouter(include_in_schema=False)


@router.get("/studies")
def studies(request: Request, viewer: Viewing) -> Response:
    """Those of the viewer's unit, and those that its people's information is in."""
    called = names(viewer.site)
    sections = [part for one in flow_maps.all_studies(viewer) for part in _shown(one, called)]
    return sheet(
        request, "Studies", *sections, summary=() if sections else ("We know of no study.",),
        lead="What is asked, how, and with whose information. Each version is told to the services it is about.",
        back=("/flows/may-use", "May I use this?") if viewer.viewer.kind in USERS else ("", ""),
    )  # fmt: skip


def _shown(told: Study, called: Naming) -> tuple[Section, Section]:
    study = told.study
    heading = f"{capital(place(study.unit, study.organisation, called))}, since {said_day(study.versions[0].time)}"
    versions = tuple(_version(one, told.words.get(one.index, {})) for one in reversed(study.versions))
    of = listed([called.organisation(one) for one in study.providers])
    sets = tuple(_data_set(one, of, called) for one in study.data_sets)
    return Section(heading, versions), Section("What it works with", sets)


def _version(v: Version, words: dict[str, str]) -> Item:
    asked = f"{capital(counted(v.questions, 'question'))}, {counted(len(v.holdings), 'data set')}."
    how = listed([said(METHODS, one, ADULT) for one in v.methods])
    return Item(f"Version {v.version}, {said_day(v.time)}", "", (asked, f"How: {how}."), tuple(words.values()))


def _data_set(one: DataSet, of: str, called: Naming) -> Item:
    parts = capital(listed([said(PARTS, part, ADULT) for part in one.parts]))
    whose = (f"From people of {of}.",) if of else ()
    opened = tuple(_touch(touch, called) for touch in one.touched)
    return Item(parts, "", whose + (opened or ("We know of no time anyone opened it.",)))


def _touch(one: Touch, called: Naming) -> str:
    did = "used" if one.type == "information.used" else "opened"
    who = said(ROLES, one.role, ADULT) if one.role in ROLES else "someone"
    why = f", {said(PURPOSES, one.purpose, ADULT)}" if one.purpose else ". No reason was given"
    made = f" It made {counted(len(one.products), 'thing')} of it." if one.products else ""
    return f"{said_day(one.time)}: {who} of {called.unit(one.unit)} {did} it{why}.{made}"
