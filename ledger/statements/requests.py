"""Requests for access and correction (Privacy Act 2020, IPP 6 and 7), step by step."""

from ledger.statements.terms import Data

TYPES: dict[str, type[Data]] = {}
