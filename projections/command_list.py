"""The commands of the read models and of auditors: where each one is, and what it does."""

COMMANDS = {
    "rebuild": ("projections.commands:app", "Empties the read models and reads the whole log again."),
    "board-report": (
        "projections.commands:app",
        "Writes a Board's report for a period, made from the log alone.",
    ),
    "replay": (
        "projections.audit_commands:app",
        "Verifies an export, makes its answers again from it alone, and gives a verdict. Exit 0 if the log holds.",
    ),
    "sample": (
        "projections.audit_commands:app",
        "Chooses lines by the checkpoint's hash, to be compared with the systems that they come from.",
    ),
    "status": (
        "projections.status_commands:app",
        "How the ledger stands: its log, read models, duties, feeds, consumers. Ends with 1 where it does not write.",
    ),
}
