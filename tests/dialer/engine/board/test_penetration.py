"""How far campaigns have come into their lists, as the board has it."""

from dataclasses import replace

import pytest

from dialer.core.enums import CampaignStatus
from dialer.engine.board.board import board
from dialer.engine.board.penetration import Ahead
from dialer.engine.engine_events import Stocked
from dialer.people.leads.model import NewLead
from dialer.people.lists.rules.penetration import ListPenetration, Penetration, shown
from dialer.stores.everything import Store
from tests.support.cells import NOW, ROME, a_lead
from tests.support.databases import sqlite_url
from tests.support.placed_attempt import a_placed_attempt
from tests.support.spoken import both, in_english, in_italian
from tests.support.story import Story

LIST = ListPenetration(list_id=1, name="March", dialled=5, contacted=2, total=20, due=10, done={"sale": 1})
TOLD = Penetration(lists=(LIST,), calls_per_hour=40.0, dry_at=NOW + 900.0)


async def test_it_is_counted_for_each_cell_and_says_when_the_lists_run_dry(tmp_path) -> None:
    async with Store.open(sqlite_url(tmp_path / "pronto.db")) as store:
        await a_placed_attempt(store)
        await store.leads.add(1, [NewLead(phones=(("+393330000099", ""),), zone_key=ROME)])
        ahead = Ahead(store=store, clock=lambda: NOW, cells=Story().begin().switchboard.cells)
        await ahead.count()
        told = ahead.of[1]
        [listed] = told.lists
        assert (listed.total, listed.dialled, listed.due) == (2, 1, 1)
        board = shown(told, status=CampaignStatus.RUNNING, zone="Europe/Rome")
        assert board is not None
        assert board["dry_at"] == NOW + 60.0  # begun just now with one call, one lead left


def test_the_sentence_fits_what_is_known():
    assert shown(None, status=CampaignStatus.RUNNING, zone="UTC") is None
    dry = shown(TOLD, status=CampaignStatus.RUNNING, zone="UTC")
    assert dry is not None
    assert dry["due"] == 10
    assert all(":" in text and "{" not in text for text in both(dry["text"]).values())
    still = shown(replace(TOLD, calls_per_hour=0.0, dry_at=None), status=CampaignStatus.RUNNING, zone="UTC")
    assert still is not None
    assert "Nothing was dialled" in in_english(still["text"])
    empty = shown(replace(TOLD, lists=(replace(LIST, due=0),)), status=CampaignStatus.RUNNING, zone="UTC")
    assert empty is not None
    assert in_italian(empty["text"]) == "Nessun contatto è pronto ora."


@pytest.mark.parametrize("starting", [False, True])
def test_of_lists_that_last_longer_than_a_week_it_says_so_and_not_that_nothing_was_dialled(starting):
    told = shown(replace(TOLD, dry_at=None), status=CampaignStatus.RUNNING, zone="UTC", starting=starting)
    assert told is not None
    assert both(told["text"]) == {
        "en": "At the present rate, there will still be leads to call in a week.",
        "it": "Al ritmo attuale, fra una settimana ci saranno ancora contatti da chiamare.",
    }


@pytest.mark.parametrize("dry_at", [NOW, None], ids=["another list is dry", "no list is on"])
def test_leads_of_a_list_that_is_off_are_none_that_are_due(dry_at):
    """They are counted with their list, but nobody calls them."""
    off = replace(LIST, list_id=2, is_off=True)
    told = shown(
        replace(TOLD, lists=(replace(LIST, due=0), off), dry_at=dry_at), status=CampaignStatus.RUNNING, zone="UTC"
    )
    assert told is not None
    assert (told["due"], in_english(told["text"])) == (0, "No lead is due now.")


def says_of_lists(story: Story) -> str:
    """What the board says of lists that were counted before anything was dialled."""
    uncounted = replace(TOLD, calls_per_hour=0.0, dry_at=None)
    seen = board(story.switchboard, leads={}, troubles={}, ahead={1: uncounted}, now=story.now)
    text: str = in_english(seen["campaigns"][0]["penetration"]["text"])
    return text.partition(":")[0]


def test_a_campaign_that_has_just_started_says_so_until_its_calls_are_counted():
    story = Story()
    story.claims = False  # the database has still to answer
    story.begin()
    story.log_in()
    assert says_of_lists(story) == "The campaign is starting"
    story.claims = True
    story.take(Stocked(story.config.id, [a_lead(1)], (), None))
    assert len(story.placed()) == 1
    assert says_of_lists(story) == "The campaign is starting"
    story.now += 901.0
    said = "Nothing was dialled in the last 15 minutes, so there is no forecast of when the lists run out."
    assert says_of_lists(story) == said


@pytest.mark.parametrize("status", [CampaignStatus.STOPPED, CampaignStatus.PAUSED])
def test_a_campaign_that_does_not_dial_has_no_rate_and_no_forecast(status):
    told = shown(TOLD, status=status, zone="UTC")
    assert told is not None
    assert (told["calls_per_hour"], told["dry_at"], told["due"]) == (0.0, None, 10)
    assert ("is not dialling" in in_english(told["text"]), "non chiama" in in_italian(told["text"])) == (True, True)
