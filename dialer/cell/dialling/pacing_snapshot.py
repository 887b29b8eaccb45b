"""The cell as its pacer sees it: the present, what is known of the near future, and what is allowed."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, islice
from operator import attrgetter

from dialer.cell.agents.roster import Agent
from dialer.cell.agents.shared_agents import Pool
from dialer.cell.call.state_machine import IN_FLIGHT, Call
from dialer.cell.cell import Cell, as_in_flight
from dialer.cell.legal.call_gate import mode_now
from pacing.busy_agents import BusyAgent
from pacing.snapshot import CallInFlight, Constraint, Mode, Policy, Rival, Snapshot

LOOK_AHEAD_LEADS = 64  # of the hopper: more are seldom started at once
MOST_RUNS = 6  # at most so many stretches of one list among them are kept apart
ROUNDING = 1e-9  # so that the average times the number of agents is not just below a whole call
SCREENING_STEP_S = JOIN_STEP_S = 0.1  # a policy is made again when the measured time has moved so far


def snapshot(cell: Cell, now: float) -> Snapshot:
    """The pacer's input.

    Leads to come stay infinite: nobody knows how many retries, zones that open later and imports today will bring.
    """
    trunk_ids = cell.campaign.trunk_ids
    starts = cell.lines.starts(trunk_ids, now)
    hopper = len(cell.hopper)
    calls, calls_waiting = _in_need(cell)
    seen = Snapshot(
        now=now,
        agents_ready=cell.roster.able,
        agents_busy=tuple(cell.roster.busy.values()),
        calls=calls,
        calls_waiting=calls_waiting,
        leads_left=hopper + sum(leads for _, leads in cell.stock.behind) if hopper else 0,
        next_segments=_next_segments(cell),
        lines_left=cell.lines.free(trunk_ids),
        starts_left=starts,
        overloaded=cell.lines.overloaded(starts, now),
        next_start_at=None if starts else cell.lines.next_start_at(trunk_ids, now),
        ready_leaving_at=tuple(cell.roster.ready_leaving.values()),
        returning_at=tuple(cell.roster.returning.values()),
        elsewhere=cell.elsewhere,
        learned=cell.learned,
    )
    seen = seen if cell.pool is None else _with_others(seen, cell, cell.pool)
    return _without_leavers(seen, cell.campaign.policy) if mode_now(cell) is Mode.RATIO else seen


def _without_leavers(seen: Snapshot, allowed: Policy) -> Snapshot:
    """Without agents who will have left when a call started now is answered: a fixed ratio does not forecast them."""
    if not seen.ready_leaving_at:
        return seen
    stay_beyond = _answered_by(allowed, seen.now)
    staying = tuple(at for at in seen.ready_leaving_at if at > stay_beyond)
    gone = len(seen.ready_leaving_at) - len(staying)
    return replace(seen, agents_ready=seen.agents_ready - gone, ready_leaving_at=staying)


def _answered_by(allowed: Policy, now: float) -> float:
    return now + allowed.ring_limit_s + allowed.screening_s


def _with_others(seen: Snapshot, cell: Cell, pool: Pool[Cell]) -> Snapshot:
    """The snapshot with agents who sit in other cells and would come, and with the calls that count on them there."""
    partners = pool.partners(cell.campaign.id)
    if not partners:
        return seen
    ready, leaving_at, returning_at = seen.agents_ready, list(seen.ready_leaving_at), list(seen.returning_at)
    busy: dict[int, list[BusyAgent]] = {}  # by the campaign whose people they talk to
    for agent, at in pool.guests(cell.campaign.id):
        if at.roster.is_able(agent.id):
            ready += 1
            leaving_at += [at.roster.ready_leaving[agent.id]] if agent.id in at.roster.ready_leaving else []
        elif agent.id in at.roster.returning:
            returning_at.append(at.roster.returning[agent.id])
        elif agent.id in at.roster.busy:
            busy.setdefault(at.campaign.id, []).append(at.roster.busy[agent.id])
    return replace(
        seen,
        agents_ready=ready,
        ready_leaving_at=tuple(leaving_at),
        returning_at=tuple(returning_at),
        rivals=tuple(_rival(partner, cell, pool, busy.get(partner.campaign.id, ()), seen.now) for partner in partners),
        agents_due=pool.agents_due(cell),
    )


def _in_need(cell: Cell) -> tuple[tuple[CallInFlight, ...], int]:
    """The calls in flight that need any ready agent, and how many people wait for one.

    This includes a call whose reserved agent cannot take it now: another agent may.
    """
    lost = [call for call in cell.calls.values() if call.mode == Mode.GUARANTEED and _has_lost_agent(cell, call)]
    flying = (as_in_flight(call) for call in lost if call.state in IN_FLIGHT)
    waiting = sum(call.for_agent is None for call in cell.waiting.values())
    return (*cell.in_flight.values(), *flying), waiting + sum(call.id in cell.waiting for call in lost)


def _has_lost_agent(cell: Cell, call: Call) -> bool:
    return call.for_agent is not None and cell.roster.choose(for_agent=call.for_agent) is None


def _rival(cell: Cell, seen_by: Cell, pool: Pool[Cell], busy: Sequence[BusyAgent], now: float) -> Rival:
    calls, calls_waiting = _in_need(cell)
    us = seen_by.campaign.id
    return Rival(
        calls=calls,
        calls_waiting=calls_waiting,
        learned=cell.learned,
        shared_ready=pool.shared_ready(us, cell.campaign.id),
        ahead=mode_now(cell).ahead,
        sharing=pool.sharing(cell, us),
        agents_due=pool.agents_due(cell),
        busy=tuple(busy),
        wants=cell.wants_more,
        policy=policy(cell, now),
        elsewhere=cell.elsewhere,
    )


def _next_segments(cell: Cell) -> tuple[tuple[str, int], ...]:
    """The lists of the next leads, in order, with the number of leads before the list changes."""
    lists = groupby(map(attrgetter("list_id"), islice(cell.hopper, LOOK_AHEAD_LEADS)))
    return tuple([(str(list_id), len(list(leads))) for list_id, leads in islice(lists, MOST_RUNS)])


def policy(cell: Cell, now: float) -> Policy:
    """What campaign and rules allow, with measured times of detection and joining, and the end of today's calling.

    A person may wait for an agent as long as the time limit less the time of the join itself.
    """
    allowed, mode = cell.campaign.policy, mode_now(cell)
    screening_s = cell.delays.screening_s if allowed.screening_s else None
    join_steps = int(cell.delays.join_most_s / JOIN_STEP_S)
    steps = None if screening_s is None else round(screening_s / SCREENING_STEP_S)
    ratio = _ratio(cell, now) if mode is Mode.RATIO else allowed.ratio
    made_for = (allowed, mode, ratio, steps, join_steps, cell.openings.closes_at, cell.openings.opens_again_at)
    if cell.policy is None or cell.policy_for != made_for:
        cell.policy_for = made_for
        cell.policy = replace(
            allowed,
            mode=mode,
            ratio=ratio,
            wait_limit_s=max(allowed.wait_limit_s - join_steps * JOIN_STEP_S, 0.0),
            screening_s=allowed.screening_s if steps is None else max(steps, 1) * SCREENING_STEP_S,
            constraints=tuple(_ending(cell, one) for one in allowed.constraints),
        )
    return cell.policy


def _ratio(cell: Cell, now: float) -> float:
    """Calls for each ready agent, one for an agent for whom the law forbids dialling ahead; averaged over all."""
    allowed, work = cell.campaign.policy, cell.campaign.work
    stay_beyond = _answered_by(allowed, now)
    agents = [*cell.roster.ready(), *_guests(cell)]
    staying = [agent for agent in agents if agent.leaving_at is None or agent.leaving_at > stay_beyond]
    alone = sum(now - agent.screen_since >= work.alone_from_s for agent in staying)
    if not alone or allowed.ratio <= 1.0:
        return allowed.ratio
    return 1.0 + (allowed.ratio - 1.0) * (len(staying) - alone) / len(staying) + ROUNDING


def _guests(cell: Cell) -> list[Agent]:
    if cell.pool is None:
        return []
    return [agent for agent, at in cell.pool.guests(cell.campaign.id) if at.roster.is_able(agent.id)]


def _ending(cell: Cell, constraint: Constraint) -> Constraint:
    """The constraint, ending with the calling hours if nothing is dialled in its window after them.

    A window that moves with time has no end.
    """
    closes_at, again_at = cell.openings.closes_at, cell.openings.opens_again_at
    if constraint.window_s is not None or constraint.ends_at is None or closes_at is None:
        return constraint
    last = again_at is None or again_at >= constraint.ends_at
    return replace(constraint, ends_at=min(constraint.ends_at, closes_at)) if last else constraint
