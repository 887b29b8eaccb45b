"""The campaign's compliance report, made from stored events."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import phonenumbers

from dialer.compliance.load import load
from dialer.compliance.profile import Profile
from dialer.report.compliance import events_csv, report, sha256
from dialer.report.stored import Stored
from dialer.service.errors import Invalid
from dialer.service.keys import Pseudonyms, pseudonyms
from dialer.settings import Settings
from dialer.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceReport:
    """A report's body, the SHA-256 of its canonical JSON, and the events it was made from."""

    body: dict[str, Any]
    sha256: str
    events: str


class ReportDesk:
    """What may be asked for inspectors."""

    def __init__(self, store: Store, settings: Settings, clock: Callable[[], float]) -> None:
        self._store, self._settings, self._clock = store, settings, clock

    async def compliance(self, campaign_id: int, *, until: float | None, actor: str) -> ComplianceReport:
        """The report on everything up to `until`, epoch seconds; up to now without it.

        The same `until` and stored data give the same SHA-256. Raises `Invalid`, `UnknownCampaign`.
        """
        now = self._clock()
        if until is not None and until > now:
            raise Invalid([("until", "name an instant that is not in the future")])
        campaign = await self._store.campaigns.get(campaign_id)
        stored = await self._store.proving.read(campaign, until=until if until is not None else now)
        made = await asyncio.to_thread(_make, stored, pseudonyms(self._settings.state_dir))
        await self._store.audit.add(
            actor=actor,
            action="report.compliance",
            subject=f"campaign:{campaign_id}",
            facts={"until": stored.until, "sha256": made.sha256},
            now=self._clock(),
        )
        return made


def _make(stored: Stored, stand_ins: Pseudonyms) -> ComplianceReport:
    known: dict[str, str] = {}

    def stand_in(number: str) -> str:
        return known.setdefault(number, stand_ins.of(number))

    body = report(stored, profiles_for(call.number for call in stored.calls), stand_in)
    return ComplianceReport(body=body, sha256=sha256(body), events=events_csv(stored.calls, stand_in))


def profiles_for(numbers: Iterable[str]) -> list[Profile]:
    """The shipped profiles of the countries that were called, by id. Erased numbers tell no country."""
    countries = {country for code in {_code(number) for number in numbers} if (country := _country(code))}
    return [profile for _, profile in sorted(load().by_id.items()) if profile.countries & countries]


def _code(number: str) -> int | None:
    """The calling code of an E.164 number."""
    if not number.startswith("+"):
        return None
    digits = number[1:4]
    lengths = (
        n for n in (1, 2, 3) if digits[:n].isdecimal() and int(digits[:n]) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    )
    return next((int(digits[:n]) for n in lengths), None)


def _country(code: int | None) -> str | None:
    return None if code is None else str(phonenumbers.region_code_for_country_code(code))
