"""The duties to tell people, as dated data: what each asks, from when, and where it stands.

Sources: Privacy Act 2020, s 22 (IPP 3; IPP 3A, put in by the Privacy Amendment Act 2025); Data Protection and Use
Policy, guidelines "Transparency and Choice" and "Sharing Value". As read on 1 May 2026; no legal advice.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """``id`` is the term for it; ``source`` where it stands; ``since`` the ISO day from which it counts."""

    id: str
    source: str
    since: str


RULES = {
    rule.id: rule
    for rule in (
        # Told when, or as soon as practicable after, information was collected from them.
        Rule("ipp3", "nz-pa2020:IPP3", "2020-12-01"),
        # Told by whoever got it from somebody else, unless they were told already who would (IPP 3A(4)(a)); for what
        # was collected on or after that day (Privacy Amendment Act 2025, s 2).
        Rule("ipp3a", "nz-pa2020:IPP3A", "2026-05-01"),
        Rule("dpup-together", "dpup:TransparencyAndChoice/no-surprises", "2021-09-01"),
        Rule("dpup-understood", "dpup:TransparencyAndChoice/understanding", "2021-09-01"),
        Rule("dpup-choice", "dpup:TransparencyAndChoice/choice", "2021-09-01"),
        Rule("dpup-current", "dpup:TransparencyAndChoice/no-surprises", "2021-09-01"),
        Rule("dpup-findings", "dpup:SharingValue/findings", "2021-09-01"),
    )
}
