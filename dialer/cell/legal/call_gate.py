"""The gate before every call, whoever asks for it: the campaign's own limits, then every rule of the law.

Also the rulings on the campaign as a whole: whether it may dial at all, and whether ahead of its agents.
"""

from collections.abc import Iterable
from dataclasses import replace

from dialer.cell.call.state_machine import UNANSWERED, Call
from dialer.cell.caller_ids.number_choice import NoNumber, shown_number
from dialer.cell.cell import Cell
from dialer.cell.effects import DeferLead, LogRuling, ReleaseLeads, RetireLead
from dialer.cell.legal.held_lists import HeldList, books_of, held_lists, refused_start
from dialer.cell.legal.legal_campaign import dial_mode, lawful, next_change, system_facts
from dialer.cell.legal.monitoring_policy import note_watching
from dialer.cell.legal.shown_numbers import caller_of
from dialer.compliance.campaign_limits import Contact, judge
from dialer.compliance.evaluators.abandoning import THROTTLES
from dialer.compliance.facts import Ask, CallFacts, CampaignFacts, ContactFacts, DialMode, Facts, Figures
from dialer.compliance.profile import AnyRule
from dialer.compliance.rules import decide, may_dial_ahead
from dialer.compliance.ruling import Answer, Fact, Manner, Ruling, allow
from dialer.compliance.vocabulary import Kind, Point
from dialer.people.leads.model import ClaimedLead, next_of
from dialer.people.leads.rules.retry import HELD_FOR_S, REFUSED_FOR_S
from dialer.telephony.destinations.model import TRUNK_FULL, destination_reason
from pacing.guard import counted
from pacing.snapshot import Constraint, Elsewhere, Mode

FULL_FOR_S = 60.0  # a lead whose trunks are over a cap is asked about again after so long, or when it lets go
LOOK_EVERY_S = 60.0  # rules, ages and days change on the minute at most
NOBODY = 0  # lead id of a ruling on the campaign as a whole


def look(cell: Cell, now: float) -> None:
    """Update the campaign's constraints and treatments, and the rulings on it as a whole, to `now`."""
    whole = cell.whole
    if now >= whole.look_at:
        cell.campaign = lawful(cell.settings, now)
        whole.lawful_numbers.clear()
        change = next_change(cell.settings, now)
        whole.look_at = min(now + LOOK_EVERY_S, change if change is not None else now + LOOK_EVERY_S)
        held = held_lists(cell.campaign, now)
        _refuse(cell, refused_start(cell.campaign, held, now))
        _log_lists(cell, held)
        note_watching(cell, now)
        whole.figures, whole.facts_of = (), ()
    _hold(cell, now)


def _refuse(cell: Cell, refused: Ruling | None) -> None:
    """Keep whether the rules refuse the campaign, and log a change."""
    before, cell.whole.refused = cell.whole.refused, refused
    if refused is not None and (before is None or before.rule_id != refused.rule_id):
        cell.effects.append(LogRuling(NOBODY, refused, point=Point.CAMPAIGN_START))
    elif before is not None and refused is None:
        cell.effects.append(LogRuling(NOBODY, _let_go(before), point=Point.CAMPAIGN_START))


def _let_go(before: Ruling, **facts: Fact) -> Ruling:
    """The ruling that the rule which objected no longer does."""
    said = allow(before.rule_id, **facts)
    return Ruling(said.answer, said.rule_id, before.profile_hash, (said,))


def _log_lists(cell: Cell, held: Iterable[HeldList]) -> None:
    """Log which lists the rules hold from now on, and which they release."""
    before = cell.whole.lists
    cell.whole.lists = {one.of.list_id: one for one in held}
    dialled = {one.list_id for one in cell.campaign.seen.dialled}
    for list_id, one in cell.whole.lists.items():
        if list_id not in before or before[list_id].ruling.rule_id != one.ruling.rule_id:
            cell.effects.append(LogRuling(NOBODY, one.ruling, point=Point.CAMPAIGN_START))
    for list_id, one in before.items():
        if list_id not in cell.whole.lists and list_id in dialled:
            free = _let_go(one.ruling, list=one.of.name, list_id=list_id)
            cell.effects.append(LogRuling(NOBODY, free, point=Point.CAMPAIGN_START))


def _hold(cell: Cell, now: float) -> None:
    """Ask whether calls may be dialled ahead, if the figures have changed."""
    whole, campaign = cell.whole, cell.campaign
    if not campaign.policy.mode.ahead:
        whole.held = None
        return
    if (news := _news(cell, campaign.policy.mode)) == whole.figures:
        return
    whole.figures = news
    facts = _with(cell, campaign.policy.mode, now)
    rulings = _on_ahead(cell, facts, now)
    whole.held = held = _objecting(rulings)
    if campaign.policy.mode is Mode.RATIO:  # what rings ahead changes with each call, and is not logged
        alone = replace(facts, rates={name: replace(one, ahead=0) for name, one in facts.rates.items()})
        rulings = _on_ahead(cell, alone, now)
        held = _objecting(rulings)
    now_said = held or _throttled(rulings) or next(iter(rulings), None)
    if now_said is not None:
        before, whole.told = whole.told, (now_said.rule_id, _step(now_said))
        if before != whole.told:
            cell.effects.append(LogRuling(NOBODY, now_said))


def _throttled(rulings: Iterable[Ruling]) -> Ruling | None:
    """The ruling that a rule's guard now lets fewer be dialled ahead; None if none does."""
    found = ((ruling, one) for ruling in rulings for one in ruling.answers if one.facts.get("guard") == THROTTLES)
    ruling, said = next(found, (None, None))
    return None if ruling is None or said is None else Ruling(said.answer, said.rule_id, ruling.profile_hash, (said,))


def _step(ruling: Ruling) -> str:
    return str(ruling.deciding.facts.get("guard", "")) if ruling.deciding is not None else ""


def _on_ahead(cell: Cell, facts: CampaignFacts, now: float) -> list[Ruling]:
    """What each of the campaign's laws says about dialling ahead of the agents."""
    asked = Facts(campaign=facts, system=system_facts(cell.campaign.seen))
    return [may_dial_ahead(book, asked, now) for book in books_of(cell.campaign)]


def _objecting(rulings: Iterable[Ruling]) -> Ruling | None:
    return next((ruling for ruling in rulings if ruling.answer is not Answer.ALLOW), None)


def _ahead(cell: Cell, mode: Mode) -> int:
    """Calls that would ring beyond the free agents, including the next one, if all of them might be lost.

    Only for a fixed ratio, which puts no price on them. Each cell that dials by a ratio over one budget may lose as
    many.
    """
    if mode is not Mode.RATIO:
        return 0
    able = cell.roster.able if cell.pool is None else cell.pool.able(cell)
    return cell.budget_shares * max(0, len(cell.in_flight) + len(cell.waiting) + 1 - able)


def mode_now(cell: Cell) -> Mode:
    """The campaign's mode, or one call for each ready agent where the rules allow no more."""
    mode = cell.campaign.policy.mode
    return Mode.PROGRESSIVE if mode.ahead and cell.whole.held is not None else mode


def _with(cell: Cell, mode: Mode, now: float) -> CampaignFacts:
    """The campaign's facts, with those that change from call to call."""
    # A lead that needs a free agent waits in the cell for the first to become free, so all at work count.
    staffed = cell.staffed
    key = (mode, staffed, *_news(cell, mode))
    if cell.whole.facts_of != key:
        ahead = _ahead(cell, mode)
        rates = {one.name: _figures(cell, one, ahead, now) for one in cell.campaign.policy.constraints}
        cell.whole.facts = replace(cell.campaign.facts, mode=dial_mode(mode), agents_free=staffed, rates=rates)
        cell.whole.facts_of = key
    return cell.whole.facts


def _figures(cell: Cell, constraint: Constraint, ahead: int, now: float) -> Figures:
    """The calls of a constraint's window, counted as the pacer's guard counts them.

    This includes other cells that share its budget: for the law, a campaign dialled from two Asterisks is one campaign.
    """
    policy = cell.campaign.policy
    own = counted(cell.learned.tally, constraint, policy, now)
    others = cell.elsewhere.get(constraint.name, _NOBODY_ELSE)
    return Figures(
        abandoned=own.abandoned + others.abandoned,
        counted=own.answered + others.answered,
        ahead=ahead,
    )


_NOBODY_ELSE = Elsewhere(answered=0.0, abandoned=0.0)


def _news(cell: Cell, mode: Mode) -> tuple[float, ...]:
    """The counts that rates are judged by, here and in other cells, to detect a change."""
    tally = cell.learned.tally
    others = (figure for one in cell.elsewhere.values() for figure in (one.answered, one.abandoned))
    return (tally.served, tally.abandoned, tally.machines, tally.met, _ahead(cell, mode), *others)


def ask(
    cell: Cell, lead: ClaimedLead, now: float, *, agent_reserved: bool = False, by_hand: bool = False
) -> Ruling | None:
    """May the lead be called now? The ruling if so (ALLOW or DEGRADE); else None, and the lead is put away.

    `by_hand`: an agent has asked for this very call.
    """
    phone = next_of(lead.phones, lead.next_phone)
    if phone is None:
        cell.effects.append(RetireLead(lead.lead_id, "no_phone"))
        return None
    if _is_kept_by_trunks(cell, lead, phone.number, now):
        return None
    promised = bool(lead.history) and lead.history[0].disposition in cell.campaign.promises
    contact = Contact(number=phone.number, zone_key=lead.zone_key, attempts=lead.attempts, promised=promised)
    own = judge(contact, cell.campaign.rules, now=now)
    if own.answer is Answer.DEFER and own.until is not None:
        cell.effects.append(DeferLead(lead.lead_id, own.until, own.rule))
        return None
    if own.answer is Answer.REFUSE:
        cell.effects.append(RetireLead(lead.lead_id, own.rule))
        return None
    ruling = _on_number(cell, lead, phone.number, now, agent_reserved=agent_reserved, by_hand=by_hand)
    if ruling is None:
        return None
    _obey(cell, lead, ruling, now)
    return ruling if ruling.answer in (Answer.ALLOW, Answer.DEGRADE) else None


def _is_kept_by_trunks(cell: Cell, lead: ClaimedLead, number: str, now: float) -> bool:
    """Put the lead off if no trunk may call its number, or all that may are over a cap: it loses no attempt."""
    trunk_ids = cell.campaign.trunk_ids
    if (found := cell.lines.refusal(trunk_ids, number)) is not None:
        line, why = found
        if line.hour is not None:
            line.hour.refuse(number, why, now, cell.campaign.name)
        cell.effects.append(DeferLead(lead.lead_id, now + HELD_FOR_S, destination_reason(why)))
        return True
    if (until := cell.lines.full_until(trunk_ids, number, now)) is not None:
        cell.effects.append(DeferLead(lead.lead_id, max(until, now + FULL_FOR_S), TRUNK_FULL))
        return True
    return False


def _on_number(
    cell: Cell, lead: ClaimedLead, number: str, now: float, *, agent_reserved: bool, by_hand: bool
) -> Ruling | None:
    """The law's ruling on the call with the number that it would show; None if the lead waits for such a number."""
    trunk_id = _trunk_for(cell, lead, number, now)
    shown = shown_number(cell, lead, number, trunk_id, now)
    if not isinstance(shown, NoNumber):
        ruling = _law(cell, lead, now, trunk_id, shown, agent_reserved=agent_reserved, by_hand=by_hand)
        if not _is_on_pool(cell, lead, ruling):
            return ruling
        # What proves the number has ended since the campaign was looked at: the pool may have another.
        cell.whole.lawful_numbers.clear()
        shown = shown_number(cell, lead, number, trunk_id, now)
    if isinstance(shown, NoNumber):
        until = shown.until if shown.until is not None else now + HELD_FOR_S
        cell.effects.append(DeferLead(lead.lead_id, max(until, now + FULL_FOR_S), shown.why.value))
        return None
    return _law(cell, lead, now, trunk_id, shown, agent_reserved=agent_reserved, by_hand=by_hand)


def _is_on_pool(cell: Cell, lead: ClaimedLead, ruling: Ruling) -> bool:
    """Whether the rule on the number shown refuses, of a campaign that may have another one."""
    if ruling.answer is not Answer.REFUSE or cell.campaign.caller_id_pool is None:
        return False
    rule = _rule(cell, lead, ruling)
    return rule is not None and rule.kind is Kind.CLI


def _trunk_for(cell: Cell, lead: ClaimedLead, number: str, now: float) -> int:
    """The trunk that a call to the lead would take now; the campaign's first if none is free."""
    refused = cell.refused_by(lead.lead_id, now)
    line = cell.lines.best(cell.campaign.trunk_ids, now, avoiding=refused, number=number)
    return line.id if line is not None else next(iter(cell.campaign.trunk_ids), 0)


def _law(
    cell: Cell, lead: ClaimedLead, now: float, trunk_id: int, shown: str, *, agent_reserved: bool, by_hand: bool
) -> Ruling:
    campaign = cell.campaign
    book = campaign.books.book(lead.country) if campaign.books is not None else None
    contact = lead.contact or ContactFacts()
    callback = cell.bookings.known.get(lead.callback_id or 0)
    appointment = callback is not None and callback.is_expected(now)
    if appointment or agent_reserved:
        contact = replace(contact, appointment=appointment, agent_reserved=agent_reserved)
    of_campaign = _with(cell, mode_now(cell), now)
    facts = Facts(
        campaign=replace(of_campaign, mode=DialMode.MANUAL) if by_hand else of_campaign,
        contact=contact,
        caller=caller_of(campaign, trunk_id, shown) or _NOTHING_SHOWN,
        system=system_facts(campaign.seen, log_works=not cell.stock.silent),
    )
    return decide(Point.PRE_DIAL, book, facts, now)


def may_call_off_at(cell: Cell, call: Call, now: float) -> float:
    """The earliest instant when we may end the ringing: some laws forbid ringing too briefly.

    The ruling is logged: each call is asked about once, when its campaign stops.
    """
    if call.state not in UNANSWERED or cell.campaign.books is None:
        return now
    book = cell.campaign.books.book(call.country)
    facts = Facts(call=CallFacts(ask=Ask.CALL_OFF, ringing_at=call.ringing_at), system=system_facts(cell.campaign.seen))
    ruling = decide(Point.IN_CALL, book, facts, now, kind=Kind.MIN_RING)
    cell.effects.append(LogRuling(call.lead_id, ruling, point=Point.IN_CALL))
    return ruling.until or now if ruling.answer is Answer.DEFER else now


_NOTHING_SHOWN = Facts().caller


def _obey(cell: Cell, lead: ClaimedLead, ruling: Ruling, now: float) -> None:
    """Put the lead away if it must not be called, and log the ruling."""
    if ruling.answer is Answer.ALLOW:
        return  # written with the attempt
    if ruling.manner is Manner.PROGRESSIVE:
        return  # on the campaign, whose hold is logged by itself: as many ring ahead as may, and this lead is next
    cell.effects.append(LogRuling(lead.lead_id, ruling))
    held = cell.whole.lists.get(lead.list_id)
    if ruling.answer is Answer.REFUSE and ruling.final:
        cell.effects.append(RetireLead(lead.lead_id, _reason(cell, lead, ruling)))
    elif held is not None and held.ruling.rule_id == ruling.rule_id:
        cell.effects.append(DeferLead(lead.lead_id, now + HELD_FOR_S, ruling.rule_id))
    elif _stops_the_campaign(cell, lead, ruling, now):
        cell.effects.append(ReleaseLeads((lead.lead_id,)))
    elif ruling.answer is Answer.DEFER:
        cell.effects.append(DeferLead(lead.lead_id, ruling.until or now + REFUSED_FOR_S, ruling.rule_id))
    elif ruling.answer is Answer.REFUSE:
        cell.effects.append(DeferLead(lead.lead_id, now + REFUSED_FOR_S, ruling.rule_id))


def _stops_the_campaign(cell: Cell, lead: ClaimedLead, ruling: Ruling, now: float) -> bool:
    """Whether the rule now refuses the campaign as a whole, for instance as the test of its number has become too old.

    Then the campaign is held, instead of deferring one lead after the other for an hour.
    """
    rule = _rule(cell, lead, ruling)
    if rule is None or Point.CAMPAIGN_START not in rule.points:
        return False
    refused = refused_start(cell.campaign, held_lists(cell.campaign, now), now)
    if refused is None or refused.rule_id != ruling.rule_id:
        return False
    _refuse(cell, refused)
    return True


def _rule(cell: Cell, lead: ClaimedLead, ruling: Ruling) -> AnyRule | None:
    book = cell.campaign.books.book(lead.country) if cell.campaign.books is not None else None
    return book.profile.rule(ruling.rule_id) if book is not None else None


def _reason(cell: Cell, lead: ClaimedLead, ruling: Ruling) -> str:
    """Why the lead is done: `suppressed` for the person's own opt-out, else the rule's id."""
    rule = _rule(cell, lead, ruling)
    return "suppressed" if rule is not None and rule.kind is Kind.SUPPRESSION else ruling.rule_id
