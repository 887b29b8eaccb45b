"""Lists, leads and call-backs from the command line, against a Pronto that runs."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from dialer.core import clock
from dialer.core.enums import CampaignStatus
from tests.support.api_clients import CONSENT, items_of, made
from tests.support.command_line import Desk

ROME = ZoneInfo("Europe/Rome")  # the campaign's; the machine is elsewhere


async def test_a_lead_is_sent_and_sent_again_and_dialled_next(desk: Desk) -> None:
    sent = ("lead", "add", "March", "333 1234567", "--name", "Ada", "--field", "score=9", "--key", "form-1")
    said = await desk.says(*sent, "--agent", "anna")
    assert said.startswith("Lead 1 is in the list. It is taken to be dialled next.")
    assert "But not yet: Its campaign is stopped. It stays the first for 5 minutes" in said
    assert await desk.says(*sent, "--agent", "anna") == said
    assert "Idempotency-Key" in await desk.says(*sent, code=1)  # another request with the same key
    assert "phones, first:" in await desk.says("lead", "add", "March", "12", code=1)
    assert "There are: March" in await desk.says("lead", "add", "May", "12", code=1)
    said = await desk.says("lead", "add", "March", "333 1234568", "--in-turn", "--language", "it")
    assert said.strip() == "Il contatto 2 è nella lista."
    said = await desk.says("lead", "next", "2", "--language", "it")
    assert ("accettato come prossimo" in said, "La sua campagna è ferma." in said) == (True, True), said
    waiting = await items_of(desk.client, "/api/v1/callbacks")
    assert {one["lead_id"]: one["agent_name"] for one in waiting} == {1: "anna", 2: None}
    assert json.dumps(waiting).count('"next"') == 2


async def test_fields_are_typed_and_shown_in_either_language(desk: Desk) -> None:
    assert "all hold text" in await desk.says("campaign", "fields", "Spring")
    said = await desk.says(
        "campaign", "fields", "Spring", "--set", "score=whole", "--set", "plan=choice:Gold,Silver", "--language", "it"
    )
    assert "numero intero" in said
    assert "una scelta: Gold, Silver" in said
    said = await desk.says("campaign", "fields", "Spring", "--set", "Score=decimal", "--unset", "plan")
    assert ("a number" in said, "plan" in said) == (True, False)
    assert "write FIELD=KIND" in await desk.says("campaign", "fields", "Spring", "--set", "score=money", code=1)
    assert "fields, score:" in await desk.says("lead", "add", "March", "333 1234567", "--field", "score=x", code=1)


async def test_leads_that_do_not_fit_what_is_said_of_a_field_later_are_told(desk: Desk) -> None:
    await desk.says("lead", "add", "March", "333 1234567", "--field", "score=many")
    said = await desk.says("campaign", "fields", "Spring", "--set", "score=whole", "--language", "it")
    assert "1 contatto contiene altro" in said
    assert "1 lead holds something else" in await desk.says("campaign", "fields", "Spring")


async def test_an_agent_has_a_number_or_a_lead_called_by_hand(desk: Desk) -> None:
    proof = [word for name, value in CONSENT.items() for word in ("--consent", f"{name}={value}")]
    assert "not logged in" in await desk.says("lead", "dial", "anna", "--number", "333 1234567", *proof, code=1)
    await made(desk.client, "POST", "/api/v1/agents/1/log-in", {"campaign_id": desk.campaign_id})
    said = await desk.says("lead", "dial", "anna", "--number", "333 1234567", *proof, code=1)
    assert "Spring is not running" in said
    await desk.parts.store.campaigns.set_status(desk.campaign_id, CampaignStatus.RUNNING, "test", clock.now())
    said = await desk.says("lead", "dial", "anna", "--number", "333 1234567", *proof, "--language", "it")
    assert "Il contatto 1 si chiama solo per anna" in said
    await desk.says("lead", "add", "March", "333 1234568", "--in-turn")
    assert "Lead 2 is called for anna alone" in await desk.says("lead", "dial", "anna", "--lead", "2")
    assert "not both" in await desk.says("lead", "dial", "anna", code=1)
    waiting = await items_of(desk.client, "/api/v1/callbacks")
    assert [(one["lead_id"], one["kind"]) for one in waiting] == [(1, "manual"), (2, "manual")]


async def test_how_a_list_is_dialled_is_shown_and_changed(desk: Desk) -> None:
    await desk.says("lead", "add", "March", "333 1234567", "--field", "score=9", "--in-turn")
    said = await desk.says("list", "set", "March", "--weight", "70", "--order", "score desc", "--filter", "score > 5")
    for words in ("70", "score desc", "score > 5", "Spring", "open 1"):
        assert words in said, words
    said = await desk.says("list", "set", "March", "--filter", "", "--disable", "--language", "it")
    assert ("da chiamare 1" in said, "no" in said) == (True, True)
    assert "Say what to change" in await desk.says("list", "set", "March", code=1)
    assert "there is no field" in await desk.says("list", "set", "March", "--filter", "skore > 1", code=1)
    await desk.says("list", "set", "March", "--set", "born=date", "--enable")
    assert "a date" in await desk.says("list", "show", "March")
    assert "archiviata" in await desk.says("list", "archive", "March", "--language", "it")
    assert (await made(desk.client, "GET", f"/api/v1/lists/{desk.list_id}"))["archived_at"] is not None
    assert "taken out again" in await desk.says("list", "unarchive", "March")
    assert "March" in await desk.says("list", "show")


async def test_promises_are_listed_moved_and_cancelled(desk: Desk) -> None:
    assert "There are none" in await desk.says("callback", "list")
    await desk.says("lead", "add", "March", "333 1234567", "--name", "Ada", "--agent", "anna", "--expires-s", "86000")
    said = await desk.says("callback", "list", "--campaign", "Spring", "--agent", "anna", "--language", "it")
    assert ("Ada" in said, "anna" in said, "in attesa" in said) == (True, True, True)
    assert "Nessuna richiamata è a rischio" in await desk.says("callback", "risk", "--language", "it")
    later = f"{datetime.fromtimestamp(clock.now() + 86_400.0, ROME):%Y-%m-%d 15:30}"
    said = await desk.says("callback", "move", "1", "--at", later, "--anyone", "--grace-s", "600")
    assert (f"{later} Europe/Rome" in said, "15:40" in said, "for anyone" in said) == (True, True, True)
    kept = (await made(desk.client, "GET", "/api/v1/callbacks/1"))["due_at"]
    assert datetime.fromisoformat(kept) == datetime.fromisoformat(later).replace(tzinfo=ROME)
    assert f"{later} Europe/Rome" in await desk.says("callback", "list")
    assert "write it as in" in await desk.says("callback", "move", "1", "--at", "soon", code=1)
    assert "Say what to change" in await desk.says("callback", "move", "1", code=1)
    assert "one like all others" in await desk.says("callback", "cancel", "1", "--reopen")
    assert "made or cancelled already" in await desk.says("callback", "cancel", "1", code=1)
    said = await desk.says("lead", "show", "1", "--language", "it")
    assert "La sua campagna è ferma." in said
    assert "333" not in said
    assert "+393331234567" in await desk.says("lead", "show", "1", "--reason", "to look at it")
    await desk.says("lead", "add", "March", "06 12345678", "333 1234567", "--duplicates", "keep", "--in-turn")
    said = await desk.says("lead", "show", "--number", "333/1234567")
    assert ("2 leads have this phone" in said, "Lead 1 in March" in said, "Ada" in said) == (True, True, True), said
    said = await desk.says("lead", "show", "--number", "06 12345678", "--company", "Acme", "--language", "it")
    assert ("Contatto 2 in March" in said, "hanno" in said) == (True, False), said
    assert "No lead has" in await desk.says("lead", "show", "--number", "333 1234568", code=1)
    assert "not both" in await desk.says("lead", "show", "1", "--number", "333 1234568", code=1)


async def test_penetration_is_shown_in_either_language(desk: Desk) -> None:
    await desk.says("lead", "add", "March", "333 1234567", "--in-turn")
    said = await desk.says("campaign", "penetration", "Spring")
    assert ("talked to" in said, "The campaign is stopped: nothing is dialled" in said) == (True, True)
    assert "La campagna è ferma: non si chiama" in await desk.says(
        "campaign", "penetration", "Spring", "--language", "it"
    )
