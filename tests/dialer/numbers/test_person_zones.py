"""Where a person may be, by numbers, address and what the row states; and what the law's hours make of it."""

import pytest

from dialer.compliance.rules import decide
from dialer.compliance.ruling import Answer
from dialer.compliance.vocabulary import Kind, Point
from dialer.numbers.addresses import states_of_postcode, zones_of_address
from dialer.numbers.geography import STATES
from dialer.numbers.person_zones import stated_in, zone_key_of
from dialer.people.imports.readers.columns import read_header
from dialer.people.imports.rows.batch import ZONE_KEY, BatchReader
from dialer.people.imports.rows.row import Rules, read_row
from dialer.people.imports.rows.single_lead import OneLead, read_one
from dialer.people.leads.rules.contact_facts import UNTRIED, Stated, contact_of
from tests.support.profiles import at, book, changed, good

HEADER = read_header(["phone", "State", "zip", "zone"])
AMERICA = Rules(country="US")
FLORIDA, NEW_YORK, HAWAII, TOLL_FREE = "+13055550100", "+12125550100", "+18085550100", "+18005550100"
ARIZONA = "America/Denver|America/New_York|America/Phoenix"


def hours(number: str, *, state: str = "", postcode: str = "", zone: str = "", now: float) -> Answer:
    """What the law's hours say of a row, read as an import reads it."""
    lead = read_row([number, state, postcode, zone], HEADER, AMERICA)
    contact = contact_of(
        number=number,
        zone_key=lead.zone_key,
        fields=lead.fields,
        postcode=lead.postcode,
        said=Stated(),
        scrubs=(),
        noes=frozenset(),
        revocations=(),
        history=UNTRIED,
    )
    known = {"zones": contact.zones, "state": contact.state, "other_states": contact.other_states}
    facts = changed(good(now), contact=known)
    return decide(Point.PRE_DIAL, book("US"), facts, now, kind=Kind.CALL_WINDOW).answer


@pytest.mark.parametrize(
    ("number", "where", "clock", "early", "open_"),
    [
        (FLORIDA, {"state": "AZ"}, "America/Phoenix", "05:00", "08:00"),
        (NEW_YORK, {"state": "California"}, "America/Los_Angeles", "05:00", "08:00"),
        (HAWAII, {"state": "NY"}, "Pacific/Honolulu", "01:59", "08:00"),
        (FLORIDA, {"postcode": "85001"}, "America/Phoenix", "05:00", "08:00"),
        (FLORIDA, {"postcode": "85001-1234"}, "America/Phoenix", "07:59", "08:00"),
        (NEW_YORK, {"zone": "America/Los_Angeles"}, "America/Los_Angeles", "07:59", "08:00"),
        (HAWAII, {"zone": "America/New_York"}, "Pacific/Honolulu", "07:59", "08:00"),
        (NEW_YORK, {"state": "Guam"}, "Pacific/Guam", "07:59", "08:00"),
    ],
)
def test_nobody_is_called_before_it_is_time_at_the_address_and_where_the_number_is(number, where, clock, early, open_):
    assert hours(number, **where, now=at(f"2026-06-09 {early}", clock)) is Answer.DEFER
    if clock != "Pacific/Guam":  # there it is evening in New York
        assert hours(number, **where, now=at(f"2026-06-09 {open_}", clock)) is Answer.ALLOW


def test_a_number_of_florida_with_an_address_in_arizona_is_not_called_after_the_hours_of_either():
    assert hours(FLORIDA, state="AZ", now=at("2026-06-09 16:59", "America/Phoenix")) is Answer.ALLOW
    assert hours(FLORIDA, state="AZ", now=at("2026-06-09 17:00", "America/Phoenix")) is Answer.DEFER  # 20:00 there


def test_every_state_that_an_address_may_name_has_a_zone():
    lacking = [name for name, code in STATES.items() if not zones_of_address([(NEW_YORK, "")], code, "")]
    assert lacking == []


@pytest.mark.parametrize(
    ("state", "zones"),
    [
        ("IN", "America/Chicago America/New_York"),
        ("ND", "America/Chicago America/Denver"),
        ("OR", "America/Denver America/Los_Angeles"),
        ("AK", "America/Adak America/Anchorage"),
        ("CA", "America/Los_Angeles"),
    ],
)
def test_a_state_that_is_split_has_all_its_zones(state, zones):
    assert sorted(zones_of_address([(NEW_YORK, "")], state, "")) == zones.split()


@pytest.mark.parametrize(
    ("postcode", "states"),
    [
        ("00501", ("NY",)),
        ("501", ("NY",)),  # as a spreadsheet leaves it
        ("02134", ("MA",)),
        ("2134-1000", ("MA",)),
        ("85001 ", ("AZ",)),
        ("96799", ("AS", "HI")),
        ("09012", ()),  # a military office abroad
        ("K1A 0B1", ()),
        ("850", ("VI",)),
        ("850012", ()),
        ("", ()),
    ],
)
def test_a_zip_code_tells_its_state_by_its_first_three_digits(postcode, states):
    assert states_of_postcode(postcode) == states


def test_the_postcode_points_to_states_as_the_number_does():
    facts = {"scrubs": (), "noes": frozenset(), "revocations": (), "history": UNTRIED}
    contact = contact_of(number="+13052262001", zone_key="", fields={}, postcode="85001", said=Stated(), **facts)
    assert (contact.state, contact.other_states) == (None, ("FL", "AZ"))


@pytest.mark.parametrize(
    ("number", "postcode", "key"),
    [
        ("+34912345678", "35001", "Atlantic/Canary|Europe/Madrid"),
        ("+34912345678", "28001", "Europe/Madrid"),
        ("+34612345678", "38001", "Atlantic/Canary"),  # a mobile number tells no place
        ("+34612345678", "", "Atlantic/Canary|Europe/Madrid"),
        ("+390612345678", "35001", "Europe/Rome"),  # Padova
        ("+393331234567", "10001", "Europe/Rome"),
    ],
)
def test_a_postcode_is_read_as_the_numbers_country_writes_it(number, postcode, key):
    assert zone_key_of("", ((number, ""),), None, postcode) == key


def test_words_that_are_states_elsewhere_tell_nothing_of_numbers_that_are_not_american():
    assert zone_key_of("", (("+390612345678", ""),), "CA", "") == "Europe/Rome"


def test_a_number_that_names_no_place_tells_nothing_where_something_else_does():
    phones = ((TOLL_FREE, ""),)
    assert zone_key_of("", phones, "AZ", "") == "America/Denver|America/Phoenix"
    assert zone_key_of("America/Chicago", phones, None, "") == "America/Chicago"
    assert zone_key_of("Asia/Kamchatka", (("+79161234567", ""),), None, "") == "Asia/Kamchatka"
    assert zone_key_of("America/New_York", (("+390612345678", ""),), None, "") == "America/New_York|Europe/Rome"


def test_what_a_row_states_can_be_told_from_what_numbers_and_address_tell():
    phones = ((FLORIDA, ""),)
    assert stated_in(ARIZONA, phones, "AZ", "") == ""
    assert stated_in(f"{ARIZONA}|Pacific/Honolulu", phones, "AZ", "") == "Pacific/Honolulu"
    assert stated_in("America/Chicago", ((TOLL_FREE, ""),), None, "") == "America/Chicago"


def test_a_file_read_quickly_one_read_slowly_and_a_lead_sent_alone_have_the_same_zones():
    cells = [FLORIDA, "az", "", ""]
    assert read_row(cells, HEADER, AMERICA).zone_key == ARIZONA
    quick = BatchReader(HEADER, AMERICA).read([(2, cells), (3, [FLORIDA, "", "85001", ""]), (4, [FLORIDA, "", "", ""])])
    assert [lead[ZONE_KEY] for lead in quick.leads] == [ARIZONA, ARIZONA, "America/New_York"]
    sent = OneLead(phones=((FLORIDA, ""),), fields={"state": "AZ"})
    assert read_one(sent, AMERICA).zone_key == ARIZONA
    toll_free = OneLead(phones=((TOLL_FREE, ""),), fields={"state": "AZ"})
    assert read_one(toll_free, AMERICA).zone_key == "America/Denver|America/Phoenix"
