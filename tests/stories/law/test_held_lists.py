"""Lists that wait for a register's answer are held by themselves, told through a whole engine without its I/O."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from dialer.campaigns.preflight.check import check
from dialer.campaigns.preflight.inputs import Sight
from dialer.cell.dialling.idle_reasons import Idle
from dialer.cell.effects import DeferLead, LogRuling
from dialer.cell.legal import held_lists
from dialer.compliance import rules
from dialer.compliance.facts import ListFacts, Scrub
from dialer.compliance.vocabulary import Kind, Point
from tests.support.cells import a_lead, some_seen
from tests.support.legal_campaigns import DAY, SHIPPED, TUESDAY_NOON, consent, in_order, italian

AGES = {"fresh": DAY, "last second": 15 * DAY, "old": 15 * DAY + 1.0}  # of an Italian answer, which counts 15 days


def a_list(list_id: int, age: str) -> ListFacts:
    answered = {"RPO": TUESDAY_NOON - AGES[age]} if age in AGES else {}
    return ListFacts(list_id=list_id, name=f"list {list_id}", country="IT", scrubbed=answered)


def showing(*ages: str):
    """A campaign with a list for each of these ages of the register's answer."""
    lists = tuple(a_list(list_id, age) for list_id, age in enumerate(ages, start=1))
    return some_seen(dialled=lists, lists=len(lists), bases=(consent(TUESDAY_NOON),))


def answered(age: str, *, listed: bool = False, company: str = "Acme") -> tuple[Scrub, ...]:
    if age not in AGES:
        return ()
    return (Scrub(register="RPO", company=company, checked_at=TUESDAY_NOON - AGES[age], listed=listed),)


def a_person(lead_id: int, scrubs: tuple[Scrub, ...], *, list_id: int = 1):
    return a_lead(lead_id, list_id=list_id, contact=in_order(TUESDAY_NOON, scrubs=scrubs))


def of_lists(story) -> list[tuple[str, str, str]]:
    logged = [one.ruling for one in story.done(LogRuling) if one.point is Point.CAMPAIGN_START]
    lists = [(one, one.answers[0].facts["list"]) for one in logged if "list" in one.answers[0].facts]
    return [(one.answer.value, one.rule_id, name) for one, name in lists]


def test_which_lists_are_held_is_asked_once_each_time_the_rules_are_looked_at(monkeypatch):
    story = italian(seen=showing("fresh", "none"))
    story.begin()
    asked = []

    def decide(point, book, facts, now, *, kind=None):
        asked.append(kind)
        return rules.decide(point, book, facts, now, kind=kind)

    monkeypatch.setattr(held_lists, "decide", decide)
    story.pass_time(61.0)
    assert asked.count(Kind.REGISTRY_SCRUB) == 2  # once for each list
    check(a_sight(story), story.now)
    assert asked.count(Kind.REGISTRY_SCRUB) == 4


def a_sight(story) -> Sight:
    facts = {"zones": ("Europe/Rome",), "next_due": None, "seats": ()}
    return Sight(config=story.config, seen=story.seen, profiles=SHIPPED, **facts)


def test_a_list_without_an_answer_that_comes_into_a_running_campaign_is_held_and_the_others_are_dialled_on():
    story = italian(seen=showing("fresh"))
    story.shelf.append(a_person(1, answered("fresh")))
    story.begin()
    story.log_in(1)
    story.log_in(2)
    story.seen = showing("fresh", "none")
    story.shelf += [a_person(2, (), list_id=2), a_person(3, answered("fresh"))]
    story.configure()
    story.pass_time(61.0)
    assert {call.lead_id for call in story.placed()} == {1, 3}
    [put] = story.done(DeferLead)
    assert (put.lead_id, put.rule, put.until - story.now > 80_000.0) == (2, "IT-RPO", True)
    assert of_lists(story) == [("refuse", "IT-RPO", "list 2")]
    assert story.cell.why.code != Idle.RULES_REFUSE


def test_when_its_answer_comes_the_list_is_dialled_and_that_is_written_down():
    story = italian(seen=showing("fresh", "old"))
    story.begin()
    story.log_in()
    assert of_lists(story) == [("refuse", "IT-RPO", "list 2")]
    story.seen = showing("fresh", "fresh")
    story.shelf.append(a_person(1, answered("fresh"), list_id=2))
    story.configure(stock_version=1)
    story.pass_time(6.0)
    assert [call.lead_id for call in story.placed()] == [1]
    assert of_lists(story) == [("refuse", "IT-RPO", "list 2"), ("allow", "IT-RPO", "list 2")]


def test_a_number_without_an_answer_in_a_list_that_has_one_is_asked_about_again_after_an_hour():
    story = italian(seen=showing("fresh"))
    story.shelf.append(a_person(1, ()))
    story.begin()
    story.log_in()
    assert [put.until - story.now for put in story.done(DeferLead)] == [3600.0]


def test_an_answer_that_grows_too_old_while_the_campaign_runs_holds_its_list_alone():
    story = italian(seen=showing("last second", "fresh"))
    story.begin()
    story.log_in()
    assert of_lists(story) == []
    story.pass_time(61.0)
    assert of_lists(story) == [("refuse", "IT-RPO", "list 1")]
    assert story.cell.whole.refused is None


def test_a_list_of_another_country_is_held_by_its_own_rules():
    """The Italian list is dialled, though the British rules have no list that may be."""
    law = replace(italian().config.law, profile="auto")
    british = ListFacts(list_id=2, name="list 2", country="GB", scrubbed={"TPS": TUESDAY_NOON - DAY})
    story = italian(law=law, seen=replace(showing("fresh"), dialled=(a_list(1, "fresh"), british)))
    story.begin()
    assert of_lists(story) == []
    story.seen = replace(story.seen, countries=frozenset({"IT", "GB"}))
    story.configure()
    story.pass_time(1.0)
    assert of_lists(story) == [("refuse", "UK-TPS", "list 2")]


PEOPLE = st.lists(
    st.builds(
        answered,
        st.sampled_from([*AGES, "none"]),
        listed=st.booleans(),
        company=st.sampled_from(["Acme", "Another"]),
    ),
    min_size=1,
    max_size=6,
)


@given(PEOPLE, st.lists(st.sampled_from([*AGES, "none"]), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_nobody_is_ever_called_without_the_answer_that_the_law_asks_for(people, lists):
    story = italian(seen=showing(*lists))
    story.shelf.extend(
        a_person(lead_id, scrubs, list_id=1 + lead_id % len(lists)) for lead_id, scrubs in enumerate(people, start=1)
    )
    story.begin()
    for agent_id in range(1, 7):
        story.log_in(agent_id)
    free = {
        lead_id
        for lead_id, scrubs in enumerate(people, start=1)
        for one in scrubs
        if one.company == "Acme" and not one.listed and story.now <= one.checked_at + 15 * DAY
    }
    some_list = any(a_list(1, age).scrubbed.get("RPO", 0.0) + 15 * DAY >= story.now for age in lists)
    assert {call.lead_id for call in story.placed()} == (free if some_list else set())
