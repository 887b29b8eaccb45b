"""No sale before everything is said that the law wants said."""

from dataclasses import replace

import pytest

from dialer.campaigns.attempts.sales import check_sale, items_to_say, sale_ruling
from dialer.compliance.load import load
from dialer.compliance.ruling import Answer
from dialer.compliance.settings import LawSettings
from dialer.core.request_errors import Invalid
from dialer.people.leads.rules.contact_facts import place_of
from tests.support.cells import NOW, a_config

ITALY = a_config(law=LawSettings(profile="IT"))
OPENING = {"caller_identity", "company_identity", "commercial_purpose", "agent_country", "data_source"}
FIRST = {"right_to_object", "privacy_notice"}


def ask(config=ITALY, *, disclosed=frozenset(), first_call=True, number="+390612345678") -> None:
    ruling = sale_ruling(config, load(), number=number, disclosed=disclosed, first_call=first_call, now=NOW)
    if ruling is not None:
        check_sale(ruling)


@pytest.mark.parametrize("missing", sorted(OPENING | FIRST))
def test_each_item_that_was_not_said_is_named_and_the_sale_refused(missing):
    with pytest.raises(Invalid, match=missing):
        ask(disclosed=(OPENING | FIRST) - {missing})


def test_with_everything_said_it_is_a_sale():
    ask(disclosed=OPENING | FIRST)


def test_what_is_said_once_need_not_be_said_in_the_next_call():
    said = OPENING | {"right_to_object"}
    ask(disclosed=said, first_call=False)
    with pytest.raises(Invalid, match="privacy_notice"):
        ask(disclosed=said, first_call=True)


def test_a_campaign_without_rules_dials_nobody_and_refuses_no_sale():
    ask(replace(ITALY, law=LawSettings()))


AMERICA = a_config(law=LawSettings(profile="US"))
FEDERAL = {"seller_identity", "sales_purpose", "nature_of_goods"}
NEW_YORK, MIAMI, BOSTON = "+12125551234", "+13055551234", "+16175551234"


@pytest.mark.parametrize(
    ("number", "fields", "missing"),
    [
        (BOSTON, {"state": "MA"}, None),
        (BOSTON, {}, None),
        (NEW_YORK, {"state": "NY"}, "US-NY-DISCLOSE"),
        (BOSTON, {"state": "NJ"}, "US-NJ-DISCLOSE"),
        (MIAMI, {"state": "MA"}, "US-FL-DISCLOSE"),  # Florida presumes its area codes to be within it
    ],
)
def test_a_state_asks_for_disclosures_of_its_own(number, fields, missing):
    place = place_of(number=number, zone_key="", fields=fields, postcode="")
    facts = {"number": number, "first_call": True, "now": NOW, "place": place}
    ruling = sale_ruling(AMERICA, load(), disclosed=FEDERAL, **facts)
    assert ruling is not None
    assert (ruling.answer is Answer.REFUSE, ruling.rule_id) == (missing is not None, missing or "")
    everything = {*FEDERAL, "caller_identity", "seller_phone", "right_to_object"}
    whole = sale_ruling(AMERICA, load(), disclosed=everything, **facts)
    assert whole is not None
    assert whole.answer is Answer.ALLOW


def test_agents_are_told_the_disclosures_of_every_state():
    shown = replace(AMERICA, caller_id=replace(AMERICA.caller_id, number=BOSTON))
    assert {*FEDERAL, "caller_identity", "seller_phone", "right_to_object"} <= set(items_to_say(shown, load(), now=NOW))
