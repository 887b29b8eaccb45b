"""Events of a call, as values: the input of `advance` (dialer/cell/call/state_machine.py)."""

from dataclasses import dataclass

from dialer.cell.call.media_note import NO_NOTE, Note
from dialer.core.enums import Side


@dataclass(frozen=True, slots=True)
class Sent:
    """The attempt is written and Originate is on its way."""


@dataclass(frozen=True, slots=True)
class NotWritten:
    """The attempt could not be written: the lead is no longer ours, or must not be called."""

    still_ours: bool = False  # the database did not answer: the lead may be tried again


@dataclass(frozen=True, slots=True)
class Refused:
    """Asterisk refused the Originate: nothing was dialled."""

    fact: str = ""


@dataclass(frozen=True, slots=True)
class Ringing:
    """The called phone rings."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The called phone was picked up: now, or at `at` if that is learned later."""

    at: float | None = None


@dataclass(frozen=True, slots=True)
class InDialplan:
    """The answered call is in the dialplan, its fail-safe armed: it can be joined to an agent."""


@dataclass(frozen=True, slots=True)
class Spoke:
    """The person was heard for the first time, or again. `at` is Asterisk's own instant in epoch seconds, if given."""

    at: float | None = None


@dataclass(frozen=True, slots=True)
class Screened:
    """Answering-machine detection has ended."""

    machine: bool
    quiet_s: float | None = None  # how long a person had been silent after the greeting; None: not known
    at: float | None = None  # None: now


@dataclass(frozen=True, slots=True)
class Assigned:
    """An agent is reserved for the call."""

    agent_id: int


@dataclass(frozen=True, slots=True)
class AgentJoined:
    """The call and its agent's leg are in one bridge."""

    agent_id: int


@dataclass(frozen=True, slots=True)
class ConnectFailed:
    """The agent could not be joined to the call."""


@dataclass(frozen=True, slots=True)
class LegLost:
    """The agent's leg left the talk unasked: the person is kept for it, for at most `wait_s`.

    `agent_id` is who talked with the person, for an engine that has missed the join. None: not told.
    """

    wait_s: float | None = None
    agent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """The agent put the person on hold, for at most `wait_s`; `agent_id` as in `LegLost`."""

    wait_s: float | None = None
    agent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Resumed:
    """The agent asks for the person who is on hold; the join follows."""


@dataclass(frozen=True, slots=True)
class Unserved:
    """The dialplan's time limit passed before an agent joined: now, or at `at`."""

    at: float | None = None


@dataclass(frozen=True, slots=True)
class OptedOut:
    """The person pressed the key for no more calls: now, or at `at`."""

    at: float | None = None


@dataclass(frozen=True, slots=True)
class OriginateFailed:
    """Asterisk's Originate failed."""


@dataclass(frozen=True, slots=True)
class FoundGone:
    """Asterisk was asked to join the call and has no such channel; its hang-up event is still to come."""


@dataclass(frozen=True, slots=True)
class EndAsked:
    """The end of the call was requested; its hang-up follows."""

    by: Side


@dataclass(frozen=True, slots=True)
class HungUp:
    """The call's channel is gone. `note`: see `Vanished`; a call observed since its answer needs none."""

    cause: int = 0  # Q.850
    tech_cause: str = ""
    note: Note = NO_NOTE


@dataclass(frozen=True, slots=True)
class Vanished:
    """Asterisk no longer has the channel, and its hang-up was missed. `note` is what the dialplan wrote down."""

    note: Note = NO_NOTE


CallEvent = (
    Sent
    | NotWritten
    | Refused
    | Ringing
    | Answered
    | InDialplan
    | Spoke
    | Screened
    | Assigned
    | AgentJoined
    | ConnectFailed
    | LegLost
    | Held
    | Resumed
    | Unserved
    | OptedOut
    | OriginateFailed
    | FoundGone
    | EndAsked
    | HungUp
    | Vanished
)
