"""The kinds of matters, and which statement type belongs to which."""

from ledger.matters.agreement import Agreement, Challenges
from ledger.matters.barring import Barring
from ledger.matters.breach import Breach
from ledger.matters.choice import Choice
from ledger.matters.concern import Concern
from ledger.matters.copy import Copy
from ledger.matters.decision import Decision
from ledger.matters.evidence import Evidence
from ledger.matters.finding import Finding
from ledger.matters.grant import Grant
from ledger.matters.held import Held
from ledger.matters.hold import Hold
from ledger.matters.inquiry import Inquiry
from ledger.matters.interest import Interest
from ledger.matters.learning import Learning
from ledger.matters.matter import Matter
from ledger.matters.meeting import Meeting
from ledger.matters.notice import Notice
from ledger.matters.preservation import Preservation
from ledger.matters.programme import Programme
from ledger.matters.protocol import Protocol
from ledger.matters.question import Question
from ledger.matters.recipient import Recipient
from ledger.matters.representation import Representation
from ledger.matters.request import Request
from ledger.matters.story import Story
from ledger.matters.study import AskedUse, Study
from ledger.matters.success import Success
from ledger.matters.succession import Succession
from ledger.matters.telling import Telling
from ledger.matters.tender import Item, Release, Tender
from ledger.matters.view import View
from ledger.matters.withholding import Withholding
from ledger.statements.types import PREFIX

KINDS: tuple[type[Matter], ...] = (
    Agreement,
    # programmes
    Programme,
    Decision,
    Meeting,
    Learning,
    View,
    Success,
    Grant,
    Interest,
    # tenders and agreements
    Challenges,
    Tender,
    Item,
    Release,
    Story,
    Study,
    AskedUse,
    Succession,
    # families
    Notice,
    Choice,
    Concern,
    Telling,
    Hold,
    Copy,
    Barring,
    Preservation,
    # requests
    Protocol,
    Request,
    Recipient,
    Breach,
    # reporting
    Question,
    Finding,
    Evidence,
    # safety
    Withholding,
    Representation,
    Inquiry,
    Held,
)

#: Full statement type → the kind of matter that it belongs to.
MATTERS: dict[str, type[Matter]] = {PREFIX + name: kind for kind in KINDS for name in kind.TYPES}
