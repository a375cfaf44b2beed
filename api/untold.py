"""Whom a provider has still to tell what was found, or to give a copy: by name, for its own staff; and that several
were told at once."""

from collections.abc import Collection
from itertools import groupby
from uuid import uuid4

from sqlalchemy import Connection

from api import speaking
from api.families import Named, named
from api.reading import ask, fresh
from api.session import SignedIn
from ledger.problems import Problem
from projections import found, written
from projections.fan_out import ranges
from projections.found import Found
from projections.policy import Question
from projections.registers import registers


def untold(signed: SignedIn, of: str) -> tuple[str, list[Named]] | None:
    """``found`` and those to tell of it, where ``of`` is a finding or an outcome; ``copy`` and those who are due one,
    where it is a register of the viewer's own provider; None where it is neither. By name, in order, each once."""
    ask(signed, Question.PEOPLE)
    with fresh(signed.site).views.connect() as connection:
        ours = {of.id for of in registers(connection, signed.viewer.organisation or "")}
        told_of = _found(connection, of)
        if of in ours:
            kind, roots = "copy", sorted({(of, one.line) for one in written.outstanding(connection, of)})
        elif told_of is not None:
            kind, roots = "found", _waiting(connection, signed, told_of)
        else:
            return None
    once = {person or root: (person, name) for root, (person, name) in zip(roots, named(signed, roots), strict=True)}
    return kind, sorted(once.values(), key=lambda one: one[1])


def tell(signed: SignedIn, of: str, people: Collection[str], reader: str, text: str) -> None:
    """Says that these people, of those who still waited, were told of what was found: once for each register. Raises
    Problem ``not-found`` where nothing of the viewer's is ``of``, and ``bad-request`` where nobody of them waited."""
    ask(signed, Question.PEOPLE)
    with fresh(signed.site).views.connect() as connection:
        told_of = _found(connection, of)
        waiting = _waiting(connection, signed, told_of) if told_of else []
    if told_of is None:
        raise Problem("not-found")
    chosen = [root for root, (person, _) in zip(waiting, named(signed, waiting), strict=True) if person in people]
    if not chosen:
        raise Problem("bad-request", errors=[("person", "tick somebody who is still to be told")])
    words = {"text_child" if reader == "child" else "text": text}
    for register, lines in groupby(chosen, key=lambda root: root[0]):
        data = {
            "telling": str(uuid4()), "about": told_of.about, told_of.about: told_of.id, "reader": reader,
            "holding": register, "lines": ranges([line for _, line in lines]),
        }  # fmt: skip
        speaking.say(signed, "telling.given.v1", data, about=None, **words)


def _found(connection: Connection, of: str) -> Found | None:
    return next((one for one in found.everything(connection) if one.id == of), None)


def _waiting(connection: Connection, signed: SignedIn, told_of: Found) -> list[tuple[str, int]]:
    """(register, line) of the viewer's own people who are still to be told."""
    by_register = found.still_to_tell(connection, told_of)
    ours = registers(connection, signed.viewer.organisation or "")
    return [(of.id, line) for of in ours for line in by_register.get(of.id, ())]
