"""Retention by the rules of each campaign, once a day, by one engine."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from dialer.compliance.load import load
from dialer.compliance.settings import LawSettings
from dialer.leads.duplicates import Duplicates
from dialer.leads.lead import NewLead
from dialer.service.errors import Invalid
from dialer.service.keeping import binding
from dialer.service.retention import RetentionDesk
from dialer.settings import Settings
from dialer.store import Store
from dialer.store.adding import Addition

ADA, BOB = "+390212345678", "+12125550101"


class Clock:
    """An instant that the test moves."""

    def __init__(self, text: str) -> None:
        self.now = datetime.fromisoformat(text).timestamp()

    def __call__(self) -> float:
        return self.now

    def to(self, text: str) -> None:
        """Move on."""
        self.now = datetime.fromisoformat(text).timestamp()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An Italian and an American list, three years old and filled then."""
    async with Store.open(f"sqlite:///{tmp_path / 'p.db'}", migrate=True, key=b"k" * 32) as opened:
        old = datetime.fromisoformat("2023-11-01T00:00:00+00:00").timestamp()
        controller = await opened.controllers.create("Acme")
        for name, country, number in (("roma", "IT", ADA), ("york", "US", BOB)):
            made = await opened.lists.create(name=name, controller_id=controller.id, country=country, now=old)
            await opened.leads.add(made.id, [NewLead(phones=((number, ""),), name=name)])
        yield opened


def desk(store: Store, clock: Clock, tmp_path: Path, at: str = "03:30 Europe/Rome") -> RetentionDesk:
    return RetentionDesk(store, Settings(state_dir=tmp_path, retention_at=at), clock)


async def test_a_lead_that_came_alone_since_is_kept_though_its_list_is_old(store: Store, tmp_path: Path) -> None:
    clock = Clock("2026-11-25T12:00:00+00:00")
    [rome, *_] = sorted(await store.lists.list(), key=lambda one: one.id)
    new = Addition(lead=NewLead(phones=(("+390612345699", ""),), name="new"), duplicates=Duplicates(), next=None)
    added = await store.adding.add(rome, new, actor="form", now=clock() - 3600.0)
    await desk(store, clock, tmp_path).run({"contact_data": 30.0}, dry=False, actor="cli")
    assert (await store.leads.get(added.lead_id)).name == "new"
    gone = [lead for lead in await store.leads.search(list_id=rome.id) if lead.name != "new"]
    assert [lead.name for lead in gone] == [""]


async def test_retention_is_off_unless_an_hour_is_set(store: Store, tmp_path: Path) -> None:
    clock = Clock("2026-11-25T12:00:00+00:00")
    resting = RetentionDesk(store, Settings(state_dir=tmp_path), clock)
    assert not await resting.look()
    clock.now += 90_000.0
    assert not await resting.look()
    assert await store.retention_runs.list(limit=5) == []


async def test_without_limits_the_rules_of_each_list_set_them(store: Store, tmp_path: Path) -> None:
    clock = Clock("2026-11-25T12:00:00+00:00")
    report = await desk(store, clock, tmp_path).run({}, dry=True, actor="cli")
    told = {(part.name, part.kind): (part.limit, part.rule, part.rows) for part in report.parts}
    assert told["roma", "contact_data"] == ("P24M", "EU-RETENTION", 1)
    assert told["york", "contact_data"] == ("", "", 0)
    assert report.expired == {"contact_data": 1, "rejected_rows": 0, "call_events": 0}
    assert await store.retention_runs.list(limit=9) == [], "a dry run leaves no report"
    await desk(store, clock, tmp_path).run({}, dry=False, actor="cli")
    assert {lead.name for lead in [await store.leads.get(1), await store.leads.get(2)]} == {"", "york"}
    [run] = await store.retention_runs.list(limit=9)
    assert (run.actor, run.day, sum(part["rows"] for part in run.report)) == ("cli", None, 1)


async def test_it_runs_once_a_day_from_the_hour_after_the_first_look_on(store: Store, tmp_path: Path) -> None:
    clock = Clock("2026-11-25T12:00:00+00:00")
    one, two = desk(store, clock, tmp_path), desk(store, clock, tmp_path)
    assert not await one.look(), "nothing goes at the very start"
    clock.to("2026-11-26T02:29:00+00:00")
    assert not await one.look()
    clock.to("2026-11-26T02:30:00+00:00")
    assert (await one.look(), await two.look(), await one.look()) == (True, False, False)
    assert (await store.leads.get(1)).name == ""
    last, _ = await store.retention_runs.list(limit=9)
    assert (last.actor, last.day, last.ended_at) == ("engine", "2026-11-26", clock.now)
    clock.to("2026-11-29T12:00:00+00:00")
    assert await two.look(), "an engine that was away does it when it is back"
    assert not await one.look()


async def test_a_run_that_was_broken_off_is_taken_up_again(store: Store, tmp_path: Path) -> None:
    clock = Clock("2026-11-25T12:00:00+00:00")
    await desk(store, clock, tmp_path).look()
    clock.to("2026-11-26T12:00:00+00:00")
    await store.retention_runs.claim("2026-11-26", "elsewhere:1:x", now=clock.now, ttl=300.0)
    assert not await desk(store, clock, tmp_path).look()
    clock.now += 301.0
    assert await desk(store, clock, tmp_path).look()


async def test_off_does_nothing_and_limits_by_hand_are_checked(store: Store, tmp_path: Path) -> None:
    clock = Clock("2026-11-25T12:00:00+00:00")
    off = desk(store, clock, tmp_path, "off")
    assert not await off.look()
    assert await store.retention_runs.last_day() is None
    report = await off.run({"contact_data": 30.0}, dry=True, actor="cli")
    assert [(part.name, part.limit, part.rows) for part in report.parts] == [("", "P30D", 2)]
    for wrong in ({"suppressions": 30.0}, {"notes": 0.5}, {"notes": float("nan")}):
        with pytest.raises(Invalid):
            await off.run(wrong, dry=True, actor="cli")


def test_where_a_campaigns_own_rules_cannot_be_made_nothing_goes() -> None:
    """An override among them may keep longer what the country's own rules would let go."""
    broken = LawSettings(profile="gone")
    assert binding(load(), broken, {"IT"}, to_delete=True) == []
    assert [profile.id for profile in binding(load(), broken, {"IT"})] == ["IT"]
    assert [profile.id for profile in binding(load(), LawSettings(), {"IT"}, to_delete=True)] == ["IT"]
