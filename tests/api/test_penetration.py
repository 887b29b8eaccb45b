"""When lists run dry, as the command line says it, and where nothing can be foretold."""

from dataclasses import replace
from typing import Any

import pytest

from api.cli.penetration import outlook
from dialer.campaigns.model import draft_of
from dialer.compliance.settings import LawSettings
from dialer.core.enums import CampaignStatus
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from tests.support.api_clients import Door, Estate, made

DRY_AT = "2026-06-09T10:00:00.000+00:00"


def told(*due: int, rate: float = 60.0, dry_at: str | None = None, is_off: bool = False) -> dict[str, Any]:
    return {"lists": [{"due": one, "is_off": is_off} for one in due], "calls_per_hour": rate, "dry_at": dry_at}


@pytest.mark.parametrize(
    ("lists", "words"),
    [
        (told(0, 3, dry_at=DRY_AT), "All leads that are due will have been called by 2026-06-09 12:00 Europe/Rome"),
        (told(0, 3), "there will still be leads to call in a week"),
        (told(0, 0, dry_at=DRY_AT), "No lead is due now."),
        (told(0, 0, rate=0.0), "No lead is due now."),
        (told(5, is_off=True), "No lead is due now."),
        (told(), "No lead is due now."),
    ],
)
def test_what_is_known_of_the_end_is_said(lists: dict[str, Any], words: str) -> None:
    assert words in outlook(lists, "Europe/Rome")


def test_without_a_rate_nothing_is_said_of_the_end() -> None:
    assert outlook(told(3, rate=0.0), "Europe/Rome") == ""


@pytest.mark.usefixtures("in_italian")
def test_that_the_lists_last_longer_than_a_week_is_said_in_italian() -> None:
    assert "fra una settimana ci saranno ancora" in outlook(told(3), "Europe/Rome")


async def test_of_a_campaign_whose_rules_cannot_be_read_any_more_nothing_is_foretold(
    door: Door, estate: Estate
) -> None:
    store, now = door.parts.store, door.parts.clock()
    await store.leads.add(estate.list_id, [NewLead(phones=((f"+39333000000{n}", ""),)) for n in range(3)])
    [lead] = await store.leads.claim(estate.campaign_id, owner="e", now=now, lease_s=60.0, limit=1, zone_keys=[""])
    assert await store.attempts.place([estate.attempt("a-1", lead.lead_id, "+393330000000")], owner="e", now=now)
    await store.campaigns.set_status(estate.campaign_id, CampaignStatus.RUNNING, "test", now)
    path = f"/api/v1/campaigns/{estate.campaign_id}/penetration"
    assert (await made(await door.admin(), "GET", path))["dry_at"] is not None
    draft = replace(
        draft_of(await store.campaigns.get(estate.campaign_id, sees=EVERYTHING)), law=LawSettings(profile="gone")
    )
    await store.campaigns.update(estate.campaign_id, draft, actor="test", now=now)
    foretold = await made(await door.admin(), "GET", path)
    assert (foretold["calls_per_hour"], foretold["dry_at"]) == (0.0, None)
    assert [(one["due"], one["dry_at"]) for one in foretold["lists"]] == [(2, None)]
