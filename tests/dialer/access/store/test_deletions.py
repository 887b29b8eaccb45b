"""What is deleted, renamed or revoked is still what was read, on both databases."""

from dataclasses import replace

import pytest

from dialer.access.credentials import digest_of
from dialer.access.model import Grant
from dialer.core.enums import Role
from dialer.core.errors import Changed, NotFound, UnknownKey
from dialer.core.visibility import EVERYTHING

NOW = 1_700_000_000.0


async def test_a_team_that_was_renamed_meanwhile_is_neither_renamed_nor_deleted(centre):
    teams = centre.store.teams
    read = await teams.create("north", now=NOW)
    await teams.rename(read.id, "south")
    with pytest.raises(Changed):
        await teams.rename(read.id, "east", expected=read)
    with pytest.raises(Changed):
        await teams.delete(read.id, expected=read)
    south = await teams.get(read.id)
    assert south.name == "south"
    await teams.delete(read.id, expected=replace(south, agents=3))  # how many belong to it is no part of its version
    for late in (teams.rename(read.id, "east", expected=south), teams.delete(read.id, expected=south)):
        with pytest.raises(NotFound):
            await late


async def test_a_board_that_was_arranged_meanwhile_is_neither_arranged_nor_deleted(centre):
    boards = centre.store.boards
    read = await boards.arrange("floor", {"columns": 2}, actor="anna", now=NOW, expected=None)
    await boards.arrange("floor", {"columns": 3}, actor="bruno", now=NOW + 1.0, expected=read)
    for expected in (read, None):
        with pytest.raises(Changed):
            await boards.arrange("floor", {"columns": 4}, actor="anna", now=NOW + 2.0, expected=expected)
    with pytest.raises(Changed):
        await boards.delete("floor", expected=read)
    there = await boards.get("floor")
    assert (there.settings, there.changed_by) == ({"columns": 3}, "bruno")
    await boards.delete("floor", expected=there)
    with pytest.raises(NotFound):
        await boards.delete("floor", expected=there)


async def test_a_key_that_was_changed_meanwhile_goes_on_opening(centre):
    keys, grants = centre.store.keys, [Grant(role=Role.WALLBOARD)]
    read = await keys.create(name="crm", digest=digest_of("x"), grants=grants, expires_at=NOW + 9.0, now=NOW)
    changed = await keys.update(read.id, {"name": "shop"})
    with pytest.raises(Changed):
        await keys.revoke(read.id, now=NOW, expected=read.version)
    assert await keys.get(read.id, sees=EVERYTHING) == changed
    await keys.revoke(read.id, now=NOW, expected=changed.version)
    with pytest.raises(UnknownKey):
        await keys.revoke(read.id, now=NOW, expected=changed.version)


async def test_a_boards_link_is_revoked_as_it_was_read(centre):
    links = centre.store.board_tokens
    facts = {"board": "floor", "company_id": None, "team_id": None, "expires_at": None, "created_by": "anna"}
    read = await links.create(name="hall", digest=digest_of("y"), now=NOW, **facts)
    with pytest.raises(Changed):
        await links.revoke(read.id, now=NOW, expected=replace(read, name="other"))
    assert (await links.revoke(read.id, now=NOW, expected=read)).revoked_at == NOW
    with pytest.raises(Changed):
        await links.revoke(read.id, now=NOW, expected=read)
    with pytest.raises(NotFound):
        await links.revoke(read.id, now=NOW)
