"""No reader of a report sees epoch seconds."""

import re
from dataclasses import replace
from zoneinfo import ZoneInfo

from dialer.compliance.facts import AuditFacts
from dialer.compliance.settings import LawSettings
from dialer.documents.compliance_report.files import sha256
from dialer.documents.compliance_report.page import compliance_page
from dialer.documents.compliance_report.report import compliance_report
from dialer.rendering.render import Speech
from dialer.rendering.values import as_written, plain
from tests.dialer.documents.compliance_report.made import DAY, MONDAY, PROFILES, SCRUB, answered, stand_in, stored


def test_facts_that_are_instants_are_written_as_such_however_deep():
    facts = {"key_made_at": MONDAY, "leads": [{"until": MONDAY + 0.25, "rate": 0.5, "bytes_at": 7, "waits": True}]}
    assert plain(as_written(facts)) == {
        "key_made_at": "2023-11-20T10:00:00.000+00:00",
        "leads": [{"until": "2023-11-20T10:00:00.250+00:00", "rate": 0.5, "bytes_at": 7, "waits": True}],
    }


def test_a_page_shows_them_as_the_clocks_of_the_campaign_do_and_names_the_zone():
    said = as_written(["2023-11-20T10:00:00.250+00:00", "2023-07-01T00:00:00+02:00", "by 2023"])
    assert plain(said) == ["2023-11-20T10:00:00.250+00:00", "2023-07-01T00:00:00+02:00", "by 2023"]
    seen = [Speech("en", ZoneInfo("Europe/Rome")).text(one) for one in said]
    assert seen == ["20 Nov 2023, 11:00:00.250 CET", "1 Jul 2023, 00:00:00 CEST", "by 2023"]


def test_no_page_and_no_json_shows_epoch_seconds():
    facts = {"law": {"amd_audit": {"at": MONDAY, "sample": 4, "people": 0}}}
    act = {"id": 7, "at": MONDAY, "actor": "ann", "action": "campaign.update", "facts": facts}
    hold = {"at": MONDAY, "answer": "degrade", "rule": "IT-MUTE-RATE", "facts": {"refused_at": MONDAY}}
    made = stored(answered(1, after_ms=None), scrubs=[SCRUB], acts=[act], holds=[hold], key_made_at=MONDAY - 900 * DAY)
    law = LawSettings(profile="IT", amd_audit=AuditFacts(at=MONDAY, sample=4, people=0))
    made = replace(made, campaign=replace(made.campaign, law=law))
    body = compliance_report(made, [PROFILES["IT"]], stand_in)
    page = compliance_page(body, sha256(body), language="en")
    for text in (str(plain(body)), page):
        assert re.findall(r"1\.[67]\d*e\+09|\b1[67]\d{8}\b", text) == []
    assert "Instants are in the campaign&#39;s time zone, Europe/Rome" in page
    assert "20 Nov 2023, 11:00:00 CET" in page
    assert "key made 3 Jun 2021, 12:00:00 CEST" in page
