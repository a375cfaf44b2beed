"""The ledger's own commands: where each one is, and what it does."""

COMMANDS = {
    "keygen": ("ledger.keygen:app", "Makes an Ed25519 key and prints its kid (RFC 7638 thumbprint)."),
    "export": ("ledger.export_command:app", "Writes the log as C2SP tiles that anybody can verify; no private parts."),
    "verify": (
        "ledger.verify_command:app",
        "Checks a log: every hash, signature and rule. Exit 0 only if everything holds.",
    ),
    "migrate": (
        "ledger.store.commands:app",
        "Brings the tables of the log's database to this version. Run it as the role that owns them.",
    ),
    "migrate-store": (
        "ledger.store.commands:app",
        "Moves a log between SQLite in its folder and PostgreSQL; statements, proofs and private parts stay the same.",
    ),
    "auditor": ("ledger.auditor_commands:app", "Tokens of auditors, who may read the statements themselves."),
    "log-key": (
        "ledger.log_key:app",
        "The key that signs checkpoints. Stop the server first; see deploy/KEYS.md.",
    ),
    "rotate-master": (
        "ledger.master_key:app",
        "Wraps everybody's keys under a new master key. Stop the server first; see deploy/KEYS.md.",
    ),
}
