"""The baseline: an AMI client that does nothing but originate, bridge and time it."""

import asyncio
import time
from collections import deque


class BareClient:
    """One connection; agents' legs that wait, calls that were answered, and the time until both were in one bridge."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self.times: list[float] = []
        self._free: deque[str] = deque()
        self._answered: dict[str, float] = {}
        self._waiting: deque[str] = deque()
        self._in_bridge: dict[str, str] = {}
        self._calls = 0
        self._alive = 0
        self._legs = asyncio.Event()
        self._wanted_legs = 0
        self._idle = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None

    @classmethod
    async def connect(cls, host: str, port: int, username: str, secret: str) -> "BareClient":
        """Log in."""
        client = cls(*await asyncio.open_connection(host, port))
        await client._reader.readline()
        client._send(f"Action: Login\r\nUsername: {username}\r\nSecret: {secret}\r\n\r\n")
        client._reading = asyncio.create_task(client._read())
        return client

    async def close(self) -> None:
        """Hang up."""
        if self._reading is not None:
            self._reading.cancel()
        self._writer.close()

    async def ring_agents(self, phones: list[str]) -> None:
        """Call the agents' phones and wait until every leg waits."""
        self._wanted_legs = len(phones)
        for number, phone in enumerate(phones):
            self._originate(phone, f"leg-{number}", "pronto-agent")
            await asyncio.sleep(0.03)
        async with asyncio.timeout(120):
            await self._legs.wait()

    async def dial(self, channels: list[str], cps: float) -> None:
        """Start the calls at the rate, and wait until all are over."""
        self._idle.clear()
        begin = time.monotonic()
        for number, channel in enumerate(channels):
            await asyncio.sleep(max(0.0, begin + number / cps - time.monotonic()))
            self._calls += 1
            self._alive += 1
            self._originate(channel, f"call-{self._calls}", "pronto-customer")
        async with asyncio.timeout(60):
            await self._idle.wait()

    def _originate(self, channel: str, channel_id: str, context: str) -> None:
        self._send(
            f"Action: Originate\r\nChannel: {channel}\r\nContext: {context}\r\nExten: s\r\nPriority: 1\r\n"
            f"Timeout: 20000\r\nAsync: true\r\nChannelId: {channel_id}\r\n\r\n"
        )

    def _send(self, text: str) -> None:
        self._writer.write(text.encode())

    async def _read(self) -> None:
        while True:
            block = (await self._reader.readuntil(b"\r\n\r\n")).decode()
            if block.startswith("Event: "):
                self._take(dict(line.split(": ", 1) for line in block.splitlines() if ": " in line))

    def _take(self, event: dict[str, str]) -> None:
        name, channel_id = event["Event"], event.get("Uniqueid", "")
        is_call = channel_id.startswith("call-")
        if name == "Newstate" and is_call and event["ChannelState"] == "6":
            self._answered[channel_id] = time.monotonic()
        elif name == "UserEvent" and event.get("UserEvent") == "ProntoAnswered":
            self._waiting.append(channel_id)
            self._match()
        elif name == "UserEvent" and event.get("UserEvent") == "ProntoAgentLeg":
            self._free.append(channel_id)
            if len(self._free) == self._wanted_legs:
                self._legs.set()
            self._match()
        elif name == "BridgeEnter":
            self._enter(event["BridgeUniqueid"], channel_id, int(event["BridgeNumChannels"]))
        elif name == "Hangup" and is_call:
            self._alive -= 1
            if self._alive == 0:
                self._idle.set()

    def _enter(self, bridge_id: str, channel_id: str, members: int) -> None:
        call_id = self._in_bridge.pop(bridge_id, channel_id)
        if not call_id.startswith("call-"):
            call_id = channel_id
        if members == 2:
            self.times.append((time.monotonic() - self._answered[call_id]) * 1000)
        else:
            self._in_bridge[bridge_id] = channel_id

    def _match(self) -> None:
        while self._waiting and self._free:
            call_id, leg_id = self._waiting.popleft(), self._free.popleft()
            self._send(f"Action: Bridge\r\nChannel1: {call_id}\r\nChannel2: {leg_id}\r\nTone: no\r\n\r\n")
