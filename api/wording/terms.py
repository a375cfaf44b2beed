"""Adult and child words for each term of the closed vocabularies (``ledger/vocabulary.py``)."""

from ledger.vocabulary import (
    DestructionReason,
    NoOutcomeReason,
    OutcomeSubject,
    Part,
    Purpose,
    RefusalReason,
    Reports,
    RetractionReason,
    Role,
    UnitKind,
)

Terms = dict[str, tuple[str, str]]

#: As in "They saw: name, address".
PARTS: Terms = {
    Part.NAME: ("name", "name"),
    Part.DATE_OF_BIRTH: ("date of birth", "birthday"),
    Part.AGE_BAND: ("age group", "age group"),
    Part.CONTACT: ("phone and email", "phone and email"),
    Part.ADDRESS: ("home address", "home address"),
    Part.SUBURB: ("suburb", "part of town"),
    Part.ETHNICITY: ("ethnic group", "culture"),
    Part.FAMILY_MEMBERS: ("who is in the family", "who is in your family"),
    Part.ATTENDANCE: ("visits", "days you came"),
    Part.GOALS: ("goals", "goals"),
    Part.PARENTING_SCORE: ("parenting score", "a score on how home is going"),
    Part.WELLBEING_SCORE: ("wellbeing score", "a score on how you feel"),
    Part.CHILD_DEVELOPMENT: ("child growth and learning", "how you grow and learn"),
    Part.SCHOOL: ("school", "school"),
    Part.HEALTH: ("health", "health"),
    Part.HOUSING: ("housing", "your home"),
    Part.INCOME: ("income", "family money"),
    Part.SAFETY: ("safety", "how safe you are"),
    Part.CASE_NOTES: ("case notes", "notes on you"),
    Part.STORY: ("story", "your story"),
    Part.SERVICE_COSTS: ("what the service cost", "what the help cost"),
    Part.DOCUMENT: ("a document", "a paper"),
}

#: As the subject of a sentence.
ROLES: Terms = {
    Role.CASE_WORKER: ("a case worker", "a worker"),
    Role.TEAM_LEADER: ("a team leader", "a team leader"),
    Role.REPORTING_ANALYST: ("a reporting analyst", "someone who writes reports"),
    Role.EVALUATION_ANALYST: ("an evaluation analyst", "someone who checks if the help works"),
    Role.POLICY_ADVISOR: ("a policy advisor", "someone who plans what comes next"),
    Role.CONTRACT_MANAGER: ("a contract manager", "someone who pays for the help"),
    Role.BENEFIT_OFFICER: ("a benefit officer", "someone who helps with money"),
    Role.DATA_ENGINEER: ("a data engineer", "someone who runs the computers"),
    Role.PRIVACY_OFFICER: ("a privacy officer", "someone who guards what is private"),
    Role.AUDITOR: ("an auditor", "someone who checks the work"),
    Role.BOARD_MEMBER: ("a Board member", "one of the people in charge"),
    Role.REPRESENTATIVE: ("a person who speaks for someone", "someone who speaks for you"),
    Role.TRAINEE: ("a person who learns to work with data", "someone who learns the work"),
    Role.SYSTEM: ("a computer system", "a computer"),
    Role.UNKNOWN: ("someone whose role we do not know", "someone, we do not know who"),
}

#: After "Why:".
PURPOSES: Terms = {
    Purpose.SERVICE_PROVISION: ("to give help", "to help you"),
    Purpose.SERVICE_MONITORING: ("to see how the service is going", "to see how the help is going"),
    Purpose.CONTRACT: ("to show that the agreed work was done", "to show that the work was done"),
    Purpose.IMPROVE_PUBLIC_SERVICES: ("to make public services better", "to make the help better"),
    Purpose.RIGHTS: ("to answer someone's request or meet their rights", "to do what someone has a right to"),
    Purpose.EVALUATION: ("to find out if the programme works", "to find out if the help works"),
    Purpose.POLICY: ("to plan what government does next", "to plan what comes next"),
    Purpose.ELIGIBILITY: ("to decide who can get help", "to choose who can get help"),
    Purpose.SAFETY: ("to keep people safe", "to keep people safe"),
    Purpose.SECURITY: ("to keep information secure", "to keep the files safe"),
    Purpose.BOARD_REPORT: ("to report to a Board", "to tell the people in charge"),
}

#: What a decision, advice or report was about.
SUBJECTS: Terms = {
    OutcomeSubject.FUNDING: ("funding", "money for the help"),
    OutcomeSubject.PROGRAMME_DESIGN: ("how the programme runs", "how the help works"),
    OutcomeSubject.SERVICE_HOURS: ("visits and opening hours", "when you can come"),
    OutcomeSubject.STAFFING: ("staff", "who works there"),
    OutcomeSubject.ELIGIBILITY: ("who can get help", "who can get help"),
    OutcomeSubject.SUPPORT_PLAN: ("a support plan", "a plan to help"),
    OutcomeSubject.PUBLIC_REPORT: ("a public report", "a report that all can read"),
    OutcomeSubject.MINISTER_ADVICE: ("advice to a Minister", "advice to a leader"),
    OutcomeSubject.NONE: ("nothing in particular", "no one thing"),
}

NO_OUTCOME: Terms = {
    NoOutcomeReason.QUALITY: ("the information was not good enough", "the facts were not good enough"),
    NoOutcomeReason.TOO_FEW: ("there were too few people to tell anything", "there were too few people"),
    NoOutcomeReason.PLANS_CHANGED: ("the plans changed", "the plan changed"),
    NoOutcomeReason.STILL_WORKING: ("the work is still going on", "the work is not done yet"),
    NoOutcomeReason.CABINET: ("Ministers have not yet decided", "the leaders have not picked yet"),
}

REFUSALS: Terms = {
    RefusalReason.OTHER_PURPOSE: ("it was for another purpose", "it was for a thing that is not OK"),
    RefusalReason.NOT_AUTHORISED: ("they were not allowed", "they were not allowed"),
    RefusalReason.NO_AGREEMENT: ("no agreement covers it", "no deal says they can"),
    RefusalReason.PERMISSION_DENIED: ("the system denied it", "the computer said no"),
}

DESTRUCTIONS: Terms = {
    DestructionReason.RETENTION_ENDED: ("the time to keep it was over", "the time to keep it was over"),
    DestructionReason.AGREEMENT_ENDED: ("the agreement ended", "the deal came to an end"),
    DestructionReason.AT_REQUEST: ("someone asked for it", "someone asked for it"),
    DestructionReason.COLLECTED_BY_MISTAKE: ("it was collected by mistake", "it was kept by mistake"),
}

RETRACTIONS: Terms = {
    RetractionReason.RECORDED_BY_MISTAKE: ("it was recorded by mistake", "it was put here by mistake"),
    RetractionReason.WRONG_RECORD: ("it was about another record", "it was about someone else"),
    RetractionReason.WRONG_PARTS: ("it named the wrong parts", "it named the wrong things"),
    RetractionReason.DUPLICATE: ("it was recorded twice", "it was put here twice"),
}

#: After "does not tell us …".
REPORTS: Terms = {
    Reports.COLLECTED: ("what it collects", "what it keeps"),
    Reports.TRANSFERRED: ("what it sends on", "what it sends"),
    Reports.RECEIVED: ("what it receives", "what it gets"),
    Reports.ACCESSED: ("who opens records", "who looks"),
    Reports.USED: ("what records are used for", "what the facts are used for"),
    Reports.OUTCOMES: ("what came of it", "what came of it"),
}

UNITS: Terms = {
    UnitKind.FRONT_LINE: ("front line", "the people who help you"),
    UnitKind.REPORTING: ("reporting", "the people who write reports"),
    UnitKind.EVALUATION: ("evaluation", "the people who check if the help works"),
    UnitKind.CONTRACTING: ("contracts", "the people who pay for the help"),
    UnitKind.POLICY: ("policy", "the people who plan what comes next"),
    UnitKind.BENEFITS: ("benefits", "the people who help with money"),
    UnitKind.DATA_SERVICES: ("data services", "the people who run the computers"),
    UnitKind.SYSTEMS: ("systems", "the people who run the computers"),
    UnitKind.PRIVACY: ("privacy", "the people who guard what is private"),
}
