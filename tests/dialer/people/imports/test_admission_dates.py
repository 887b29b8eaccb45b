"""When a consent was given, by which clocks, and how late it may be dated."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dialer.compliance.facts import History
from dialer.core.request_errors import Invalid
from dialer.core.settings import Settings
from dialer.messaging.bus import MemoryBus
from dialer.people.imports import admission as module
from dialer.people.imports.readers.columns import read_header
from dialer.people.imports.rows.duplicates import Duplicates
from dialer.people.imports.rows.row import BadRow, Rules, read_row
from dialer.people.imports.rows.single_lead import OneLead
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.contact_facts import contact_of, stated
from dialer.services import Service
from tests.support.admissions import ACME, CONSENT, HOUR, ITALY, NOW, SHIPPED, admission, desk_of, local, people


async def test_a_consent_dated_in_the_future_is_rejected_whether_the_row_or_the_list_says_it(loading):
    header = "phone,basis,consent source,data consenso,consent text,consent company\n"
    done = await loading.load(
        f"{header}3331234567,consent,fair,01/03/2062,3,Acme\n3339876543,consent,fair,01/03/2026,3,Acme\n"
    )
    assert (done.loaded, done.rejected) == (1, 1)
    [row] = await loading.store.imports.rejected(done.id)
    assert (row.line, row.column, str(row.reason)) == (2, "data consenso", "the consent is dated in the future")
    assert row.mend
    done = await loading.load(people("3331234567"), consent={**CONSENT, "obtained_at": "2062-03-01"})
    assert (done.loaded, done.rejected) == (0, 1)


async def test_a_consent_dated_in_the_future_is_refused_in_one_lead_and_for_a_list(loading):
    service = Service(
        store=loading.store, bus=MemoryBus(), settings=Settings(state_dir=loading.folder), clock=lambda: NOW
    )
    made = {"name": "June", "company_id": loading.company_id, "campaign_id": loading.campaign_id, "country": "IT"}
    day = 86_400.0
    for at, wrong in ((NOW + day, True), (NOW - day, False)):
        consent = {**CONSENT, "obtained_at": datetime.fromtimestamp(at, UTC).isoformat()}
        listed = await loading.store.lists.create(name=f"One {wrong}", company_id=loading.company_id, now=NOW)
        sent = OneLead(phones=(("3331234567", ""),), consent=consent)
        both = (
            lambda consent=consent: service.lists.create(**made, consent=consent, actor="test"),
            lambda listed=listed, sent=sent: service.leads.add(listed, sent, duplicates=Duplicates(), actor="test"),
        )
        for ask in both:
            if wrong:
                with pytest.raises(Invalid, match=r"consent\.obtained_at.*future"):
                    await ask()
            else:
                await ask()


def test_a_time_without_an_offset_is_of_the_clocks_of_its_country():
    columns = read_header(["phone", "consent date"])
    soon = datetime.fromtimestamp(NOW + 5400.0, UTC).strftime("%Y-%m-%d %H:%M")
    for country, number, comes_in in (("IT", "3331234567", True), ("GB", "07400123456", False)):
        rules = Rules(country=country, given_by=NOW)
        if comes_in:
            read_row([number, soon], columns, rules)
        else:
            with pytest.raises(BadRow, match="dated in the future"):
                read_row([number, soon], columns, rules)


async def test_a_consent_given_a_moment_ago_and_sent_without_its_offset_is_taken_and_may_be_called(loading):
    made = {"company_id": loading.company_id, "campaign_id": loading.campaign_id, "now": NOW}
    into = await loading.store.lists.create(name="Form", **made)
    sent = OneLead(phones=(("3331234567", ""),), consent={**CONSENT, "obtained_at": local(2 * HOUR - 360.0)})
    await desk_of(loading).add(into, sent, duplicates=Duplicates(), actor="test")
    assert await loading.logged() == [("allow", "", 1)]
    late = replace(sent, phones=(("3339876543", ""),), consent={**CONSENT, "obtained_at": local(2 * HOUR + 1.0)})
    with pytest.raises(Invalid, match="future"):
        await desk_of(loading).add(into, late, duplicates=Duplicates(), actor="test")
    [lead] = await loading.store.leads.claim(
        loading.campaign_id, owner="engine", now=NOW, lease_s=60.0, limit=10, zone_keys=("Europe/Rome",)
    )
    for bases in (lead.contact.bases, (await loading.store.law.seen(loading.campaign_id)).bases):
        assert [basis.obtained_at for basis in bases] == [NOW - 360.0]


def test_the_rules_of_an_import_take_a_date_as_late_as_the_clocks_of_its_country_are_ahead():
    one = admission()
    for ahead, refused in ((2 * HOUR + 1.0, True), (2 * HOUR, False), (60.0, False), (2 * HOUR + 1.0, True)):
        assert (one.refusal({**CONSENT, "obtained_at": local(ahead)}) is not None) is refused
    assert one.refusal({**CONSENT, "obtained_at": f"{local(0.0)}+00:00"}) is None
    assert one.refusal({**CONSENT, "obtained_at": f"{local(1.0)}+00:00"}) is not None


@pytest.mark.parametrize(
    ("offset", "served", "used"),
    [
        ("", -HOUR, True),  # by the clocks of Italy the call came an hour after it was asked for
        ("", -3 * HOUR, False),
        ("", None, False),
        ("+00:00", -60.0, False),  # asked for anew, a minute after a talk
        ("+00:00", 60.0, True),
    ],
)
def test_a_request_is_for_one_call_and_may_be_made_anew_at_once(offset, served, used):
    consent = {"basis": "request", "obtained_at": local(0.0) + offset}
    history = History(served_at=None if served is None else NOW + served)
    contact = contact_of(
        number="+393331234567",
        zone_key="Europe/Rome",
        fields={},
        postcode="",
        said=stated(consent, ACME, "IT"),
        scrubs=(),
        noes=frozenset(),
        revocations=(),
        history=history,
    )
    assert [basis.used for basis in contact.bases or ()] == [used]


async def test_a_list_is_judged_with_the_same_tolerance(loading):
    into = await loading.store.lists.create(name="June", company_id=loading.company_id, now=NOW)
    leads = [
        NewLead(phones=((f"+39333123456{n}", ""),), consent={**CONSENT, "obtained_at": written})
        for n, written in enumerate((local(-HOUR), local(HOUR), local(3 * HOUR), f"{local(HOUR)}+00:00"))
    ]
    await loading.store.leads.add(into.id, leads)
    proofs = await loading.store.law.proofs([into.id], now=NOW)
    said = module.judged(SHIPPED, ITALY, ACME, proofs, now=NOW)
    assert sorted((one.answer, one.rows) for one in said) == [("allow", 2), ("refuse", 2)]
