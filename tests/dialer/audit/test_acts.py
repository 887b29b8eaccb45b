"""An act and its line are written together: whatever fails or dies in between, there is neither."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection

from dialer.access.store.teams import Teams
from dialer.core.errors import NameTaken
from dialer.people.imports.store.imports import Imports
from dialer.stores.everything import Store
from dialer.work.agents.store import leave_team

NOW = 1_700_000_000.25
# Makes a team, and dies when the team is written and its line is not.
DIES = f"""
import asyncio, os, signal, sys
from dialer.access.store.teams import Teams
from dialer.audit import store as acts
from dialer.stores.everything import Store

async def main():
    async with Store.open(sys.argv[1]) as store:
        act = acts.Act(store.database, actor="ann", action="team.create", subject="", facts={{}}, now={NOW})
        acts.add_lines = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        await Teams(act, lambda *_: None).create("North", now={NOW})

asyncio.run(main())
"""


def teams_in(store: Store) -> Teams:
    act = store.audit.act(
        actor="ann",
        action="team.create",
        subject=lambda team: f"team:{team.id}",
        facts=lambda team: {"name": team.name},
        now=NOW,
    )
    return Teams(act, leave_team)


async def test_the_line_is_written_with_the_act(store: Store) -> None:
    team = await teams_in(store).create("North", now=NOW)
    [line] = await store.audit.list(action="team.create")
    assert (line.actor, line.subject, line.facts, line.at) == ("ann", f"team:{team.id}", {"name": "North"}, NOW)


async def test_an_act_that_is_refused_leaves_no_line(store: Store) -> None:
    await teams_in(store).create("North", now=NOW)
    with pytest.raises(NameTaken):
        await teams_in(store).create("North", now=NOW)
    assert len(await store.audit.list(action="team.create")) == 1


async def test_an_act_that_does_nothing_leaves_no_line(store: Store) -> None:
    act = store.audit.act(
        actor="ann",
        action="import.confirm",
        subject="list:1",
        facts=lambda is_done: {"id": 7} if is_done else None,
        now=NOW,
    )
    job = {"owner": "here", "lease_until": NOW, "now": NOW}
    assert not await Imports(act).confirm(7, {}, **job)
    assert await store.audit.list() == []


async def test_an_act_whose_line_cannot_be_written_is_not_done(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(connection: Connection, lines: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("dialer.audit.store.add_lines", full)
    with pytest.raises(OSError, match="no space left"):
        await teams_in(store).create("North", now=NOW)
    assert await store.teams.list() == []


async def test_a_process_that_dies_in_between_leaves_neither(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/pronto.db"
    async with Store.open(url, migrate=True):
        pass
    died = await asyncio.create_subprocess_exec(sys.executable, "-c", DIES, url)
    assert await died.wait() == -signal.SIGKILL
    async with Store.open(url) as store:
        assert await store.teams.list() == []
        assert await store.audit.list() == []
