"""The instants of a call, and how it ended: shared by the engine, the law and all records of a call."""

from dataclasses import dataclass
from typing import Any, Final

from dialer.core.enums import Outcome, Side

# From the decision to call. A call whose attempt took longer to write is not sent: an objection may have come in
# between, and is acknowledged as effective after this time.
SENT_WITHIN_S: Final = 5.0


@dataclass(frozen=True, kw_only=True)
class CallTimes:
    """The instants of a call, epoch seconds, and how often it was mended; None: not, not yet, or unknown.

    Shared by all records of a call. Without slots, since the call itself has none (dialer/core/frozen_copy.py).
    """

    ringing_at: float | None = None
    handset_at: float | None = None  # a handset that screens calls answered, before its person did
    answered_at: float | None = None
    screened_at: float | None = None  # answering-machine detection decided
    greeting_started_at: float | None = None  # the first sound; measured only if a law counts from it
    greeting_ended_at: float | None = None  # as machine detection measured it
    agent_joined_at: float | None = None
    unserved_at: float | None = None  # the wait limit passed
    opted_out_at: float | None = None
    rejoins: int | None = None  # how often the talk went on after the agent's leg had been lost


@dataclass(frozen=True, kw_only=True)
class CallEnd(CallTimes):
    """The instants of a call, and how it ended."""

    ended_at: float | None = None
    ended_by: Side | None = None  # who asked for the end first; None: nobody did, or it was not seen
    outcome: Outcome | None = None
    cause: int | None = None  # Q.850
    tech_cause: str = ""  # such as "SIP 486"


TIMES: Final = tuple(CallTimes.__dataclass_fields__)
END: Final = tuple(name for name in CallEnd.__dataclass_fields__ if name not in TIMES)


def times_of(call: CallTimes) -> dict[str, Any]:
    """The instants of the call, by name."""
    return {name: getattr(call, name) for name in TIMES}


def end_of(call: CallEnd) -> dict[str, Any]:
    """How the call ended, by name."""
    return {name: getattr(call, name) for name in END}
