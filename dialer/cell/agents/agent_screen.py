"""What an agent's page shows, as data."""

from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.cell.agents.roster import Agent, AgentState
from dialer.cell.call.state_machine import Call
from dialer.cell.cell import Cell
from dialer.cell.dialling.idle_reasons import Because, reason
from dialer.cell.effects import Screen
from dialer.core.enums import Withdrawn
from dialer.i18n.message import msg, to_plain
from dialer.leads.model import ClaimedLead
from dialer.numbers.masking import MASKED, countries_of

WITHDRAWN: Final = {
    Withdrawn.SUPPRESSED: msg("The lead was taken off your screen: the person must not be called any more."),
    Withdrawn.ERASED: msg("The lead was taken off your screen: the person's data was erased."),
    Withdrawn.CHANGED: msg("The lead was taken off your screen: it has changed, or is somebody else's turn."),
    Withdrawn.REFUSED: msg("The lead was not dialled: the rules do not let it be called now."),
    Withdrawn.PROMISED: msg("The lead was taken off your screen: a call-back that you have promised is due."),
}
TOLD_FOR_S: Final = 30.0  # the next screen repeats it: a page may have missed the one between


def lead_body(lead: ClaimedLead) -> dict[str, Any]:
    """The lead as the page shows it."""
    return {
        "lead_id": lead.lead_id,
        "name": lead.name,
        "language": lead.language,
        "fields": dict(lead.fields),
        "phones": [{"position": p.position, "number": p.number, "label": p.label} for p in lead.phones],
        "attempts": lead.attempts,
    }


def for_others(body: Mapping[str, Any]) -> dict[str, Any]:
    """An agent's page as others may see it: numbers are masked, wherever they stand."""
    shown, lead = dict(body), body.get("lead")
    phones = [phone["number"] for phone in lead["phones"]] if lead is not None else []
    if number := body.get("number"):
        phones.append(number)
        shown["number"] = MASKED.number(number)
    countries = countries_of(phones)
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


def show_call(cell: Cell, agent_id: int, call: Call, state: str, lead: ClaimedLead | None = None) -> None:
    """Show the call and its lead; `state` is ringing, connecting, talking or wrap_up."""
    body: dict[str, Any] = {"state": state, "attempt_id": call.id, "number": call.number}
    agent = cell.roster.get(agent_id)
    if agent is not None and agent.duties:
        body["duties"] = list(agent.duties)
    lead = lead or cell.leads.get(call.id)
    if lead is not None:
        body["lead"] = lead_body(lead)
    cell.effects.append(Screen(agent_id, body))


def ringing_screen(cell: Cell, call: Call) -> None:
    """Show the lead to the agent for whom the call is placed, while it rings."""
    if call.for_agent is not None and call.for_agent in cell.roster:
        show_call(cell, call.for_agent, call, "ringing")


def show_preview(cell: Cell, agent: Agent, lead: ClaimedLead, **more: Any) -> None:
    """Show the lead before it is dialled."""
    told = _told(cell, agent.id, agent.since)
    cell.told.pop(agent.id, None)
    cell.effects.append(Screen(agent.id, {"state": AgentState.PREVIEW, "lead": lead_body(lead), **more, **told}))


def show_not_dialled(cell: Cell, agent: Agent, lead_id: int, why: Because, *, at: Cell | None = None) -> None:
    """Show why the cell's lead is not dialled now; the rest of the screen stays, a lead in preview too.

    `at` is the cell where the agent sits, if another: it decides what is on offer and who may see the page.
    """
    text = reason(why.code, why.facts, ZoneInfo(cell.campaign.rules.time_zone))
    more = {"not_dialled": {"lead_id": lead_id, "reason": why.code, "text": to_plain(text)}}
    at = at or cell
    offered = at.previews.get(agent.id)
    if offered is None:
        at.effects.append(Screen(agent.id, {"state": agent.state, "since": agent.since, **more}))
        return
    callback = at.bookings.known.get(offered.callback_id or 0)
    show_preview(at, agent, offered, **({"note": callback.note} if callback is not None else {}), **more)


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
    cell.effects.append(Screen(agent.id, body))
