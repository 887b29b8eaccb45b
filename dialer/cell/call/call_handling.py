"""What follows when a call changes state: for its agent, its lead, the trunks and the pacer's memory."""

from collections.abc import Sequence
from dataclasses import replace

from dialer.cell.agents import agent_session, interrupted_talks
from dialer.cell.agents.agent_screen import ringing_screen
from dialer.cell.call.state_machine import (
    IN_FLIGHT,
    IN_TALK,
    UNANSWERED,
    Call,
    CallState,
    Unexpected,
    advance,
)
from dialer.cell.call.zombie_channels import end_again, end_if_kept
from dialer.cell.cell import Cell, WithdrawnLead
from dialer.cell.dialling.failover import after_refusal, without_refused
from dialer.cell.dialling.hopper import put_back
from dialer.cell.effects import (
    Finish,
    HangUp,
    LogRuling,
    OptOut,
    SaveProgress,
    Spare,
    TellSpoke,
    Warn,
)
from dialer.cell.events import (
    AgentJoined,
    CallEvent,
    ConnectFailed,
    EndAsked,
    Held,
    LegLost,
    NotWritten,
    Resumed,
    Spoke,
    Vanished,
)
from dialer.cell.legal.post_call_rules import after
from dialer.compliance.ruling import Answer
from dialer.compliance.ruling_record import summary
from dialer.compliance.vocabulary import Point
from dialer.core.enums import OPTED_OUT, LeadState, Outcome, Withdrawn
from dialer.core.frozen_copy import changed
from dialer.people.leads.model import ClaimedLead
from dialer.people.leads.rules.day_parts import Times, times_of
from dialer.people.leads.rules.retry import LeadStep, next_step
from pacing.snapshot import Mode

FAILING_FOR_S = 2.0  # how long the hang-up that explains a failed Originate, or a call found gone, may take
# The same where there was a channel. Asterisk tells of both by two ways, and on a busy machine seconds apart.
CHANNEL_ENDS_WITHIN_S = 30.0
WRITE_AGAIN_S = 1.0  # how soon calls are placed again after the database refused them
ENDED_FOR_S = 60.0  # how long an ended call is remembered: an audit begun before its end still shows it


def on_call(cell: Cell, call_id: str, event: CallEvent, *, now: float) -> bool:
    """Apply the event to the call. False if this cell has no such call."""
    call = cell.calls.get(call_id)
    if call is None:
        return False
    if isinstance(event, LegLost | Held) and call.state not in IN_TALK and event.agent_id is not None:
        on_call(cell, call_id, AgentJoined(event.agent_id), now=now)  # a talk that we have not seen begin
        call = cell.calls[call_id]
    try:
        moved = advance(call, event, now=now)
    except Unexpected as surprise:
        cell.unexpected[surprise.state, type(event).__name__] += 1
        return True
    end_if_kept(cell, call, event)
    if moved is not call:
        cell.put(moved)
        _tell_trunk(cell, call, moved, now)
        if isinstance(event, EndAsked):
            return True  # the end itself follows; answering our own request with another would never stop
        _follow(cell, call, moved, event, now)
    return True


def _tell_trunk(cell: Cell, before: Call, call: Call, now: float) -> None:
    line = cell.lines.trunks.get(call.trunk_id)
    if line is None:
        return
    breaker, channels = cell.lines.breaker(line), line.alarm.channels
    was_until = breaker.until
    cell.lines.hear(line, before, call, now=now)
    if line.alarm.channels not in (None, channels):
        cell.effects.append(
            Warn(
                f"trunk {line.name}: the carrier refuses calls above {line.alarm.channels} at once, "
                f"max_channels says {line.max_channels}"
            )
        )
    if breaker.until == was_until:
        return
    whose = f"calls of campaign {cell.campaign.id}"
    if breaker.until is None:
        cell.effects.append(Warn(f"trunk {line.name} takes {whose} again"))
        return
    others = line.in_use - 1  # this call's channel is given back next
    cell.effects.append(
        Warn(
            f"trunk {line.name} refuses {whose}, with {others} other channels in use, and is suspended for "
            f"{breaker.until - now:.0f} s: {breaker.cause}"
        )
    )
    # Those that used up an attempt.
    row = tuple(one for one in breaker.row if one.outcome not in _NOT_TRIED and one.id not in cell.went_on)
    if row and call.id == breaker.blamed:
        cell.effects.append(Spare(row, now + SPARED_FOR_S))


def _follow(cell: Cell, before: Call, call: Call, event: CallEvent, now: float) -> None:
    if call.answered_at is not None and before.answered_at is None:
        cell.learned.answered(call.id, now)
        cell.tally.answered += 1
    if call.screened_at is not None and before.screened_at is None and before.answered_at is not None:
        cell.delays.screened(now - before.answered_at)
    if isinstance(event, Spoke) and call.greeting_started_at != before.greeting_started_at:
        cell.effects.append(TellSpoke(call.id, event.at))
    if call.opted_out_at is not None and before.opted_out_at is None:
        cell.effects.append(OptOut(call))
    if _unproven(call) != _unproven(before):
        cell.effects.append(SaveProgress(call))
    if call.cancelled and call.state in UNANSWERED:
        cell.effects.append(HangUp(call.id))  # called off before a channel existed
    if call.state is CallState.REJOINING and isinstance(event, ConnectFailed):
        interrupted_talks.on_join_failed(cell, call)
        return
    if isinstance(event, LegLost):
        interrupted_talks.on_interrupted(cell, call, now=now)
        return
    if call.state is before.state and call.agent_id == before.agent_id:
        return
    match call.state:
        case CallState.DIALLING:
            cell.bookings.known.pop(call.callback_id or 0, None)
            cell.tally.placed += 1
            cell.learned.launched(call.id, now, str(call.list_id))
        case CallState.RINGING:
            cell.delays.set_up(now - call.placed_at)
            ringing_screen(cell, call)
        case CallState.WAITING:
            if isinstance(event, ConnectFailed):
                agent_session.join_failed(cell, before, now=now)
            else:
                cell.learned.person(call.id, now)
            agent_session.match(cell, now=now)
        case CallState.MACHINE:
            cell.learned.machine(call.id, call.screened_at or now)
        case CallState.UNSERVED:
            if isinstance(event, ConnectFailed):
                agent_session.join_failed(cell, before, now=now)
            _teach_abandoned(cell, before, call, now)
        case CallState.ON_HOLD | CallState.REJOINING:
            interrupted_talks.on_interrupted(cell, call, now=now)
        case CallState.TALKING if interrupted_talks.on_joined_again(cell, before, call):
            pass
        case CallState.TALKING:
            _joined(cell, before, call, event, now)
        case CallState.ENDED:
            _ended(cell, before, call, event, now)


def _unproven(call: Call) -> tuple[bool, ...]:
    """Which instants are still to come that are written at once.

    After a crash the proof would otherwise say that the treatment began with the restart.
    """
    return (
        call.handset_at is None,
        call.answered_at is None,
        call.greeting_started_at is None,
        call.unserved_at is None,
        call.opted_out_at is None,
    )


def _joined(cell: Cell, before: Call, call: Call, event: CallEvent, now: float) -> None:
    assert isinstance(event, AgentJoined)
    if (commanded_at := cell.joining.pop(call.id, None)) is not None and before.state is CallState.CONNECTING:
        cell.delays.joined(max(now - commanded_at, 0.0))
    _teach_joined(cell, before, call, now)
    cell.effects.append(SaveProgress(call))
    cell.learned.talk_started(str(event.agent_id), now)
    displaced = agent_session.joined(cell, call, now=now)
    if before.agent_id not in (None, event.agent_id):
        agent_session.call_ended(cell, before, now=now)  # another agent was reserved, and is free again
    if displaced is not None:
        _find_other_agent(cell, displaced, event.agent_id, now)


def _teach_joined(cell: Cell, before: Call, call: Call, now: float) -> None:
    """Count the join at its own instant, as the row has it, even if it is reported long after."""
    if before.agent_joined_at is not None:
        return  # an earlier engine has counted it
    cell.learned.person(call.id, now)
    if call.unserved_at is None:
        cell.learned.served(call.id, call.agent_joined_at or now)
    elif not _known_abandoned(before):  # joined, but too late by the law
        cell.learned.abandoned(call.id, call.unserved_at)
    cell.tally.joined(call)


_MAY_BE_SERVED = (*IN_FLIGHT, CallState.WAITING, CallState.CONNECTING)
_ASTERISKS = (CallState.UNSERVED, CallState.MACHINE)  # what these people hear now is not cut short


def _find_other_agent(cell: Cell, call_id: str, agent_id: int, now: float) -> None:
    """The call's agent is talking to somebody else: find another, or end a call meant for that agent alone.

    A call that was promised any agent (GUARANTEED) gets whoever is free; while it rings, it goes on until the pacer
    calls it off, which knows the law's least ringing time.
    """
    cell = cell if cell.pool is None else cell.pool.home_of(call_id, cell)
    call = cell.calls.get(call_id)
    if call is None or call.state in _ASTERISKS:
        return
    if call.state in _MAY_BE_SERVED and (call.for_agent is None or call.mode == Mode.GUARANTEED):
        # Its former agent may be promised to another call before this one is served.
        cell.put(changed(call, for_agent=None))
        if call.state is CallState.CONNECTING and call.agent_id == agent_id:  # else it has another agent by now
            on_call(cell, call_id, ConnectFailed(), now=now)
        return
    call_off(cell, call_id)
    if call.state not in UNANSWERED:
        cell.effects.append(HangUp(call_id))


def _ended(cell: Cell, before: Call, call: Call, event: CallEvent, now: float) -> None:
    cell.drop(call.id)
    cell.ended[call.id] = now
    cell.lines.give_back(call.trunk_id)
    if call.answered_at is not None:
        cell.lines.talk_ended(call.trunk_id, call.number, (call.ended_at or now) - call.answered_at, now)
    _teach_end(cell, before, call, now)
    if isinstance(event, NotWritten) and not event.still_ours and call.mode == Mode.PREVIEW and call.for_agent:
        cell.told[call.for_agent] = WithdrawnLead(now, call.lead_id, Withdrawn.CHANGED)  # since the agent looked at it
    if before.agent_id not in (None, call.agent_id):
        agent_session.call_ended(cell, before, now=now)  # by its note, another agent has served it
    agent_session.call_ended(cell, call, now=now)
    lead = cell.leads.pop(call.id)  # not earlier: the agent in wrap-up sees it
    if isinstance(event, NotWritten):
        if event.still_ours:
            cell.stock.write_again_at = now + WRITE_AGAIN_S
            put_back(cell, lead)
        return  # no attempt was made; otherwise the lead is no longer ours, or was retired by the store
    cell.tally.ended(call)
    ruling = after(cell.campaign, call, call.country, now)
    if ruling is not None and ruling.answer is not Answer.ALLOW:
        cell.effects.append(LogRuling(lead.lead_id, ruling, point=Point.POST_CALL))
    step = after_refusal(cell, before, call, event, now=now) or _step(cell, call, lead, now)
    cell.effects.append(Finish(call, step, summary(ruling) if ruling is not None else ""))


def _teach_end(cell: Cell, before: Call, call: Call, now: float) -> None:
    if before.state is CallState.WRITING:
        return  # never launched
    if call.outcome is Outcome.ABANDONED:
        _teach_abandoned(cell, before, call, now)
    elif call.outcome is Outcome.CONNECTED:
        _teach_joined(cell, before, call, now)
    elif call.outcome is Outcome.MACHINE:
        if before.state is not CallState.MACHINE:
            cell.learned.machine(call.id, call.screened_at or call.ended_at or now)
    elif call.outcome is Outcome.CANCELLED:
        cell.learned.called_off(call.id, now)
    elif call.answered_at is None:
        cell.learned.ended_unanswered(call.id, now)


def _teach_abandoned(cell: Cell, before: Call, call: Call, now: float) -> None:
    """Count an abandoned call. One that leaves while being screened counts as a person, to err on the strict side.

    It counts at the end of its wait limit, as the row has it, even if reported long after.
    """
    if before.state not in (CallState.WAITING, CallState.CONNECTING):
        cell.learned.person(before.id, now)
    if not _known_abandoned(before):
        cell.learned.abandoned(before.id, call.unserved_at or call.ended_at or now)


def _known_abandoned(before: Call) -> bool:
    """Whether the call was already counted as abandoned: here, or by the engine that had it before."""
    taken_over = before.state is CallState.ANSWERED and before.unserved_at is not None
    return before.state is CallState.UNSERVED or taken_over


# No phone rang, or not to the end: that does not keep a promised call.
_NOT_TRIED = (Outcome.NOT_PLACED, Outcome.CANCELLED)
BOOKED_AGAIN_S = 30.0
SPARED_FOR_S = 60.0  # how soon to call a lead again whose refusal was the trunk's fault
GROWS_AT_MOST = (
    6  # doublings of the wait while something is broken: a minute becomes an hour, and by then it may be mended
)


def _step(cell: Cell, call: Call, lead: ClaimedLead, now: float) -> LeadStep:
    assert call.outcome is not None
    opted_out = call.opted_out_at is not None
    if call.outcome is Outcome.CONNECTED:
        return LeadStep(state=LeadState.WRAPPING, reason=OPTED_OUT if opted_out else "", suppress=opted_out)
    if opted_out:
        return LeadStep(state=LeadState.DONE, reason=OPTED_OUT, suppress=True)
    # A night with a broken trunk must use up neither attempts nor promised calls.
    refused = cell.lines.blames(call)
    spared = refused or call.outcome in _NOT_TRIED
    if call.callback_id is not None and spared:
        return LeadStep(state=LeadState.BOOKED, due_at=now + BOOKED_AGAIN_S, callback_id=call.callback_id, counts=False)
    outcomes = [past.outcome for past in without_refused(cell, call, lead.history)]  # newest first
    before = _in_a_row(outcomes, call.outcome) if spared else outcomes.count(call.outcome)
    result = Outcome.NOT_PLACED if refused else call.outcome
    step = next_step(
        result,
        rules=cell.campaign.retry_rules,
        attempts_with_result=before + 1,
        attempts=lead.attempts + (not spared),
        max_attempts=cell.campaign.rules.max_attempts,
        phones=len(lead.phones),
        phone_position=call.phone_position,
        now=now,
        times=_times(cell, result, call, lead),
    )
    return replace(step, counts=False) if spared else step


def _in_a_row(outcomes: Sequence[Outcome | None], outcome: Outcome) -> int:
    """How often the outcome came last in a row: waits grow while something is broken, and are short again after."""
    found = next((place for place, one in enumerate(outcomes) if one is not outcome), len(outcomes))
    return min(found, GROWS_AT_MOST)


def _times(cell: Cell, result: Outcome, call: Call, lead: ClaimedLead) -> Times | None:
    """When the person was tried and may be called; None unless a rule asks for another time of day."""
    rule = cell.campaign.retry_rules.get(result)
    if rule is None or not rule.other_time:
        return None
    tried_at = [call.placed_at or call.since, *(past.placed_at for past in lead.history)]
    rules = cell.campaign.rules
    return times_of(rules.hours, lead.zone_key, tried_at, default=rules.time_zone)


def resume(cell: Cell, agent_id: int, attempt_id: str | None, *, now: float) -> bool:
    """Join the agent and the person on hold; False if there is none, or another than the one named."""
    agent = cell.roster.get(agent_id)
    call = interrupted_talks.talk_of(cell, agent) if agent is not None else None
    if call is None or call.state is not CallState.ON_HOLD or attempt_id not in (None, call.id):
        return False
    return on_call(cell, call.id, Resumed(), now=now)


def call_off(cell: Cell, call_id: str) -> None:
    """Hang up a call that nobody has answered yet; its outcome will be `cancelled`."""
    call = cell.calls.get(call_id)
    if call is not None and call.state in UNANSWERED and not call.cancelled:
        cell.put(changed(call, cancelled=True))
        cell.effects.append(HangUp(call_id))


def tick_calls(cell: Cell, *, now: float) -> None:
    """End calls whose hang-up never came: their Originate failed, or they were found gone."""
    while cell.ended and now - next(iter(cell.ended.values())) >= ENDED_FOR_S:
        del cell.ended[next(iter(cell.ended))]
    for call_id in [call_id for call_id, at in cell.to_call_off.items() if at <= now]:
        del cell.to_call_off[call_id]
        call_off(cell, call_id)
    if cell.link_up:  # while it is down, the hang-up may be missed, and the audit reads its note
        _end_late(cell, now)
    end_again(cell, now=now)
    interrupted_talks.tick(cell, now=now)


def _end_late(cell: Cell, now: float) -> None:
    for call_id in [call.id for call in cell.calls.values() if (at := _ends_at(call)) is not None and now >= at]:
        on_call(cell, call_id, Vanished(), now=now)


def _ends_at(call: Call) -> float | None:
    """When a call is ended for which no hang-up has come by then; None: not by itself."""
    if call.state is CallState.FAILING:
        return call.since + (CHANNEL_ENDS_WITHIN_S if call.had_channel else FAILING_FOR_S)
    return None if call.gone_at is None else call.gone_at + FAILING_FOR_S


def adopt(cell: Cell, call: Call, lead: ClaimedLead, *, now: float) -> None:
    """Take over a call that an earlier engine left behind; an audit of the live channels says what it is now.

    A call for one agent alone has its agent reserved again; if the agent is not here, any free agent takes it.
    """
    if call.for_agent is not None and not agent_session.reserve(cell, call, now=now):
        call = changed(call, for_agent=None)
    cell.put(call)
    cell.leads[call.id] = lead
    cell.lines.hold(call.trunk_id)
    if (line := cell.lines.trunks.get(call.trunk_id)) is not None:
        line.alarm.adopt(call)
