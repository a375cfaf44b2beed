"""What families are told, choose, worry about and get copies of (journey: reporting, service user requests)."""

from ledger.statements.terms import Data

TYPES: dict[str, type[Data]] = {}
