"""In what order the leads of several lists are claimed, and which are left out."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import update

from dialer.core.enums import LeadState, Outcome
from dialer.core.errors import DatabaseBusy
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.caps import Cap, Per, Span
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.leads.store.leads import Leads
from dialer.storage.database import Database
from dialer.storage.schema import CAMPAIGN, LEAD, LEAD_LIST
from dialer.stores.everything import Store
from tests.support.stores import NOW, ROME, Centre


async def set_list(centre: Centre, list_id: int, **values: object) -> None:
    def write(connection):
        connection.execute(update(LEAD_LIST).where(LEAD_LIST.c.id == list_id).values(values))

    await centre.store.database.write(write)


async def set_campaign(centre: Centre, **values: object) -> None:
    def write(connection):
        connection.execute(update(CAMPAIGN).where(CAMPAIGN.c.id == centre.campaign.id).values(values))

    await centre.store.database.write(write)


async def another_list(centre: Centre, name: str, count: int) -> tuple[int, list[int]]:
    """A list of the campaign with so many leads, none of whose numbers is in another."""
    listed = await centre.store.lists.create(
        name=name, company_id=centre.company.id, campaign_id=centre.campaign.id, now=NOW
    )
    leads = [NewLead(phones=((f"+39340{listed.id}{n:06d}", ""),), zone_key=ROME) for n in range(count)]
    return listed.id, await centre.store.leads.add(listed.id, leads)


@pytest.mark.gate
async def test_lists_with_shares_take_turns_by_them(centre):
    await set_list(centre, centre.leads.id, weight=70)
    await centre.add_leads(200)
    other, _ = await another_list(centre, "B", 200)
    await set_list(centre, other, weight=30)
    claimed = await centre.claim(limit=100)
    assert sum(lead.list_id == other for lead in claimed) == 30
    assert sum(lead.list_id == other for lead in claimed[:10]) == 3  # mixed, not one after the other
    later = await centre.claim(limit=200)
    assert sum(lead.list_id == other for lead in later) == 60 + 10  # the other list had 130 left


async def test_lists_without_a_share_come_when_the_others_are_empty(centre):
    await centre.add_leads(5)
    other, ids = await another_list(centre, "B", 3)
    await set_list(centre, other, weight=1)
    claimed = [lead.lead_id for lead in await centre.claim(limit=5)]
    assert claimed[:3] == ids
    assert len(claimed) == 5


@pytest.mark.gate
async def test_what_is_due_again_goes_first_or_last(centre):
    fresh = await centre.add_leads(2)
    again = await centre.add_leads(2, due_at=NOW - 5.0)
    assert [lead.lead_id for lead in await centre.claim(limit=2, owner="a")] == again
    await centre.store.leads.release_all("a")
    await set_campaign(centre, retries="last")
    assert [lead.lead_id for lead in await centre.claim(limit=3)] == [*fresh, again[0]]


@pytest.mark.gate
async def test_leads_never_tried_come_by_their_rank(centre):
    ids = await centre.add_leads(4)

    def rank(connection):
        for place, lead_id in enumerate(reversed(ids)):
            connection.execute(update(LEAD).where(LEAD.c.id == lead_id).values(rank=place))

    await centre.store.database.write(rank)
    assert [lead.lead_id for lead in await centre.claim(limit=3)] == ids[:0:-1]


async def test_a_claim_leaves_out_what_the_lists_filter_leaves_out(centre):
    rows = [NewLead(phones=((f"+39333000000{n}", ""),), zone_key=ROME, fields={"Score": n}) for n in range(8)]
    ids = await centre.store.leads.add(centre.leads.id, rows)
    await set_list(centre, centre.leads.id, filter="score >= 3 and phone starts with '+39'")
    claimed = await centre.claim(limit=4)
    assert [lead.lead_id for lead in claimed] == ids[3:7]  # others are taken in the place of those held back
    counts = await centre.store.leads.counts(centre.campaign.id)
    assert (counts[LeadState.HELD], counts[LeadState.CLAIMED], counts[LeadState.OPEN]) == (3, 4, 1)


class CutOff:
    """A database that answers only so many reads more, and then neither reads nor writes, or only no reads."""

    def __init__(self, inner: Database, reads: int, *, writes: bool) -> None:
        self._inner, self._reads, self._writes = inner, reads, writes

    async def read(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        self._reads -= 1
        if self._reads < 0:
            raise DatabaseBusy
        return await self._inner.read(work, *args, **kwargs)

    async def write(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        if self._reads < 0 and not self._writes:
            raise DatabaseBusy
        return await self._inner.write(work, *args, **kwargs)

    async def take(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        return await self.write(work, *args, **kwargs)


async def leads_of_two_rounds(centre: Centre, reads: int, *, writes: bool) -> Leads:
    """Leads of which a claim of six needs two rounds, on a database that fails after so many reads."""
    rows = [NewLead(phones=((f"+39333000000{n}", ""),), zone_key=ROME, fields={"Score": n}) for n in range(9)]
    await centre.store.leads.add(centre.leads.id, rows)
    await set_list(centre, centre.leads.id, filter="score >= 3")
    return Leads(CutOff(centre.store.database, reads, writes=writes), centre.store.digests)  # type: ignore[arg-type]


@pytest.mark.parametrize("writes", [False, True])
async def test_what_a_claim_has_briefed_is_dialled_though_the_rest_cannot_be_read(centre: Centre, writes: bool) -> None:
    leads = await leads_of_two_rounds(centre, 1, writes=writes)
    asked = {"owner": "engine", "now": NOW, "lease_s": 60.0, "limit": 6, "zone_keys": (ROME,)}
    claimed = await leads.claim(centre.campaign.id, **asked)
    assert [lead.fields["Score"] for lead in claimed] == [3, 4, 5]
    held = set(await centre.store.leads.held("engine")) - {lead.lead_id for lead in claimed}
    assert bool(held) is not writes  # where nothing can be given back, the lease ends it


async def test_a_claim_of_which_nothing_can_be_read_is_given_back(centre: Centre) -> None:
    leads = await leads_of_two_rounds(centre, 0, writes=True)
    asked = {"owner": "engine", "now": NOW, "lease_s": 60.0, "limit": 6, "zone_keys": (ROME,)}
    with pytest.raises(DatabaseBusy):
        await leads.claim(centre.campaign.id, **asked)
    assert await centre.store.leads.held("engine") == []


CAPS = [{"per": "number", "span": "day", "at_most": 2}, {"per": "lead", "span": "week", "at_most": 3}]


async def call_now(centre: Centre, finished, *, now: float, outcome: Outcome = Outcome.NO_ANSWER) -> None:
    """One claimed lead is called, and due again at once."""
    [lead] = await centre.claim(limit=1, now=now)
    attempt = centre.attempt(lead, suffix=f"-{now}")
    await centre.store.attempts.place([attempt], owner="engine", now=now)
    again = LeadStep(state=LeadState.OPEN, due_at=now)
    await centre.store.attempts.note([], [finished(attempt, outcome=outcome, step=again, ended_at=now)])


async def test_a_number_called_often_enough_waits_and_says_why(centre, finished):
    await set_campaign(centre, caps=CAPS)
    [lead_id] = await centre.add_leads(1)
    await call_now(centre, finished, now=NOW)
    await call_now(centre, finished, now=NOW + 60.0)
    assert await centre.claim(now=NOW + 120.0) == []
    waiting = await centre.store.leads.get(lead_id, sees=EVERYTHING)
    assert (waiting.state, waiting.due_at, waiting.wait_reason) == (LeadState.OPEN, NOW + DAY_S, "cap:number:day:2")
    await call_now(centre, finished, now=NOW + DAY_S)
    assert (await centre.store.leads.get(lead_id, sees=EVERYTHING)).wait_reason == ""
    # Now the lead's own cap of the week is full.
    assert await centre.claim(now=NOW + 3 * DAY_S) == []
    waiting = await centre.store.leads.get(lead_id, sees=EVERYTHING)
    assert (waiting.due_at, waiting.wait_reason) == (NOW + 7 * DAY_S, "cap:lead:week:3")


@pytest.mark.parametrize("per", ["number", "lead"])
async def test_what_was_not_placed_after_all_does_not_count(centre, finished, per):
    await set_campaign(centre, caps=[{"per": per, "span": "day", "at_most": 1}])
    await centre.add_leads(1)
    await call_now(centre, finished, now=NOW, outcome=Outcome.NOT_PLACED)
    assert len(await centre.claim(now=NOW + 60.0)) == 1


async def test_a_lead_with_another_phone_goes_on_to_it(centre, finished):
    await set_campaign(centre, caps=[{"per": "number", "span": "day", "at_most": 1}])
    both = NewLead(phones=(("+393330000001", ""), ("+393330000002", "")), zone_key=ROME)
    await centre.store.leads.add(centre.leads.id, [both])
    await call_now(centre, finished, now=NOW)
    [lead] = await centre.claim(now=NOW + 60.0)
    assert lead.next_phone == 1


async def test_a_number_in_two_lists_is_counted_over_both_and_over_all_campaigns_of_its_company(centre, finished):
    await set_campaign(centre, caps=[{"per": "number", "span": "30_days", "at_most": 1}])
    number = NewLead(phones=(("+393330000001", ""),), zone_key=ROME)
    for name in ("B", "C"):
        listed, _ = await another_list(centre, name, 0)
        await centre.store.leads.add(listed, [number])
    claimed = await centre.claim(limit=2)  # both are in the hopper: only the placing can tell
    caps = (Cap(per=Per.NUMBER, span=Span.DAYS_30, at_most=1),)
    batch = [centre.attempt(lead, caps=caps) for lead in claimed]
    assert await centre.store.attempts.place(batch, owner="engine", now=NOW) == {batch[0].id}
    put_off = await centre.store.leads.get(batch[1].lead_id, sees=EVERYTHING)
    assert (put_off.state, put_off.due_at, put_off.wait_reason) == (
        LeadState.OPEN,
        NOW + 30 * DAY_S,
        "cap:number:30_days:1",
    )
    past = await centre.store.pasts.of({"+393330000001"}, company_id=centre.company.id, since=NOW - 1.0)
    assert past["+393330000001"].attempts == (NOW,)
    other = await centre.store.companies.create("Other")
    assert await centre.store.pasts.of({"+393330000001"}, company_id=other.id, since=0.0) == {}


async def test_a_past_tells_the_last_of_each_kind(centre, finished):
    [lead_id] = await centre.add_leads(1)
    for hours, outcome in enumerate((Outcome.ABANDONED, Outcome.MACHINE, Outcome.MACHINE, Outcome.NO_ANSWER)):
        await call_now(centre, finished, now=NOW + hours * 3600.0, outcome=outcome)
    [lead] = await centre.claim(now=NOW + DAY_S)
    attempt = centre.attempt(lead, suffix="-talk")
    await centre.store.attempts.place([attempt], owner="engine", now=NOW + DAY_S)
    await centre.store.attempts.dispose(
        attempt.id,
        agent_id=None,
        code="not_interested",
        note="",
        now=NOW + DAY_S + 60.0,
        step=LeadStep(state=LeadState.DONE, reason="disposition:not_interested"),
        suppress=False,
        actor="test",
    )
    numbers = [lead.phones[0].number, "+390000000"]
    past = await centre.store.pasts.of(numbers, company_id=centre.company.id, since=NOW)
    assert list(past) == numbers[:1]
    mine = past[numbers[0]]
    assert mine.attempts == (NOW + DAY_S, NOW + 10800.0, NOW + 7200.0, NOW + 3600.0, NOW)
    assert (mine.abandoned_at, mine.machine_at, mine.served_at) == (NOW, NOW + 7200.0, None)
    assert mine.refused_at == NOW + DAY_S + 60.0
    assert lead_id == lead.lead_id


@pytest.mark.gate
@pytest.mark.parametrize("empty_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_two_engines_placing_at_once_keep_the_cap(centre, empty_url):
    number = NewLead(phones=(("+393330000001", ""),), zone_key=ROME)
    for name in range(10):
        listed, _ = await another_list(centre, f"list {name}", 0)
        await centre.store.leads.add(listed, [number])
    claimed = await centre.claim(limit=10)
    caps = (Cap(per=Per.NUMBER, span=Span.DAY, at_most=2),)
    async with Store.open(empty_url) as other:
        stores = (centre.store, other)
        placed = await asyncio.gather(
            *(
                stores[place % 2].attempts.place([centre.attempt(lead, caps=caps)], owner="engine", now=NOW)
                for place, lead in enumerate(claimed)
            )
        )
    assert sum(len(one) for one in placed) == 2
