"""How a programme is designed together, and what is learned from it (journey: design, sharing learnings)."""

from ledger.statements.terms import Data

TYPES: dict[str, type[Data]] = {}
