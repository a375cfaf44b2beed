"""Who may speak about a person's line."""

from ledger.matters.matter import Step, World
from ledger.problems import Problem


def check_speaker(step: Step, world: World) -> None:
    """Raises Problem unless a statement about a line comes from its holder, or is a person's own (``voice``)."""
    holder = world.holder(step.data["holding"])
    if holder is None:
        raise Problem("unknown-holding", "statement.payload.data.holding")
    if step.data.get("voice") != "person" and step.who != holder:
        raise Problem("wrong-issuer", "statement.payload.data.holding")


def line_of(step: Step) -> tuple[str, int]:
    """The line that a statement about one person names."""
    return step.data["holding"], step.data["lines"][0][0]
