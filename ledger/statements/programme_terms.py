"""The closed terms of designing a programme together and learning from it."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from ledger.statements.terms import Data, Ranges, Uuid
from ledger.vocabulary import Part, Purpose, Voice

Version = Annotated[int, Field(ge=1, le=10_000)]
Organisations = Annotated[list[Uuid], Field(max_length=50)]


class Spoken(Data):
    """What an organisation may say for itself, or a person on our pages, or an organisation that passes on what people
    told it. Said by or for people, it names their lines and the ``voice``; said for oneself, none of the three."""

    holding: Uuid | None = None
    lines: Ranges | None = None
    voice: Voice | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if len({self.holding is None, self.lines is None, self.voice is None}) > 1:
            raise ValueError("holding, lines and voice belong together")
        return self


class Place(StrEnum):
    """Where information is collected."""

    AT_HOME = "at_home"
    AT_THE_SERVICE = "at_the_service"
    AT_SCHOOL = "at_school"
    BY_PHONE = "by_phone"
    ONLINE = "online"
    FROM_RECORDS = "from_records"


class Way(StrEnum):
    """How information is collected."""

    CONVERSATION = "conversation"
    QUESTIONNAIRE = "questionnaire"
    OBSERVATION = "observation"
    SIGN_IN_SHEET = "sign_in_sheet"
    EXISTING_RECORD = "existing_record"


class DataItem(Data):
    """Where, how and why one part is collected, and whether anybody can be recognised by it."""

    part: Part
    place: Place
    way: Way
    purpose: Purpose
    identifiable: bool


Items = Annotated[list[DataItem], Field(max_length=30)]


class MeetingKind(StrEnum):
    CODESIGN = "codesign"
    CONTRACT_TALK = "contract_talk"
    WORKSHOP = "workshop"
    SESSION_WITH_SERVICE_USERS = "session_with_service_users"
    TRAINING = "training"


class Topic(StrEnum):
    """What a meeting, a learning or a view is about."""

    WHAT_IS_COLLECTED = "what_is_collected"
    HOW_IT_IS_USED = "how_it_is_used"
    WHO_SEES_IT = "who_sees_it"
    HOW_LONG_IT_IS_KEPT = "how_long_it_is_kept"
    WHAT_FAMILIES_ARE_TOLD = "what_families_are_told"
    SAFETY = "safety"
    SUCCESS = "success"
    ANALYSIS = "analysis"
    FINDINGS = "findings"
    CONTRACT = "contract"
    STORIES = "stories"
    SKILLS = "skills"


class Coming(StrEnum):
    YES = "yes"
    NO = "no"
    ANOTHER_DAY = "another_day"


class LearningOutcome(StrEnum):
    ADOPTED = "adopted"
    DECLINED = "declined"


class Evidence(StrEnum):
    """What a need is shown by."""

    SERVICE_FIGURES = "service_figures"
    SURVEY = "survey"
    RESEARCH = "research"
    FAMILIES_SAID = "families_said"
    PROVIDERS_SAID = "providers_said"
    CENSUS = "census"


class Contest(StrEnum):
    """Why evidence of a need, or a measure of success, is not accepted."""

    TOO_FEW_ASKED = "too_few_asked"
    FAMILIES_NOT_ASKED = "families_not_asked"
    OUT_OF_DATE = "out_of_date"
    MEASURES_SOMETHING_ELSE = "measures_something_else"
    LEAVES_SOMEBODY_OUT = "leaves_somebody_out"
    HARMS = "harms"


class LessonKind(StrEnum):
    DECISION = "decision"
    HARM = "harm"
    LESSON = "lesson"


class Change(StrEnum):
    """What a programme does about a lesson."""

    DESIGN_CHANGED = "design_changed"
    SAFEGUARD_ADDED = "safeguard_added"
    ALREADY_MET = "already_met"
    NOT_CHANGED = "not_changed"


class ViewKind(StrEnum):
    ON_DESIGN = "on_design"
    INTERPRETATION = "interpretation"  # of what an analysis shows


class ViewOutcome(StrEnum):
    CHANGED = "changed"
    PARTLY_CHANGED = "partly_changed"
    NOT_CHANGED = "not_changed"


class WhyNot(StrEnum):
    """Why a view changed nothing, or not all that it asked for."""

    REQUIRED_BY_LAW = "required_by_law"
    COSTS_TOO_MUCH = "costs_too_much"
    OTHERS_DISAGREED = "others_disagreed"
    NOT_POSSIBLE = "not_possible"
    TOO_LATE = "too_late"


class Safeguard(StrEnum):
    """What the agency does so that information is used safely and with respect."""

    NO_NAMES = "no_names"
    FEWER_PARTS = "fewer_parts"
    FEWER_PEOPLE_SEE_IT = "fewer_people_see_it"
    SMALL_NUMBERS_HIDDEN = "small_numbers_hidden"
    KEPT_SHORTER = "kept_shorter"
    ASKED_AGAIN = "asked_again"
    CHECKED_BY_PROVIDERS = "checked_by_providers"
    SUPPORT_OFFERED = "support_offered"


class Credit(StrEnum):
    """How who gave a view wants to be named where it is used."""

    NONE = "none"
    AS_ORGANISATION = "as_organisation"
    AS_A_FAMILY = "as_a_family"


class Rating(StrEnum):
    """Did this change anything?"""

    YES = "yes"
    A_LITTLE = "a_little"
    NO = "no"
    CANNOT_TELL = "cannot_tell"


class Method(StrEnum):
    """How success is seen."""

    ASK_FAMILIES = "ask_families"
    ASK_PROVIDERS = "ask_providers"
    COMPARE_BEFORE_AND_AFTER = "compare_before_and_after"
    COMPARE_GROUPS = "compare_groups"
    COUNT = "count"


class DecidedAbout(StrEnum):
    COLLECTION = "collection"
    USE = "use"


class Gains(StrEnum):
    """Whose wellbeing a decision serves."""

    SERVICE_USERS = "service_users"
    WHANAU = "whanau"
    COMMUNITIES = "communities"


class Benefit(StrEnum):
    BETTER_SUPPORT = "better_support"
    LESS_ASKED_OF_THEM = "less_asked_of_them"
    SAFER = "safer"
    HEARD = "heard"
    SERVICE_GOES_ON = "service_goes_on"
    KNOWLEDGE_RETURNED = "knowledge_returned"


class Wellbeing(Data):
    """What somebody gains from a decision."""

    gains: Gains
    benefit: Benefit


class GrantEnd(StrEnum):
    FINISHED = "finished"
    LEFT = "left"
    WITHDRAWN = "withdrawn"
    MISUSED = "misused"


class InterestOf(StrEnum):
    """What a group that declares an interest is, in its own words."""

    IWI = "iwi"
    HAPU = "hapu"
    WHANAU = "whanau"
    MARAE = "marae"
    MAORI_ORGANISATION = "maori_organisation"


class Collective(StrEnum):
    """What a group says together."""

    VIEW = "view"
    DECISION = "decision"
    RESTRICTION = "restriction"
    OBJECTION = "objection"


class Tikanga(StrEnum):
    """What a tikanga restriction asks."""

    NOT_TO_BE_SHARED_ON = "not_to_be_shared_on"
    NOT_TO_BE_COMBINED = "not_to_be_combined"
    SEEN_ONLY_BY_OWN_PEOPLE = "seen_only_by_own_people"
    RETURNED_OR_DESTROYED_AFTER_USE = "returned_or_destroyed_after_use"
    ASKED_EACH_TIME = "asked_each_time"


class InterestOutcome(StrEnum):
    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted_in_part"
    NOT_ACCEPTED = "not_accepted"


class Returned(StrEnum):
    """What came back to a group."""

    FINDINGS_TOLD = "findings_told"
    DATA_RETURNED = "data_returned"
    SKILLS = "skills"
    FUNDING = "funding"
    SERVICE_CHANGED = "service_changed"
