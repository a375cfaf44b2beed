"""Who speaks where an organisation may speak for itself, or people for themselves or through their provider."""

from collections.abc import Collection
from typing import Any

from ledger.matters.matter import Step, World
from ledger.problems import Problem


def check_speaker(step: Step, world: World, organisations: Collection[str]) -> None:
    """Raises Problem unless the speaker is one of ``organisations``, or the people are on a register of one of them.

    That only the operator writes down what a person says is rule 10 (``ledger.rules``).
    """
    voice, holding = step.data.get("voice"), step.data.get("holding")
    speaks = step.who if holding is None else world.holder(holding)
    if speaks not in organisations:
        raise Problem("not-a-party", "statement.header.kid")
    if voice == "relayed" and step.who != speaks:
        raise Problem("wrong-issuer", "statement.payload.data.holding")


def speaker(data: dict[str, Any], who: str) -> tuple[Any, ...]:
    """Tells one speaker from another: an organisation, or the lines of a holding."""
    if data.get("holding") is None:
        return (who,)
    return (data["holding"], *(line for span in data["lines"] for line in span))
