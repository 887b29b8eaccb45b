"""Every operation, every role, on the things of the own and of another company: what is not seen is not there."""

import re
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import httpx
import pytest
import pytest_asyncio
from fastapi.requests import HTTPConnection
from sqlalchemy import update

from api import callers as callers_module
from api.schemas.report_schedules import ReportScheduleInput
from api.schemas.wire import iso
from dialer.access.model import Caller, Grant
from dialer.campaigns.attempts.model import NewAttempt
from dialer.core.clock import now
from dialer.core.enums import Role
from dialer.messaging.bus import Topic
from dialer.messaging.request import ask
from dialer.people.registers.model import REGISTERS
from dialer.provisioning.model import TrunkTransport
from dialer.storage.schema import AGENT
from dialer.stores.everything import Store
from dialer.telephony.caller_ids.model import NumberTest
from dialer.work.issue_reports.model import IssueReportKind
from tests.api.one_door import ONE_LOOP, door
from tests.support.api_clients import CONSENT, HOURS, Door, items_of, made
from tests.support.who_may import ANY, OPEN, TABLE, USER, may

__all__ = ["door"]
pytestmark = ONE_LOOP

UNKNOWN: Final = 999_999
INSTALLATION: Final = {
    "node_id": 1,
    "trunk_id": 1,
    "group_id": 1,
    "phone_id": 1,
    "name": "default",
    "switch": "enable",
    "version_number": 1,
    "profile_id": "XX-DEMO",
}
CSV: Final = "phone,name\n+390655512345,Rossi\n"
NOW: Final = 1_790_000_000.0


@dataclass(frozen=True, kw_only=True)
class Things:
    """One thing of each kind of one company. Their names hold a word that no other company's have."""

    word: str
    number: str
    suppressed: str
    also_suppressed: str
    pseudonym: str
    company_id: int
    caller_id_id: int
    pool_id: int
    number_id: int
    test_id: int
    campaign_id: int
    list_id: int
    lead_id: int
    callback_id: int
    attempt_id: str
    import_id: int
    scrub_id: int
    agent_id: int
    interaction_id: int
    person_id: int
    permission_id: int
    issue_report_id: int
    script_id: int
    run_id: int
    task_id: int
    message_id: int
    simulation_id: int
    schedule_id: int
    other_person_id: int  # of the same company


UNKNOWN_THINGS: Final = Things(
    word="nobody",
    number="+390655599999",
    suppressed="+390655599998",
    also_suppressed="+390655599997",
    pseudonym="p1-0",
    attempt_id=str(UNKNOWN),
    **{name: UNKNOWN for name in Things.__dataclass_fields__ if name.endswith("_id") and name != "attempt_id"},
)

SCRIPT: Final[dict[str, Any]] = {
    "languages": ["it"],
    "lead_fields": ["born"],
    "steps": [{"id": "born", "identify": {"field": "born", "label": {"it": "Anno"}}, "end": "complete"}],
}

# By operation, a body or a query that is valid, with `{name}` for what is somebody's.
BODIES: Final[dict[str, Any]] = {
    "POST /api/v1/campaigns": {"name": "new {word}", "company_id": "{company_id}", "node_id": 1},
    "PUT /api/v1/campaigns/{campaign_id}": {"name": "{word}", "company_id": "{company_id}", "node_id": 1},
    "PATCH /api/v1/campaigns/{campaign_id}": {},
    "PUT /api/v1/campaigns/{campaign_id}/fields": {"field_types": {}},
    "PATCH /api/v1/campaigns/{campaign_id}/declared": {},
    "POST /api/v1/campaigns/{campaign_id}/copy": {"name": "copy {word}"},
    "POST /api/v1/campaigns/{campaign_id}/simulations": {},
    "POST /api/v1/report-schedules": {"campaign_id": "{campaign_id}", "recipients": ["boss@example.com"]},
    "PATCH /api/v1/report-schedules/{schedule_id}": {},
    "POST /api/v1/lists": {"name": "new {word}", "company_id": "{company_id}"},
    "PATCH /api/v1/lists/{list_id}": {"enabled": True},
    "PATCH /api/v1/campaigns/{campaign_id}/list-shares": {"weights": [{"list_id": "{list_id}", "weight": 1}]},
    "POST /api/v1/lists/{list_id}/leads": {"phones": ["+390655512399"], "consent": CONSENT | {"company": "{word}"}},
    "POST /api/v1/leads/find": {"number": "{number}"},
    "POST /api/v1/imports/{import_id}/preview": {},
    "POST /api/v1/imports/{import_id}/rejected/load": {"rows": [{"line": 2, "cells": ["x"]}]},
    "POST /api/v1/lists/{list_id}/arrangement/preview": {},
    "POST /api/v1/imports/{import_id}/start": {},
    "POST /api/v1/agents": {"name": "agent8{agent_id}", "phone": "PJSIP/8{agent_id}"},
    "PUT /api/v1/agents/{agent_id}": {"phone": "PJSIP/9{agent_id}"},
    "PATCH /api/v1/agents/{agent_id}": {},
    "POST /api/v1/agents/{agent_id}/log-in": {"campaign_id": "{campaign_id}"},
    "POST /api/v1/agents/{agent_id}/pause": {"reason": "lunch"},
    "POST /api/v1/agents/{agent_id}/force-pause": {"text": "a"},
    "POST /api/v1/agents/{agent_id}/force-log-out": {"text": "a"},
    "PUT /api/v1/agents/{agent_id}/plan": {},
    "POST /api/v1/agents/{agent_id}/hand": {"raised": False},
    "POST /api/v1/agents/{agent_id}/hand/answer": {},
    "POST /api/v1/agents/{agent_id}/issue-reports": {"kind": "line"},
    "PUT /api/v1/pause-reasons": {"reasons": []},
    "POST /api/v1/desk-phones": {"node_id": 1, "name": "2002"},
    "POST /api/v1/desk-phones/plan": {"node_id": 1, "name": "2002"},
    "PATCH /api/v1/desk-phones/{phone_id}": {},
    "POST /api/v1/issue-reports/{issue_report_id}/resolve": {},
    "POST /api/v1/agents/{agent_id}/stage": {"stage": "closing"},
    "POST /api/v1/agents/{agent_id}/name-shown": {"attempt_id": "a1", "ahead_ms": 30.0},
    "POST /api/v1/agents/{agent_id}/dispose": {"attempt_id": "{attempt_id}", "code": "sale"},
    "POST /api/v1/agents/{agent_id}/dispose/undo": {"attempt_id": "{attempt_id}"},
    "POST /api/v1/agents/{agent_id}/dial": {"lead_id": "{lead_id}"},
    "POST /api/v1/agents/{agent_id}/preview/dial": {},
    "POST /api/v1/agents/{agent_id}/preview/skip": {},
    "PATCH /api/v1/callbacks/{callback_id}": {},
    "POST /api/v1/callbacks/{callback_id}/cancel": {},
    "POST /api/v1/leads/{lead_id}/next": {},
    "POST /api/v1/companies": {"name": "new {word}"},
    "PUT /api/v1/companies/{company_id}": {"privacy": {}},
    "PATCH /api/v1/companies/{company_id}": {},
    "PATCH /api/v1/caller-ids/{caller_id_id}": {},
    "PATCH /api/v1/nodes/{name}": {},
    "PATCH /api/v1/nodes/{node_id}/trunks/{name}": {},
    "PUT /api/v1/trunks/{trunk_id}/destinations": {},
    "PATCH /api/v1/trunks/{trunk_id}/destinations": {},
    "POST /api/v1/trunks/{trunk_id}/destinations/try": {"number": "+390655512355"},
    "POST /api/v1/caller-ids": {"company_id": "{company_id}", "number": "+390655512355"},
    "POST /api/v1/caller-id-pools": {"company_id": "{company_id}", "name": "new {word}"},
    "PATCH /api/v1/caller-id-pools/{pool_id}": {},
    "POST /api/v1/caller-id-pools/{pool_id}/numbers": {"numbers": "+390655512388"},
    "PATCH /api/v1/caller-id-pools/{pool_id}/numbers/{number_id}": {},
    "POST /api/v1/caller-ids/{caller_id_id}/tests/{test_id}/appearance": {"appearance": "as_sent"},
    "PATCH /api/v1/leads/{lead_id}": {"priority": 1},
    "POST /api/v1/leads/bulk": {"ids": ["{lead_id}"], "priority": 1},
    "POST /api/v1/campaigns/bulk": {"ids": ["{campaign_id}"], "action": "pause"},
    "POST /api/v1/agents/bulk": {"ids": ["{agent_id}"], "action": "log_out"},
    "POST /api/v1/callbacks/bulk": {"ids": ["{callback_id}"], "action": "give"},
    "PUT /api/v1/caller-ids/{caller_id_id}": {},
    "PUT /api/v1/nodes/{name}": {"host": "127.0.0.1"},
    "PUT /api/v1/nodes/{node_id}/trunks/{name}": {"dial": "PJSIP/{{number}}@carrier"},
    "POST /api/v1/companies/{company_id}/suppressions": {"numbers": ["+390655512377"]},
    "POST /api/v1/suppressions": {"scope": "company:{company_id}", "numbers": ["+390655512377"]},
    "POST /api/v1/suppressions/remove": {"scope": "company:{company_id}", "number": "{suppressed}"},
    "POST /api/v1/suppressions/check": {"number": "{number}", "company_id": "{company_id}"},
    "POST /api/v1/companies/{company_id}/registers/check": {"number": "{number}"},
    "POST /api/v1/companies/{company_id}/persons/access": {"number": "{number}"},
    "POST /api/v1/companies/{company_id}/persons/erase": {"number": "+390655512366"},
    "POST /api/v1/attempts/{attempt_id}/recording-consent": {"answer": "refused", "notice_given": True},
    "PATCH /api/v1/interactions/{interaction_id}": {"topic": "price"},
    "PUT /api/v1/interactions/{interaction_id}/draft": {"note": "a", "typed_at": "2026-03-02T09:00:00Z"},
    "PATCH /api/v1/persons/{person_id}": {"needs": ["slow"]},
    "POST /api/v1/persons/{person_id}/permissions": {"is_given": True},
    "POST /api/v1/persons/{person_id}/merge": {"person_id": "{other_person_id}"},
    "POST /api/v1/persons/{person_id}/split": {"lead_ids": ["{lead_id}"]},
    "POST /api/v1/tasks": {"kind": "ask", "person_id": "{person_id}", "due_at": "{soon}"},
    "PATCH /api/v1/tasks/{task_id}": {"note": "twice"},
    "POST /api/v1/promises/move": {"moves": [{"kind": "task", "id": "{task_id}", "agent_id": "{agent_id}"}]},
    "POST /api/v1/interactions/{interaction_id}/messages": {"template": "note", "text": "a"},
    "POST /api/v1/campaigns/{campaign_id}/unmask": {"pseudonym": "{pseudonym}", "reason": "a reason"},
    "POST /api/v1/pseudonyms/rotate": {},
    "POST /api/v1/retention": {"dry": True},
    "POST /api/v1/scripts": {"company_id": "{company_id}", "name": "new {word}"},
    "PATCH /api/v1/scripts/{script_id}": {},
    "POST /api/v1/scripts/check": {"body": SCRIPT, "script_id": "{script_id}"},
    "POST /api/v1/scripts/read": {
        "text": "languages: [it]\nsteps: [{{id: a, say: x, end: b}}]",
        "script_id": "{script_id}",
    },
    "POST /api/v1/scripts/{script_id}/versions": {"body": SCRIPT},
    "PUT /api/v1/campaigns/{campaign_id}/scripts": {},
    "POST /api/v1/script-runs": {"attempt_id": "{attempt_id}", "script_id": "{script_id}"},
    "PUT /api/v1/script-runs/{run_id}": {"path": []},
    "POST /api/v1/script-runs/{run_id}/identify": {"step": "born", "given": "1961"},
}
FILES: Final = {
    "POST /api/v1/lists/{list_id}/import": "",
    "POST /api/v1/lists/{list_id}/preview": "",
    "POST /api/v1/previews": "?list_id={list_id}",
    "POST /api/v1/suppressions/import": "?scope=campaign:{campaign_id}",
    "POST /api/v1/scrubs/{scrub_id}/result": "?form=listed&receipt=r1",
}
QUERIES: Final = {
    "POST /api/v1/lists/{list_id}/scrubs": "?register=RPO",
    "GET /api/v1/lists/counts": "?list_id={list_id}",
    "GET /api/v1/interactions/{interaction_id}/callback-times": "?at=2026-03-02T10:00:00Z",
    "GET /api/v1/suppressions": "?scope=company:{company_id}",
}
# What touches the things of all companies: a role for one company does not do.
SHARED: Final = re.compile(r" /api/v1/(nodes|trunks|trunk-groups|desk-phones)\b(?!.*/destinations/try)")
FOR_ALL: Final = {
    *(one for one in TABLE if SHARED.search(one) and not one.startswith("GET")),
    "POST /api/v1/companies",
    "DELETE /api/v1/companies/{company_id}",
    "PUT /api/v1/pause-reasons",
    "GET /api/v1/setup",
    "GET /api/v1/desk-phones/{phone_id}/state",
    "GET /api/v1/nodes/{node_id}/check",
    "GET /api/v1/nodes/{node_id}/journal",
    "GET /api/v1/nodes/{node_id}/trunks/{name}/provisioning",
    "GET /api/v1/nodes/{node_id}/trunks/{name}/retirement",
    "POST /api/v1/retention",
    "GET /api/v1/retention/runs",
    "POST /api/v1/pseudonyms/rotate",
    "GET /api/v1/audit",
    "POST /api/v1/audit/verify",
    "GET /api/v1/audit.jsonl",
}
# Their things are named in the body or the query, or are what the caller sees of all.
WITHOUT_PATH: Final = {
    "DELETE /api/v1/companies/{company_id}": 403,  # of all companies, whichever it is
    "POST /api/v1/campaigns": 422,
    "POST /api/v1/lists": 422,
    "POST /api/v1/caller-ids": 422,
    "POST /api/v1/caller-id-pools": 422,
    "POST /api/v1/suppressions": 422,
    "POST /api/v1/suppressions/import": 422,
    "POST /api/v1/suppressions/remove": 404,
    "POST /api/v1/previews": 404,
    "POST /api/v1/scripts": 422,
    "POST /api/v1/scripts/check": 404,
    "POST /api/v1/scripts/read": 404,
    "POST /api/v1/script-runs": 404,
    "POST /api/v1/tasks": 404,
    "POST /api/v1/promises/move": 404,
    # Each thing is refused for itself.
    "POST /api/v1/leads/bulk": 200,
    "POST /api/v1/campaigns/bulk": 200,
    "POST /api/v1/callbacks/bulk": 200,
}
OWNED: Final = re.compile(
    r"\{(company|caller_id|campaign|list|lead|callback|attempt|import|scrub|script|run|interaction|person|permission"
    r"|issue_report|schedule|task|message|pool|number|test)_id\}"
)
BY_BODY: Final = ("POST /api/v1/agents/{agent_id}/log-in", "POST /api/v1/agents/{agent_id}/dial")
# Jobs are whose who asked for them; what may be done to people, keys and teams also goes by the roles that one has.
NOT_ASKED: Final = re.compile(r"/api/v1/(jobs/\{|users|keys|teams|board-tokens|me/|session)")
LAST: Final = ("DELETE", "archive", "close", "erase", "open", "stop")  # in this order they leave the others possible


@dataclass(frozen=True, kw_only=True)
class Two:
    """The things of the caller's company and those of another."""

    client: httpx.AsyncClient
    store: Store
    callers: dict[str, Caller]
    own: dict[Role, Things]
    other: Things

    async def ask(
        self, operation: str, things: Things, grant: Grant | None, agent_id: int | None = None
    ) -> httpx.Response:
        """Ask for an operation on somebody's things with one role."""
        method, path = operation.split()
        facts = {**asdict(things), **INSTALLATION, "soon": iso(now() + 86_400.0)}
        if method == "DELETE":
            facts["number"] = things.also_suppressed
        url = (path + FILES.get(operation, "") + QUERIES.get(operation, "")).format(**facts)
        sent: dict[str, Any] = {}
        if operation in FILES:
            sent = {"content": CSV, "headers": {"content-type": "text/csv"}}
        elif operation in BODIES:
            sent = {"json": filled(BODIES[operation], facts)}
        headers = sent.pop("headers", {})
        if grant is not None:
            self.callers["it"] = Caller(kind="key", id=1, name="it", grants=(grant,), agent_id=agent_id)
            headers["authorization"] = "Bearer it"
        return await self.client.request(method, url, headers=headers, **sent)


def filled(body: Any, facts: dict[str, Any]) -> Any:
    """A body with its places filled: one that is only a place keeps the type."""
    if isinstance(body, dict):
        return {name: filled(value, facts) for name, value in body.items()}
    if isinstance(body, list):
        return [filled(value, facts) for value in body]
    if isinstance(body, str):
        return facts[body[1:-1]] if body[1:-1] in facts else body.format(**facts)
    return body


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def two(door: Door) -> Any:
    admin, store = await door.admin(), door.parts.store
    trunk = {"dial": "PJSIP/{number}@carrier"}
    trunk_id = (await made(admin, "PUT", "/api/v1/nodes/1/trunks/default", trunk))["id"]
    group = {"node_id": 1, "name": "main", "members": [{"trunk_id": trunk_id}]}
    assert (await made(admin, "POST", "/api/v1/trunk-groups", group))["id"] == INSTALLATION["group_id"]
    await store.desk_phones.add(1, "2001", TrunkTransport.UDP, sealed="", actor="user:anna", now=NOW)
    third = (await made(admin, "POST", "/api/v1/companies", {"name": "third"}))["id"]
    keeping = {"name": "third", "company_id": third, "node_id": 1, "trunk_group_id": INSTALLATION["group_id"]}
    await made(admin, "POST", "/api/v1/campaigns", keeping)

    async def things(word: str, place: int) -> Things:
        number = f"+3906555000{place:02}"
        company_id = (await made(admin, "POST", "/api/v1/companies", {"name": word}))["id"]
        shown = {"company_id": company_id, "number": f"+3906555100{place:02}", "label": word}
        caller_id_id = (await made(admin, "POST", "/api/v1/caller-ids", shown))["id"]
        test = NumberTest(
            id=0,
            caller_id_id=caller_id_id,
            placed_at=NOW,
            actor=word,
            node=word,
            trunk=word,
            called="+39*******21",
            stage="joined",
        )
        test_id = (await store.number_tests.add(test)).id
        wanted_pool = {"company_id": company_id, "name": word}
        pool_id = (await made(admin, "POST", "/api/v1/caller-id-pools", wanted_pool))["id"]
        numbers = f"/api/v1/caller-id-pools/{pool_id}/numbers"
        await made(admin, "POST", numbers, {"numbers": f"+3906555110{place:02}"})
        number_id = (await made(admin, "GET", numbers))[0]["id"]
        campaign = {"name": word, "company_id": company_id, "node_id": 1, "trunk_ids": [trunk_id]}
        campaign |= {"caller_id_pool_id": pool_id}  # it cannot be deleted while its number is asked for
        campaign |= {"hours": HOURS, "law": {"profile": "XX-DEMO"}}
        campaign_id = (await made(admin, "POST", "/api/v1/campaigns", campaign))["id"]
        listed = {
            "name": word,
            "company_id": company_id,
            "campaign_id": campaign_id,
            "consent": CONSENT | {"company": word},
        }
        list_id = (await made(admin, "POST", "/api/v1/lists", listed))["id"]
        leads = []
        for phone, dial in ((number, "next"), (f"+3906555200{place:02}", "in_turn")):
            lead = {"phones": [phone], "name": word, "dial": dial}
            leads.append((await made(admin, "POST", f"/api/v1/lists/{list_id}/leads", lead))["lead"]["lead_id"])
        [callback] = await items_of(admin, f"/api/v1/callbacks?lead_id={leads[0]}")
        agent = {"name": f"agent{place}", "phone": f"PJSIP/{place}"}
        agent_id = (await made(admin, "POST", "/api/v1/agents", agent))["id"]
        scrub = await store.registers.open_scrub(list_id, REGISTERS["RPO"], actor=word, now=NOW)
        begun = await store.imports.start(list_id, f"{word}.csv", is_confirmed=False, now=NOW)
        assert await store.leads.claim_one(leads[1], owner="engine", now=NOW, lease_s=60.0)
        attempt = NewAttempt(
            id=word,
            campaign_id=campaign_id,
            company_id=company_id,
            list_id=list_id,
            lead_id=leads[1],
            node_id=1,
            trunk_id=trunk_id,
            agent_id=agent_id,
            number=f"+3906555200{place:02}",
        )
        assert await store.attempts.place([attempt], owner="engine", now=NOW) == {word}
        interaction = await made(admin, "PUT", f"/api/v1/attempts/{word}/interaction")
        allowed = f"/api/v1/persons/{interaction['person_id']}/permissions"
        permission_id = (await made(admin, "POST", allowed, {"is_given": True}))["id"]
        wanted = {"company_id": company_id, "name": word}
        script_id = (await made(admin, "POST", "/api/v1/scripts", wanted))["id"]
        await made(admin, "POST", f"/api/v1/scripts/{script_id}/versions", {"body": SCRIPT})
        await made(admin, "POST", f"/api/v1/scripts/{script_id}/versions/1/publish", {})
        begun_run = await made(admin, "POST", "/api/v1/script-runs", {"attempt_id": word, "script_id": script_id})
        body = {"kind": "ask", "person_id": interaction["person_id"], "agent_id": agent_id, "due_at": iso(now() + 60.0)}
        task_id = (await made(admin, "POST", "/api/v1/tasks", body))["id"]
        same = {
            "company_id": company_id,
            "person_id": interaction["person_id"],
            "interaction_id": interaction["id"],
        }
        texts = dict.fromkeys(("recipient", "subject", "text", "external_id"), word)
        row = {**same, **texts, "channel": "email", "by": "agent", "template": "note", "language": "it"}
        message = await store.messages.queue(row, actor="it", now=NOW)
        other_person = await made(admin, "GET", f"/api/v1/leads/{leads[0]}/person")
        screen = {"lead_id": leads[0], "name": word, "fields": {}, "phones": []}
        door.parts.bus.publish(Topic.SCREEN, {"agent_id": agent_id, "lead": screen})
        suppressed = [f"+3906555{kind}00{place:02}" for kind in (3, 4)]
        path = f"/api/v1/companies/{company_id}/suppressions"
        await made(admin, "POST", path, {"numbers": suppressed})
        issue_report = await store.issue_reports.add(
            agent_id, campaign_id=campaign_id, attempt_id=word, kind=IssueReportKind.PRICE, note=word, now=NOW
        )
        asked = {"past_days": 1, "agents": 1, "hours": 1, "days": 1}  # not ended: whoever asks for another gets it
        daily = ReportScheduleInput(campaign_id=campaign_id, recipients=[f"{word}@example.com"]).model_dump()
        schedule = await store.report_schedules.add(daily | {"next_at": NOW}, actor="test", now=NOW)
        simulation = await store.simulations.begin(campaign_id, asked, actor="test", now=NOW)
        return Things(
            word=word,
            number=number,
            suppressed=suppressed[0],
            also_suppressed=suppressed[1],
            pseudonym=door.parts.service.persons.pseudonyms().of(attempt.number),
            company_id=company_id,
            caller_id_id=caller_id_id,
            pool_id=pool_id,
            number_id=number_id,
            test_id=test_id,
            campaign_id=campaign_id,
            list_id=list_id,
            lead_id=leads[0],
            callback_id=callback["id"],
            attempt_id=word,
            import_id=begun.id,
            scrub_id=scrub.id,
            agent_id=agent_id,
            interaction_id=interaction["id"],
            person_id=interaction["person_id"],
            permission_id=permission_id,
            issue_report_id=issue_report.id,
            script_id=script_id,
            run_id=begun_run["id"],
            task_id=task_id,
            message_id=message.id,
            schedule_id=schedule.id,
            simulation_id=simulation.id,
            other_person_id=other_person["id"],
        )

    words = {role: f"acme{role.value}" for role in Role}
    own = {role: await things(word, place) for place, (role, word) in enumerate(words.items())}
    other = await things("zeta", len(words))
    callers: dict[str, Caller] = {}

    async def known(_request: HTTPConnection, secret: str) -> Caller:
        return callers[secret]

    board = [
        {"id": one.campaign_id, "company_id": one.company_id, "name": one.word, "why": {}}
        for one in (*own.values(), other)
    ]
    door.parts.bus.publish(Topic.BOARD, {"at": NOW, "engine": "up", "nodes": [], "trunks": [], "campaigns": board})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(callers_module, "_by_key", known)
        patched.setitem(ask.__kwdefaults__, "within_s", 0.01)  # no engine is there to answer
        yield Two(client=await door.client(None), store=store, callers=callers, own=own, other=other)


def operations() -> list[str]:
    of_roles = [operation for operation, who in TABLE.items() if who not in (OPEN, ANY, USER)]
    return [operation for operation in of_roles if not NOT_ASKED.search(operation)]


def of_somebody(operation: str) -> bool:
    """Whether an operation names what belongs to a company."""
    return bool(OWNED.search(operation)) or operation in WITHOUT_PATH or operation in BY_BODY


def grant_of(role: Role, things: Things) -> Grant:
    return Grant(role=role, company_id=things.company_id)


def agent_of(role: Role, things: Things) -> int | None:
    return things.agent_id if role is Role.AGENT else None


async def test_the_tables_name_operations() -> None:
    for named in (BODIES, FILES, QUERIES, FOR_ALL, WITHOUT_PATH, BY_BODY):
        assert set(named) <= set(TABLE)


async def test_nobody_may_ask_without_credentials(two: Two) -> None:
    answers = {operation: await two.ask(operation, two.other, None) for operation in operations()}
    assert {operation: answer.status_code for operation, answer in answers.items() if answer.status_code != 401} == {}


@pytest.mark.parametrize("role", Role, ids=str)
async def test_what_belongs_to_another_company_is_not_there(two: Two, role: Role) -> None:
    own, wrong = two.own[role], []
    # Agents belong to teams: the agent is the own one, and what it would work on is another's, or nobody's.
    theirs, nothing = (replace(those, agent_id=own.agent_id) for those in (two.other, UNKNOWN_THINGS))
    for operation in filter(of_somebody, operations()):
        answers = [
            plain(await two.ask(operation, those, grant_of(role, own), agent_of(role, own)), those)
            for those in (theirs, nothing)
        ]
        expected = WITHOUT_PATH.get(operation, 404) if may(role, operation) else 403
        if answers[0][0] != expected or answers[0] != answers[1]:
            wrong.append((operation, expected, *answers))
    assert wrong == []


@pytest.mark.parametrize("role", Role, ids=str)
async def test_the_own_company_is_there(two: Two, role: Role) -> None:
    own, wrong = two.own[role], []
    await two.store.boards.arrange(str(INSTALLATION["name"]), {}, actor="user:anna", now=NOW)
    last = [next((place for place, what in enumerate(LAST) if what in one), -1) for one in operations()]
    for _, operation in sorted(zip(last, operations(), strict=True)):
        answer = await two.ask(operation, own, grant_of(role, own), agent_of(role, own))
        allowed = may(role, operation) and operation not in FOR_ALL
        if (answer.status_code not in (401, 403, 404)) if not allowed else answer.status_code in (401, 403, 404):
            wrong.append((operation, allowed, answer.status_code, answer.text))
        if seen := [
            word for word in ("zeta", *others(two, role)) if allowed and answer.is_success and word in answer.text
        ]:
            wrong.append((operation, seen, answer.text))
    assert wrong == []


async def test_what_all_companies_share_is_read_only_for_an_administrator_of_one(two: Two) -> None:
    own = two.own[Role.ADMIN]
    shared = [one for one in operations() if SHARED.search(one) and not one.startswith("GET")]
    assert len(shared) >= 20
    for grant in (grant_of(Role.ADMIN, own), Grant(role=Role.ADMIN, team_id=UNKNOWN)):
        answers = {one: await two.ask(one, own, grant) for one in shared}
        assert {one: answer.status_code for one, answer in answers.items() if answer.status_code != 403} == {}
        assert "takes a role for all companies" in answers["PATCH /api/v1/nodes/{name}"].json()["detail"]
        assert (await two.ask("GET /api/v1/nodes/{name}", own, grant)).status_code == 200


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.AGENT], ids=str)
async def test_agents_of_another_team_are_not_there(door: Door, two: Two, role: Role) -> None:
    teams = [(await door.parts.store.teams.create(f"{name} {role}", now=NOW)).id for name in ("own", "other")]
    agents = (two.own[role].agent_id, two.other.agent_id)
    for agent_id, team_id in zip(agents, teams, strict=True):
        moved = update(AGENT).where(AGENT.c.id == agent_id).values(team_id=team_id)
        await door.parts.store.database.write(lambda connection, moved=moved: connection.execute(moved) and None)
    grant, wrong = Grant(role=role, team_id=teams[0]), []
    for operation in (one for one in operations() if "{agent_id}" in one and not one.startswith("DELETE")):
        own, other, nothing = [
            plain(await two.ask(operation, those, grant), those)
            for those in (
                two.own[role],
                replace(two.own[role], agent_id=two.other.agent_id),
                replace(two.own[role], agent_id=UNKNOWN),
            )
        ]
        if may(role, operation):
            right = own[0] not in (401, 403, 404) and other == nothing and other[0] == 404
        else:
            right = own[0] == other[0] == 403
        if not right:
            wrong.append((operation, own, other, nothing))
    assert wrong == []
    if may(role, "GET /api/v1/agents"):
        listed = await two.ask("GET /api/v1/agents", two.own[role], grant)
        assert [one["id"] for one in listed.json()["items"]] == [agents[0]]


def others(two: Two, role: Role) -> list[str]:
    return [one.word for other, one in two.own.items() if other is not role]


def plain(answer: httpx.Response, things: Things) -> tuple[int, str]:
    """An answer without what it repeats of the request."""
    text = answer.text
    for value in sorted({str(value) for value in asdict(things).values()}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(value)}\b", "#", text)
    return answer.status_code, text
