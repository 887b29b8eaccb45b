"""Getting Asterisk: what is used, what is asked of apt, and what is said when it cannot be had."""

import asyncio
from pathlib import Path

import pytest

from dialer.lab import build
from dialer.lab.errors import LabError
from dialer.lab.root import Kind, Root


def _program(folder: Path, name: str, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.fixture
def path_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH that holds nothing but what a test puts there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.mark.parametrize(
    ("said", "used"), [("Asterisk 22.10.1", True), ("Asterisk 18.0.0", True), ("Asterisk 16.28", False)]
)
def test_the_host_s_asterisk_is_used_from_18_on(path_folder: Path, said: str, used: bool) -> None:
    for name in ("sox", "espeak-ng"):
        _program(path_folder, name, "")
    _program(path_folder, "asterisk", f"echo '{said}'")
    assert (build.host_root() is not None) is used


def test_no_asterisk_on_the_host(path_folder: Path) -> None:
    assert build.host_root() is None


async def test_without_mmdebstrap_the_cure_is_named(path_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(LabError, match=r"apt install mmdebstrap"):
        await build.get_root(tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("building-*"))


async def test_a_failed_build_leaves_no_root_and_says_why(path_folder: Path, tmp_path: Path) -> None:
    for name in ("unshare", "newuidmap", "bwrap"):
        _program(path_folder, name, "")
    _program(path_folder, "mmdebstrap", "echo 'I: working'; echo 'E: Release file for x is expired' >&2; exit 1")
    told: list[str] = []
    with pytest.raises(LabError, match="PRONTO_LAB_APT_OPTIONS"):
        await build.get_root(tmp_path / "cache", progress=told.append)
    assert "working" in told
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["build.lock"]


def test_apt_follows_the_host_on_expired_release_files(path_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRONTO_LAB_APT_OPTIONS", raising=False)
    assert build.apt_options() == ['APT::Install-Recommends "false"']
    _program(path_folder, "apt-config", """echo 'Acquire::Check-Valid-Until "false";'""")
    assert build.apt_options()[1:] == ['Acquire::Check-Valid-Until "false"']


def test_apt_options_can_be_added(path_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRONTO_LAB_APT_OPTIONS", """'Acquire::Retries "3"' 'A::B "c"'""")
    assert build.apt_options()[1:] == ['Acquire::Retries "3"', 'A::B "c"']


async def test_a_lock_is_waited_for(tmp_path: Path) -> None:
    told = asyncio.Event()
    order: list[str] = []

    async def second() -> None:
        async with build.locked(tmp_path / "lock", lambda _: told.set()):
            order.append("second")

    async with build.locked(tmp_path / "lock"):
        waiting = asyncio.create_task(second())
        await told.wait()
        order.append("first")
    await waiting
    assert order == ["first", "second"]


def test_a_root_s_programs_are_found_through_links_that_dangle_on_the_host(tmp_path: Path) -> None:
    (tmp_path / "usr/bin").mkdir(parents=True)
    (tmp_path / "usr/bin/sox").symlink_to("/etc/alternatives/sox-of-the-root")
    root = Root(kind=Kind.CHROOT, path=tmp_path)
    assert root.program("sox") == "/usr/bin/sox"
    assert root.program("asterisk") is None


@pytest.mark.parametrize("kind", [Kind.CHROOT, Kind.BWRAP])
def test_a_root_of_ours_sees_the_folder_as_lab(tmp_path: Path, kind: Kind) -> None:
    root = Root(kind=kind, path=tmp_path)
    command = root.command(tmp_path / "folder", ["asterisk", "-V"])
    assert root.inside(tmp_path / "folder") == "/lab"
    assert command[-2:] == ["asterisk", "-V"]
    assert str(tmp_path / "folder") in command


def test_the_host_sees_it_as_it_is(tmp_path: Path) -> None:
    root = Root(kind=Kind.HOST, path=Path("/"))
    assert root.inside(tmp_path) == str(tmp_path)
    assert root.command(tmp_path, ["x"]) == ["x"]
