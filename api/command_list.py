"""The commands of who runs the site: where each one is, and what it does."""

COMMANDS = {
    "serve": ("api.commands:app", "Serves the API and the pages."),
    "sessions": ("api.identity.commands:app", "Who is signed in, and ending it."),
    "check-report": (
        "api.check_report:app",
        "Checks a Board's report, or a letter, against an export of the log. Exit 0 if the log gives the same facts.",
    ),
    "send-digest": (
        "api.mail:app",
        'Sends "There is an update" to whoever asked for it; run it once a day. Prints numbers, and no address.',
    ),
    "retention": (
        "api.retention:app",
        "Says whose time is over, how many, and what keeps some of them; with --apply erases the others, for good.",
    ),
    "catalogue": ("api.catalogue.commands:app", "The words of families' pages in te reo Māori."),
    "witness": (
        "api.witness_command:app",
        "Runs a witness: it cosigns checkpoints of logs that only grow, and keeps proof where one does not.",
    ),
}
