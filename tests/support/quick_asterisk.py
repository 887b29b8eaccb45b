"""An Asterisk on loopback whose calls live for a fraction of a second: a whole engine can be driven without a lab."""

import asyncio
import random
import time
from dataclasses import dataclass

from dialer.core.channel_ids import agent_of
from tests.support.loopback_ami import LoopbackAmi, Received, event, message, user_event

WAIT_S = 2.0  # then whoever waits for an agent is told so, and hung up


@dataclass(slots=True)
class Channel:
    """A channel that lives: its state as Asterisk numbers it, what it runs, and who is in a bridge with it."""

    state: str
    application: str = ""
    bridge: str = ""
    peer: str = ""


class QuickAsterisk(LoopbackAmi):
    """Six of ten called people answer and talk for a fraction of a second, two are busy, two do not answer."""

    def __init__(self, *, seed: int = 1, talk_s: float = 0.3) -> None:
        super().__init__()
        self.calls = 0  # that were originated, agents' phones left out
        self.first_call_at: float | None = None  # by the monotonic clock
        self.channels: dict[str, Channel] = {}
        self._talk_s, self._chance, self._bridges = talk_s, random.Random(seed), 0
        self.replies |= {
            "Originate": self._originate,
            "Bridge": self._bridge,
            "Hangup": self._hang_up,
            "CoreShowChannels": self._show_channels,
            "PJSIPShowEndpoint": self._show_endpoint,
            "DBGetTree": lambda action: self.failure(action, "Database entry not found"),
        }

    def put_leg(self, leg_id: str) -> None:
        """The phone of an agent is up and waits, as an engine before has left it."""
        self.channels[leg_id] = Channel("6", "BridgeWait", "held")

    def _later(self, seconds: float, work: object, *about: object) -> None:
        asyncio.get_running_loop().call_later(seconds, work, *about)

    def _originate(self, action: Received) -> bytes:
        channel_id = action["ChannelId"]
        self.channels[channel_id] = Channel("0")
        if agent_of(channel_id) is not None:
            self._later(0.05, self._free, channel_id)
        else:
            self.calls += 1
            self.first_call_at = self.first_call_at or time.monotonic()
            self._later(0.02, self._ring, channel_id)
        return self.success(action, ("Message", "Originate successfully queued"))

    def _free(self, leg_id: str) -> None:
        if leg_id in self.channels:
            self.put_leg(leg_id)
            self.say(_state(leg_id, "6") + user_event("ProntoAgentLeg", leg_id))

    def _ring(self, call_id: str) -> None:
        if call_id not in self.channels:
            return
        self.channels[call_id].state = "5"
        self.say_ringing(call_id)
        chance = self._chance.random()
        if chance < 0.6:
            self._later(0.05 + 0.1 * self._chance.random(), self._answer, call_id)
        else:
            self._later(0.2, self._fail, call_id, "17" if chance < 0.8 else "19")

    def say_ringing(self, call_id: str) -> None:
        self.say(_state(call_id, "5"))

    def _fail(self, call_id: str, cause: str) -> None:
        if self.channels.pop(call_id, None) is not None:
            failed = event("OriginateResponse", Uniqueid=call_id, Response="Failure", Reason="0")
            self.say(failed + event("Hangup", Uniqueid=call_id, Channel="c", Cause=cause))

    def _answer(self, call_id: str) -> None:
        if call_id in self.channels:
            self.channels[call_id] = Channel("6", "Wait")
            answered = event("OriginateResponse", Uniqueid=call_id, Response="Success", Reason="4")
            self.say(_state(call_id, "6") + user_event("ProntoAnswered", call_id) + answered)
            self._later(WAIT_S, self._give_up, call_id)

    def _give_up(self, call_id: str) -> None:
        if call_id in self.channels and not self.channels[call_id].peer:
            self.say(user_event("ProntoUnserved", call_id))
            self._end(call_id)

    def _bridge(self, action: Received) -> bytes:
        pair = action["Channel1"], action["Channel2"]
        for number, channel_id in enumerate(pair, start=1):
            if channel_id not in self.channels:
                return self.failure(action, f"Channel{number} does not exist: {channel_id}")
        self._bridges += 1
        bridge = f"bridge-{self._bridges}"
        for one, other in (pair, pair[::-1]):
            self.channels[one] = Channel("6", "", bridge, other)
        entered = [_enters(channel_id, bridge, members) for members, channel_id in enumerate(pair, start=1)]
        self._later(0, self.say, b"".join(entered))
        self._later(self._talk_s * (0.5 + self._chance.random()), self._end, pair[0])
        return self.success(action, ("Message", "Channels bridged"))

    def _end(self, channel_id: str) -> None:
        gone = self.channels.pop(channel_id, None)
        if gone is None:
            return
        ended = event("HangupRequest", Uniqueid=channel_id, Channel="c")
        self.say(ended + event("Hangup", Uniqueid=channel_id, Channel="c", Cause="16"))
        if gone.peer in self.channels:
            self._later(0.005, self._free, gone.peer)

    def _hang_up(self, action: Received) -> bytes:
        self._later(0, self._end, action["Channel"])
        return self.success(action, ("Message", "Channel Hungup"))

    def _show_channels(self, action: Received) -> bytes:
        listed = [
            self._item(
                action,
                "CoreShowChannel",
                Channel="c",
                Uniqueid=channel_id,
                Linkedid=channel_id,
                ChannelState=channel.state,
                BridgeId=channel.bridge,
                Context="c",
                Exten="s",
                Priority="1",
                Application=channel.application,
                Duration="00:00:01",
            )
            for channel_id, channel in self.channels.items()
        ]
        return self._list(action, *listed)

    def _show_endpoint(self, action: Received) -> bytes:
        contact = {"AOR": action["Endpoint"], "URI": "sip:somewhere", "Status": "Reachable"}
        return self._list(action, self._item(action, "ContactStatusDetail", **contact))

    def _list(self, action: Received, *items: bytes) -> bytes:
        begins = self.success(action, ("EventList", "start"))
        return begins + b"".join(items) + self._item(action, "ListComplete", EventList="Complete")

    @staticmethod
    def _item(action: Received, name: str, **headers: str) -> bytes:
        return message(("Event", name), ("ActionID", action["ActionID"]), *headers.items())


def _state(channel_id: str, state: str) -> bytes:
    return event("Newstate", Uniqueid=channel_id, Channel="c", ChannelState=state)


def _enters(channel_id: str, bridge: str, members: int) -> bytes:
    headers = {"BridgeUniqueid": bridge, "BridgeTechnology": "simple_bridge", "BridgeNumChannels": str(members)}
    return event("BridgeEnter", Uniqueid=channel_id, Channel="c", **headers)
