"""Why a lead is not dialled just now, in words, and until when."""

from dataclasses import replace
from typing import Any

import pytest

from dialer.campaigns.not_due_reasons import Around, Waiting, stored_wait_reason, waiting_of
from dialer.compliance.load import load
from dialer.core.enums import CampaignStatus, LeadState, Outcome
from dialer.people.leads.model import LeadRecord, PastAttempt
from tests.support.spoken import both, in_english, in_italian

NOW = 1_700_000_000.0
LATER = NOW + 3600.0
RUNNING = Around(status=CampaignStatus.RUNNING, zone="Europe/Rome")
PAST = PastAttempt(attempt_id="a", outcome=Outcome.BUSY, disposition=None, placed_at=NOW - 60.0, phone_position=0)
LEAD = LeadRecord(
    lead_id=1, list_id=1, external_id=None, name="", language="", fields={}, zone_key="", state=LeadState.OPEN,
    priority=0, due_at=0.0, lease_owner=None, attempts=0, next_phone=0, done_reason="", phones=(),
)  # fmt: skip


PROFILES = load()


def why_not(lead: LeadRecord, around: Around, *, now: float) -> Waiting:
    return waiting_of(stored_wait_reason(lead, around, PROFILES, now=now), around.zone)


@pytest.mark.parametrize(
    ("changes", "around", "code", "until"),
    [
        ({}, RUNNING, "in_turn", None),
        ({"state": LeadState.DONE, "done_reason": "sale"}, RUNNING, "done", None),
        ({"state": LeadState.HELD}, RUNNING, "held", None),
        ({"state": LeadState.ARCHIVED}, RUNNING, "archived", None),
        ({"state": LeadState.CALLING}, Around(), "calling", None),
        ({"state": LeadState.WRAPPING}, RUNNING, "wrapping", None),
        ({"state": LeadState.CLAIMED}, RUNNING, "in_hopper", None),
        ({}, Around(), "no_campaign", None),
        ({}, replace(RUNNING, enabled=False), "list_disabled", None),
        ({"due_at": LATER, "wait_reason": "IT-BASIS"}, replace(RUNNING, enabled=False), "rule", LATER),  # by hand
        ({}, replace(RUNNING, status=CampaignStatus.STOPPED), "campaign_stopped", None),
        ({"due_at": LATER}, replace(RUNNING, status=CampaignStatus.PAUSED), "campaign_paused", None),
        ({"state": LeadState.BOOKED, "due_at": LATER}, RUNNING, "booked", LATER),
        ({"state": LeadState.BOOKED, "due_at": NOW}, RUNNING, "next", None),
        ({"due_at": LATER, "wait_reason": "cap:number:30_days:4"}, RUNNING, "cap", LATER),
        ({"due_at": LATER, "wait_reason": "skipped"}, RUNNING, "skipped", LATER),
        ({"due_at": LATER, "wait_reason": "number_on_call"}, RUNNING, "number_on_call", LATER),
        ({"due_at": LATER, "wait_reason": "IT-HOURS"}, RUNNING, "rule", LATER),
        ({"due_at": LATER, "wait_reason": "calling_hours"}, RUNNING, "hours", LATER),
        ({"due_at": LATER, "history": (PAST,)}, RUNNING, "again", LATER),
        ({"due_at": LATER}, RUNNING, "later", LATER),
        ({"state": LeadState.CLAIMED, "due_at": LATER}, RUNNING, "booked", LATER),  # fetched ahead by its cell
    ],
)
def test_each_state_has_its_reason_and_its_end(
    changes: dict[str, Any], around: Around, code: str, until: float | None
) -> None:
    waiting = why_not(replace(LEAD, **changes), around, now=NOW)
    assert (waiting.code, waiting.until) == (code, until)
    assert all(both(waiting.text).values())
    assert not any("…" in text or "{" in text for text in both(waiting.text).values())


def test_a_cap_says_how_often_in_what_time_and_from_when_again():
    waiting = why_not(replace(LEAD, due_at=LATER, wait_reason="cap:lead:week:3"), RUNNING, now=NOW)
    assert in_english(waiting.text).startswith(
        "It has been called 3 times within a week, over all campaigns; again from Wed 15"
    )
    assert "3 volte in una settimana" in in_italian(waiting.text)


def test_a_rule_says_what_it_is_about():
    waiting = why_not(replace(LEAD, due_at=LATER, wait_reason="IT-BASIS"), RUNNING, now=NOW)
    assert "IT-BASIS: " in in_italian(waiting.text)
    assert in_italian(waiting.text) != in_english(waiting.text)
    assert "IT-BASIS)" not in in_italian(waiting.text)


def test_who_is_in_a_register_is_not_said_to_wait_for_its_answer():
    done = why_not(replace(LEAD, state=LeadState.DONE, done_reason="IT-RPO"), RUNNING, now=NOW)
    assert "(IT-RPO: the person is in the register)" in in_english(done.text)
    assert "(IT-RPO: la persona è iscritta nel registro)" in in_italian(done.text)
    waits = why_not(replace(LEAD, due_at=LATER, wait_reason="IT-RPO"), RUNNING, now=NOW)
    assert "not checked" in in_english(waits.text)


def test_results_are_named_in_either_language():
    waiting = why_not(replace(LEAD, state=LeadState.DONE, done_reason="no_answer"), RUNNING, now=NOW)
    assert both(waiting.text) == {
        "en": "It is done and will not be dialled again (no answer).",
        "it": "È concluso e non sarà più chiamato (nessuna risposta).",
    }
