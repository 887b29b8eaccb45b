"""Trunks that Pronto writes: planned, applied, proven, taken back, compared, healed, over an Asterisk of paper."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest

from dialer.core.enums import Role
from dialer.jobs.model import DONE, FAILED
from dialer.people.leads.model import NewLead
from dialer.provisioning.passwords import unseal
from dialer.provisioning.standing_trunks import PASSWORD_KEPT_S
from tests.support.api_clients import Door, Estate
from tests.support.call_centre import until
from tests.support.paper_ari import OPTIONS_22, SECRET, PaperAri, paper_ari
from tests.support.paper_link import SECRET_ENV, PaperLink, node_with_ari, paper_link

PASSWORD = "aB;c,d secret"
ADDRESS = {"template": "address", "hosts": ["192.0.2.1"], "authentication": "address", "country": "IT"}
ACCOUNT = {
    "template": "registration",
    "hosts": ["sip.example.net"],
    "authentication": "registration",
    "user": "0240",
    "password": PASSWORD,
}
NAME = "pronto-trunk-milan"


@dataclass
class Place:
    """An administrator before an Asterisk of paper."""

    door: Door
    node_id: int
    ari: PaperAri
    link: PaperLink
    admin: httpx.AsyncClient

    def path(self, act: str, name: str = "milan") -> str:
        return f"/api/v1/nodes/{self.node_id}/trunks/{name}/{act}"

    async def ask(self, act: str, body: dict[str, Any] | None = None, *, status: int = 200) -> Any:
        answer = await self.admin.post(self.path(act), json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def state(self) -> Any:
        answer = await self.admin.get(self.path("provisioning"))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def ended(self, made: dict[str, Any]) -> dict[str, Any]:
        """The version when its job is over."""

        async def over() -> bool:
            return (await self.door.parts.store.jobs.get(made["job_id"])).status in (DONE, FAILED)

        await until(over, "the job is over")
        versions: list[dict[str, Any]] = (await self.state())["versions"]
        return next(one for one in versions if one["id"] == made["id"])

    async def plan_retirement(self, name: str = "milan") -> Any:
        answer = await self.admin.get(self.path("retirement", name))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def applied(self, body: dict[str, Any]) -> dict[str, Any]:
        return await self.ended(await self.ask("apply", body, status=202))


@pytest.fixture
async def place(door: Door, estate: Estate, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    monkeypatch.setenv(SECRET_ENV, SECRET)
    async with paper_ari() as ari:
        ari.options = OPTIONS_22
        node = await node_with_ari(door.parts.store, ari)
        async with paper_link(door.parts, node.id, ari) as link:
            yield Place(door, node.id, ari, link, await door.client(Role.ADMIN))


def what(version: dict[str, Any]) -> list[str]:
    return [f"{one['id']} {one['state']}" for one in version["outcome"]]


async def test_a_plan_shows_what_would_be_written_and_writes_nothing(place: Place) -> None:
    plan = await place.ask("plan", ACCOUNT)
    assert (plan["door"], plan["is_new"], plan["notes"]) == ("ari", True, [])
    assert [(one["kind"], one["change"]) for one in plan["changes"]] == [
        ("auth", "added"),
        ("aor", "added"),
        ("endpoint", "added"),
        ("registration", "added"),
    ]
    assert f"[{NAME}]\ntype = registration" in plan["text"]
    assert PASSWORD not in str(plan)
    assert place.ari.acts == []
    assert place.ari.objects == {}


async def test_a_wrong_option_is_refused_in_words_at_its_place(place: Place) -> None:
    place.ari.wrong = {("dtmf_mode", "x")}
    options = [
        {"kind": "endpoint", "name": "dtmf_mod", "value": "rfc4733"},
        {"kind": "endpoint", "name": "dtmf_mode", "value": "x"},
        {"kind": "endpoint", "name": "from_domain", "value": "example.net"},
    ]
    for act in ("plan", "apply"):
        refused = await place.ask(act, ADDRESS | {"options": options}, status=422)
        assert [(one["where"], one["what"]) for one in refused["errors"]] == [
            (
                "/options/0/value",
                "The Asterisk of this node knows no option dtmf_mod of endpoint: did you mean dtmf_mode?",
            ),
            ("/options/1/value", "The Asterisk of this node does not take x for dtmf_mode."),
        ]
    no_transport = await place.ask("plan", ADDRESS | {"template": "tls"}, status=422)
    assert "transport-tls" in no_transport["errors"][0]["what"]
    assert place.ari.objects == {}
    assert (await place.state())["versions"] == []


async def test_a_trunk_is_written_proven_and_can_be_dialled(place: Place) -> None:
    version = await place.applied(ACCOUNT)
    assert (version["state"], version["number"], version["settings"]["has_password"]) == ("standing", 1, True)
    assert what(version) == ["options ok", "written ok", "read_back ok", "qualify ok", "registration ok"]
    assert place.ari.acts == [f"PUT {kind} {NAME}" for kind in ("auth", "aor", "endpoint", "registration")]
    assert place.ari.objects["auth", NAME]["password"] == PASSWORD
    trunk = await place.door.parts.store.trunks.by_name(place.node_id, "milan")
    assert trunk is not None
    assert (trunk.dial, trunk.enabled) == (f"PJSIP/{{number}}@{NAME}", True)
    state = await place.state()
    assert (state["drift"], state["why_unasked"]) == ([], "")
    [shown] = (await place.admin.get("/api/v1/provisioned-trunks")).json()
    assert (shown["name"], shown["is_changed_by_hand"]) == ("milan", False)


async def test_the_password_is_shown_and_kept_nowhere(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    version = await place.applied(ACCOUNT)
    store = place.door.parts.store
    kept = await store.trunk_versions.get(version["id"])
    assert unseal(place.door.parts.settings.state_dir, kept.sealed) == PASSWORD
    others = [await store.jobs.list(limit=10), await store.audit.list(), kept, kept.told, await place.state()]
    assert PASSWORD not in str(others)
    assert PASSWORD not in caplog.text
    # Without one the trunk keeps its own; another user needs another.
    place.ari.acts.clear()
    changed = await place.applied({**ACCOUNT, "password": None, "max_channels": 5})
    assert (changed["state"], place.ari.acts) == ("standing", [])
    assert place.ari.objects["auth", NAME]["password"] == PASSWORD
    refused = await place.ask("plan", {**ACCOUNT, "password": None, "user": "else"}, status=422)
    assert refused["errors"][0]["where"] == "/password"


async def test_what_does_not_come_up_is_taken_away_and_the_old_one_stands(place: Place) -> None:
    place.link.silent = {"192.0.2.66"}
    first = await place.applied(ADDRESS | {"hosts": ["192.0.2.66"]})
    assert (first["state"], what(first)[-2:]) == ("failed", ["qualify failed", "undone ok"])
    assert place.ari.objects == {}
    assert await place.door.parts.store.trunks.by_name(place.node_id, "milan") is None

    assert (await place.applied(ADDRESS))["state"] == "standing"
    standing = {key: dict(fields) for key, fields in place.ari.objects.items()}
    failed = await place.applied(ADDRESS | {"hosts": ["192.0.2.66"], "codecs": ["ulaw"]})
    assert failed["state"] == "failed"
    assert "Version 2, which stood before, stands again." in [one["what"] for one in failed["outcome"]]
    assert place.ari.objects == standing
    job = (await place.admin.get(f"/api/v1/jobs/{failed['job_id']}")).json()
    assert job["status"] == "failed"
    assert job["message"].startswith("The trunk did not come up. Nobody answers OPTIONS at sip:192.0.2.66:5060.")


async def test_a_refused_registration_fails_and_asterisk_may_refuse_midway(place: Place) -> None:
    place.link.registration = "Rejected"
    refused = await place.applied(ACCOUNT)
    assert (refused["state"], what(refused)[-2:]) == ("failed", ["registration failed", "undone ok"])
    assert place.ari.objects == {}
    place.link.registration = "Registered"
    place.ari.refuses[f"PUT registration {NAME}"] = 403
    midway = await place.applied(ACCOUNT)
    assert (midway["state"], what(midway)[-2:]) == ("failed", ["written failed", "undone ok"])
    assert place.ari.objects == {}
    place.ari.refuses.clear()
    place.ari.alters["expiration"] = "1"
    altered = await place.applied(ADDRESS)
    assert altered["state"] == "standing"


async def test_a_version_before_is_written_again(place: Place) -> None:
    nothing = await place.ask("roll-back", status=409)
    assert nothing["type"] == "/problems/nothing-before"
    await place.applied(ACCOUNT)
    await place.applied(ADDRESS)
    assert {kind for kind, _ in place.ari.objects} == {"aor", "endpoint", "identify"}
    back = await place.ended(await place.ask("roll-back", status=202))
    assert (back["state"], back["number"], back["settings"]["user"]) == ("standing", 3, "0240")
    assert {kind for kind, _ in place.ari.objects} == {"auth", "aor", "endpoint", "registration"}
    assert place.ari.objects["auth", NAME]["password"] == PASSWORD


async def test_a_change_by_hand_is_shown_told_once_and_healed(place: Place) -> None:
    await place.applied(ACCOUNT)
    place.ari.objects["endpoint", NAME]["from_domain"] = "hand.example"
    place.ari.objects["auth", NAME]["password"] = "other"
    del place.ari.objects["registration", NAME]
    state = await place.state()
    shown = {one["kind"]: (one["change"], [o["option"] for o in one["options"]]) for one in state["drift"]}
    assert shown["endpoint"] == ("changed", ["from_domain"])
    assert shown["auth"] == ("changed", ["password"])
    assert shown["registration"][0] == "removed"
    assert "from_domain = hand.example" in state["found"]
    assert PASSWORD not in str(state)
    await place.state()
    assert len(await place.door.parts.store.audit.list(action="trunk.drift")) == 1
    [listed] = (await place.admin.get("/api/v1/provisioned-trunks")).json()
    assert listed["is_changed_by_hand"]
    healed = await place.ended(await place.ask("heal", status=202))
    assert (healed["state"], healed["number"]) == ("standing", 1)
    assert (await place.state())["drift"] == []
    assert place.ari.objects["endpoint", NAME]["from_domain"] == ""


async def test_a_heal_that_fails_keeps_what_was_done_and_the_version_stands(place: Place) -> None:
    await place.applied(ADDRESS)
    place.ari.objects["endpoint", NAME]["from_domain"] = "hand.example"
    place.link.silent = {ADDRESS["hosts"][0]}
    healed = await place.ended(await place.ask("heal", status=202))
    assert (healed["state"], what(healed)[-1]) == ("standing", "qualify failed")
    job = (await place.admin.get(f"/api/v1/jobs/{healed['job_id']}")).json()
    assert (job["status"], job["message"].startswith("The trunk did not come up.")) == ("failed", True)
    assert (await place.state())["standing"]["number"] == 1


async def test_each_link_that_comes_up_is_compared(place: Place) -> None:
    await place.applied(ADDRESS)
    standing_trunks, store = place.door.parts.service.standing_trunks, place.door.parts.store
    await standing_trunks.watch()
    place.ari.objects["aor", NAME]["qualify_frequency"] = "7"
    await standing_trunks.watch()
    assert (await store.trunk_versions.all_standing())[0].drift == ()  # the link has not been away
    place.link.is_up = False
    place.link.publish_board()
    await standing_trunks.watch()
    place.link.is_up = True
    place.link.publish_board()
    await standing_trunks.watch()
    [standing] = await store.trunk_versions.all_standing()
    assert [(one.kind, one.options[0].after) for one in standing.drift] == [("aor", "7")]


async def test_a_trunk_of_the_admins_files_is_proven_and_never_written(place: Place) -> None:
    for act in ("plan", "apply"):
        answer = await place.admin.post(place.path(act, "carrier"), json=ADDRESS)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/trunk-of-files")
    answer = await place.admin.post(place.path("verify", "carrier"), json=None)
    assert (answer.status_code, answer.json()["is_up"]) == (200, False)
    assert "Asterisk has no endpoint carrier." in answer.json()["steps"][0]["what"]
    assert (await place.admin.get(place.path("provisioning", "carrier"))).json()["standing"] is None
    healed = await place.admin.post(place.path("heal", "carrier"))
    assert (healed.status_code, healed.json()["type"]) == (404, "/problems/trunk-not-written")
    assert (await place.admin.post(place.path("verify", "nothing"))).status_code == 404


async def test_what_a_retirement_takes_away_and_what_is_in_its_way_is_told(place: Place, estate: Estate) -> None:
    store, now = place.door.parts.store, place.door.parts.clock()
    await place.applied(ACCOUNT)
    trunk = await store.trunks.by_name(place.node_id, "milan")
    assert trunk is not None
    group = {"node_id": place.node_id, "name": "Italia", "members": [{"trunk_id": trunk.id}]}
    made = (await place.admin.post("/api/v1/trunk-groups", json=group)).json()
    campaign = f"/api/v1/campaigns/{estate.campaign_id}"
    used = await place.admin.patch(campaign, json={"trunk_ids": [], "trunk_group_id": made["id"]})
    assert used.status_code == 200, used.text
    plan = await place.plan_retirement()
    assert (plan["is_enabled"], plan["live_calls"], plan["is_written"]) == (True, 0, True)
    assert [(one["id"], one["is_under_way"]) for one in plan["campaigns"]] == [(estate.campaign_id, False)]
    assert plan["groups"] == ["Italia"]
    assert {(one["kind"], one["change"]) for one in plan["changes"]} == {
        *(("auth", "removed"), ("aor", "removed"), ("endpoint", "removed"), ("registration", "removed"))
    }
    shown = {one["option"]: one["before"] for change in plan["changes"] for one in change["options"]}
    assert shown["contact"] == "sip:sip.example.net:5060"
    assert PASSWORD not in str(plan)
    assert {kind for kind, _ in place.ari.objects} == {"auth", "aor", "endpoint", "registration"}

    # A call that lives is told, and keeps the trunk.
    [lead_id] = await store.leads.add(estate.list_id, [NewLead(phones=(("+390655512399", ""),))])
    await store.leads.claim(estate.campaign_id, owner="e", now=now, lease_s=60.0, limit=1, zone_keys=[""])
    attempt = replace(estate.attempt("a-1", lead_id, "+390655512399"), trunk_id=trunk.id)
    assert await store.attempts.place([attempt], owner="e", now=now)
    assert (await place.plan_retirement())["live_calls"] == 1
    refused = await place.admin.delete(place.path("").removesuffix("/"))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/in-use")
    assert {kind for kind, _ in place.ari.objects} == {"auth", "aor", "endpoint", "registration"}


async def test_the_plan_of_a_trunk_of_files_takes_nothing_from_asterisk(place: Place, estate: Estate) -> None:
    place.link.is_up = False
    plan = await place.plan_retirement("carrier")
    assert (plan["is_written"], plan["changes"], plan["why_unasked"]) == (False, [], "")
    assert [one["id"] for one in plan["campaigns"]] == [estate.campaign_id]
    missing = await place.admin.get(place.path("retirement", "nothing"))
    assert missing.status_code == 404


async def test_a_trunk_that_is_retired_goes_from_asterisk_too_and_comes_back(place: Place) -> None:
    await place.applied(ACCOUNT | {"password": "before"})
    await place.applied(ACCOUNT)
    store = place.door.parts.store
    trunk = await store.trunks.by_name(place.node_id, "milan")
    assert trunk is not None
    vouched = await place.admin.patch(f"/api/v1/nodes/{place.node_id}/trunks/milan", json={"provider_proof": True})
    assert vouched.status_code == 200, vouched.text
    answer = await place.admin.delete(f"/api/v1/nodes/{place.node_id}/trunks/milan")
    assert answer.status_code == 204, answer.text
    assert place.ari.objects == {}
    assert (await place.admin.get("/api/v1/provisioned-trunks")).json() == []
    state = await place.state()
    assert (state["standing"], state["retired_at"] is None) == (None, False)
    # Of the passwords only that of the way back is kept, and for a month.
    assert [one["settings"]["has_password"] for one in state["versions"]] == [True, False]
    back = await place.ended(await place.ask("roll-back", status=202))
    assert (back["state"], back["number"]) == ("standing", 3)
    assert place.ari.objects["auth", NAME]["password"] == PASSWORD
    again = await store.trunks.by_name(place.node_id, "milan")
    assert again is not None
    assert (again.id, again.enabled, again.provider_proof) == (trunk.id, True, True)
    assert (await place.state())["retired_at"] is None
    assert len(await store.audit.list(action="trunk.bring_back")) == 1


async def test_the_password_of_a_retired_trunk_is_forgotten_after_a_month(place: Place) -> None:
    await place.applied(ACCOUNT)
    await place.admin.delete(f"/api/v1/nodes/{place.node_id}/trunks/milan")
    store, now = place.door.parts.store, place.door.parts.clock()
    await store.trunk_versions.forget_passwords(retired_before=now - PASSWORD_KEPT_S)
    assert [one["settings"]["has_password"] for one in (await place.state())["versions"]] == [True]
    await store.trunk_versions.forget_passwords(retired_before=now + 1)
    assert [one["settings"]["has_password"] for one in (await place.state())["versions"]] == [False]
    refused = await place.ask("roll-back", status=409)
    assert refused["type"] == "/problems/password-lost"
    # With its password typed again it is written anew, under its name.
    assert (await place.applied(ACCOUNT))["number"] == 2


async def test_a_trunk_that_asterisk_keeps_for_now_leaves_it_when_the_link_is_back(place: Place) -> None:
    await place.applied(ACCOUNT)
    place.ari.refuses[f"DELETE registration {NAME}"] = 503
    answer = await place.admin.delete(f"/api/v1/nodes/{place.node_id}/trunks/milan")
    assert answer.status_code == 204, answer.text
    state = await place.state()
    assert (state["standing"] is None, state["retired_at"] is None) == (False, False)
    assert {name for _, name in place.ari.objects} == {NAME}
    place.ari.refuses.clear()
    standing_trunks = place.door.parts.service.standing_trunks
    await standing_trunks.watch()
    assert place.ari.objects == {}
    assert (await place.state())["standing"] is None


async def test_without_a_door_or_a_link_nothing_is_written(place: Place) -> None:
    place.link.is_up = False
    place.link.publish_board()
    answer = await place.ask("apply", ADDRESS, status=409)
    assert answer["type"] == "/problems/asterisk-unanswered"
    place.link.is_up = True
    store = place.door.parts.store
    node = await store.nodes.get(place.node_id)
    await store.nodes.upsert(node.name, host="127.0.0.1", port=1)  # the manager interface is the other way in
    refused = await place.ask("plan", ADDRESS, status=503)
    assert refused["type"] == "/problems/ami-silent"
    await store.nodes.upsert(node.name, host="192.0.2.9")
    refused = await place.ask("plan", ADDRESS, status=409)
    assert refused["type"] == "/problems/no-door"
    assert place.ari.objects == {}


async def test_two_trunks_with_one_account_are_told(place: Place) -> None:
    await place.applied(ACCOUNT)
    answer = await place.admin.post(place.path("plan", "turin"), json=ACCOUNT)
    assert answer.json()["notes"] == ["milan registers with this account too: two registrations displace each other."]
    await place.applied(ADDRESS)
    answer = await place.admin.post(place.path("plan", "turin"), json=ADDRESS)
    assert answer.json()["notes"] == ["milan has the same address: calls that come in belong to either of them."]


async def test_templates_are_listed_in_the_callers_language(place: Place) -> None:
    answer = await place.admin.get("/api/v1/carrier-templates", headers={"Accept-Language": "it"})
    assert [one["id"] for one in answer.json()] == [
        *("address", "registration", "tls", "silent", "italy", "united-kingdom"),
    ]
    assert answer.json()[4]["title"] == "Carrier italiano"
