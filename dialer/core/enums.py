"""The call centre's terms, as the enumerations that the database, the engine and the API share."""

from enum import StrEnum
from typing import Final

OPTED_OUT: Final = "opted_out"
"""Why a lead is done and its number suppressed: the person pressed the opt-out key during the message."""

NUMBER_ON_CALL: Final = "number_on_call"
"""Why a lead waits: its number is being called through a lead of another list or campaign."""


class EndpointState(StrEnum):
    """What an Asterisk reports of a PJSIP endpoint, of a trunk or a phone."""

    REACHED = "reached"  # it exists, and its far end answers or is not asked
    UNREACHED = "unreached"  # it exists; nobody is registered, or nobody answers
    MISSING = "missing"  # Asterisk has no such endpoint
    UNTOLD = "untold"  # Asterisk does not say


class CampaignStatus(StrEnum):
    """A manager's wish for a campaign. Whether it dials now is the engine's answer, with its reason."""

    STOPPED = "stopped"
    RUNNING = "running"
    PAUSED = "paused"  # no new calls; live calls go on
    CLOSED = "closed"  # ended, its lists are free; it can be opened again
    ARCHIVED = "archived"  # ended for good; it can only be read

    @property
    def is_open(self) -> bool:
        """Whether it has not ended: engines only know open campaigns."""
        return self in OPEN

    @property
    def is_under_way(self) -> bool:
        """Whether calls are placed, or go on."""
        return self in (CampaignStatus.RUNNING, CampaignStatus.PAUSED)


OPEN: Final = (CampaignStatus.STOPPED, CampaignStatus.RUNNING, CampaignStatus.PAUSED)


class LeadState(StrEnum):
    """Where a lead is in the life of its list."""

    OPEN = "open"  # may be claimed from `due_at` on
    HELD = "held"  # its list's filter leaves it out
    BOOKED = "booked"  # to be called at a promised instant, or next of all: see its call-back
    CLAIMED = "claimed"  # in a cell's hopper until `lease_until`
    CALLING = "calling"  # an attempt lives; only that attempt's end moves the lead on
    WRAPPING = "wrapping"  # talked to; the agent's disposition decides
    DONE = "done"  # will not be dialled again; `done_reason` says why
    ARCHIVED = "archived"  # its list is put away


class Withdrawn(StrEnum):
    """Why a lead was taken off an agent's screen."""

    SUPPRESSED = "suppressed"  # the person has opted out since
    ERASED = "erased"
    CHANGED = "changed"  # by an import, by its list, or by a booking or call of somebody else
    REFUSED = "refused"  # by a rule, when the agent asked to dial it
    PROMISED = "promised"  # a call-back that the agent promised is due


class OnMachine(StrEnum):
    """What is done with an answer that machine detection takes for a machine."""

    HANGUP = "hangup"
    MESSAGE = "message"  # left after the greeting
    INTRODUCE = "introduce"  # say who calls and why: a handset that screens calls fetches its person then


class Outcome(StrEnum):
    """What the network said of an attempt. What the agent said is a disposition, never in the same column."""

    CONNECTED = "connected"  # an agent and the called person talked
    ABANDONED = "abandoned"  # answered, no agent joined
    MACHINE = "machine"  # answering-machine detection took it for a machine
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    CONGESTION = "congestion"  # the network had no line
    INVALID_NUMBER = "invalid_number"  # the network does not know the number
    FAILED = "failed"  # any other refusal of the network
    CANCELLED = "cancelled"  # called off by us while it rang
    NOT_PLACED = "not_placed"  # Asterisk refused it: nothing rang
    LOST = "lost"  # ended while no engine was connected, and nothing says how


class Side(StrEnum):
    """Who asked for a call to end. Asterisk names nobody if the agent's phone ended it.

    If the dialplan did, Asterisk 22.10 names our side, older versions nobody.
    """

    THEIRS = "theirs"  # the called person, or the network on the way there
    OURS = "ours"  # Pronto, or somebody at Asterisk


class AttemptState(StrEnum):
    """How far an attempt has come, as the database knows it.

    A live call has finer states: dialer/cell/call/state_machine.py.
    """

    PLACED = "placed"  # written, perhaps sent
    ANSWERED = "answered"
    TALKING = "talking"
    ENDED = "ended"


class AgentWish(StrEnum):
    """An agent's latest request."""

    LOGGED_OUT = "logged_out"
    READY = "ready"
    PAUSED = "paused"


class LegKind(StrEnum):
    """How an agent's phone is used: one standing call for the session, or a ring for each call."""

    STANDING = "standing"  # one call for the whole session
    RING = "ring"  # rung for each call
    BROWSER = "browser"  # one call for the whole session, to the agent's page

    @property
    def stands(self) -> bool:
        """Whether one call stays up for the whole session."""
        return self is not LegKind.RING


class RecordingAnswer(StrEnum):
    """What a person said about being recorded."""

    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Then(StrEnum):
    """What happens to a lead after an attempt."""

    RETRY = "retry"
    RETIRE = "retire"
    SUPPRESS = "suppress"


class Became(StrEnum):
    """What happened to a lead that came in by itself."""

    ADDED = "added"
    UPDATED = "updated"  # it existed, and some of what was sent was new
    KNOWN = "known"  # it existed, and was left unchanged


class Becomes(StrEnum):
    """What a previewed row would become."""

    ADDED = "added"
    UPDATED = "updated"
    KNOWN = "known"  # it exists already, and would be left out
    SUPPRESSED = "suppressed"  # none of its numbers may be called
    REJECTED = "rejected"


class Retries(StrEnum):
    """Which leads come first: those tried before and due again, or those never tried."""

    FIRST = "first"
    LAST = "last"


class CallbackKind(StrEnum):
    """Why a lead is booked."""

    PROMISE = "promise"  # a person was told when we call
    NEXT = "next"  # a program or a manager wants this lead dialled next of all
    MANUAL = "manual"  # an agent wants to call this person now, and nobody else may


class CallbackState(StrEnum):
    """What became of a call-back."""

    WAITING = "waiting"
    CALLED = "called"  # the call was placed, in time or late
    CANCELLED = "cancelled"


class CallbackFallback(StrEnum):
    """What happens to a call-back that its own agent did not take by the deadline."""

    ANYONE = "anyone"  # any free agent takes it
    WAIT = "wait"  # it waits for its agent


class Role(StrEnum):
    """A named set of permissions; `dialer/access/roles.py` says which."""

    ADMIN = "admin"
    MANAGER = "manager"
    SUPERVISOR = "supervisor"
    WALLBOARD = "wallboard"
    AGENT = "agent"
    INTEGRATION = "integration"
    AUDITOR = "auditor"


class ScriptKind(StrEnum):
    """What a script is for."""

    SALES_SCRIPT = "sales_script"
    IDENTIFICATION = "identification"
    QUESTIONNAIRE = "questionnaire"
    CHECKLIST = "checklist"
    SURVEY = "survey"
