"""The board: what the wallboard, the console and the API show of the engine, as plain data."""

from collections.abc import Iterable, Mapping
from operator import itemgetter
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from dialer.cell.agents.roster import AgentState
from dialer.cell.call.state_machine import IN_TALK, CallState
from dialer.cell.campaign import Campaign
from dialer.cell.cell import Cell
from dialer.cell.dialling import callbacks
from dialer.cell.dialling.idle_reasons import MENDED_BY_SOMEBODY, Facts, Idle, as_data, reason
from dialer.cell.legal.monitoring_policy import agents_shown, promise_unnamed
from dialer.cell.trunks.hour_use import HourUse
from dialer.cell.trunks.trunk_selection import Line
from dialer.core.enums import CampaignStatus, LeadState
from dialer.core.local_time import start_of
from dialer.core.time_units import DAY_S
from dialer.engine.board.pacing import paced
from dialer.engine.board.trunk_record import TrunkRecords
from dialer.engine.nodes.node_state import NodeState
from dialer.engine.switchboard import Switchboard
from dialer.i18n.message import Message, to_plain
from dialer.messaging.boards import TRUNK_MINUTES
from dialer.people.callbacks.model import OFF, Alert, OffList
from dialer.people.lists.rules.penetration import RATE_OVER_S, Penetration, shown
from dialer.telephony.destinations.model import HourCap, Refusal
from dialer.telephony.destinations.words import CAP_NAMES, alarm_sentence
from pacing.overload import Lag, OverloadControl
from pacing.snapshot import Mode

_CALLS = {
    "dialling": (CallState.WRITING, CallState.DIALLING, CallState.FAILING),
    "ringing": (CallState.RINGING,),
    "screening": (CallState.ANSWERED, CallState.SCREENING, CallState.MACHINE),
    "waiting": (CallState.WAITING, CallState.CONNECTING, CallState.UNSERVED),
    "talking": IN_TALK,
}

BEFORE_DECIDING = (Idle.LOADING, Idle.STOPPED, Idle.PAUSED)  # what a running campaign shows until it first decides
ALERTS_SHOWN = 50
UNNAMED = "agents_unnamed"
RECOUNTED = "recounted"
RECOUNT_SHOWN_S = DAY_S
FEWER_CHANNELS = "fewer_channels"
CAP_REACHED = "cap_reached"
NOT_COUNTED: Mapping[int, Penetration] = MappingProxyType({})
NOBODY: Mapping[int, Mapping[int | None, int]] = MappingProxyType({})
NO_GOALS: Mapping[int, Mapping[str, Any]] = MappingProxyType({})


def board(
    switchboard: Switchboard,
    *,
    leads: Mapping[int, Mapping[LeadState, int]],
    troubles: Mapping[int, Message],
    off: Iterable[OffList] = (),
    ahead: Mapping[int, Penetration] = NOT_COUNTED,
    undisposed: Mapping[int, Mapping[int | None, int]] = NOBODY,
    goals: Mapping[int, Mapping[str, Any]] = NO_GOALS,
    trunks: TrunkRecords | None = None,
    deciding_us: Mapping[str, float] | None = None,
    now: float,
) -> dict[str, Any]:
    """The whole board.

    `leads`, `off`, `ahead` and `goals` are the last counts. `trunks` is what each trunk did with its last calls;
    `troubles` says what is wrong with a node's link.

    `undisposed` counts the day's talks that ended without a disposition, by campaign and agent. `deciding_us` is how
    long recent decisions took, with all that goes with them.
    """
    return {
        "at": now,
        "decision_us": deciding_us,
        "engine": "draining" if switchboard.draining else "up",
        "nodes": [_node(desk, troubles.get(desk.node.id)) for desk in switchboard.nodes.values()],
        "trunks": [
            _trunk(line, desk.node.id, switchboard.cells_of(desk.node.id), now)
            | {"recent": trunks.of(line.id, now=now) if trunks else None}
            for desk in switchboard.nodes.values()
            for line in desk.lines.trunks.values()
        ],
        TRUNK_MINUTES: [
            {"id": line.id, **minutes}
            for desk in switchboard.nodes.values()
            for line in desk.lines.trunks.values()
            if trunks is not None and (minutes := trunks.minutes(line.id, now=now)) is not None
        ],
        "campaigns": [
            {
                **_campaign(cell, leads.get(cell.campaign.id, {}), off, undisposed.get(cell.campaign.id, {}), now),
                "penetration": shown(
                    ahead.get(cell.campaign.id),
                    status=cell.campaign.status,
                    zone=cell.campaign.rules.time_zone,
                    starting=_is_starting(cell, now),
                ),
                "goal": goals.get(cell.campaign.id),
            }
            for cell in switchboard.cells.values()
        ]
        + [
            _broken(switchboard, campaign_id)
            for campaign_id in switchboard.troubles
            if campaign_id not in switchboard.cells
        ],
    }


def _is_starting(cell: Cell, now: float) -> bool:
    """True before the first decision, and while recent dialling may not be counted yet."""
    return cell.why.code in BEFORE_DECIDING or cell.dialled_at > now - RATE_OVER_S


def _node(desk: NodeState, trouble: Message | None) -> dict[str, Any]:
    state = "up" if desk.up else "connecting" if desk.linked else "down"
    trouble = None if desk.up else trouble or desk.trouble
    node, clock = desk.lines.node, round(desk.asterisk_ahead_s * 1000) if desk.up else None
    used = {"channels": node.used, "max_channels": node.max_channels, "max_per_second": node.starts.rate}
    shown = {"id": desk.node.id, "name": desk.node.name, "state": state, "version": desk.version, "clock_ms": clock}
    return {**shown, **used, "trouble": to_plain(trouble) if trouble else None, "lag": _lag(desk.overload)}


def _lag(control: OverloadControl) -> dict[str, Any]:
    """Delays of Asterisk and of this engine; if they limit starts, also the calls per second and the reason."""
    shown: dict[str, Any] = {f"{kind}_ms": _ms(control.delays.get(kind)) for kind in Lag}
    shown |= {"behind_ms": _ms(control.behind_s), "starts_per_second": None, "text": None}
    if not control.holds_back:
        return shown
    starts = round(control.rate, 1)
    text = _sentence(f"behind_{control.cause or Lag.ANSWER}", {"behind_ms": shown["behind_ms"], "starts": starts})
    return {**shown, "starts_per_second": starts, "text": text}


def _sentence(code: str, facts: Facts, zone: str = "UTC") -> dict[str, Any]:
    """A reason as message id and facts: the board's reader translates it."""
    text: dict[str, Any] = to_plain(reason(code, facts, ZoneInfo(zone)))
    return text


def _ms(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)


def _trunk(line: Line, node_id: int, cells: Iterable[Cell], now: float) -> dict[str, Any]:
    rest = _rest(line, cells)
    if not line.enabled:
        state = "draining" if line.used else "drained"
    elif rest is not None:
        state = "resting"
    else:
        state = {True: "up", False: "down", None: "unknown"}[line.up if line.allowed else False]
    used = {"channels": line.used, "max_channels": line.max_channels, "max_per_second": line.starts.rate}
    shown = {"id": line.id, "name": line.name, "node_id": node_id, "state": state, **used}
    return {**shown, "rest": rest, "alarm": _alarm(line), "guard": _guard(line, now)}


def _guard(line: Line, now: float) -> dict[str, Any] | None:
    """What the trunk has used of its caps within the hour, and the last alarm about its destinations."""
    if (hour := line.hour) is None:
        return None
    used, frees_at = hour.used(), hour.frees_at(now) if hour.reached else None
    return {
        "calls": round(used[HourCap.CALLS]),
        "minutes": round(used[HourCap.MINUTES], 1),
        "spend": round(used[HourCap.SPEND], 2),
        "refused": round(hour.refused.total),
        "reached": [kind.value for kind in hour.reached],
        "frees_at": frees_at,
        "alarm": _guard_alarm(line, hour),
    }


def _guard_alarm(line: Line, hour: HourUse) -> dict[str, Any] | None:
    """A cap that is reached, or else the last refused try within the hour."""
    if hour.reached:
        kind, since = next(iter(hour.reached.items()))
        facts: dict[str, Any] = {"trunk": line.name, "cap": CAP_NAMES[kind], "most": hour.settings.caps[kind]}
        text = _sentence(CAP_REACHED, facts)
        return {"what": kind.value, "since": since, "text": text}
    if hour.last is None or not isinstance(hour.last.what, Refusal):
        return None
    text = to_plain(alarm_sentence(hour.last))
    return {"what": hour.last.what.value, "since": hour.last.at, "text": text, "campaign": hour.last.campaign}


def _alarm(line: Line) -> dict[str, Any] | None:
    """The number of calls at once above which the carrier refuses more, if `max_channels` allows more."""
    if line.alarm.channels is None:
        return None
    facts = {"channels": line.alarm.channels, "max_channels": line.max_channels}
    return {**facts, "since": line.alarm.since, "text": _sentence(FEWER_CHANNELS, facts)}


def _rest(line: Line, cells: Iterable[Cell]) -> dict[str, Any] | None:
    """The campaigns for which the trunk is suspended, with the facts of the one that is retried first."""
    breakers = [(cell.campaign.name, cell.lines.breaker(line)) for cell in cells if line.id in cell.campaign.trunk_ids]
    suspended = [(name, breaker.until, breaker) for name, breaker in breakers if breaker.until is not None]
    if not suspended:
        return None
    _, until, first = min(suspended, key=itemgetter(1))
    facts = {"since": first.since, "until": until, "cause": first.cause, "tried": first.trial is not None}
    return {**facts, "campaigns": sorted(name for name, _, _ in suspended)}


def _campaign(
    cell: Cell,
    leads: Mapping[LeadState, int],
    off: Iterable[OffList],
    undisposed: Mapping[int | None, int],
    now: float,
) -> dict[str, Any]:
    campaign, tally = cell.campaign, cell.tally
    counts = cell.roster.counts()
    states = [call.state for call in cell.calls.values()]
    agents, unnamed_by = agents_shown(cell, now)
    if not unnamed_by:
        agents = [row | {"undisposed": undisposed.get(row["id"], 0)} for row in agents]
    return {
        "id": campaign.id,
        "name": campaign.name,
        "company_id": campaign.company_id,
        "status": campaign.status,
        "blocked": campaign.status is CampaignStatus.RUNNING and _is_blocked(cell),
        "mode": campaign.policy.mode,
        "time_zone": campaign.rules.time_zone,
        "why": as_data(cell.why.code, cell.why.facts, campaign.rules.time_zone),
        "decision": {"dial": cell.decision.dial if cell.decision else 0, "at": cell.decided_at},
        "pace": paced(cell, now=now),
        "agents": {state.value: counts[state] for state in AgentState} | {"logged_in": len(cell.roster)},
        "hands": sum(agent.hand_at is not None for agent in cell.roster),  # whose they are, `GET /hands` tells
        "hand_since": min((agent.hand_at for agent in cell.roster if agent.hand_at is not None), default=None),
        "calls": {name: sum(state in group for state in states) for name, group in _CALLS.items()},
        "waiting_since": min(
            (call.answered_at for call in cell.calls.values() if call.state in _CALLS["waiting"] and call.answered_at),
            default=None,
        ),
        "today": {
            "placed": tally.placed,
            "answered": tally.answered,
            "connected": tally.connected,
            "abandoned": tally.abandoned,
            "undisposed": sum(undisposed.values()),
            "outcomes": {outcome.value: count for outcome, count in tally.outcomes.items()},
        },
        "recount": _recount(cell, now),
        "abandoned_share": tally.abandoned_share(_met_today(cell)),
        "abandoned_limit": min(one.limit for one in campaign.policy.constraints),
        "abandoned_aim": min(one.aim for one in campaign.policy.constraints) if _aims(campaign) else None,
        "occupancy": tally.occupancy(),
        "utilisation": tally.utilisation(),
        "ready_to_call_ms": tally.waits.mean_and_p90(),
        "answer_to_bridge_ms": tally.joins.summary(),
        "name_before_voice": tally.names.above_zero(),
        "leads": {state.value: count for state, count in leads.items()},
        "callbacks": _callbacks(cell, off, now, unnamed_by),
        "agent_rows": agents,
        "agents_unnamed": _unnamed(unnamed_by, campaign.rules.time_zone),
        "history": list(tally.history),
    }


def _is_blocked(cell: Cell) -> bool:
    """True if nothing is dialled, though it should be, until somebody fixes a fault.

    Trunks and link are checked too: the last decision's reason may be older than their fault.
    """
    lines = [line for line in cell.lines.trunks.values() if line.id in cell.campaign.trunk_ids]
    no_way_out = not any(
        line.allowed and line.up is not False and cell.lines.breaker(line).until is None for line in lines
    )
    return cell.why.code in MENDED_BY_SOMEBODY or not cell.link_up or no_way_out


def _unnamed(rule_id: str, zone: str) -> dict[str, Any] | None:
    facts = {"rule": rule_id}
    return {**facts, "text": _sentence(UNNAMED, facts, zone)} if rule_id else None


def _recount(cell: Cell, now: float) -> dict[str, Any] | None:
    """The correction of the count of answered calls, if one was made within the last day."""
    found = cell.recount
    if found is None or now - found.at > RECOUNT_SHOWN_S:
        return None
    facts: dict[str, Any] = {"recounted_at": found.at}
    for name in ("abandoned", "served", "machines"):
        facts |= {name: getattr(found.after, name), f"{name}_before": getattr(found.before, name)}
    return {**facts, "text": _sentence(RECOUNTED, facts, cell.campaign.rules.time_zone)}


def _met_today(cell: Cell) -> int:
    """Machines that agents reported today; 0 unless a law that counts only people binds the campaign."""
    if cell.tally.day is None or not any(one.people_only for one in cell.campaign.policy.constraints):
        return 0
    began_at = start_of(cell.tally.day, ZoneInfo(cell.campaign.rules.time_zone))
    return cell.learned.tally.since(began_at).met


def _aims(campaign: Campaign) -> bool:
    """True if the pacer spends an abandonment budget; other modes abandon only calls that nobody could foresee."""
    return campaign.policy.mode is Mode.PREDICTIVE


def _callbacks(cell: Cell, off: Iterable[OffList], now: float, unnamed_by: str) -> dict[str, Any]:
    """Call-backs due in the next minutes, those that need attention, and those on lists that are off.

    Where a rule hides agents' names, the board also hides that a call-back's agent is away, and whose a call-back is
    while the call in which it was agreed lives.
    """
    zone = cell.campaign.rules.time_zone
    rows = []
    for callback, alert in callbacks.alerts(cell, now=now):
        if unnamed_by and alert is Alert.AWAY:
            continue
        seen = promise_unnamed(callback, unnamed_by, cell.calls)
        facts = {"due_at": seen.due_at, "deadline_at": seen.deadline_at}
        row: dict[str, Any] = {"id": seen.id, "lead_id": seen.lead_id, "agent_id": seen.agent_id, **facts}
        row |= {"agent_name": seen.agent_name or None, "locked_by": seen.locked_by, "code": alert.value}
        rows.append({**row, "text": _sentence(alert.value, facts, zone)})
    kept: list[dict[str, int | str]] = [
        {"list": one.name, "waiting": one.waiting} for one in off if one.campaign_id == cell.campaign.id
    ]
    lists = [{**facts, "text": _sentence(OFF, facts, zone)} for facts in kept]
    return {"soon": len(cell.bookings.known), "alerts": rows[:ALERTS_SHOWN], "off": lists}


def _broken(switchboard: Switchboard, campaign_id: int) -> dict[str, Any]:
    config = switchboard.configs[campaign_id]
    why = as_data(Idle.BAD_SETTINGS, {"trouble": switchboard.troubles[campaign_id]}, "UTC")
    return {
        "id": campaign_id,
        "name": config.name,
        "company_id": config.company.id,
        "status": config.status,
        "blocked": config.status is CampaignStatus.RUNNING,
        "mode": config.mode,
        "time_zone": config.time_zone,
        "why": why,
        "agents": {},
        "calls": {},
        "today": {"placed": 0, "answered": 0, "connected": 0, "abandoned": 0, "undisposed": 0, "outcomes": {}},
        "agent_rows": [],
        "agents_unnamed": None,
        "recount": None,
        "history": [],
    }
