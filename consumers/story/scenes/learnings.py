"""What providers told the agency they had learned; and what Māori asked for together."""

from collections.abc import Iterator
from datetime import date

from consumers.story.entry import DigestOf, Entry
from consumers.story.organisations import LEDGER, OPERATOR, unit_of
from consumers.story.scenes.voices import Voices
from consumers.story.stage import Stage


def scenes(stage: Stage, v: Voices) -> Iterator[Entry]:
    yield from adopted(v)
    yield from unanswered(v)
    yield from interest(v)


def adopted(v: Voices) -> Iterator[Entry]:
    given = {
        "learning": v.id("learning:bedtime"), "to": v.house("acf"), "topic": "what_is_collected",
        "programme": v.id("programme:best-foot-forward"),
    }  # fmt: skip
    title, text = "Ask at the course", "Families answer more, and more truly, when they know who asks."
    yield v.says("kereru", date(2025, 8, 18), "11:50", "learning.given", given, title=title, text=text)
    read = {
        "learning": given["learning"], "organisation": v.house("acf"), "read_by": unit_of(v.seed, "acf-policy"),
        "role": "policy_advisor",
    }  # fmt: skip
    entry = v.says("acf", date(2025, 8, 20), "10:05", "learning.read", read)
    yield Entry(entry.time, OPERATOR, LEDGER, entry.name, read)
    closed = {"learning": given["learning"], "outcome": "adopted", "decision": v.id("decision:where")}
    yield v.says("acf", date(2025, 10, 3), "11:30", "learning.closed", closed, reason="It is in the joint decision.")


def unanswered(v: Voices) -> Iterator[Entry]:
    """One was declined, with the reason; one has waited too long."""
    this = {"to": v.house("acf"), "programme": v.id("programme:best-foot-forward")}
    home = this | {"learning": v.id("learning:home"), "topic": "safety"}
    text = "A visit at home in the first week frightens some families."
    yield v.says("ccss", date(2026, 2, 9), "14:25", "learning.given", home, title="The first visit", text=text)
    declined = {"learning": home["learning"], "outcome": "declined"}
    no = "The contract sets the first week. We look at it again in 2027."
    yield v.says("acf", date(2026, 2, 24), "10:40", "learning.closed", declined, reason=no)
    late = this | {"learning": v.id("learning:words"), "topic": "what_families_are_told"}
    words = "Nobody understands the word “wellbeing”. Ask how people sleep."
    yield v.says("ccss", date(2026, 8, 20), "09:55", "learning.given", late, title="A word to avoid", text=words)


def interest(v: Voices) -> Iterator[Entry]:
    """A hapū declares its interest through Kererū Corner, which is its own trust."""
    mine = {"interest": v.id("interest:hapu")}
    declared = mine | {
        "self_declared": True, "group": "hapu", "programme": v.id("programme:best-foot-forward"), "to": v.house("acf"),
    }  # fmt: skip
    yield v.says("kereru", date(2025, 5, 1), "10:10", "interest.declared", declared, title="The hapū of this story")
    mandated = mine | {"until": "2027-03-31"}
    yield v.says("kereru", date(2025, 5, 1), "10:25", "interest.mandated", mandated, note="An elder of this story")
    restricted = mine | {"kind": "restriction", "restriction": "not_to_be_shared_on", "parts": ["ethnicity"]}
    yield v.says("kereru", date(2025, 5, 6), "11:15", "interest.voiced", restricted, "restriction")
    accepted = mine | {"statement": DigestOf("restriction"), "outcome": "accepted"}
    yield v.says("acf", date(2025, 5, 19), "10:35", "interest.answered", accepted, reply="It goes no further than us.")
    objected = mine | {"kind": "objection", "parts": ["suburb"]}
    text = "Suburbs went to another agency. Nobody asked us first."
    yield v.says("kereru", date(2026, 3, 3), "10:45", "interest.voiced", objected, "objection", text=text)
    refused = mine | {"statement": DigestOf("objection"), "outcome": "not_accepted"}
    yield v.says("acf", date(2026, 3, 20), "11:55", "interest.answered", refused, reply="We will ask you next time.")
    back = mine | {"returned": "findings_told"}
    yield v.says("acf", date(2026, 6, 18), "13:15", "interest.returned", back, note="Told at the marae in June")
