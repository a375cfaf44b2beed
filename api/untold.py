"""Whom a provider has still to tell what was found, or to give a copy: by name, for its own staff."""

from api.families import Named, named, registers_of
from api.reading import ask, fresh
from api.session import SignedIn
from projections import found, written
from projections.policy import Question


def untold(signed: SignedIn, of: str) -> tuple[str, list[Named]] | None:
    """``found`` and those to tell of it, where ``of`` is a finding or an outcome; ``copy`` and those who are due one,
    where it is a register of the viewer's own provider; None where it is neither. By name, in order."""
    ask(signed, Question.PEOPLE)
    with fresh(signed.site).views.connect() as connection:
        registers = registers_of(connection, signed.viewer.organisation or "")
        told_of = next((one for one in found.everything(connection) if one.id == of), None)
        if of in registers:
            kind, roots = "copy", sorted({(of, one.line) for one in written.outstanding(connection, of)})
        elif told_of is not None:
            by_register = found.still_to_tell(connection, told_of)
            kind, roots = "found", [(id, line) for id in registers for line in by_register.get(id, ())]
        else:
            return None
    return kind, sorted(named(signed, roots), key=lambda one: one[1])
