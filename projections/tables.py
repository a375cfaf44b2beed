"""The read models' tables. They hold nothing personal: lines, ids, terms and times only. Rebuilt, never migrated."""

from sqlalchemy import Column, Index, Integer, MetaData, PrimaryKeyConstraint, Table, Text, text

from ledger.vocabulary import HELD_BASES
from projections.flags import ABOUT_THE_RECORD

metadata = MetaData()
#: An act that is held from families by what it says itself; few are.
HELD_ITSELF = "safety_sensitive = 1 OR basis IN (" + ", ".join(f"'{basis}'" for basis in sorted(HELD_BASES)) + ")"
#: Acts of which there are few beside those that collect and open.
RARE = "type IN ('access.refused', 'information.corrected', 'information.destroyed', 'information.written')"
#: An act with a flag that is about what was done, not about the record alone.
BROKEN = "flags"
for _flag in sorted(ABOUT_THE_RECORD):
    BROKEN = f"replace({BROKEN}, '{_flag}', '')"
BROKEN = f"trim({BROKEN}) <> ''"


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _text(name: str) -> Column[str | None]:
    return Column(name, Text)


def _number(name: str) -> Column[int | None]:
    return Column(name, Integer)


def _few(name: str, column: str, which: str) -> Index:
    """Of a few rows of many: the others cost nothing."""
    return Index(name, column, sqlite_where=text(which), postgresql_where=text(which))


#: How far this read model has come; stored with the rows it speaks of.
position = Table("position", metadata, _key("model"), Column("size", Integer, nullable=False))

#: Where read models are fed from a topic: the offset that comes next, stored with the rows as well.
topic_read = Table("topic_read", metadata, _key("topic"), Column("offset", Integer, nullable=False))

#: The ledger's clock: index of each tick.
tick = Table("tick", metadata, Column("idx", Integer, primary_key=True), Column("at", Text, nullable=False))

organisation = Table("organisation", metadata, _key("id"), _text("kind"), _number("safety_sensitive"), _number("idx"))
unit = Table("unit", metadata, _key("id"), _text("organisation"), _text("kind"), _number("idx"))
key = Table(
    "key", metadata, _key("kid"), _text("organisation"), _number("registered"), _number("custodial"),
    _number("recovery"), _number("revoked"), _number("compromised_from"),
)  # fmt: skip
#: A unit that was renamed or merged, and the one that follows it.
succession = Table("succession", metadata, _key("unit"), _text("by"), _text("since"), _number("idx"))
feed = Table(
    "feed", metadata, _key("source"), _text("organisation"), _text("unit"), _text("system"), _text("reports"),
    _text("since"), _number("heartbeat_hours"), _number("idx"), _number("statements"), _text("last_heard"),
    _text("last_heartbeat"),
)  # fmt: skip
#: The lowest and highest sequence number of a feed, and the ranges between that never came.
feed_span = Table("feed_span", metadata, _key("source"), _number("first"), _number("last"))
feed_gap = Table(
    "feed_gap", metadata, _key("source"), Column("first", Integer, primary_key=True), _number("last"),
    sqlite_with_rowid=False,
)  # fmt: skip

#: Bodies of information held by one party. ``kind``: register, received or product; ``maker``: who first named it.
holding = Table(
    "holding", metadata, _key("id"), _text("kind"), _text("organisation"), _text("unit"), _text("system"),
    _number("lines"), _number("idx"), _text("maker"),
)  # fmt: skip
#: Where a holding's lines come from, ``n``-th as its statement says; ``mapping`` is JSON as in the statement,
#: ``within`` the source's lines that went into a group. ``held``: made by an act that the family side does not see.
derivation = Table(
    "derivation", metadata, _key("holding"), Column("idx", Integer, primary_key=True),
    Column("n", Integer, primary_key=True), _text("source"), _text("mapping"), _number("lines"), _text("within"),
    _number("held"), Index("derivation_source", "source"),
)  # fmt: skip
#: Who is in which holding: the line of the register a person comes from → the line that stands for them there.
#: Line 0: in it, but as no line of their own. Stored once per holding, however often it is read.
#: ``held``: they are there only by way of something that the family side does not see.
member = Table(
    "member", metadata, Column("root_holding", Text), Column("root_line", Integer), Column("holding", Text),
    Column("line", Integer), Column("held", Integer, nullable=False),
    PrimaryKeyConstraint("root_holding", "root_line", "holding", "line", postgresql_include=["held"]),
    Index("member_holding", "holding", "line", "held"), sqlite_with_rowid=False,
)  # fmt: skip

#: One row per statement about information. ``system``: the one that refused, where another says so for it.
act = Table(
    "act", metadata, Column("idx", Integer, primary_key=True), _text("digest"), _text("type"), _text("time"),
    _text("recorded"), _text("kid"), _text("source"), _text("organisation"), _text("unit"), _text("role"),
    _text("mode"), _text("purpose"), _text("basis"), _text("agreement"), _number("version"),
    _number("schedule_line"), _number("people"), _text("to_unit"), _text("to_organisation"), _text("transfer"),
    _text("use"), _text("reason"), _text("flags"), _text("retracted"), _number("replaced_by"),
    _number("safety_sensitive"), _text("request"), _text("system"),
    Index("act_digest", "digest"), _few("act_request", "request", "request IS NOT NULL"),
    _few("act_held", "idx", HELD_ITSELF), _few("act_rare", "type", RARE), _few("act_broken", "idx", BROKEN),
)  # fmt: skip
#: The programme that an act says it is for, or the grant that it says lets it be.
act_named = Table(
    "act_named", metadata, _key("ref"), Column("idx", Integer, primary_key=True), Index("act_named_idx", "idx"),
    sqlite_with_rowid=False,
)  # fmt: skip
#: Which lines of which holding an act touched, and which parts. Line 0: every line up to ``upto``; with ``upto`` 0 it
#: stands for those who are in the holding as no line of their own.
touch = Table(
    "touch", metadata, _key("holding"), Column("line", Integer, primary_key=True),
    Column("act", Integer, primary_key=True), _number("upto"), _text("parts"), Index("touch_act", "act"),
    sqlite_with_rowid=False,
)  # fmt: skip

transfer = Table(
    "transfer", metadata, _key("id"), _number("idx"), _text("time"), _text("organisation"), _text("unit"),
    _text("to_organisation"), _text("to_unit"), _text("holding"), _number("lines"), _text("parts"),
    _text("purpose"), _text("period_from"), _text("period_to"), _text("due"), _number("received_idx"),
    _text("received"), _number("received_lines"), _text("system"), Index("transfer_sender", "organisation"),
    Index("transfer_recipient", "to_unit"), Index("transfer_holding", "holding"),
)  # fmt: skip
#: Every receipt of a transfer; the first that stands is the transfer's.
receipt = Table(
    "receipt", metadata, _key("transfer"), Column("idx", Integer, primary_key=True), _text("time"),
    _text("organisation"), _text("holding"), _number("lines"), _text("system"),
)  # fmt: skip
use = Table("use", metadata, _key("id"), _number("idx"), _text("unit"), _text("organisation"), _text("time"))
product = Table("product", metadata, _key("id"), _key("use"), _text("kind"), Index("product_use", "use"))
outcome = Table(
    "outcome", metadata, _key("id"), _text("digest"), _number("idx"), _text("time"), _text("organisation"),
    _text("unit"), _text("kind"), _text("subject"), _text("scope"), _number("people"), _text("reason"), _text("until"),
    _text("retracted"),
)  # fmt: skip
outcome_use = Table("outcome_use", metadata, _key("use"), _key("outcome"), sqlite_with_rowid=False)

agreement = Table(
    "agreement", metadata, _key("id"), Column("version", Integer, primary_key=True), _text("content"),
    _text("parties"), _text("starts"), _text("ends"), _number("idx"), _number("in_force_from"),
)  # fmt: skip
schedule = Table(
    "schedule", metadata, _key("agreement"), Column("version", Integer, primary_key=True),
    Column("line", Integer, primary_key=True), _text("to_unit"), _text("parts"), _text("purpose"), _text("basis"),
    _number("every_months"),
)  # fmt: skip
signature = Table(
    "signature", metadata, _key("agreement"), Column("version", Integer, primary_key=True), _key("organisation"),
)  # fmt: skip
#: Parties' words that an agreement should end. ``offer``: the digest of the first of those that agree.
ending = Table(
    "ending", metadata, Column("idx", Integer, primary_key=True), _text("agreement"), _text("organisation"),
    _text("offer"), _text("kind"), _text("ends_on"),
)  # fmt: skip
