"""How many calls are started: obstacles to asking the pacer, its decision, and what follows from it."""

from collections.abc import Iterable
from dataclasses import replace

from dialer.cell.call.call_handling import call_off
from dialer.cell.caller_ids.number_choice import pool_wait
from dialer.cell.cell import Cell
from dialer.cell.dialling.callbacks import serve, tell_who_waits
from dialer.cell.dialling.hopper import refill
from dialer.cell.dialling.idle_reasons import Because, Facts, Idle
from dialer.cell.dialling.pacing_snapshot import policy, snapshot
from dialer.cell.dialling.placement import start, start_promised
from dialer.cell.dialling.preview import offer
from dialer.cell.legal.call_gate import look
from dialer.cell.legal.held_lists import books_of
from dialer.compliance.objections import objection
from dialer.compliance.profile_status import CLOCK_LOST_S
from dialer.compliance.rules import Rulebook
from dialer.compliance.ruling import Ruling
from dialer.core.enums import CampaignStatus
from dialer.i18n.message import joined, msg
from dialer.telephony.destinations.words import CAP_NAMES
from pacing.decide import decide
from pacing.snapshot import STARTS_LIMITED, Decision, Mode, Why


def pace(cell: Cell, *, now: float) -> None:
    """Start the calls that are due at `now`; record why not more, and when to ask again."""
    cell.wake_at = None
    cell.lines.pass_time(now)
    why = _kept(cell, now)
    if why is not None:
        _wait(cell, why, now)
        return
    start_promised(cell, now)
    seen, allowed = snapshot(cell, now), policy(cell, now)
    decision = decide(seen, allowed)
    cell.learned.scale.priced(decision.price, now)
    cell.decisions.note(seen, decision)
    cell.learned.look(seen, allowed, cell.roster.busy)
    cell.decision, cell.decided_at, cell.wake_at = decision, now, decision.wake_at
    cell.why = _held(cell, decision) or Because(decision.reason.code, decision.reason.facts)
    for call_id in decision.call_off:
        call_off(cell, call_id)
    if decision.dial > 0:
        if allowed.mode is Mode.PREVIEW:
            if offer(cell, decision.dial, now):  # else its turn is still to come
                cell.dialled_at = now
        else:
            cell.dialled_at = now
            start(cell, decision.dial, now)
            start_promised(cell, now)
            _wake_for_next_start(cell, decision, now)
    if cell.whole.refused is not None:  # the gate found it when asked about a lead
        cell.why = blocked(cell, now) or cell.why


def _kept(cell: Cell, now: float) -> Because | None:
    """What keeps the cell from asking its pacer; if nothing, serve call-backs and claim leads."""
    why = blocked(cell, now)
    if why is None and cell.stock.silent:
        refill(cell, now)  # asking the gate now would defer every lead: its answers could not be written
        why = Because(Idle.STORE_DOWN)
    if why is not None:
        tell_who_waits(cell, why)
        return why
    serve(cell, now=now)
    return refill(cell, now)


def _wait(cell: Cell, why: Because, now: float) -> None:
    cell.why, cell.decision = why, None
    cell.decisions.idle(why, now)
    cell.wake_at = _mended_at(cell, why, now)
    if cell.link_up and cell.calls:  # ringing calls may still find no agent
        _only_call_off(cell, now)


def _mended_at(cell: Cell, why: Because, now: float) -> float | None:
    """When the obstacle to dialling may end by itself."""
    tried_at = float(why.facts["tried_at"]) if why.code is Idle.TRUNK_RESTS else now
    return min((at for at in (cell.stock.write_again_at, tried_at) if at > now), default=None)


def _only_call_off(cell: Cell, now: float) -> None:
    """Call off calls that ring for nobody, as the pacer does without leads; no price is learned from it."""
    decision = decide(replace(snapshot(cell, now), leads_left=0), policy(cell, now))
    for call_id in decision.call_off:
        call_off(cell, call_id)
    cell.wake_at = min((at for at in (cell.wake_at, decision.wake_at) if at is not None), default=None)


def _wake_for_next_start(cell: Cell, decision: Decision, now: float) -> None:
    """Wake when the limits allow the next start: more calls are wanted than could start now."""
    if decision.reason.code in STARTS_LIMITED:
        next_at = cell.lines.next_start_at(cell.campaign.trunk_ids, now)
        cell.wake_at = min((at for at in (cell.wake_at, next_at) if at is not None), default=None)


def held_back(cell: Cell, *, now: float) -> bool:
    """Whether calls are wanted and the calls-per-second limits allow none before `wake_at`."""
    limited = cell.decision is not None and cell.decision.reason.code in STARTS_LIMITED
    return limited and cell.wake_at is not None and cell.wake_at > now


_OTHER_BOUNDS = (Why.NO_AGENT, Why.NO_LEAD, Why.NO_LINE, *STARTS_LIMITED, Why.CALLS_WAITING)


def _held(cell: Cell, decision: Decision) -> Because | None:
    """Why a campaign that would dial ahead does not: a rule limits it to one call for each ready agent."""
    held = cell.whole.held
    if held is None or decision.reason.code in _OTHER_BOUNDS:
        return None
    return Because(Idle.RULES_HOLD, objected(held, books_of(cell.campaign)))


def objected(ruling: Ruling, books: Iterable[Rulebook]) -> Facts:
    """The deciding rule's objection, with the facts it saw and how to mend it."""
    said = objection(ruling, books)
    what = msg("{what} ({facts})", what=said.what, facts=joined(", ", said.facts)) if said.facts else said.what
    return {"rule": said.rule, "what": what, "mend": said.mend}


def blocked(cell: Cell, now: float) -> Because | None:
    """What keeps the cell from dialling at all."""
    if cell.draining:
        return Because(Idle.DRAINING)
    if cell.trouble:
        return Because(Idle.BAD_SETTINGS, {"trouble": cell.trouble})
    if cell.campaign.status is CampaignStatus.STOPPED:
        return Because(Idle.STOPPED)
    if cell.campaign.status is CampaignStatus.PAUSED:
        return Because(Idle.PAUSED)
    if not cell.campaign.trunk_ids:
        return Because(Idle.NO_TRUNK)
    if cell.campaign.caller_id_pool is not None and not cell.campaign.presence.numbers:
        return Because(Idle.CALLER_IDS_NONE, {"pool": cell.campaign.caller_id_pool.name})
    look(cell, now)
    if cell.whole.refused is not None:
        return Because(Idle.RULES_REFUSE, objected(cell.whole.refused, books_of(cell.campaign)))
    if not cell.link_up:
        return Because(Idle.LINK_DOWN, {"node": cell.lines.node.name})
    if abs(cell.asterisk_ahead_s) > CLOCK_LOST_S:
        return _clocks_apart(cell)
    if now < cell.stock.write_again_at:
        return Because(Idle.STORE_DOWN)
    if not cell.lines.usable(cell.campaign.trunk_ids):
        return _no_way_out(cell, now)
    return _no_number(cell, now)


def _no_number(cell: Cell, now: float) -> Because | None:
    """No number of the pool of caller ids may be shown now."""
    wait, pool = pool_wait(cell, now), cell.campaign.caller_id_pool
    if wait is None or pool is None:
        return None
    facts = {"pool": pool.name} | ({} if wait.until is None else {"free_at": wait.until})
    return Because(Idle(wait.why.value), facts)


def _clocks_apart(cell: Cell) -> Because:
    """The two clocks differ. Which one is wrong is not known, and calling hours go by ours."""
    code = Idle.CLOCK_AHEAD if cell.asterisk_ahead_s < 0.0 else Idle.CLOCK_BEHIND
    return Because(code, {"node": cell.lines.node.name, "apart_s": round(abs(cell.asterisk_ahead_s))})


def _no_way_out(cell: Cell, now: float) -> Because:
    lines = [cell.lines.trunks[i] for i in cell.campaign.trunk_ids if i in cell.lines.trunks]
    trunks = ", ".join(line.name for line in lines)
    if full := [line.hour for line in lines if line.hour is not None and line.is_full]:
        caps = joined(", ", dict.fromkeys(CAP_NAMES[kind] for hour in full for kind in hour.reached))
        until = min(hour.frees_at(now) for hour in full)
        return Because(Idle.TRUNK_FULL, {"trunks": trunks, "caps": caps, "full_until": until})
    breakers = map(cell.lines.breaker, lines)
    suspended = [(breaker.until, breaker.cause) for breaker in breakers if breaker.until is not None]
    if not suspended:
        refused = bool(lines) and not any(line.allowed for line in lines)
        return Because(Idle.TRUNK_NOT_ALLOWED if refused else Idle.TRUNK_DOWN, {"trunks": trunks})
    tried_at, cause = min(suspended)
    return Because(Idle.TRUNK_RESTS, {"trunks": trunks, "tried_at": tried_at, "cause": cause})
