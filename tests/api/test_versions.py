"""ETags: every single thing has one, and a change may be bound to the version that was read."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context
from typing import Any

import httpx
import pytest

from dialer.campaigns.model import draft_of
from dialer.core.enums import AgentWish, Role
from dialer.core.errors import Changed
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from tests.support.api_clients import Door, Estate, items_of, made, written
from tests.support.people import OURS, signed_in
from tests.support.report_schedules import each_morning


async def version(client: httpx.AsyncClient, path: str) -> str:
    answer = await client.get(path)
    assert answer.is_success, answer.text
    return answer.headers["etag"]


def paths(estate: Estate) -> list[str]:
    return [
        f"/api/v1/campaigns/{estate.campaign_id}",
        f"/api/v1/agents/{estate.agent_id}",
        f"/api/v1/lists/{estate.list_id}",
        f"/api/v1/companies/{estate.company_id}",
        "/api/v1/caller-ids/1",
        "/api/v1/nodes/default",
        f"/api/v1/nodes/{estate.node_id}/trunks/carrier",
        "/api/v1/leads/1",
    ]


async def test_every_single_thing_has_a_strong_etag_and_answers_304_while_it_is_the_same(
    door: Door, estate: Estate
) -> None:
    admin = await door.admin()
    await door.parts.store.leads.add(estate.list_id, [NewLead(phones=(("+390212345670", ""),))])
    for path in paths(estate):
        tag = await version(admin, path)
        assert (tag[0], tag[-1], len(tag)) == ('"', '"', 34), path
        if "/lists/" in path or "/leads/" in path:
            continue  # counts, and what a lead waits for, are no part of the version and may be others
        for known in (tag, f'"x", W/{tag}', "*"):
            again = await admin.get(path, headers={"if-none-match": known})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), path
        assert (await admin.get(path, headers={"if-none-match": '"x"'})).status_code == 200


async def test_a_list_can_be_changed_and_deleted_while_it_is_dialled(door: Door, estate: Estate) -> None:
    """Counts and progress are shown as they are now, and are no part of the version."""
    admin, store, path = await door.admin(), door.parts.store, f"/api/v1/lists/{estate.list_id}"
    tag = await version(admin, path)
    await store.leads.add(estate.list_id, [NewLead(phones=(("+390212345670", ""),))])
    await store.arranging.begin(estate.list_id, {}, task="rank", action="list.rank", actor="test", now=0.0)
    shown = await admin.get(path, headers={"if-none-match": tag})
    assert (shown.status_code, shown.headers["etag"], shown.json()["leads"]["open"]) == (200, tag, 1)
    changed = await admin.patch(path, json={"weight": 3}, headers={"if-match": tag})
    assert changed.is_success, changed.text
    assert changed.headers["etag"] != tag
    stale = await admin.delete(path, headers={"if-match": tag})
    assert stale.status_code == 412
    holds_leads = await admin.delete(path, headers={"if-match": changed.headers["etag"]})
    assert holds_leads.json()["type"] == "/problems/in-use"


async def test_what_a_log_in_answers_has_the_version_that_is_read_next(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/agents/{estate.agent_id}"
    done = await admin.post(f"{path}/log-in", json={"campaign_id": estate.campaign_id})
    assert done.json()["phone_warning"], done.text
    assert done.headers["etag"] == await version(admin, path)


async def test_what_a_change_answers_carries_the_version_that_is_read_next(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    campaign, agent, listed, company, caller_id, node, trunk, _ = paths(estate)
    whole = written(await made(admin, "GET", campaign), ratio=2.0)
    shown = await made(admin, "GET", node)
    for method, path, body in (
        ("PUT", campaign, whole),
        ("PUT", f"{campaign}/fields", {"field_types": {"plan": {"kind": "text"}}}),
        ("PATCH", f"{campaign}/declared", {"sector": "gas"}),
        ("PUT", agent, {"phone": "PJSIP/1002"}),
        ("PATCH", listed, {"weight": 3}),
        ("PUT", company, {"privacy": {"email": "a@b.it"}}),
        ("PUT", caller_id, {"label": "main"}),
        ("PUT", node, {name: shown[name] for name in ("host", "port", "username", "secret_env")}),
        ("PUT", trunk, {"dial": "PJSIP/{number}@other", "country": "IT"}),
    ):
        resource = path.removesuffix("/fields").removesuffix("/declared")
        answer = await admin.request(method, path, json=body, headers={"if-match": await version(admin, resource)})
        assert answer.is_success, (path, answer.text)
        assert answer.headers["etag"] == await version(admin, resource), path
    made_one = await admin.post("/api/v1/companies", json={"name": "Other"})
    assert made_one.headers["etag"] == await version(admin, f"/api/v1/companies/{made_one.json()['id']}")


@pytest.mark.parametrize("wanted", ['"x"', "W/{tag}", "x", ""])
async def test_a_change_to_another_version_is_refused_and_changes_nothing(
    door: Door, estate: Estate, wanted: str
) -> None:
    admin = await door.admin()
    campaign, agent, listed, company, caller_id, node, trunk, _ = paths(estate)
    whole = written(await made(admin, "GET", campaign), ratio=2.0)
    for method, path, body in (
        ("PUT", campaign, whole),
        ("PUT", f"{campaign}/fields", {"field_types": {"plan": {"kind": "text"}}}),
        ("PATCH", f"{campaign}/declared", {"sector": "gas"}),
        ("PUT", agent, {"phone": "PJSIP/1002"}),
        ("PUT", f"{agent}/plan", {}),
        ("PATCH", listed, {"weight": 3}),
        ("PUT", company, {"privacy": {"email": "a@b.it"}}),
        ("PUT", caller_id, {"label": "main"}),
        ("PUT", node, {"host": "192.0.2.1"}),
        ("PUT", trunk, {"dial": "PJSIP/{number}@other"}),
        ("PUT", f"{trunk}-2", {"dial": "PJSIP/{number}@other"}),  # there is none: no version of it can be meant
        ("DELETE", listed, None),
        ("DELETE", campaign, None),
    ):
        resource = path.removesuffix("/fields").removesuffix("/declared").removesuffix("/plan").removesuffix("-2")
        before = await version(admin, resource)
        headers = {"if-match": wanted.format(tag=before)}
        answer = await admin.request(method, path, json=body, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (412, "/problems/changed"), (path, answer.text)
        assert await version(admin, resource) == before
    answer = await admin.put(campaign, json=whole, headers={"if-match": "*", "accept-language": "it"})
    assert answer.is_success


async def test_a_deletion_is_bound_to_the_version_that_was_read(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    team = await made(admin, "POST", "/api/v1/teams", {"name": "north"})
    await made(admin, "PUT", "/api/v1/boards/floor", {"settings": {}})
    token = (await made(admin, "POST", "/api/v1/board-tokens", {"name": "hall", "board": "floor"}))["token"]
    expires_at = (await items_of(admin, "/api/v1/keys"))[0]["expires_at"]
    asked = {"name": "crm", "grants": [{"role": "integration"}], "expires_at": expires_at}
    key = (await made(admin, "POST", "/api/v1/keys", asked))["key"]
    for path in (
        f"/api/v1/teams/{team['id']}",
        f"/api/v1/board-tokens/{token['id']}",
        "/api/v1/boards/floor",
        f"/api/v1/keys/{key['id']}",
    ):
        stale = await admin.delete(path, headers={"if-match": '"x"'})
        assert (stale.status_code, stale.json()["type"]) == (412, "/problems/changed"), path
        assert stale.json()["etag"] == await version(admin, path)
        assert stale.json()["present"] == (await admin.get(path)).json()
        done = await admin.delete(path, headers={"if-match": await version(admin, path)})
        assert done.status_code == 204, (path, done.text)


@pytest.mark.parametrize("languages", [[], ["it", "de"]])
async def test_an_agent_is_retired_at_the_version_that_was_read(
    door: Door, estate: Estate, languages: list[str]
) -> None:
    admin = await door.admin()
    asked = {"name": "berta", "phone": "PJSIP/berta", "languages": languages}
    path = f"/api/v1/agents/{(await made(admin, 'POST', '/api/v1/agents', asked))['id']}"
    done = await admin.delete(path, headers={"if-match": await version(admin, path)})
    assert done.status_code == 204, done.text


async def test_a_change_of_oneself_is_bound_to_the_version_that_was_read(door: Door) -> None:
    browser = await signed_in(door, Role.SUPERVISOR)
    tag = await version(browser, "/api/v1/me")
    changed = await browser.patch("/api/v1/me", json={"language": "it"}, headers=OURS | {"if-match": tag})
    assert changed.is_success, changed.text
    assert changed.headers["etag"] == await version(browser, "/api/v1/me")
    stale = await browser.patch("/api/v1/me", json={"language": "en"}, headers=OURS | {"if-match": tag})
    assert (stale.status_code, stale.json()["present"]["language"]) == (412, "it")


async def test_what_is_written_between_the_look_and_the_change_is_not_overwritten(door: Door, estate: Estate) -> None:
    """The check and the write are one transaction: whoever was faster is not lost, If-Match or not."""
    store, service = door.parts.store, door.parts.service
    campaign, agent = (
        await store.campaigns.get(estate.campaign_id, sees=EVERYTHING),
        await store.agents.get(estate.agent_id, sees=EVERYTHING),
    )
    caller_id, company = (
        await store.caller_ids.get(1, sees=EVERYTHING),
        await store.companies.get(estate.company_id, sees=EVERYTHING),
    )
    node, trunk = await store.nodes.by_name("default"), await store.trunks.by_name(estate.node_id, "carrier")
    assert (node, trunk) != (None, None)
    await service.campaigns.type_fields(campaign.id, {"plan": {"kind": "text"}}, actor="faster")
    now = door.parts.clock()
    await service.agent_commands.plan(agent.id, shift_ends_at=now + 60.0, break_at=None, actor="faster")
    await store.caller_ids.update(caller_id.id, label="faster")
    await store.trunks.set_enabled(estate.trunk_id, enabled=False)
    slow = (
        service.campaigns.update(campaign.id, draft_of(campaign), actor="slow", expected=campaign),
        service.campaigns.type_fields(campaign.id, {}, actor="slow", expected=campaign),
        service.agent_commands.plan(agent.id, shift_ends_at=None, break_at=None, actor="slow", expected=agent),
        store.caller_ids.update(caller_id.id, label="slow", expected=caller_id),
        store.trunks.upsert(estate.node_id, "carrier", dial="PJSIP/{number}@x", expected=trunk),
        store.trunks.upsert(estate.node_id, "carrier", dial="PJSIP/{number}@x", expected=None),
        store.nodes.upsert("default", host="192.0.2.1", expected=None),
    )
    for change in slow:
        with pytest.raises(Changed):
            await change
    await store.companies.update(company.id, company.privacy, expected=company)


async def test_who_writes_an_agent_anew_loses_nothing_of_what_the_agent_asks_for_meanwhile(
    door: Door, estate: Estate
) -> None:
    store, service = door.parts.store, door.parts.service
    before = await store.agents.get(estate.agent_id, sees=EVERYTHING)
    await service.agent_commands.log_in(before.id, estate.campaign_id, ready=True, actor="anna")
    await service.agent_commands.pause(before.id, reason="lunch", actor="anna")
    of = {"leg_kind": before.leg_kind, "language": "it"}
    written = await service.agents.update(
        before.id, phone="PJSIP/1002", display_name="Anna", actor="boss", expected=before, **of
    )
    assert (written.phone, written.wish, written.pause_reason) == ("PJSIP/1002", AgentWish.PAUSED, "lunch")
    with pytest.raises(Changed):
        await service.agents.update(
            before.id, phone="PJSIP/1003", display_name="Ada", actor="slow", expected=before, **of
        )


async def test_the_document_says_that_a_change_may_be_refused_and_that_a_version_may_be_known(door: Door) -> None:
    paths = (await made(await door.admin(), "GET", "/openapi.json"))["paths"]
    changes = [
        f"{method} {path}"
        for path, methods in paths.items()
        for method, operation in methods.items()
        if any(one["name"] == "if-match" for one in operation.get("parameters", ())) and "412" in operation["responses"]
    ]
    puts = {f"put {path}" for path, methods in paths.items() if "put" in methods}
    unversioned = {
        "put /api/v1/me/password",  # a password has no version
        "put /api/v1/attempts/{attempt_id}/interaction",  # opens it, and changes nothing of one that is open
        "put /api/v1/interactions/{interaction_id}/draft",  # the instant of typing decides
        "put /api/v1/script-runs/{run_id}",  # one page's own walk, sent whole at each step
    }
    assert puts - unversioned <= set(changes)
    assert "304" in paths["/api/v1/campaigns/{campaign_id}"]["get"]["responses"]
    assert "304" not in paths["/api/v1/campaigns"]["get"]["responses"]


async def test_who_comes_too_late_is_shown_what_is_there_now_and_who_changed_it(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    for path, change in (
        (f"/api/v1/campaigns/{estate.campaign_id}", {"ratio": 1.5}),
        (f"/api/v1/lists/{estate.list_id}", {"weight": 7}),
        (f"/api/v1/agents/{estate.agent_id}", {"display_name": "Anna"}),
        ("/api/v1/caller-ids/1", {"label": "sales"}),
        (f"/api/v1/companies/{estate.company_id}", {"privacy": {"email": "dpo@example.org"}}),
        ("/api/v1/nodes/default", {"max_channels": 10}),
        (f"/api/v1/nodes/{estate.node_id}/trunks/carrier", {"max_channels": 10}),
    ):
        old = await version(admin, path)
        changed = await admin.patch(path, json=change)
        assert changed.is_success, changed.text
        for method in ("PATCH", "DELETE") if "companies" not in path else ("PATCH",):
            body = None if method == "DELETE" else change
            late = await admin.request(method, path, json=body, headers={"if-match": old})
            said = late.json()
            assert (late.status_code, said["type"]) == (412, "/problems/changed"), (method, path)
            assert said["present"] == changed.json(), (method, path)
            assert said["etag"] == changed.headers["etag"]
            assert "admin" in said["changed_by"]["actor"], (method, path)
    end = await admin.post(f"/api/v1/campaigns/{estate.campaign_id}/close", headers={"if-match": '"old"'})
    assert end.json()["present"]["name"] == "Spring"


async def test_a_deletion_between_the_look_and_the_write_is_refused(door: Door, estate: Estate) -> None:
    """The version is looked at again in the transaction that deletes or changes."""
    store, service, now = door.parts.store, door.parts.service, door.parts.clock()
    campaign, agent = (
        await store.campaigns.get(estate.campaign_id, sees=EVERYTHING),
        await store.agents.get(estate.agent_id, sees=EVERYTHING),
    )
    caller_id, listed = (
        await store.caller_ids.get(1, sees=EVERYTHING),
        await store.lists.get(estate.list_id, sees=EVERYTHING),
    )
    node, trunk = await store.nodes.by_name("default"), await store.trunks.by_name(estate.node_id, "carrier")
    await service.campaigns.type_fields(campaign.id, {"plan": {"kind": "text"}}, actor="faster")
    await service.agent_commands.plan(agent.id, shift_ends_at=now + 60.0, break_at=None, actor="faster")
    await store.caller_ids.update(caller_id.id, label="faster")
    await store.trunks.set_enabled(estate.trunk_id, enabled=False)
    await store.nodes.upsert("default", host="127.0.0.1", max_channels=3)
    await service.lists.set_enabled(listed.id, enabled=False, actor="faster")
    slow = (
        service.campaigns.delete(campaign.id, actor="slow", expected=campaign),
        store.retiring.agent(agent.id, actor="slow", now=now, expected=agent),
        store.retiring.caller_id(caller_id.id, actor="slow", now=now, expected=caller_id),
        store.retiring.trunk(estate.node_id, "carrier", actor="slow", now=now, expected=trunk),
        store.retiring.node("default", actor="slow", now=now, expected=node),
        service.lists.delete(listed.id, actor="slow", expected=listed),
        service.lists.assign(listed.id, None, actor="slow", expected=listed),
        service.lists.set_enabled(listed.id, enabled=True, actor="slow", expected=listed),
        service.lists.type_fields(listed.id, {}, actor="slow", expected=listed),
        service.arranging.set(listed.id, weight=3, actor="slow", expected=listed),
    )
    for change in slow:
        with pytest.raises(Changed):
            await change
    await service.arranging.set(
        listed.id, weight=3, actor="in time", expected=await store.lists.get(listed.id, sees=EVERYTHING)
    )


async def test_who_is_faster_between_a_requests_look_and_its_deletion_loses_nothing(
    door: Door, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, store, access = await door.admin(), door.parts.store, door.parts.service.access
    team = await made(admin, "POST", "/api/v1/teams", {"name": "north"})
    await made(admin, "PUT", "/api/v1/boards/floor", {"settings": {}})
    expires_at = (await items_of(admin, "/api/v1/keys"))[0]["expires_at"]
    asked = {"name": "crm", "grants": [{"role": "integration"}], "expires_at": expires_at}
    key = (await made(admin, "POST", "/api/v1/keys", asked))["key"]
    schedule = await store.report_schedules.add(
        each_morning(estate.campaign_id, next_at=door.parts.clock() + 60.0),
        actor="test",
        now=1.0,
    )

    async def run(faster: Callable[[], Awaitable[object]]) -> None:
        await faster()

    def after(faster: Callable[[], Awaitable[object]], slow: Callable[..., Awaitable[object]]) -> Any:
        async def both(*args: Any, **more: Any) -> object:
            await asyncio.create_task(run(faster), context=Context())  # another's change, not this request's
            return await slow(*args, **more)

        return both

    schedules = door.parts.service.report_schedules
    for service, name, faster, path in (
        (access, "delete_team", lambda: store.teams.rename(team["id"], "south"), f"/api/v1/teams/{team['id']}"),
        (
            access,
            "delete_board",
            lambda: store.boards.arrange("floor", {"dwell": 30}, actor="faster", now=1.0),
            "/api/v1/boards/floor",
        ),
        (access, "revoke_key", lambda: store.keys.update(key["id"], {"name": "shop"}), f"/api/v1/keys/{key['id']}"),
        (
            schedules,
            "remove",
            lambda: store.report_schedules.change(
                schedule.id, {"is_paused": True}, actor="faster", now=1.0, expected=None
            ),
            f"/api/v1/report-schedules/{schedule.id}",
        ),
    ):
        tag = await version(admin, path)
        with monkeypatch.context() as patch:
            patch.setattr(service, name, after(faster, getattr(service, name)))
            refused = await admin.delete(path, headers={"if-match": tag})
        assert (refused.status_code, refused.json()["type"]) == (412, "/problems/changed"), path
        assert refused.json()["etag"] == await version(admin, path) != tag
        done = await admin.delete(path, headers={"if-match": refused.json()["etag"]})
        assert done.status_code == 204, (path, done.text)


async def test_a_patch_changes_what_is_sent_and_nothing_else(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    before = await made(admin, "GET", path)
    kind = {"content-type": "application/merge-patch+json"}
    after = await admin.patch(path, content=b'{"ratio": 2.5, "law": {"sector": "telecoms"}}', headers=kind)
    assert after.is_success, after.text
    law = before["law"] | {"sector": "telecoms"}
    assert after.json() == before | {"ratio": 2.5, "law": law}
    back = await made(admin, "PATCH", path, {"ratio": None})
    assert back["ratio"] == 1.0  # null takes it back to what a new campaign has
    assert (await admin.patch(path, json={})).json() == back
    wrong = await admin.patch(path, json={"name": None})
    assert (wrong.status_code, wrong.json()["errors"][0]["where"]) == (422, "/name")
    unknown = await admin.patch(path, json={"nane": "x"})
    assert (unknown.status_code, unknown.json()["errors"][0]["where"]) == (422, "/nane")
    assert (await admin.patch("/api/v1/nodes/nowhere", json={})).status_code == 404
