"""The people one can sign in as in the demonstration, each with one plain sentence about them."""

import json
import os
from pathlib import Path
from typing import Any

from consumers.story.organisations import ORGANISATIONS, UNITS, organisation_of, unit_of
from consumers.story.plan import Plan

#: Slug of the followed person → (reader, sentence).
PEOPLE = {
    "hera": ("adult", "A mother of two. After talking with her worker she was offered four more home visits."),
    "sela": ("adult", "Mele's mother. She and Mele's father both come to the course."),
    "rawiri": ("adult", "Tui's father. He sees his own page, and not Tui's."),
    "mele": ("child", "Mele is 10. Her birthday was written down wrong, and City Centre put it right."),
    "tui": ("adult", "Tui is 15 and has a sign-in of Tui's own."),
}
STAFF = (
    ("ccss-manager", "provider", "ccss-front-line", "Manager, City Centre", "Runs the family services."),
    ("ccss-board", "board", "", "Board, City Centre", "Asks where the organisation's information went; sees figures."),
    ("ccss-privacy", "privacy", "ccss-privacy", "Privacy officer, City Centre", "Handles requests, case by case."),
    (
        "ccss-approver",
        "privacy",
        "ccss-front-line",
        "Second officer, City Centre",
        "Decides what another officer may not decide alone.",
    ),
    ("kereru-manager", "provider", "kereru-front-line", "Manager, Kererū Corner", "Runs the services."),
    (
        "steps-manager",
        "provider",
        "steps-front-line",
        "Leader, Small Steps",
        "Runs a playgroup and keeps a spreadsheet.",
    ),
    ("acf-reporting", "unit", "acf-reporting", "Service reporting", "Receives each quarter's service reports."),
    ("acf-evaluation", "unit", "acf-evaluation", "Evaluation", "Finds out whether the programme helps."),
    ("acf-policy", "unit", "acf-policy", "Family policy", "Advises the Minister; sees what evaluation makes."),
    ("acf-contracting", "contracting", "acf-contracting", "Contracts", "Decides on contracts and funding."),
    ("acf-advisor", "advisor", "acf-policy", "Advisor", "Talks with providers about agreements and tenders."),
    ("owh-policy", "unit", "owh-policy", "Homes policy", "Received one share of suburbs; its system fell silent."),
    ("acf-privacy", "privacy", "acf-privacy", "Agency's privacy officer", "Looks across units, case by case."),
)


def identities(plan: Plan, operator: str) -> list[dict[str, Any]]:
    """``operator`` is the operator's organisation. Every member is always there; what does not apply is null."""
    seed, ccss = plan.seed, organisation_of(plan.seed, "ccss")
    found = []
    for slug, (reader, about) in PEOPLE.items():
        person = plan.whanau.known[slug]
        one = _identity(slug, f"{person.given} {person.family}", "person", about)
        found.append(one | {"organisation": ccss, "ref": person.ref, "reader": reader})
    for slug, kind, unit, name, about in STAFF:
        organisation = UNITS[unit][0] if unit else "ccss"
        one = _identity(slug, name, kind, f"{about} {ORGANISATIONS[organisation].name}.")
        one["organisation"] = organisation_of(seed, organisation)
        found.append(one | {"unit": unit_of(seed, unit) if unit else None})
    found.append(_identity("auditor", "Auditor", "auditor", "Replays the whole log, without anybody's private part."))
    machine = _identity("operator", "Operator", "operator", "Runs the machine and sees no content.")
    return [*found, machine | {"organisation": operator}]


def write_identities(path: Path, people: list[dict[str, Any]]) -> None:
    """Names are in it, so only its owner may read it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(path.name + ".new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(people, file, ensure_ascii=False, indent=2)
    draft.replace(path)


def _identity(slug: str, name: str, kind: str, about: str) -> dict[str, Any]:
    nothing = dict.fromkeys(("organisation", "unit", "ref"))
    return {"id": slug, "name": name, "kind": kind, **nothing, "reader": "adult", "about": about}
