"""What deploy/ tells people to run is there: settings, commands, files, secrets. No container is started here."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.identity.issuers import Issuers
from consumers.kafka.settings import KafkaSettings
from ledger.commands import whole
from ledger.settings import Settings

DEPLOY = Path(__file__).parent.parent / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name for name, service in SERVICES.items() if service["image"] == "lightwell"}
EXAMPLE = (DEPLOY / "settings.env.example").read_text()


def known() -> dict[str, tuple[type[Settings] | type[KafkaSettings], str]]:
    """Variable → where it is read."""
    return {
        f"{kind.model_config['env_prefix']}{name.upper()}": (kind, name)
        for kind in (Settings, KafkaSettings)
        for name in kind.model_fields
    }


def shown() -> dict[str, str]:
    """Variable → the value that the example shows."""
    found = re.findall(r"^#?(LIGHTWELL_\w+)=(.*)$", EXAMPLE, re.MULTILINE)
    assert len(dict(found)) == len(found), "a setting stands twice"
    return dict(found)


def test_the_example_has_every_setting_and_no_other() -> None:
    assert set(shown()) == set(known())


@pytest.mark.parametrize("name", sorted(known()))
def test_the_example_shows_what_it_is_when_it_is_not_set(name: str) -> None:
    kind, field = known()[name]
    default, value = kind.model_fields[field].default, shown()[name]
    if hasattr(default, "get_secret_value"):
        default = default.get_secret_value()
    if default in (None, "") and value:
        assert re.search(rf"^#{name}=", EXAMPLE, re.MULTILINE), "an example that is not the default is commented out"
        kind(**{field: value})
    else:
        assert value == ("" if default is None else str(default).lower() if isinstance(default, bool) else str(default))


def test_each_setting_is_explained_in_a_comment_above_it() -> None:
    blocks = [block for block in EXAMPLE.split("\n\n") if "LIGHTWELL_" in block]
    for block in blocks:
        assert re.match(r"# [A-Z/]", block), block


def test_settings_in_the_compose_file_are_known() -> None:
    text = (DEPLOY / "compose.yaml").read_text() + (DEPLOY / "Containerfile").read_text()
    named = set(re.findall(r"\b(LIGHTWELL_\w+)", text))
    assert named >= {"LIGHTWELL_DATABASE", "LIGHTWELL_KAFKA_BOOTSTRAP", "LIGHTWELL_HOST"}
    assert named <= set(known())


def spoken(words: list[str]) -> None:
    """Raises unless ``lightwell`` understands these words; nothing is run."""
    command, words = whole().loaded(words[0]), words[1:]
    while hasattr(command, "commands"):
        command, words = command.commands[words[0]], words[1:]
    command.make_context("lightwell", list(words))


@pytest.mark.parametrize("name", sorted(OURS))
def test_the_command_of_each_service_is_one_of_ours(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIGHTWELL_VIEWS", SERVICES[name]["environment"].get("LIGHTWELL_VIEWS", ""))
    spoken(SERVICES[name]["command"])


def test_a_command_that_is_not_ours_would_be_noticed() -> None:
    with pytest.raises(KeyError, match="everything"):
        spoken(["consume", "everything"])
    with pytest.raises(Exception, match="No such option"):
        spoken(["serve", "--folder", "/data"])


def test_services_wait_for_what_they_need() -> None:
    assert set(SERVICES) >= {"postgresql", "kafka", "api", "intake", "publish", "project"}
    for name, service in SERVICES.items():
        assert set(service.get("depends_on", ())) <= set(SERVICES), name
    assert SERVICES["api"]["depends_on"] == {"grants": {"condition": "service_completed_successfully"}}
    assert SERVICES["grants"]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
    assert SERVICES["issuer"]["profiles"] == ["try-sign-in"]


def test_who_is_waited_for_until_it_is_healthy_says_how_to_see_that() -> None:
    """In this file, since not every builder of images keeps what the Containerfile says of it."""
    waited = {
        name for service in SERVICES.values() for name, how in service.get("depends_on", {}).items()
        if how["condition"] == "service_healthy"
    }  # fmt: skip
    assert waited == {"postgresql", "kafka", "api"}
    assert all("test" in SERVICES[name]["healthcheck"] for name in waited)
    ours = SERVICES["api"]["healthcheck"]["test"][1:]
    assert json.dumps(ours) in (DEPLOY / "Containerfile").read_text()


def test_files_secrets_and_volumes_are_there() -> None:
    for name, service in SERVICES.items():
        assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"]), name
        for source in (volume.partition(":")[0] for volume in service.get("volumes", ())):
            assert (DEPLOY / source).exists() if source.startswith(".") else source in COMPOSE["volumes"], source
        for secret in re.findall(r"/run/secrets/(\w+)", str(service)):
            assert secret in service["secrets"], (name, secret)
    copied = re.findall(r"^COPY ([^-].*) \S+$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    assert all((DEPLOY.parent / path).exists() for line in copied for path in line.split())
    assert len(copied) > 4


def test_no_service_of_ours_may_more_than_it_needs_and_none_is_open_to_the_network() -> None:
    for name in OURS:
        assert SERVICES[name]["read_only"] and SERVICES[name]["cap_drop"] == ["ALL"], name
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert ports and all(port.startswith("127.0.0.1:") for port in ports)
    owner = {name for name, service in SERVICES.items() if "owner_password" in service.get("secrets", ())}
    assert owner == {"postgresql", "migrate", "grants"}, "the server works as a role that cannot change the log"


def test_images_name_their_version_and_no_host() -> None:
    for service in SERVICES.values():
        image = service["image"]
        assert image == "lightwell" or re.fullmatch(r"[a-z/]+:v?[0-9.]+", image), image
    assert re.findall(r"^FROM (\S+)", (DEPLOY / "Containerfile").read_text(), re.MULTILINE) == ["python:3.13-slim"] * 2


@pytest.mark.parametrize("path", sorted(DEPLOY.rglob("*.sh")), ids=lambda path: path.name)
def test_scripts_are_shell_and_may_be_run(path: Path) -> None:
    subprocess.run(["sh", "-n", str(path)], check=True)
    assert path.stat().st_mode & 0o111


def test_the_issuer_to_try_signing_in_with_fits_the_sign_in_file() -> None:
    dex = yaml.safe_load((DEPLOY / "try-sign-in" / "dex.yaml").read_text())
    (issuer,) = Issuers.read(DEPLOY / "try-sign-in" / "sign-in.toml").all
    (client,) = dex["staticClients"]
    assert (issuer.issuer, issuer.client_id) == (dex["issuer"], client["id"])
    assert client["redirectURIs"] == ["http://127.0.0.1:8765/sign-in/callback"]
    assert dex["web"]["http"] == "0.0.0.0:5556", "a published port leads to a container's own address, not to 127.0.0.1"
    (file,) = re.findall(r"LIGHTWELL_SIGN_IN=(\S+)", (DEPLOY / "compose.yaml").read_text())
    assert f"./try-sign-in/sign-in.toml:{file}:ro" in SERVICES["api"]["volumes"]


def test_an_image_is_built_of_what_the_containerfile_copies_and_of_nothing_else() -> None:
    sent = set(re.findall(r"^!(\S+)$", (DEPLOY.parent / ".dockerignore").read_text(), re.MULTILINE))
    copied = re.findall(r"^COPY ([^-].*) \S+$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    assert sent == {path for line in copied for path in line.split()}


def test_every_runbook_is_listed_and_every_link_leads_somewhere() -> None:
    readme = (DEPLOY / "README.md").read_text()
    for path in DEPLOY.glob("*.md"):
        assert path.name == "README.md" or f"({path.name})" in readme, path.name
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text()):
            assert (path.parent / target).exists(), (path.name, target)


def test_commands_in_the_runbooks_are_ours() -> None:
    ours, seen = whole().commands, set()
    for path in sorted(DEPLOY.rglob("*.md")):
        said = re.findall(r"(?:`|^ {4}(?:\S+=\S+ )?)lightwell ([a-z][a-z-]+)", path.read_text(), re.MULTILINE)
        assert set(said) <= set(ours), path.name
        seen |= set(said)
    assert seen >= {"serve", "status", "rebuild", "migrate", "migrate-store", "export", "verify"}
