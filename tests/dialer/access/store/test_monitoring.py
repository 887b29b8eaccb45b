"""What is read of campaigns to tell whether their agents may be watched, on both databases."""

from collections.abc import Callable
from dataclasses import replace

from dialer.campaigns.attempts.model import FinishedAttempt
from dialer.campaigns.model import draft_of
from dialer.compliance.settings import LawSettings
from dialer.core.enums import AgentWish, CallbackKind, CallbackState, LeadState, Outcome
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.rules.retry import LeadStep
from tests.dialer.people.callbacks.store.test_callbacks import booked, place, promise
from tests.support.stores import NOW, Centre

LAW = LawSettings(profile="auto", agent_country="IT", union_agreement="2026/14")


async def other_campaign(centre: Centre) -> int:
    draft = replace(draft_of(centre.campaign), name="Other", law=LAW)
    return (await centre.store.campaigns.create(draft, actor="test", now=NOW)).id


async def test_each_campaign_comes_with_its_law_and_where_its_people_and_agents_are(centre: Centre) -> None:
    store, home = centre.store, centre.campaign.id
    other = await other_campaign(centre)
    for name, country in (("ann", "AL"), ("bob", ""), ("cleo", "AL")):
        agent = await store.agents.create(name=name, phone=f"PJSIP/{name}", country=country)
        await store.agents.wish(agent.id, AgentWish.READY, campaign_id=other, now=NOW)
    for name, country, enabled in (("fr", "FR", True), ("de", "DE", False)):
        made = await store.lists.create(
            name=name, company_id=centre.company.id, campaign_id=other, country=country, now=NOW
        )
        if not enabled:
            await store.lists.set_enabled(made.id, enabled=False, actor="test", now=NOW)
    found = await store.watching.laws({home, other, other + 1})
    assert found.keys() == {home, other}
    law, seen = found[other]
    assert (law, seen.countries, seen.agent_countries) == (LAW, {"FR"}, {"AL"})
    assert (found[home][0], found[home][1].agent_countries) == (centre.campaign.law, frozenset())
    assert found[home][1].countries == {centre.leads.country}


async def test_live_are_the_campaigns_with_a_call_that_has_not_ended(centre: Centre) -> None:
    store = centre.store
    await other_campaign(centre)
    await centre.add_leads(2)
    assert await store.watching.live() == set()
    placed = [centre.attempt(lead) for lead in await centre.claim()]
    await store.attempts.place(placed, owner="engine", now=NOW)
    assert await store.watching.live() == {centre.campaign.id}
    step = LeadStep(state=LeadState.OPEN)
    ends = [
        FinishedAttempt(id=one.id, lead_id=one.lead_id, outcome=Outcome.BUSY, ended_at=NOW, step=step) for one in placed
    ]
    await store.attempts.note([], ends[:1])
    seen = await store.attempts.list(live_in=[], sees=EVERYTHING)
    assert [one.id for one in seen] == [placed[0].id]
    assert (
        len(await store.attempts.list(live_in=[centre.campaign.id], sees=EVERYTHING))
        == len(await store.attempts.list(sees=EVERYTHING))
        == 2
    )
    await store.attempts.note([], ends[1:])
    assert await store.watching.live() == set()


async def test_call_backs_tell_of_now_while_the_call_lives_of_the_promise_or_that_keeps_it_and_those_by_hand(
    centre: Centre, finished: Callable[..., FinishedAttempt]
) -> None:
    store, here = centre.store, centre.campaign.id
    ann = (await store.agents.create(name="ann", phone="PJSIP/ann")).id

    async def shown(*now_in: int) -> set[int]:
        lines = [
            line
            for state in CallbackState
            for line in await store.callbacks.list(state=state, now_in=now_in, sees=EVERYTHING)
        ]
        return {line.callback.lead_id for line in lines}

    _, planned = await booked(centre, agent_id=ann)
    [talk] = await centre.placed()
    await promise(centre, talk.id, agent_id=ann)
    by_hand, wanted = await centre.add_leads(2)
    for lead_id, kind in ((by_hand, CallbackKind.MANUAL), (wanted, CallbackKind.NEXT)):
        asked = {"campaign_id": here, "agent_id": ann, "expires_at": NOW + 60.0, "kind": kind}
        assert await store.callbacks.next(lead_id, actor="ann", now=NOW, **asked)
    assert await shown() == {planned.lead_id, wanted}
    assert await shown(here) == {planned.lead_id, wanted, talk.lead_id, by_hand}
    assert await store.watching.living({talk.id, "unknown"}) == {talk.id: here}
    await store.attempts.note([], [finished(talk, outcome=Outcome.CONNECTED)])
    assert await store.watching.live() == {here}  # by what is wanted by hand
    assert await shown() == {planned.lead_id, wanted, talk.lead_id}
    call_id = await place(centre, wanted, now=NOW)
    assert await shown() == {planned.lead_id, talk.lead_id}
    assert await store.watching.living({call_id or "", talk.id}) == {call_id: here}
