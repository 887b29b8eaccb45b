"""Campaigns over the API: written, checked, started, paused, stopped."""

import json
from typing import Any

import pytest
from sqlalchemy import Connection, text

from dialer.core.settings import Settings
from dialer.core.shipped_files import PROFILES
from dialer.core.visibility import EVERYTHING
from dialer.messaging.bus import Topic
from dialer.people.leads.model import NewLead
from tests.support.api_clients import (
    CONSENT,
    HOURS,
    Door,
    Estate,
    build_estate,
    change,
    deleted,
    items_of,
    made,
    open_door,
    written,
)


def body(estate: Estate, **changes: object) -> dict[str, object]:
    return {
        "name": "Autumn",
        "company_id": estate.company_id,
        "node_id": estate.node_id,
        "trunk_ids": [estate.trunk_id],
        "hours": HOURS,
    } | changes


async def test_a_new_campaign_is_stopped_and_has_rules_and_dispositions(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    campaign = await made(admin, "POST", "/api/v1/campaigns", body(estate))
    assert campaign["status"] == "stopped"
    assert {"sale", "call_back", "do_not_call"} <= {one["code"] for one in campaign["dispositions"]}
    assert {"no_answer", "busy"} <= {rule["on"] for rule in campaign["rules"]}
    assert await made(admin, "GET", f"/api/v1/campaigns/{campaign['id']}") == campaign


async def test_dispositions_that_leave_out_what_they_mean_for_the_law_mean_what_they_did(
    door: Door, estate: Estate
) -> None:
    """As a provisioning script of before sends them; what it says is written."""
    admin = await door.admin()
    codes = ("answering_machine", "not_interested", "voicemail", "no_thanks", "sale")
    silent: list[dict[str, object]] = [{"code": code, "label": code} for code in codes]
    campaign = await made(admin, "POST", "/api/v1/campaigns", body(estate, dispositions=silent))

    async def flags(*dispositions: dict[str, object]) -> tuple[list[str], list[str]]:
        shown = (await change(admin, campaign["id"], rules=None, dispositions=dispositions))["dispositions"]
        machines, refusals = ([one["code"] for one in shown if one[name]] for name in ("is_machine", "is_refusal"))
        return machines, refusals

    own = {"voicemail": {"is_machine": True}, "no_thanks": {"is_refusal": True}}
    spoken = [one | own.get(str(one["code"]), {}) for one in silent]
    assert await flags(*silent) == (["answering_machine"], ["not_interested"])
    both = (["answering_machine", "voicemail"], ["not_interested", "no_thanks"])
    assert await flags(*spoken) == both
    assert await flags(*silent) == both
    assert await flags(*({**one, "is_machine": False, "is_refusal": False} for one in silent)) == ([], [])


async def test_starting_pausing_and_stopping_nudge_the_engine_and_are_audited(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    async with door.parts.bus.subscribe(Topic.CAMPAIGN) as news:
        for verb, status in (("start", "running"), ("pause", "paused"), ("stop", "stopped")):
            assert (await made(admin, "POST", f"{path}/{verb}"))["status"] == status
            said = news.get_nowait()
            assert said is not None
            assert said.body["campaign_id"] == estate.campaign_id
    audit = await items_of(admin, f"/api/v1/audit?subject=campaign:{estate.campaign_id}&action=campaign.status")
    assert [line["facts"]["status"] for line in audit] == ["stopped", "paused", "running"]


async def test_a_campaign_that_could_not_dial_is_not_started_and_says_what_is_missing(
    door: Door, estate: Estate
) -> None:
    admin = await door.admin()
    bare = await made(admin, "POST", "/api/v1/campaigns", body(estate, trunk_ids=[], hours=[]))
    answer = await admin.post(f"/api/v1/campaigns/{bare['id']}/start")
    assert answer.status_code == 409
    head, *lines = answer.json()["detail"].split("\n")
    assert head == "The campaign cannot be started:"
    assert "- A trunk that is enabled is missing. Give the campaign a trunk, or enable one." in lines
    assert "- A list that is enabled is missing. Load or enable a list." in lines
    assert all(line.startswith("- ") and line.endswith(".") and "(missing" not in line for line in lines)
    about = [one["about"] for one in answer.json()["errors"]]
    assert {"trunk", "list", "hours"} <= set(about)
    path = f"/api/v1/campaigns/{bare['id']}/start"
    in_italian = await admin.post(path, headers={"accept-language": "it"})
    assert "- Manca una lista attiva. Caricare o attivare una lista." in in_italian.json()["detail"]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"name": "   "}, "name"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"trunk_ids": [999]}, "trunk_ids"),
        ({"caller_id_id": 999}, "caller_id_id"),
        ({"hours": [{"days": ["mon"], "from": "20:00", "to": "09:00"}]}, "hours"),
        ({"fallback": "message"}, "message"),
        ({"rules": [{"on": "moon", "then": "retry"}]}, "rules"),
        ({"rules": [{"on": "busy", "then": "retry"}] * 2}, "rules"),
        ({"dispositions": [{"code": "sale", "label": "Sale"}] * 2}, "dispositions"),
        ({"mode": "telepathic"}, "/mode"),
        ({"ratio": -1}, "/ratio"),
        ({"amd": "x\r\ny"}, "/amd"),
        ({"message": "../../etc/passwd"}, "/message"),
        ({"message": "/etc/passwd"}, "/message"),
        ({"machine_message": "custom/../../secret"}, "/machine_message"),
    ],
)
async def test_what_cannot_be_right_is_refused_with_the_place(
    door: Door, estate: Estate, changes: dict[str, object], where: str
) -> None:
    admin = await door.admin()
    answer = await admin.post("/api/v1/campaigns", json=body(estate, **changes))
    assert answer.status_code == 422
    assert any(where in error["where"] for error in answer.json()["errors"])


async def test_a_caller_id_belongs_to_the_campaigns_company(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    other = await made(admin, "POST", "/api/v1/companies", {"name": "Other"})
    shown = {"company_id": other["id"], "number": "+39 02 1234 5678"}
    caller_id = await made(admin, "POST", "/api/v1/caller-ids", shown)
    assert caller_id["number"] == "+390212345678"
    answer = await admin.post("/api/v1/campaigns", json=body(estate, caller_id_id=caller_id["id"]))
    assert answer.status_code == 422


async def test_a_list_is_dialled_for_its_own_company_alone(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    other = await made(admin, "POST", "/api/v1/companies", {"name": "Other"})
    theirs = await made(admin, "POST", "/api/v1/lists", {"name": "Theirs", "company_id": other["id"]})
    answer = await admin.patch(f"/api/v1/lists/{theirs['id']}", json={"campaign_id": estate.campaign_id})
    assert answer.status_code == 422


async def test_writing_a_campaign_anew_keeps_its_status(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    await made(admin, "POST", f"{path}/start")
    changed = await change(admin, estate.campaign_id, ratio=1.5)
    assert (changed["status"], changed["ratio"]) == ("running", 1.5)


async def test_with_a_cap_that_is_lifted_the_leads_that_waited_for_it_are_due(door: Door, estate: Estate) -> None:
    admin, store, now = await door.admin(), door.parts.store, door.parts.clock()
    cap = {"per": "number", "span": "day", "at_most": 1}
    await change(admin, estate.campaign_id, caps=[cap])
    [lead_id] = await store.leads.add(estate.list_id, [NewLead(phones=(("+442079460001", ""),))])
    asked = {"owner": "engine", "now": now, "lease_s": 60.0, "limit": 1}
    await store.leads.claim(estate.campaign_id, **asked, zone_keys=await store.leads.zone_keys(estate.campaign_id))
    await store.leads.defer(lead_id, owner="engine", until=now + 80_000.0, reason="cap:number:day:1")
    await change(admin, estate.campaign_id, caps=[cap | {"at_most": 2}])
    waiting = await store.leads.get(lead_id, sees=EVERYTHING)
    assert (waiting.due_at <= door.parts.clock(), waiting.wait_reason) == (True, "")


async def test_only_a_campaign_that_nothing_uses_can_be_deleted(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    unused = await made(admin, "POST", "/api/v1/campaigns", body(estate))
    assert (await deleted(admin, f"/api/v1/campaigns/{unused['id']}")).status_code == 204
    used = await admin.delete(f"/api/v1/campaigns/{estate.campaign_id}")
    assert (used.status_code, used.json()["type"]) == (409, "/problems/in-use")


async def test_a_trunk_can_be_switched_off_and_on(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    assert (await made(admin, "POST", f"/api/v1/trunks/{estate.trunk_id}/disable"))["enabled"] is False
    assert (await made(admin, "POST", f"/api/v1/trunks/{estate.trunk_id}/enable"))["enabled"] is True
    assert (await admin.post(f"/api/v1/trunks/{estate.trunk_id}/explode")).status_code == 422


async def test_rules_that_are_loosened_under_way_need_somebody_who_answers_for_it(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    asked = written(await made(admin, "GET", path))
    await made(admin, "POST", f"{path}/start")
    override = {"rule_id": "XX-HOURS", "person": "Ada", "reason": "a test", "ends_at": "2100-01-01T00:00:00Z"}
    loose = {"profile": "XX-DEMO", "overrides": [override]}
    refused = await admin.put(path, json=asked | {"law": loose})
    assert (refused.status_code, "XX-HOURS" in refused.text) == (422, True), refused.text
    answered = loose | {"change_person": "Ada", "change_reason": "a test"}
    shown = await made(admin, "PUT", path, asked | {"law": answered})
    assert shown["law"]["overrides"][0]["rule_id"] == "XX-HOURS"
    lines = f"/api/v1/audit?subject=campaign:{estate.campaign_id}&action=campaign.law"
    line = (await items_of(admin, lines))[0]
    deed = "warns only until 2100-01-01 00:00 UTC (Ada: a test)"
    [change] = line["facts"]["changes"]
    assert (change["rule_id"], change["path"], change["loosens"]) == ("XX-HOURS", "override", True)
    assert (change["before"], change["after"]) == ("none", deed)
    assert (line["facts"]["person"], line["facts"]["reason"]) == ("Ada", "a test")
    await made(admin, "PUT", path, asked | {"law": {"profile": "XX-DEMO", "overrides": []}})
    [change] = (await items_of(admin, lines))[0]["facts"]["changes"]
    assert (change["path"], change["before"], change["after"], change["loosens"]) == ("override", deed, "none", False)


async def test_what_a_campaign_is_made_with_is_in_the_audit_and_so_is_each_change(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    override = {"rule_id": "XX-HOURS", "person": "Ada", "reason": "a test", "ends_at": "2100-01-01T00:00:00Z"}
    law = {"profile": "XX-DEMO", "overrides": [override]}
    cap = {"per": "number", "span": "day", "at_most": 2}
    asked = body(estate, name="Autumn", law=law, caps=[cap])
    shown = await made(admin, "POST", "/api/v1/campaigns", asked)
    path = f"/api/v1/audit?subject=campaign:{shown['id']}"
    [line] = await items_of(admin, f"{path}&action=campaign.create")
    facts = line["facts"]
    assert (facts["name"], facts["caps"], facts["max_attempts"]) == ("Autumn", [cap], shown["max_attempts"])
    assert facts["law"]["overrides"][0]["reason"] == "a test"
    assert facts["trunk_ids"] == [estate.trunk_id]
    assert line["actor"] == "key:admin:None" or line["actor"]
    [line] = await items_of(admin, f"{path}&action=campaign.law")
    said = {(one["rule_id"], one["path"]): (one["before"], one["after"]) for one in line["facts"]["changes"]}
    assert said == {
        ("law", "profile"): ("none", "XX-DEMO"),
        ("XX-HOURS", "override"): ("none", "warns only until 2100-01-01 00:00 UTC (Ada: a test)"),
    }
    await made(admin, "PUT", f"/api/v1/campaigns/{shown['id']}", asked | {"caps": [], "trunk_ids": []})
    [line] = await items_of(admin, f"{path}&action=campaign.update")
    assert line["facts"] == {
        "caps": {"before": [cap], "after": []},
        "trunk_ids": {"before": [estate.trunk_id], "after": []},
    }


async def test_a_profile_that_is_chosen_or_dropped_later_is_in_the_audit(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    shown = await made(admin, "POST", "/api/v1/campaigns", body(estate, name="Autumn", law={}))
    for law in ({"profile": "XX-DEMO"}, {"profile": ""}):
        await change(admin, shown["id"], law=law)
    lines = await items_of(admin, f"/api/v1/audit?subject=campaign:{shown['id']}&action=campaign.law")
    told = [(one["before"], one["after"]) for line in lines for one in line["facts"]["changes"]]
    assert told == [("XX-DEMO", "none"), ("none", "XX-DEMO")]


async def test_a_check_says_everything_that_is_missing_and_how_to_mend_it(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    bare = await made(admin, "POST", "/api/v1/campaigns", body(estate, trunk_ids=[], hours=[]))
    said = await made(admin, "GET", f"/api/v1/campaigns/{bare['id']}/check")
    assert (said["may_start"], said["starts_at"], said["profiles"]) == (False, None, [])
    assert {"trunk", "list", "hours", "settings"} <= {one["about"] for one in said["findings"]}
    assert all(one["mend"] for one in said["findings"] if one["weight"] == "stops")
    refused = await admin.post(f"/api/v1/campaigns/{bare['id']}/start")
    stops = {one["what"] for one in said["findings"] if one["weight"] == "stops"}
    assert {one["what"] for one in refused.json()["errors"]} == stops
    ready = await made(admin, "GET", f"/api/v1/campaigns/{estate.campaign_id}/check")
    assert (ready["may_start"], [one["id"] for one in ready["profiles"]]) == (True, ["XX-DEMO"])


async def test_a_start_names_the_list_that_is_held_and_dials_the_others(door: Door, estate: Estate) -> None:
    admin, store = await door.admin(), door.parts.store
    await store.leads.add(estate.list_id, [NewLead(phones=(("+442079460001", ""),))])
    asked = {"name": "May", "company_id": estate.company_id, "campaign_id": estate.campaign_id}
    may = await made(admin, "POST", "/api/v1/lists", asked | {"country": "GB", "consent": CONSENT})
    await store.leads.add(may["id"], [NewLead(phones=(("+442079460002", ""), ("+442079460003", "")))])
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    found = await made(admin, "GET", f"{path}/check")
    [held] = [one for one in found["findings"] if one["held_list"]]
    assert (found["may_start"], held["rule"], held["held_list"]) == (True, "XX-REGISTER", "May")
    italian = (await admin.get(f"{path}/check", headers={"Accept-Language": "it"})).json()
    [trattenuta] = [one for one in italian["findings"] if one["held_list"]]
    assert ("up to 2" in held["what"], "fino a 2" in trattenuta["what"]) == (True, True)
    assert all("May" in one["mend"] and "TPS" in one["mend"] for one in (held, trattenuta))
    started = await made(admin, "POST", f"{path}/start")
    assert (started["status"], started["held"]) == ("running", [held])


async def test_a_check_counts_numbers_of_a_country_for_which_there_are_no_rules(door: Door, estate: Estate) -> None:
    await door.parts.store.leads.add(estate.list_id, [NewLead(phones=(("+81312345678", ""),))])
    found = await made(await door.admin(), "GET", f"/api/v1/campaigns/{estate.campaign_id}/check")
    [said] = [one["what"] for one in found["findings"] if one["rule"] == "PROFILE-NONE"]
    assert said.endswith("has numbers of JP, for which there are no rules, and which are not called: 1")


async def test_a_campaign_with_a_profile_that_is_not_there_is_refused(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    answer = await admin.post("/api/v1/campaigns", json=body(estate, law={"profile": "FR"}))
    assert (answer.status_code, "XX-DEMO" in answer.text) == (422, True)


async def test_a_sector_is_said_in_either_language_and_an_unknown_one_is_refused_with_the_list(
    settings: Settings,
) -> None:
    async with open_door(settings.model_copy(update={"profiles_dir": PROFILES})) as door:
        admin, estate = await door.admin(), await build_estate(door, profile="IT")
        law = {"profile": "IT", "sector": "Energia", "topic": "tariff", "agent_country": "IT"}
        campaign = await made(admin, "POST", "/api/v1/campaigns", body(estate, name="Energy", law=law))
        assert campaign["law"]["sector"] == "energy"
        path = f"/api/v1/campaigns/{campaign['id']}/declared"
        patched = await made(admin, "PATCH", path, {"sector": "recupero crediti"})
        assert patched["law"]["sector"] == "debt_collection"
        refused = await admin.patch(path, json={"sector": "fibra"}, headers={"Accept-Language": "it"})
        assert refused.status_code == 422
        assert "recupero crediti" in refused.text


async def test_a_sector_of_old_that_nobody_knows_is_kept_shown_as_a_fault_and_refused_at_the_start(
    settings: Settings,
) -> None:
    async with open_door(settings.model_copy(update={"profiles_dir": PROFILES})) as door:
        admin, estate = await door.admin(), await build_estate(door, profile="IT")
        law = {"profile": "IT", "sector": "telecoms", "topic": "fibre", "agent_country": "IT"}
        campaign = await made(admin, "POST", "/api/v1/campaigns", body(estate, name="Old", law=law))

        def age(connection: Connection) -> None:
            kept = json.dumps(law | {"sector": "fibra ottica"})
            connection.execute(
                text("UPDATE campaign SET law = :law WHERE id = :id"), {"law": kept, "id": campaign["id"]}
            )

        await door.parts.store.database.write(age)
        path = f"/api/v1/campaigns/{campaign['id']}"
        assert (await made(admin, "GET", path))["law"]["sector"] == "fibra ottica"
        for language, words in (("en", "fibra ottica"), ("it", "gestione sinistri")):
            found = (await admin.get(f"{path}/check", headers={"Accept-Language": language})).json()["findings"]
            [wrong] = [one["what"] for one in found if one["about"] == "settings"]
            assert words in wrong
        refused = await admin.post(f"{path}/start")
        assert (refused.status_code, "fibra ottica" in refused.json()["detail"]) == (409, True)


@pytest.mark.parametrize(("basis", "starts"), [("consent", False), ("specific_consent", True), ("request", True)])
async def test_an_energy_campaign_does_not_start_on_a_consent_to_whatever(
    settings: Settings, basis: str, starts: bool
) -> None:
    async with open_door(settings.model_copy(update={"profiles_dir": PROFILES})) as door:
        admin, estate = await door.admin(), await build_estate(door, profile="IT")
        law = {"profile": "IT", "sector": "electricity", "topic": "tariff", "agent_country": "IT"}
        campaign = await made(admin, "POST", "/api/v1/campaigns", body(estate, name="Energy", law=law))
        leads = {"name": "Switchers", "company_id": estate.company_id, "campaign_id": campaign["id"]}
        await made(admin, "POST", "/api/v1/lists", leads | {"consent": CONSENT | {"basis": basis}})
        check = f"/api/v1/campaigns/{campaign['id']}/check"
        found = (await admin.get(check, headers={"Accept-Language": "it"})).json()
        stops = {one["rule"] for one in found["findings"] if one["weight"] == "stops"}
        assert ("IT-ENERGY" not in stops) is starts
        [register] = [one["what"] for one in found["findings"] if one["about"] == "register"]
        assert register.endswith(": Switchers (numeri: 0)")
        refused = await admin.post(f"/api/v1/campaigns/{campaign['id']}/start")  # other things are missing as well
        assert (refused.status_code, "(IT-ENERGY)" in refused.json()["detail"]) == (409, not starts)
        assert (await made(admin, "GET", f"/api/v1/campaigns/{campaign['id']}"))["status"] == "stopped"


async def test_a_version_read_in_one_language_is_changed_in_another(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/campaigns/{estate.campaign_id}"
    read = await admin.get(path, headers={"accept-language": "it"})
    for status in (200, 412):  # the version of before is gone with the first
        headers = {"accept-language": "en", "if-match": read.headers["etag"]}
        answer = await admin.patch(path, json={"name": f"renamed {status}"}, headers=headers)
        assert answer.status_code == status, answer.text


async def test_own_labels_stay_as_typed_and_others_are_in_the_language_of_the_reader(
    door: Door, estate: Estate
) -> None:
    admin, path = await door.admin(), f"/api/v1/campaigns/{estate.campaign_id}"

    async def shown(language: str) -> list[dict[str, Any]]:
        answer = await admin.get(path, headers={"accept-language": language})
        return list(answer.json()["dispositions"])

    async def labels(language: str) -> dict[str, str]:
        return {one["code"]: one["label"] for one in await shown(language)}

    assert (await labels("en"))["wrong_number"] == "Wrong number"
    italian = await labels("it")
    assert (italian["sale"], italian["do_not_call"]) == ("Vendita", "Non richiamare più")
    sent = await shown("it")
    sent[0]["label"] = "Affare fatto"
    sent += [{"code": "later", "label": "Più avanti"}]
    campaign = written(await made(admin, "GET", path), rules=None)
    await made(admin, "PUT", path, campaign | {"dispositions": sent})
    english = await labels("en")
    assert (english["sale"], english["later"], english["do_not_call"]) == (
        "Affare fatto",
        "Più avanti",
        "Do not call again",
    )
    campaign = written(await made(admin, "GET", path))
    answer = await admin.put(path, json=campaign | {"rules": [], "dispositions": [{"code": "later"}]})
    assert (answer.status_code, answer.json()["errors"][0]["what"]) == (422, "give later a label")
