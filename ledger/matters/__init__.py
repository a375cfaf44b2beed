"""The kinds of matters, and which statement type belongs to which."""

from ledger.matters.agreement import Agreement
from ledger.matters.concern import Concern
from ledger.matters.evidence import Evidence
from ledger.matters.finding import Finding
from ledger.matters.matter import Matter
from ledger.matters.question import Question
from ledger.statements.types import PREFIX

KINDS: tuple[type[Matter], ...] = (
    Agreement,
    # programmes
    # tenders and agreements
    # families
    Concern,
    # requests
    # reporting
    Question,
    Finding,
    Evidence,
)

#: Full statement type → the kind of matter that it belongs to.
MATTERS: dict[str, type[Matter]] = {PREFIX + name: kind for kind in KINDS for name in kind.TYPES}
