"""A call that its carrier has refused goes on over the next trunk of the group, as the lead's next attempt.

One call to one person: the next is placed when the first has ended, and its end is written. Each is an attempt of its
own, so that every figure of a trunk can be counted again from its rows; the lead's number of attempts grows by one, for
the call that is not refused. The law's and the campaign's caps count all of them, to be on the safe side, and the gate
is asked again.
"""

from collections.abc import Sequence
from typing import Final

from dialer.cell.call.state_machine import Call, CallState
from dialer.cell.cell import Cell, Failover
from dialer.cell.dialling.hopper import put_again
from dialer.cell.effects import ClaimAgain
from dialer.cell.events import CallEvent, HungUp
from dialer.cell.trunks.refusal_breaker import QUICK_S
from dialer.compliance.facts import DialMode
from dialer.core.enums import LeadState, Outcome
from dialer.people.leads.model import ClaimedLead, PastAttempt
from dialer.people.leads.rules.retry import LeadStep
from dialer.telephony.trunks.rules import goes_on

KEPT_S: Final = 60.0  # how long the trunks that refused a lead are left out
_REFUSED: Final = (Outcome.CONGESTION, Outcome.FAILED, Outcome.INVALID_NUMBER)  # outcomes of refused calls
_BY_HAND: Final = (DialMode.PREVIEW, DialMode.MANUAL)  # the agent sees what became of it, and dials again


def after_refusal(cell: Cell, before: Call, call: Call, event: CallEvent, *, now: float) -> LeadStep | None:
    """The lead's step if its refused call goes on over another trunk; None if it does not.

    It must have ended, for a cause of the group, within QUICK_S and before any phone rang, and a trunk of the group
    that has not refused it must be in use.
    """
    group, refused = cell.lines.group, cell.refused_by(call.lead_id, now)
    cell.failovers.pop(call.lead_id, None)
    if group is None or not isinstance(event, HungUp) or not _is_refused(before, call, group.failover_on, now):
        return None
    trunks = refused | {call.trunk_id}
    if not cell.lines.has_other(cell.campaign.trunk_ids, trunks, call.number):
        return None
    _forget_old(cell, now)
    cell.failovers[call.lead_id] = Failover(trunks, now + KEPT_S)
    cell.went_on.append(call.id)
    if call.callback_id is not None:
        return LeadStep(state=LeadState.BOOKED, due_at=now, callback_id=call.callback_id, counts=False)
    if call.mode not in _BY_HAND:
        cell.effects.append(ClaimAgain(call.id, call.lead_id))
    return LeadStep(state=LeadState.OPEN, due_at=now, next_phone=call.phone_position, counts=False)


def on_claimed_again(cell: Cell, lead: ClaimedLead | None) -> None:
    """The lead of a refused call was claimed for its next trunk: it is next. None: somebody else has it, or a cap."""
    if lead is not None:
        put_again(cell, lead)


def without_refused(cell: Cell, call: Call, history: Sequence[PastAttempt]) -> list[PastAttempt]:
    """The lead's past attempts, newest first, without those that went on over another trunk.

    Rows do not say which these are: within a group, an attempt that failed and was followed by another within KEPT_S.
    """
    if cell.lines.group is None:
        return list(history)
    next_at = [call.placed_at, *(past.placed_at for past in history)]
    return [
        past
        for past, followed_at in zip(history, next_at, strict=False)
        if past.outcome not in _REFUSED or followed_at - past.placed_at > KEPT_S
    ]


def _is_refused(before: Call, call: Call, causes: tuple[str, ...], now: float) -> bool:
    if call.ringing_at is not None or call.answered_at is not None or call.cancelled:
        return False
    told_at = before.since if before.state is CallState.FAILING else now
    quick = 0.0 <= told_at - call.placed_at <= QUICK_S
    return quick and goes_on(causes, cause=call.cause or 0, tech_cause=call.tech_cause)


def _forget_old(cell: Cell, now: float) -> None:
    for lead_id in [lead_id for lead_id, one in cell.failovers.items() if now >= one.until]:
        del cell.failovers[lead_id]
