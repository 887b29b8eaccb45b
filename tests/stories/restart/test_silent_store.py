"""While the store is silent, nobody is called and no lead put off: a whole engine without its I/O."""

from dialer.cell.dialling.idle_reasons import Idle
from dialer.cell.effects import Claim, DeferLead
from dialer.core.enums import CallbackKind
from dialer.engine.engine_events import Fetched, NotStocked, Stocked
from tests.support.cells import a_lead
from tests.support.legal_campaigns import in_order, italian, ruled


def test_while_the_store_is_silent_no_lead_is_asked_about_and_none_is_put_off():
    story = italian()
    story.shelf.extend(a_lead(i, contact=in_order(story.now)) for i in range(1, 4))
    story.begin()
    story.log_in()
    [first] = story.placed()
    story.claims = False
    story.take(NotStocked(story.config.id))
    story.hangs_up(first.id, cause=17)
    story.pass_time(4.0)
    assert (len(story.placed()), story.cell.why.code) == (1, Idle.STORE_DOWN)
    asked = len(story.done(Claim))
    story.pass_time(2.0)
    assert len(story.done(Claim)) == asked + 1  # it is asked again, though there are leads
    assert (story.done(DeferLead), ruled(story)) == ([], [])
    story.take(Stocked(story.config.id, [], story.zones, None))
    assert len(story.placed()) == 2


def test_while_the_store_is_silent_an_offer_stands_and_is_dialled_when_it_answers():
    story = italian(mode="preview")
    story.shelf.append(a_lead(1, contact=in_order(story.now)))
    story.begin()
    story.log_in()
    story.take(NotStocked(story.config.id))
    story.command("dial_preview", lead_id=1)
    assert (story.placed(), story.done(DeferLead), ruled(story)) == ([], [], [])
    assert (story.screen()["state"], story.screen()["not_dialled"]["reason"]) == ("preview", Idle.STORE_DOWN)
    story.take(Stocked(story.config.id, [], story.zones, None))
    story.command("dial_preview", lead_id=1)
    assert [call.lead_id for call in story.placed()] == [1]


def test_while_the_store_is_silent_a_call_by_hand_waits_and_nobody_is_put_off():
    story = italian().begin()
    story.log_in()
    story.take(NotStocked(story.config.id))
    story.shelf.append(a_lead(7, contact=in_order(story.now)))
    story.book(7, story.now, agent_id=1, kind=CallbackKind.MANUAL, deadline_at=story.now + 60.0)
    story.take(Fetched(story.config.id, 1, a_lead(7, contact=in_order(story.now), callback_id=1)))
    story.pass_time(2.0)
    assert (story.placed(), story.done(DeferLead), ruled(story)) == ([], [], [])
    story.take(Stocked(story.config.id, [], story.zones, None))
    assert [call.mode for call in story.placed()] == ["manual"]
