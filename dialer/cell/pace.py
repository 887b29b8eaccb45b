"""How many calls are started: the cell as the pacer sees it, the pacer's decision, and what keeps from asking it."""

from dialer.cell.calls import call_off
from dialer.cell.cell import Cell
from dialer.cell.hopper import refill
from dialer.cell.preview import offer
from dialer.cell.start import start
from dialer.cell.why import Because, Idle
from dialer.words import CampaignStatus
from pacing.decide import decide
from pacing.snapshot import Mode, Snapshot


def pace(cell: Cell, *, now: float) -> None:
    """Start the calls that should be started at `now`; say why not more, and when to ask again."""
    cell.wake_at = None
    why = blocked(cell)
    if why is None:
        why = refill(cell, now)
    if why is not None:
        cell.why, cell.decision = why, None
        return
    decision = decide(snapshot(cell, now), cell.campaign.policy)
    cell.decision, cell.decided_at, cell.wake_at = decision, now, decision.wake_at
    cell.why = Because(decision.reason.code, decision.reason.facts)
    for call_id in decision.call_off:
        call_off(cell, call_id)
    if decision.dial > 0:
        if cell.campaign.policy.mode is Mode.PREVIEW:
            offer(cell, decision.dial, now)
        else:
            start(cell, decision.dial, now)


def blocked(cell: Cell) -> Because | None:
    """What keeps the cell from dialling at all."""
    if cell.draining:
        return Because(Idle.DRAINING)
    if cell.trouble:
        return Because(Idle.BAD_SETTINGS, {"trouble": cell.trouble})
    if cell.campaign.status is CampaignStatus.STOPPED:
        return Because(Idle.STOPPED)
    if cell.campaign.status is CampaignStatus.PAUSED:
        return Because(Idle.PAUSED)
    if not cell.link_up:
        return Because(Idle.LINK_DOWN, {"node": cell.lines.node.name})
    if not cell.campaign.trunk_ids:
        return Because(Idle.NO_TRUNK)
    if not cell.lines.usable(cell.campaign.trunk_ids):
        names = [cell.lines.trunks[i].name for i in cell.campaign.trunk_ids if i in cell.lines.trunks]
        return Because(Idle.TRUNK_DOWN, {"trunks": ", ".join(names)})
    return None


def snapshot(cell: Cell, now: float) -> Snapshot:
    """The cell as the pacer sees it."""
    trunk_ids = cell.campaign.trunk_ids
    starts = cell.lines.starts(trunk_ids, now)
    return Snapshot(
        now=now,
        agents_ready=cell.roster.able,
        agents_busy=tuple(cell.roster.busy.values()),
        calls=tuple(cell.in_flight.values()),
        calls_waiting=sum(call.for_agent is None for call in cell.waiting.values()),
        leads_left=len(cell.hopper),
        lines_left=cell.lines.free(trunk_ids),
        starts_left=starts,
        next_start_at=None if starts else cell.lines.next_start_at(trunk_ids, now),
        learned=cell.learned,
    )
