"""Registers: what goes out, what comes in, and how long an answer counts, on both databases."""

import pytest

from dialer.campaigns.store import legal_facts
from dialer.core.errors import ScrubNotOpen, UnknownList, UnknownScrub
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from dialer.people.leads.store.claim.claims import still_held
from dialer.people.registers.model import REGISTERS, AnswerState
from dialer.people.registers.store.registers import Scrub

NOW = 1_700_000_000.0
DAY = 86400.0
RPO = REGISTERS["RPO"]
NUMBERS = ["+390212345678", "+390212345679", "+393331234567"]


async def filled(centre, numbers=tuple(NUMBERS), phones_each=1):
    leads = [
        NewLead(phones=tuple((number, "") for number in numbers[start : start + phones_each]))
        for start in range(0, len(numbers), phones_each)
    ]
    await centre.store.leads.add(centre.leads.id, leads)


async def sent_out(centre, *, older_than=None, now=NOW) -> tuple[Scrub, list[str]]:
    registers = centre.store.registers
    scrub = await registers.open_scrub(centre.leads.id, RPO, actor="test", now=now)
    numbers, after = [], (0, -1)
    while after is not None:
        more, after = await registers.out(scrub, RPO, after=after, older_than=older_than)
        numbers += more
    return await registers.sent(scrub.id, sha256="f" * 64, now=now), numbers


def hashed(centre, answers):
    return {centre.store.digests.number(number): listed for number, listed in answers.items()}


async def answered(centre, answers, *, at=NOW, receipt="R-1") -> Scrub:
    registers = centre.store.registers
    scrub, _ = await sent_out(centre, now=at)
    await registers.answer(scrub.id, hashed(centre, answers), checked_at=at)
    return await registers.returned(
        scrub.id, receipt=receipt, version="v7", sha256="", actor="test", checked_at=at, now=at
    )


async def test_every_number_of_the_list_goes_out_once(centre):
    await filled(centre, [*NUMBERS, "+442079460000"], phones_each=2)
    await filled(centre, [NUMBERS[0]])
    scrub, numbers = await sent_out(centre)
    assert sorted(numbers) == sorted(NUMBERS)
    assert (scrub.status, scrub.sent, scrub.company_id) == ("sent", 3, centre.company.id)


async def test_long_lists_go_out_in_chunks_without_loss(centre):
    many = [f"+39333{index:07d}" for index in range(4100)]
    await filled(centre, many, phones_each=3)
    scrub, numbers = await sent_out(centre)
    assert sorted(numbers) == many
    assert scrub.sent == 4100


async def test_whoever_waited_for_the_answer_waits_no_longer(centre):
    await filled(centre)
    leads = centre.store.leads
    reasons = ("IT-RPO", "skipped", "IT-HOURS")
    held = {lead.lead_id: reason for lead, reason in zip(await centre.claim(zones=("",)), reasons, strict=True)}
    for lead_id, reason in held.items():  # the gate asks again within a day where people can mend it; hours are longer
        wait_s = 2 * DAY if reason == "IT-HOURS" else 3600.0
        assert await leads.defer(lead_id, owner="engine", until=NOW + wait_s, reason=reason)
    await answered(centre, dict.fromkeys(NUMBERS, False), at=NOW + 60.0)
    now = {
        held[one]: (lead.due_at, lead.wait_reason) for one in held if (lead := await leads.get(one, sees=EVERYTHING))
    }
    assert now == {
        "IT-RPO": (NOW + 60.0, ""),
        "skipped": (NOW + 3600.0, "skipped"),
        "IT-HOURS": (NOW + 2 * DAY, "IT-HOURS"),
    }


async def test_whoever_holds_leads_has_those_no_more_that_the_register_has(centre):
    await filled(centre)
    held = {lead.phones[0].number: lead.lead_id for lead in await centre.claim(zones=("",))}
    await answered(centre, {number: number == NUMBERS[0] for number in NUMBERS}, at=NOW + 60.0)
    kept = await centre.store.database.read(still_held, held.values(), owner="engine")
    assert kept == {held[number] for number in NUMBERS[1:]}


@pytest.mark.parametrize("name", list(REGISTERS))
async def test_an_answer_counts_up_to_its_age_and_not_a_second_longer(centre, name):
    register = REGISTERS[name]
    number = (
        register.calling_code + {"+39": "0212345678", "+1": "2125551234", "+44": "2079460000"}[register.calling_code]
    )
    await filled(centre, [number])
    registers = centre.store.registers
    scrub = await registers.open_scrub(centre.leads.id, register, actor="test", now=NOW)
    await registers.out(scrub, register, after=(0, -1), older_than=None)
    await registers.sent(scrub.id, sha256="", now=NOW)
    assert await registers.answer(scrub.id, hashed(centre, {number: False}), checked_at=NOW) == 1
    for age, state in [(register.max_age_s, AnswerState.FRESH), (register.max_age_s + 1.0, AnswerState.STALE)]:
        facts = await registers.scrub_facts(number, centre.company.id, now=NOW + age)
        [mine] = [one for one in facts if one.register_name == name]
        assert (mine.state, mine.age_s, mine.listed) == (state, age, False)
    assert (RPO.max_age_s, REGISTERS["NDNC"].max_age_s, REGISTERS["TPS"].max_age_s) == (15 * DAY, 31 * DAY, 28 * DAY)


async def test_an_answer_is_the_companies_own(centre):
    await filled(centre)
    await answered(centre, dict.fromkeys(NUMBERS, False))
    other = await centre.store.companies.create("Other")
    [mine] = await centre.store.registers.scrub_facts(NUMBERS[0], centre.company.id, now=NOW)
    [theirs] = await centre.store.registers.scrub_facts(NUMBERS[0], other.id, now=NOW)
    assert (mine.state, mine.receipt, mine.version) == (AnswerState.FRESH, "R-1", "v7")
    assert (theirs.state, theirs.listed, theirs.age_s) == (AnswerState.MISSING, None, None)


async def test_a_number_asked_and_not_answered_is_missing(centre):
    await filled(centre)
    await answered(centre, {NUMBERS[0]: True})
    facts = await centre.store.registers.scrub_facts_of(NUMBERS, centre.company.id, now=NOW)
    assert [facts[number][0].listed for number in NUMBERS] == [True, None, None]


async def test_what_was_not_asked_is_not_believed(centre):
    await filled(centre)
    scrub, _ = await sent_out(centre)
    assert await centre.store.registers.answer(scrub.id, hashed(centre, {"+390299999999": False}), checked_at=NOW) == 0
    [facts] = await centre.store.registers.scrub_facts("+390299999999", centre.company.id, now=NOW)
    assert facts.state is AnswerState.MISSING


@pytest.mark.gate
async def test_the_rest_can_be_given_one_answer(centre):
    await filled(centre)
    registers = centre.store.registers
    scrub, _ = await sent_out(centre)
    await registers.answer(scrub.id, hashed(centre, {NUMBERS[1]: True}), checked_at=NOW)
    last = sorted(hashed(centre, dict.fromkeys(NUMBERS, False)))[1]
    assert await registers.answer_rest(scrub.id, listed=False, checked_at=NOW, most=2) in ((1, last), (2, last))
    assert (await registers.answer_rest(scrub.id, listed=False, checked_at=NOW, after=last))[1] is None
    assert await registers.answer_rest(scrub.id, listed=False, checked_at=NOW) == (0, None)
    done = await registers.returned(scrub.id, receipt="R", version="", sha256="", actor="test", checked_at=NOW, now=NOW)
    assert (done.status, done.sent, done.listed) == ("returned", 3, 1)


@pytest.mark.gate
async def test_an_earlier_asking_that_comes_back_late_does_not_undo_a_later_one(centre):
    await filled(centre)
    registers = centre.store.registers
    early, _ = await sent_out(centre)
    await answered(centre, dict.fromkeys(NUMBERS, True), at=NOW + DAY)
    await registers.answer(early.id, hashed(centre, {NUMBERS[0]: False}), checked_at=NOW + 2 * DAY)
    assert await registers.answer_rest(early.id, listed=False, checked_at=NOW + 2 * DAY) == (0, None)
    facts = await registers.scrub_facts_of(NUMBERS, centre.company.id, now=NOW + 2 * DAY)
    assert [facts[number][0].listed for number in NUMBERS] == [True, True, True]


async def test_only_what_is_due_goes_out_again(centre):
    await filled(centre)
    await answered(centre, {NUMBERS[0]: False})
    _, numbers = await sent_out(centre, older_than=NOW - DAY, now=NOW + 1.0)
    assert sorted(numbers) == NUMBERS[1:]
    _, numbers = await sent_out(centre, older_than=NOW + 1.0, now=NOW + 2.0)
    assert sorted(numbers) == NUMBERS


async def test_an_asking_is_answered_once_and_only_after_it_went_out(centre):
    await filled(centre)
    registers = centre.store.registers
    opened = await registers.open_scrub(centre.leads.id, RPO, actor="test", now=NOW)
    with pytest.raises(ScrubNotOpen):
        await registers.answer(opened.id, {}, checked_at=NOW)
    done = await answered(centre, {NUMBERS[0]: True})
    with pytest.raises(ScrubNotOpen):
        await registers.answer(done.id, {NUMBERS[0]: False}, checked_at=NOW)
    with pytest.raises(UnknownScrub):
        await registers.answer(4711, {}, checked_at=NOW)
    with pytest.raises(UnknownList):
        await registers.open_scrub(4711, RPO, actor="test", now=NOW)


async def test_the_status_tells_what_counts_no_more(centre):
    await filled(centre)
    await answered(centre, {NUMBERS[0]: True, NUMBERS[1]: False})
    await answered(centre, {NUMBERS[2]: True}, at=NOW + 10 * DAY)
    status = await centre.store.registers.status(centre.company.id, now=NOW + 16 * DAY)
    rpo = next(one for one in status if one.register_name == "RPO")
    assert (rpo.fresh, rpo.stale, rpo.listed, rpo.oldest_fresh_at) == (1, 2, 1, NOW + 10 * DAY)


async def test_both_ways_are_in_the_audit_without_a_number(centre):
    await filled(centre)
    await answered(centre, {NUMBERS[0]: True})
    lines = await centre.store.audit.list()
    told = {line.action: line.facts for line in lines}
    assert told["register.in"]["listed"] == 1
    assert told["register.in"]["receipt"] == "R-1"
    assert told["register.out"]["numbers"] == 3
    assert not any(number[4:] in repr(lines) for number in NUMBERS)


async def test_each_list_is_told_with_its_answers_and_how_many_numbers_of_each_country_it_has(centre):
    await filled(centre, [*NUMBERS, "+442079460000"], phones_each=2)
    await filled(centre, [NUMBERS[0]])
    await answered(centre, {}, at=NOW)
    lists = centre.store.lists
    second, off, _empty = [
        await lists.create(name=name, company_id=centre.company.id, campaign_id=centre.campaign.id, now=NOW)
        for name in ("April", "Off", "Empty")
    ]
    await centre.store.leads.add(second.id, [NewLead(phones=((NUMBERS[0], ""),))])
    await centre.store.leads.add(off.id, [NewLead(phones=((NUMBERS[0], ""),))])
    await lists.set_enabled(off.id, enabled=False, actor="test", now=NOW)
    april, march = await centre.store.law.checked(centre.campaign.id, await lists.extents([centre.leads.id, second.id]))
    assert (april.name, april.answered, april.numbers["+39"]) == ("April", {}, 1)
    assert (march.name, march.answered) == ("March", {"RPO": NOW})
    assert (march.numbers, march.whole) == ({"+1": 0, "+39": 3, "+44": 1}, True)


async def test_of_a_long_list_the_numbers_of_its_first_leads_are_counted(centre, monkeypatch):
    monkeypatch.setattr(legal_facts, "MOST_COUNTED", 2)
    await filled(centre, NUMBERS, phones_each=1)
    extents = await centre.store.lists.extents([centre.leads.id])
    [march] = await centre.store.law.checked(centre.campaign.id, extents)
    assert (march.numbers, march.whole) == ({"+1": 0, "+39": 2, "+44": 0}, False)


async def test_a_campaign_without_lists_has_nothing_to_ask_of_registers(centre):
    await centre.store.assigning.assign(centre.leads.id, None, actor="test", now=NOW)
    assert await centre.store.law.checked(centre.campaign.id, {}) == []
