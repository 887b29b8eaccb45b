"""Since when a number is in a register, and what a consent that was given later is worth, on both databases."""

from datetime import UTC, datetime

import pytest

from dialer.compliance.facts import ContactFacts, Facts
from dialer.compliance.rules import decide
from dialer.compliance.ruling import Answer
from dialer.compliance.vocabulary import Kind, Point
from dialer.core.enums import LeadState
from dialer.core.visibility import EVERYTHING
from dialer.people.imports.readers.number_file import NumberBatch, NumberRow
from dialer.people.imports.rows.duplicates import By, DuplicateAction, Duplicates
from dialer.people.leads.model import ClaimedLead, NewLead
from dialer.people.registers.answer_file import AnswerRead
from dialer.people.registers.model import REGISTERS, ResultForm
from tests.support.profiles import book, changed, good
from tests.support.stores import NOW, ROME, Centre

NUMBER = "+39333000001"
DAY = 86400.0
UPDATE = Duplicates(by=frozenset({By.PHONE}), then=DuplicateAction.UPDATE)


def consent(at: float) -> dict[str, str]:
    return {"basis": "consent", "source": "web", "obtained_at": datetime.fromtimestamp(at, UTC).isoformat()}


def person(at: float) -> NewLead:
    """Somebody whose consent is of that instant."""
    return NewLead(phones=((NUMBER, ""),), zone_key=ROME, consent=consent(at))


async def answer(centre: Centre, *, listed: bool, at: float, since: float | None = None) -> None:
    registers = centre.store.registers
    asked = await registers.open_scrub(centre.leads.id, REGISTERS["RPO"], actor="test", now=at)
    await registers.out(asked, REGISTERS["RPO"], after=(0, -1), older_than=None)
    await registers.sent(asked.id, sha256="", now=at)
    digest = centre.store.digests.number(NUMBER)
    dated = {} if since is None else {digest: since}
    await registers.answer(asked.id, {digest: listed}, checked_at=at, since=dated)
    await registers.returned(asked.id, receipt="R1", version="7", sha256="", actor="test", checked_at=at, now=at)


async def claimed(centre: Centre) -> ClaimedLead:
    await centre.store.leads.release_all("engine")
    [lead] = await centre.claim()
    return lead


async def known(centre: Centre) -> ContactFacts:
    contact = (await claimed(centre)).contact
    assert contact is not None
    return contact


def said(contact: ContactFacts, now: float = NOW) -> tuple[Answer, bool]:
    """What the Italian register's rule says, and whether for good."""
    facts: Facts = changed(good(now), contact={"scrubs": contact.scrubs, "bases": contact.bases})
    ruling = decide(
        Point.PRE_DIAL, book("IT"), changed(facts, campaign={"company": "Acme"}), now, kind=Kind.REGISTRY_SCRUB
    )
    return ruling.answer, ruling.final


async def test_a_number_is_listed_since_it_was_last_found_so_as_its_entry_may_have_been_renewed(centre: Centre):
    await centre.load([person(NOW)])
    since = []
    for at, listed in ((NOW - 30 * DAY, True), (NOW - 15 * DAY, True), (NOW - 2 * DAY, False), (NOW - DAY, True)):
        await answer(centre, listed=listed, at=at)
        [scrub] = (await known(centre)).scrubs or ()
        since.append(scrub.listed_since)
    assert since == [NOW - 30 * DAY, NOW - 15 * DAY, None, NOW - DAY]


async def test_the_registers_own_date_goes_before_what_was_seen(centre: Centre):
    await centre.load([person(NOW)])
    since = []
    for at, own in ((NOW - 30 * DAY, NOW - 300 * DAY), (NOW - 15 * DAY, None), (NOW - DAY, NOW - 20 * DAY)):
        await answer(centre, listed=True, at=at, since=own)
        [scrub] = (await known(centre)).scrubs or ()
        since.append(scrub.listed_since)
    assert since == [NOW - 300 * DAY, NOW - 15 * DAY, NOW - 20 * DAY]


@pytest.mark.parametrize(
    ("given_at", "expected"),
    [
        (NOW - 29 * DAY, (Answer.ALLOW, False)),
        (NOW - 30 * DAY, (Answer.REFUSE, True)),
        (NOW - 99 * DAY, (Answer.REFUSE, True)),
    ],
)
async def test_a_consent_given_after_the_entry_lets_the_person_be_called(centre: Centre, given_at, expected):
    await centre.load([person(given_at)])
    await answer(centre, listed=True, at=NOW - 60 * DAY)
    await answer(centre, listed=True, at=NOW - DAY, since=NOW - 30 * DAY)
    assert said(await known(centre)) == expected


async def test_a_consent_that_a_renewed_entry_may_have_taken_back_counts_no_more(centre: Centre):
    await centre.load([person(NOW - 5 * DAY)])
    await answer(centre, listed=True, at=NOW - 10 * DAY)
    assert said(await known(centre)) == (Answer.ALLOW, False)
    await answer(centre, listed=True, at=NOW - DAY)
    assert said(await known(centre)) == (Answer.REFUSE, True)


async def test_a_consent_that_comes_when_the_lead_is_done_for_the_register_lets_it_be_called_after_all(centre: Centre):
    await centre.load([person(NOW - 99 * DAY)])
    await answer(centre, listed=True, at=NOW - 5 * DAY)
    lead = await claimed(centre)
    assert await centre.store.leads.retire(lead.lead_id, owner="engine", reason="IT-RPO")
    assert (await centre.load([person(NOW - 99 * DAY)], duplicates=UPDATE)).updated == 0
    assert (await centre.store.leads.get(lead.lead_id, sees=EVERYTHING)).state is LeadState.DONE
    assert (await centre.load([person(NOW - DAY)], duplicates=UPDATE)).updated == 1
    again = await claimed(centre)
    assert (again.lead_id, said(await known(centre))) == (lead.lead_id, (Answer.ALLOW, False))


@pytest.mark.parametrize("reason", ["suppressed", "not_interested", "erased"])
async def test_a_persons_own_no_is_not_undone_by_a_consent_of_a_file(centre: Centre, reason):
    await centre.load([person(NOW - 99 * DAY)])
    lead = await claimed(centre)
    assert await centre.store.leads.retire(lead.lead_id, owner="engine", reason=reason)
    await centre.load([person(NOW - DAY)], duplicates=UPDATE)
    assert (await centre.store.leads.get(lead.lead_id, sees=EVERYTHING)).state is LeadState.DONE


@pytest.mark.parametrize(
    ("cells", "since"),
    [
        ({"listed_since": "2023-10-01"}, datetime(2023, 10, 2, 11, 59, 59, 999_999, UTC)),
        ({"data iscrizione": "01/10/2023"}, datetime(2023, 10, 2, 11, 59, 59, 999_999, UTC)),
        ({"listed_since": "2023-10-01T12:00:00+02:00"}, datetime(2023, 10, 1, 10, 0, tzinfo=UTC)),
        ({"listed_since": "long ago"}, None),
        ({"date": "2023-10-01"}, None),
    ],
)
def test_a_file_may_say_since_when_and_a_day_counts_until_it_is_over_everywhere(cells, since):
    read = AnswerRead(form=ResultForm.FLAGS, country="IT")
    rows = [
        NumberRow(line=2, numbers=[NUMBER], cells={"listed": "yes", **cells}),
        NumberRow(line=3, numbers=["+39333000002"], cells={"listed": "no", **cells}),
    ]
    answers, _, dated = read.take(NumberBatch(header=[], rows=2, read=rows, rejected=[], others=[]))
    assert answers == {NUMBER: True, "+39333000002": False}
    assert dated == ({} if since is None else {NUMBER: since.timestamp()})
