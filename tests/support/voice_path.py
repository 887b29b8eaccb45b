"""The stretch of network by which a page's voice reaches Asterisk, as two UDP ports in between; it can be cut.

The page is told the one port in the place of Asterisk's, Asterisk the other in the place of the browser's, so that no
packet finds another way: ICE, DTLS and voice pass as they are, or not at all.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.async_api import BrowserContext

Address = tuple[str, int]

# Each description, as it comes and goes, names one way alone: the one through here.
REROUTE: Final = r"""
const Direct = window.RTCPeerConnection;
const WAY = /^a=candidate:\S+ 1 udp \d+ (\d+\.\d+\.\d+\.\d+) (\d+) typ host.*$/im;
const by = (sdp, [host, port]) => sdp.replace(/^a=(candidate|end-of-candidates).*\r\n/gm, '')
  + `a=candidate:1 1 udp 2130706431 ${host} ${port} typ host\r\n`;
window.RTCPeerConnection = class extends Direct {
  async setRemoteDescription({ type, sdp }) {
    const [, host, port] = WAY.exec(sdp);
    const [near, far] = await window.routeVoice(host, Number(port));
    this.far = far;
    return super.setRemoteDescription({ type, sdp: by(sdp, near) });
  }
  get localDescription() {
    const known = super.localDescription;
    return known && this.far ? { type: known.type, sdp: by(known.sdp, this.far) } : known;
  }
};
"""


@dataclass
class VoicePath:
    """All calls of a browser, each by ports of its own."""

    is_cut: bool = False
    lost_from_agent: int = 0  # packets, since the last cut began
    lost_from_asterisk: int = 0
    passed_from_agent: int = 0  # packets, since the last cut ended
    _ends: list[asyncio.DatagramTransport] = field(default_factory=list)

    def cut(self) -> None:
        """Nothing passes from now on, in neither direction."""
        self.lost_from_agent = self.lost_from_asterisk = 0
        self.is_cut = True

    def mend(self) -> None:
        self.passed_from_agent = 0
        self.is_cut = False

    async def route(self, host: str, port: int) -> tuple[Address, Address]:
        """Two ports: whatever reaches the first goes on to Asterisk from the second, and back."""
        loop = asyncio.get_running_loop()
        near, far = _End(self, from_agent=True), _End(self, from_agent=False)
        for one, other in ((near, far), (far, near)):
            one.other = other
            transport, _ = await loop.create_datagram_endpoint(lambda one=one: one, local_addr=(host, 0))  # type: ignore[misc]
            self._ends.append(transport)
        far.peer = (host, port)
        return near.address, far.address

    def lose(self, *, from_agent: bool) -> bool:
        """Whether a packet is lost now; it is counted."""
        if not self.is_cut:
            self.passed_from_agent += from_agent
            return False
        if from_agent:
            self.lost_from_agent += 1
        else:
            self.lost_from_asterisk += 1
        return True

    def close(self) -> None:
        for one in self._ends:
            one.close()


class _End(asyncio.DatagramProtocol):
    """One of the two ports of a call."""

    def __init__(self, path: VoicePath, *, from_agent: bool) -> None:
        self._path = path
        self._from_agent = from_agent
        self.other = self
        self.peer: Address | None = None  # the browser's is known when it has sent something
        self._transport: Any = None

    @property
    def address(self) -> Address:
        host, port = self._transport.get_extra_info("sockname")[:2]
        return host, port

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: Address) -> None:
        if self._from_agent:
            self.peer = addr
        if not self._path.lose(from_agent=self._from_agent) and self.other.peer:
            self.other.send(data)

    def send(self, data: bytes) -> None:
        self._transport.sendto(data, self.peer)


@asynccontextmanager
async def voice_path_of(context: BrowserContext) -> AsyncIterator[VoicePath]:
    """The way by which all pages of this browser send and hear voices from their next load on."""
    path = VoicePath()
    await context.expose_function("routeVoice", path.route)
    await context.add_init_script(REROUTE)
    try:
        yield path
    finally:
        path.close()
