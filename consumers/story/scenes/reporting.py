"""Questions about submissions, findings, and what they decided."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from consumers.story.entry import DigestOf, Entry
from consumers.story.gathering import register_of
from consumers.story.nztime import nz
from consumers.story.organisations import LEDGER, OPERATOR, organisation_of, unit_of
from consumers.story.readings import use_of
from consumers.story.stage import Stage


def scenes(stage: Stage) -> list[Entry]:
    return [*asked(stage), *found(stage), *decided(stage)]


def asked(stage: Stage) -> Iterator[Entry]:
    """What a column means, and why a decision was made, both answered; what became of a file, not answered."""
    seed = stage.seed
    acf, ccss = organisation_of(seed, "acf"), organisation_of(seed, "ccss")
    meaning = seed.uid("question:meaning")
    yield _say(date(2025, 11, 3), "acf", "desk", "question.asked.v1", {
        "question": meaning, "voice": "relayed", "unit": unit_of(seed, "acf-evaluation"), "to": ccss,
        "asked": "meaning", "transfer": seed.uid("transfer:ccss-q1-study"), "parts": ["parenting_score"],
        "due": "2025-12-01",
    }, text="Is a high score good or bad?")  # fmt: skip
    yield _say(date(2025, 11, 6), "ccss", "client-book", "question.answered.v1", {
        "question": meaning, "unit": unit_of(seed, "ccss-front-line"), "answered": "in_full",
    }, reply="Good: 10 is best. The form changed in July: do not compare with before.")  # fmt: skip

    hera, why = stage.whanau.known["hera"], seed.uid("question:hera")
    data = {
        "question": why, "voice": "person", "to": acf, "asked": "why", "outcome": seed.uid("outcome:hera"),
        "holding": register_of(seed, "ccss"), "lines": [[hera.line, hera.line]], "due": "2026-01-16",
    }  # fmt: skip
    private = ((hera.line, "ref", hera.ref), (hera.line, "text", "Who thought that I need more visits?"))
    yield Entry(nz(date(2025, 12, 2), "19:42:10"), OPERATOR, LEDGER, "question.asked.v1", data, private)
    yield _say(date(2025, 12, 15), "acf", "desk", "question.answered.v1", {
        "question": why, "unit": unit_of(seed, "acf-reporting"), "answered": "in_full",
    }, reply="Your worker asked for them with you. We agreed: they help.")  # fmt: skip

    yield _say(date(2026, 6, 8), "kereru", "casebook", "question.asked.v1", {
        "question": seed.uid("question:unopened"), "voice": "relayed", "unit": unit_of(seed, "kereru-front-line"),
        "to": acf, "to_unit": unit_of(seed, "acf-evaluation"), "asked": "what_happened",
        "transfer": seed.uid("transfer:kereru-q2-study"), "due": "2026-07-06",
    }, text="Has anybody opened what we sent in January?")  # fmt: skip


def found(stage: Stage) -> Iterator[Entry]:
    """A finding that two providers replied to before it went out."""
    seed, finding = stage.seed, seed_finding(stage)
    behind = [stage.sent[f"{provider}-q3-study"] for provider in ("ccss", "kereru")]
    draft = {
        "finding": finding, "version": 1, "unit": unit_of(seed, "acf-evaluation"),
        "programme": seed.uid("programme:best-foot-forward"), "uses": [use_of(seed, one.slug) for one in behind],
        "providers": [organisation_of(seed, provider) for provider in ("ccss", "kereru")],
        "reply_by": "2026-06-12", "quality": ["small_numbers", "changed_measure"],
    }  # fmt: skip
    words = "Parents say that bedtimes are calmer. Fewer families came in winter."
    yield _say(date(2026, 5, 15), "acf", "desk", "finding.drafted.v1", draft, title="Calmer bedtimes", text=words)
    for provider, feed, stance, day, text in (
        ("ccss", "client-book", "adds_context", date(2026, 5, 28), "The bus to our house was cut. That is why."),
        ("kereru", "casebook", "agrees", date(2026, 6, 4), "This is what parents tell us too."),
    ):
        reply = {"finding": finding, "version": 1, "stance": stance}
        yield _say(day, provider, feed, "finding.answered.v1", reply, slug=f"finding {provider}", text=text)
    gave = {"named": True, "paid": True, "trained": True}
    release = {
        "finding": finding, "version": 1, "unit": unit_of(seed, "acf-evaluation"),
        "contexts": [DigestOf("finding ccss"), DigestOf("finding kereru")],
        "contributors": [
            {"organisation": organisation_of(seed, "ccss"), "gave": "interpreted", "families": 7, **gave},
            {"organisation": organisation_of(seed, "kereru"), "gave": "reviewed", **gave, "named": False},
        ],
    }  # fmt: skip
    yield _say(date(2026, 6, 19), "acf", "desk", "finding.released.v1", release)


def decided(stage: Stage) -> Iterator[Entry]:
    """The finding goes before the contracts unit; the providers are told first, and what they say goes along."""
    seed, evidence = stage.seed, stage.seed.uid("evidence:contracts")
    yield _say(date(2026, 7, 1), "acf", "desk", "evidence.proposed.v1", {
        "evidence": evidence, "finding": seed_finding(stage), "unit": unit_of(seed, "acf-evaluation"),
        "to_unit": unit_of(seed, "acf-contracting"), "not_before": "2026-07-20",
        "providers": [organisation_of(seed, provider) for provider in ("ccss", "kereru")],
    })  # fmt: skip
    objection = {"evidence": evidence, "stance": "adds_context"}
    text = "Winter numbers say something about buses, not about the course."
    yield _say(date(2026, 7, 9), "kereru", "casebook", "evidence.objected.v1", objection, slug="objection", text=text)
    contexts = [DigestOf(slug) for slug in ("finding ccss", "finding kereru", "objection")]
    entered = {"evidence": evidence, "unit": unit_of(seed, "acf-contracting"), "contexts": contexts}
    yield _say(date(2026, 7, 22), "acf", "contracts", "evidence.entered.v1", entered)


def seed_finding(stage: Stage) -> str:
    return stage.seed.uid("finding:bedtimes")


def _say(
    day: date, organisation: str, feed: str, name: str, data: dict[str, Any], slug: str = "", **words: str
) -> Entry:
    private = tuple((0, word, text) for word, text in words.items())
    return Entry(nz(day, "13:25:40"), organisation, feed, name, data, private, slug)
