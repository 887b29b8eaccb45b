"""What no request shows directly: the default node, the first token, uploads after a crash."""

import os
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialer.access.credentials import digest_of
from dialer.access.first_start import prepare_access
from dialer.access.model import Grant
from dialer.app.composition import DEFAULT_NODE, Parts, build
from dialer.core.enums import Role
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.numbers.e164 import e164


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Parts]:
    async with build(Settings(state_dir=tmp_path)) as built:
        yield built


async def test_the_first_start_makes_a_node_that_follows_the_environment_and_keeps_its_limits(tmp_path: Path) -> None:
    async with build(Settings(state_dir=tmp_path)) as parts:
        node = await parts.store.nodes.by_name(DEFAULT_NODE)
        assert node is not None
        assert (node.host, node.port) == ("127.0.0.1", 5038)
        await parts.store.nodes.upsert(DEFAULT_NODE, host="10.0.0.1", max_channels=7, calls_per_second=1.5)
    async with build(Settings(state_dir=tmp_path)) as parts:
        node = await parts.store.nodes.by_name(DEFAULT_NODE)
        assert node is not None
        assert node.host == "10.0.0.1"  # an admin wrote it; nothing in the environment says otherwise
    async with build(Settings(state_dir=tmp_path, ami_host="10.0.0.2", ami_port=5039)) as parts:
        node = await parts.store.nodes.by_name(DEFAULT_NODE)
        assert node is not None
        assert (node.host, node.port, node.max_channels, node.calls_per_second) == ("10.0.0.2", 5039, 7, 1.5)


async def test_where_other_nodes_are_no_default_is_made(tmp_path: Path) -> None:
    async with build(Settings(state_dir=tmp_path)) as parts:
        await parts.store.nodes.upsert("milan", host="10.0.0.1")
        assert [node.name for node in await parts.store.nodes.list()] == [DEFAULT_NODE, "milan"]


async def test_at_the_first_start_there_is_a_link_for_an_administrator_and_a_key_for_commands(parts: Parts) -> None:
    path = await prepare_access(parts.store, parts.settings, parts.clock)
    assert path is not None
    for file in (path, parts.settings.machine_key_file):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    secret = parts.settings.machine_key_file.read_text().strip()
    found = await parts.store.keys.find(digest_of(secret), now=parts.clock())
    assert found is not None
    assert found.key.grants == (Grant(role=Role.ADMIN),)
    link = path.read_text().strip()
    again = await prepare_access(parts.store, parts.settings, parts.clock)  # nobody has signed in: the link is renewed
    assert again == path
    assert parts.settings.machine_key_file.read_text().strip() == secret
    assert await parts.store.users.of_link(digest_of(link), now=parts.clock()) is None
    user = await parts.store.users.of_link(digest_of(path.read_text().strip()), now=parts.clock())
    assert user is not None
    assert (user.name, user.grants) == ("admin", (Grant(role=Role.ADMIN),))
    await parts.store.users.update(user.id, {"password_hash": "x"})
    assert await prepare_access(parts.store, parts.settings, parts.clock) is None
    assert not path.exists()


async def test_a_machines_key_is_replaced_before_it_ends(parts: Parts) -> None:
    await prepare_access(parts.store, parts.settings, parts.clock)
    first = parts.settings.machine_key_file.read_text()
    later = parts.clock() + 320 * 86_400.0
    await prepare_access(parts.store, parts.settings, lambda: later)
    assert parts.settings.machine_key_file.read_text() != first
    assert [one.revoked_at for one in await parts.store.keys.list(sees=EVERYTHING)] == [later, None]


async def test_a_link_laid_in_a_secrets_place_is_not_followed(parts: Parts, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    for file in (parts.settings.machine_key_file, parts.settings.first_link_file):
        file.symlink_to(elsewhere)
    await prepare_access(parts.store, parts.settings, parts.clock)
    for file in (parts.settings.machine_key_file, parts.settings.first_link_file):
        assert not file.is_symlink()
    assert not elsewhere.exists()


async def test_after_a_crash_imports_have_failed_and_old_files_are_gone(parts: Parts) -> None:
    company = await parts.store.companies.create("Acme")
    leads = await parts.store.lists.create(name="March", company_id=company.id, now=0.0)
    begun = await parts.store.imports.start(leads.id, "people.csv", now=0.0)
    folder = parts.settings.uploads_dir
    folder.mkdir()
    old, new = folder / "upload-old.csv", folder / "upload-new.csv"
    old.touch()
    new.touch()
    os.utime(old, (1.0, 1.0))
    await parts.service.jobs.recover()
    await parts.service.jobs.wait()
    assert (await parts.store.imports.get(begun.id, sees=EVERYTHING)).status == "failed"
    assert (old.exists(), new.exists()) == (False, True)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("+390212345678", "+390212345678"),
        ("+39 02 1234-5678", "+390212345678"),
        ("0212345678", None),
        ("+39", None),
        ("+1 212 555", None),
        ("hello", None),
        ("", None),
    ],
)
def test_only_an_international_number_is_taken(written: str, read: str | None) -> None:
    assert e164(written) == read
