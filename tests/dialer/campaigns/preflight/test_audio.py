"""The check before the start, on machine detection: that it will be off, why, and how to mend it."""

from dataclasses import replace

import pytest

from dialer.campaigns.preflight.check import check
from dialer.campaigns.preflight.inputs import NOTE, Finding, Sight
from dialer.compliance.facts import AuditFacts
from tests.support.cells import a_config, a_trunk
from tests.support.legal_campaigns import DAY, ITALY, SHIPPED, TUESDAY_NOON, british, shown
from tests.support.spoken import in_english, in_italian

NOW = TUESDAY_NOON


def heard(config, seen) -> list[Finding]:
    """What the check says of machine detection."""
    sight = Sight(
        config=config,
        seen=seen,
        profiles=SHIPPED,
        zones=("Europe/London",),
        next_due=None,
        seats=("GB",),
    )
    return [one for one in check(sight, NOW).findings if one.about == "audio" and "detection" in in_english(one.what)]


@pytest.mark.parametrize(
    ("audit", "english", "italian"),
    [
        (None, "nobody has listened to a sample yet", "nessuno ha ancora ascoltato un campione"),
        (
            AuditFacts(at=NOW - 31 * DAY, sample=400, people=3),
            "the audit has run out, listened to 2026-05-09 10:00 UTC, an audit counts for 30 days",
            "il controllo è scaduto, ascoltato 2026-05-09 10:00 UTC, un controllo vale 30 giorni",
        ),
        (
            AuditFacts(at=NOW - DAY, sample=399, people=3),
            "the sample was too small, 399 calls listened to, at least 400 is needed",
            "il campione era troppo piccolo, 399 chiamate ascoltate, almeno 400",
        ),
    ],
)
def test_detection_that_is_off_for_want_of_its_audit_says_what_the_audit_lacks(audit, english, italian):
    story = british(NOW, audit)
    [found] = heard(story.config, story.seen)
    assert (found.weight, found.rule) == (NOTE, "UK-AMD")
    assert in_english(found.what) == "machine detection will be off"
    assert (in_english(found.facts), in_italian(found.facts)) == (english, italian)
    assert "under Answers" in in_english(found.mend)
    assert "in Risposte" in in_italian(found.mend)


def test_detection_that_is_proven_is_not_spoken_of():
    story = british(NOW, AuditFacts(at=NOW - 30 * DAY, sample=400, people=3))
    assert heard(story.config, story.seen) == []


def test_detection_that_the_rules_do_not_allow_is_to_be_left_out():
    config = a_config(law=ITALY, caller_id=shown(NOW), trunks=(a_trunk(country="IT"),), amd="default")
    seen = replace(british(NOW, None).seen, countries=frozenset({"IT"}))
    [found] = heard(config, seen)
    assert (found.rule, in_english(found.facts)) == ("IT-AMD", "these rules do not allow it")
    assert in_italian(found.facts) == "queste regole non lo consentono"
    assert "amd_audit" not in in_english(found.mend) + in_italian(found.mend)
    assert in_english(found.mend) == "leave the campaign's machine detection empty"
