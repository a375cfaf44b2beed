"""What the columns of a spreadsheet are called, and which part each name stands for. No I/O."""

import re

from ledger.vocabulary import Part


def part_of(column: str) -> Part | None:
    """The part that a column's name stands for."""
    name = re.sub(r"[^a-z0-9]+", "_", column.strip().lower()).strip("_")
    try:
        return Part(name)
    except ValueError:
        return _ALSO.get(name)


#: What spreadsheets call parts.
_ALSO: dict[str, Part] = {
    "dob": Part.DATE_OF_BIRTH, "birth_date": Part.DATE_OF_BIRTH, "birthday": Part.DATE_OF_BIRTH,
    "birthdate": Part.DATE_OF_BIRTH, "born": Part.DATE_OF_BIRTH, "age": Part.AGE_BAND, "age_group": Part.AGE_BAND,
    "first_name": Part.NAME, "last_name": Part.NAME, "given_name": Part.NAME, "family_name": Part.NAME,
    "surname": Part.NAME, "full_name": Part.NAME, "preferred_name": Part.NAME, "phone": Part.CONTACT,
    "mobile": Part.CONTACT, "email": Part.CONTACT, "street": Part.ADDRESS, "home_address": Part.ADDRESS,
    "postcode": Part.ADDRESS, "ethnic_group": Part.ETHNICITY, "ethnicities": Part.ETHNICITY, "iwi": Part.ETHNICITY,
    "attended": Part.ATTENDANCE, "visits": Part.ATTENDANCE, "sessions_attended": Part.ATTENDANCE,
    "attendances": Part.ATTENDANCE, "goal": Part.GOALS, "parenting": Part.PARENTING_SCORE,
    "wellbeing": Part.WELLBEING_SCORE, "child_growth": Part.CHILD_DEVELOPMENT, "notes": Part.CASE_NOTES,
    "case_note": Part.CASE_NOTES, "comments": Part.CASE_NOTES, "cost": Part.SERVICE_COSTS, "costs": Part.SERVICE_COSTS,
}  # fmt: skip
