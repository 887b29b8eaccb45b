"""What the rules may know of a person, from the row and the number."""

import pytest

from dialer.compliance.facts import ContactFacts
from dialer.numbers.geography import hinted_states
from dialer.people.leads.rules.contact_facts import UNTRIED, Stated, contact_of

OF_CALIFORNIA = "+14152262001"


def contact(**fields: str) -> ContactFacts:
    nothing = {"scrubs": (), "noes": frozenset(), "revocations": (), "history": UNTRIED}
    return contact_of(number=OF_CALIFORNIA, zone_key="", fields=fields, postcode="", said=Stated(), **nothing)


@pytest.mark.parametrize("column", ["state", "State", "STATE", "Stato"])
def test_the_state_of_the_address_counts_however_its_column_is_written(column):
    found = contact(**{"Score": "9", column: "FL"})
    assert (found.state, found.other_states) == ("FL", ("CA",))


def test_without_an_address_no_state_is_told():
    assert contact(Score="9", State="nowhere").state is None


@pytest.mark.parametrize("area", [206, 253, 360, 564])
def test_numbers_of_washington_hint_at_the_state_and_not_at_every_state(area):
    assert hinted_states(f"+1{area}2262006") == ("WA",)
