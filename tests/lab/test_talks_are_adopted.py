"""An engine is killed while people talk, and the next finds their campaign on another node, or has a clock behind."""

from pathlib import Path

import pytest

from dialer.core import clock
from dialer.core.enums import AttemptState, Outcome
from dialer.engine.engine import Engine
from dialer.engine.nodes import node_supervisor
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from tests.support.call_centre import Centre, call_centre, engine_beside, until
from tests.support.lab import listening
from tests.support.shared_lab import SharedLab

pytestmark = pytest.mark.lab

AGENTS = 3
TALKS = Plan(outcome=Planned.PERSON, ring_s=0.5, talk_s=600)  # nobody goes by himself
AUDIT_EVERY_S = 2.0  # the test waits for two
BEHIND_S = 90.0
ENDED_WITHIN_S = 10.0  # by the events of its hang-up, and not by what an audit finds missing


@pytest.mark.parametrize("change", ["campaign given another node", "clock behind"])
async def test_talks_go_on_and_end_as_talks(
    shared_lab: SharedLab, tmp_path: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node_supervisor, "AUDIT_EVERY_S", AUDIT_EVERY_S)
    async with (
        shared_lab.taken(agents=AGENTS, plans=(TALKS,)) as lab,
        call_centre(lab, tmp_path, numbers=lab.numbers(None, 20), agents=AGENTS, mode="progressive") as centre,
    ):
        await centre.run_engine()
        await centre.run_campaign()
        talking = await until(lambda: talks(centre), "every agent talks")
        await centre.kill_engine()
        if change == "campaign given another node":
            await give_another_node(centre)
        behind_s = BEHIND_S if change == "clock behind" else 0.0
        async with engine_beside(centre.parts, now=lambda: clock.now() - behind_s) as engine:
            await until(lambda: adopted(engine, talking), "the engine has taken talks and agents over")
            linked = next(iter(engine.switchboard.nodes))
            audits = engine._keepers[linked].record
            assert audits is not None
            seen = len(audits.compared)

            async def audited_again() -> bool:
                return len(audits.compared) > seen + 1

            await until(audited_again, "further audits have looked")
            assert set(talking) <= {channel.channel_id for channel in await centre.channels()}
            async with listening(lab.dialer.ami) as ear:
                for call_id in talking:
                    engine._effect_runner.hang_up(linked, call_id)
                    await ear.hung_up(call_id)

            async def ended() -> bool:
                found = [one for one in await centre.attempts() if one.id in talking]
                return all(one.state is AttemptState.ENDED for one in found)

            await until(ended, "their attempts have ended", seconds=ENDED_WITHIN_S)
            known = [one for one in await centre.attempts() if one.id in talking]
            assert [one.outcome for one in known] == [Outcome.CONNECTED] * AGENTS


async def talks(centre: Centre) -> list[str]:
    found = [one.id for one in await centre.attempts() if one.state is AttemptState.TALKING]
    return found if len(found) == AGENTS else []


async def adopted(engine: Engine, talking: list[str]) -> bool:
    cells = engine.switchboard.cells.values()
    return any(set(talking) <= cell.calls.keys() and len(cell.roster.busy) == AGENTS for cell in cells)


async def give_another_node(centre: Centre) -> None:
    """The same Asterisk under another name, and a trunk of that node's own."""
    store = centre.parts.store
    [before] = await store.nodes.list()
    node = await store.nodes.upsert("two", **{name: getattr(before, name) for name in ("host", "port", "username")})
    [trunk] = await store.trunks.list(before.id)
    kept = ("dial", "number_format", "max_channels", "calls_per_second", "country")
    facts = {name: getattr(trunk, name) for name in kept}
    made = await store.trunks.upsert(node.id, "carrier-2", **facts)
    await centre.change(node_id=node.id, trunk_ids=(made.id,))
