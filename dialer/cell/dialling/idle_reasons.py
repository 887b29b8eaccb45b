"""Why a cell dials what it dials, or nothing: a code and the figures of its sentence (dialer/wording.py)."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.core.enums import Language
from dialer.wording import Facts, sentence


class Idle(StrEnum):
    """What keeps a cell from asking its pacer at all."""

    STOPPED = "stopped"
    PAUSED = "paused"
    DRAINING = "draining"
    LINK_DOWN = "link_down"
    CLOCK_AHEAD = "clock_ahead"  # ours is more than a minute ahead of Asterisk's: one of them is wrong
    CLOCK_BEHIND = "clock_behind"
    TRUNK_DOWN = "trunk_down"
    TRUNK_NOT_ALLOWED = "trunk_not_allowed"  # no trunk is left that the node may dial as it is written
    TRUNK_RESTS = "trunk_rests"  # it refused call after call; the others of the campaign rest too, or are down
    NO_TRUNK = "no_trunk"
    OUT_OF_HOURS = "out_of_hours"
    NO_HOURS = "no_hours"  # the coming week has no hour in which the leads may be called
    LEADS_WAIT = "leads_wait"  # leads are left, none is due yet
    NO_LEAD = "no_lead"
    LOADING = "loading"
    STORE_DOWN = "store_down"
    BAD_SETTINGS = "bad_settings"
    RULES_REFUSE = "rules_refuse"  # the law does not let the campaign dial
    RULES_HOLD = "rules_hold"  # it does, but not ahead of the agents


MENDED_BY_SOMEBODY: Final = frozenset(
    {
        *(Idle.LINK_DOWN, Idle.TRUNK_DOWN, Idle.TRUNK_NOT_ALLOWED, Idle.TRUNK_RESTS, Idle.NO_TRUNK),
        *(Idle.CLOCK_AHEAD, Idle.CLOCK_BEHIND),
        *(Idle.NO_HOURS, Idle.STORE_DOWN, Idle.BAD_SETTINGS, Idle.RULES_REFUSE),
    }
)
"""Reasons that do not go by in the course of a day's work: a running campaign that has one is shown as blocked."""

NO_PHONE: Final = "no_phone"
"""What keeps a call that one agent asks for from being dialled, and nothing else: the agent's phone is gone."""


@dataclass(frozen=True, slots=True)
class Because:
    """A reason as the board or an agent's page shows it; `code` is an `Idle`, one of pacing's `Why`, or `NO_PHONE`."""

    code: str
    facts: Facts = field(default_factory=dict)


def in_words(code: str, facts: Facts, zone: str) -> dict[str, Any]:
    """A reason with its facts and its sentence; what is wrong with settings is raised in English."""
    both = facts
    if "trouble" in facts:
        from dialer.refusals import of_what  # much text, which few boards need

        both = {**facts, "trouble_it": of_what(str(facts["trouble"]), Language.IT)}
    return {"code": code, "facts": dict(facts), "text": sentence(code, both, zone=ZoneInfo(zone))}
