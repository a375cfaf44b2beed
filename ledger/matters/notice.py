"""The notice: what families are told, from each of its authors only once all have signed the same content.

That it was given happened, and is never refused to the holder of those people's lines, who alone says it (decision
0063); who was told what, too early or not, is told by projections.
"""

from collections.abc import Sequence

from ledger.matters.line import check_speaker
from ledger.matters.matter import Matter, Step, World
from ledger.matters.mutual import Mutual
from ledger.problems import Problem

#: The first version of the type has no authors: such a notice is its publisher's alone.
ALONE, PUBLISHED, SIGNED, GIVEN = "notice.published.v1", "notice.published.v2", "notice.signed.v1", "notice.given.v1"


class Notice(Matter):
    """``text``: its versions, and which of its authors signed them."""

    NOUN, ID, TYPES = "notice", "notice", (ALONE, PUBLISHED, SIGNED, GIVEN)

    def __init__(self) -> None:
        super().__init__()
        self.text = Mutual()

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == GIVEN:
            if world.holder(data["holding"]) is not None:  # people are told before anything of theirs is taken down
                check_speaker(step, world)
            return
        if step.type in (ALONE, PUBLISHED):
            authors = data.get("authors", [step.who])
            self.text.check_proposal(data["version"], step.who, authors, place="statement.payload.data.authors")
            return
        if not self.text.revision:
            raise Problem("unknown-matter", "statement.payload.data.notice")
        self.text.check_signature(data["version"], data["content"], step.who)

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type in (ALONE, PUBLISHED):
            self.text.propose(step.data["version"], step.digest, step.data.get("authors", [step.who]))
        elif step.type == SIGNED:
            self.text.sign(step.data["content"], step.who)

    @property
    def in_force(self) -> bool:
        """Whether the newest version may be called from all of its authors."""
        return together(self.text.parties) and self.text.in_force


def together(authors: Sequence[str]) -> bool:
    """Whether a notice has several authors; one of a single author's is its own alone, signed or not."""
    return len(set(authors)) > 1
