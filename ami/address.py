"""The address of an Asterisk, and how long we wait for it."""

import ssl
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class AmiAddress:
    """One Asterisk's manager interface and the user to log in as."""

    host: str
    port: int = 5038
    username: str
    secret: str = field(repr=False)
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    """A context that checks the certificate; None speaks plain TCP, which is for loopback and private networks."""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """How long we wait, in seconds."""

    connect_s: float = 5.0
    """For TCP and TLS to come up."""
    greeting_s: float = 5.0
    """For Asterisk's first line."""
    login_s: float = 10.0
    """For the answer to the login; Asterisk itself waits a second before it refuses one."""
    booted_s: float = 60.0
    """For FullyBooted after the login; a PBX with a large configuration loads for a while."""
    action_s: float = 5.0
    """For the answer to an action, unless the sender says otherwise."""
    ping_every_s: float = 5.0
    """Between two pings."""
    silence_s: float = 5.0
    """For any byte after a ping; then the link counts as dead. A link that was slow before gets longer."""
    silence_most_s: float = 15.0
    """Longest wait for any byte, however slow the link was."""
    close_s: float = 1.0
    """For an orderly close; then the socket is torn down."""
    retry_first_s: float = 0.2
    """Before the second try to connect; doubles at each further one."""
    retry_most_s: float = 3.0
    """Longest wait between tries: nobody is called until the link is back."""
    refused_s: float = 30.0
    """Between tries when only an administrator can mend it: login refused, wrong version, an answer that is not AMI."""
    unterminated_bytes: int = 1 << 20
    """Most bytes taken without the end of a message."""


def retry_wait_s(tries: int, chance: float, timings: Timings) -> float:
    """Wait after the `tries`-th failed try (from 1): doubling, bounded, and the upper half of it by `chance` (0 to 1).

    The chance prevents many engines from reconnecting to a restarted Asterisk at the same moments.
    """
    longest = min(timings.retry_most_s, timings.retry_first_s * 2.0 ** min(tries - 1, 30))
    return longest * (0.5 + 0.5 * chance)
