"""The campaign's compliance report, made from stored events."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dialer.access.key_files import Pseudonyms, pseudonyms
from dialer.audit.service import AuditService
from dialer.compliance.load import Profiles
from dialer.compliance.profile import Profile
from dialer.compliance.rulebook import Books
from dialer.compliance.settings import LawSettings
from dialer.core.request_errors import Invalid
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.documents.compliance_report.files import EVENTS_HEADING, events_csv, sha256
from dialer.documents.compliance_report.report import NOTHING, RULINGS, compliance_report
from dialer.documents.compliance_report.rulings import OF_REPORT
from dialer.documents.store.report_input import CallSeen, LogSeen, Stored
from dialer.i18n.message import Message, message_of, msg
from dialer.numbers.geography import country_of
from dialer.rendering.values import plain
from dialer.stores.everything import Store

CHUNK: Final = 2000  # calls whose evidence is in memory at once


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceReport:
    """A report, the SHA-256 of its canonical JSON, and the calls that it was made of."""

    report: dict[str, Any]  # before translation
    sha256: str
    calls: Sequence[CallSeen]
    stand_in: Callable[[str], str]  # the pseudonym shown for a number


class ReportService:
    """Makes reports for inspectors."""

    def __init__(
        self, store: Store, audit: AuditService, settings: Settings, profiles: Profiles, clock: Callable[[], float]
    ) -> None:
        self._store, self._audit, self._settings, self._clock = store, audit, settings, clock
        self._profiles = profiles

    async def compliance(self, campaign_id: int, *, until: float | None, actor: str) -> ComplianceReport:
        """The report on everything up to `until` (epoch seconds), or up to now without it.

        The same `until` and stored data give the same SHA-256. The log up to then is verified, and the report says
        whether it is unaltered. Raises `Invalid`, `UnknownCampaign`.
        """
        now = self._clock()
        if until is not None and until > now:
            raise Invalid([("until", msg("name an instant that is not in the future"))])
        campaign = await self._store.campaigns.get(campaign_id, sees=EVERYTHING)
        stored = await self._store.proving.read(campaign, until=until if until is not None else now)
        log = await self._audit.follow(stored.integrity.get("last line", 0))
        seen = LogSeen(lines=log.lines, broken_at=log.broken_at, why=log.why, missing=log.missing)
        stored = replace(stored, log=seen)
        made = await asyncio.to_thread(_make, stored, self._profiles, pseudonyms(self._settings.state_dir))
        await self._store.audit.add(
            actor=actor,
            action="report.compliance",
            subject=f"campaign:{campaign_id}",
            facts={
                "until": stored.until,
                "sha256": made.sha256,
                "log_broken_at": log.broken_at,
                "rulings": _rulings(made.report),
            },
            now=self._clock(),
        )
        return made

    async def events(self, made: ComplianceReport) -> AsyncIterator[str]:
        """The raw events of a report as CSV: the heading, then `CHUNK` calls at a time."""
        yield EVENTS_HEADING
        for start in range(0, len(made.calls), CHUNK):
            calls = made.calls[start : start + CHUNK]
            grounds = await self._store.proving.grounds([call.id for call in calls])
            yield await asyncio.to_thread(events_csv, calls, grounds, made.stand_in)


def _rulings(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The rules' verdicts on the report, for the audit."""
    facts = report["points"][RULINGS - 1]["facts"]
    return list(plain(facts[OF_REPORT])) if facts != NOTHING else []


def _make(stored: Stored, profiles: Profiles, stand_ins: Pseudonyms) -> ComplianceReport:
    known: dict[str, str] = {}

    def stand_in(number: str) -> str:
        return known.setdefault(number, stand_ins.of(number))

    binding, trouble = profiles_for((call.number for call in stored.calls), profiles, stored.campaign.law)
    stored = replace(stored, key_made_at=stand_ins.made_at, trouble=trouble)
    report = compliance_report(stored, binding, stand_in)
    return ComplianceReport(report=report, sha256=sha256(report), calls=stored.calls, stand_in=stand_in)


def profiles_for(numbers: Iterable[str], profiles: Profiles, law: LawSettings) -> tuple[list[Profile], Message | str]:
    """The campaign's rules for the countries called, by id, with its overrides.

    If they cannot be made, for example without a chosen profile, the folder's profiles and the reason. Erased,
    satellite and maritime numbers have no country.
    """
    countries = {found for number in numbers if number.startswith("+") and (found := country_of(number))}
    try:
        binding = {book.profile.id: book.profile for book in Books.of_campaign(profiles, law).known(countries)}
    except ValueError as error:
        return [profile for _, profile in sorted(profiles.by_id.items()) if profile.countries & countries], message_of(
            error
        )
    return [binding[profile_id] for profile_id in sorted(binding)], ""
