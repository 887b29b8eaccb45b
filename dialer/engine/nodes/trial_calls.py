"""Test calls: a phone that Asterisk has is rung, and joined to a number over a trunk, before any campaign does it."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ami.action import CallerId
from ami.actions import bridge, hangup, originate
from ami.errors import AmiError, BadHeader
from ami.events import AmiEvent, ChannelState, Hangup, NewState, OriginateResponse
from dialer.cell.call.hangup_causes import unanswered_outcome
from dialer.cell.trunks.trunk_selection import Lines
from dialer.engine.nodes.node_supervisor import NodeKeeper
from dialer.engine.nodes.originate import AGENT_CONTEXT, AGENT_RING_MS
from dialer.messaging.bus import Bus, Topic
from dialer.telephony.trunks.dial_strings import phone_allowed

log = logging.getLogger("pronto.engine.node")

READ_STEP_S: Final = 0.1
READS_WITHIN: Final = 30  # steps: a few polls of the configuration
NUMBER_RING_MS: Final = 30_000
TALK_S: Final = 60.0  # then both sides are hung up
SLACK_S: Final = 5.0  # beyond a ring time, for Asterisk's report of its end


@dataclass(slots=True)
class _Leg:
    """One side of a test call, by what Asterisk has reported of it."""

    channel_id: str
    rang: bool = False
    settled: asyncio.Event = field(default_factory=asyncio.Event)  # answered or gone
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    is_up: bool = False
    cause: int = 0
    sip: int | None = None
    up_at: float | None = None  # by the loop's clock

    def hear(self, event: AmiEvent) -> None:
        if getattr(event, "channel_id", "") != self.channel_id:
            return
        match event:
            case NewState(state=ChannelState.RINGING):
                self.rang = True
            case NewState(state=ChannelState.UP):
                self.is_up = True
                self.up_at = self.up_at or asyncio.get_running_loop().time()
                self.settled.set()
            case Hangup(cause=cause, tech_cause=sip):
                self.cause, self.sip = cause, sip
                self.settled.set()
                self.ended.set()
            case OriginateResponse(ok=False):
                asyncio.get_running_loop().call_later(0.5, self._end)  # a Hangup with the cause may still follow

    def _end(self) -> None:
        self.settled.set()
        self.ended.set()

    @property
    def outcome(self) -> str:
        """Why it was not answered."""
        return unanswered_outcome(self.cause, "" if self.sip is None else str(self.sip)).value


class TrialCalls:
    """Places test calls, one at a time on each node. The channels belong to no campaign: cells do not see them.

    Both sides wait where agents' phones do, so that whoever answers first hears nothing until they are joined. If the
    engine dies meanwhile, the call ends when both have hung up.
    """

    def __init__(
        self,
        keepers: Mapping[int, NodeKeeper],
        bus: Bus,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        *,
        lines_of: Callable[[int], Lines | None],
        clock: Callable[[], float],
    ) -> None:
        """`lines_of` gives the trunks of a node, with their destinations and caps."""
        self._keepers, self._bus, self._spawn = keepers, bus, spawn
        self._lines_of, self._clock = lines_of, clock
        self._busy: set[int] = set()

    async def tell(self, question: Mapping[str, Any]) -> None:
        """Answer a question of kind `test_call`; others are ignored.

        It names `node_id`, `trunk_id`, `phone`, `called` (E.164), `dial` and `caller_id`. `stage` of the answer is
        where it ended: busy, destination, full, refused, phone, number or joined.
        """
        keeper = self._keepers.get(question.get("node_id", 0))
        if question.get("kind") != "test_call" or keeper is None or keeper.client is None or not keeper.holds:
            return
        node_id, phone = keeper.node.id, str(question.get("phone", ""))
        await self._read(node_id, question.get("trunk_id", 0))
        if node_id in self._busy:
            answer: dict[str, Any] = {"stage": "busy"}
        elif not phone_allowed(phone, keeper.node.dial_patterns):
            answer = {"stage": "refused", "why": ""}
        elif (answer := self._kept(node_id, question.get("trunk_id", 0), str(question.get("called", "")))) == {}:
            self._busy.add(node_id)
            try:
                answer = await self._call(keeper, phone, question)
            finally:
                self._busy.discard(node_id)
        self._bus.publish(Topic.ANSWER, {"number": question.get("number"), **answer})

    async def _read(self, node_id: int, trunk_id: int) -> None:
        """Give a trunk that was just written the time until the engine reads its configuration again."""
        for _ in range(READS_WITHIN):
            lines = self._lines_of(node_id)
            if lines is not None and trunk_id in lines.trunks:
                return
            await asyncio.sleep(READ_STEP_S)

    def _kept(self, node_id: int, trunk_id: int, called: str) -> dict[str, Any]:
        """Why the number may not be called over the trunk, as an answer; empty if it may: then the call counts."""
        lines, now = self._lines_of(node_id), self._clock()
        line = lines.trunks.get(trunk_id) if lines is not None else None
        if line is None or line.hour is None:
            return {"stage": "refused", "why": ""}
        line.hour.pass_time(now)
        if (why := line.refusal(called)) is not None:
            line.hour.refuse(called, why, now)
            return {"stage": "destination", "why": why.value}
        if line.is_full:
            return {"stage": "full", "why": ""}
        line.hour.started(now)
        return {}

    async def _call(self, keeper: NodeKeeper, phone: str, question: Mapping[str, Any]) -> dict[str, Any]:
        dial, caller_id = str(question["dial"]), str(question.get("caller_id", ""))
        key = secrets.token_hex(8)
        agent, person = _Leg(f"test-{key}-phone"), _Leg(f"test-{key}-number")
        keeper.listeners += [agent.hear, person.hear]
        joined = False
        try:
            if why := await self._ring(keeper, agent, phone, AGENT_RING_MS, None):
                return {"stage": "refused", "why": why}
            if not agent.is_up:
                return {"stage": "phone", "rang": agent.rang, **_cause(agent)}
            shown = CallerId(number=caller_id) if caller_id else None
            if why := await self._ring(keeper, person, dial, NUMBER_RING_MS, shown):
                return {"stage": "refused", "why": why}
            if not person.is_up:
                return {"stage": "number", "rang": person.rang, **_cause(person)}
            assert keeper.client is not None
            answer = await keeper.client.ask(bridge(customer=person.channel_id, agent=agent.channel_id))
            joined = answer.success
            return {"stage": "joined"} if joined else {"stage": "refused", "why": answer.message}
        except (AmiError, BadHeader) as error:
            log.warning("a test call on node %s failed: %s", keeper.node.name, error)
            return {"stage": "refused", "why": ""}
        finally:
            self._spawn(self._end(keeper, agent, person, question, talk_s=TALK_S if joined else 0.0))

    async def _ring(self, keeper: NodeKeeper, leg: _Leg, channel: str, ring_ms: int, caller_id: CallerId | None) -> str:
        """Call one side and wait until it has answered or ended; why Asterisk refuses to, or empty."""
        assert keeper.client is not None
        action = originate(
            channel=channel,
            channel_id=leg.channel_id,
            context=AGENT_CONTEXT,
            exten="s",
            ring_timeout_ms=ring_ms,
            caller_id=caller_id,
        )
        answer = await keeper.client.ask(action)
        if not answer.success:
            return answer.message or "?"
        try:
            async with asyncio.timeout(ring_ms / 1000 + SLACK_S):
                await leg.settled.wait()
        except TimeoutError:
            pass
        return ""

    async def _end(
        self, keeper: NodeKeeper, agent: _Leg, person: _Leg, question: Mapping[str, Any], *, talk_s: float
    ) -> None:
        """Wait until one side hangs up or the time is over, then hang up both, and count the minutes."""
        if talk_s:
            waits = [asyncio.create_task(leg.ended.wait()) for leg in (agent, person)]
            await asyncio.wait(waits, timeout=talk_s, return_when=asyncio.FIRST_COMPLETED)
            for one in waits:
                one.cancel()
        for leg in (agent, person):
            keeper.listeners.remove(leg.hear)
            if leg.is_up and not leg.ended.is_set() and keeper.client is not None:
                try:
                    await keeper.client.ask(hangup(leg.channel_id))
                except AmiError:
                    log.warning("a test call on node %s may still be up", keeper.node.name)
        lines = self._lines_of(keeper.node.id)
        if person.up_at is not None and lines is not None:
            answered_s = asyncio.get_running_loop().time() - person.up_at
            lines.talk_ended(question["trunk_id"], str(question["called"]), answered_s, self._clock())


def _cause(leg: _Leg) -> dict[str, Any]:
    return {"outcome": leg.outcome, "cause": leg.cause, "sip": leg.sip}
