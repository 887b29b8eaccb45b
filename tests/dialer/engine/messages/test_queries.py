"""What the engine answers about its decisions, and what the board shows of them."""

import orjson
import pytest

from dialer.cell.legal.held_lists import books_of
from dialer.engine.board.board import board
from dialer.engine.messages.queries import MOST_DECISIONS, answer
from tests.support.cells import a_config, a_node
from tests.support.spoken import in_english, in_italian
from tests.support.story import Story


def story() -> Story:
    told = Story(a_config(mode="predictive")).begin(leads=30)
    told.log_in()
    told.pass_time(5.0)
    return told


def ask(told: Story, **facts: object) -> dict[str, object] | None:
    question = {"kind": "decisions", "campaign_id": 1, "number": "n", "limit": 10} | facts
    return answer(told.switchboard.cells, question, now=told.now)


def test_the_last_decisions_come_with_figures_and_words_in_both_languages():
    told = story()
    said = ask(told)
    assert said is not None
    assert orjson.loads(orjson.dumps(said))["number"] == "n"
    assert isinstance(said["decisions"], list)
    newest = said["decisions"][0]
    assert newest["at"] > told.now - 1.0
    assert newest["price"] is not None
    assert newest["constraint"] == "campaign"
    assert "Risk" in in_english(newest["words"])
    assert "Rischio" in in_italian(newest["words"])
    assert in_italian(newest["text"])


def test_the_hour_is_told_by_reason():
    said = ask(story())
    assert said is not None
    assert isinstance(said["summary"], list)
    assert sum(one["dialled"] for one in said["summary"]) >= 1
    assert sum(one["seconds"] for one in said["summary"]) == pytest.approx(5.0, abs=0.5)


def test_one_page_follows_the_other_to_the_end():
    told = story()
    numbers: list[int] = []
    before: object = None
    while True:
        said = ask(told, limit=7, before=before)
        assert said is not None
        assert isinstance(said["decisions"], list)
        numbers += [one["number"] for one in said["decisions"]]
        if (before := said["next"]) is None:
            break
    assert numbers == list(range(told.cell.decisions.count - 1, -1, -1))


@pytest.mark.parametrize("limit", [0, -5, 10**9, "many", None])
def test_no_page_is_larger_than_allowed(limit):
    said = ask(story(), limit=limit)
    assert said is not None
    assert isinstance(said["decisions"], list)
    assert 1 <= len(said["decisions"]) <= MOST_DECISIONS


@pytest.mark.parametrize("facts", [{"campaign_id": 2}, {"campaign_id": "1"}, {"kind": "weather"}, {"kind": None}])
def test_a_question_for_somebody_else_gets_no_answer(facts):
    assert ask(story(), **facts) is None


def test_the_board_shows_price_budgets_and_forecasts():
    told = story()
    shown = board(told.switchboard, leads={}, troubles={}, now=told.now)
    pace = shown["campaigns"][0]["pace"]
    assert pace["price"] > 0
    assert [(one["name"], one["limit"]) for one in pace["constraints"]] == [("campaign", 0.03), ("XX-ABANDON", 0.03)]
    [book] = books_of(told.cell.campaign)
    assert [one["law"] for one in pace["constraints"]] == ["", book.profile.id]
    assert pace["foretold"]["answers"]["forecasts"] == 0.0
    assert "price" in in_english(pace["words"])
    assert orjson.dumps(shown)


def test_at_a_start_the_board_shows_the_price_at_which_calls_are_started():
    told = Story(a_config(mode="predictive"), node=a_node(max_channels=200, calls_per_second=300.0))
    told.switchboard.remembered = lambda _: None
    told.begin(leads=500)
    for agent_id in range(1, 51):
        told.log_in(agent_id)
    told.pass_time(1.0)
    pace = board(told.switchboard, leads={}, troubles={}, now=told.now)["campaigns"][0]["pace"]
    assert min(one["price"] for one in pace["constraints"]) == pytest.approx(pace["price"])
    assert pace["price"] > 0.0011  # not the lowest: so many agents will earn the first abandoned call
