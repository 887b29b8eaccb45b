"""What somebody should know and see to."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dialer.core.time_units import DAY_S, HOUR_S
from dialer.i18n.message import Message

DRY_WITHIN_S: Final = HOUR_S
LONG_WAIT_S: Final = 3.0  # of an answered person, where no law says less
LONG_HAND_S: Final = 120.0  # an agent who waits for help has a person on the line
REVIEW_SOON_S: Final = 30 * DAY_S


class Weight(StrEnum):
    """How urgent it is."""

    STOP = "stop"  # calls or the law are at risk now
    WARN = "warn"  # somebody should look within the hour
    NOTE = "note"  # good to know


class About(StrEnum):
    """What an alert is about; the page that it leads to."""

    ENGINE = "engine"
    NODE = "node"
    TRUNK = "trunk"
    CAMPAIGN = "campaign"
    REGISTER = "register"
    PROFILE = "profile"
    CALLER_ID = "caller_id"
    DESTINATION = "destination"  # where a trunk may call, and how much in an hour
    PHONE = "phone"  # a phone on the desk that Pronto writes


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert with what to do. `since` and `until` are epoch seconds, where they are known."""

    code: str
    weight: Weight
    about: About
    id: int | None  # of the campaign, node, trunk, company, phone or pool of caller ids
    name: str
    text: Message
    mend: Message
    since: float | None = None
    node_id: int | None = None  # of a trunk that Pronto writes: its page is found by node and name


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterState:
    """How many answers of a register are too old, for one company."""

    company_id: int
    company: str
    register_name: str
    stale: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileState:
    """Until when a profile may be used without another review."""

    id: str
    title: str
    review_by: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkDrift:
    """A trunk that Pronto writes, and that somebody has changed in Asterisk by hand."""

    node_id: int
    node: str
    trunk: str
    options: int  # that differ


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneDrift:
    """A phone on the desk that Pronto writes, and that somebody has changed in Asterisk by hand."""

    id: int
    node: str
    phone: str
    options: int  # that differ
