"""After the engine or its machine stood still: checks that the nodes are still ours before anything is done."""

import asyncio
import contextlib
import logging
from collections.abc import Iterable
from typing import Final

from dialer.engine.event_loop import Turns
from dialer.engine.nodes.node_supervisor import NodeKeeper

log = logging.getLogger("pronto.engine")

SURE_WITHIN_S: Final = 2.0  # a database silent for longer delays nobody while the leases last
ASK_AGAIN_S: Final = 0.5


async def go_on_when_sure(keepers: Iterable[NodeKeeper], turns: Turns) -> None:
    """Have all leases checked again, then resume turns.

    Repeated while a lease may have run out: what was heard may concern another engine's calls. Meanwhile Asterisk keeps
    the time limits of waiting calls, and talks go on.
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
