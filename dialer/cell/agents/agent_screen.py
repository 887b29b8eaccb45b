"""What an agent's page shows, as data."""

from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.cell.agents.roster import Agent, AgentState
from dialer.cell.call.state_machine import Call, CallState
from dialer.cell.cell import Cell
from dialer.cell.dialling.idle_reasons import Because, reason
from dialer.cell.effects import Screen
from dialer.core.enums import Side, Withdrawn
from dialer.i18n.message import Message, msg, to_plain
from dialer.numbers.masking import MASKED, countries_of
from dialer.numbers.zones import SEPARATOR
from dialer.people.leads.model import ClaimedLead
from dialer.work.pauses.model import PRIVATE

WITHDRAWN: Final = {
    Withdrawn.SUPPRESSED: msg("The lead was taken off your screen: the person must not be called any more."),
    Withdrawn.ERASED: msg("The lead was taken off your screen: the person's data was erased."),
    Withdrawn.CHANGED: msg("The lead was taken off your screen: it has changed, or is somebody else's turn."),
    Withdrawn.REFUSED: msg("The lead was not dialled: the rules do not let it be called now."),
    Withdrawn.PROMISED: msg("The lead was taken off your screen: a call-back that you have promised is due."),
}
LOGGED_OUT: Final = "logged_out"
TOLD_FOR_S: Final = 30.0  # the next screen repeats it: a page may have missed the one between


def lead_body(lead: ClaimedLead) -> dict[str, Any]:
    """The lead as the page shows it. `zones` are the time zones where the person may be; none: the campaign's."""
    return {
        "lead_id": lead.lead_id,
        "name": lead.name,
        "language": lead.language,
        "fields": dict(lead.fields),
        "phones": [{"position": p.position, "number": p.number, "label": p.label} for p in lead.phones],
        "attempts": lead.attempts,
        "zones": lead.zone_key.split(SEPARATOR) if lead.zone_key else [],
    }


def for_others(body: Mapping[str, Any]) -> dict[str, Any]:
    """An agent's page as others may see it: numbers are masked, wherever they stand."""
    shown = with_masked_numbers(body)
    if body.get("reason") in PRIVATE:
        del shown["reason"]
    if hand := body.get("hand"):
        shown["hand"] = {**hand, "note": MASKED.value(hand["note"], _countries(body))}
    return shown


def _countries(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The countries of the numbers on a page."""
    phones = [phone["number"] for phone in (body.get("lead") or {}).get("phones", ())]
    return countries_of([*phones, *filter(None, [body.get("number")])])


def with_masked_numbers(body: Mapping[str, Any]) -> dict[str, Any]:
    """An agent's page without whole numbers of the person; what the agent has typed stays."""
    shown, lead, countries = dict(body), body.get("lead"), _countries(body)
    if number := body.get("number"):
        shown["number"] = MASKED.number(number)
    if "note" in body:
        shown["note"] = MASKED.value(body["note"], countries)
    if lead is not None:
        texts = {name: MASKED.value(lead[name], countries) for name in ("name", "fields")}
        numbers = [
            {**phone, "number": MASKED.number(phone["number"]), "label": MASKED.text(phone["label"], countries)}
            for phone in lead["phones"]
        ]
        shown["lead"] = {**lead, **texts, "phones": numbers}
    return shown


def before_identification(body: Mapping[str, Any]) -> dict[str, Any]:
    """An agent's page as long as its person is to be identified: of what is known, name and language alone."""
    shown = {name: value for name, value in body.items() if name not in ("number", "note")}
    return {**shown, "lead": {**body["lead"], "fields": {}, "phones": [], "zones": []}, "is_withheld": True}


def show(cell: Cell, agent_id: int, body: Mapping[str, Any]) -> None:
    """Show this on the agent's page, with what stands there whatever the agent does."""
    agent = cell.roster.get(agent_id)
    more = _beside(cell, agent) if agent is not None else {}
    if cell.campaign.identify_first and "lead" in body:
        more["identify_first"] = True
    if cell.campaign.mask_numbers and ("lead" in body or "number" in body):
        more["mask_numbers"] = True
    screen = Screen(agent_id, {**body, **more})
    cell.shown[agent_id] = screen
    cell.effects.append(screen)


def show_again(cell: Cell, agent: Agent) -> None:
    """Show the same, after a change of what stands beside it."""
    if (screen := cell.shown.get(agent.id)) is not None:
        show(cell, agent.id, without_beside(screen.body))


def without_beside(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a page shows, without what stands beside it whatever the agent does."""
    return {name: value for name, value in body.items() if name not in _BESIDE}


_BESIDE: Final = (
    *("hand", "break", "returns_at", "wrap_up", "ran_out", "shift_ends_at"),
    *("identify_first", "mask_numbers"),
)


def _beside(cell: Cell, agent: Agent) -> dict[str, Any]:
    """The raised hand, the next break, a wrap-up that ran out of time, and what has a fixed end.

    All are instants, so that a page counts down itself.
    """
    found: dict[str, Any] = {}
    if agent.hand_at is not None:
        found["hand"] = {"since": agent.hand_at, "note": agent.hand_note}
    if rest := _break(cell, agent):
        found["break"] = rest
    if agent.shift_ends_at is not None:
        found["shift_ends_at"] = agent.shift_ends_at
    if agent.returns_at is not None:
        found["returns_at"] = agent.returns_at
    if agent.state is AgentState.WRAP_UP:
        ends_at = agent.since + cell.campaign.wrap_up_limit_s + agent.wrap_up_extra_s
        found["wrap_up"] = {"ends_at": ends_at, "extended": agent.wrap_up_extra_s > 0.0}
    if agent.ran_out is not None:
        found["ran_out"] = {"attempt_id": agent.ran_out}
    return found


def _break(cell: Cell, agent: Agent) -> dict[str, Any]:
    """When the next break is planned or due by law; of one who has it, when it has been long enough."""
    work = cell.campaign.work
    if agent.state is AgentState.PAUSED:
        is_counted = work.break_s > 0.0 and agent.resting
        return {"since": agent.since, "long_enough_at": agent.since + work.break_s} if is_counted else {}
    must_stop_at = agent.must_leave_at
    planned_at = agent.break_at if agent.break_at is not None and agent.break_at > agent.asked_at else None
    known = [at for at in (planned_at, must_stop_at) if at is not None]
    if not known:
        return {}
    warn_at = None if must_stop_at is None else must_stop_at - max(work.every_s - work.warn_from_s, 0.0)
    return {"next_at": min(known), "warn_at": warn_at, "must_stop_at": must_stop_at}


_ENDED_BY: Final = {Side.THEIRS: "person", Side.OURS: "pronto", None: "unknown"}


def show_call(cell: Cell, agent_id: int, call: Call, state: str, lead: ClaimedLead | None = None) -> None:
    """Show the call and its lead; `state` is ringing, connecting, talking or wrap_up."""
    show(cell, agent_id, call_body(cell, agent_id, call, state, lead))


def call_body(cell: Cell, agent_id: int, call: Call, state: str, lead: ClaimedLead | None = None) -> dict[str, Any]:
    """What `show_call` shows. `ended_by` is the agent, the person or Pronto; unknown where Asterisk named nobody."""
    body: dict[str, Any] = {
        "state": state,
        "campaign_id": cell.campaign.id,
        "attempt_id": call.id,
        "number": call.number,
    }
    agent = cell.roster.get(agent_id)
    if state == AgentState.WRAP_UP:
        body["ended_by"] = "agent" if agent is not None and agent.hung_up == call.id else _ENDED_BY[call.ended_by]
    if agent is not None:
        body["since"] = agent.since
        if agent.duties:
            body["duties"] = list(agent.duties)
    if call.state is CallState.ON_HOLD:
        body["hold"] = {"since": call.since}
    elif call.state is CallState.REJOINING:
        body["rejoin"] = {"since": call.since, "until": call.kept_until}
    lead = lead or cell.leads.get(call.id)
    if lead is not None:
        body["lead"] = lead_body(lead)
    return body


def ringing_screen(cell: Cell, call: Call) -> None:
    """Show the lead to the agent for whom the call is placed, while it rings."""
    if call.for_agent is not None and call.for_agent in cell.roster:
        show_call(cell, call.for_agent, call, "ringing")


def show_preview(cell: Cell, agent: Agent, lead: ClaimedLead, **more: Any) -> None:
    """Show the lead before it is dialled."""
    told = _told(cell, agent.id, agent.since)
    cell.told.pop(agent.id, None)
    body = {"state": AgentState.PREVIEW, "since": agent.since, "campaign_id": cell.campaign.id}
    show(cell, agent.id, {**body, "lead": lead_body(lead), **more, **told})


def show_not_dialled(cell: Cell, agent: Agent, lead_id: int, why: Because, *, at: Cell | None = None) -> Message:
    """Show why the cell's lead is not dialled now, and return it; the rest of the screen stays, a lead in preview too.

    `at` is the cell where the agent sits, if another: it decides what is on offer and who may see the page.
    """
    text = reason(why.code, why.facts, ZoneInfo(cell.campaign.rules.time_zone))
    more = {"not_dialled": {"lead_id": lead_id, "reason": why.code, "text": to_plain(text)}}
    at = at or cell
    offered = at.previews.get(agent.id)
    if offered is None:
        show(at, agent.id, {"state": agent.state, "since": agent.since, **more})
        return text
    callback = at.bookings.known.get(offered.callback_id or 0)
    show_preview(at, agent, offered, **({"note": callback.note} if callback is not None else {}), **more)
    return text


def _told(cell: Cell, agent_id: int, now: float) -> dict[str, Any]:
    """Why the previous lead was taken off the screen, if that was just now; nothing about the person."""
    told = cell.told.get(agent_id)
    if told is None or now - told.at > TOLD_FOR_S:
        return {}
    return {"withdrawn": {"lead_id": told.lead_id, "reason": told.why, "text": to_plain(WITHDRAWN[told.why])}}


def show_state(cell: Cell, agent: Agent) -> None:
    """Show an agent without a call the agent's own state."""
    body: dict[str, Any] = {"state": agent.state, "since": agent.since, **_told(cell, agent.id, agent.since)}
    if agent.state is AgentState.PAUSED and agent.pause_reason:
        body["reason"] = agent.pause_reason
    show(cell, agent.id, body)


def show_logged_out(cell: Cell, agent_id: int, now: float) -> None:
    """Show an agent who has left that no call comes any more."""
    show(cell, agent_id, {"state": LOGGED_OUT, "since": now})
