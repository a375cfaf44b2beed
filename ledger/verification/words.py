"""A verification report in an auditor's words."""

from typing import Any

from ledger.line_proof import Line
from ledger.verification.report import Report

#: Findings printed; the JSON report has more of them.
SHOWN = 100


def words(report: Report) -> str:
    """Verdict first, then what was checked, what is missing and what is wrong."""
    lines = [
        "Everything holds." if report.ok else "THIS EXPORT DOES NOT HOLD.",
        f"{report.verified:,} of {report.size:,} statements verified, in {report.seconds:.1f} s"
        f" ({report.per_s:,.0f} a second, {report.processes} processes).",
        f"Log: {report.origin}. Key: {report.vkey}",
        f"Root at {report.size:,}: {report.root}",
        f"{report.organisations} organisations, {report.units} units, {report.feeds} feeds, {report.keys.registered}"
        f" keys ({report.keys.custodial} custodial, {report.keys.recovered} recovered, {report.keys.revoked} revoked).",
        f"Independent: {report.size - report.custodial_statements:,} statements were signed by keys that this site"
        f" does not hold, {report.custodial_statements:,} by keys that it holds.",
    ]
    if report.witnesses is not None:
        lines.append(f"Witnesses that cosigned this checkpoint: {', '.join(sorted(report.witnesses)) or 'none'}.")
    for gap in report.gaps:
        ranges = ", ".join(f"{first}–{last}" if first != last else str(first) for first, last in gap.ranges)
        lines.append(f"We cannot speak for {gap.missing} statements missing from feed {gap.feed}: {ranges}.")
    if report.flagged:
        lines.append(f"{report.flagged:,} statements were signed by a key since called compromised.")
    lines += [f"- {finding}" for finding in report.findings[:SHOWN]]
    if report.found > SHOWN:
        lines.append(f"… and {report.found - SHOWN:,} more; --json lists them.")
    return "\n".join(lines)


def line_words(line: Line, vkey: str) -> str:
    """What the file of one line proves."""
    data = line.event["data"]
    told = [f"  {one.name}: {one.value}" for one in line.words]
    return "\n".join(
        [
            "This line holds.",
            f"Organisation {line.organisation} signed it with its key {line.kid}.",
            f"It says {line.event['type']}, {line.event['time']}, of line {line.line} of {data.get('holding', 'it')}:",
            *told,
            f"It is statement {line.index:,} of {line.checkpoint.size:,} of {line.checkpoint.origin}.",
            "Not checked here: whether the key was valid then, which takes the whole log (lightwell verify).",
            f"The log's key: {vkey}",
        ]
    )


def line_json(line: Line) -> dict[str, Any]:
    """The same for a machine."""
    return {
        "ok": True, "organisation": line.organisation, "kid": line.kid, "type": line.event["type"],
        "time": line.event["time"], "holding": line.event["data"].get("holding"), "line": line.line,
        "words": {one.name: one.value for one in line.words}, "index": line.index,
        "size": line.checkpoint.size, "origin": line.checkpoint.origin,
    }  # fmt: skip
