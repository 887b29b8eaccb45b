"""What the rules say of a campaign as a whole, told through a whole engine without its I/O."""

from dataclasses import replace

import pytest

from dialer.cell.dialling.forecast_accounts import LiveLearned
from dialer.cell.dialling.idle_reasons import Idle
from dialer.cell.dialling.placement import start
from dialer.cell.effects import DeferLead, Place, ReleaseLeads, RetireLead
from dialer.compliance.facts import AuditFacts, Scrub
from dialer.compliance.settings import LawSettings
from dialer.compliance.vocabulary import Point
from dialer.core.enums import AgentWish, CampaignStatus
from dialer.engine.board.board import board
from dialer.engine.recovery.cell_history import Past
from tests.support.cells import a_contact, a_lead, a_trunk, some_seen
from tests.support.legal_campaigns import (
    DAY,
    ITALY,
    TUESDAY_NOON,
    at,
    british,
    consent,
    dials,
    in_order,
    italian,
    logged,
    ruled,
)
from tests.support.spoken import both, in_english, in_italian

# Ahead of the agents, or not.


def test_too_few_answers_hold_a_predictive_campaign_to_one_call_for_each_agent_and_it_says_why():
    story = italian(mode="predictive")
    story.switchboard.remembered = lambda _: None
    story.shelf.extend(a_lead(i, contact=in_order(story.now)) for i in range(1, 9))
    story.begin()
    story.log_in()
    assert len(story.placed()) == 1
    assert (story.cell.why.code, story.cell.why.facts["rule"]) == (Idle.RULES_HOLD, "IT-MUTE-RATE")


@pytest.mark.parametrize(("skew", "ahead"), [(None, False), (5.0, False), (0.01, True)])
def test_a_clock_that_nobody_keeps_dials_nobody_ahead(skew, ahead):
    seen = some_seen(scrubbed={"RPO": TUESDAY_NOON}, bases=(consent(TUESDAY_NOON),), clock_skew_s=skew)
    story = italian(mode="ratio", ratio=3.0, seen=seen)
    story.shelf.extend(a_lead(i, contact=in_order(story.now)) for i in range(1, 9))
    story.begin()
    story.log_in()
    assert len(story.placed()) == (3 if ahead else 1)
    if not ahead:
        assert story.cell.why.facts["rule"] == "PROFILE-CLOCK"


def test_a_profile_past_its_review_day_dials_nobody_ahead():
    story = italian(at("2027-03-02 12:00"), mode="ratio", ratio=3.0)
    story.shelf.extend(a_lead(i, contact=in_order(story.now)) for i in range(1, 9))
    story.begin()
    story.log_in()
    assert len(story.placed()) == 1
    assert story.cell.why.facts["rule"] == "PROFILE-REVIEW"


def test_a_fixed_ratio_starts_no_more_calls_than_may_ring_ahead_if_all_of_them_are_lost():
    def remembered(_: int) -> Past:
        learned = LiveLearned()
        learned.tally.add(story.now - 3600.0, served=200)
        return Past(learned=learned)

    story = italian(mode="ratio", ratio=60.0, trunks=(a_trunk(country="IT", calls_per_second=100.0),))
    story.switchboard.remembered = remembered
    story.shelf.extend(a_lead(i, contact=in_order(story.now)) for i in range(1, 90))
    story.begin()
    story.log_in()
    assert len(story.placed()) == 6  # five beyond the agent: 5 of 205 are below 2.5 %, 6 of 206 are not
    story.pass_time(1)
    assert len(story.placed()) == 6
    assert (story.cell.why.code, story.cell.why.facts["rule"]) == (Idle.RULES_HOLD, "IT-MUTE-RATE")


def test_what_holds_the_campaign_puts_no_lead_off():
    """Between two questions about the campaign a window may have slid on: then it is asked about a lead first."""
    story = italian(mode="ratio", ratio=60.0)
    story.switchboard.remembered = lambda _: None
    story.shelf.extend(a_lead(i, contact=in_order(story.now)) for i in range(1, 90))
    story.begin()
    story.log_in(1)
    assert len(story.placed()) == 1  # too few people were counted
    cell, held, left = story.cell, story.cell.whole.held, len(story.cell.hopper)
    cell.whole.held = None
    start(cell, 30, story.now)
    assert cell.whole.held.rule_id == held.rule_id == "IT-MUTE-RATE"
    assert (len(cell.hopper), len(cell.promised)) == (left, 0)
    assert [effect for effect in cell.take_effects() if isinstance(effect, DeferLead | Place)] == []


# Whether it may dial at all.


def test_without_a_profile_nobody_is_called_and_no_lead_is_spent():
    story = italian(law=LawSettings()).begin(leads=1)
    assert (story.switchboard.cells, story.effects) == ({}, [])
    assert "no compliance profile is chosen" in str(story.switchboard.troubles[1])
    [shown] = board(story.switchboard, leads={}, troubles={}, now=story.now)["campaigns"]
    assert "nessun profilo di conformità" in in_italian(shown["why"]["text"])


def test_with_a_sector_that_nobody_knows_nobody_is_called_and_it_is_said_why():
    story = italian(law=replace(ITALY, sector="fibra ottica")).begin(leads=1)
    assert (story.switchboard.cells, story.effects) == ({}, [])
    [shown] = board(story.switchboard, leads={}, troubles={}, now=story.now)["campaigns"]
    assert "there is no sector fibra ottica" in in_english(shown["why"]["text"])
    assert "il settore fibra ottica non esiste" in in_italian(shown["why"]["text"])


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"caller_id": None}, "IT-CLI"),
        ({"trunks": (a_trunk(country="RO"),)}, "IT-CLI"),
        ({"trunks": (a_trunk(),)}, "IT-CLI"),
        ({"law": replace(ITALY, sector="electricity")}, "IT-ENERGY"),
        ({"law": replace(ITALY, sector="energia")}, "IT-ENERGY"),
        ({"law": replace(ITALY, sector="Luce e gas")}, "IT-ENERGY"),
        ({"law": replace(ITALY, profile="DE")}, "PROFILE-SKETCH"),
        (
            {"law": replace(ITALY, profile="auto"), "seen": some_seen(countries=frozenset({"JP"}))},
            "PROFILE-NONE",
        ),
        ({"seen": some_seen(scrubbed={})}, "IT-RPO"),
        ({"seen": some_seen(scrubbed={"RPO": TUESDAY_NOON}, provenance_known=False)}, "IT-NO-RANDOM"),
    ],
)
def test_a_campaign_that_the_law_refuses_dials_nobody_and_says_why(changes, rule):
    now = at("2026-06-23 12:00") if "law" in changes else TUESDAY_NOON
    story = italian(now, **changes)
    assert dials(story) == []
    assert (story.cell.why.code, story.cell.why.facts["rule"]) == (Idle.RULES_REFUSE, rule)
    assert (story.done(RetireLead), story.done(DeferLead)) == ([], [])


def test_a_withheld_number_is_refused():
    story = italian(caller_id=None)
    assert dials(story) == []
    what = both(story.cell.why.facts["what"])
    assert ("(no number is shown)" in what["en"], "(il numero chiamante è nascosto)" in what["it"]) == (True, True)


# Machine detection.


def test_an_audit_that_expires_turns_detection_off_and_the_campaign_goes_on():
    now = at("2026-06-09 11:00", "Europe/London")
    story = british(now, AuditFacts(at=now - 30 * DAY + 120.0, sample=400, people=2))
    scrubs = tuple(Scrub(register=name, company="Acme", checked_at=now - DAY, listed=False) for name in ("TPS", "CTPS"))
    contact = a_contact(scrubs=scrubs, bases=())
    story.shelf.extend(
        a_lead(i, country="GB", zone_key="Europe/London", contact=replace(contact, zones=("Europe/London",)))
        for i in (1, 2)
    )
    story.zones = ("Europe/London",)
    story.begin()
    story.log_in()
    [call] = story.placed()
    assert call.screened
    assert story.cell.campaign.policy.screening_false_share == 2 / 400
    story.pass_time(240.0)
    story.hangs_up(call.id, cause=19)
    story.pass_time(0.5)
    assert [one.screened for one in story.placed()] == [True, False]
    assert story.cell.campaign.policy.screening_s == 0.0


def test_italys_strict_reading_counts_machines_in_the_guard():
    story = italian(mode="predictive")
    story.begin()
    rates = {one.name: one for one in story.cell.campaign.policy.constraints}
    assert rates["IT-MUTE-RATE"].count_machines
    assert rates["IT-MUTE-RATE"].limit == 0.03
    shown = board(story.switchboard, leads={}, troubles={}, now=story.now)["campaigns"][0]
    assert (shown["abandoned_limit"], shown["abandoned_aim"]) == (0.03, pytest.approx(0.025))
    assert [one["aim"] for one in shown["pace"]["constraints"]] == [0.03, pytest.approx(0.025)]
    assert [one["near_at"] for one in shown["pace"]["constraints"]] == pytest.approx(
        [0.8 * one["limit"] for one in shown["pace"]["constraints"]]
    )
    assert story.cell.campaign.wait_limit_ms == 3000
    assert (story.cell.campaign.fallback, story.cell.campaign.amd) == ("hangup", "")


# Calls that ring while it stops.


def test_a_ringing_call_is_left_ringing_when_the_last_agent_logs_off():
    story = italian()
    assert dials(story) == [1]
    [call] = story.placed()
    story.rings(call.id)
    story.now += 5.0
    story.wish(1, AgentWish.LOGGED_OUT)
    story.pass_time(9.0)
    assert call.id not in story.hung_up()


@pytest.mark.parametrize(("rings_s", "hung_up_after_s"), [(2.0, 13.0), (16.0, 0.0)])
def test_a_campaign_that_is_stopped_lets_british_phones_ring_their_fifteen_seconds(rings_s, hung_up_after_s):
    now = at("2026-06-09 11:00", "Europe/London")
    story = british(now, None)
    scrubs = tuple(Scrub(register=name, company="Acme", checked_at=now - DAY, listed=False) for name in ("TPS", "CTPS"))
    contact = a_contact(scrubs=scrubs, bases=(), zones=("Europe/London",))
    story.shelf.append(a_lead(1, country="GB", zone_key="Europe/London", contact=contact))
    story.zones = ("Europe/London",)
    story.begin()
    story.log_in()
    [call] = story.placed()
    story.rings(call.id)
    story.now += rings_s
    story.configure(status=CampaignStatus.STOPPED)
    if hung_up_after_s:
        assert story.hung_up() == []
        story.pass_time(hung_up_after_s - 0.5)
        assert story.hung_up() == []
        story.pass_time(1.0)
    assert story.hung_up() == [call.id]


def test_a_test_of_the_number_shown_that_grows_too_old_holds_the_campaign_and_puts_no_lead_off():
    story = italian(mode="progressive")
    number = story.config.caller_id
    assert number is not None
    story.config = replace(story.config, caller_id=replace(number, tested_at=story.now - 7 * DAY + 20.0))
    story.shelf.extend(a_lead(i, contact=in_order(story.now)) for i in range(1, 9))
    story.begin()
    story.log_in()
    [first] = story.placed()
    story.pass_time(25.0)  # the campaign as a whole is not due to be looked at yet
    story.hangs_up(first.id, cause=19)
    story.soon()
    assert (story.cell.why.code, story.done(DeferLead)) == (Idle.RULES_REFUSE, [])
    assert [released.lead_ids for released in story.done(ReleaseLeads)] == [(2,)]
    assert ruled(story) == [("refuse", "IT-CLI"), ("refuse", "IT-CLI")]
    assert [one.point for one in logged(story)] == [Point.PRE_DIAL, Point.CAMPAIGN_START]
    story.configure(caller_id=replace(number, tested_at=story.now))
    story.soon()
    assert [call.lead_id for call in story.placed()] == [1, 3]
