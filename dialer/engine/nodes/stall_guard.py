"""After the engine, or its whole machine, has stood still: whose the nodes are is looked at before anything is done."""

import asyncio
import contextlib
import logging
from collections.abc import Iterable
from typing import Final

from dialer.engine.event_loop import Turns
from dialer.engine.nodes.node_supervisor import NodeKeeper

log = logging.getLogger("pronto.engine")

SURE_WITHIN_S: Final = 2.0  # a database that is silent for longer keeps nobody waiting while the leases last
ASK_AGAIN_S: Final = 0.5


async def go_on_when_sure(keepers: Iterable[NodeKeeper], turns: Turns) -> None:
    """Have all leases looked at anew, then let turns be taken.

    While a lease may have run out this asks again: what was heard may be of another engine's calls. Those who wait are
    in Asterisk's hands meanwhile, which keeps their time limits, and who talks goes on talking.
    """
    log.warning("the engine stood still, and looks which nodes are still its own")
    while True:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SURE_WITHIN_S):
                await asyncio.gather(*(keeper.sure() for keeper in keepers))
        if all(keeper.holds for keeper in keepers if keeper.serves):
            break
        await asyncio.sleep(ASK_AGAIN_S)
    turns.go_on()
