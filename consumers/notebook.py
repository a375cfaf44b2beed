"""One line in a notebook: which information an analysis used, and why. Nobody has to remember to record it.

    from consumers.notebook import use

    with use("us", parts=["attendance", "goals"], clients=frame["client"], purpose="evaluation") as used:
        ...                                    # the analysis
    used.id                                    # name it in what you decide from it

What is wrong is said before the analysis begins; that it was used is said when it ends, also if it fails. Is the ledger
out of reach then, the signed statement waits in ``unsent.jsonl`` and goes with the next one.
"""

import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from consumers.cells import term
from consumers.client import Line
from consumers.lines import LineIndex, ranges
from consumers.membership import Membership
from ledger import strictjson
from ledger.problems import Problem
from ledger.vocabulary import Basis, Part, ProductKind, Purpose, Role

UNSENT = "unsent.jsonl"


@dataclass(frozen=True)
class Used:
    """``id``: the use, to be named by what it informed; ``products``: kind → the holding that it made."""

    id: str
    products: dict[str, str]


@contextmanager
def use(
    folder: Path | str, *, parts: Iterable[str], purpose: str, basis: str = "", clients: Iterable[object] | None = None,
    lines: str | Sequence[tuple[int, int]] = "all", holding: str = "", agreement: dict[str, Any] | None = None,
    role: str = "evaluation_analyst", products: Iterable[str] = (),
) -> Iterator[Used]:  # fmt: skip
    """``folder``: the organisation's, with lightwell.toml. ``clients``: your numbers of the people who are in it, which
    stay here; or ``lines`` (``all``: everybody). ``products``: kinds of what is made, such as ``report``.

    Terms are those of ``ledger/vocabulary.py``, in any case, with or without prefix. Raises ValueError, NoMembership or
    Problem before anything is used.
    """
    us = Membership.read(Path(folder))
    made = {term(ProductKind, kind).value: str(uuid4()) for kind in products}
    used = Used(str(uuid4()), made)
    why: dict[str, Any] = {"purpose": term(Purpose, purpose).value}
    why |= {"basis": term(Basis, basis).value} if basis else {}
    why |= {"agreement": agreement} if agreement else {}
    touched = {
        "holding": holding or us.holding,
        "lines": lines if clients is None else _lines(us, clients),
        "parts": sorted({term(Part, part).value for part in parts}),
    }
    data = {
        "use": used.id, "unit": us.unit, "role": term(Role, role).value, "inputs": [touched], "why": why,
        "products": [{"product": id, "kind": kind} for kind, id in made.items()],
    }  # fmt: skip
    with us.client() as client:
        line = client.sign("information.used.v1", data)
    try:
        yield used
    finally:
        _record(us, line)


def _lines(us: Membership, clients: Iterable[object]) -> list[list[int]]:
    """The lines of these clients in the organisation's register. Raises ValueError where one has none."""
    index, wanted = LineIndex(us.folder / "lines.csv"), {str(client) for client in clients}
    found = [entry.line for client in wanted if (entry := index.get(client))]
    if len(found) != len(wanted) or not wanted:
        raise ValueError(
            f"{len(wanted) - len(found)} of {len(wanted)} clients have no line in lines.csv: record them first"
        )
    return ranges(found)


def _record(us: Membership, line: Line) -> None:
    """Sends what waits, then ``line``; what cannot be sent now waits. Raises Problem for what will never be taken."""
    path = us.folder / UNSENT
    waiting = [strictjson.read(text.encode()) for text in path.read_text().splitlines()] if path.exists() else []
    unsent: list[Line] = []
    with us.client(attempts=2) as client:
        for one in (*waiting, line):
            try:
                client.record(one)
            except Problem as problem:
                if problem.code not in ("busy", "read-only"):
                    raise
                unsent.append(one)
    if not unsent:
        path.unlink(missing_ok=True)
        return
    path.write_text("".join(strictjson.write(one).decode() + "\n" for one in unsent))
    warnings.warn(f"The ledger cannot be reached: {len(unsent)} signed statements wait in {path}.", stacklevel=3)
