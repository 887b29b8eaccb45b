"""What the rules say of a call that has ended, told through a whole engine without its I/O."""

import json
from dataclasses import replace

from ami.events import ChannelState
from dialer.cell.effects import Finish
from dialer.compliance.vocabulary import Point
from dialer.core.enums import AttemptState
from tests.support.cells import a_lead
from tests.support.legal_campaigns import AMERICA, DAY, american, american_contact, at, dials, italian, logged, ruled
from tests.support.live_calls import a_channel, a_free_leg, a_live_attempt
from tests.support.restarts import CALL, LEG

NEW_YORK = "America/New_York"


def test_each_call_that_ends_is_asked_about_and_the_answer_goes_with_its_end():
    story = italian()
    assert dials(story) == [1]
    [call] = story.placed()
    story.hangs_up(call.id, cause=19)
    [end] = story.done(Finish)
    said = json.loads(end.ruled_after)
    assert story.cell.campaign.books is not None
    book = story.cell.campaign.books.book("IT")
    assert book is not None
    assert (said["answer"], said["profile"]) == ("allow", book.profile.hash[:16])
    assert said["seen"]["EU-RETENTION"]["delete_at"] > story.now + 700 * DAY  # two years, by the calendar
    assert ruled(story) == []


def test_a_call_that_was_taken_over_is_asked_about_by_the_law_of_its_number():
    story = italian().begin(linked=False)
    story.log_in()
    story.link_up(audited=False)
    orphan = (a_live_attempt(CALL, AttemptState.PLACED, number="+393330000010"), a_lead(1, country=""))
    story.audit(a_channel(CALL, state=ChannelState.RINGING), a_free_leg(LEG), orphans=[orphan])
    story.hangs_up(CALL, cause=19)
    [end] = story.done(Finish)
    assert json.loads(end.ruled_after)["answer"] == "allow"
    assert ruled(story) == []


def test_what_is_not_written_down_of_an_american_call_is_logged_with_its_rule():
    now = at("2026-06-09 13:00", NEW_YORK)
    for law, missing in (
        (replace(AMERICA, script_version="7", message_version="5f0c"), None),
        (replace(AMERICA, message_version="5f0c"), "script_version"),
        (replace(AMERICA, topic="", script_version="7"), "goods, message_version"),
    ):
        story = american(now, law=law)
        story.shelf.append(a_lead(1, country="US", zone_key=NEW_YORK, contact=american_contact(now)))
        story.begin()
        story.log_in()
        [call] = story.placed()
        story.hangs_up(call.id, cause=17)
        lines = [(one.ruling, one.point, one.lead_id) for one in logged(story)]
        if missing is None:
            assert lines == []
            continue
        [(ruling, point, lead_id)] = lines
        assert (ruling.rule_id, point, lead_id) == ("US-RECORDS", Point.POST_CALL, 1)
        assert ruling.deciding is not None
        assert ruling.deciding.facts == {"not_kept": missing}
