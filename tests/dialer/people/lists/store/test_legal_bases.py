"""What leads say of their basis is counted by kind, whatever their dates."""

from collections import Counter

import pytest

from dialer.people.leads.model import NewLead
from dialer.people.lists.store import legal_bases
from dialer.people.lists.store import ranges as extents
from tests.support.stores import ROME, Centre

NOW = 1_780_000_000.0


def lead(number: int, **consent: str) -> NewLead:
    return NewLead(phones=((f"+39333{number:07d}", ""),), zone_key=ROME, consent=consent)


@pytest.mark.gate
async def test_each_kind_is_counted_once_whatever_its_date_and_number(centre: Centre) -> None:
    kinds = 5
    leads = [
        lead(
            100 * kind + n,
            basis="consent",
            obtained_at=f"2026-03-{n + 1:02d}T00:00:00+00:00",
            evidence_id=f"C-{n}",
            source=f"fair {kind}",
        )
        for kind in range(kinds)
        for n in range(3)
    ]
    leads += [lead(9000 + n, basis="contract", source='a "fair"') for n in range(2)]
    leads += [lead(9100 + n) for n in range(4)]
    await centre.store.leads.add(centre.leads.id, leads)
    found = await centre.store.law.proofs([centre.leads.id], now=NOW)
    assert len(found) == kinds + 2
    assert sum(one.leads for one in found) == len(leads)
    by_source = Counter({one.consent.get("source"): one.leads for one in found})
    assert by_source == {**{f"fair {kind}": 3 for kind in range(kinds)}, 'a "fair"': 2, None: 4}
    assert {str(one.consent.get("obtained_at"))[:7] for one in found} == {"2026-03", "None"}


@pytest.mark.gate
async def test_dates_that_are_still_to_come_are_counted_by_themselves(centre: Centre) -> None:
    days = ("2026-03-01T00:00:00+00:00", "2026-03-02T00:00:00+00:00", "2062-03-01T00:00:00+00:00")
    leads = [lead(n, basis="consent", obtained_at=day) for n, day in enumerate(days)]
    await centre.store.leads.add(centre.leads.id, leads)
    found = await centre.store.law.proofs([centre.leads.id], now=NOW)
    assert sorted((one.consent["obtained_at"][:4], one.leads) for one in found) == [("2026", 2), ("2062", 1)]


async def test_of_a_long_list_blocks_are_read_and_a_short_one_whole(centre: Centre, monkeypatch) -> None:
    monkeypatch.setattr(legal_bases, "MOST", 60)
    monkeypatch.setattr(extents, "BLOCK", 4)
    short = await centre.store.lists.create(name="April", company_id=centre.company.id, now=NOW)
    await centre.store.leads.add(centre.leads.id, [lead(n, basis="consent") for n in range(80)])
    await centre.store.leads.add(short.id, [lead(n, basis="contract") for n in range(100, 110)])
    await centre.store.leads.add(centre.leads.id, [lead(n) for n in range(200, 280)])
    reach = await centre.store.lists.extents([centre.leads.id, short.id])
    assert {one.list_id: one.leads for one in reach.values()} == {centre.leads.id: 160, short.id: 10}
    counts: Counter[str | None] = Counter()
    for one in await centre.store.law.some_proofs(reach, now=NOW):
        counts[one.consent.get("basis")] += one.leads
    assert counts["contract"] == 10
    assert 20 <= counts["consent"] <= 30
    assert 20 <= counts[None] <= 30


async def test_a_list_without_anybody_left_has_no_extent(centre: Centre) -> None:
    assert await centre.store.lists.extents([centre.leads.id]) == {}
    assert await centre.store.law.some_proofs({}, now=NOW) == []
