"""No viewer ever receives a byte of what is private outside its scope: generated worlds, viewers and queries, through
the real API.

Each world tells at random: what is collected, sent, opened, used and decided, held by law, withheld by decision, said
in worry, named. Whatever is told carries a mark of its own: words that occur nowhere else, the second at which an act
happened, its digest. What each viewer may receive is written down while the world is told, in the words of the law
(LAW "Safety") and of DESIGN §7, and knows nothing of ``projections.policy``. Then any question is asked by anybody,
and no mark may come back that is not theirs. That the marks do come back to whom they belong is tried as well: an
oracle that lets nothing through, or an API that answers nothing, is not the proof.
"""

import os
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import flows
import pytest
from building import Line, Party
from hosting import hosting
from world import World

from ledger import disclosures, jws, strictjson

SOAK = os.environ.get("LIGHTWELL_SOAK") == "1"
#: How many worlds, and questions in each.
WORLDS, CASES = (40, 2_600) if SOAK else (2, 2_600)
HELD_BY_LAW = {"purpose": "safety", "basis": "fva2018:s20"}
PEOPLE = ("hera", "mele", "sela")
HOUSE = ("manager", "privacy", "second")  # City Centre's workers and its privacy officers
#: Who at the agency reads of an objection or a worry that is said to it; never those who pay.
ASKED = ("reporting", "evaluation", "advisor", "officer")
STAFF = (*HOUSE, "board", "kereru", "reporting", "evaluation", "advisor", "contracting", "officer")
VIEWERS = (*PEOPLE, "speaker", *STAFF, "auditor", "operator")
PAGES = (
    "/do/ask-name?of={person}", "/do/approve-name", "/do/decide-held", "/inquiries", "/inquiries/{matter}",
    "/my/speakers", "/people/{person}/speakers", "/people/{person}/case?reason=misuse",
    "/my", "/my?as=child", "/my/requests", "/my/worry", "/my/say", "/my/proof", "/for", "/people", "/people/{person}",
    "/people/{person}?reason=concern", "/submissions", "/submissions/{transfer}", "/outcomes/{outcome}", "/flagged",
    "/owe", "/log", "/news", "/duties", "/told", "/concerns", "/concerns/{matter}", "/matters/{matter}", "/coverage",
    "/board-report", "/flows", "/requests", "/findings", "/do", "/do/keep-back?of={person}", "/do/decide-kept-back",
    "/do/end-look-for", "/stories", "/refusals", "/fan-out", "/log/{index}", "/?x=1", "/stages", "/stages/{matter}",
    "/people/{person}/letter", "/cases", "/cases/{transfer}/1?reason=misuse", "/cases/{transfer}/2?reason=concern",
    "/studies", "/log/witnesses", "/log/replay", "/log?flagged=yes&size=9", "/my/updates",
)  # fmt: skip
HEARD = re.compile(rb'"last_heard":"[^"]*"')
#: Where a submission, or a decision that submissions informed, is read.
SENT = ("/submissions", "/outcomes")
ALWAYS = (
    "/api/trail", "/api/people/{person}/trail", "/api/people/{person}/trail?reason=complaint", "/api/news",
    "/api/duties", "/api/matters/{matter}", "/api/matters/{matter}",
)  # fmt: skip


class Told(World):
    """A world told at random. ``marks``: what occurs in one thing alone → who may receive it."""

    def __init__(self, folder: Path, house: Any, seed: int) -> None:
        super().__init__(house, folder)
        self.draw, self.kept_for_sure = random.Random(seed), ""
        clock = self.place.clock  # at odd seconds: a whole minute is a tick's too
        clock.now, clock.step = clock.now.replace(second=clock.now.second | 1), timedelta(seconds=2)
        self.marks: dict[str, frozenset[str]] = {}
        #: What became of a sending under such a law its sender reads as its submission, and in nobody's trail.
        self.of_submissions: set[str] = set()
        self.pools: dict[str, list[str]] = defaultdict(list)
        self.sign_in("operator", "operator", self.ccss)
        self.representation = self.id()
        self.sign_in("speaker", "representative", self.ccss, representation=self.representation)
        self.units = {"reporting": self.reporting, "evaluation": self.evaluation, "contracting": self.contracting}
        self.say(self.ccss, "representation.recorded.v1", {
            "representation": self.representation, "holding": self.register, "lines": [[1, 1]], "kind": "advocate",
            "views": "agrees", "unit": self.ccss.unit, "until": "2099-01-01",
        })  # fmt: skip
        for number, who in enumerate(PEOPLE, 1):
            self._name(who, number)
        for viewers in ("representatives", "family"):  # of somebody who is spoken for, in every world
            self.kept_for_sure = viewers
            self._opened([1], held=False)
        tells = [self._opened, self._sent, self._worried, self._barred]
        first = [(tell, held) for tell in tells for held in (False, True)]
        for tell, held in (*first, *((self.draw.choice(tells), self.draw.random() < 0.3) for _ in range(4))):
            tell(sorted(self.draw.sample((1, 2, 3), self.draw.randint(1, 3))), held)

    def word(self, allowed: Iterable[str]) -> str:
        """A word that is nowhere else."""
        mark = f"Zq{self.draw.getrandbits(60):015x}"
        self.marks[mark] = frozenset(allowed)
        return mark

    def act(self, line: Line, allowed: Iterable[str]) -> Line:
        """Tells an act whose time and digest are its marks. Families receive no digest at all."""
        self.tell(line)
        who = frozenset(allowed) | {"auditor"}
        self.marks[self._time(line)] = who
        self.marks[line.digest.hex()] = who - {*PEOPLE, "speaker"}
        self.pools["digest"].append(line.digest.hex())
        return line

    def forget(self, line: Line, whom: Iterable[str]) -> None:
        """Those may not receive it any more."""
        self.marks[self._time(line)] -= frozenset(whom)
        self.marks[line.digest.hex()] -= frozenset(whom)

    def _time(self, line: Line) -> str:
        return str(strictjson.read(jws.parse(line.token).payload)["time"])

    def _name(self, who: str, number: int) -> None:
        """What City Centre calls somebody: for its own workers, and for the person."""
        name = self.word({who, *HOUSE, *(("speaker",) if number == 1 else ())})
        data = {
            "holding": self.register, "unit": self.ccss.unit, "system": self.ccss.system, "relation": "from",
            "lines": [[number, number]], "parts": ["name"], "why": flows.WHY,
        }  # fmt: skip
        private = [
            disclosures.make(number, "ref", f"C-{number}", self.place.random(16)),
            disclosures.make(number, "given_name", name, self.place.random(16)),
        ]
        self.act(self.ccss.say("information.collected.v1", data, private), {who, *self._speaker(number), *HOUSE})

    def _speaker(self, line: int) -> tuple[str, ...]:
        return ("speaker",) if line == 1 else ()

    def _families(self, lines: Iterable[int]) -> set[str]:
        return {who for line in lines for who in (PEOPLE[line - 1], *self._speaker(line))}

    def _opened(self, lines: list[int], held: bool) -> None:
        """A worker of City Centre opens records; who it was, is for nobody."""
        why = HELD_BY_LAW if held else flows.WHY
        private = self.ccss.people({0: {"worker": self.word(())}})
        data = {
            "holding": self.register, "lines": [[n, n] for n in lines], "parts": ["contact"], "unit": self.ccss.unit,
            "role": "case_worker", "mode": "opened", "why": why,
        }  # fmt: skip
        line = self.ccss.say("information.accessed.v1", data, private)
        families = set() if held else self._families(lines)
        self.act(line, {*HOUSE, "board", *families})
        self._perhaps_keep(self.ccss, self.register, line, lines)

    def _perhaps_keep(self, by: Party, holding: str, line: Line, lines: list[int], also: Iterable[Line] = ()) -> None:
        """Sometimes somebody keeps it back: from one person's family, from who speaks for them, or from workers."""
        sure, self.kept_for_sure = self.kept_for_sure, ""
        if not sure and self.draw.random() < 0.5:
            return
        one, viewers = self.draw.choice(lines), sure or self.draw.choice(("family", "representatives"))
        data = {
            "withholding": self.id(), "holding": holding, "lines": [[one, one]], "statement": line.digest.hex(),
            "viewers": viewers, "ground": "nz-pa2020:s49(1)(a)(i)", "unit": by.unit, "by": "1" * 64,
            "review": "2099-01-01",
        }  # fmt: skip
        self.tell(said := by.say("withholding.proposed.v1", data))
        officers = {"privacy", "second"} if by is self.ccss else {"officer"}
        self.pools["matter"].append(data["withholding"])
        self.marks[data["withholding"]] = frozenset({*officers, "auditor"})
        self.marks[self._time(said)] = frozenset({*officers, "auditor"})
        if not sure and self.draw.random() < 0.5:
            keep = self.draw.random() < 0.6
            decided = {"withholding": data["withholding"], "unit": by.unit, "by": "2" * 64}
            decided |= {"decision": "keep", "review": "2099-02-01"} if keep else {"decision": "end"}
            self.tell(by.say("withholding.decided.v1", decided))
            if not keep:
                return
        whom = set(self._speaker(one)) | ({PEOPLE[one - 1]} if viewers == "family" else set())
        for kept in (line, *also):
            self.forget(kept, whom)

    def _sent(self, lines: list[int], held: bool) -> None:
        """City Centre sends the register to a unit, which opens and uses it, and decides something."""
        name = self.draw.choice(("reporting", "evaluation"))
        unit, why = self.units[name], HELD_BY_LAW if held else flows.WHY
        sent = flows.sent(self.ccss, self.acf, self.register, 3, to_unit=unit, why=why)
        everybody = {*HOUSE, "board", "officer", name}
        families = set[str]() if held else self._families((1, 2, 3))
        # all of the agency see the sending and its receipt as a flow between houses, and no person in it
        self.act(sent.line, {*everybody, *families, "advisor", "reporting", "evaluation", "contracting"})
        self.act(flows.received(self.acf, sent, unit=unit), {*everybody, *families, *ASKED, "contracting"})
        self.pools["transfer"].append(sent.transfer)
        theirs = self._families(lines) if not held else set()
        # what is held City Centre's workers know of only where they did it themselves
        ours = {"privacy", "second"} if held else {*HOUSE, "board"}
        opened = flows.accessed(self.acf, sent.holding, [[n, n] for n in lines], unit=unit)
        self.act(opened, {*ours, "officer", name, *theirs})
        if held:
            self.of_submissions.add(self._time(opened))
        made = flows.used(self.acf, (sent.holding, [[n, n] for n in lines], ["name"]), unit=unit)
        self.act(made.line, {*ours, "officer", name, *theirs})
        outcome = flows.outcome(self.acf, made.use, scope="group", people=len(lines), unit=unit)
        if held:
            self.of_submissions.update((self._time(made.line), self._time(outcome)))
        self.act(outcome, {*ours, "officer", name, *theirs})
        self.pools["outcome"].append(_data(outcome)["outcome"])
        if not held:
            self._perhaps_keep(self.ccss, self.register, sent.line, [1, 2, 3], (opened, made.line, outcome))

    def _worried(self, lines: list[int], held: bool) -> None:
        """Somebody worries, through City Centre, to the agency."""
        line, who = lines[0], PEOPLE[lines[0] - 1]
        text = self.word({*HOUSE, *ASKED, *(() if held else (who,))})
        data = {
            "concern": self.id(), "voice": "relayed", "about": "used", "to": self.acf.organisation,
            "holding": self.register, "lines": [[line, line]],
        } | ({"basis": "fva2018:s20"} if held else {})  # fmt: skip
        private = self.ccss.people({line: {"ref": f"C-{line}", "text": text}})
        self.tell(said := self.ccss.say("concern.raised.v1", data, private))
        self.pools["matter"].append(data["concern"])
        self.marks[data["concern"]] = self.marks[self._time(said)] = self.marks[text] | {"auditor"}

    def _barred(self, lines: list[int], held: bool) -> None:
        """Somebody names a worker; the name is for nobody, that they did for the privacy officer."""
        line = lines[0]
        data = {"barring": self.id(), "voice": "relayed", "holding": self.register, "lines": [[line, line]]}
        private = self.ccss.people({line: {"ref": f"C-{line}", "name": self.word(())}})
        self.tell(said := self.ccss.say("barring.placed.v1", data, private))
        self.pools["matter"].append(data["barring"])
        theirs = frozenset({"privacy", "second", "auditor", PEOPLE[line - 1]})
        self.marks[data["barring"]] = self.marks[self._time(said)] = theirs


def _data(line: Line) -> dict[str, Any]:
    data: dict[str, Any] = strictjson.read(jws.parse(line.token).payload)["data"]
    return data


@contextmanager
def telling(folder: Path, seed: int) -> Iterator[Told]:
    with hosting(folder, demo=True, rate_read="10000000/minute", rate_open="10000000/minute",
                 rate_sign_in="100000/minute") as house:  # fmt: skip
        told = Told(folder, house, seed)
        people = told.get("manager", "/api/people")
        told.pools["person"] = [one["person"] for one in people] + ["0" * 32]
        told.pools |= {"index": [str(n) for n in range(house.site.ledger.size())], "holding": [told.register]}
        yield told


def questions(told: Told) -> list[str]:
    """Every address of the API that can be read, and the pages."""
    described = told.get("auditor", "/openapi.json")["paths"]
    return [*(path for path, methods in described.items() if "get" in methods and path.startswith("/api")), *PAGES]


def filled(told: Told, path: str) -> str:
    while "{" in path:
        name = path.partition("{")[2].partition("}")[0]
        pool = told.pools.get(name) or told.pools["matter"] or [told.register]
        path = path.replace(f"{{{name}}}", told.draw.choice(pool), 1)
    return path


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("seed", range(WORLDS))
def test_nobody_receives_a_mark_that_is_not_theirs(tmp_path: Path, seed: int) -> None:
    with telling(tmp_path, seed) as told:
        asked, received, wrong = questions(told), defaultdict[str, set[str]](set), list[str]()
        size = 0
        for number in range(CASES):
            who = VIEWERS[number % len(VIEWERS)]
            path = filled(told, told.draw.choice(ALWAYS if told.draw.random() < 0.4 else asked))
            answer = told.client(who).get(path, headers={"accept": told.draw.choice(("application/json", "text/html"))})
            assert answer.status_code < 500, (who, path, answer.text[:300])
            found = answer.content
            if who not in (*PEOPLE, "speaker"):  # which systems report, and when they were last heard, is for all staff
                found = HEARD.sub(b"", found)
            size += len(found)
            for mark in [mark for mark in told.marks if mark.encode() in found]:
                received[mark].add(who)
                as_sender = (
                    who in ("manager", "board") and mark in told.of_submissions and any(at in path for at in SENT)
                )
                if who not in told.marks[mark] and mark not in path and not as_sender:
                    wrong.append(f"{who} received {mark} at {path}")
        assert not wrong, "\n".join(sorted(set(wrong))[:40])
        words = [mark for mark in told.marks if mark.startswith("Zq") and told.marks[mark]]
        assert sum(bool(received[mark]) for mark in words) > len(words) / 2, "whose they are must get them"
        assert size > 1_000_000
