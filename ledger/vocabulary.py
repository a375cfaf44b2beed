"""The closed vocabularies that statements are written in: no statement holds free text.

Terms follow W3C DPV (purposes, processing), the Privacy Act 2020 and the Data Protection and Use Policy. A term is
added, never renamed. The words that people read for each term are in ``api/wording/``.
"""

from enum import StrEnum


class OrganisationKind(StrEnum):
    OPERATOR = "operator"
    PROVIDER = "provider"
    AGENCY = "agency"


class UnitKind(StrEnum):
    FRONT_LINE = "front_line"
    REPORTING = "reporting"
    EVALUATION = "evaluation"
    CONTRACTING = "contracting"
    POLICY = "policy"
    BENEFITS = "benefits"
    DATA_SERVICES = "data_services"
    SYSTEMS = "systems"
    PRIVACY = "privacy"


class Role(StrEnum):
    """What a person or machine was acting as; never who it was."""

    CASE_WORKER = "case_worker"
    TEAM_LEADER = "team_leader"
    REPORTING_ANALYST = "reporting_analyst"
    EVALUATION_ANALYST = "evaluation_analyst"
    POLICY_ADVISOR = "policy_advisor"
    CONTRACT_MANAGER = "contract_manager"
    BENEFIT_OFFICER = "benefit_officer"
    DATA_ENGINEER = "data_engineer"
    PRIVACY_OFFICER = "privacy_officer"
    AUDITOR = "auditor"
    BOARD_MEMBER = "board_member"
    REPRESENTATIVE = "representative"
    TRAINEE = "trainee"
    SYSTEM = "system"
    UNKNOWN = "unknown"


class Part(StrEnum):
    """The parts (fields) of what is held about a person."""

    NAME = "name"
    DATE_OF_BIRTH = "date_of_birth"
    AGE_BAND = "age_band"
    CONTACT = "contact"
    ADDRESS = "address"
    SUBURB = "suburb"
    ETHNICITY = "ethnicity"
    FAMILY_MEMBERS = "family_members"
    ATTENDANCE = "attendance"
    GOALS = "goals"
    PARENTING_SCORE = "parenting_score"
    WELLBEING_SCORE = "wellbeing_score"
    CHILD_DEVELOPMENT = "child_development"
    SCHOOL = "school"
    HEALTH = "health"
    HOUSING = "housing"
    INCOME = "income"
    SAFETY = "safety"
    CASE_NOTES = "case_notes"
    STORY = "story"
    SERVICE_COSTS = "service_costs"
    DOCUMENT = "document"


class Purpose(StrEnum):
    """Why. The first five are DPV terms; the others say what DPV leaves general."""

    SERVICE_PROVISION = "dpv:ServiceProvision"
    SERVICE_MONITORING = "dpv:ServiceMonitoring"
    CONTRACT = "dpv:FulfilmentOfContractualObligation"
    IMPROVE_PUBLIC_SERVICES = "dpv:ImprovePublicServices"
    RIGHTS = "dpv:RightsFulfilment"
    EVALUATION = "evaluation"
    POLICY = "dpv:PublicPolicyMaking"
    ELIGIBILITY = "eligibility"
    SAFETY = "safety"
    SECURITY = "dpv:EnforceSecurity"
    BOARD_REPORT = "board_report"


class Basis(StrEnum):
    """Under which rule: a provision, as its Act numbers it."""

    IPP1 = "nz-pa2020:IPP1"
    IPP2 = "nz-pa2020:IPP2"
    IPP6 = "nz-pa2020:IPP6"
    IPP7 = "nz-pa2020:IPP7"
    IPP10_SAME = "nz-pa2020:IPP10(1)(a)"
    IPP10_STATISTICS = "nz-pa2020:IPP10(1)(b)"
    IPP11_PURPOSE = "nz-pa2020:IPP11(1)(a)"
    IPP11_AUTHORISED = "nz-pa2020:IPP11(1)(c)"
    IPP11_STATISTICS = "nz-pa2020:IPP11(1)(h)"
    SERIOUS_THREAT = "nz-pa2020:s49(1)(a)(i)"
    OTA_66C = "ota1989:s66C(a)(i)"
    FVA_20 = "fva2018:s20"


#: Lines under these rules are held from family-side viewers from the start (LAW "Safety").
HELD_BASES = frozenset({Basis.SERIOUS_THREAT, Basis.OTA_66C, Basis.FVA_20})


class AccessMode(StrEnum):
    OPENED = "opened"
    LISTED = "listed"
    SEARCHED = "searched"
    EXPORTED = "exported"
    COPIED = "copied"


class ProductKind(StrEnum):
    REPORT = "report"
    ANALYSIS = "analysis"
    DERIVED_HOLDING = "derived_holding"
    DEIDENTIFIED = "deidentified"


class OutcomeKind(StrEnum):
    DECISION = "decision"
    ADVICE = "advice"
    REPORT = "report"
    LED_NOWHERE = "led_nowhere"
    CANNOT_TELL = "cannot_tell"


class OutcomeScope(StrEnum):
    PERSON = "person"
    GROUP = "group"


class OutcomeSubject(StrEnum):
    """What a decision was about."""

    FUNDING = "funding"
    PROGRAMME_DESIGN = "programme_design"
    SERVICE_HOURS = "service_hours"
    STAFFING = "staffing"
    ELIGIBILITY = "eligibility"
    SUPPORT_PLAN = "support_plan"
    PUBLIC_REPORT = "public_report"
    MINISTER_ADVICE = "minister_advice"
    NONE = "none"


class NoOutcomeReason(StrEnum):
    QUALITY = "quality"
    TOO_FEW = "too_few"
    PLANS_CHANGED = "plans_changed"
    STILL_WORKING = "still_working"
    CABINET = "cabinet"


class RefusalReason(StrEnum):
    OTHER_PURPOSE = "other_purpose"
    NOT_AUTHORISED = "not_authorised"
    NO_AGREEMENT = "no_agreement"
    PERMISSION_DENIED = "permission_denied"


class DestructionReason(StrEnum):
    RETENTION_ENDED = "retention_ended"
    AGREEMENT_ENDED = "agreement_ended"
    AT_REQUEST = "at_request"
    COLLECTED_BY_MISTAKE = "collected_by_mistake"


class RetractionReason(StrEnum):
    RECORDED_BY_MISTAKE = "recorded_by_mistake"
    WRONG_RECORD = "wrong_record"
    WRONG_PARTS = "wrong_parts"
    DUPLICATE = "duplicate"


class KeyRevocationReason(StrEnum):
    SUPERSEDED = "superseded"
    CEASED = "ceased"
    LOST = "lost"
    COMPROMISED = "compromised"


class Relation(StrEnum):
    """What a collection is: told by the person, or noted about the person."""

    FROM = "from"
    ABOUT = "about"


class NoticeReader(StrEnum):
    ADULT = "adult"
    CHILD = "child"


class Voice(StrEnum):
    """Who says it: the person, signed in on our pages; or an organisation that passes on what it was told."""

    PERSON = "person"
    RELAYED = "relayed"


class AnswerKind(StrEnum):
    TRAIL = "trail"
    BOARD_REPORT = "board_report"
    DOWNSTREAM = "downstream"
    EXPORT = "export"


class Reports(StrEnum):
    """What a feed promises to report in full."""

    COLLECTED = "collected"
    TRANSFERRED = "transferred"
    RECEIVED = "received"
    ACCESSED = "accessed"
    USED = "used"
    OUTCOMES = "outcomes"
