"""What a campaign declares of itself: kept with its hashes, in the audit whenever it changes, and in the report."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from dialer.core.visibility import EVERYTHING
from tests.support.api_clients import Door, Estate, items_of, made
from tests.support.command_line import Desk

SCRIPT, NOTICE = "Buongiorno, chiamo da Acme.", "Informativa sulla privacy"
SHA256 = {text: hashlib.sha256(text.encode()).hexdigest() for text in (SCRIPT, NOTICE)}


async def test_what_is_left_out_stays_and_texts_are_kept_as_their_hashes(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/campaigns/{estate.campaign_id}/declared"
    shown = await made(admin, "PATCH", path, {"script_version": "7", "script_text": SCRIPT, "call_centre": "Voci srl"})
    assert (shown["law"]["script_sha256"], shown["law"]["call_centre"]) == (SHA256[SCRIPT], "Voci srl")
    assert "script_text" not in shown["law"]
    shown = await made(admin, "PATCH", path, {"privacy_sha256": SHA256[NOTICE], "call_centre": ""})
    assert (shown["law"]["script_version"], shown["law"]["privacy_sha256"]) == ("7", SHA256[NOTICE])
    assert shown["law"]["call_centre"] == ""
    wrong = await admin.patch(path, json={"script_text": SCRIPT, "script_sha256": SHA256[NOTICE]})
    assert wrong.status_code == 422
    assert "has a script_sha256 that is not that of its script_text" in wrong.text


async def test_the_report_says_what_was_declared_then_and_what_before(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    await made(admin, "PATCH", f"{path}/declared", {"script_version": "7", "script_text": SCRIPT})
    early = door.parts.clock()
    await made(admin, "PATCH", f"{path}/declared", {"script_version": "8", "declaration": "ROC 12345"})

    async def told(until: float | None = None) -> dict[str, object]:
        asked = "" if until is None else f"?until={datetime.fromtimestamp(until, UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        report = await made(admin, "GET", f"{path}/compliance-report{asked}")
        facts: dict[str, object] = report["report"]["points"][0]["facts"]
        return facts

    now, then = await told(), await told(early)
    line, script = "line in the register of operators (Italy: ROC)", "script version"
    assert (now[script], now[line], now["call centre"]) == ("8", "ROC 12345", "not declared")
    assert (then[script], then[line], then["sha256 of the script"]) == ("7", "not declared", SHA256[SCRIPT])
    changes = now["declared, as it changed"]
    assert [one["declared"].get(script) for one in changes][-2:] == ["7", "8"]
    assert len(then["declared, as it changed"]) == len(changes) - 1


async def test_numbers_are_shown_with_their_owner_line_and_attestation(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    [number] = await items_of(admin, "/api/v1/caller-ids")
    said = {"owner": "Acme", "registry_line": "ROC 12345/7", "attestation": "A", "declared_in": ["ROC"]}
    changed = await made(admin, "PUT", f"/api/v1/caller-ids/{number['id']}", said)
    assert {name: changed[name] for name in said} == said
    shown = (await made(admin, "GET", f"/api/v1/campaigns/{estate.campaign_id}"))["caller_id"]
    assert {name: shown[name] for name in said} == said
    assert (await admin.put(f"/api/v1/caller-ids/{number['id']}", json={"attestation": "D"})).status_code == 422


async def test_a_test_of_a_number_that_came_later_is_not_in_a_report_of_before(door: Door, estate: Estate) -> None:
    admin, store = await door.admin(), door.parts.store
    [number] = await items_of(admin, "/api/v1/caller-ids")
    early = door.parts.clock()
    said = {"tested_at": "2026-05-04T10:00:00Z", "test_reached": "agent", "owner": "Acme"}
    await made(admin, "PUT", f"/api/v1/caller-ids/{number['id']}", said)
    campaign = await store.campaigns.get(estate.campaign_id, sees=EVERYTHING)
    for until, tested_at, owner in ((early, None, ""), (door.parts.clock(), 1777888800.0, "Acme")):
        known = (await store.proving.read(campaign, until=until)).caller_proofs[number["number"]]
        assert (known["tested_at"], known["owner"]) == (tested_at, owner)


async def test_it_is_said_and_shown_on_the_command_line(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "script.pdf"
    file.write_bytes(b"\xff\x00 no text")
    said = await desk.says("campaign", "declare", "Spring", "--script", str(file), "--contract", "C/7")
    assert (hashlib.sha256(file.read_bytes()).hexdigest() in said, "C/7" in said, "not declared" in said) == (True,) * 3
    said = await desk.says("campaign", "declare", "Spring", "--contract", "", "--language", "it")
    assert ("C/7" in said, "non dichiarato" in said, "versione dell'informativa" in said) == (False, True, True)
    assert "there is no such file" in await desk.says("campaign", "declare", "Spring", "--script", "/nowhere", code=1)
