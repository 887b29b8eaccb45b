"""Another engine takes the node while people talk: ours steps back, hangs nobody up, and takes it again when it may."""

from pathlib import Path

import pytest

from dialer.core.enums import AttemptState
from dialer.lab.scenario import Outcome, Plan
from tests.support.call_centre import TAKES_OVER_S, call_centre, engine_beside, until
from tests.support.shared_lab import SharedLab

pytestmark = pytest.mark.lab

AGENTS = 3
TALKS = Plan(outcome=Outcome.PERSON, ring_s=0.5, talk_s=600)  # nobody goes by himself


async def test_a_node_that_was_taken_is_let_go_and_its_talks_go_on(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with (
        shared_lab.taken(agents=AGENTS, plans=(TALKS,)) as lab,
        call_centre(lab, tmp_path, numbers=lab.numbers(None, 20), agents=AGENTS, mode="progressive") as centre,
        engine_beside(centre.parts) as engine,
    ):
        board, store = engine.switchboard, centre.parts.store
        await centre.run_campaign()

        async def talks() -> list[str]:
            found = [one.id for one in await centre.attempts() if one.state is AttemptState.TALKING]
            return found if len(found) == AGENTS else []

        talking = await until(talks, "every agent talks")
        [node] = await store.nodes.list()
        taken = await store.leases.take(node.id, "elsewhere:1:thief", 600.0, is_dead=lambda _: True)
        assert taken is not None

        async def stepped_back() -> bool:
            return not board.nodes and not board.cells

        await until(stepped_back, "the engine has let go of the node", seconds=TAKES_OVER_S)
        assert set(talking) <= {channel.channel_id for channel in await centre.channels()}
        placed = len(await centre.attempts())
        await store.leases.free(node.id, "elsewhere:1:thief", taken.fence)

        async def taken_over() -> bool:
            return any(
                set(talking) <= cell.calls.keys() and len(cell.roster) == AGENTS for cell in board.cells.values()
            )

        await until(taken_over, "the engine has taken node, talks and agents over again", seconds=TAKES_OVER_S)
        assert len(await centre.attempts()) == placed
