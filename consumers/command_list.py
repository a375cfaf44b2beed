"""An organisation's commands, those of the edge on Kafka, and the demonstration: where each is, and what it does."""

COMMANDS = {
    "demo": ("consumers.demo:app", 'Loads "Best foot forward" through the public API and serves it.'),
    "onboard": (
        "consumers.commands:app",
        "Bring an organisation into a ledger: its key, its registration, its units and its feed.",
    ),
    "record": (
        "consumers.commands:app",
        "Say what a file shows: a spreadsheet of your own (--csv), or the log of a system (--map).",
    ),
    "submit": (
        "consumers.submission_commands:app",
        "Say that a file was sent under an agreement: for the oldest period that waits. What it holds stays here.",
    ),
    "use": (
        "consumers.notebook_commands:app",
        "Say which information an analysis used. Prints the use, and each product, to be named in what came of it.",
    ),
    "custody": (
        "consumers.commands:app",
        "Let the site sign for people of ours who use its pages, with a key of its own that we register as such.",
    ),
    "rotate-key": (
        "consumers.key_commands:app",
        "Makes a new key for the organisation, has the old one register it, and ends the old one.",
    ),
    "watch": (
        "consumers.key_commands:app",
        "Alarms when a key is registered or ended in your name. Exit 3 where something is new, 1 where the log is bad.",
    ),
    "consume": ("consumers.kafka.commands:app", "The ledger's edge on Apache Kafka."),
    "dead-letters": (
        "consumers.kafka.commands:app",
        "Messages that could not be taken: look at them, and send them again.",
    ),
}
