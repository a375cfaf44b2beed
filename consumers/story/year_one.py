"""The evaluation's first year: one de-identified data set, made of the quarterly analyses, that policy then used."""

from collections.abc import Iterator
from datetime import date

from consumers.story.agreements import EVALUATION, POLICY, STUDY_PARTS, why
from consumers.story.entry import Entry
from consumers.story.nztime import nz
from consumers.story.organisations import system_of, unit_of
from consumers.story.quarters import STUDY_STREAM, Submission
from consumers.story.readings import is_read, product_of, use_of
from consumers.story.seed import Seed

#: The quarters whose analyses went in: April to December 2025.
QUARTERS_IN = (0, 1, 2)
BASIS = "nz-pa2020:IPP10(1)(b)"


def year_one(seed: Seed, submissions: list[Submission]) -> Iterator[Entry]:
    went_in = [s for s in submissions if s.stream is STUDY_STREAM and s.quarter.number in QUARTERS_IN and is_read(s)]
    analyses = [product_of(seed, one.slug) for one in went_in]
    people = len({(one.provider, line) for one in went_in for a, b, _ in one.mapping for line in range(a, b + 1)})
    data_set = product_of(seed, "year-one")
    made = {
        "use": use_of(seed, "year-one"),
        "unit": unit_of(seed, "acf-evaluation"),
        "role": "evaluation_analyst",
        "inputs": [{"holding": analysis, "lines": "all", "parts": STUDY_PARTS} for analysis in analyses],
        "products": [
            {
                "product": data_set,
                "kind": "deidentified",
                "derived": [{"source": analysis, "mapping": "group"} for analysis in analyses],
                "lines": 0,
                "parts": STUDY_PARTS,
                "system": system_of(seed, "shelf"),
            }
        ],
        "why": why(seed, "ccss", EVALUATION, BASIS),
    }
    yield Entry(nz(date(2026, 5, 20), "15:30:35"), "acf", "vault", "information.used.v1", made)
    report = {
        "outcome": seed.uid("outcome:year-one"), "unit": made["unit"], "kind": "report", "subject": "public_report",
        "scope": "group", "people": people, "uses": [made["use"]],
    }  # fmt: skip
    title = ((0, "title", "Best foot forward: what changed in the first year"),)
    yield Entry(nz(date(2026, 6, 3), "12:00:35"), "acf", "vault", "outcome.reported.v1", report, title)
    touched = {"holding": data_set, "lines": "all", "parts": STUDY_PARTS}
    policy = {"unit": unit_of(seed, "acf-policy"), "role": "policy_advisor", "why": why(seed, "ccss", POLICY, BASIS)}
    opened = touched | policy | {"mode": "opened"}
    yield Entry(nz(date(2026, 6, 8), "10:15:35"), "acf", "shelf", "information.accessed.v1", opened)
    used = policy | {"use": use_of(seed, "minister"), "inputs": [touched]}
    yield Entry(nz(date(2026, 6, 10), "14:45:35"), "acf", "shelf", "information.used.v1", used)
    advice = {
        "outcome": seed.uid("outcome:minister"), "unit": policy["unit"], "kind": "advice",
        "subject": "minister_advice", "scope": "group", "people": people, "uses": [used["use"]],
    }  # fmt: skip
    yield Entry(nz(date(2026, 7, 2), "09:20:35"), "acf", "shelf", "outcome.reported.v1", advice)
