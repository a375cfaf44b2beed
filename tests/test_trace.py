"""Back from a decision: which submissions, how many of their lines, which of their parts; and who may know."""

from pathlib import Path

import flows
import pytest
from building import Party, Place
from sqlalchemy import Engine

from ledger import jws, strictjson
from projections.answers import Trace
from projections.policy import Kind, Viewer
from projections.trace import trace

pytestmark = pytest.mark.usefixtures("database")


class Scene:
    """Two providers and an agency that makes one analysis of what both sent."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.place = folder, Place(folder / "ledger")
        place = self.place
        self.shelter, self.kereru = place.organisation(), place.organisation()
        self.agency = place.organisation("agency", unit_kind="reporting")
        self.sent = [self.send(self.shelter, 5), self.send(self.kereru, 4)]

    def send(self, sender: Party, lines: int) -> flows.Sent:
        book = self.place.id()
        sent = flows.sent(sender, self.agency, book, lines)
        self.place.seal(sender.collected(book, [(1, lines)]), sent.line)
        return sent

    def decide(self, *uses: str) -> str:
        line = flows.outcome(self.agency, *uses)
        self.place.seal(line)
        return str(strictjson.read(jws.parse(line.token).payload)["data"]["outcome"])

    def views(self) -> Engine:
        return flows.projected(self.place, self.folder)

    def traced(self, outcome: str, organisation: str | None = None) -> Trace:
        viewer = Viewer(Kind.PROVIDER, organisation) if organisation else Viewer(Kind.AUDITOR)
        with self.views().connect() as connection:
            found = trace(connection, outcome, lambda other: organisation in (None, other), viewer)
        assert found is not None
        return found

    def behind(self, outcome: str) -> list[tuple[str, int, tuple[str, ...]]]:
        names = {self.sent[0].transfer: "shelter", self.sent[1].transfer: "kereru"}
        found = self.traced(outcome).submissions
        return [(names.get(s.transfer, "onward"), s.lines, s.parts) for s in found]


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def test_only_the_lines_and_parts_that_were_used_count(scene: Scene) -> None:
    first, second = scene.sent
    use = flows.used(scene.agency, (first.holding, [[2, 3]], ["goals"]), (second.holding, "all", ["name", "goals"]))
    scene.place.seal(use.line)
    outcome = scene.decide(use.use)
    assert scene.behind(outcome) == [("shelter", 2, ("goals",)), ("kereru", 4, ("name", "goals"))]


def test_what_was_made_in_between_leads_back_to_what_went_into_it(scene: Scene) -> None:
    first, second = scene.sent
    table = flows.product(scene.place, (first.holding, [[1, 5, 11]]), lines=15)
    analysis = flows.product(scene.place, (table["product"], "group"), (second.holding, "group"))
    one = flows.used(scene.agency, (first.holding, "all", ["goals"]), products=[table])
    two = flows.used(
        scene.agency, (table["product"], [[12, 13]], ["goals"]), (second.holding, [[1, 3]], ["name"]),
        products=[analysis],
    )  # fmt: skip
    three = flows.used(scene.agency, (analysis["product"], "all", ["goals"]))
    scene.place.seal(one.line, two.line, three.line)
    assert scene.behind(scene.decide(three.use)) == [("shelter", 2, ("goals",)), ("kereru", 3, ("name",))]


def test_what_was_sent_on_leads_back_to_whoever_sent_it_first(scene: Scene) -> None:
    homes = scene.place.organisation("agency", unit_kind="policy")
    onward = flows.sent(scene.agency, homes, scene.sent[0].holding, 2, [[4, 5, 1]])
    use = flows.used(homes, (onward.holding, [[2, 2]], ["name"]))
    scene.place.seal(onward.line, use.line)
    assert scene.behind(scene.decide(use.use)) == [("shelter", 1, ("name",)), ("onward", 1, ("name",))]


def test_a_use_taken_back_is_behind_nothing(scene: Scene) -> None:
    use = flows.used(scene.agency, (scene.sent[0].holding, "all", ["goals"]))
    other = flows.used(scene.agency, (scene.sent[1].holding, "all", ["goals"]))
    scene.place.seal(use.line, other.line, flows.retracted(scene.agency, use.line))
    found = scene.traced(scene.decide(use.use, other.use))
    assert [s.organisation for s in found.submissions] == [scene.kereru.organisation]
    assert len(found.uses) == 1


def test_a_provider_learns_neither_whose_nor_how_many_others_are_where_they_are_few(scene: Scene) -> None:
    uses = [flows.used(scene.agency, (sent.holding, "all", ["goals"])) for sent in scene.sent]
    scene.place.seal(*(use.line for use in uses))
    found = scene.traced(scene.decide(*(use.use for use in uses)), scene.shelter.organisation)
    assert [s.organisation for s in found.submissions] == [scene.shelter.organisation]
    assert found.others is None
    assert [use.people for use in found.uses] == [5], "the other use's count is the other provider's"


def test_many_others_are_counted(scene: Scene) -> None:
    more = [scene.send(scene.place.organisation(), 1) for _ in range(5)]
    use = flows.used(scene.agency, *((sent.holding, "all", ["goals"]) for sent in (*scene.sent, *more)))
    scene.place.seal(use.line)
    assert scene.traced(scene.decide(use.use), scene.shelter.organisation).others == 6
