"""A store on each database, and a small call centre in it."""

import asyncio
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import make_url

from dialer.access.companies.model import Company
from dialer.campaigns.attempts.model import FinishedAttempt, NewAttempt
from dialer.campaigns.model import CampaignConfig, CampaignDraft
from dialer.core.enums import LeadState, Outcome, Side
from dialer.lab.build import get_root
from dialer.lab.services import down, postgres_up
from dialer.lab.settings import default_cache
from dialer.people.imports.rows.batch import Batch, lead_cells
from dialer.people.imports.rows.duplicates import Duplicates
from dialer.people.imports.rows.rejected_row import Rejected
from dialer.people.imports.store.batch import Loaded, load_batch
from dialer.people.imports.store.matching import Into
from dialer.people.leads.model import ClaimedLead, NewLead
from dialer.people.leads.rules.caps import Cap
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.lists.store.lists import LeadList
from dialer.storage.database import open_database
from dialer.storage.migrate import migrate
from dialer.stores.everything import Store
from dialer.telephony.nodes.model import Node
from dialer.telephony.trunks.model import Trunk
from tests.support.compiled_statements import share_compiled_statements
from tests.support.databases import sqlite_url
from tests.support.patience import PATIENCE_S

NOW = 1_700_000_000.0
ROME = "Europe/Rome"
ROOM = 2 * 1024**3  # bytes, for a server and the databases of the tests that run at once
DATABASES = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))

share_compiled_statements()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The server of PRONTO_TEST_POSTGRES_URL, or a private one for this session."""
    if given := os.environ.get("PRONTO_TEST_POSTGRES_URL"):
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="pronto-postgres-", dir=_in_memory()))
    folder.chmod(0o755)  # the server runs as another user
    root = asyncio.run(get_root(default_cache(), own_asterisk=False))  # fetched, if this is the first test to need it
    try:
        yield asyncio.run(postgres_up(folder / "server", root))
    finally:
        asyncio.run(down(folder / "server"))
        shutil.rmtree(folder)


def _in_memory() -> Path | None:
    """A file system in memory with room for the databases: each is some hundred files, twenty times as quick there."""
    memory = Path("/dev/shm")
    has_room = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= ROOM
    return memory if has_room else None


async def on_server(server: str, statement: str) -> None:
    plain = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await _connected(plain)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _connected(url: str) -> asyncpg.Connection:
    """A connection; a server that listens may still be starting."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                return await asyncpg.connect(url)
            except asyncpg.CannotConnectNowError:
                await asyncio.sleep(0.05)


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables, or with all of them for `store`, on SQLite and on PostgreSQL."""
    migrated = "store" in request.fixturenames
    if request.param == "sqlite":
        path = tmp_path / "pronto.db"
        yield sqlite_url(path) if migrated else f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_server")
    name = f"test_{uuid.uuid4().hex}"
    like = request.getfixturevalue("migrated_postgres") if migrated else "template1"
    asyncio.run(on_server(server, f"CREATE DATABASE {name} TEMPLATE {like}"))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        asyncio.run(on_server(server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=DATABASES)
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Makes databases with all their tables and nothing in them; each call gives the address of another one."""
    made: list[str] = []
    if request.param == "sqlite":
        yield lambda: sqlite_url(tmp_path / f"{uuid.uuid4().hex}.db")
        return
    server, like = request.getfixturevalue("postgres_server"), request.getfixturevalue("migrated_postgres")

    def make() -> str:
        made.append(f"test_{uuid.uuid4().hex}")
        asyncio.run(on_server(server, f"CREATE DATABASE {made[-1]} TEMPLATE {like}"))
        return make_url(server).set(database=made[-1]).render_as_string(hide_password=False)

    try:
        yield make
    finally:
        for name in made:
            asyncio.run(on_server(server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> str:
    """The name of a database with all its tables: to migrate takes longer than most tests."""
    name = f"migrated_{uuid.uuid4().hex}"
    url = make_url(postgres_server).set(database=name).render_as_string(hide_password=False)

    async def make() -> None:
        await on_server(postgres_server, f"CREATE DATABASE {name}")
        async with open_database(url) as database:
            await database.write(migrate)

    asyncio.run(make())
    return name


@pytest.fixture
async def store(empty_url: str) -> AsyncIterator[Store]:
    """A migrated, empty store."""
    async with Store.open(empty_url) as opened:
        yield opened


async def load_rows(
    store: Store,
    into: LeadList,
    leads: Sequence[NewLead],
    rejected: Sequence[Rejected] = (),
    *,
    duplicates: Duplicates | None = None,
    now: float = NOW,
) -> Loaded:
    """Load rows into a list as an import of their own does."""
    begun = await store.imports.start(into.id, "people.csv", owner="me", now=now)
    [job] = [one for one in await store.jobs.open() if one.id == begun.job_id]
    assert await store.jobs.take(job, "me", lease_until=now)
    batch = Batch(
        rows=len(leads) + len(rejected),
        leads=[lead_cells(lead) for lead in leads],
        phones=[lead.phones for lead in leads],
        rejected=list(rejected),
    )
    where = Into(
        import_id=begun.id,
        list_id=into.id,
        company_id=into.company_id,
        campaign_id=into.campaign_id,
        duplicates=duplicates or Duplicates(),
        owner="me",
    )
    done = await store.database.write(load_batch, store.digests, where, batch)
    await store.imports.end(begun.id, status="finished", now=now)
    await store.jobs.end(job.id, "me", now=now)
    return done


@dataclass
class Centre:
    """A company with a campaign, a list, a node and a trunk, and the ways tests use them."""

    store: Store
    company: Company
    node: Node
    trunk: Trunk
    campaign: CampaignConfig
    leads: LeadList

    async def add_leads(self, count: int, *, zone: str = ROME, priority: int = 0, due_at: float = 0.0) -> list[int]:
        """Leads with one phone each, all different."""
        known = sum((await self.store.lists.counts(self.leads.id)).values())
        leads = [
            NewLead(
                phones=((f"+39333{known + index:07d}", "mobile"),),
                name=f"Lead {known + index}",
                zone_key=zone,
                priority=priority,
                due_at=due_at,
            )
            for index in range(count)
        ]
        return await self.store.leads.add(self.leads.id, leads)

    async def load(
        self,
        leads: Sequence[NewLead],
        rejected: Sequence[Rejected] = (),
        *,
        into: LeadList | None = None,
        duplicates: Duplicates | None = None,
        store: Store | None = None,
    ) -> Loaded:
        """Load rows as an import of their own does."""
        return await load_rows(store or self.store, into or self.leads, leads, rejected, duplicates=duplicates)

    async def claim(
        self, *, limit: int = 10, owner: str = "engine", now: float = NOW, zones: tuple[str, ...] = (ROME,)
    ) -> list[ClaimedLead]:
        return await self.store.leads.claim(
            self.campaign.id, owner=owner, now=now, lease_s=60.0, limit=limit, zone_keys=zones
        )

    def attempt(
        self,
        lead: ClaimedLead,
        *,
        position: int = 0,
        suffix: str = "",
        caps: tuple[Cap, ...] = (),
        callback_id: int | None = None,
    ) -> NewAttempt:
        return NewAttempt(
            id=f"attempt-{lead.lead_id}{suffix}",
            campaign_id=self.campaign.id,
            company_id=self.company.id,
            list_id=lead.list_id,
            lead_id=lead.lead_id,
            node_id=self.node.id,
            trunk_id=self.trunk.id,
            number=lead.phones[position].number,
            phone_position=position,
            caller_id="+390612345678",
            mode="predictive",
            caps=caps,
            callback_id=lead.callback_id if callback_id is None else callback_id,
        )

    async def placed(self, count: int = 1) -> list[NewAttempt]:
        """Attempts on new leads, placed at NOW by "engine"."""
        await self.add_leads(count)
        attempts = [self.attempt(lead) for lead in await self.claim(limit=count)]
        assert len(await self.store.attempts.place(attempts, owner="engine", now=NOW)) == count
        return attempts

    async def talked(self) -> NewAttempt:
        """An attempt that ended after a talk, its lead waiting for the disposition."""
        [attempt] = await self.placed()
        wrapping = LeadStep(state=LeadState.WRAPPING)
        await self.store.attempts.note([], [finished(attempt, outcome=Outcome.CONNECTED, step=wrapping)])
        return attempt


def finished(
    attempt: NewAttempt,
    *,
    outcome: Outcome = Outcome.NO_ANSWER,
    step: LeadStep | None = None,
    ended_at: float = NOW + 30.0,
    agent_id: int | None = None,
) -> FinishedAttempt:
    later = LeadStep(state=LeadState.OPEN, due_at=NOW + 3600.0)
    return FinishedAttempt(
        id=attempt.id,
        lead_id=attempt.lead_id,
        outcome=outcome,
        ended_at=ended_at,
        step=step or later,
        agent_id=agent_id,
        cause=19,
        tech_cause="480",
        ended_by=Side.THEIRS,
        greeting_started_at=NOW + 4.0,
        unserved_at=NOW + 5.0,
    )


@pytest.fixture(name="finished")
def finished_fixture() -> object:
    """The maker of finished attempts."""
    return finished


async def build_centre(store: Store) -> Centre:
    company = await store.companies.create("Acme")
    node = await store.nodes.upsert("one", host="127.0.0.1")
    trunk = await store.trunks.upsert(node.id, "carrier", dial="PJSIP/{number}@carrier", country="IT")
    draft = CampaignDraft(name="Spring", company_id=company.id, node_id=node.id, trunk_ids=(trunk.id,))
    campaign = await store.campaigns.create(draft, actor="test", now=NOW)
    leads = await store.lists.create(name="March", company_id=company.id, campaign_id=campaign.id, now=NOW)
    return Centre(store, company, node, trunk, campaign, leads)


@pytest.fixture
async def centre(store: Store) -> Centre:
    return await build_centre(store)
