"""TLS and a password on the way to the broker; and what is said at once where one of the two is wrong."""

import ssl
from pathlib import Path
from time import monotonic

import certificates
import pytest
from broker import PASSWORD, USER, Broker
from building import Place
from pydantic import SecretStr
from typer.testing import CliRunner
from wire import Wire

from consumers.kafka import letters
from consumers.kafka.commands import app
from consumers.kafka.reaching import Refused
from consumers.kafka.settings import KafkaSettings


@pytest.fixture
def wire(real_broker: Broker, tmp_path: Path) -> Wire:
    wire = Wire(real_broker, Place(tmp_path / "data"))
    wire.settings = secured(real_broker, wire.settings)
    return wire


def secured(broker: Broker, plain: KafkaSettings, **other: object) -> KafkaSettings:
    said = {
        "bootstrap": broker.secured, "protocol": "SASL_SSL", "ca": broker.ca, "username": USER,
        "password": SecretStr(PASSWORD), "mechanism": "SCRAM-SHA-512",
    }  # fmt: skip
    return plain.model_copy(update=said | other)


@pytest.fixture
def another_ca(tmp_path: Path) -> Path:
    certificates.write(tmp_path / "other-ca.pem", tmp_path / "other.pem")
    return tmp_path / "other-ca.pem"


def test_statements_go_in_and_out_over_tls_with_a_password(wire: Wire) -> None:
    shelter = wire.place.organisation()
    lines = [shelter.heartbeat(n) for n in range(5)]
    wire.send(*lines, b"bad")
    wire.take_in()
    wire.publish("audit")
    assert all(wire.place.ledger.find(line.digest) is not None for line in lines)
    assert wire.why() == [("not-jws",)]
    assert len(wire.published()) == wire.place.ledger.size()


@pytest.mark.parametrize("name", ["password", "username"])
def test_a_wrong_password_is_said_at_once(wire: Wire, real_broker: Broker, name: str) -> None:
    wrong = secured(real_broker, wire.settings, **{name: SecretStr("no") if name == "password" else "nobody"})
    began = monotonic()
    with pytest.raises(Refused, match=r"does not let in .* LIGHTWELL_KAFKA_PASSWORD"):
        letters.every(wrong)
    assert monotonic() - began < 10, "a client by itself tries for ten seconds, and does not say it"


def test_a_certificate_that_is_not_trusted_is_said_at_once(wire: Wire, real_broker: Broker, another_ca: Path) -> None:
    with pytest.raises(Refused, match=r"certificate of .*LIGHTWELL_KAFKA_CA\): unable to get local issuer"):
        letters.every(secured(real_broker, wire.settings, ca=another_ca))
    with pytest.raises(Refused, match="is not one that this machine trusts"):
        letters.every(secured(real_broker, wire.settings, ca=None))


def test_a_mechanism_that_the_broker_has_not_and_a_file_that_is_not_there(wire: Wire, real_broker: Broker) -> None:
    with pytest.raises(Refused, match="LIGHTWELL_KAFKA_MECHANISM"):
        letters.every(secured(real_broker, wire.settings, mechanism="PLAIN"))
    with pytest.raises(Refused, match="LIGHTWELL_KAFKA_CA"):
        letters.every(secured(real_broker, wire.settings, ca=Path("/nowhere/ca.pem")))


def test_a_consumer_with_a_wrong_password_stops_and_says_why(
    wire: Wire, real_broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIGHTWELL_ORIGIN", wire.place.ledger.origin)
    wire.place.ledger.close()
    for name, value in {
        "BOOTSTRAP": real_broker.secured, "PROTOCOL": "SASL_SSL", "CA": str(real_broker.ca), "USERNAME": USER,
        "PASSWORD": "the wrong word",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"LIGHTWELL_KAFKA_{name}", value)
    for command in (["consume", "intake"], ["consume", "publish", "audit"], ["dead-letters", "list"]):
        where = ["--data", str(wire.data)] if command[0] == "consume" else []
        result = CliRunner().invoke(app, [*command, *where])
        assert isinstance(result.exception, OSError), command
        assert "does not let in somebody" in str(result.exception), command
        assert "the wrong word" not in result.output + str(result.exception)


def test_the_broker_speaks_to_nobody_who_does_not_trust_it(real_broker: Broker) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        ssl.get_server_certificate(
            ("127.0.0.1", real_broker.secured_port), ca_certs=ssl.get_default_verify_paths().cafile
        )
