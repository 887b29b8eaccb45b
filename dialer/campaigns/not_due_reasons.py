"""Why a lead is not dialled now, and until when: a manager's question about one person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.compliance.campaign_limits import CALLING_HOURS
from dialer.compliance.load import Profiles
from dialer.compliance.objections import objection_of
from dialer.core.enums import NUMBER_ON_CALL, CampaignStatus, LeadState
from dialer.i18n.instants import instant
from dialer.i18n.labels import label_of_result
from dialer.i18n.message import Message, mark, msg
from dialer.people.leads.model import LeadRecord
from dialer.telephony.caller_ids.model import PoolWait
from dialer.telephony.destinations.model import DESTINATION, TRUNK_FULL, Refusal, destination_reason
from dialer.telephony.destinations.words import WAITS

SENTENCES: Final[dict[str, str]] = {
    "done": mark("It is done and will not be dialled again ({reason})."),
    "archived": mark("Its list is archived."),
    "held": mark("The filter of its list leaves it out."),
    "calling": mark("It is being called now."),
    "wrapping": mark("An agent writes down what came of its call."),
    "in_hopper": mark("It is ready and may be dialled any moment."),
    "no_campaign": mark("Its list belongs to no campaign."),
    "list_disabled": mark("Its list is disabled."),
    "campaign_stopped": mark("Its campaign is stopped."),
    "campaign_paused": mark("Its campaign is paused."),
    "booked": mark("It is booked to be called on {until}."),
    "next": mark("It is the next that is dialled."),
    "cap": mark("It has been called {count} times within {span}, over all campaigns; again from {until}."),
    "rule": mark("A rule keeps it until {until} ({reason})."),
    "hours": mark("It is out of calling hours where it is; it may be called from {until}."),
    "refused": mark("It will not be called, and is done when its turn comes ({reason})."),
    "for_agent": mark("It is called by {agent} next."),
    "agent_away": mark("It waits for {agent}, who is not logged in to the campaign."),
    "no_engine": mark("No engine runs: nothing is dialled."),
    "idle": mark("Nothing is dialled in its campaign just now. {why}"),
    "later": mark("It waits until {until}."),
    NUMBER_ON_CALL: mark("Its number is being called through another lead; again from {until}."),
    TRUNK_FULL: mark(
        "A cap of this hour is reached on the trunks that may call it (Destinations); again from {until}, or when an "
        "admin raises the cap. It has lost no attempt."
    ),
    **{destination_reason(why): WAITS[why] for why in Refusal},
    PoolWait.EMPTY.value: mark(
        "The campaign's pool of caller ids has no number that may be shown where it is (Caller ids). It has lost no "
        "attempt."
    ),
    PoolWait.FULL.value: mark(
        "Every caller id of the campaign's pool that may be shown to it is over its cap or rests; again from {until}. "
        "It has lost no attempt."
    ),
    PoolWait.REST.value: mark(
        "Every caller id of the campaign's pool that may be shown to it rests; again from {until}. It has lost no "
        "attempt."
    ),
    "skipped": mark("An agent passed over it; again from {until}."),
    "again": mark("After its last result ({reason}) it waits until {until}."),
    "in_turn": mark("It waits for its turn among the others."),
}
_SPANS: Final = {"day": msg("a day"), "week": msg("a week"), "30_days": msg("30 days")}
_OF_STATE: Final = {
    LeadState.HELD: "held",
    LeadState.ARCHIVED: "archived",
    LeadState.CALLING: "calling",
    LeadState.WRAPPING: "wrapping",
}


LIST_DISABLED: Final = "list_disabled"
"""Left out for calls by hand, whose list is always off, if a rule has refused the lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The lead's surroundings: whether its list is dialled, and its campaign's status. `zone` is the campaign's."""

    status: CampaignStatus | None = None  # None: the list is in no campaign
    enabled: bool = True
    zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The reason; `until` (epoch seconds) is its end if known; instants in `text` are local time of `time_zone`."""

    code: str
    until: float | None
    text: Message
    time_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitReason:
    """What keeps a lead, with the facts of its sentence; `until` (epoch seconds) if known."""

    code: str
    until: float | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def waiting_of(kept: WaitReason, zone: str) -> Waiting:
    """The reason as a sentence; `zone` is the campaign's."""
    facts = kept.facts if kept.until is None else {**kept.facts, "until": instant(kept.until, ZoneInfo(zone))}
    text = Message(SENTENCES[kept.code], facts)
    return Waiting(code=kept.code, until=kept.until, text=text, time_zone=zone)


def stored_wait_reason(lead: LeadRecord, around: Around, profiles: Profiles, *, now: float) -> WaitReason:
    """What keeps the lead at `now` according to the database. If that is `DUE`, the gate may know more."""
    if lead.state is LeadState.DONE:
        return WaitReason(code="done", facts=_reason(lead.done_reason, profiles, final=True))
    if lead.state in _OF_STATE:
        return WaitReason(code=_OF_STATE[lead.state])
    refused_by_hand = lead.state is LeadState.OPEN and lead.wait_reason != "" and lead.due_at > now
    if (code := _around(around)) is not None and not (code == LIST_DISABLED and refused_by_hand):
        return WaitReason(code=code)
    if lead.state is LeadState.BOOKED or (lead.state is LeadState.CLAIMED and lead.due_at > now):
        return WaitReason(code="booked", until=lead.due_at) if lead.due_at > now else WaitReason(code="next")
    if lead.state is LeadState.CLAIMED:
        return WaitReason(code="in_hopper")
    return WaitReason(code="in_turn") if lead.due_at <= now else _kept(lead, profiles)


DUE: Final = frozenset({"in_hopper", "next", "in_turn"})
"""Codes of leads that nothing in the database keeps."""


def _kept(lead: LeadRecord, profiles: Profiles) -> WaitReason:
    """What keeps an open lead until it is due: a cap, a rule, an agent who skipped it, or its last result."""
    if lead.wait_reason.startswith("cap:"):
        return capped(lead.wait_reason, lead.due_at)
    if lead.wait_reason in ("skipped", NUMBER_ON_CALL):
        return WaitReason(code=lead.wait_reason, until=lead.due_at)
    if lead.wait_reason:
        return ruled(lead.wait_reason, lead.due_at, profiles)
    last = next(iter(lead.history), None)
    result = "" if last is None else last.disposition or (last.outcome.value if last.outcome else "")
    if not result:
        return WaitReason(code="later", until=lead.due_at)
    return WaitReason(code="again", until=lead.due_at, facts=_reason(result, profiles))


def capped(reason: str, until: float) -> WaitReason:
    """A full cap, `cap:<per>:<span>:<count>`."""
    _, _, span, count = reason.split(":")
    return WaitReason(code="cap", until=until, facts={"count": count, "span": _SPANS[span]})


def ruled(rule: str, until: float, profiles: Profiles) -> WaitReason:
    """A rule of the campaign or of a law that keeps a lead for a while."""
    if rule == CALLING_HOURS:
        return WaitReason(code="hours", until=until)
    if rule == TRUNK_FULL or rule.startswith(DESTINATION) or rule in set(PoolWait):
        return WaitReason(code=rule, until=until)
    return WaitReason(code="rule", until=until, facts=_reason(rule, profiles))


def refused(reason: str, profiles: Profiles) -> WaitReason:
    """The reason for which the gate will close the lead."""
    return WaitReason(code="refused", facts=_reason(reason, profiles, final=True))


def idle(why: Message) -> WaitReason:
    """A reason that keeps the whole campaign."""
    return WaitReason(code="idle", facts={"why": why})


def _reason(result: str, profiles: Profiles, *, final: bool = False) -> dict[str, Message | str]:
    """A result, or a rule with its subject."""
    said = objection_of(result, profiles.by_id.values(), final=final)
    return {"reason": label_of_result(result) if said is None else msg("{rule}: {what}", rule=result, what=said)}


def _around(around: Around) -> str | None:
    if around.status is None:
        return "no_campaign"
    if not around.enabled:
        return LIST_DISABLED
    return {CampaignStatus.STOPPED: "campaign_stopped", CampaignStatus.PAUSED: "campaign_paused"}.get(around.status)
