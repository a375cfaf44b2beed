"""How to reach the brokers, and what topics are called (environment variables ``LIGHTWELL_KAFKA_…``)."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class KafkaSettings(BaseSettings):
    """``bootstrap``: host:port, several with commas. ``ca``, ``certificate``, ``key``: PEM files.

    ``prefix`` begins every topic's name, every group's and every transactional id. ``partitions`` of the intake topic
    and ``replication`` (−1: the broker's own default) count where a topic is made; those that are there stay as they
    are. A dead letter is kept for ``letter_days``, and a key that senders sealed to for ``key_hours`` once another has
    followed it. A delivery that has failed for ``delivery_seconds`` is given up and
    begun anew; between tries there are at most ``wait_seconds``. A member of a group that was silent for
    ``session_seconds`` has left it.
    """

    model_config = SettingsConfigDict(env_prefix="LIGHTWELL_KAFKA_", hide_input_in_errors=True)

    bootstrap: str = "127.0.0.1:9092"
    protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    username: str = ""
    password: SecretStr = SecretStr("")
    prefix: str = Field("lightwell", pattern=r"^[a-z0-9][a-z0-9._-]*$")
    partitions: int = 6
    replication: int = -1
    letter_days: int = 30
    key_hours: float = 24.0
    delivery_seconds: float = 30.0
    wait_seconds: float = 30.0
    session_seconds: float = 10.0

    @property
    def intake(self) -> str:
        """The topic that statements come in by."""
        return f"{self.prefix}.intake"

    @property
    def intake_key(self) -> str:
        """The topic whose newest message is the public key (JWK) that private parts are sealed to."""
        return f"{self.prefix}.intake-key"

    @property
    def letters(self) -> str:
        """The topic of messages that could not be taken."""
        return f"{self.prefix}.dead-letters"
