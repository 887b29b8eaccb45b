"""docs/deploy: the service unit, its settings and the proxy agree with the code and with each other."""

import configparser
import re
import shlex
from pathlib import Path

import pytest

from dialer.core.settings import PREFIX, Settings, read_settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "docs" / "deploy"


def unit() -> configparser.SectionProxy:
    """The [Service] section; no key in it stands twice."""
    read = configparser.RawConfigParser()
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(DEPLOY / "pronto.service")
    return read["Service"]


def variables() -> dict[str, str]:
    """What pronto.env sets, and what it would where a comment sign is taken away."""
    lines = re.findall(r"^#?(PRONTO_\w+)=(.*)$", (DEPLOY / "pronto.env").read_text(), re.MULTILINE)
    return {name: shlex.split(value)[0] for name, value in lines}


def test_the_unit_runs_the_command_with_the_settings_file_in_the_one_folder_it_may_write() -> None:
    service = unit()
    assert service["ExecStart"] == "/opt/pronto/.venv/bin/pronto run"
    assert service["EnvironmentFile"] == "/etc/pronto/pronto.env"
    assert f"/var/lib/{service['StateDirectory']}" == variables()["PRONTO_STATE_DIR"]
    assert (service["StateDirectoryMode"], service["UMask"]) == ("0700", "0077")
    assert (service["ProtectSystem"], service["NoNewPrivileges"]) == ("strict", "yes")
    assert (service["User"], service["CapabilityBoundingSet"]) == ("pronto", "")


def test_the_unit_leaves_time_to_drain_and_lets_the_kernel_be_asked_about_its_clock() -> None:
    service = unit()
    assert int(service["TimeoutStopSec"]) >= 90
    assert service["KillMode"] == "mixed", "a process of the API must not be ended before the engine has drained"
    assert "adjtimex" in service["SystemCallFilter"].split()
    assert "ProtectClock" not in service


def test_every_variable_of_the_settings_file_is_taken_and_no_secret_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    told = variables()
    assert told.keys() <= {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    assert told["PRONTO_AMI_SECRET"] == "SECRET"
    assert ":PASSWORD@" in told["PRONTO_DATABASE_URL"]
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    settings = read_settings()
    assert settings.hosts[-1] == "pronto.example.org"
    assert settings.secure_cookie


def test_the_proxy_passes_on_what_pronto_goes_by() -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    directives = [line.strip().removesuffix(";") for line in text.splitlines() if line.strip().endswith(";")]
    for wanted in (
        f"proxy_pass http://127.0.0.1:{Settings.model_fields['port'].default}",
        "proxy_set_header Host $host",
        "proxy_set_header X-Forwarded-For $remote_addr",  # replaced, not added to
        "proxy_set_header X-Forwarded-Proto $scheme",
        "proxy_buffering off",
    ):
        assert wanted in directives, wanted
    assert f"server_name {variables()['PRONTO_ALLOWED_HOSTS']}" in directives
    assert variables()["PRONTO_TRUSTED_PROXIES"] == "127.0.0.1"
    [limit] = [int(size) for size in re.findall(r"client_max_body_size (\d+)m", text)]
    assert limit * 1024**2 > Settings.model_fields["upload_limit_bytes"].default
