"""Campaigns that have ended: what an engine forgets of them, what it still counts, and what they cost it: nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast

import orjson
import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy import Engine as Engine_

from dialer.campaigns.model import draft_of
from dialer.compliance.settings import LawSettings
from dialer.core.enums import CampaignStatus, Outcome
from dialer.core.settings import Settings
from dialer.engine.board.board import board
from dialer.engine.config_poll import read_config
from dialer.engine.engine import Engine
from dialer.engine.engine_events import Config
from dialer.engine.recovery.pacer_memory import Memory
from dialer.engine.shared_budgets import Budgets, shared_budgets
from dialer.messaging.bus import MemoryBus, Topic
from dialer.storage.database import SqliteDatabase
from dialer.storage.schema import CAMPAIGN, CAMPAIGN_TRUNK, DISPOSITION_CODE, RETRY_RULE
from dialer.stores.everything import Store
from pacing.windowed_counts import Tally
from tests.support.cells import NOW, a_cell, a_config
from tests.support.databases import sqlite_url
from tests.support.stores import NOW as THEN
from tests.support.stores import Centre, build_centre, finished
from tests.support.story import Story

ENDED: Final = 5000


def campaigns_on_board(story: Story) -> list[int]:
    shown = board(story.switchboard, leads={}, troubles={}, now=story.now)["campaigns"]
    return [one["id"] for one in shown]


def read_without_it(story: Story) -> None:
    """The database is read once the campaign has been closed: it is not among those that are open."""
    story.take(Config([story.node], list(story.config.trunks), [], []))


# The story ------------------------------------------------------------------------------------------------------------


def test_a_closed_campaign_is_on_no_board_and_one_that_is_opened_again_stands_there_stopped():
    story = Story(a_config()).begin(leads=5)
    story.configure(status=CampaignStatus.STOPPED)
    read_without_it(story)
    assert (story.switchboard.cells, story.switchboard.configs, campaigns_on_board(story)) == ({}, {}, [])
    story.pass_time(5.0)
    story.configure(status=CampaignStatus.STOPPED)
    assert campaigns_on_board(story) == [story.config.id]


def test_a_cell_stays_until_it_has_heard_that_its_agents_left_and_is_rid_of_its_wishes():
    """The database knows both before the engine does."""
    story = Story(a_config()).begin(leads=0)
    story.log_in()
    read_without_it(story)
    assert story.config.id in story.switchboard.cells
    story.pass_time(1.0)
    read_without_it(story)
    assert story.config.id not in story.switchboard.cells


# Shared budgets -------------------------------------------------------------------------------------------------------


def test_who_shares_a_budget_with_a_campaign_that_has_ended_shares_it_still():
    mine, other = a_config(id=1, shared_budget="spring"), a_config(id=2)
    ended = {7: (mine.company.id, "spring"), 8: (mine.company.id, "autumn"), 9: (99, "spring")}
    spring = (mine.company.id, "spring")
    assert shared_budgets([mine, other], ended) == {1: spring, 7: spring}


def test_what_an_ended_campaign_has_counted_is_final():
    cell = a_cell()
    of = {cell.campaign.id: (1, "spring"), 7: (1, "spring")}
    old, rows = Tally(), Tally()
    old.add(NOW - 60.0, served=1, abandoned=0)
    rows.add(NOW - 60.0, served=0, abandoned=5)
    budgets = Budgets(of=of, strangers={7: old})
    budgets.configure(of, {7: rows}, (), {cell.campaign.id: cell}, NOW, ended={7})
    assert cell.elsewhere["campaign"].abandoned == 5
    budgets.hear({7: old})  # what its engine saved before its last calls
    budgets.exchange({cell.campaign.id: cell}, NOW)
    assert cell.elsewhere["campaign"].abandoned == 5


async def test_abandoned_calls_are_not_forgotten_by_closing_the_campaign_that_made_them(tmp_path: Path):
    async with Store.open(sqlite_url(tmp_path / "p.db")) as store:
        centre = await build_centre(store)
        shares = replace(draft_of(centre.campaign), shared_budget="spring")
        await store.campaigns.update(centre.campaign.id, shares, actor="test", now=THEN)
        other = await store.campaigns.create(replace(shares, name="Autumn"), actor="test", now=THEN)
        [attempt] = await centre.placed()
        await store.attempts.note([], [finished(attempt, outcome=Outcome.ABANDONED)])
        await store.campaigns.close(centre.campaign.id, cancel_callbacks=False, actor="test", now=THEN)
        for end in (None, store.campaigns.archive):
            if end is not None:
                await end(centre.campaign.id, actor="test", now=THEN)
            config = await read_config(store, [centre.node.id], now=THEN + 60.0)
            assert [one.id for one in config.campaigns] == [other.id]
            assert config.ended == {centre.campaign.id}
            assert config.strangers[centre.campaign.id].abandoned == 1
        budgets = Budgets(of=config.budgets, ended=config.ended)
        memory = Memory(store=store, clock=lambda: THEN)
        assert await memory.exchange(budgets, {other.id: a_cell()}) is None  # nobody counts on
        known = {"known": config.strangers.keys(), "known_ended": config.ended}
        assert (await read_config(store, [centre.node.id], **known, now=THEN + 60.0)).strangers == {}
        before = {"known": config.strangers.keys(), "known_ended": ()}
        assert (await read_config(store, [centre.node.id], **before, now=THEN + 60.0)).strangers != {}


async def test_a_new_campaign_learns_from_one_that_has_ended(tmp_path: Path):
    async with Store.open(sqlite_url(tmp_path / "p.db")) as store:
        centre = await build_centre(store)
        await store.campaigns.close(centre.campaign.id, cancel_callbacks=False, actor="test", now=THEN)
        draft = replace(draft_of(centre.campaign), name="Autumn")
        new = await store.campaigns.create(draft, actor="test", now=THEN + 1.0)
        assert await store.campaigns.like(new, most=5) == [centre.campaign.id]


# What they cost -------------------------------------------------------------------------------------------------------


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that SQLite runs meanwhile, as it ran."""
    ran: list[str] = []
    connect = SqliteDatabase._connection

    def traced(database: SqliteDatabase, engine: Engine_) -> Connection:
        connection = connect(database, engine)
        driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        driver.set_trace_callback(lambda said: ran.append(said) if counting else None)
        return connection

    counting = True
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqliteDatabase, "_connection", traced)
        yield ran
    counting = False


def add_ended(connection: Connection, campaign_id: int) -> None:
    """As many campaigns as this one, with all that belongs to each, half of them closed and half archived."""
    tables = (CAMPAIGN_TRUNK, RETRY_RULE, DISPOSITION_CODE)
    one = dict(connection.execute(select(CAMPAIGN).where(CAMPAIGN.c.id == campaign_id)).mappings().one())
    ids = range(campaign_id + 1, campaign_id + 1 + ENDED)
    ends = (CampaignStatus.CLOSED.value, CampaignStatus.ARCHIVED.value)
    rows = [{**one, "id": i, "name": f"Ended {i}", "status": ends[i % 2]} for i in ids]
    connection.execute(insert(CAMPAIGN), rows)
    for table in tables:
        found = connection.execute(select(table).where(table.c.campaign_id == campaign_id)).mappings().all()
        parts = [{name: value for name, value in row.items() if name != "id"} for row in found]
        connection.execute(insert(table), [{**part, "campaign_id": i} for i in ids for part in parts])


async def all_day(store: Store, centre: Centre) -> tuple[list[str], bytes, int]:
    """What an engine does all day, done once: its statements, its board's campaigns, how many messages it sends."""
    bus = MemoryBus()
    settings = Settings(state_dir=Path("/nowhere"), clock_kept=True)
    engine = Engine(store=store, bus=bus, settings=settings, clock=lambda: THEN)
    keeper = SimpleNamespace(fence=1, node=centre.node, ails="", holds=True)
    engine._keepers[centre.node.id] = cast("Any", keeper)

    async def turn() -> None:
        await engine._poll()
        while (entry := engine._inbox.take()) is not None:
            engine.switchboard.take(entry[0], now=THEN)
        await engine._counts.refresh()
        await engine._missed_dispositions.look()
        await engine._recounts.look()
        await engine._ahead.count()
        await engine._sweep()
        await engine._remember()
        await engine._exchange_budgets()

    await turn()
    async with bus.subscribe(*Topic) as messages:
        with statements() as ran:
            await turn()
            await engine._publish_board()
        said = []
        while (message := messages.get_nowait()) is not None:
            said.append(message)
    assert list(engine.switchboard.cells) == [centre.campaign.id]
    [shown] = said
    return list(ran), orjson.dumps(shown.body["campaigns"]), len(said)


@pytest.mark.parametrize("shared_budget", ["", "spring"])
async def test_five_thousand_campaigns_that_have_ended_cost_an_engine_nothing(tmp_path: Path, shared_budget: str):
    async with Store.open(sqlite_url(tmp_path / "p.db")) as store:
        centre = await build_centre(store)
        lawful = replace(draft_of(centre.campaign), law=LawSettings(profile="IT"))
        await store.campaigns.update(centre.campaign.id, lawful, actor="test", now=THEN)
        alone = await all_day(store, centre)
        await store.database.write(add_ended, centre.campaign.id)
        if shared_budget:  # of its own: one statement looks for those who share it
            shares = replace(lawful, shared_budget=shared_budget)
            await store.campaigns.update(centre.campaign.id, shares, actor="test", now=THEN)
        among = await all_day(store, centre)
        assert len(alone[0]) > 10
        assert len(among[0]) == len(alone[0]) + bool(shared_budget) * 3  # with its BEGIN and COMMIT
        if not shared_budget:
            assert among == alone
        assert among[1:] == alone[1:]
