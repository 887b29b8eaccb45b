"""A list is given to a campaign at once; what the rules say of its leads is written down in the background."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dialer.audit.store import AuditLine
from dialer.campaigns.model import CampaignDraft
from dialer.core.errors import DatabaseBusy
from dialer.core.visibility import EVERYTHING
from dialer.jobs import runner
from dialer.jobs.runner import Runner
from dialer.messaging.bus import MemoryBus
from dialer.people.leads.model import NewLead
from dialer.people.lists import rule_check as module
from dialer.people.lists.rule_check import RuleChecks
from dialer.people.lists.service import Lists
from dialer.stores.everything import Store
from tests.support.admissions import CONSENT, ITALY, NOW, SHIPPED
from tests.support.databases import sqlite_url


async def nothing_typed(_: int) -> None:
    """Of no list here the fields are typed."""


async def nothing_assigned(_: int, _left: int | None) -> None:
    """No campaign here has a script."""


@dataclass
class Desk:
    """A campaign under the Italian rules, and a list of nobody's with six leads, of which two have a basis."""

    store: Store
    campaign_id: int
    list_id: int
    judging: "Checks"

    async def assign(self, campaign_id: int | None) -> None:
        lists = Lists(
            self.store,
            MemoryBus(),
            lambda: NOW,
            typed=nothing_typed,
            assigned=nothing_assigned,
            runner=self.judging.runner,
        )
        await lists.assign(self.list_id, campaign_id, actor="test")

    async def said(self) -> list[tuple[str, int]]:
        return sorted((line.facts["answer"], line.facts["rows"]) for line in await self.lines())

    async def lines(self) -> list[AuditLine]:
        return await self.store.audit.list(action="ruling")


class Checks:
    """The rule checks of a process of its own."""

    def __init__(self, store: Store) -> None:
        self.runner = Runner(store.jobs, "sqlite://", lambda: NOW)
        self.judging = RuleChecks(
            store.assigning, store.lists, store.campaigns, store.law, self.runner, SHIPPED, lambda: NOW
        )
        self.begin, self.wait, self.close = self.runner.wake, self.runner.wait, self.runner.close


def another(store: Store) -> Checks:
    """Those of a process of its own."""
    return Checks(store)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(sqlite_url(tmp_path / "pronto.db")) as opened:
        yield opened


@pytest.fixture
async def desk(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(module, "BLOCK", 2)
    company, node = await store.companies.create("Acme"), await store.nodes.upsert("default", host="127.0.0.1")
    draft = CampaignDraft(name="Fibre", company_id=company.id, node_id=node.id, law=ITALY)
    campaign = await store.campaigns.create(draft, actor="test", now=NOW)
    listed = await store.lists.create(name="June", company_id=company.id, now=NOW)
    people = [NewLead(phones=((f"+39333123456{n}", ""),), consent=CONSENT if n % 3 == 0 else {}) for n in range(6)]
    await store.leads.add(listed.id, people)
    made = Desk(store, campaign.id, listed.id, another(store))
    yield made
    await made.judging.close()


async def test_who_gives_a_list_away_does_not_wait_for_its_leads(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, read, blocks = asyncio.Event(), desk.store.assigning.proofs, []

    async def when_told(list_id: int, first: int, last: int, **more: Any) -> Any:
        await go_on.wait()
        blocks.append(last - first + 1)
        return await read(list_id, first, last, **more)

    monkeypatch.setattr(desk.store.assigning, "proofs", when_told)
    await desk.assign(desk.campaign_id)
    assert (await desk.store.lists.get(desk.list_id, sees=EVERYTHING)).campaign_id == desk.campaign_id
    assert await desk.lines() == []
    go_on.set()
    await desk.judging.wait()
    assert blocks == [2, 2, 2]
    assert await desk.said() == [("allow", 2), ("refuse", 4)]
    assert all(line.facts["list_id"] == desk.list_id and line.facts["assigned"] for line in await desk.lines())
    assert await desk.store.jobs.open() == []


async def test_what_a_stop_breaks_off_is_written_down_after_the_next_start_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    async def reads_for_ever(*_where: Any, **_more: Any) -> None:
        begun.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as at_the_stop:
        at_the_stop.setattr(desk.store.assigning, "proofs", reads_for_ever)
        await desk.assign(desk.campaign_id)
        await begun.wait()
        await desk.judging.close()
    assert await desk.lines() == []
    both = [another(desk.store), another(desk.store)]
    for one in both:
        one.begin()
    for one in both:
        await one.wait()
    assert await desk.said() == [("allow", 2), ("refuse", 4)]


async def test_what_another_process_has_left_is_written_down_after_a_while(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "LOOK_S", 0.01)
    concluded, conclude = asyncio.Event(), desk.store.assigning.conclude

    async def concludes(*said: Any, now: float) -> None:
        await conclude(*said, now=now)
        concluded.set()

    monkeypatch.setattr(desk.store.assigning, "conclude", concludes)
    await desk.judging.runner.recover()
    await desk.judging.wait()
    await desk.store.assigning.assign(desk.list_id, desk.campaign_id, actor="another process", now=NOW)
    await concluded.wait()
    assert await desk.said() == [("allow", 2), ("refuse", 4)]


async def test_what_is_taken_back_meanwhile_is_written_down_all_the_same(desk: Desk) -> None:
    await desk.assign(desk.campaign_id)
    await desk.assign(None)
    await desk.assign(desk.campaign_id)
    await desk.assign(desk.campaign_id)  # nothing new
    await desk.judging.wait()
    assert await desk.said() == [("allow", 2), ("allow", 2), ("refuse", 4), ("refuse", 4)]


async def test_what_takes_the_place_of_a_list_that_is_gone_is_not_taken_for_it(desk: Desk) -> None:
    company_id = (await desk.store.lists.get(desk.list_id, sees=EVERYTHING)).company_id
    gone = await desk.store.lists.create(name="July", company_id=company_id, now=NOW)
    await desk.store.assigning.assign(gone.id, desk.campaign_id, actor="test", now=NOW)
    await desk.store.lists.delete(gone.id, actor="test", now=NOW)
    new = await desk.store.lists.create(name="August", company_id=company_id, now=NOW)
    assert new.id == gone.id  # SQLite gives the last number again
    await desk.store.leads.add(new.id, [NewLead(phones=(("+393331234569", ""),))])
    desk.judging.begin()
    await desk.judging.wait()
    assert await desk.lines() == []


async def test_what_takes_the_place_of_a_campaign_that_is_gone_is_not_taken_for_it(desk: Desk) -> None:
    old = await desk.store.campaigns.get(desk.campaign_id, sees=EVERYTHING)
    await desk.assign(desk.campaign_id)
    await desk.judging.close()
    await desk.assign(None)
    await desk.store.campaigns.delete(old.id, actor="test", now=NOW)
    draft = CampaignDraft(name="Gas", company_id=old.company.id, node_id=old.node_id, law=ITALY)
    assert (await desk.store.campaigns.create(draft, actor="test", now=NOW)).id == old.id
    desk.judging.begin()
    await desk.judging.wait()
    assert await desk.lines() == []


async def test_a_list_that_cannot_be_judged_keeps_none_behind_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    company_id = (await desk.store.lists.get(desk.list_id, sees=EVERYTHING)).company_id
    broken = await desk.store.lists.create(name="July", company_id=company_id, now=NOW)
    await desk.store.leads.add(broken.id, [NewLead(phones=(("+393331234569", ""),))])
    await desk.store.assigning.assign(broken.id, desk.campaign_id, actor="test", now=NOW)
    read = desk.store.assigning.proofs

    async def breaks(list_id: int, *more: Any, **named: Any) -> Any:
        if list_id == broken.id:
            raise KeyError("nobody has thought of it")
        return await read(list_id, *more, **named)

    monkeypatch.setattr(desk.store.assigning, "proofs", breaks)
    await desk.assign(desk.campaign_id)
    await desk.judging.wait()
    assert await desk.said() == [("allow", 2), ("refuse", 4)]
    assert f"list:{broken.id}" in caplog.text
    assert [one.arguments["list_id"] for one in await desk.store.jobs.open()] == [broken.id]


async def test_lists_take_turns_so_that_a_short_one_does_not_wait_for_a_long_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    company_id = (await desk.store.lists.get(desk.list_id, sees=EVERYTHING)).company_id
    short = await desk.store.lists.create(name="July", company_id=company_id, now=NOW)
    await desk.store.leads.add(short.id, [NewLead(phones=(("+393331234569", ""),))])
    read, asked = desk.store.assigning.proofs, list[int]()

    async def given_meanwhile(list_id: int, *more: Any, **named: Any) -> Any:
        asked.append(list_id)
        if len(asked) == 1:
            await desk.store.assigning.assign(short.id, desk.campaign_id, actor="test", now=NOW)
            desk.judging.begin()
        return await read(list_id, *more, **named)

    monkeypatch.setattr(desk.store.assigning, "proofs", given_meanwhile)
    await desk.assign(desk.campaign_id)
    await desk.judging.wait()
    assert asked.count(desk.list_id) == 3
    assert asked.index(short.id) < 3  # before the long one's end
    assert [line.facts["list_id"] for line in await desk.lines()][-1] == short.id  # the newest first


async def test_a_list_for_which_the_database_has_no_time_is_tried_again_and_keeps_none_behind_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "AGAIN_AFTER_S", (0.0,))
    company_id = (await desk.store.lists.get(desk.list_id, sees=EVERYTHING)).company_id
    slow = await desk.store.lists.create(name="July", company_id=company_id, now=NOW)
    await desk.store.leads.add(slow.id, [NewLead(phones=(("+393331234569", ""),))])
    await desk.store.assigning.assign(slow.id, desk.campaign_id, actor="test", now=NOW)
    read, asked = desk.store.assigning.proofs, list[int]()

    async def busy(list_id: int, *more: Any, **named: Any) -> Any:
        asked.append(list_id)
        if asked.count(slow.id) == 1 and list_id == slow.id:
            raise DatabaseBusy
        return await read(list_id, *more, **named)

    monkeypatch.setattr(desk.store.assigning, "proofs", busy)
    await desk.assign(desk.campaign_id)
    await desk.judging.wait()
    assert (asked[:2], sorted(asked)) == ([slow.id, desk.list_id], sorted([*[slow.id] * 2, *[desk.list_id] * 3]))
    assert await desk.said() == [("allow", 2), ("refuse", 1), ("refuse", 4)]


async def test_of_a_few_leads_among_many_of_other_lists_those_are_not_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    company_id = (await desk.store.lists.get(desk.list_id, sees=EVERYTHING)).company_id
    few = await desk.store.lists.create(name="July", company_id=company_id, now=NOW)
    for n in range(2):
        await desk.store.leads.add(few.id, [NewLead(phones=((f"+39333123457{n}", ""),))])
        await desk.store.leads.add(desk.list_id, [NewLead(phones=((f"+3933312346{m}{n}", ""),)) for m in range(10, 40)])

    async def never(*_: Any, **__: Any) -> Any:
        pytest.fail("a block of ids was read")

    monkeypatch.setattr(desk.store.assigning, "proofs", never)
    await desk.store.assigning.assign(few.id, desk.campaign_id, actor="test", now=NOW)
    desk.judging.begin()
    await desk.judging.wait()
    assert await desk.said() == [("refuse", 2)]


async def test_a_list_that_is_gone_is_passed_over(desk: Desk) -> None:
    company_id = (await desk.store.lists.get(desk.list_id, sees=EVERYTHING)).company_id
    empty = await desk.store.lists.create(name="July", company_id=company_id, now=NOW)
    await desk.store.assigning.assign(empty.id, desk.campaign_id, actor="test", now=NOW)
    await desk.store.lists.delete(empty.id, actor="test", now=NOW)
    desk.judging.begin()
    await desk.judging.wait()
    assert (await desk.lines(), await desk.store.jobs.open()) == ([], [])
