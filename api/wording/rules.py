"""The rules people are shown: what each means in plain words, and its number. Facts of law, as cited on 1 May 2026."""

from dataclasses import dataclass

from api.wording.language import tr
from api.wording.readers import Voice
from ledger.vocabulary import Basis

PRIVACY_ACT = "Privacy Act 2020"


@dataclass(frozen=True, slots=True)
class Rule:
    """``number``: as its Act numbers it."""

    number: str
    adult: str
    child: str


RULES: dict[str, Rule] = {
    Basis.IPP1: Rule(
        f"{PRIVACY_ACT}, principle 1",
        "They may collect what they need for their work, and no more.",
        "They can ask for what they need. They can not ask for more.",
    ),
    Basis.IPP2: Rule(
        f"{PRIVACY_ACT}, principle 2",
        "They should get information from the person it is about.",
        "They should ask the person first.",
    ),
    Basis.IPP6: Rule(
        f"{PRIVACY_ACT}, principle 6",
        "People may see what is held about them.",
        "You can ask to see what they keep on you.",
    ),
    Basis.IPP7: Rule(
        f"{PRIVACY_ACT}, principle 7",
        "People may ask to have mistakes put right.",
        "You can ask them to fix what is wrong.",
    ),
    Basis.IPP10_SAME: Rule(
        f"{PRIVACY_ACT}, principle 10(1)(a)",
        "They may use it for a purpose that is closely tied to why they got it.",
        "They can use it for the same kind of thing they got it for.",
    ),
    Basis.IPP10_STATISTICS: Rule(
        f"{PRIVACY_ACT}, principle 10(1)(b)",
        "They may use it to count or to study, if nobody can be picked out in what they publish.",
        "They can use it to count. No one may find out which one is you.",
    ),
    Basis.IPP11_PURPOSE: Rule(
        f"{PRIVACY_ACT}, principle 11(1)(a)",
        "They may share it if that is why they got it, or is closely tied to that.",
        "They can share it if that is why they asked for it.",
    ),
    Basis.IPP11_AUTHORISED: Rule(
        f"{PRIVACY_ACT}, principle 11(1)(c)",
        "They may share it because the person said yes.",
        "They can share it when the person said yes.",
    ),
    Basis.IPP11_STATISTICS: Rule(
        f"{PRIVACY_ACT}, principle 11(1)(h)",
        "They may share it to count or to study, if nobody can be picked out in what is published.",
        "They can share it to count. No one may find out which one is you.",
    ),
    Basis.SERIOUS_THREAT: Rule(
        f"{PRIVACY_ACT}, section 49(1)(a)(i)",
        "They may hold something back if giving it out would put someone in danger.",
        "They can keep something back to keep people safe.",
    ),
    Basis.OTA_66C: Rule(
        "Oranga Tamariki Act 1989, section 66C(a)(i)",
        "They may share it to keep a child safe from harm.",
        "They can share it to keep a child safe.",
    ),
    Basis.FVA_20: Rule(
        "Family Violence Act 2018, section 20",
        "They may share it to keep people safe from family violence.",
        "They can share it to keep people safe at home.",
    ),
}

NO_RULE = Rule("", "They did not say which rule allows this.", "They did not say which rule lets them.")


def rule(basis: str | None) -> Rule:
    """A rule that is newer than this text is shown by its number alone."""
    return NO_RULE if basis is None else RULES.get(basis) or Rule(basis, "", "")


def meaning(basis: str | None, voice: Voice) -> str:
    found = rule(basis)
    return tr(found.child if voice.child else found.adult)
