"""Measures several times a second how late each link and the engine's event loop are, and reports it to the loop."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from ami.client import AmiClient
from ami.lag import Late
from dialer.engine.board.call_measures import CallMeasures
from dialer.engine.engine_events import Lagged
from dialer.engine.inbox import Inbox
from dialer.engine.nodes.node_state import NodeState

log = logging.getLogger("pronto.engine")

EVERY_S: Final = 0.25
NOT_KNOWN: Final = Late(answer_s=None, event_s=None, way_s=0.0)


@dataclass(slots=True, kw_only=True)
class LagWatch:
    """`links` and `nodes` are the engine's own, by node."""

    inbox: Inbox
    clock: Callable[[], float]
    links: Mapping[int, AmiClient]
    nodes: Mapping[int, NodeState]
    measures: CallMeasures
    _held_back: set[int] = field(default_factory=set)  # nodes logged as overloaded

    async def watch(self) -> None:
        """Measure until cancelled."""
        while True:
            due_at = self.clock() + EVERY_S
            await asyncio.sleep(EVERY_S)
            now = self.clock()
            for node_id, client in self.links.items():
                self._look(node_id, client, now, loop_s=max(now - due_at, 0.0))

    def _look(self, node_id: int, client: AmiClient, now: float, *, loop_s: float) -> None:
        late = NOT_KNOWN if client.lag is None else client.lag.take(now)
        lagged = Lagged(node_id=node_id, answer_s=late.answer_s, event_s=late.event_s, loop_s=loop_s, way_s=late.way_s)
        self.inbox.put(lagged, wake=False)  # the next tick is soon enough
        self.measures.lagged(node_id, answer_s=late.answer_s, loop_s=loop_s)
        if (desk := self.nodes.get(node_id)) is not None:
            self._tell(desk)

    def _tell(self, desk: NodeState) -> None:
        control, told = desk.overload, desk.node.id in self._held_back
        if control.holds_back and not told:
            self._held_back.add(desk.node.id)
            says = "node %s is overloaded, fewer calls are started: %s is %.0f ms late"
            log.warning(says, desk.node.name, control.cause, control.behind_s * 1000)
        elif told and not control.holds_back:
            self._held_back.discard(desk.node.id)
            log.warning("node %s has caught up: calls are started as wanted", desk.node.name)
