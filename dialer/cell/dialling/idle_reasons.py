"""Why a cell dials as it does, or not at all: a code with its facts, and the sentence of each code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from string import Formatter
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.i18n.instants import instant
from dialer.i18n.message import Message, mark, to_plain
from dialer.telephony.caller_ids.model import PoolWait

Facts = Mapping[str, Any]
"""The facts in a sentence: numbers, texts, messages; instants are epoch seconds."""


class Idle(StrEnum):
    """What keeps a cell from asking its pacer at all."""

    STOPPED = "stopped"
    PAUSED = "paused"
    DRAINING = "draining"
    LINK_DOWN = "link_down"
    CLOCK_AHEAD = "clock_ahead"  # ours is more than a minute ahead of Asterisk's: one of them is wrong
    CLOCK_BEHIND = "clock_behind"
    TRUNK_DOWN = "trunk_down"
    TRUNK_NOT_ALLOWED = "trunk_not_allowed"  # the node may dial no trunk of the campaign as it is written
    TRUNK_RESTS = "trunk_rests"  # it refused call after call; the campaign's other trunks are suspended too, or down
    TRUNK_FULL = "trunk_full"  # a cap of this hour is reached on every trunk of the campaign that could be used
    CALLER_IDS_NONE = PoolWait.EMPTY.value  # the pool of caller ids has no number that is switched on
    CALLER_IDS_FULL = PoolWait.FULL.value  # all of them are over a cap, or rest
    CALLER_IDS_REST = PoolWait.REST.value
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
        Idle.TRUNK_FULL,
        *(Idle.CALLER_IDS_NONE, Idle.CALLER_IDS_FULL, Idle.CALLER_IDS_REST),
        *(Idle.CLOCK_AHEAD, Idle.CLOCK_BEHIND),
        *(Idle.NO_HOURS, Idle.STORE_DOWN, Idle.BAD_SETTINGS, Idle.RULES_REFUSE),
    }
)
"""Reasons that need somebody's action: a running campaign with one of them is shown as blocked."""

NO_PHONE: Final = "no_phone"
"""The only reason that blocks a single agent's call and nothing else: the agent's phone is gone."""


@dataclass(frozen=True, slots=True)
class Because:
    """A reason as the board or an agent's page shows it; `code` is an `Idle`, one of pacing's `Why`, or `NO_PHONE`."""

    code: str
    facts: Facts = field(default_factory=dict)


REASONS: Final[Mapping[str, str]] = {
    # what keeps a cell from asking its pacer
    "stopped": mark("The campaign is stopped."),
    "paused": mark("The campaign is paused: calls go on, none is started."),
    "draining": mark("Pronto is shutting down: no call is started."),
    "link_down": mark("No link to Asterisk ({node}): nothing is dialled until it is back."),
    "clock_ahead": mark(
        "Pronto's clock is {apart_s} s ahead of Asterisk's ({node}): no call is started until they agree to a minute."
        " Let a time service keep both."
    ),
    "clock_behind": mark(
        "Pronto's clock is {apart_s} s behind Asterisk's ({node}): no call is started until they agree to a minute. "
        "Let a time service keep both."
    ),
    "trunk_down": mark("Every trunk of the campaign is down: {trunks}."),
    "trunk_not_allowed": mark(
        "The node may not dial any trunk of the campaign as it is written: {trunks}. Write as its `dial` a PJSIP "
        "endpoint, or add it to `dial_patterns` of the node."
    ),
    "trunk_rests": mark(
        "Every trunk of the campaign is suspended, since it refused call after call, or is down: {trunks} (last cause"
        " {cause}). From {tried_at} on one call at a time tries it."
    ),
    "trunk_full": mark(
        "A cap of this hour is reached on every trunk of the campaign: {trunks} ({caps}). Calls start again from "
        "{full_until} on, or when an admin raises the cap (Destinations)."
    ),
    "caller_ids_none": mark(
        "The pool of caller ids {pool} has no number that is switched on: switch one on, or add one (Caller ids)."
    ),
    "caller_ids_full": mark(
        "Every number of the pool of caller ids {pool} is over its cap or rests. Calls start again from {free_at} on, "
        "or when a cap is raised or a number is added (Caller ids)."
    ),
    "caller_ids_rest": mark(
        "Every number of the pool of caller ids {pool} rests. Calls start again from {free_at} on, or when somebody "
        "ends a rest or adds a number (Caller ids)."
    ),
    "no_trunk": mark("The campaign has no enabled trunk: give it one."),
    "out_of_hours": mark("Out of calling hours where the leads are; dialling may begin on {opens_at}."),
    "no_hours": mark("The calling hours leave no hour of the coming week for the leads: change them."),
    "leads_wait": mark("All leads wait for their next try; the first is due on {next_due}."),
    "no_lead": mark("No lead is left to dial."),
    "loading": mark("Leads are being loaded."),
    "store_down": mark("The database does not answer."),
    "bad_settings": mark("The campaign cannot run: {trouble}"),
    "rules_refuse": mark("The law does not let the campaign dial ({rule}): {what}. What to do: {mend}."),
    "rules_hold": mark("Only one call for each ready agent ({rule}): {what}. What to do: {mend}."),
    # what keeps one agent's call by hand or lead in preview, and nothing else
    "no_phone": mark("Your phone is not connected: the call can be made when it is back."),
    # of a trunk
    "fewer_channels": mark(
        "The carrier refuses calls above {channels} at once; max_channels says {max_channels}. Set max_channels to "
        "what the contract says, or ask the carrier for more."
    ),
    "cap_reached": mark("The cap of {most:g} {cap} an hour is reached on {trunk}: it starts no calls."),
    # of the count behind the abandonment rate
    "recounted": mark(
        "On {recounted_at} the count of answered calls was put right from what is written of them: abandoned "
        "{abandoned} instead of {abandoned_before}, served {served} instead of {served_before}, machines {machines} "
        "instead of {machines_before}."
    ),
    # of a node that is overloaded, by what is late
    "behind_answer": mark(
        "Asterisk answers {behind_ms} ms late. Calls started in a second: {starts:g} at most, until it has caught up."
    ),
    "behind_event": mark(
        "Events of Asterisk come {behind_ms} ms late. Calls started in a second: {starts:g} at most, until it has "
        "caught up."
    ),
    "behind_join": mark(
        "Joining a person to an agent takes {behind_ms} ms. Until this improves, at most {starts:g} calls are"
        " started per second."
    ),
    "behind_loop": mark(
        "Pronto itself is {behind_ms} ms behind. Calls started in a second: {starts:g} at most, until it has caught up."
    ),
    # why the board names no agent
    "agents_unnamed": mark(
        "{rule}: agents are shown without their names, and teams that are too small as counts, until there is an "
        "agreement on watching them (on the campaign's page, under Hours and law)."
    ),
    # what needs attention before a promised call-back is missed
    "callback_agent_away": mark(
        "A call back is promised for {due_at} and its agent is not logged in; the deadline is {deadline_at}."
    ),
    "callback_at_risk": mark("A call back promised for {due_at} is not placed yet; the deadline is {deadline_at}."),
    "callback_missed": mark("A call back promised for {due_at} was not placed by {deadline_at}."),
    "callbacks_off": mark(
        "Call-backs that wait on the list {list}, which is off: {waiting}. None is called until it is on again."
    ),
    # what bounds a pacer
    "predicted": mark("Dialling ahead of the agents who will be free."),
    "one_to_one": mark("One call for each ready agent."),
    "ratio": mark("A fixed number of calls for each ready agent."),
    "preview": mark("Leads are offered to agents, who dial them."),
    "enough_in_flight": mark("Enough calls are under way for the agents who will be free."),
    "no_agent": mark("No agent is logged in and working."),
    "no_agent_ready": mark("All agents are busy, and none will be free soon enough."),
    "calls_waiting": mark("People wait for an agent: nobody else is called until they are served."),
    "no_line": mark("Every channel of the trunks is in use."),
    "starts_limit": mark("The calls-per-second limit is reached."),
    "overload": mark("Asterisk or Pronto is behind: fewer calls are started until it has caught up."),
    "max_ratio": mark("As many calls are under way for each working agent as there ever may be."),
    "learning": mark("Too few answers yet to predict from: calls are started with great care."),
    "guard_throttle": mark("The abandon guard brakes: the abandoned share nears its limit."),
    "guard_progressive": mark("The abandon guard holds: only calls that hardly risk an abandoned person are started."),
    "guard_stop": mark("The abandon guard has stopped dialling: the abandoned share is over its limit."),
}

_INSTANTS: Final = frozenset({"opens_at", "next_due", "due_at", "deadline_at", "recounted_at", "free_at"})
_SOON: Final = frozenset({"tried_at", "full_until"})  # instants of the next minutes, shown to the second
_MISSING: Final = "…"


def reason(code: str, facts: Facts, zone: ZoneInfo) -> Message:
    """The sentence of a reason; instants are local time of `zone`. Raises `KeyError` for a code without a sentence."""
    text = REASONS[code]
    places = {name: _MISSING for _, name, _, _ in Formatter().parse(text) if name}
    return Message(text, places | {name: _shown(name, value, zone) for name, value in facts.items()})


def _shown(name: str, value: Any, zone: ZoneInfo) -> Any:
    if name in _SOON:
        return f"{datetime.fromtimestamp(value, zone):%H:%M:%S %Z}"
    return instant(value, zone) if name in _INSTANTS else value


def as_data(code: str, facts: Facts, zone: str) -> dict[str, Any]:
    """A reason as on the board: code, facts and sentence."""
    plain = {name: to_plain(value) if isinstance(value, Message) else value for name, value in facts.items()}
    return {"code": code, "facts": plain, "text": to_plain(reason(code, facts, ZoneInfo(zone)))}
