"""Lists read page by page, on both databases."""

from dialer.core.enums import LeadState, Outcome
from dialer.people.leads.model import NewLead
from dialer.people.leads.store.export import Span
from tests.support.stores import NOW, Centre, finished


async def pages(centre: Centre, span: Span, limit: int) -> list[list[int]]:
    found, after = [], 0
    while page := await centre.store.exports.page(span, after=after, limit=limit, history=False):
        found.append([lead.record.lead_id for lead in page])
        after = found[-1][-1]
    return found


async def test_a_list_is_read_whole_in_pages_and_no_other_with_it(centre: Centre) -> None:
    other = await centre.store.lists.create(name="April", company_id=centre.company.id, now=NOW)
    mine: list[int] = []
    for start in range(0, 1200, 100):
        mine += await centre.add_leads(100)
        phones = tuple((f"+39320{start:04d}{place:03d}", "") for place in range(3))
        await centre.store.leads.add(other.id, [NewLead(phones=phones)])
    span = await centre.store.exports.span(centre.leads.id)
    late = await centre.add_leads(1)
    found = await pages(centre, span, 500)
    assert [len(page) for page in found] == [500, 500, 200]
    assert [lead for page in found for lead in page] == mine
    assert late[0] not in mine
    assert (await centre.store.exports.span(other.id)).phones == 3


async def test_an_empty_list_has_no_page(centre: Centre) -> None:
    span = await centre.store.exports.span(centre.leads.id)
    assert (span.first, span.phones, await pages(centre, span, 10)) == (0, 0, [])


async def test_archived_leads_come_with_all_that_is_known_of_them(centre: Centre) -> None:
    lead = NewLead(phones=(("+390612345678", "home"),), notes="n", postcode="00118", owner="anna", consent={"a": "b"})
    await centre.store.leads.add(centre.leads.id, [lead])
    [attempt] = await centre.placed()
    await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.BUSY)])
    away = {"archived_at": NOW}
    await centre.store.arranging.begin(
        centre.leads.id, away, task="archive", action="list.archive", actor="test", now=NOW
    )
    while not (await centre.store.arranging.step(centre.leads.id, now=NOW)).done:
        pass
    span = await centre.store.exports.span(centre.leads.id)
    first, second = await centre.store.exports.page(span, after=0, limit=10, history=True)
    assert {first.record.state, second.record.state} == {LeadState.ARCHIVED}
    assert (first.notes, first.postcode, first.owner, first.consent) == ("n", "00118", "anna", {"a": "b"})
    assert [past.outcome for past in second.record.history] == [Outcome.BUSY]
