"""After the engine, or its whole machine, has stood still: whose the nodes are is looked at before anything is done."""

import asyncio
import contextlib
import logging
from collections.abc import Iterable
from typing import Final

from dialer.engine.node import NodeKeeper
from dialer.engine.turns import Turns

log = logging.getLogger("pronto.engine")

SURE_WITHIN_S: Final = 2.0  # a database that is silent for longer gives our nodes to nobody else either


async def go_on_when_sure(keepers: Iterable[NodeKeeper], turns: Turns) -> None:
    """Have all leases looked at anew, then let turns be taken."""
    log.warning("the engine stood still, and looks which nodes are still its own")
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SURE_WITHIN_S):
            await asyncio.gather(*(keeper.sure() for keeper in keepers))
    turns.go_on()
