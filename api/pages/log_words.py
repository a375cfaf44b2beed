"""The log, its coverage and a checked record, as pages say them."""

import json
from dataclasses import dataclass
from typing import Any

from api.wording.dates import said_day, said_moment
from api.wording.flags import flagged
from api.wording.lines import place
from api.wording.readers import ADULT, Naming, capital, counted, listed, said
from api.wording.terms import REPORTS
from ledger.line_proof import Line, NotProven
from ledger.vocabulary import Reports
from projections.answers import Feed, LogLine


@dataclass(frozen=True, slots=True)
class Row:
    index: int
    type: str
    who: str
    time: str
    recorded: str
    kid: str
    custodial: bool
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeedRow:
    system: str
    who: str
    reports: str
    leaves_out: str
    since: str
    last_heard: str
    silent: bool
    gaps: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, in words; ``facts`` are the proof."""

    found: bool
    title: str
    sentences: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    checkpoint: str = ""


def row(line: LogLine, names: Naming, operator: str) -> Row:
    who = "The operator" if line.organisation == operator else capital(names.organisation(line.organisation))
    return Row(
        line.index,
        line.type,
        who,
        said_moment(line.time),
        said_moment(line.recorded),
        line.kid,
        line.custodial,
        tuple(flagged(line.flags, ADULT)),
    )


def statement(found: dict[str, Any]) -> dict[str, Any]:
    """The context of ``statement.html`` from ``reading.statement``."""
    payload, receipt = found["payload"], found["receipt"]
    facts = [
        ("Happened", said_moment(payload["time"])),
        ("Digest (SHA-256)", found["digest"]),
        ("Leaf (RFC 6962)", found["leaf"]),
        ("Feed", payload["source"]),
        ("Signed with key", found["header"]["kid"]),
    ]
    return {
        "index": found["index"],
        "type": payload["type"],
        "facts": facts,
        "header": json.dumps(found["header"], indent=2),
        "payload": json.dumps(payload, indent=2, ensure_ascii=False),
        "signed": found["bytes"],
        "hashes": receipt["proof"],
        "checkpoint": receipt["checkpoint"],
    }


def coverage(feeds: tuple[Feed, ...]) -> tuple[str, ...]:
    silent = sum(feed.silent_since is not None for feed in feeds)
    blind = sum(Reports.ACCESSED not in feed.reports for feed in feeds)
    gaps = sum(bool(feed.missing_sequences) for feed in feeds)
    first = f"{counted(len(feeds), 'system')} {'reports' if len(feeds) == 1 else 'report'} to this record."
    more = (
        (blind, "does not report who opens records", "do not report who opens records"),
        (silent, "has fallen silent", "have fallen silent"),
        (gaps, "left out messages", "left out messages"),
    )
    second = [f"{n} {one if n == 1 else many}" for n, one, many in more if n]
    return (first, f"Of these, {listed(second)}.") if second else (first, "None has fallen silent.")


def feeds(found: tuple[Feed, ...], names: Naming) -> tuple[FeedRow, ...]:
    """Silent feeds first, then those that leave something out."""
    order = sorted(found, key=lambda f: (f.silent_since is None, not f.missing_sequences, "accessed" in f.reports))
    return tuple(
        FeedRow(
            system=names.system(feed.system),
            who=place(feed.unit, feed.organisation, names),
            reports=capital(listed([said(REPORTS, term, ADULT) for term in feed.reports])) or "Nothing in full",
            leaves_out=capital(listed([said(REPORTS, t, ADULT) for t in _MATTER if t not in feed.reports])) or "–",
            since=said_day(feed.since),
            last_heard=said_day(feed.last_heard) if feed.last_heard else "Never",
            silent=feed.silent_since is not None,
            gaps=f"{counted(len(feed.missing_sequences), 'message')} missing"
            if feed.missing_sequences
            else "None known",
            missing=feed.missing_sequences,
        )
        for feed in order
    )


def checked(result: dict[str, Any]) -> Checked:
    if not result["understood"]:
        why = "That is not a receipt, a signed statement or a code of 64 letters and figures, or of 16 that we gave."
        return Checked(False, "We cannot read that", (why, "Copy it again, whole."))
    if not result["found"]:
        why = "It may have been changed after it was signed, or it was never recorded here."
        return Checked(
            False, "This is not in the record", (why, "If you hold a receipt for it, keep it: it is evidence.")
        )
    facts = (
        ("Number in the record", str(result["index"])),
        ("Digest", result["digest"]),
        ("Proven against", f"checkpoint of {result['size']:,} statements"),
        ("Root", result["root"]),
        ("The log's public key", result["vkey"]),
    )
    told = f"It is statement number {result['index']:,} of {result['size']:,}."
    proven = "We checked its proof against the signed checkpoint just now. Nobody has changed it since it was recorded."
    return Checked(True, "Yes, this is in the record", (told, proven), facts, result["receipt"]["checkpoint"])


def line_checked(line: Line | NotProven, names: Naming) -> Checked:
    """Of the file of one line. What it says of the person is not shown again: whoever has the file has it."""
    if isinstance(line, NotProven):
        told = (f"This is why: {line}.", "If you did not change the file, keep it: it is evidence.")
        return Checked(False, "This file does not fit the record", told)
    who = capital(names.organisation(line.organisation))
    told = (
        f"{who} signed it. It is in the record as it was signed.",
        f"The {counted(len(line.words), 'name or date', 'names and dates')} in the file are as they were written then.",
    )
    facts = (
        ("Number in the record", str(line.index)),
        ("Happened", said_moment(line.event["time"])),
        ("Proven against", f"checkpoint of {line.checkpoint.size:,} statements"),
        ("Root", line.checkpoint.root.hex()),
        ("Signed with key", line.kid),
    )
    return Checked(True, "Yes, this line is in the record", told, facts)


_MATTER = (Reports.ACCESSED, Reports.USED)
