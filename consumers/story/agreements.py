"""What the story's parties promised one another, and what families were told."""

from datetime import date
from hashlib import sha256
from typing import Any

from consumers.story.entry import DigestOf, Entry
from consumers.story.nztime import nz
from consumers.story.organisations import FRONT_LINE, ORGANISATIONS, PROVIDERS, REGISTER_FEED, organisation_of, unit_of
from consumers.story.seed import Seed

SERVICE_PARTS = ["age_band", "suburb", "attendance", "goals"]
EVALUATION_PARTS = [
    "age_band", "ethnicity", "attendance", "parenting_score", "wellbeing_score", "child_development",
]  # fmt: skip
STUDY_PARTS = ["attendance", "parenting_score", "wellbeing_score", "child_development"]
HOMES_PARTS = ["age_band", "suburb"]
SERVICE, EVALUATION, POLICY, CONTRACTING = 1, 2, 3, 4

#: When each provider and the agency signed. Small Steps signed after it had sent its first quarter.
SIGNED = {
    "ccss": (date(2025, 4, 14), date(2025, 4, 16)),
    "kereru": (date(2025, 4, 15), date(2025, 4, 17)),
    "steps": (date(2025, 7, 28), date(2025, 4, 17)),
}
NOTICES = {
    "adult": (
        "We run Best foot forward with money from the Agency for Children and Families. Every three months we tell its "
        "reporting unit how the course went. We tell its evaluation unit, which does not see names, what changed for "
        "families. Ask us, or look at your page, to see who has seen what."
    ),
    "child": (
        "We write down when you come and how you are going. We tell the people who pay for the course. "
        "We do not tell them your name. You can ask us what we wrote."
    ),
}


def under(seed: Seed, agreement: str, line: int) -> dict[str, Any]:
    """The reference to a schedule line of ``acf-<provider>`` or ``acf-owh``."""
    return {"agreement": seed.uid(f"agreement:{agreement}"), "version": 1, "line": line}


def why(seed: Seed, provider: str, line: int, basis: str) -> dict[str, Any]:
    """Purpose, rule and schedule line of the agency's own acts with what a provider sent."""
    purpose = {
        SERVICE: "dpv:ServiceMonitoring",
        EVALUATION: "evaluation",
        POLICY: "dpv:PublicPolicyMaking",
        CONTRACTING: "dpv:FulfilmentOfContractualObligation",
    }[line]
    return {"purpose": purpose, "basis": basis, "agreement": under(seed, f"acf-{provider}", line)}


def agreements(seed: Seed) -> list[Entry]:
    """Proposals, signatures and published notices."""
    entries = []
    for n, provider in enumerate(PROVIDERS):
        proposed = date(2025, 4, 7)
        name = f"acf-{provider}"
        data = {
            "agreement": seed.uid(f"agreement:{name}"),
            "version": 1,
            "parties": [organisation_of(seed, "acf"), organisation_of(seed, provider)],
            "schedule": _schedule(seed),
            "starts": "2025-04-01",
            "ends": "2027-03-31",
            "programme": seed.uid("programme:best-foot-forward"),
        }
        title = ((0, "title", f"Best foot forward: information agreement with {ORGANISATIONS[provider].name}"),)
        entries.append(Entry(nz(proposed, f"10:{10 + n}"), "acf", "desk", "agreement.proposed.v1", data, title, name))
        by_provider, by_agency = SIGNED[provider]
        for who, feed, day in ((provider, REGISTER_FEED[provider], by_provider), ("acf", "desk", by_agency)):
            signed = {"agreement": data["agreement"], "version": 1, "content": DigestOf(name)}
            entries.append(Entry(nz(day, f"15:{20 + n}"), who, feed, "agreement.signed.v1", signed))
        entries += _notice(seed, provider, n)
    return entries + _homes(seed)


def notice_of(seed: Seed, provider: str) -> str:
    return seed.uid(f"notice:{provider}")


def _schedule(seed: Seed) -> list[dict[str, Any]]:
    rows = (
        (SERVICE, "acf-reporting", SERVICE_PARTS, "dpv:ServiceMonitoring", "nz-pa2020:IPP11(1)(a)", 3),
        (EVALUATION, "acf-evaluation", EVALUATION_PARTS, "evaluation", "nz-pa2020:IPP11(1)(h)", 3),
        (POLICY, "acf-policy", STUDY_PARTS, "dpv:PublicPolicyMaking", "nz-pa2020:IPP10(1)(b)", None),
        (
            CONTRACTING, "acf-contracting", ["attendance", "service_costs"],
            "dpv:FulfilmentOfContractualObligation", "nz-pa2020:IPP11(1)(a)", None,
        ),
    )  # fmt: skip
    schedule = []
    for line, unit, parts, purpose, basis, months in rows:
        row = {"line": line, "to_unit": unit_of(seed, unit), "parts": parts, "purpose": purpose, "basis": basis}
        schedule.append(row | ({"every_months": months} if months else {}))
    return schedule


def _notice(seed: Seed, provider: str, n: int) -> list[Entry]:
    """What families are told. Small Steps wrote its notice alone; the others wrote theirs with the agency, which signed
    Kererū Corner's only after the first families had been given it."""
    feed, published = REGISTER_FEED[provider], nz(date(2025, 4, 24), f"11:{30 + n}")
    notice = {"notice": notice_of(seed, provider), "version": 1, "agreement": seed.uid(f"agreement:acf-{provider}")}
    title = (0, "title", f"What happens to what you tell {ORGANISATIONS[provider].name}")
    if provider == "steps":
        alone = notice | _texts(seed, provider)
        return [Entry(published, provider, feed, "notice.published.v1", alone, (title,))]
    both = {"kind": "collection", "authors": [organisation_of(seed, "acf"), organisation_of(seed, provider)]}
    words = (title, (0, "text", NOTICES["adult"]), (0, "text_child", NOTICES["child"]))
    slug = f"notice {provider}"
    signed = {"notice": notice["notice"], "version": 1, "content": DigestOf(slug)}
    late = date(2025, 6, 10) if provider == "kereru" else date(2025, 4, 29)
    return [
        Entry(published, provider, feed, "notice.published.v2", notice | both, words, slug),
        Entry(nz(date(2025, 4, 24), f"15:{40 + n}"), provider, feed, "notice.signed.v1", signed),
        Entry(nz(late, f"10:{20 + n}"), "acf", "desk", "notice.signed.v1", signed),
    ]


def _homes(seed: Seed) -> list[Entry]:
    """The agency and the Office for Warm Homes agree on one onward share."""
    row = {
        "line": 1, "to_unit": unit_of(seed, "owh-policy"), "parts": HOMES_PARTS,
        "purpose": "dpv:PublicPolicyMaking", "basis": "nz-pa2020:IPP11(1)(h)",
    }  # fmt: skip
    data = {
        "agreement": seed.uid("agreement:acf-owh"),
        "version": 1,
        "parties": [organisation_of(seed, "acf"), organisation_of(seed, "owh")],
        "schedule": [row],
        "starts": "2026-01-01",
        "ends": "2026-12-31",
    }
    title = ((0, "title", "Where families in cold homes live: information agreement"),)
    signed = {"agreement": data["agreement"], "version": 1, "content": DigestOf("acf-owh")}
    return [
        Entry(nz(date(2026, 1, 28), "11:05"), "acf", "desk", "agreement.proposed.v1", data, title, "acf-owh"),
        Entry(nz(date(2026, 2, 3), "14:05"), "owh", "homes-index", "agreement.signed.v1", signed),
        Entry(nz(date(2026, 2, 4), "10:05"), "acf", "desk", "agreement.signed.v1", signed),
    ]


def _texts(seed: Seed, provider: str) -> dict[str, Any]:
    """The digests of the salted adult and child texts."""
    return {
        reader: sha256(seed.draw(f"notice {provider} {reader}", 16) + text.encode()).hexdigest()
        for reader, text in NOTICES.items()
    }


def unit_at_front(seed: Seed, provider: str) -> str:
    return unit_of(seed, FRONT_LINE[provider])
