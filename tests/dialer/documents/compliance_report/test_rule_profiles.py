"""Under which rules people were called, also where nobody can tell."""

from dataclasses import replace

import pytest

from dialer.compliance.load import load
from dialer.compliance.overrides import Override
from dialer.compliance.settings import LawSettings
from dialer.documents.compliance_report.files import events_csv, sha256
from dialer.documents.compliance_report.page import compliance_page
from dialer.documents.compliance_report.report import NOTHING, compliance_report
from dialer.documents.service import profiles_for
from dialer.documents.store.ruling_evidence import read_ruling
from dialer.rendering.values import plain
from tests.dialer.documents.compliance_report.made import MONDAY, a_call, answered, facts, stand_in, stored

SATELLITE, JAPAN, ERASED = "+881612345678", "+81312345678", "~ab12"
SHIPPED = load()


def test_calls_are_counted_by_country_with_its_profile_and_by_the_rules_that_allowed_them():
    calls = [a_call(1, profile="ab12"), a_call(2, number=JAPAN), a_call(3, number=SATELLITE), a_call(4, number=ERASED)]
    said = facts(stored(*calls), 2)
    assert said["calls by country"] == {
        "IT: IT": 1,
        "JP: no profile": 1,
        "erased since, so that the country is not known": 1,
        "of no country that the number tells": 1,
    }
    assert said["calls by the profile that allowed them, sha256"] == {"ab12 …": 1, "not kept": 3}
    assert read_ruling('{"profile":"ab12","seen":{"IT-HOURS":{"zones":"Europe/Rome"}}}')[2:4] == ("ab12", "Europe/Rome")


BROKEN = Override(rule_id="IT-RING", person="p", reason="r", ends_at=MONDAY * 2, params={"seconds": "soon"})


@pytest.mark.parametrize(
    ("law", "trouble"),
    [
        (LawSettings(), "no compliance profile is chosen"),
        (LawSettings(profile="auto"), ""),
        (LawSettings(profile="IT"), ""),
        (LawSettings(profile="XX-GONE"), "there is no profile XX-GONE"),
        (LawSettings(profile="auto", overrides=(BROKEN,)), "'soon' cannot stand here"),
    ],
)
@pytest.mark.parametrize("numbers", [(), (SATELLITE,), (JAPAN, ERASED), ("+393331234567",)])
def test_there_is_a_report_whatever_the_law_and_the_numbers(law, trouble, numbers):
    calls = [answered(place, after_ms=None, number=number) for place, number in enumerate(numbers)]
    found, why = profiles_for(numbers, SHIPPED, law)
    made = stored(*calls, trouble=why)
    made = replace(made, campaign=replace(made.campaign, law=law))
    body = compliance_report(made, found, stand_in)
    assert len(body["points"]) == 19
    assert sha256(body)[:8] in compliance_page(body, sha256(body), language="en")
    assert len(events_csv(calls, {}, stand_in).splitlines()) == len(numbers)
    told = plain(body)["points"][1]["facts"]
    if told != str(NOTHING) and "+393331234567" in numbers:
        assert trouble in told["trouble with the campaign's own rules"]
    if law.profile == "IT":
        assert [one["id"] for one in told["profiles"]] == ["IT"]  # it was chosen, whoever was called
