"""Retention by the rules of each campaign, once a day, by one engine."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dialer.campaigns.attempts.model import FinishedAttempt, NewAttempt
from dialer.campaigns.model import CampaignDraft
from dialer.compliance.load import load
from dialer.compliance.overrides import Override
from dialer.compliance.settings import LawSettings
from dialer.core.enums import LeadState, Outcome
from dialer.core.request_errors import Invalid
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.data_protection.retention.limits import keepings
from dialer.data_protection.retention.service import RetentionService
from dialer.data_protection.retention.store.retention import Search
from dialer.data_protection.retention.store.runs import Run
from dialer.jobs.runner import LATER_S, LEASE_S, Runner
from dialer.people.imports.rows.duplicates import DuplicateAction, Duplicates
from dialer.people.leads.model import LeadChange, NewLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.leads.store.single_lead import Addition
from dialer.storage.pages import newest
from dialer.stores.everything import Store
from tests.support.databases import sqlite_url
from tests.support.leads_found import leads_found
from tests.support.stores import load_rows

ADA, BOB = "+390212345678", "+12125550101"
PROFILES = load()
CEM, GUDRUN = "+12125550102", "+493012345678"


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
    async with Store.open(sqlite_url(tmp_path / "p.db"), key=b"k" * 32) as opened:
        old = datetime.fromisoformat("2023-11-01T00:00:00+00:00").timestamp()
        company = await opened.companies.create("Acme")
        for name, country, number in (("roma", "IT", ADA), ("york", "US", BOB)):
            made = await opened.lists.create(name=name, company_id=company.id, country=country, now=old)
            await opened.leads.add(made.id, [NewLead(phones=((number, ""),), name=name)])
        yield opened


class Process(RetentionService):
    """The retention of a process of its own."""

    def __init__(self, store: Store, clock: Clock, settings: Settings, owner: str) -> None:
        self.runner = Runner(store.jobs, settings.database_url, clock, owner=owner)
        super().__init__(store, self.runner, settings, PROFILES, clock)

    async def looks(self) -> bool:
        """Look once, and do what is to be done; whether a run ended here."""
        before = await self.ended()
        await self.runner.look()
        await self.runner.wait()
        return await self.ended() > before

    async def ended(self) -> int:
        """How many daily runs have ended that were not foregone."""
        return len([one for one in await self.runs(newest(99)) if one.ended_at and one.actor == "pronto"])


def desk(store: Store, clock: Clock, tmp_path: Path, at: str = "03:30 Europe/Rome", owner: str = "one:1:x") -> Process:
    return Process(store, clock, Settings(state_dir=tmp_path, retention_at=at), owner)


async def test_a_lead_that_came_alone_since_is_kept_though_its_list_is_old(store: Store, tmp_path: Path) -> None:
    clock = Clock("2026-11-25T12:00:00+00:00")
    [rome, _] = await store.lists.list(sees=EVERYTHING)
    new = Addition(lead=NewLead(phones=(("+390612345699", ""),), name="new"), duplicates=Duplicates(), next=None)
    added = await store.adding.add(rome, new, actor="form", now=clock() - 3600.0)
    await desk(store, clock, tmp_path).run({"contact_data": 30.0}, dry=False, actor="cli")
    assert (await store.leads.get(added.lead_id, sees=EVERYTHING)).name == "new"
    gone = [lead for lead in await leads_found(store, list_id=rome.id) if lead.name != "new"]
    assert [lead.name for lead in gone] == [""]


async def test_each_lead_is_kept_from_its_own_import_whatever_its_list_receives_since(
    store: Store, tmp_path: Path
) -> None:
    clock = Clock("2026-06-01T00:00:00+00:00")
    [rome, _] = await store.lists.list(sees=EVERYTHING)
    numbers = [f"+39061234567{place}" for place in range(4)]
    old, changed, moved, new = (NewLead(phones=((number, ""),), name=number) for number in numbers)
    await load_rows(store, rome, [old, changed, moved])
    update = Duplicates(then=DuplicateAction.UPDATE)
    await load_rows(store, rome, [old, replace(changed, notes="moved house"), new], duplicates=update, now=clock())
    later = await store.lists.create(name="later", company_id=rome.company_id, country="IT", now=clock())
    [third] = [one.lead_id for one in await leads_found(store, list_id=rome.id) if one.name == moved.name]
    await store.lead_changes.change([third, 99], LeadChange(list_id=later.id), actor="a", now=clock(), sees=EVERYTHING)
    clock.to("2026-11-25T12:00:00+00:00")
    await desk(store, clock, tmp_path).run({}, dry=False, actor="cli")
    kept = [one.name for listed in (rome, later) for one in await leads_found(store, list_id=listed.id) if one.name]
    assert kept == [changed.name, new.name]


async def test_it_runs_each_day_unless_it_is_turned_off(store: Store, tmp_path: Path) -> None:
    clock = Clock("2026-11-25T12:00:00+00:00")
    shipped = Process(store, clock, Settings(state_dir=tmp_path), "one:1:x")
    assert (await shipped.looks(), (await store.leads.get(1, sees=EVERYTHING)).name) == (False, "roma"), (
        "nothing goes at the first start"
    )
    clock.to("2026-11-26T03:30:00+00:00")
    assert (await shipped.looks(), (await store.leads.get(1, sees=EVERYTHING)).name) == (True, "")


async def test_without_limits_the_rules_of_each_list_set_them(store: Store, tmp_path: Path) -> None:
    clock = Clock("2026-11-25T12:00:00+00:00")
    report = await desk(store, clock, tmp_path).run({}, dry=True, actor="cli")
    told = {(part.name, part.kind): (part.limit, part.rule, part.rows) for part in report.parts}
    assert told["roma", "contact_data"] == ("P24M", "EU-RETENTION", 1)
    assert told["york", "contact_data"] == ("", "", 0)
    assert report.expired == {"contact_data": 1, "rejected_rows": 0, "call_events": 0}
    assert await store.retention_runs.list(newest(9)) == [], "a dry run leaves no report"
    await desk(store, clock, tmp_path).run({}, dry=False, actor="cli")
    assert {
        lead.name for lead in [await store.leads.get(1, sees=EVERYTHING), await store.leads.get(2, sees=EVERYTHING)]
    } == {"", "york"}
    [run] = await store.retention_runs.list(newest(9))
    assert (run.actor, run.day, sum(part["rows"] for part in run.report)) == ("cli", None, 1)


async def test_it_runs_once_a_day_from_the_hour_after_the_first_look_on(store: Store, tmp_path: Path) -> None:
    clock = Clock("2026-11-25T12:00:00+00:00")
    one, two = desk(store, clock, tmp_path), desk(store, clock, tmp_path, owner="two:1:x")
    assert not await one.looks(), "nothing goes at the very start"
    clock.to("2026-11-26T02:29:00+00:00")
    assert not await one.looks()
    clock.to("2026-11-26T02:30:00+00:00")
    assert (await one.looks(), await two.looks(), await one.looks()) == (True, False, False)
    assert (await store.leads.get(1, sees=EVERYTHING)).name == ""
    last, _ = await store.retention_runs.list(newest(9))
    assert (last.actor, last.day, last.ended_at) == ("pronto", "2026-11-26", clock.now)
    clock.to("2026-11-29T12:00:00+00:00")
    assert await two.looks(), "an engine that was away does it when it is back"
    assert not await one.looks()


async def test_a_run_that_was_broken_off_is_taken_up_again(store: Store, tmp_path: Path) -> None:
    clock = Clock("2026-11-25T12:00:00+00:00")
    await desk(store, clock, tmp_path).looks()
    clock.to("2026-11-26T12:00:00+00:00")
    await store.retention_runs.queue("2026-11-26", now=clock.now)
    [job] = await store.jobs.open()
    assert await store.jobs.take(job, "elsewhere:1:x", lease_until=clock.now + LEASE_S)
    assert not await desk(store, clock, tmp_path).looks()
    clock.now += LEASE_S + 1.0
    assert await desk(store, clock, tmp_path).looks()


async def test_off_does_nothing_and_limits_by_hand_are_checked(store: Store, tmp_path: Path) -> None:
    clock = Clock("2026-11-25T12:00:00+00:00")
    off = desk(store, clock, tmp_path, "off")
    assert not await off.looks()
    assert await store.retention_runs.last_day() is None
    report = await off.run({"contact_data": 30.0}, dry=True, actor="cli")
    assert [(part.name, part.limit, part.rows) for part in report.parts] == [("", "P30D", 2)]
    for wrong in ({"suppressions": 30.0}, {"notes": 0.5}, {"notes": float("nan")}):
        with pytest.raises(Invalid):
            await off.run(wrong, dry=True, actor="cli")


async def dialled(store: Store, law: LawSettings) -> None:
    """A campaign under that law took both lists, and called everyone in them."""
    [rome, york] = await store.lists.list(sees=EVERYTHING)
    node = await store.nodes.upsert("one", host="127.0.0.1")
    trunk = await store.trunks.upsert(node.id, "carrier", dial="PJSIP/{number}@carrier", country="IT")
    draft = CampaignDraft(name="Spring", company_id=rome.company_id, node_id=node.id, trunk_ids=(trunk.id,), law=law)
    old = datetime.fromisoformat("2023-12-01T00:00:00+00:00").timestamp()
    campaign = await store.campaigns.create(draft, actor="a", now=old)
    for one in (rome, york):
        await store.assigning.assign(one.id, campaign.id, actor="a", now=old)
    held = await store.leads.claim(campaign.id, owner="e", now=old, lease_s=60.0, limit=9, zone_keys=[""])
    attempts = [
        NewAttempt(
            id=lead.phones[0].number,
            campaign_id=campaign.id,
            company_id=rome.company_id,
            list_id=lead.list_id,
            lead_id=lead.lead_id,
            node_id=node.id,
            trunk_id=trunk.id,
            number=lead.phones[0].number,
        )
        for lead in held
    ]
    await store.attempts.place(attempts, owner="e", now=old)
    step = LeadStep(state=LeadState.DONE)
    await store.attempts.note(
        [],
        [
            FinishedAttempt(id=one.id, lead_id=one.lead_id, outcome=Outcome.BUSY, ended_at=old, step=step)
            for one in attempts
        ],
    )


async def test_a_run_by_hand_does_what_was_foretold(store: Store, tmp_path: Path) -> None:
    await dialled(store, LawSettings(profile="auto", seller_country="IT"))
    at = datetime.fromisoformat("2023-12-02T00:00:00+00:00").timestamp()
    step = LeadStep(state=LeadState.DONE, reason="disposition:not_interested")
    said: dict[str, Any] = {"code": "not_interested", "note": "ill", "step": step, "suppress": False, "actor": "anna"}
    await store.attempts.dispose(ADA, agent_id=None, now=at, **said)
    mine, limits = desk(store, Clock("2026-11-25T12:00:00+00:00"), tmp_path), {"call_events": 30.0, "notes": 30.0}
    foretold = await mine.run(limits, dry=True, actor="cli")
    done = await mine.run(limits, dry=False, actor="cli")
    assert foretold.expired == done.expired == {"notes": 1, "call_events": 2}


async def test_a_note_goes_though_a_correction_has_replaced_it(store: Store, tmp_path: Path) -> None:
    await dialled(store, LawSettings(profile="auto", seller_country="IT"))
    at = datetime.fromisoformat("2023-12-02T00:00:00+00:00").timestamp()
    step = LeadStep(state=LeadState.DONE, reason="disposition:not_interested")
    said: dict[str, Any] = {"code": "not_interested", "step": step, "suppress": False, "actor": "anna", "now": at}
    for note in ("ill", ""):
        await store.attempts.dispose(ADA, agent_id=None, note=note, **said)
    mine = desk(store, Clock("2026-11-25T12:00:00+00:00"), tmp_path)
    assert (await mine.run({"notes": 30.0}, dry=False, actor="cli")).expired["notes"] == 1
    assert (await store.attempts.get(ADA, sees=EVERYTHING)).replaced is None


async def numbers_of(store: Store) -> set[str]:
    """The numbers that calls still have; each call has its own for an id."""
    return {one for one in (ADA, BOB, CEM) if (await store.attempts.get(one, sees=EVERYTHING)).number == one}


async def test_each_number_is_kept_by_its_own_countrys_rules(store: Store, tmp_path: Path) -> None:
    """An Italian seller's list has a number in the United States, whose calls its law wants kept for five years."""
    [rome, _] = await store.lists.list(sees=EVERYTHING)
    await store.leads.add(rome.id, [NewLead(phones=((CEM, ""),), name="cem")])
    await dialled(store, LawSettings(profile="auto", seller_country="IT"))
    clock = Clock("2026-11-25T12:00:00+00:00")
    report = await desk(store, clock, tmp_path).run({}, dry=False, actor="cli")
    told = {(part.kind, part.limit): (part.rule, part.rows) for part in report.parts}
    assert told["call_events", "P24M"] == ("EU-RETENTION", 1)
    assert told["call_events", "P5Y"] == ("US-RECORDS", 0)
    assert told["contact_data", "P24M"] == ("EU-RETENTION", 3), "the seller's law bounds what is kept of the person"
    assert await numbers_of(store) == {BOB, CEM}
    clock.to("2028-12-02T00:00:00+00:00")
    await desk(store, clock, tmp_path).run({}, dry=False, actor="cli")
    assert await numbers_of(store) == set()


async def test_a_proof_of_consent_is_kept_with_the_calls_that_used_it(store: Store, tmp_path: Path) -> None:
    [rome, _] = await store.lists.list(sees=EVERYTHING)
    await store.leads.add(rome.id, [NewLead(phones=((GUDRUN, ""),), name="gudrun"), NewLead(phones=((CEM, ""),))])
    await dialled(store, LawSettings(profile="auto", seller_country="IT"))
    clock = Clock("2026-11-25T12:00:00+00:00")
    await desk(store, clock, tmp_path).run({}, dry=False, actor="cli")
    assert (await store.attempts.get(GUDRUN, sees=EVERYTHING)).number == GUDRUN
    [gudrun] = [lead for lead in await leads_found(store, list_id=rome.id) if lead.name]
    assert gudrun.name == "gudrun"
    clock.to("2028-12-02T00:00:00+00:00")
    await desk(store, clock, tmp_path).run({}, dry=False, actor="cli")
    assert (await store.attempts.get(GUDRUN, sees=EVERYTHING)).number != GUDRUN


async def test_a_list_that_left_its_campaign_keeps_the_overrides_of_its_company(store: Store, tmp_path: Path) -> None:
    longer = Override(
        rule_id="EU-RETENTION",
        person="Ada",
        reason="a trial",
        ends_at=4e9,
        params={"at_most": {"contact_data": "P9999Y"}},
    )
    await dialled(store, LawSettings(profile="auto", overrides=(longer,)))
    clock = Clock("2026-11-25T12:00:00+00:00")
    for one in await store.lists.list(sees=EVERYTHING):
        await store.assigning.assign(one.id, None, actor="a", now=clock())
    report = await desk(store, clock, tmp_path).run({}, dry=False, actor="cli")
    told = {(part.name, part.kind): (part.limit, part.rows) for part in report.parts}
    assert told["roma", "contact_data"] == ("P9999Y", 0)
    assert (await store.leads.get(1, sees=EVERYTHING)).name == "roma"


async def test_a_run_that_breaks_off_tells_what_it_has_done(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await dialled(store, LawSettings(profile="auto"))
    clock = Clock("2026-11-25T12:00:00+00:00")
    await desk(store, clock, tmp_path).looks()
    clock.to("2026-11-26T12:00:00+00:00")
    expire = store.retention.expire

    async def breaks(search: Search, *more: Any, **named: Any) -> Any:
        if search.kind == "call_events":
            raise ValueError("the disk is full")
        return await expire(search, *more, **named)

    monkeypatch.setattr(store.retention, "expire", breaks)
    assert not await desk(store, clock, tmp_path).looks()
    assert "the disk is full" in caplog.text
    assert rows_of((await store.retention_runs.list(newest(1)))[0]) == {"contact_data": 1}
    monkeypatch.undo()
    clock.now += LATER_S + 1.0
    assert await desk(store, clock, tmp_path).looks()
    [last, _] = await store.retention_runs.list(newest(9))
    assert rows_of(last) == {"contact_data": 1, "call_events": 1}
    [line] = [one for one in await store.audit.onwards() if one.action == "retention.run"]
    assert line.facts["expired"] == {"contact_data": 1, "rejected_rows": 0, "call_events": 1}


def rows_of(run: Run) -> dict[str, int]:
    return {part["kind"]: part["rows"] for part in run.report if part["rows"]}


def test_where_a_campaigns_own_rules_cannot_be_made_nothing_goes() -> None:
    """An override among them may keep longer what the country's own rules would let go."""
    kinds, profiles = ["contact_data"], PROFILES
    broken, unchosen, named = LawSettings(profile="gone"), LawSettings(), LawSettings(profile="US")
    assert keepings(profiles, [broken, unchosen], kinds, 2e9)["contact_data"].by_country == {}
    for laws in ([], [unchosen], [named], [unchosen, named]):
        found = keepings(profiles, laws, kinds, 2e9)["contact_data"]
        assert {country for country, limit in found.by_country.items() if limit.counts.text == "P24M"} >= {"IT", "FR"}
        assert "US" not in found.by_country
