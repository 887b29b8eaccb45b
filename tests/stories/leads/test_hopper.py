"""Stories of leads on their way into the hopper while a manager changes whose turn it is."""

from dialer.cell.effects import Claim, ReleaseLeads
from dialer.engine.engine_events import Stocked
from tests.support.cells import ROME, a_config, a_lead
from tests.support.story import Story


def test_leads_claimed_by_an_order_or_filter_of_before_are_given_back_and_asked_for_anew():
    story = Story(a_config(mode="progressive")).begin()
    story.claims = False
    story.log_in()
    asked = len(story.done(Claim))
    story.configure(stock_version=1)  # while the claim is under way
    story.claims = True
    story.shelf = [a_lead(2)]
    story.take(Stocked(story.config.id, [a_lead(1)], (ROME,), None))
    assert story.done(ReleaseLeads) == [ReleaseLeads((1,))]
    assert (len(story.done(Claim)) > asked, [call.lead_id for call in story.placed()]) == (True, [2])


def test_leads_claimed_since_the_change_stay():
    story = Story(a_config(mode="progressive")).begin(leads=3)
    story.configure(stock_version=1)
    story.log_in()
    assert [call.lead_id for call in story.placed()] == [1]
    assert story.done(ReleaseLeads) == []
