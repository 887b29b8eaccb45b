"""The locks in requirements/: what pyproject.toml asks for, pinned, hashed, and naming no place to fetch it from."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^ ;\\]+)(?P<rest>.*(?:\n    .*)*)", re.MULTILINE)


def pins(lock: Path) -> dict[str, str]:
    return {canonicalize_name(found["name"]): found["version"] for found in PIN.finditer(lock.read_text())}


def asked(*, groups: tuple[str, ...] = ()) -> list[Requirement]:
    project = PROJECT["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    grouped = [line for group in groups for line in PROJECT["dependency-groups"][group]]
    return [Requirement(line) for line in (*project["dependencies"], *extras, *grouped)]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_host_and_no_path(lock: Path) -> None:
    assert not re.search(r"://|--index|--find-links|--extra-index|@ |^/|file:", lock.read_text(), re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_pin_has_hashes(lock: Path) -> None:
    found = list(PIN.finditer(lock.read_text()))
    assert found
    assert [pin["name"] for pin in found if "--hash=sha256:" not in pin["rest"]] == []


@pytest.mark.parametrize(
    ("lock", "groups"), [("runtime.txt", ()), ("dev.txt", ("build", "dev"))], ids=["runtime", "dev"]
)
def test_a_lock_satisfies_what_the_project_asks_for(lock: str, groups: tuple[str, ...]) -> None:
    pinned = pins(ROOT / "requirements" / lock)
    for requirement in asked(groups=groups):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} is in no lock: `make lock`"
        assert version in requirement.specifier, f"{requirement} is locked at {version}: `make lock`"


def test_the_locks_agree_with_each_other() -> None:
    dev = pins(ROOT / "requirements" / "dev.txt")
    for lock in ("runtime.txt", "build.txt"):
        for name, version in pins(ROOT / "requirements" / lock).items():
            assert dev[name] == version


def test_the_next_minor_version_of_uvicorn_is_not_taken_unseen() -> None:
    """api/connections.py builds on the inside of its protocol, which no version number promises to keep."""
    locked = pins(ROOT / "requirements" / "runtime.txt")["uvicorn"]
    major, minor, *_ = map(int, locked.split("."))
    bound = next(one.specifier for one in asked() if one.name == "uvicorn")
    assert (bound.contains(locked), bound.contains(f"{major}.{minor + 1}.0")) == (True, False)
