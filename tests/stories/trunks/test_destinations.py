"""Stories of numbers that a trunk may not call, and of trunks that have called enough for an hour."""

from dataclasses import replace

import pytest

from dialer.cell.effects import DeferLead, Finish, Place, Screen
from dialer.core.enums import CallbackKind
from dialer.engine.board.board import board
from dialer.people.leads.model import ClaimedLead
from dialer.people.leads.rules.retry import HELD_FOR_S
from dialer.telephony.destinations.model import TRUNK_FULL, Destinations, HourCap, PastUse, Refusal
from dialer.telephony.trunks.model import Trunk
from tests.support.cells import NOW, Phone, a_config, a_lead, a_trunk
from tests.support.spoken import in_english
from tests.support.story import Story

ABROAD = "+442079460000"


def a_foreign_lead(lead_id: int, number: str = ABROAD) -> ClaimedLead:
    return replace(a_lead(lead_id), phones=(Phone(position=0, number=number),), country="GB")


def italian() -> Trunk:
    return a_trunk(country="IT")


def a_story(mode: str = "ratio", *trunks: object, **settings: object) -> Story:
    config = a_config(mode=mode, ratio=2.0, trunks=trunks or (italian(),))
    return Story(config, destinations=(Destinations(trunk_id=1, **settings),))  # type: ignore[arg-type]


def dialled(story: Story) -> list[str]:
    return [call.number for effect in story.effects if isinstance(effect, Place) for call in effect.calls]


def deferred(story: Story) -> dict[int, str]:
    return {effect.lead_id: effect.rule for effect in story.effects if isinstance(effect, DeferLead)}


def test_a_number_abroad_never_reaches_the_carrier_and_its_lead_loses_no_attempt():
    story = a_story()
    story.shelf = [a_foreign_lead(1), a_lead(2)]
    story.begin()
    story.log_in()
    assert dialled(story) == [a_lead(2).phones[0].number]
    assert deferred(story) == {1: "destination:not_allowed"}
    [put_off] = [effect for effect in story.effects if isinstance(effect, DeferLead)]
    assert put_off.until == pytest.approx(story.now + HELD_FOR_S)
    assert not any(isinstance(effect, Finish) for effect in story.effects)
    [alarm] = story.switchboard.take_alarms()
    assert (alarm.what, alarm.prefix, alarm.campaign) == (Refusal.NOT_ALLOWED, "+4420", "Spring")
    row = board(story.switchboard, leads={}, troubles={}, now=story.now)["trunks"][0]["guard"]
    assert (row["refused"], row["calls"], row["reached"]) == (1, 1, [])
    assert in_english(row["alarm"]["text"]) == (
        "A call of Spring to a number that begins with +4420 was refused. The number is in none of the destinations "
        "that the trunk carrier may call."
    )


def test_a_trunk_without_destinations_and_country_calls_nobody():
    story = Story(a_config(mode="ratio", trunks=(a_trunk(country=""),)), destinations=()).begin(leads=3)
    story.log_in()
    assert dialled(story) == []
    assert set(deferred(story).values()) == {"destination:none_set"}


def test_a_second_trunk_that_may_call_there_takes_the_call():
    story = a_story("ratio", italian(), a_trunk(2, name="abroad", country="GB"))
    story.shelf = [a_foreign_lead(1), a_lead(2)]
    story.begin()
    story.log_in()
    assert {call.number: call.trunk_id for call in story.calls()} == {ABROAD: 2, a_lead(2).phones[0].number: 1}


def test_no_lead_that_may_not_be_called_is_offered_to_an_agent():
    story = a_story("preview")
    story.shelf = [a_foreign_lead(1)]
    story.begin()
    story.log_in()
    assert not story.cell.previews
    assert deferred(story) == {1: "destination:not_allowed"}


def test_a_lead_on_the_screen_is_not_dialled_once_its_destination_is_taken_away():
    story = a_story("preview", allowed=("+44",))
    story.shelf = [a_foreign_lead(1)]
    story.begin()
    story.log_in()
    assert story.cell.previews
    story.destinations = (Destinations(trunk_id=1),)
    story.configure()
    story.command("dial_preview", lead_id=1)
    assert dialled(story) == []
    assert deferred(story) == {1: "destination:not_allowed"}


@pytest.mark.parametrize("kind", [CallbackKind.MANUAL, CallbackKind.PROMISE])
def test_a_call_by_hand_and_a_promise_are_refused_like_any_other(kind: CallbackKind):
    story = a_story("progressive").begin()
    story.log_in()
    story.shelf = [a_foreign_lead(1)]
    story.book(1, story.now, agent_id=1, kind=kind)
    story.pass_time(1.0)
    assert dialled(story) == []
    assert deferred(story) == {1: "destination:not_allowed"}
    if kind is CallbackKind.MANUAL:
        bodies = [effect.body for effect in story.effects if isinstance(effect, Screen)]
        assert any((body.get("refused") or {}).get("lead_id") == 1 for body in bodies)


def test_a_cap_of_the_hour_stops_the_campaign_in_words_until_it_lets_go():
    story = a_story(calls_per_hour=2)
    story.begin(leads=9)
    story.log_in()
    story.log_in(2)
    story.pass_time(1.0)
    assert len(dialled(story)) == 2
    assert story.cell.why.code == "trunk_full"
    row = board(story.switchboard, leads={}, troubles={}, now=story.now)
    assert row["campaigns"][0]["blocked"]
    assert "A cap of this hour is reached on every trunk of the campaign: carrier (calls)" in in_english(
        row["campaigns"][0]["why"]["text"]
    )
    assert row["trunks"][0]["guard"]["reached"] == ["calls"]
    assert in_english(row["trunks"][0]["guard"]["alarm"]["text"]) == (
        "The cap of 2 calls an hour is reached on carrier: it starts no calls."
    )
    assert deferred(story) == {}
    [alarm] = story.switchboard.take_alarms()
    assert alarm.what is HourCap.CALLS
    for call in story.calls():
        story.hangs_up(call.id, 17, 486)
    story.pass_time(5.0)
    assert len(dialled(story)) == 2
    story.now += 3600.0
    story.pass_time(1.0)
    assert len(dialled(story)) == 4


def test_a_lead_whose_trunk_is_over_its_cap_lets_the_others_pass():
    story = a_story("ratio", italian(), a_trunk(2, name="abroad", country="GB"), calls_per_hour=1)
    story.shelf = [a_lead(1), a_lead(2), a_foreign_lead(3)]
    story.begin()
    story.log_in()
    story.log_in(2)
    story.pass_time(1.0)
    assert sorted(dialled(story)) == sorted([a_lead(1).phones[0].number, ABROAD])
    assert deferred(story) == {2: TRUNK_FULL}


def test_what_an_earlier_engine_called_counts_against_the_caps():
    past = PastUse(trunk_id=1, began_at=NOW - 600.0, ended_at=NOW - 540.0, prefix="+39", calls=5, answered_s=300.0)
    story = a_story(calls_per_hour=5, minutes_per_hour=100)
    story.used = (past,)
    story.begin(leads=3)
    story.log_in()
    assert dialled(story) == []
    assert story.cell.why.code == "trunk_full"
    guard = board(story.switchboard, leads={}, troubles={}, now=story.now)["trunks"][0]["guard"]
    assert (guard["calls"], guard["minutes"]) == (5, 5.0)
    story.configure()  # read again: it does not count twice
    assert board(story.switchboard, leads={}, troubles={}, now=story.now)["trunks"][0]["guard"]["calls"] == 5


def test_the_minutes_of_a_talk_count_when_it_ends():
    story = a_story("progressive", minutes_per_hour=1)
    story.begin(leads=3)
    story.log_in()
    [call] = story.calls()
    story.answers(call.id)
    story.pass_time(90.0)
    guard = board(story.switchboard, leads={}, troubles={}, now=story.now)["trunks"][0]["guard"]
    assert guard["minutes"] == 0.0
    story.hangs_up(call.id, 16)
    guard = board(story.switchboard, leads={}, troubles={}, now=story.now)["trunks"][0]["guard"]
    assert guard["minutes"] == pytest.approx(1.5, abs=0.1)
    assert guard["reached"] == ["minutes"]
