"""What happened to a submission, what was found, and what evidence decides (journey: reporting, learnings)."""

from ledger.statements.terms import Data

TYPES: dict[str, type[Data]] = {}
