"""No sale before everything is said that the law wants said."""

from dataclasses import replace

import pytest

from dialer.attempts.sales import check_sale, sale_ruling
from dialer.compliance.load import load
from dialer.compliance.settings import LawSettings
from dialer.core.request_errors import Invalid
from tests.support.cells import NOW, a_config

ITALY = a_config(law=LawSettings(profile="IT"))
OPENING = {"caller_identity", "controller_identity", "commercial_purpose", "agent_country", "data_source"}
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
