"""Why the brokers do not let us in, in words and at once.

The client itself tries again for ten seconds and then says that it could not bootstrap, whether a password is wrong, a
certificate is not trusted or nobody is there (KAFKA, trap 5). Only the last of these passes by itself.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ssl import SSLCertVerificationError
from typing import Any

from kafka.errors import KafkaError, SaslAuthenticationFailedError, UnsupportedSaslMechanismError
from kafka.net.connection import KafkaConnection
from kafka.net.manager import KafkaConnectionManager
from kafka.net.selector import NetworkSelector

from consumers.kafka.settings import KafkaSettings

#: A broker that refuses a password may be heard to hang up before it is heard to say so: then it is asked again.
TRIES = 3
WAIT_MS = 5_000


class Refused(KafkaError, OSError):  # type: ignore[misc]
    """Somebody has to put a setting right first; the text says which."""

    def __str__(self) -> str:
        return str(self.args[0])


def reach(settings: KafkaSettings, client: Mapping[str, Any]) -> None:
    """Raises Refused where no broker lets us in and one says why; a broker that is away is not asked again here.

    ``client``: as any client of theirs is set.
    """
    refused: Refused | None = None
    for broker in settings.bootstrap.split(","):
        answer = _why_not(settings, broker, client)
        if answer == "":
            return
        if answer is not None:
            refused = Refused(answer)
    if refused is not None:
        raise refused


def _why_not(settings: KafkaSettings, broker: str, client: Mapping[str, Any]) -> str | None:
    """Why one broker refuses us; empty if it does not, None if it cannot be asked."""
    untold = 0
    for _ in range(TRIES):
        with _connecting(broker, client) as (net, connection):
            try:
                net.run(_opened, connection)
                return ""
            except UnsupportedSaslMechanismError:
                return f"{broker} does not offer {settings.mechanism} (LIGHTWELL_KAFKA_MECHANISM)"
            except SaslAuthenticationFailedError:
                return _not_accepted(settings, broker)
            except KafkaError as error:
                if isinstance(error.__context__, SSLCertVerificationError):
                    return _not_trusted(settings, broker, error.__context__.verify_message)
                if not (connection.sasl_enabled and connection.broker_version_data):
                    return None
                untold += 1  # it spoke with us until the password came
            except OSError as error:  # no connection is tried where a file cannot be read
                return f"LIGHTWELL_KAFKA_CA, …_CERTIFICATE or …_KEY cannot be read: {error.strerror or error}"
    return _not_accepted(settings, broker) if untold == TRIES else None


def _not_accepted(settings: KafkaSettings, broker: str) -> str:
    return (
        f"{broker} does not let in {settings.username or 'nobody'} with this password"
        " (LIGHTWELL_KAFKA_USERNAME, LIGHTWELL_KAFKA_PASSWORD, LIGHTWELL_KAFKA_MECHANISM)"
    )


def _not_trusted(settings: KafkaSettings, broker: str, why: str) -> str:
    whom = f"is not one that {settings.ca} vouches for" if settings.ca else "is not one that this machine trusts"
    return f"the certificate of {broker} {whom} (LIGHTWELL_KAFKA_CA): {why}"


@contextmanager
def _connecting(broker: str, client: Mapping[str, Any]) -> Iterator[tuple[NetworkSelector, KafkaConnection]]:
    net = NetworkSelector()
    manager = KafkaConnectionManager(net, **{**client, "bootstrap_servers": [broker]})
    try:
        (node,) = manager.cluster.bootstrap_brokers()
        yield (
            net,
            manager.get_connection(node.node_id, WAIT_MS, pop_on_close=False, refresh_metadata_on_err=False),
        )
    finally:
        manager.close()
        net.close()


async def _opened(connection: KafkaConnection) -> None:
    await connection
