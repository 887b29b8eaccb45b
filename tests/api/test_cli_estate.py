"""Companies, nodes, trunks, caller ids, agents and campaigns by command, from nothing: names, and nothing lost."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from api.cli import campaign_settings
from api.cli.client import connect
from tests.support.api_clients import made
from tests.support.command_line import Desk
from tests.support.paper_ari import OPTIONS_22, SECRET, paper_ari


async def one(desk: Desk, path: str) -> Any:
    found = await made(desk.client, "GET", f"/api/v1/{path}")
    return found if isinstance(found, list) else found.get("items", found)


async def test_a_call_centre_is_described_by_commands_alone(desk: Desk) -> None:
    """The first hour of a new user, without curl: a campaign that could dial, and an agent in it."""
    said = await desk.says("trunk", "add", "my-trunk", "--max-channels", "30", "--calls-per-second", "2")
    assert "PJSIP/{number}@my-trunk" in said
    await desk.says("caller-id", "add", "+39 02 12345678", "--declared-in", "ROC", "--company", "Acme")
    words = ("--trunk", "my-trunk", "--caller-id", "+390212345678", "--hours", "mon-fri 9:00-20:00")
    law = ("--law", "auto", "--sector", "telecoms", "--topic", "fibre", "--agent-country", "IT")
    said = await desk.says("campaign", "create", "summer", *words, *law, "--hours", "sab,dom 10:00-13:00")
    assert ("progressive" in said, "mon-fri 09:00-20:00, sat,sun 10:00-13:00" in said) == (True, True), said
    campaign = await one(desk, "campaigns/2")
    assert (campaign["mode"], campaign["trunks"][0]["name"], campaign["law"]["sector"]) == (
        *("progressive", "my-trunk", "telecoms"),
    )
    assert campaign["caller_id"]["declared_in"] == ["ROC"]
    await desk.says("agent", "add", "bob smith", "--phone", "PJSIP/1002", "--leg", "ring")
    said = await desk.says("agent", "log-in", "bob smith", "--campaign", "summer")
    assert said.splitlines() == [
        '"bob smith" works in summer: the phone is called now.',
        "Asterisk could not be asked whether it has the phone.",
    ]
    assert "summer" in await desk.says("agent", "list")
    await desk.says("agent", "log-out", "bob smith")
    assert (await one(desk, "agents/2"))["wish"] == "logged_out"


async def test_a_change_loses_nothing(desk: Desk) -> None:
    await desk.says("trunk", "add", "carrier", "--max-channels", "7", "--country", "IT")
    await desk.says("trunk", "disable", "carrier")
    await desk.says("trunk", "set", "carrier", "--calls-per-second", "1")
    [trunk] = await one(desk, "trunks")
    assert (trunk["max_channels"], trunk["country"], trunk["enabled"], trunk["calls_per_second"]) == (7, "IT", False, 1)
    assert "yes" in await desk.says("trunk", "enable", "carrier")
    await desk.says("node", "add", "north", "--host", "192.0.2.7", "--tls", "--secret-env", "PRONTO_AMI_SECRET_NORTH")
    local, group = "Local/{extension}@agents", "DAHDI/g1/{number}"
    said = await desk.says("node", "set", "north", "--dial-pattern", local, "--dial-pattern", group)
    assert f"{local}, {group}" in said, said
    await desk.says("node", "set", "north", "--port", "5039")
    north = await one(desk, "nodes/north")
    assert (north["port"], north["tls"], north["secret_env"]) == (5039, True, "PRONTO_AMI_SECRET_NORTH")
    assert north["dial_patterns"] == [local, group]
    assert local not in await desk.says("node", "set", "north", "--dial-pattern", "")
    await desk.says("agent", "set", "anna", "--display-name", "Anna")
    await desk.says("agent", "set", "anna", "--phone", "PJSIP/1003")
    anna = await one(desk, "agents/1")
    assert (anna["display_name"], anna["phone"]) == ("Anna", "PJSIP/1003")
    await desk.says("caller-id", "add", "+390212345678", "--label", "main", "--declared-in", "ROC")
    tested = ("--tested-at", "2026-09-01T10:00", "--test-reached", "agent")
    assert "main" in await desk.says("caller-id", "set", "+39 02 1234 5678", *tested)
    number = await one(desk, "caller-ids/1")
    assert (number["declared_in"], number["tested_at"][:16]) == (["ROC"], "2026-09-01T10:00")
    await desk.says("company", "set", "Acme", "--email", "a@b.it", "--recipient", "Bank")
    await desk.says("company", "set", "Acme", "--address", "Via Roma 1")
    privacy = (await one(desk, "companies/1"))["privacy"]
    assert (privacy["email"], privacy["address"], privacy["recipients"]) == ("a@b.it", "Via Roma 1", ["Bank"])
    assert "former names" in await desk.says("company", "set", "Acme", "--name", "Aurora")
    renamed = await one(desk, "companies/1")
    assert (renamed["name"], renamed["former_names"], renamed["privacy"]) == ("Aurora", ["Acme"], privacy)


async def test_a_campaign_is_changed_also_through_a_proxy_that_takes_versions_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connected() -> httpx.Client:
        client = connect()
        client.event_hooks = {"response": [lambda answer: answer.headers.pop("etag", None)]}
        return client

    monkeypatch.setattr(campaign_settings, "connect", connected)
    await desk.says("campaign", "set", "Spring", "--mode", "progressive")
    assert (await one(desk, "campaigns/1"))["mode"] == "progressive"


async def test_a_campaign_is_changed_by_what_is_said_alone(desk: Desk) -> None:
    await desk.says("trunk", "add", "carrier")
    await desk.says("caller-id", "add", "+390212345678")
    before = await one(desk, "campaigns/1")
    said = await desk.says("campaign", "set", "Spring", "--trunk", "carrier", "--caller-id", "+390212345678")
    assert ("carrier" in said, "+390212345678" in said) == (True, True)
    await desk.says("campaign", "set", "Spring", "--sector", "gas", "--wrap-up-limit-s", "20", "--abandon-target", "2")
    await desk.says("campaign", "set", "Spring", "--mode", "progressive", "--name", "Late spring")
    after = await one(desk, "campaigns/1")
    changed = {name for name, value in after.items() if value != before[name]}
    assert changed == {"trunks", "caller_id", "law", "wrap_up_limit_ms", "target_abandon_share", "mode", "name"}
    assert (after["law"] | {"sector": ""}, after["target_abandon_share"]) == (before["law"], 0.02)
    await desk.says("campaign", "set", "Late spring", "--hours", "", "--caller-id", "", "--trunk", "")
    after = await one(desk, "campaigns/1")
    assert (after["hours"], after["caller_id"], after["trunks"]) == ([], None, [])
    assert "Late spring" in await desk.says("campaign", "list")
    assert "Late spring" in await desk.says("campaign", "show", "Late spring")


async def test_what_is_not_there_or_wrong_is_named_in_quotes(desk: Desk) -> None:
    for words, said in (
        (("trunk", "set", "my trunk", "--country", "IT"), 'There is no trunk "my trunk". There are none yet.'),
        (("node", "set", "x", "--tls"), 'There is no node "x". There are: default.'),
        (("agent", "log-in", "bob", "--campaign", "Spring"), 'There is no agent "bob". There are: anna.'),
        (("caller-id", "add", "+390212345678", "--company", "x"), 'There is no company "x". There are: Acme.'),
        (("campaign", "set", "Spring", "--hours", "always"), '"always" are no calling hours: write them as'),
        (("campaign", "set", "Spring", "--hours", "mon-fry 9:00-20:00"), '"mon-fry 9:00-20:00" are no calling hours'),
        (("campaign", "set", "Spring"), "Say what to change"),
        (("node", "add", "default", "--host", "h"), '"default" is there already: change it with `pronto node set`.'),
        (("caller-id", "set", "+390212345678", "--label", "x"), 'There is no caller id "+390212345678".'),
    ):
        assert said in await desk.says(*words, code=1), words
    said = await desk.says("trunk", "set", "my trunk", "--country", "IT", "--language", "it", code=1)
    assert said.strip() == 'Il trunk "my trunk" non esiste. Non ce ne sono ancora.'
    await made(desk.client, "POST", "/api/v1/companies", {"name": "Other"})
    said = await desk.says("campaign", "create", "x", "--law", "auto", code=1)
    assert said.strip() == "Say which company, with --company. There are: Acme, Other."


async def test_what_is_used_no_more_is_removed_by_name(desk: Desk) -> None:
    await desk.says("trunk", "add", "carrier")
    await desk.says("node", "add", "north", "--host", "127.0.0.1")
    await desk.says("caller-id", "add", "+390212345678")
    for words in (("trunk", "carrier"), ("node", "north"), ("caller-id", "+390212345678"), ("agent", "anna")):
        assert (await desk.says(words[0], "remove", words[1])).strip() == f'"{words[1]}" is removed.'
    assert [await one(desk, path) for path in ("trunks", "caller-ids", "agents")] == [[], [], []]
    assert "Spring" in await desk.says("company", "remove", "Acme", code=1)
    await desk.says("company", "add", "Other")
    assert (await desk.says("company", "remove", "Other")).strip() == '"Other" is removed.'
    assert "Other" not in await desk.says("company", "list")
    await desk.says("company", "add", "Other", "--country", "IT")  # comes back
    assert [named["name"] for named in await one(desk, "companies")] == ["Acme", "Other"]
    await desk.says("agent", "add", "anna", "--phone", "PJSIP/1001")
    await desk.says("agent", "log-in", "anna", "--campaign", "Spring")
    assert "in use" in await desk.says("agent", "remove", "anna", code=1)


async def test_a_campaign_that_is_written_without_a_law_goes_by_each_number_s_own_country(desk: Desk) -> None:
    await desk.says("campaign", "create", "autumn", "--sector", "telecoms")
    law = (await one(desk, "campaigns/2"))["law"]
    assert (law["profile"], law["sector"]) == ("auto", "telecoms")
    await desk.says("campaign", "set", "autumn", "--law", "XX-DEMO")
    await desk.says("campaign", "set", "autumn", "--topic", "fibre")  # what is not said stays
    assert (await one(desk, "campaigns/2"))["law"]["profile"] == "XX-DEMO"


async def test_a_trunk_is_planned_applied_compared_and_healed_by_command(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRONTO_ARI_SECRET_PAPER", SECRET)
    [node] = await made(desk.client, "GET", "/api/v1/nodes")
    async with paper_ari() as ari:
        ari.options = OPTIONS_22
        await desk.says(
            *("node", "set", node["name"], "--ari-url", ari.url, "--ari-secret-env", "PRONTO_ARI_SECRET_PAPER")
        )
        assert "italy" in await desk.says("trunk", "templates")
        words = ("milan", "--template", "registration", "--host", "192.0.2.1", "--user", "0240")
        refused = await desk.says("trunk", "plan", *words, code=1)
        assert "the password of this user is needed" in refused
        (file := tmp_path / "password").write_text("aB;c,d secret\n")
        said = await desk.says("trunk", "plan", *words, "--password-file", str(file), "--option", "endpoint.timers=no")
        assert "type = registration" in said
        assert "timers = no" in said
        assert "secret" not in said
        assert "New: registration pronto-trunk-milan" in said
        silent = await desk.says("trunk", "apply", *words, "--password-file", str(file), code=1)
        assert "No engine has a link to this Asterisk just now" in silent
        assert 'Pronto has not written the trunk "milan".' in await desk.says("trunk", "drift", "milan", code=1)
        assert "is no option" in await desk.says("trunk", "plan", *words, "--option", "timers", code=1)
        assert "address, registration, tls" in await desk.says("trunk", "plan", "milan", "--template", "x", code=1)


async def test_a_desk_phone_is_made_given_healed_and_removed_by_command(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRONTO_ARI_SECRET_PAPER", SECRET)
    [node] = await made(desk.client, "GET", "/api/v1/nodes")
    async with paper_ari() as ari:
        ari.options = OPTIONS_22
        await desk.says(
            *("node", "set", node["name"], "--ari-url", ari.url, "--ari-secret-env", "PRONTO_ARI_SECRET_PAPER")
        )
        assert "[pronto-phone-2001]" in await desk.says("phone", "plan", "2001")
        assert ari.objects == {}
        said = await desk.says("phone", "add", "2001", "--agent", "anna")
        first = ari.objects["auth", "pronto-phone-2001"]["password"]
        assert (first in said, "pronto-phone-2001" in said) == (True, True)
        said = await desk.says("phone", "list")
        assert ("2001" in said, "anna" in said, first in said) == (True, True, False)
        said = await desk.says("phone", "secret", "2001")
        assert first not in said
        assert ari.objects["auth", "pronto-phone-2001"]["password"] in said
        assert "nobody" in await desk.says("phone", "set", "2001", "--nobody")
        assert "Say what to change" in await desk.says("phone", "set", "2001", code=1)
        assert "No engine has a link" in await desk.says("phone", "state", "2001", code=1)
        ari.objects["endpoint", "pronto-phone-2001"]["context"] = "public"
        assert "context: pronto-closed → public" in await desk.says("phone", "state", "2001", code=1)
        assert "Asterisk has what Pronto has written." in await desk.says("phone", "heal", "2001")
        said = await desk.says("phone", "state", "2002", code=1)
        assert 'Pronto has written no phone "2002". There are: 2001.' in said
        assert "is taken away" in await desk.says("phone", "remove", "2001")
        assert ari.objects == {}


async def test_a_group_of_trunks_is_written_changed_and_removed(desk: Desk) -> None:
    for name in ("first", "second"):
        await desk.says("trunk", "add", name, "--country", "IT")
    said = await desk.says("trunk-group", "add", "italy", "--trunk", "first", "--trunk", "second:1:3")
    assert "first:1:1, second:1:3" in said, said
    [group] = await one(desk, "trunk-groups")
    path = f"/api/v1/trunk-groups/{group['id']}"
    limited = [one | {"max_channels": 7} for one in group["members"]]
    await made(desk.client, "PATCH", path, {"members": limited})
    said = await desk.says(
        "trunk-group", "set", "italy", "--trunk", "second", "--trunk", "first:2", "--failover-on", "sip:503"
    )
    assert "second:1:3, first:2:1" in said, said
    [group] = await one(desk, "trunk-groups")
    assert group["failover_on"] == ["sip:503"]
    assert [one["max_channels"] for one in group["members"]] == [7, 7]
    assert "italy" in await desk.says("trunk-group", "list")
    assert "is no trunk of a group" in await desk.says("trunk-group", "set", "italy", "--trunk", "first:x", code=1)
    assert 'There is no group of trunks "spain". There are: italy.' in await desk.says(
        *("trunk-group", "set", "spain", "--trunk", "first"), code=1
    )
    await desk.says("trunk-group", "remove", "italy")
    assert await one(desk, "trunk-groups") == []


async def test_where_a_trunk_may_call_is_written_and_tried(desk: Desk) -> None:
    await desk.says("trunk", "add", "carrier", "--country", "IT")
    assert "+39" in await desk.says("destination", "list")
    said = await desk.says(
        *("destination", "set", "carrier", "--allow", "+39", "--allow", "+33", "--refuse", "+3389", "--premium"),
        *("--calls-per-hour", "500", "--spend-per-hour", "20", "--price", "+39:0.01"),
    )
    assert ("+33, +39" in said, "+3389" in said, "500" in said) == (True, True, True), said
    await desk.says("destination", "try", "carrier", "+33612345678")
    assert "+491512345678" not in await desk.says("destination", "try", "carrier", "+491512345678", code=1)
    await desk.says("destination", "set", "carrier", "--refuse", "", "--calls-per-hour", "0")
    [there] = await one(desk, "destinations")
    assert (there["allowed"], there["refused"], there["calls_per_hour"]) == (["+33", "+39"], [], None)
    assert (there["spend_per_hour"], there["premium"]) == (20.0, True)
    assert there["prices"] == [{"prefix": "+39", "per_minute": 0.01}]
    await desk.says("destination", "set", "carrier", "--country")
    assert (await one(desk, "destinations"))[0]["allowed"] is None
    assert "is no price of a minute" in await desk.says("destination", "set", "carrier", "--price", "+39", code=1)
    assert "Say what to change" in await desk.says("destination", "set", "carrier", code=1)
