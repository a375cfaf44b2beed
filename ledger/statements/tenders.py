"""Tenders, stories, and the talk about an agreement before it is signed (journey: tender and agreement)."""

from ledger.statements import challenges
from ledger.statements.terms import Data

TYPES: dict[str, type[Data]] = {**challenges.TYPES}
