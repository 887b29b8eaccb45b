"""The API's OpenAPI document for Schemathesis, an API with one of each thing in it, and the checks of its answers.

What is left out is left out here, each with its reason.
"""

import asyncio
import re
import socket
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Final, cast
from urllib.parse import unquote

import httpx
import pytest
import schemathesis
import uvicorn
from prometheus_client import CollectorRegistry
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import TestPhase
from schemathesis.specs.openapi import checks as conform
from sqlalchemy import make_url

from api.app import create_app
from api.schemas.wire import LINE_PATTERN
from dialer.app.composition import Parts, build
from dialer.core.enums import Role
from dialer.core.settings import Settings
from dialer.demo.law import PROFILES
from dialer.jobs.kinds import REPORT_FILE
from dialer.messaging.bus import MemoryBus, Topic
from tests.support.api_clients import Door, Estate, build_estate, key_of, made
from tests.support.documented_answers import DocumentedAnswers
from tests.support.stores import DATABASES, migrated_postgres, on_server, postgres_server  # noqa: F401

SEED: Final = 20261128
FILES: Final = [  # each file that is taken starts a process of its own, which takes about a second
    "import_list",
    "preview_list",
    "preview_once",
    "preview_again",
    "start_import",
    "import_suppressions",
    "scrub_in",
]
CONFIG: Final = {
    "seed": SEED,
    "generation": {"deterministic": True, "max-examples": 5, "no-shrink": True},
    "operations": [
        {
            "include-operation-id": FILES,
            "generation": {"max-examples": 2},
            "phases": {"coverage": {"enabled": False}},
        },
        {  # their bodies have the fields of `create_campaign`, whose schema alone makes 1,500 requests
            "include-operation-id": ["update_campaign", "patch_campaign"],
            "phases": {"coverage": {"enabled": False}},
        },
    ],
    "checks": {
        "negative_data_rejection": {"expected-statuses": [400, 401, 403, 404, 405, 409, 413, 415, 422]},
    },
}
# Not among them: `positive_data_acceptance`, as a request may fit the document and break a rule that JSON Schema cannot
# say (422); `unsupported_method`, as /leads/find is read as /leads/{lead_id} by another method than its own (422); and
# `ignored_auth`, which tests/api/test_roles.py asks of every operation.
CHECKS_OF_FILES: Final = [
    not_a_server_error,
    conform.status_code_conformance,
    conform.content_type_conformance,
    conform.response_headers_conformance,
    conform.response_schema_conformance,
]
# A file's bytes have no schema: what is wrong with them is said by its import, after the answer.
CHECKS: Final = [*CHECKS_OF_FILES, conform.negative_data_rejection]
LONG: Final = 1000
PATIENCE_S: Final = 300  # a busy machine starts the process that reads a file late
# No engine and no Asterisk are here, and 503 is how the document says that these answer so.
NOT_READY: Final = (
    "GET /readyz",
    "POST /api/v1/nodes/{node_id}/trunks/{name}/plan",
    "POST /api/v1/desk-phones",
    "POST /api/v1/desk-phones/plan",
)
ENDLESS: Final = "open_stream"  # a stream of events never ends, and so is never read: tests/api/live read it


def read_document() -> dict[str, Any]:
    """The document without the limits of long texts: to make texts just longer than they are takes minutes."""
    parts = SimpleNamespace(clock=lambda: 0.0, settings=Settings(), bus=MemoryBus())
    document = create_app(cast("Parts", parts)).openapi()
    _without_long(document)
    return document


def _without_long(schema: Any) -> None:
    if isinstance(schema, dict):
        if isinstance(limit := schema.get("maxLength"), int) and limit > LONG:
            del schema["maxLength"]
        for inner in schema.values():
            _without_long(inner)
    elif isinstance(schema, list):
        for inner in schema:
            _without_long(inner)


def schema_of(phases: Mapping[str, Any]) -> schemathesis.BaseSchema:
    """All operations but the endless one, tried in these phases."""
    config = SchemathesisConfig.from_dict({**CONFIG, "phases": phases})
    return schemathesis.openapi.from_dict(DOCUMENT, config=config).exclude(operation_id=ENDLESS)


DOCUMENT: Final = read_document()


@dataclass
class Served:
    """An API that runs in a thread of its own, over a database with one of each thing in it."""

    url: str
    parts: Parts
    loop: asyncio.AbstractEventLoop
    attempts: list[str]
    tokens: dict[str, str] = field(default_factory=dict)

    def headers(self, operation: str) -> dict[str, str]:
        """Those of an administrator, anew for each operation: one of them revokes tokens."""
        if operation not in self.tokens:
            made = key_of(self.parts, Role.ADMIN, name=operation)
            self.tokens[operation] = asyncio.run_coroutine_threadsafe(made, self.loop).result()
        return {"Authorization": f"Bearer {self.tokens[operation]}", "Origin": self.url}


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with _serving(_settings(tmp_path_factory)) as running:
        yield running


@pytest.fixture(scope="module")
def on_postgres(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server, like = request.getfixturevalue("postgres_server"), request.getfixturevalue("migrated_postgres")
    name = f"test_{uuid.uuid4().hex}"
    asyncio.run(on_server(server, f"CREATE DATABASE {name} TEMPLATE {like}"))
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    try:
        with _serving(_settings(tmp_path_factory).model_copy(update={"database_url": url})) as running:
            yield running
    finally:
        asyncio.run(on_server(server, f"DROP DATABASE {name} WITH (FORCE)"))


def _settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("contract")
    return Settings(state_dir=folder / "state", profiles_dir=PROFILES, clock_kept=True, allowed_hosts=["127.0.0.1"])


@contextmanager
def _serving(settings: Settings) -> Iterator[Served]:
    begun: list[Served] = []
    failed: list[BaseException] = []
    ready = threading.Event()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        servers: list[uvicorn.Server] = []

        async def serve() -> None:
            async with build(settings) as parts:
                app = create_app(parts, registry=CollectorRegistry())
                app.add_middleware(DocumentedAnswers)
                attempts = await _fill(parts, app)
                answering = asyncio.create_task(_engine(parts))
                servers.append(uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off")))
                begun.append(Served(url, parts, asyncio.get_running_loop(), attempts))
                ready.set()
                await servers[0].serve(sockets=[listening])
                answering.cancel()

        def run() -> None:
            try:
                asyncio.run(serve())
            except BaseException as error:  # noqa: BLE001 - told by the test that waits for it
                failed.append(error)
            finally:
                ready.set()

        thread = threading.Thread(target=run)
        thread.start()
        try:
            ready.wait()
            assert not failed, failed
            yield begun[0]
        finally:
            for server in servers:
                server.should_exit = True
            thread.join()


async def _fill(parts: Parts, app: Any) -> list[str]:
    """One of each thing at least, so that requests come to what lies behind "there is none". Returns attempts' ids."""
    door = Door(parts=parts, app=app, transport=httpx.ASGITransport(app=app))
    try:
        estate = await build_estate(door)
        admin = await door.admin()
        for number in range(4):
            lead = {"phones": [f"+39333123456{number}"], "name": "Anna", "notes": "a note", "dial": "in_turn"}
            await made(admin, "POST", f"/api/v1/lists/{estate.list_id}/leads", lead)
        await made(admin, "POST", "/api/v1/agents", {"name": "bruno", "phone": "PJSIP/1002"})
        await made(admin, "POST", "/api/v1/suppressions", {"scope": "all", "numbers": ["+393339999999"]})
        await parts.store.jobs.begin(REPORT_FILE, "", {}, actor="bruno", now=0.0, owner="x:1:x", lease_until=0.0)
        return await _attempts(parts, estate)
    finally:
        for client in door.clients.values():
            await client.aclose()


async def _attempts(parts: Parts, estate: Estate) -> list[str]:
    now = parts.clock()
    claimed = await parts.store.leads.claim(
        estate.campaign_id, owner="engine", now=now, lease_s=3600.0, limit=2, zone_keys=["Europe/Rome"]
    )
    placed = [estate.attempt(f"attempt-{one.lead_id}", one.lead_id, one.phones[0].number) for one in claimed]
    await parts.store.attempts.place(placed, owner="engine", now=now)
    return [one.id for one in placed]


async def _engine(parts: Parts) -> None:
    """Answer as an engine does that has decided nothing yet."""
    async with parts.bus.subscribe(Topic.ASK) as asked:
        async for question in asked:
            nothing = {"kept_since": None, "summary": [], "decisions": [], "next": None, "missing": []}
            about = {name: question.body[name] for name in ("number", "campaign_id")}
            parts.bus.publish(Topic.ANSWER, {**about, "at": parts.clock(), **nothing})


def _reaching(said: Any, attempts: list[str], name: str = "") -> Any:
    """The same with ids that are small, so that half of them are those of something; what is no id stays as it is."""
    match said:
        case dict():
            return {key: _reaching(value, attempts, key) for key, value in said.items()}
        case list():
            return [_reaching(one, attempts, name.removesuffix("s")) for one in said]
        case bool():
            return said
        case int() if name.endswith("_id") and 4 < said < 2**63:
            return 1 + said % 4
        case str() if name == "attempt_id" and len(said) > 1 and re.match(LINE_PATTERN, unquote(said)):
            return attempts[len(said) % len(attempts)]
        case _:
            return said


def reach(case: schemathesis.Case, attempts: list[str]) -> None:
    """Let a request come to what is there."""
    case.path_parameters = _reaching(case.path_parameters, attempts)
    case.query = _reaching(case.query, attempts)
    if isinstance(case.body, dict):
        case.body = _reaching(case.body, attempts)


def check(case: schemathesis.Case, answer: schemathesis.Response) -> None:
    """The answer is as the document says."""
    is_whole = case.media_type in (None, "application/json") and not _is_wrong_in_headers(case)
    checks = CHECKS if is_whole else CHECKS_OF_FILES
    expected = [not_a_server_error] if case.operation.label in NOT_READY and answer.status_code == 503 else []
    case.validate_response(answer, checks=checks, excluded_checks=expected)


def _is_wrong_in_headers(case: schemathesis.Case) -> bool:
    """Whether calls that follow each other were to have wrong headers: the test sends its own, which are right."""
    made = case.meta
    is_one_of_many = made is not None and made.phase.name is TestPhase.STATEFUL
    header = made.components.get(ParameterLocation.HEADER) if made is not None and is_one_of_many else None
    return header is not None and header.mode.is_negative


def ask(case: schemathesis.Case, served: Served) -> None:
    """Send a request, and check its answer."""
    reach(case, served.attempts)
    check(case, case.call(base_url=served.url, headers=served.headers(case.operation.label), timeout=PATIENCE_S))
