"""The ways that SQLite takes through the tables: no statement that an engine runs all day reads a table whole."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Select
from sqlalchemy.dialects import sqlite

from dialer.access.store import keys, monitoring, sessions
from dialer.campaigns.attempts.store import answer_counts, attempts, dispositions_since, facts_recheck, refunds
from dialer.campaigns.attempts.store.attempts import Attempts
from dialer.campaigns.results.model import Meanings, Scope
from dialer.campaigns.results.store.attempt_groups import leads_between, new_leads
from dialer.campaigns.store import campaigns, closing, legal_facts
from dialer.core.enums import Outcome
from dialer.core.visibility import EVERYTHING
from dialer.people.callbacks.store import callbacks
from dialer.people.leads.store.claim import claims, shelves
from dialer.people.leads.store.claim import leases as claim_leases
from dialer.people.lists.store import arrangement, lists
from dialer.people.lists.store import ranges as extents
from dialer.people.registers.store import answers as answering
from dialer.people.registers.store import coverage, list_numbers, requests
from dialer.people.suppression.store import suppressions
from dialer.storage import prepared
from dialer.storage.digests import Digests
from dialer.stores.everything import Store
from tests.support.databases import sqlite_url

# A walk of one of these is short: they hold what lives, waits or is held, not what ever was.
SHORT = ("ix_attempt_live", "ix_lead_wrapping", "ix_callback_waiting", "lead_claim", "claim_lease")
ALL_DAY = {
    "leads that are claimed, counted": claims._HELD,
    "when a lead is due": shelves._FIRST_DUE,
    "what was claimed on leases that ran out": claim_leases._EXPIRE[0],
    "leases that ran out": claim_leases._EXPIRE[1],
    "leases renewed": claim_leases._RENEW,
    "leads given back": claim_leases._RELEASE_ALL,
    "calls that live": attempts._LIVE,
    "talks without a disposition": attempts._UNDISPOSED,
    "talks of the day without a disposition": attempts._UNSAID,
    "machines that agents met": answer_counts._MET,
    "machines that agents met, counted": answer_counts._COUNT_MET,
    "what came of answered calls, counted": answer_counts._COUNTS,
    "campaigns with calls on a node they have left": attempts._LEFT_ON,
    "the states of some calls": attempts._STATES,
    "calls of which agents have spoken": dispositions_since._DISPOSED,
    "calls that live, of some": monitoring._LIVING,
    "campaigns with agents at work": monitoring._LIVE,
    "what a call that is given back was to keep": refunds._KEPT,
    "calls to suppressed numbers": suppressions._LIVE,
    "other calls to a number": facts_recheck._SINCE,
    "call-backs of the next minutes": callbacks._UPCOMING,
    "leads not dialled next in time": callbacks._EXPIRED,
    "numbers of leads that are claimed": answering._HELD,
    "lists with leads to dial": legal_facts._WITH_LEADS,
    "calls that live of a campaign that closes": closing.LIVE,
    "calls that are wrapped up of a campaign that closes": closing.WRAPPED_UP,
    "campaigns that have ended and share a budget": campaigns._ENDED_SHARING,
}


class Recorder:
    """Takes the statement that would be read, and reads nothing."""

    def __init__(self) -> None:
        self.statement: Any = None

    async def read(self, _work: object, statement: Any, *_facts: object) -> list[object]:
        self.statement = statement
        return []


async def ways(store: Store, statement: Any) -> list[str]:
    """What SQLite says it would do, step by step."""
    words = str(statement.compile(dialect=sqlite.dialect(paramstyle="qmark")))
    words = re.sub(r"\(__\[POSTCOMPILE_\w+\]\)", "(1, 2)", words)

    def explain(connection: Connection) -> list[str]:
        asked = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", (1,) * words.count("?"))
        return [row[3] for row in asked]

    return await store.database.read(explain)


def whole(steps: list[str]) -> list[str]:
    """The steps that read a table, or an index of all its rows, from end to end."""
    return [step for step in steps if step.startswith("SCAN") and not any(name in step for name in SHORT)]


@pytest.fixture
async def sqlite_store(tmp_path: Path):
    async with Store.open(sqlite_url(tmp_path / "pronto.db")) as opened:
        yield opened


@pytest.mark.parametrize("name", ALL_DAY)
async def test_what_an_engine_asks_all_day_walks_an_index(sqlite_store: Store, name: str):
    assert whole(await ways(sqlite_store, ALL_DAY[name])) == []


@pytest.mark.parametrize(("table", "statement"), [("api_key", keys._VALID), ("sign_in", sessions._VALID)])
async def test_a_caller_is_looked_for_by_a_digest_alone_wrong_ones_too(
    sqlite_store: Store, table: str, statement: Select[Any]
):
    step, *_ = await ways(sqlite_store, statement)
    assert step.startswith(f"SEARCH {table} USING INDEX")
    assert step.endswith("(digest=?)")


async def test_what_is_claimed_of_a_list_is_not_looked_for_among_all_its_leads(sqlite_store: Store):
    assert "SEARCH lead USING INTEGER PRIMARY KEY (rowid=?)" in await ways(sqlite_store, lists.CLAIMED)


async def test_what_is_left_of_a_list_that_is_put_away_is_not_looked_for_among_all_its_leads(sqlite_store: Store):
    assert "USING COVERING INDEX ix_lead_claim" in " ".join(await ways(sqlite_store, arrangement._LEFT))


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"agent_id": 1},
        {"outcome": Outcome.ABANDONED},
        {"campaign_id": 1},
        {"lead_id": 1},
        {"campaign_id": 1, "since": 5.0, "until": 9.0},
    ],
    ids=str,
)
async def test_a_page_of_attempts_is_read_where_it_lies(sqlite_store: Store, wanted: dict[str, Any]):
    asked = Recorder()
    await Attempts(asked, Digests()).list(**wanted, after=(5.0, "a"), sees=EVERYTHING)  # type: ignore[arg-type]
    steps = await ways(sqlite_store, asked.statement)
    assert whole(steps) == []
    assert "USE TEMP B-TREE FOR ORDER BY" not in steps  # all of them sorted for each page


@pytest.mark.parametrize("count", [new_leads, leads_between], ids=lambda one: one.__name__)
async def test_what_was_before_with_a_lead_is_looked_for_among_its_own_calls(sqlite_store: Store, count: Any):
    asked: list[Any] = []

    class Connected:
        def execute(self, statement: Any) -> list[object]:
            asked.append(statement)
            return []

    meanings = Meanings(successes=frozenset({"sale"}), right_parties=frozenset({"sale"}))
    scope = Scope(campaign_id=1, since=0.0, until=9e9, time_zone="Europe/Rome", meanings=meanings)
    count(Connected(), scope, 5e8, 6e8, **({"first": 0.0} if count is new_leads else {}))
    steps = [step for step in await ways(sqlite_store, *asked) if "before" in step]
    assert steps
    assert all("ix_attempt_lead (lead_id=?" in step for step in steps), steps


async def test_how_far_lists_reach_is_read_from_an_index_alone(sqlite_store: Store):
    assert "USING COVERING INDEX ix_lead_claim" in " ".join(await ways(sqlite_store, extents._EXTENTS))


async def test_an_answer_of_a_register_is_found_by_the_whole_of_its_key(sqlite_store: Store):
    asked = coverage._checks(prepared.of_these)
    steps = " ".join(await ways(sqlite_store, asked))
    assert "USING PRIMARY KEY (company_id=? AND register_name=? AND digest=?)" in steps


@pytest.mark.parametrize("name", ["_AT_HOME", "_ABROAD"])
async def test_numbers_of_a_part_of_a_list_are_read_where_its_leads_lie(sqlite_store: Store, name: str):
    steps = await ways(sqlite_store, getattr(list_numbers, name))
    assert whole(steps) == []
    assert "INDEX ix_" not in " ".join(steps)


async def test_numbers_for_a_register_are_read_on_from_where_the_last_chunk_ended(sqlite_store: Store):
    steps = await ways(sqlite_store, requests._PHONES)
    assert steps == [
        "SEARCH lead_phone USING PRIMARY KEY ((lead_id,position)>(?,?) AND lead_id<?)",
        "SEARCH lead USING INTEGER PRIMARY KEY (rowid=?)",
    ]
