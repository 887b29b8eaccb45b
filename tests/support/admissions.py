"""A campaign under the Italian rules with lists to load into, and what is said of consents there."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dialer.access.companies.model import Company
from dialer.compliance.load import load
from dialer.compliance.settings import LawSettings
from dialer.core.settings import Settings
from dialer.jobs.runner import Runner
from dialer.messaging.bus import MemoryBus
from dialer.people.imports.admission import Admission
from dialer.people.imports.store.imports import Import
from dialer.people.leads.searches import NumberSearches
from dialer.people.leads.service import LeadService
from dialer.people.suppression.service import SuppressionService
from dialer.stores.everything import Store
from tests.support.importer import import_file

NOW = 1_780_000_000.0
ITALY = LawSettings(profile="IT", sector="telecoms", topic="fibre", agent_country="IT")
CONSENT = {
    "basis": "consent",
    "source": "fair of Bari",
    "obtained_at": "2026-03-01T10:00:00+01:00",
    "text_version": "3",
    "company": "Acme",
}
SHIPPED = load()
ACME = Company(id=1, name="Acme")
HOUR = 3600.0  # in May the clocks of Italy are two hours ahead of UTC


@dataclass
class Loading:
    """A campaign under the Italian rules with lists, and the way to load a table into one."""

    store: Store
    url: str
    folder: Path
    company_id: int
    campaign_id: int
    lists: int = 0

    async def load(self, content: str, *, consent: dict[str, str] | None = None, country: str = "IT") -> Import:
        self.lists += 1
        into = await self.store.lists.create(
            name=f"List {self.lists}",
            company_id=self.company_id,
            campaign_id=self.campaign_id,
            country=country,
            consent=consent,
            now=NOW,
        )
        path = self.folder / "upload.csv"
        path.write_text(content)
        return await import_file(self.store, self.url, list_id=into.id, path=path, filename="people.csv")

    async def logged(self) -> list[tuple[str, str, int]]:
        lines = await self.store.audit.list(action="ruling")
        assert all(line.facts["profile"] == SHIPPED["IT"].hash and line.facts["point"] == "import" for line in lines)
        return sorted((line.facts["answer"], line.facts["rule"], line.facts["rows"]) for line in lines)


def people(*numbers: str) -> str:
    return "name,phone\n" + "".join(f"Person,{number}\n" for number in numbers)


def local(ahead: float) -> str:
    """An instant so many seconds after NOW in UTC, without its offset."""
    return datetime.fromtimestamp(NOW + ahead, UTC).replace(tzinfo=None).isoformat()


def desk_of(loading: Loading) -> LeadService:
    bus = MemoryBus()
    settings = Settings(state_dir=loading.folder)
    runner = Runner(loading.store.jobs, settings.database_url, lambda: NOW)
    numbers = SuppressionService(loading.store, runner, bus, settings, lambda: NOW)
    searches = NumberSearches(loading.store.audit, lambda: NOW)
    return LeadService(loading.store, bus, numbers, searches, SHIPPED, lambda: NOW)


def admission(law: LawSettings = ITALY, country: str = "IT") -> Admission:
    return Admission.of(SHIPPED, law, country=country, company=ACME, now=NOW)
