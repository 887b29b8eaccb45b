"""compose.yaml and the Dockerfile: no default password, nothing open beyond this machine, all files named exist.

They are read, not run: the machines that test Pronto have no container engine.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from dialer.core.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "compose.yaml"
PHONES = ROOT / "compose.phones.yaml"
PINNED = re.compile(r"[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}")
SECRETISH = re.compile(r"SECRET|PASSWORD|TOKEN|_URL$")


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]
    return found


def test_pronto_and_what_it_stands_on_are_all_there(services: dict[str, dict[str, Any]]) -> None:
    assert services.keys() == {"engine", "api", "postgres", "valkey", "asterisk"}


def test_every_secret_must_be_given_by_whoever_starts_it() -> None:
    asked = re.findall(r"(?<!\$)\$\{(\w+)(:?[-?+]?)([^}]*)\}", COMPOSE.read_text())
    assert {name for name, _, _ in asked} == {"PRONTO_AMI_SECRET", "POSTGRES_PASSWORD", "VALKEY_PASSWORD"}
    assert {operator for _, operator, _ in asked} == {":?"}, "an unset or empty secret must stop compose with words"
    assert all(name in words for name, _, words in asked)


def test_no_secret_is_written_into_the_file(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        for variable, value in service.get("environment", {}).items():
            if SECRETISH.search(variable):
                assert "${" in value, f"{name}: {variable} holds a value of its own"


def test_only_loopback_ports_are_published(services: dict[str, dict[str, Any]]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", ())]
    assert ports == ["127.0.0.1:8080:8080"]
    assert not [name for name, service in services.items() if service.get("network_mode") == "host"]


@pytest.fixture(scope="module")
def phones() -> dict[str, Any]:
    """What compose.phones.yaml adds to Asterisk."""
    services = yaml.safe_load(PHONES.read_text())["services"]
    assert services.keys() == {"asterisk"}
    found: dict[str, Any] = services["asterisk"]
    return found


def test_for_phones_nothing_is_opened_but_sip_and_few_voice_ports_at_an_address_that_must_be_named(
    phones: dict[str, Any],
) -> None:
    assert phones.keys() == {"ports", "environment"}
    named = r"\$\{ASTERISK_BIND:\?[^}]+\}"
    sip, voice = phones["ports"]
    assert re.fullmatch(rf"{named}:5060:5060/udp", sip)
    found = re.fullmatch(rf"{named}:(\d+)-(\d+):(\d+)-(\d+)/udp", voice)
    assert found is not None
    first, last, first_inside, last_inside = map(int, found.groups())
    assert (first, last) == (first_inside, last_inside)
    assert last - first < 200
    asked = re.findall(r"\$\{(\w+)(:?[-?+]?)([^}]*)\}", PHONES.read_text())
    assert {name for name, _, _ in asked} == {"ASTERISK_BIND", *phones["environment"]}
    assert all(operator == ":?" and name in words for name, operator, words in asked)
    head = PHONES.read_text().partition("services:")[0]
    assert all(f"{name}=" in head for name, _, _ in asked)


def test_asterisk_is_told_its_outside_address_and_the_voice_ports_that_are_open(
    services: dict[str, dict[str, Any]], phones: dict[str, Any], tmp_path: Path
) -> None:
    """The lines of the start script that change files, run on a copy of the shipped ones."""
    for name in ("pjsip.conf", "rtp.conf"):
        shutil.copy(ROOT / "asterisk-config" / name, tmp_path)
    script = services["asterisk"]["command"][-1].replace("$$", "$").replace("/etc/asterisk", str(tmp_path))
    changes = script.partition("unset PRONTO_AMI_SECRET\n")[2].partition("chown ")[0]
    assert changes.count("sed -i") == 5
    told = {"ASTERISK_EXTERNAL_ADDRESS": "192.0.2.10", "ASTERISK_LOCAL_NET": "172.16.0.0/12"}
    assert told.keys() == phones["environment"].keys()
    subprocess.run(["sh", "-euc", changes], env={"PATH": os.environ["PATH"]}, check=True)
    assert "external" not in (tmp_path / "pjsip.conf").read_text()
    assert "rtpend = 20000" in (tmp_path / "rtp.conf").read_text()
    subprocess.run(["sh", "-euc", changes], env={"PATH": os.environ["PATH"], **told}, check=True)
    transport = (tmp_path / "pjsip.conf").read_text().partition("[transport-udp]")[2].partition("[")[0]
    for line in (
        "bind = 0.0.0.0:5060",
        "local_net = 172.16.0.0/12",
        "external_media_address = 192.0.2.10",
        "external_signaling_address = 192.0.2.10",
    ):
        assert re.search(f"^{re.escape(line)}", transport, re.MULTILINE), line
    low, high = (
        int(re.findall(rf"^{name} = (\d+)", (tmp_path / "rtp.conf").read_text(), re.MULTILINE)[0])
        for name in ("rtpstart", "rtpend")
    )
    assert phones["ports"][1].endswith(f":{low}-{high}:{low}-{high}/udp")


def test_every_image_from_outside_is_pinned_by_version_and_digest(services: dict[str, dict[str, Any]]) -> None:
    ours = {"pronto-dialer", "pronto-asterisk"}
    images = [service["image"] for service in services.values() if service["image"] not in ours]
    dockerfiles = ((ROOT / "Dockerfile").read_text(), services["asterisk"]["build"]["dockerfile_inline"])
    for text in dockerfiles:
        arguments = dict(re.findall(r"^ARG (\w+)=(\S+)$", text, re.MULTILINE))
        stages = set(re.findall(r"^FROM \S+ AS (\S+)", text, re.MULTILINE))
        sources = [source for source in re.findall(r"^FROM (\S+)", text, re.MULTILINE) if source not in stages]
        images.extend(arguments.get(source.strip("${}"), source) for source in sources)
    assert len(images) == 5
    assert [image for image in images if not PINNED.fullmatch(image)] == []


def test_the_manager_interface_stays_inside_asterisks_own_network(services: dict[str, dict[str, Any]]) -> None:
    assert services["engine"]["network_mode"] == "service:asterisk"
    assert "bindaddr = 127.0.0.1" in (ROOT / "asterisk-config" / "manager.conf").read_text()


def test_every_pronto_variable_is_one_that_pronto_reads(services: dict[str, dict[str, Any]]) -> None:
    known = {f"PRONTO_{field.upper()}" for field in Settings.model_fields}
    for name in ("engine", "api"):
        given = {variable for variable in services[name]["environment"] if variable.startswith("PRONTO_")}
        assert given <= known
        assert given >= {"PRONTO_DATABASE_URL", "PRONTO_REDIS_URL"}, "two processes meet in the database and in Valkey"


def test_engine_and_api_have_one_state_folder(services: dict[str, dict[str, Any]]) -> None:
    # It holds the key that numbers in the database are hashed with: a Pronto that has another key does not start.
    folder = re.search(r"PRONTO_STATE_DIR=(\S+)", (ROOT / "Dockerfile").read_text())
    assert folder is not None
    for name in ("engine", "api"):
        assert f"state:{folder[1]}" in services[name].get("volumes", ()), name
        assert "PRONTO_STATE_DIR" not in services[name]["environment"], name


def test_pronto_runs_without_privileges(services: dict[str, dict[str, Any]]) -> None:
    for name in ("engine", "api"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
    assert re.search(r"^USER pronto$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)


def test_what_compose_mounts_and_changes_exists(services: dict[str, dict[str, Any]]) -> None:
    mounts = [volume.split(":")[0] for service in services.values() for volume in service.get("volumes", ())]
    folders = [mount for mount in mounts if mount.startswith(".")]
    assert folders == ["./asterisk-config"]
    assert all((ROOT / folder).is_dir() for folder in folders)
    # The start script rewrites this line of pjsip.conf and includes these two files: they must be what it thinks.
    pjsip = (ROOT / "asterisk-config" / "pjsip.conf").read_text()
    assert re.search(r"^bind = 127\.0\.0\.1:5060", pjsip, re.MULTILINE)
    assert "#include pjsip-local.conf" in pjsip
    assert "#include pronto-secret.conf" in (ROOT / "asterisk-config" / "manager.conf").read_text()
    assert (ROOT / "asterisk-config" / "pjsip-local.conf.example").is_file()


def test_the_image_holds_only_what_is_listed_and_no_local_secret() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    kept = [line.removeprefix("!") for line in ignored if line.startswith("!")]
    assert "*" in ignored
    assert all((ROOT / name).exists() for name in kept)
    for secret in ("asterisk-config/pjsip-local.conf", "asterisk-config/pronto-secret.conf"):
        assert ignored.index(secret) > ignored.index("!asterisk-config"), "a later line wins"
        assert secret in (ROOT / ".gitignore").read_text().splitlines()
    assert ".env" in (ROOT / ".gitignore").read_text().splitlines()


def test_the_image_installs_only_what_is_pinned_with_its_hash() -> None:
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    for command in re.findall(r"-m pip (?:install|wheel)[^&\n]*", text):
        assert "--require-hashes" in command or "--no-deps" in command, command
    for lock in re.findall(r"requirements/\w+\.txt", text):
        assert (ROOT / lock).is_file()
