"""Stories of a pool of caller ids: which number each call shows, and what waits when none may be shown."""

from collections import Counter
from dataclasses import replace
from typing import Any

from dialer.access.companies.model import CallerId
from dialer.cell.caller_ids.number_use import NumberUses
from dialer.cell.dialling.idle_reasons import Idle
from dialer.cell.effects import DeferLead
from dialer.core.enums import Outcome
from dialer.people.leads.model import ClaimedLead, PastAttempt, Phone
from dialer.telephony.caller_ids.model import CallerIdPool, PastShows, PoolNumber, RestCause
from tests.support.cells import NOW, a_config, a_lead
from tests.support.legal_campaigns import DAY, ITALY, in_order, italian
from tests.support.story import Story

MILAN, MILAN_TOO, ROME, ANYWHERE = "+390200000001", "+390200000002", "+390600000001", "+39800000001"
ABROAD = "+442071234567"


def a_number(number: str, place: int = 1, **facts: Any) -> PoolNumber:
    shown = CallerId(id=place, company_id=1, number=number, label="")
    return PoolNumber(**{"id": place, "pool_id": 1, "caller_id": shown, **facts})


def a_pool(*numbers: PoolNumber, **facts: Any) -> CallerIdPool:
    placed = tuple(replace(one, id=place) for place, one in enumerate(numbers, start=1))
    return CallerIdPool(**{"id": 1, "company_id": 1, "name": "north", "numbers": placed, **facts})


def a_story(*numbers: PoolNumber, **facts: Any) -> Story:
    return Story(a_config(caller_id_pool=a_pool(*numbers, **facts)))


def called(lead_id: int, number: str, *shown: str) -> ClaimedLead:
    """A lead with this number, to whom earlier attempts have shown these numbers, the newest first."""
    past = tuple(
        PastAttempt(
            attempt_id=f"past-{ago}",
            outcome=Outcome.NO_ANSWER,
            disposition=None,
            placed_at=NOW - ago * DAY,
            phone_position=0,
            caller_id=one,
        )
        for ago, one in enumerate(shown, start=1)
    )
    return a_lead(lead_id, history=past, phones=1) if not number else _with_number(lead_id, number, past)


def _with_number(lead_id: int, number: str, past: tuple[PastAttempt, ...]) -> ClaimedLead:
    return replace(a_lead(lead_id, history=past), phones=(Phone(position=0, number=number),))


def shown(story: Story, *leads: ClaimedLead) -> list[str]:
    """What the calls to these leads show, in the order of the calls, one agent for each."""
    story.shelf.extend(leads)
    story.begin()
    for agent_id in range(1, len(leads) + 1):
        story.log_in(agent_id)
        story.soon()
    return [call.caller_id for call in story.placed()]


def test_numbers_are_shown_in_turn() -> None:
    story = a_story(a_number(MILAN), a_number(MILAN_TOO), a_number(ROME))
    leads = [called(lead_id, f"+39021234567{lead_id}") for lead_id in range(1, 7)]
    assert Counter(shown(story, *leads)) == {MILAN: 2, MILAN_TOO: 2, ROME: 2}


def test_of_numbers_shown_at_one_instant_the_one_shown_less_is_next() -> None:
    uses, shows = NumberUses(), Counter[str]()
    for instant, calls in enumerate((2, 1) * 10):
        for _ in range(calls):
            one = min((MILAN, ROME), key=uses.turn)
            uses.of(one).started(NOW + instant)
            shows[one] += 1
    assert shows == {MILAN: 15, ROME: 15}


def test_the_number_of_the_called_area_goes_first_then_one_for_all_then_the_countrys() -> None:
    numbers = (a_number(ANYWHERE), a_number(MILAN, areas=("+3902",)), a_number(ROME, areas=("+3906",)))
    assert shown(a_story(*numbers), called(1, "+390212345678")) == [MILAN]
    assert shown(a_story(*numbers), called(1, "+390612345678")) == [ROME]
    assert shown(a_story(*numbers), called(1, "+390812345678")) == [ANYWHERE]
    assert shown(a_story(*numbers[1:]), called(1, "+390812345678")) in ([MILAN], [ROME])
    longer = a_number(MILAN_TOO, areas=("+390212",))
    assert shown(a_story(*numbers, longer), called(1, "+390212345678")) == [MILAN_TOO]


def test_a_number_for_another_country_is_never_shown_and_the_lead_waits() -> None:
    story = a_story(a_number(ABROAD, areas=("+44",)))
    assert shown(story, called(1, "+390212345678")) == []
    assert [effect.rule for effect in story.done(DeferLead)] == ["caller_ids_none"]


def test_a_person_is_shown_the_same_number_again() -> None:
    numbers = (a_number(MILAN), a_number(ROME))
    assert shown(a_story(*numbers), called(1, "+390212345678", ROME, MILAN)) == [ROME]
    gone = a_story(a_number(MILAN), a_number(ROME, enabled=False))
    assert shown(gone, called(1, "+390212345678", ROME)) == [MILAN]
    turning = a_story(*numbers, keeps_number=False)
    assert shown(turning, called(1, "+390212345678", ROME)) == [MILAN]  # the first of those never shown


def test_a_number_over_its_cap_is_left_out_until_the_hour_has_passed() -> None:
    story = a_story(a_number(MILAN, calls_per_hour=2), a_number(ROME, calls_per_hour=1))
    leads = [called(lead_id, f"+39021234567{lead_id}") for lead_id in range(1, 6)]
    assert Counter(shown(story, *leads)) == {MILAN: 2, ROME: 1}
    assert story.cell.why.code == Idle.CALLER_IDS_FULL
    assert story.cell.why.facts["pool"] == "north"
    assert story.cell.why.facts["free_at"] - NOW <= 3660.0
    assert story.done(DeferLead) == []  # the campaign waits, not one lead after the other


def test_a_cap_of_a_day_counts_what_was_shown_before_this_engine() -> None:
    story = a_story(a_number(MILAN, calls_per_day=10), a_number(ROME, calls_per_day=10))
    shows = [
        PastShows(number=MILAN, at=NOW - 7200.0, length_s=600.0, calls=10, last_at=NOW - 7000.0),
        PastShows(number=ROME, at=NOW - 7200.0, length_s=600.0, calls=9, last_at=NOW - 60.0),
    ]
    story.new_numbers, story.shows = frozenset({MILAN, ROME}), tuple(shows)
    leads = [called(lead_id, f"+39021234567{lead_id}") for lead_id in range(1, 4)]
    assert shown(story, *leads) == [ROME]
    assert story.cell.why.code == Idle.CALLER_IDS_FULL


def test_a_number_that_rests_is_left_out_until_then() -> None:
    resting = {"rests_until": NOW + 3600.0, "rests_because": RestCause.BY_HAND}
    story = a_story(a_number(MILAN, **resting), a_number(ROME))
    assert shown(story, called(1, "+390212345671"), called(2, "+390212345672")) == [ROME, ROME]
    story = a_story(a_number(MILAN, **resting))
    assert shown(story, called(1, "+390212345671")) == []
    assert (story.cell.why.code, story.cell.why.facts["free_at"]) == (Idle.CALLER_IDS_REST, NOW + 3600.0)


def test_a_pool_without_a_number_that_is_on_dials_nobody_and_says_so() -> None:
    story = a_story(a_number(MILAN, enabled=False))
    assert shown(story, called(1, "+390212345671")) == []
    assert story.cell.why.code == Idle.CALLER_IDS_NONE


def test_a_number_that_the_law_does_not_let_be_shown_is_never_chosen() -> None:
    story = italian()
    own = story.config.caller_id
    assert own is not None
    untested = replace(own, id=2, number="+390200000009", tested_at=None)
    numbers = (PoolNumber(id=2, pool_id=1, caller_id=untested), PoolNumber(id=1, pool_id=1, caller_id=own))
    story.config = replace(story.config, caller_id=None, caller_id_pool=a_pool(*numbers))
    leads = [a_lead(lead_id, contact=in_order(story.now)) for lead_id in (1, 2, 3)]
    assert shown(story, *leads) == [own.number] * 3


def test_a_campaign_whose_pool_has_no_lawful_number_is_held_by_the_rule_itself() -> None:
    story = italian()
    own = story.config.caller_id
    assert own is not None
    untested = replace(own, tested_at=None)
    pool = a_pool(PoolNumber(id=1, pool_id=1, caller_id=untested))
    story.config = replace(story.config, caller_id=None, caller_id_pool=pool)
    assert story.config.law == ITALY
    assert shown(story, a_lead(1, contact=in_order(story.now))) == []
    assert story.cell.why.code == Idle.RULES_REFUSE
    assert story.cell.whole.refused is not None


def test_a_number_whose_proof_ends_while_the_campaign_runs_is_not_shown_any_more() -> None:
    story = italian()
    own = story.config.caller_id
    assert own is not None
    old = replace(own, id=2, number="+390200000009", tested_at=story.now - 7 * DAY + 20.0)
    numbers = (PoolNumber(id=2, pool_id=1, caller_id=old), PoolNumber(id=1, pool_id=1, caller_id=own))
    story.config = replace(story.config, caller_id=None, caller_id_pool=a_pool(*numbers, keeps_number=False))
    first = shown(story, a_lead(1, contact=in_order(story.now)))
    assert first == [old.number]
    story.now += 30.0
    story.shelf += [a_lead(lead_id, contact=in_order(story.now)) for lead_id in (2, 3)]
    story.log_in(2)
    story.log_in(3)
    story.pass_time(10.0)
    assert [call.caller_id for call in story.placed()][1:] == [own.number] * 2
