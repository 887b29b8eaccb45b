"""The ports of one lab: a block of loopback ports, given by its first port or found free."""

import random
import socket
from contextlib import ExitStack, suppress
from dataclasses import dataclass

from dialer.i18n.message import msg
from dialer.lab.errors import LabError

LOOPBACK = "127.0.0.1"
SIGNALLING = 10  # ports at the start of the block, before the voice ports
# Free blocks are searched below Linux's range of ports for outgoing connections.
LOWEST, HIGHEST = 10_000, 32_000
MOST = 65_536  # all ports


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The block: signalling ports first, then `voice` RTP ports for the dialer and as many for the carrier."""

    base: int
    voice: int

    @property
    def dialer_sip(self) -> int:
        """UDP."""
        return self.base

    @property
    def carrier_sip(self) -> int:
        """UDP."""
        return self.base + 1

    @property
    def dialer_ami(self) -> int:
        """TCP."""
        return self.base + 2

    @property
    def carrier_ami(self) -> int:
        """TCP."""
        return self.base + 3

    @property
    def dialer_http(self) -> int:
        """TCP."""
        return self.base + 4

    @property
    def dialer_rtp(self) -> tuple[int, int]:
        """First and last UDP port, both included."""
        first = self.base + SIGNALLING
        return first, first + self.voice - 1

    @property
    def carrier_rtp(self) -> tuple[int, int]:
        """First and last UDP port, both included."""
        first = self.base + SIGNALLING + self.voice
        return first, first + self.voice - 1

    @property
    def size(self) -> int:
        """How many ports the block has."""
        return SIGNALLING + 2 * self.voice


def voice_ports(lines: int) -> int:
    """RTP ports for `lines` call legs at one Asterisk: two each, and a reserve for those not yet released; even."""
    return max(100, 4 * lines)


def given(base: int, voice: int) -> Ports:
    """The block that begins with a given port. Raises LabError if it exceeds the highest port."""
    ports = Ports(base=base, voice=voice)
    if not 0 < base <= MOST - ports.size:
        raise LabError(
            msg(
                "The {count} ports from {first} on do not fit: begin between {low} and {high}.",
                count=ports.size,
                first=base,
                low=1,
                high=MOST - ports.size,
            )
        )
    return ports


def find_free(voice: int, *, tries: int = 50) -> Ports:
    """A block whose ports are all free. Raises LabError if `tries` random blocks are not."""
    chance = random.SystemRandom()
    size = Ports(base=LOWEST, voice=voice).size
    if size > HIGHEST - LOWEST:
        raise LabError(
            msg(
                "{count} ports do not fit between {low} and {high}: ask for fewer lines.",
                count=size,
                low=LOWEST,
                high=HIGHEST,
            )
        )
    for _ in range(tries):
        ports = Ports(base=chance.randrange(LOWEST, HIGHEST - size, 2), voice=voice)
        if is_free(ports):
            return ports
    raise LabError(
        msg(
            "No {count} free ports in a row between {low} and {high}: end another lab.",
            count=size,
            low=LOWEST,
            high=HIGHEST,
        )
    )


def is_free(ports: Ports) -> bool:
    """Whether every signalling port, TCP and UDP, and every voice port can be bound now."""
    with ExitStack() as held:
        try:
            for number in range(ports.base, ports.base + SIGNALLING):
                _bind(held, socket.SOCK_STREAM, number)
                _bind(held, socket.SOCK_DGRAM, number)
            for number in range(ports.base + SIGNALLING, ports.base + ports.size, 16):
                _bind(held, socket.SOCK_DGRAM, number)
        except OSError:
            return False
    return True


def free_port(*, tries: int = 50) -> int:
    """One free TCP port on loopback. Raises LabError if `tries` random ports are not.

    It lies below the ports of outgoing connections, so that none takes it before it is bound or while its server is
    down.
    """
    chance = random.SystemRandom()
    for _ in range(tries):
        number = chance.randrange(LOWEST, HIGHEST)
        with suppress(OSError), ExitStack() as held:
            _bind(held, socket.SOCK_STREAM, number)
            return number
    raise LabError(msg("There is no free port between {low} and {high}: end another lab.", low=LOWEST, high=HIGHEST))


def _bind(held: ExitStack, kind: socket.SocketKind, number: int) -> None:
    probe = held.enter_context(socket.socket(socket.AF_INET, kind))
    if kind is socket.SOCK_STREAM:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind((LOOPBACK, number))
