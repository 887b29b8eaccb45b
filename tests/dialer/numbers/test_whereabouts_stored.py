"""Where people may be, from a row of a file to the gate: stored, claimed, changed by later files, and stored before."""

from dataclasses import replace

import pytest

from dialer.compliance.facts import History
from dialer.compliance.ruling import Answer, Ruling
from dialer.compliance.vocabulary import Point
from dialer.core.visibility import EVERYTHING
from dialer.people.imports.readers.columns import read_header
from dialer.people.imports.rows.duplicates import By, DuplicateAction, Duplicates
from dialer.people.imports.rows.row import Rules, read_row
from dialer.people.leads.model import ClaimedLead, NewLead
from tests.support.leads_found import leads_found
from tests.support.profiles import CONSENT, DAY, HOUR, WRITTEN, ask, at, changed, good

HEADER = read_header(["phone", "state", "zip", "zone"])
FLORIDA, NEW_YORK, HAWAII = "+13055550100", "+12125550100", "+18085550100"
EAST, PHOENIX = "America/New_York", "America/Phoenix"
ARIZONA = f"America/Denver|{EAST}|{PHOENIX}"
UPDATE = Duplicates(by=frozenset({By.PHONE}), then=DuplicateAction.UPDATE)


def row(number: str, *, state: str = "", postcode: str = "", zone: str = "") -> NewLead:
    """A row as the reading of a file gives it."""
    return read_row([number, state, postcode, zone], HEADER, Rules(country="US"))


def ruled(lead: ClaimedLead, now: float, *, caller: str = "+16025550199", **known: object) -> Ruling:
    """What the law says at the gate of a claimed lead, by what is known of where the person is."""
    contact = lead.contact
    assert contact is not None
    where = {"zones": contact.zones, "state": contact.state, "other_states": contact.other_states}
    where |= {"bases": (CONSENT, WRITTEN)}  # Florida asks for it in writing
    return ask("US", Point.PRE_DIAL, changed(good(now), contact={**where, **known}, caller={"number": caller}), now)


@pytest.mark.parametrize(
    ("number", "said", "clock", "early"),
    [
        (FLORIDA, {"state": "AZ"}, PHOENIX, "05:00"),
        (FLORIDA, {"postcode": "85001"}, PHOENIX, "05:00"),
        (NEW_YORK, {"state": "CA"}, "America/Los_Angeles", "05:00"),
        (HAWAII, {"state": "NY"}, "Pacific/Honolulu", "01:59"),
        (FLORIDA, {"zone": PHOENIX}, PHOENIX, "05:00"),
    ],
)
async def test_a_row_is_not_called_before_it_is_time_wherever_the_person_may_be(centre, number, said, clock, early):
    lead = row(number, **said)
    await centre.load([lead])
    [claimed] = await centre.claim(zones=(lead.zone_key,))
    assert claimed.zone_key == lead.zone_key
    ruling = ruled(claimed, at(f"2026-06-09 {early}", clock))
    assert (ruling.answer, ruling.until) == (Answer.DEFER, at("2026-06-09 08:00", clock))
    assert ruled(claimed, at("2026-06-09 08:00", clock)).answer is Answer.ALLOW


async def test_an_address_in_arizona_and_a_number_of_florida_keep_the_hours_and_the_caps_of_both(centre):
    await centre.load([row(FLORIDA, state="AZ"), row("+16025550100", state="FL")])
    there = await centre.claim(zones=await centre.store.leads.zone_keys(centre.campaign.id))
    of_arizona, of_florida = sorted(there, key=lambda one: one.phones[0].number)
    assert (of_arizona.contact.state, of_florida.contact.state) == ("AZ", "FL")

    def answer(lead: ClaimedLead, text: str, **known: object) -> Answer:
        return ruled(lead, at(text, PHOENIX), **known).answer

    assert answer(of_arizona, "2026-06-09 07:59") is Answer.DEFER
    assert answer(of_arizona, "2026-06-09 08:00") is Answer.ALLOW
    assert answer(of_arizona, "2026-06-09 16:59") is Answer.ALLOW
    assert answer(of_arizona, "2026-06-09 17:00") is Answer.DEFER  # 20:00: Florida's hours end
    now = at("2026-06-09 12:00", PHOENIX)
    often = History(attempts=(now - HOUR, now - 2 * HOUR, now - 3 * HOUR))
    for lead in (of_arizona, of_florida):  # Florida presumes its area codes within it
        capped = ruled(lead, now, history=often)
        assert (capped.answer, capped.rule_id, capped.until) == (Answer.DEFER, "US-FL-CAP", now - 3 * HOUR + DAY)


async def stored_before(centre, lead: NewLead, zone_key: str) -> int:
    """A lead as it was stored before the address told a zone."""
    [lead_id] = await centre.store.leads.add(centre.leads.id, [replace(lead, zone_key=zone_key)])
    return lead_id


async def test_a_lead_that_was_stored_without_the_zone_of_its_address_has_it_when_it_is_claimed(centre):
    lead_id = await stored_before(centre, row(FLORIDA, state="AZ"), EAST)
    [claimed] = await centre.claim(zones=(EAST,))
    assert (claimed.lead_id, claimed.zone_key, claimed.contact.zones) == (lead_id, ARIZONA, tuple(ARIZONA.split("|")))
    assert ruled(claimed, at("2026-06-09 05:00", PHOENIX)).answer is Answer.DEFER


async def test_one_whose_column_took_the_place_of_the_numbers_zones_has_both_when_it_is_claimed(centre):
    await stored_before(centre, row(NEW_YORK), "America/Los_Angeles")
    [claimed] = await centre.claim(zones=("America/Los_Angeles",))
    assert claimed.zone_key == "America/Los_Angeles|America/New_York"


async def key_of(centre, lead_id: int) -> str:
    return (await centre.store.leads.get(lead_id, sees=EVERYTHING)).zone_key


async def test_a_lead_that_moves_takes_the_zones_of_its_new_address(centre):
    await centre.load([row(FLORIDA, state="AZ")])
    [claimed] = await centre.claim(zones=(ARIZONA,))
    done = await centre.load([row(FLORIDA, state="CA")], duplicates=UPDATE)
    moved = "America/Los_Angeles|America/New_York"
    assert (done.updated, await key_of(centre, claimed.lead_id)) == (1, moved)
    [again] = await centre.claim(zones=(moved,))  # the claim of before was dropped: it is judged anew
    assert (again.lead_id, again.contact.state, again.zone_key) == (claimed.lead_id, "CA", moved)


async def test_a_postcode_or_a_zone_that_a_later_file_brings_joins_and_the_same_file_changes_nothing(centre):
    await centre.load([row(FLORIDA)])
    [lead_id] = [one.lead_id for one in await leads_found(centre.store, list_id=centre.leads.id)]
    for later, key in (
        (row(FLORIDA, postcode="85001"), ARIZONA),
        (row(FLORIDA, zone="Pacific/Honolulu"), f"{ARIZONA}|Pacific/Honolulu"),
        (row(FLORIDA, zone="America/Chicago"), f"America/Chicago|{ARIZONA}"),  # what is stated anew takes its place
    ):
        for changed_leads in (1, 0):
            done = await centre.load([later], duplicates=UPDATE)
            assert (done.updated, await key_of(centre, lead_id)) == (changed_leads, key)


async def test_a_file_that_is_loaded_again_puts_leads_of_before_on_the_right_shelf(centre):
    lead_id = await stored_before(centre, row(FLORIDA, state="AZ"), EAST)
    done = await centre.load([row(FLORIDA, state="AZ")], duplicates=UPDATE)
    assert (done.updated, await key_of(centre, lead_id)) == (1, ARIZONA)
    assert not await centre.claim(zones=(EAST,))
    assert [one.lead_id for one in await centre.claim(zones=(ARIZONA,))] == [lead_id]
