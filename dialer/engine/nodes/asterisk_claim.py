"""Which engine uses an Asterisk as one AMI user, noted in Asterisk's own database: every installation can read it.

The lease of our database keeps engines of one installation apart. Of another installation, or of a copy of this one, it
knows nothing, and both would call the same agents and take each other's calls for their own.
"""

from typing import Final

from dialer.core.process_identity import is_dead
from dialer.i18n.message import Message, msg

FAMILY: Final = "pronto-engine"  # the key is the AMI user, the value the engine and when it last said so
# Shorter than the lease: whoever takes over a node whose lease has run out does not wait for this as well.
HOLDS_S: Final = 12.0


def claim_of(owner: str, *, now: float) -> str:
    """What `owner` writes at `now`, by Asterisk's clock."""
    return f"{owner} {now:.0f}"


def rival_of(written: str, *, owner: str, now: float) -> str | None:
    """The other engine that has written this and still lives, as far as can be known; None: `owner` may go on."""
    other, _, at = written.rpartition(" ")
    is_fresh = at.isdecimal() and abs(now - int(at)) < HOLDS_S
    return other if is_fresh and other not in ("", owner) and not is_dead(other) else None


def refusal(rival: str, *, username: str) -> Message:
    """Why an engine does nothing on a node."""
    place, pid, *_ = (*rival.split(":"), "")
    return msg(
        "another Pronto (host {host}, process {process}) uses this Asterisk as AMI user {user}: stop it, or give each "
        "installation an AMI user of its own",
        host=place.partition("/")[0],
        process=pid,
        user=username,
    )
