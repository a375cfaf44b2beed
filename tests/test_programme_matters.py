"""Plans, decisions and grants, tried in any order: nothing is in force on one party's word, and nothing that a provider
calls the same mistake is passed over. Each step is asked of the rules, and held against a model that knows nothing of
them."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from ledger.matters.agreement import Agreement
from ledger.matters.decision import Decision
from ledger.matters.grant import Grant
from ledger.matters.matter import M, Matter, Step
from ledger.matters.mutual import Mutual
from ledger.matters.programme import Programme
from ledger.problems import Problem

AGENCY, PROVIDERS, STRANGER = "agency", ("ccss", "kereru"), "stranger"
EVERYBODY = (AGENCY, *PROVIDERS)
who = st.sampled_from((*EVERYBODY, STRANGER))
lessons = st.sampled_from(("names", "forms"))


class Here:
    """A world of one programme, one decision, one agreement and one grant."""

    def __init__(self) -> None:
        self.matters: dict[type[Matter], Matter] = {}

    def matter(self, kind: type[M], id: str) -> M:
        found = self.matters.setdefault(kind, kind())
        assert isinstance(found, kind)
        return found

    def kind_of(self, organisation: str) -> str | None:
        return {AGENCY: "agency", "ccss": "provider", "kereru": "provider"}.get(organisation)

    def unit_of(self, unit: str) -> str | None:
        return AGENCY

    def holder(self, holding: str) -> str | None:
        return AGENCY

    def issuer(self, digest: str) -> str | None:
        return None


class Together(RuleBasedStateMachine):
    """``signed``: content → who signed it, as the model remembers; ``open``: lessons marked and not answered since."""

    def __init__(self) -> None:
        super().__init__()
        self.world, self.count = Here(), 0
        self.signed: dict[str, set[str]] = {}
        self.open: set[str] = set()
        self.accepted_by: set[str] = set()

    def say(self, kind: type[Matter], type: str, who: str, **data: Any) -> str:
        """Applies a step that the rules let through; returns its digest, or "" for one refused."""
        self.count += 1
        step, matter = Step(f"{type}.v1", data, who, f"{self.count:064x}", "2026-03-02T09:00:00Z"), None
        matter = self.world.matter(kind, "")
        try:
            matter.check(step, self.world)
        except Problem:
            return ""
        matter.apply(step)
        return step.digest

    @initialize()
    def register(self) -> None:
        data = {"programme": "p", "agency": AGENCY, "providers": list(PROVIDERS)}
        assert self.say(Programme, "programme.registered", AGENCY, **data)

    @rule(who=who, version=st.integers(1, 4))
    def propose_a_plan(self, who: str, version: int) -> None:
        digest = self.say(Programme, "plan.proposed", who, programme="p", version=version, uses=[])
        if digest:
            assert who in EVERYBODY
            self.signed[digest] = set()

    @rule(who=who, data=st.data())
    def sign_a_plan(self, who: str, data: st.DataObject) -> None:
        plan = self.world.matter(Programme, "p").plan
        content = data.draw(st.sampled_from([*self.signed, "0" * 64]))
        version = data.draw(st.integers(1, 4))
        if self.say(Programme, "plan.signed", who, programme="p", version=version, content=content):
            assert (who in EVERYBODY, content, version) == (True, plan.content, plan.revision)
            self.signed[content].add(who)

    @rule(who=who, version=st.integers(1, 4), parties=st.sets(st.sampled_from((*EVERYBODY, STRANGER)), max_size=4))
    def propose_a_decision(self, who: str, version: int, parties: set[str]) -> None:
        data = {"decision": "d", "version": version, "programme": "p", "parties": sorted(parties)}
        digest = self.say(Decision, "decision.proposed", who, **data)
        if digest:
            assert AGENCY in parties and len(parties) > 1 and STRANGER not in parties
            self.signed[digest] = set()

    @rule(who=who, data=st.data())
    def sign_a_decision(self, who: str, data: st.DataObject) -> None:
        content = data.draw(st.sampled_from([*self.signed, "0" * 64]))
        version = data.draw(st.integers(1, 4))
        if self.say(Decision, "decision.signed", who, decision="d", version=version, content=content):
            self.signed[content].add(who)

    @rule(who=who, lesson=lessons)
    def mark(self, who: str, lesson: str) -> None:
        if self.say(Programme, "lesson.marked", who, programme="p", lesson=lesson):
            assert who in PROVIDERS
            self.open.add(lesson)

    @rule(who=who, lesson=lessons)
    def answer(self, who: str, lesson: str) -> None:
        if self.say(Programme, "lesson.addressed", who, programme="p", lesson=lesson, change="design_changed"):
            assert who == AGENCY
            self.open.discard(lesson)

    @rule()
    def propose_an_agreement(self) -> None:
        matter = self.world.matter(Agreement, "a")
        data = {
            "agreement": "a", "version": matter.text.revision + 1, "parties": [AGENCY, "ccss"], "schedule": [],
            "programme": "p", "starts": "2026-05-01", "ends": "2027-04-30",
        }  # fmt: skip
        assert self.say(Agreement, "agreement.proposed", AGENCY, **data)

    @rule(who=st.sampled_from((AGENCY, "ccss")))
    def sign_the_agreement(self, who: str) -> None:
        matter = self.world.matter(Agreement, "a")
        if matter.text.revision:
            data = {"agreement": "a", "version": matter.text.revision, "content": matter.text.content}
            said = self.say(Agreement, "agreement.signed", who, **data)
            assert bool(said) == (not self.open), "nobody signs while the same mistake has no answer"

    @rule(who=who)
    def give_a_grant(self, who: str) -> None:
        data = {
            "grant": "g", "programme": "p", "unit": "u", "to": "ccss", "holdings": ["h"], "parts": ["goals"],
            "purpose": "evaluation", "starts": "2026-03-01", "ends": "2026-03-31",
        }  # fmt: skip
        if self.say(Grant, "grant.given", who, **data):
            assert who == AGENCY

    @rule(who=who)
    def accept_a_grant(self, who: str) -> None:
        content = self.world.matter(Grant, "g").content
        if self.say(Grant, "grant.accepted", who, grant="g", content=content):
            self.accepted_by.add(who)

    @rule(who=who)
    def end_a_grant(self, who: str) -> None:
        if self.say(Grant, "grant.ended", who, grant="g", reason="finished"):
            assert who in (AGENCY, "ccss")
            self.accepted_by.clear()

    @invariant()
    def nothing_is_agreed_without_every_signature(self) -> None:
        plan = self.world.matter(Programme, "p").plan
        if plan.agreed:
            assert any(signed >= set(EVERYBODY) for signed in self.signed.values())
        if plan.agreed == plan.revision and plan.revision:
            assert self.signed[plan.content] == set(EVERYBODY)
        decision = self.world.matter(Decision, "d").content
        if decision.agreed == decision.revision and decision.revision:
            assert self.signed[decision.content] >= set(decision.parties)
        elif decision.revision:
            assert not self.signed[decision.content] >= set(decision.parties)

    @invariant()
    def what_is_not_answered_is_known(self) -> None:
        assert set(self.world.matter(Programme, "p").unanswered) == self.open

    @invariant()
    def a_grant_counts_only_once_accepted_and_on_its_days(self) -> None:
        grant = self.world.matter(Grant, "g")
        if grant.in_force("2026-03-15"):
            assert self.accepted_by == {"ccss"}
        assert not grant.in_force("2026-04-01")


Together.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestTogether = Together.TestCase


def test_the_machine_finds_a_plan_that_one_party_puts_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search itself is tried on rules that are broken."""

    def alone(self: Mutual, content: str, who: str) -> None:
        self.signed.add(who)
        self.agreed = self.revision

    monkeypatch.setattr(Mutual, "sign", alone)
    quick = settings(
        max_examples=2_000, stateful_step_count=40, deadline=None, database=None, phases=[Phase.generate],
        report_multiple_bugs=False, derandomize=True,
    )  # fmt: skip
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Together, settings=quick)
