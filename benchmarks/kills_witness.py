"""A witness at the dialer's Asterisk that is none of Pronto's: a bare reader of manager events with a user of its own.

It writes down what became of every call and leg, by Asterisk's own instants, and says when something happens, so that
an engine can be killed in that very moment.
"""

import asyncio
import contextlib
import secrets
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from dialer.lab.instance import Instance

_USER: Final = "witness"
_SECTION: Final = """
[{user}]
secret = {secret}
deny = 0.0.0.0/0.0.0.0
permit = 127.0.0.1/255.255.255.255
read = system,call,user
write = system
"""
_AGAIN_S: Final = 0.02
_UP, _CALL, _LEG = "6", "pc-", "pl-"


class Moment(StrEnum):
    """What a witness can be waited for."""

    ANSWERED = "answered"
    JOINED = "joined"
    UNSERVED = "unserved"  # the time limit: a message, or the end
    OPTED_OUT = "opted out"
    HUNG_UP = "hung up"


@dataclass(slots=True)
class Seen:
    """A call as Asterisk told it. Instants are epoch seconds by Asterisk's clock."""

    id: str
    made_at: float
    port: int = 0  # of its Asterisk's manager interface
    at: dict[Moment, float] = field(default_factory=dict)  # the first time of each
    cause: int | None = None  # Q.850, of its end
    died: bool = False  # with its Asterisk: nobody was told of an end

    @property
    def ended_at(self) -> float | None:
        """When it was over, by itself or with its Asterisk."""
        return self.at.get(Moment.HUNG_UP)


@dataclass(slots=True)
class Witness:
    """Listens to each Asterisk until cancelled, over every loss of its connection."""

    secret: str
    ports: list[int] = field(default_factory=list)
    seen: dict[str, Seen] = field(default_factory=dict)  # calls, by channel id
    _bridges: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _waiting: defaultdict[Moment, list["asyncio.Future[str]"]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    async def at(cls, *places: Instance) -> "Witness":
        """One with a user of its own, which is added to each Asterisk."""
        witness = cls(secrets.token_urlsafe(24), [place.ami_port for place in places])
        for place in places:
            with (place.folder / "etc/manager.conf").open("a") as file:
                file.write(_SECTION.format(user=_USER, secret=witness.secret))
            await place.cli("manager reload")
        return witness

    async def run(self) -> None:
        """Listen, and come back at once."""
        async with asyncio.TaskGroup() as group:
            for port in self.ports:
                group.create_task(self._stay(port))

    async def next(self, moment: Moment) -> str:
        """Wait until it happens to a call, and return the call's id."""
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting[moment].append(future)
        return await future

    def asterisk_died(self, port: int, at: float) -> None:
        """Whatever lived there is over, and will not be told."""
        for one in self.alive:
            if one.port == port:
                one.died = True
                one.at[Moment.HUNG_UP] = at

    @property
    def alive(self) -> list[Seen]:
        """The calls that live."""
        return [one for one in self.seen.values() if one.ended_at is None]

    async def _stay(self, port: int) -> None:
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await self._listen(port)
            await asyncio.sleep(_AGAIN_S)

    async def _listen(self, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            await reader.readline()
            writer.write(f"Action: Login\r\nUsername: {_USER}\r\nSecret: {self.secret}\r\n\r\n".encode())
            if b"Success" not in await reader.readuntil(b"\r\n\r\n"):
                return
            while True:
                block = (await reader.readuntil(b"\r\n\r\n")).decode(errors="replace")
                if block.startswith("Event: "):
                    self._take(dict(line.split(": ", 1) for line in block.splitlines() if ": " in line), port)
        finally:
            writer.close()

    def _take(self, event: Mapping[str, str], port: int) -> None:
        name, channel_id, at = event["Event"], event.get("Uniqueid", ""), float(event.get("Timestamp", 0.0))
        if name in ("BridgeEnter", "BridgeLeave"):
            self._bridge(name == "BridgeEnter", event, at)
        if not channel_id.startswith(_CALL) or event.get("Channel", "").startswith("Surrogate/"):
            return
        if name == "Newchannel":
            self.seen[channel_id] = Seen(channel_id, at, port)
        elif name == "Newstate" and event["ChannelState"] == _UP:
            self._happened(channel_id, Moment.ANSWERED, at)
        elif name == "UserEvent" and event["UserEvent"] == "ProntoUnserved":
            self._happened(channel_id, Moment.UNSERVED, at)
        elif name == "UserEvent" and event["UserEvent"] == "ProntoOptOut":
            self._happened(channel_id, Moment.OPTED_OUT, at)
        elif name == "Hangup":
            self._happened(channel_id, Moment.HUNG_UP, at)
            if (one := self.seen.get(channel_id)) is not None:
                one.cause = int(event["Cause"])

    def _bridge(self, enters: bool, event: Mapping[str, str], at: float) -> None:
        if event["BridgeTechnology"] == "holding_bridge":
            return
        members = self._bridges[event["BridgeUniqueid"]]
        (members.add if enters else members.discard)(event["Uniqueid"])
        calls = [one for one in members if one.startswith(_CALL)]
        if enters and calls and len(members) > len(calls):
            for call in calls:
                self._happened(call, Moment.JOINED, at)

    def _happened(self, channel_id: str, moment: Moment, at: float) -> None:
        one = self.seen.get(channel_id)
        if one is None or moment in one.at:
            return
        one.at[moment] = at
        for future in self._waiting.pop(moment, []):
            if not future.done():
                future.set_result(channel_id)
