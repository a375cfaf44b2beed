"""What people learned and think, and what came of saying it: learnings, views, and what counts as success."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from ledger.statements.programme_terms import (
    Contest,
    Credit,
    LearningOutcome,
    Method,
    Rating,
    Safeguard,
    Spoken,
    Topic,
    Version,
    ViewKind,
    ViewOutcome,
    WhyNot,
)
from ledger.statements.terms import Data, Private, Uuid
from ledger.vocabulary import Part, Role


class LearningGiven(Data):
    """An organisation tells another what it has learned; the words are private. An answer is owed."""

    learning: Uuid
    to: Uuid
    programme: Uuid | None = None
    topic: Topic
    private: Private | None = None


class LearningRead(Data):
    """The ledger's own: somebody in this role, of this unit, opened a learning that was given to their organisation."""

    learning: Uuid
    organisation: Uuid
    read_by: Uuid | None
    role: Role


class LearningClosed(Data):
    """The one who was told adopts it, or declines; the reason is private and goes to the giver. ``decision``: the one
    that it changed."""

    learning: Uuid
    outcome: LearningOutcome
    decision: Uuid | None = None
    private: Private | None = None


class ViewGiven(Spoken):
    """An organisation or a family says what it thinks of a programme's design, or of what an analysis shows.

    ``to`` is who answers. ``part``: the one it is about; ``meeting``: where it was said; ``credit``: how the giver
    wants to be named where it is used.
    """

    view: Uuid
    programme: Uuid
    to: Uuid
    kind: ViewKind
    topic: Topic
    part: Part | None = None
    meeting: Uuid | None = None
    success: Uuid | None = None
    credit: Credit
    private: Private | None = None


class ViewAnswered(Data):
    """What became of a view: the decision that it changed, or why it did not; and the safeguards there are now."""

    view: Uuid
    outcome: ViewOutcome
    decision: Uuid | None = None
    why_not: WhyNot | None = None
    safeguards: Annotated[list[Safeguard], Field(max_length=8)] = []
    private: Private | None = None

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if (self.outcome is ViewOutcome.CHANGED) != (self.why_not is None):
            raise ValueError("why_not belongs to every view that was not followed in full")
        if (self.outcome is ViewOutcome.NOT_CHANGED) != (self.decision is None):
            raise ValueError("decision belongs to what was changed: name the decision")
        return self


class ViewRated(Spoken):
    """Who gave the view says whether it changed anything."""

    view: Uuid
    rating: Rating
    private: Private | None = None


class SuccessProposed(Spoken):
    """Somebody says what success is, in a version; its meaning is private prose, its method a term.

    ``organisations``: those who are told, the programme's agency among them.
    """

    success: Uuid
    version: Version
    programme: Uuid
    organisations: Annotated[list[Uuid], Field(min_length=1, max_length=50)]
    method: Method
    parts: Annotated[list[Part], Field(max_length=30)] = []
    private: Private | None = None


class SuccessDissented(Spoken):
    """Somebody does not agree that this is what success is; it stands beside the programme's findings."""

    success: Uuid
    version: Version
    programme: Uuid
    ground: Contest
    private: Private | None = None


TYPES: dict[str, type[Data]] = {
    "learning.given.v1": LearningGiven,
    "learning.read.v1": LearningRead,
    "learning.closed.v1": LearningClosed,
    "view.given.v1": ViewGiven,
    "view.answered.v1": ViewAnswered,
    "view.rated.v1": ViewRated,
    "success.proposed.v1": SuccessProposed,
    "success.dissented.v1": SuccessDissented,
}
