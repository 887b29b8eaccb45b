"""When a row is one that is there already: every rule, over every distance, on both databases."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count, product

import pytest
from sqlalchemy import update

from dialer.campaigns.model import CampaignDraft
from dialer.people.imports.rows.duplicates import By, DuplicateAction, Duplicates, Scope
from dialer.people.imports.store.batch import Loaded
from dialer.people.leads.model import NewLead
from dialer.people.lists.store.lists import LeadList
from dialer.storage.schema import LEAD
from tests.support.leads_found import leads_found
from tests.support.stores import NOW, ROME, Centre

DISTANCES = ("file", "list", "campaign", "company", "world")
ALIKE = ("first phone", "second phone", "external id")
REACH = {Scope.FILE: 1, Scope.LIST: 2, Scope.CAMPAIGN: 3, Scope.COMPANY: 4}  # how many of the distances
TOLD_BY = {By.PHONE: {"first phone"}, By.ANY_PHONE: {"first phone", "second phone"}, By.EXTERNAL_ID: {"external id"}}


@dataclass(frozen=True)
class Case:
    """Two rows that are alike in one thing, `distance` apart, and the rule they are met with."""

    by: By
    scope: Scope
    then: DuplicateAction
    distance: str
    alike: str

    @property
    def is_one_person(self) -> bool:
        within = DISTANCES.index(self.distance) < REACH[self.scope]
        told = self.alike in TOLD_BY[self.by] and within
        # An external id names one lead of a list, whatever the rule says.
        return told or (self.alike == "external id" and self.distance in ("file", "list"))

    @property
    def expected(self) -> tuple[int, int, int]:
        """Rows loaded, updated, and counted as duplicates, of the second row."""
        if not self.is_one_person:
            return 1, 0, 0
        if self.then is DuplicateAction.UPDATE:
            return 0, 1, 0
        can_stay = self.then is DuplicateAction.KEEP and not (
            self.alike == "external id" and self.distance in ("file", "list")
        )
        return (1, 0, 0) if can_stay else (0, 0, 1)


CASES = [Case(*one) for one in product(By, Scope, DuplicateAction, DISTANCES, ALIKE)]


def rows(number: int, alike: str) -> tuple[NewLead, NewLead]:
    """Two rows that are alike in this alone."""
    phones = [f"+39333{number:05d}{place:02d}" for place in range(4)]
    first = NewLead(phones=((phones[0], "tel"), (phones[1], "tel")), external_id=f"A{number}", name="Ada")
    second = {
        "first phone": ((phones[0], "tel"), (phones[3], "tel")),
        "second phone": ((phones[2], "tel"), (phones[1], "tel")),
        "external id": ((phones[2], "tel"), (phones[3], "tel")),
    }[alike]
    same_id = alike == "external id"
    return first, NewLead(phones=second, external_id=f"A{number}" if same_id else None, name="Ada", notes="news")


@pytest.fixture
async def lists(centre: Centre) -> Mapping[str, LeadList]:
    """By distance from the list "March", the list where the first row lies."""
    store, company_id = centre.store, centre.company.id
    other = await store.companies.create("Other")
    draft = CampaignDraft(name="Autumn", company_id=company_id, node_id=centre.node.id, trunk_ids=(centre.trunk.id,))
    autumn = await store.campaigns.create(draft, actor="test", now=NOW)

    async def made(name: str, company: int, campaign: int | None) -> LeadList:
        return await store.lists.create(name=name, company_id=company, campaign_id=campaign, now=NOW)

    return {
        "file": centre.leads,
        "list": centre.leads,
        "campaign": await made("April", company_id, centre.campaign.id),
        "company": await made("May", company_id, autumn.id),
        "world": await made("June", other.id, None),
    }


async def outcome(centre: Centre, lists: Mapping[str, LeadList], case: Case, number: int) -> Loaded:
    """What became of the second row alone."""
    first, second = rows(number, case.alike)
    rule = Duplicates(by=frozenset({case.by}), scope=case.scope, then=case.then)
    if case.distance == "file":
        done = await centre.load([first, second], duplicates=rule)
        done.loaded -= 1
        return done
    await centre.load([first], into=lists[case.distance])
    return await centre.load([second], duplicates=rule)


@pytest.mark.full
async def test_every_rule_does_what_it_says_at_every_distance(centre: Centre, lists: Mapping[str, LeadList]) -> None:
    wrong = []
    for number, case in zip(count(), CASES, strict=False):
        done = await outcome(centre, lists, case, number)
        told = (done.loaded, done.updated, done.duplicates)
        if told != case.expected:
            wrong.append((case, told, case.expected))
    assert wrong == []
    assert len(CASES) == 540


@pytest.mark.parametrize("then", DuplicateAction)
async def test_the_same_file_once_more_changes_nothing(centre: Centre, then: DuplicateAction) -> None:
    file = [lead for number in range(50) for lead in rows(number, ALIKE[number % 3])]
    for by, scope in product((By.PHONE, By.ANY_PHONE), (Scope.LIST, Scope.CAMPAIGN, Scope.COMPANY)):
        into = await centre.store.lists.create(
            name=f"{by} {scope}", company_id=centre.company.id, campaign_id=None, now=NOW
        )
        rule = Duplicates(by=frozenset({by, By.EXTERNAL_ID}), scope=scope, then=then)
        await centre.load(file, into=into, duplicates=rule)
        before = await leads_found(centre.store, list_id=into.id)
        again = await centre.load(file, into=into, duplicates=rule)
        assert (again.loaded, again.updated, again.duplicates) == (0, 0, len(file))
        assert await leads_found(centre.store, list_id=into.id) == before


@pytest.mark.gate
async def test_an_update_adds_what_the_row_says_anew_and_leaves_calls_and_state(centre: Centre) -> None:
    first, second = rows(1, "second phone")
    await centre.load([first])
    rule = Duplicates(then=DuplicateAction.UPDATE)
    done = await centre.load([second], duplicates=rule)
    assert (done.loaded, done.updated) == (0, 1)
    [lead] = await leads_found(centre.store, list_id=centre.leads.id)
    numbers = [*(number for number, _ in second.phones), first.phones[0][0]]
    assert ([phone.number for phone in lead.phones], lead.external_id, lead.attempts) == (numbers, "A1", 0)


@pytest.mark.gate
async def test_an_update_puts_the_corrected_number_first_and_a_booked_call_keeps_its_number(centre: Centre) -> None:
    waiting, booked = (rows(number, "external id")[0] for number in (1, 2))
    await centre.load([waiting, booked])
    await centre.store.database.write(lambda one: one.execute(update(LEAD).values(next_phone=1)) and None)
    of_second = update(LEAD).where(LEAD.c.external_id == booked.external_id).values(state="booked", callback_id=9)
    await centre.store.database.write(lambda one: one.execute(of_second) and None)
    again = [
        replace(lead, phones=((number, ""),))
        for lead, number in ((waiting, "+390212345678"), (booked, "+390212345679"))
    ]
    done = await centre.load(again, duplicates=Duplicates(then=DuplicateAction.UPDATE))
    assert done.updated == 2
    found = await leads_found(centre.store, list_id=centre.leads.id)
    assert [one.number for one in found[0].phones] == [again[0].phones[0][0], *(number for number, _ in waiting.phones)]
    assert [one.next_number for one in found] == [again[0].phones[0][0], booked.phones[1][0]]


CONTRACT = {
    "basis": "contract",
    "source": "shop",
    "obtained_at": "2024-03-01",
    "evidence_id": "C-7",
    "company": "Acme",
}
CONSENT = {"basis": "consent", "source": "form", "obtained_at": "2026-05-01", "text_version": "3", "company": "Acme"}


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        (CONSENT, CONSENT),  # the number of the contract proves no consent
        ({**CONSENT, "obtained_at": "2024-02-29"}, CONTRACT),  # an older one replaces no newer one
        ({"obtained_at": "2024-02-29"}, CONTRACT),
        ({"basis": "consent", "source": "form"}, CONTRACT),
        ({**CONSENT, "obtained_at": "2024-02-29", "ended_at": "2026-01-31"}, None),  # what ended since is said since
        ({**CONTRACT, "channel": "paper"}, {**CONTRACT, "channel": "paper"}),
        ({"basis": "contract", "channel": "paper"}, {**CONTRACT, "channel": "paper"}),
        ({"ended_at": "2026-01-31"}, {**CONTRACT, "ended_at": "2026-01-31"}),
        ({}, CONTRACT),
    ],
)
async def test_an_update_takes_no_proofs_of_one_basis_over_into_another(
    centre: Centre, said: dict[str, str], stands: dict[str, str] | None
) -> None:
    stands = said if stands is None else stands
    person = NewLead(phones=(("+393330000001", ""),), external_id="A1", zone_key=ROME, consent=CONTRACT)
    await centre.load([person])
    await centre.load([replace(person, consent=said)], duplicates=Duplicates(then=DuplicateAction.UPDATE))
    [lead] = await centre.claim()
    assert lead.contact is not None
    assert lead.contact.stated == stands
