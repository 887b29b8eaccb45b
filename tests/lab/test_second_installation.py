"""A second Pronto on the same Asterisk, or one whose database is older than the talks: nobody is hung up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, update

from ami.actions import hangup
from dialer.core.channel_ids import agent_of, campaign_of, is_of_another
from dialer.core.enums import AttemptState, LeadState, Outcome
from dialer.engine.nodes import node_supervisor
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from dialer.storage.schema import ATTEMPT, LEAD
from tests.support.call_centre import Centre, call_centre, engine_beside, said, until
from tests.support.lab import listening
from tests.support.shared_lab import SharedLab

pytestmark = pytest.mark.lab

AGENTS = 2
TALKS = Plan(outcome=Planned.PERSON, ring_s=0.5, talk_s=600)  # nobody goes by himself


@asynccontextmanager
async def talks_on(shared_lab: SharedLab, folder: Path) -> AsyncIterator[tuple[Centre, set[str]]]:
    """A call centre whose agents all talk, and the channels of their talks: people's and agents'."""
    async with (
        shared_lab.taken(agents=AGENTS, plans=(TALKS,)) as lab,
        call_centre(lab, folder, numbers=lab.numbers(None, 10), agents=AGENTS, mode="progressive") as centre,
    ):
        await centre.run_engine()
        await centre.run_campaign()

        async def all_talk() -> bool:
            states = [one.state for one in await centre.attempts()]
            return states.count(AttemptState.TALKING) == AGENTS

        await until(all_talk, "every agent talks")
        talking = {one.channel_id for one in await centre.channels() if one.bridge_id}
        assert len(talking) == 2 * AGENTS
        yield centre, talking


async def live(centre: Centre) -> set[str]:
    return {one.channel_id for one in await centre.channels()}


async def test_a_second_installation_is_refused_and_hangs_up_nobody_when_it_is_let_in(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with talks_on(shared_lab, tmp_path / "first") as (first, talking):
        numbers = first.lab.numbers(None, 20)[10:]
        async with call_centre(first.lab, tmp_path / "second", numbers=numbers, agents=AGENTS) as second:
            await second.run_engine()
            await until(said(second.log, "another Pronto (host "), "the second engine says who is there")
            assert talking <= await live(first)
            mine = second.parts.store.digests.installation
            assert all(is_of_another(one, mine) for one in await live(first))
            await first.kill_engine()

            async def agents_are_called() -> bool:
                legs = [one for one in await live(first) if agent_of(one) is not None]
                return any(not is_of_another(one, mine) for one in legs)

            await until(agents_are_called, "the second engine works")
            assert talking <= await live(first)
            assert await second.stop_engine() == 0
            await first.run_engine()  # it need not wait for the second, which has left in good order
            async with listening(first.lab.dialer.ami) as ear:
                for call_id in (one for one in talking if campaign_of(one) is not None):
                    (await ear.client.ask(hangup(call_id))).require()

            async def ended() -> bool:
                found = [one for one in await first.attempts() if one.id in talking]
                return [one.outcome for one in found] == [Outcome.CONNECTED] * AGENTS

            await until(ended, "the first has taken its calls over")


async def test_a_talk_that_the_restored_database_does_not_know_goes_on(
    shared_lab: SharedLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node_supervisor, "AUDIT_EVERY_S", 1.0)  # the test waits for two
    async with talks_on(shared_lab, tmp_path) as (centre, talking):
        await centre.kill_engine()
        calls = {one for one in talking if campaign_of(one) is not None}
        await centre.parts.store.database.write(forget, calls)  # as a backup or a replica may lack the last rows
        async with engine_beside(centre.parts) as engine:

            async def audited_twice() -> bool:
                records = [keeper.record for keeper in engine._keepers.values()]
                return any(record is not None and len(record.compared) > 2 for record in records)

            await until(audited_twice, "two audits have looked")
            assert engine.switchboard.strays == 0
            assert talking <= await live(centre)


def forget(connection: Connection, calls: set[str]) -> None:
    leads = [row.lead_id for row in connection.execute(ATTEMPT.select().where(ATTEMPT.c.id.in_(calls)))]
    connection.execute(delete(ATTEMPT).where(ATTEMPT.c.id.in_(calls)))
    connection.execute(update(LEAD).where(LEAD.c.id.in_(leads)).values(state=LeadState.OPEN.value))
