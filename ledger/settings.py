"""Everything that can be set from outside, read in this one place (environment variables ``LIGHTWELL_…``)."""

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ledger.store import Database

#: Names of this machine, to which nobody else listens.
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})


class Settings(BaseSettings):
    """``data``: folder of the databases and keys; ``origin``: the log's name in checkpoints; ``demo``: invented people.

    ``workers``: processes that check bulk statements, 0 for as many as there are cores. ``url``: where browsers find
    us, such as https://ledger.example.org; empty on the machine itself. ``sign_in``: a file that says whose staff may
    sign in (``api/identity/issuers.py``). A session ends after ``session_idle_minutes`` without a request, and after
    ``session_hours`` in any case; a person's one-time code after ``code_days``. ``rate_…``: how often one address may
    try a code, sign in or ask what anybody may, and how often one viewer may read (``api/identity/limits.py``);
    ``rate_replay``: how often the whole log may be replayed from a page.
    ``anchor``: the file that keeps the newest published checkpoint, better on another
    disk than the database (default: ``published`` in ``data``). ``policy``: the witnesses that must cosign what is
    published (C2SP tlog-policy). ``database``: the URL of a PostgreSQL database, which is never shown, or nothing for
    SQLite in ``data``; ``views``: the same for the read models, if they are to be elsewhere; ``connections``: to each
    of the two, at most. ``token``: an auditor's, for reading another's log. ``log_level`` and ``log_format``: of what
    the server prints. ``tracing``: of requests (``api/operations/tracing.py``).
    ``metrics_token``: who has it may read ``/metrics``; empty: only this machine. ``/readyz`` says
    no with less room than ``ready_disk_mb``, or with read models more than ``ready_behind`` statements behind.
    ``reviewers``: the keys of those whose signature lets families read a catalogue (``api/catalogue/review.py``);
    ``catalogues``: a folder of catalogues that goes before our own. ``smtp_…``: the server by which people's notes go
    out, and whom they are from; without a host and a sender none are offered (``api/digest.py``).
    """

    model_config = SettingsConfigDict(env_prefix="LIGHTWELL_", hide_input_in_errors=True)

    data: Path = Path("data")
    origin: str = "lightwell.local/log"
    demo: bool = False
    host: str = "127.0.0.1"
    port: int = 8765
    workers: int = 0
    max_body: int = 512 * 1024 * 1024
    refusals_per_hour: int = 20
    url: str = ""
    sign_in: Path | None = None
    session_idle_minutes: int = 30
    session_hours: int = 12
    anchor: Path | None = None
    policy: Path | None = None
    token: SecretStr = SecretStr("")
    database: SecretStr = SecretStr("")
    views: SecretStr = SecretStr("")
    connections: int = 10
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    log_format: Literal["text", "json"] = "text"
    tracing: bool = False
    metrics_token: SecretStr = SecretStr("")
    ready_disk_mb: int = 500
    ready_behind: int = 10_000
    reviewers: Path | None = None
    catalogues: Path | None = None
    code_days: int = 14
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_from: str = ""
    rate_code: str = "30/10 minutes"
    rate_sign_in: str = "120/minute"
    rate_read: str = "600/minute"
    rate_open: str = "120/minute"
    rate_replay: str = "12/hour"

    @field_validator("url")
    @classmethod
    def _is_protected(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in LOOPBACK):
            raise ValueError("must be https, or http on this machine")
        return url

    @model_validator(mode="after")
    def _mail_is_protected(self) -> "Settings":
        if self.smtp_host and self.smtp_security == "none" and self.smtp_host not in LOOPBACK:
            raise ValueError("LIGHTWELL_SMTP_SECURITY may be none only where the mail server is on this machine")
        return self

    @field_validator("database", "views")
    @classmethod
    def _is_postgresql(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value() and not url.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("must be a URL like postgresql://role@host/database, or nothing for SQLite")
        return url

    @property
    def log(self) -> Database:
        """Where the log is kept."""
        return Database(self.database.get_secret_value(), self.connections)

    def views_of(self, data: Path) -> Path | str:
        """Where the read models of the ledger in ``data`` are kept."""
        return (self.views or self.database).get_secret_value() or data / "views.db"
