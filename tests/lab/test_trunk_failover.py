"""A carrier refuses some calls: they go on over the group's next trunk, and nobody is called twice. Real Asterisk."""

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from dialer.campaigns.attempts.model import AttemptRecord
from dialer.core.enums import Outcome
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from dialer.telephony.trunks.model import GroupMember, TrunkGroup
from tests.support.call_centre import CALLS_S, call_centre, engine_beside, until
from tests.support.shared_lab import SharedLab

pytestmark = [pytest.mark.lab, pytest.mark.gate]

PERSON = Plan(outcome=Planned.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=1.0)
BUSY = Plan(outcome=Planned.BUSY, ring_s=0.3)
AGENTS = 8
RULE_WAIT_S = 300.0  # of the campaign's rule for congestion: a call before that is the failover's
PREFIX = "00"
# Of the numbers behind the first trunk's prefix, those that end in an odd digit are refused with SIP 503.
REFUSED = f"_{PREFIX}X.,1,GotoIf($[${{EXTEN:-1}}%2=1]?3)"
TAKEN = f"_{PREFIX}X.,2,Goto,called,${{EXTEN:{len(PREFIX)}}},1"
HUNG_UP = f"_{PREFIX}X.,3,Hangup,34"


async def test_what_the_first_carrier_refuses_the_second_brings_to_the_same_person(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    plans = (PERSON, replace(PERSON, ring_s=1.0), BUSY)
    async with (
        shared_lab.taken(agents=AGENTS, plans=plans) as lab,
        call_centre(
            lab,
            tmp_path,
            numbers=[*lab.numbers(Planned.BUSY, 12), *lab.numbers(Planned.PERSON, 60)],
            agents=AGENTS,
            mode="progressive",
            wrap_up_limit_ms=200,
        ) as centre,
    ):
        store, second = centre.parts.store, centre.campaign.trunks[0]
        first = await store.trunks.upsert(
            second.node_id, "some", dial=f"PJSIP/{PREFIX}{{number}}@{lab.trunk}", number_format="plain", country="GB"
        )
        members = (GroupMember(trunk_id=first.id), GroupMember(trunk_id=second.id, order=2))
        wanted = TrunkGroup(id=0, node_id=second.node_id, name="both", failover_on=("sip:503",), members=members)
        group = await store.trunk_groups.create(wanted, actor="test", now=centre.parts.clock())
        await centre.change(trunk_ids=(), trunk_group_id=group.id)
        for step in (REFUSED, TAKEN, HUNG_UP):
            await lab.carrier.cli(f"dialplan add extension {step} into public")

        async def of_leads() -> dict[int, list[AttemptRecord]]:
            """The ended attempts of each lead, oldest first."""
            found: dict[int, list[AttemptRecord]] = defaultdict(list)
            for one in sorted(await centre.attempts(), key=lambda one: one.placed_at):
                if one.ended_at is not None:
                    found[one.lead_id].append(one)
            return found

        async def enough() -> bool:
            return sum(len(calls) > 1 for calls in (await of_leads()).values()) >= 12

        async with engine_beside(centre.parts):
            await centre.run_campaign()
            await until(enough, "refused calls that went on", seconds=CALLS_S)
        refused = {lead: calls for lead, calls in (await of_leads()).items() if calls[0].trunk_id == first.id}
        went_on = [calls for calls in refused.values() if calls[0].outcome is Outcome.CONGESTION and len(calls) > 1]
        assert len(went_on) >= 12
        for before, after, *more in went_on:
            assert (before.ringing_at, before.tech_cause) == (None, "503")
            assert after.trunk_id == second.id
            assert before.ended_at is not None
            assert after.placed_at >= before.ended_at  # one call to one person
            assert after.placed_at - before.ended_at < RULE_WAIT_S
            assert more == [] or more[0].placed_at - after.placed_at > 5.0
        busy = [calls for calls in (await of_leads()).values() if calls[0].outcome is Outcome.BUSY]
        assert busy
        assert {len(calls) for calls in busy} == {1}  # a busy phone is no reason to call again
