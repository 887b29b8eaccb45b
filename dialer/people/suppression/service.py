"""Suppressions: looked up, written, loaded from files. An objection binds the person who makes it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from dialer.access.companies.model import Company
from dialer.core.errors import DatabaseBusy, DatabaseUnusable, DialerError
from dialer.core.file_fault import BadFile
from dialer.core.request_errors import Invalid, SuppressingBrokeOff
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.i18n.message import Message, msg
from dialer.jobs.kinds import SUPPRESSION_FILE
from dialer.jobs.model import Interrupted, Job, JobKind
from dialer.jobs.runner import Runner
from dialer.jobs.turns import AtOnce
from dialer.jobs.worker_process import work_apart
from dialer.messaging.bus import Bus, Topic
from dialer.numbers.e164 import e164
from dialer.numbers.masking import MASKED
from dialer.numbers.reader import BadNumber, known_country, numbers_meant, several
from dialer.people.imports.readers.limits import limits_of
from dialer.people.imports.readers.number_file import NumberFileOptions
from dialer.people.imports.rows.cell_fault import with_mend
from dialer.people.imports.rows.rejected_row import Rejected
from dialer.people.leads.model import LeadRecord
from dialer.people.suppression.file_worker import suppress_apart
from dialer.people.suppression.live_calls import call_off, quiet, tell_engines
from dialer.people.suppression.store.lookup import EVERYONE, of_campaign, of_company, scopes_of
from dialer.people.suppression.store.suppressions import BY_HAND, Suppressed, Suppression
from dialer.stores.people import PeopleStore

REJECTED_KEPT: Final = 10_000
_PLAIN: Final = re.compile(r"\+[\d ().-]*\d", re.ASCII)


@dataclass(slots=True, kw_only=True)
class FileLoaded:
    """The result of loading a file of numbers. `rejected` are the first 10,000 rows with a number not taken."""

    rows: int = 0
    added: int = 0  # numbers
    known: int = 0  # numbers suppressed before, or repeated in the file
    rejected_rows: int = 0
    live: int = 0  # live calls that were called off
    header: list[str] = field(default_factory=list)  # of the rejected rows' cells
    rejected: list[Rejected] = field(default_factory=list)


class SuppressionService:
    """Requests about suppressions. A scope is `all`, `company:<id>` or `campaign:<id>`."""

    def __init__(
        self,
        store: PeopleStore,
        runner: Runner,
        bus: Bus,
        settings: Settings,
        clock: Callable[[], float],
        *,
        turns: AtOnce | None = None,
    ) -> None:
        self._store, self._runner, self._bus, self._settings, self._clock = store, runner, bus, settings, clock
        runner.add(JobKind(name=SUPPRESSION_FILE, turns=turns))

    async def add(
        self,
        scope: str,
        numbers: Sequence[str],
        *,
        external_ids: Sequence[str] = (),
        leads: Sequence[int] = (),
        country: str = "",
        reason: str,
        actor: str,
    ) -> Suppressed:
        """Suppress numbers (see `read`) and people at once; live calls to them are called off.

        The objection is that of `leads` if given. Otherwise it is that of the only person with the number, and binds
        the person's other numbers too; if several people have it, it binds only the number, until one of them is named
        by external id. Once this returns, no engine sends a call to them, and ringing calls have ended or been
        answered. Raises `Invalid`, `BadReference`.
        """
        if not numbers and not external_ids and not leads:
            raise Invalid([("numbers", msg("name a number or an external id"))])
        if external_ids and scope == EVERYONE:
            what = msg("an external id is a company's own: name the company or the campaign")
            raise Invalid([("scope", what)])
        read = await self.read(numbers, country=country, scope=scope)
        return await self._write(scope, read, external_ids=external_ids, leads=leads, reason=reason, actor=actor)

    async def read(self, numbers: Sequence[str], *, country: str, scope: str) -> list[str]:
        """The numbers in E.164: for each text every number that it may mean.

        Numbers without a country code belong to `country`, else to the country of the scope's lists. Raises `Invalid`,
        also if such a number has no country because the lists have none or several.
        """
        if country and not known_country(country):
            raise Invalid([("country", msg("use two capital letters, as in IT"))])
        if not country and not all(map(_international, numbers)):
            country = await self._country_of(scope)
        return read_numbers(numbers, country)

    async def _country_of(self, scope: str) -> str:
        """The one country of the scope's lists, or of its companies while there is no list; else empty."""
        countries = await self._store.lists.countries_of(scope) or {
            one.home_country for one in await self._companies_of(scope)
        }
        return next(iter(countries)) if len(countries) == 1 else ""

    async def _companies_of(self, scope: str) -> Sequence[Company]:
        kind, _, key = scope.partition(":")
        if kind == "company":
            return [await self._store.companies.get(int(key), sees=EVERYTHING)]
        if kind == "campaign":
            return [(await self._store.campaigns.get(int(key), sees=EVERYTHING)).company]
        return await self._store.companies.list(sees=EVERYTHING)

    async def load(self, scope: str, asked: NumberFileOptions, *, reason: str, source: str, actor: str) -> FileLoaded:
        """Suppress every number of a file, in a separate process.

        After a failure, what was read stays suppressed, and so do the valid numbers of a row with an invalid one.
        However it ends, no call is sent afterwards to the numbers read.
        Raises `Invalid`, `BadReference`, `DatabaseBusy`, `DatabaseUnusable`, `SuppressingBrokeOff`.
        """
        asked = replace(asked, country=asked.country or await self._country_of(scope))
        if not asked.country:
            raise Invalid([("country", msg("name the country of numbers without a country code, as in IT"))])
        if not known_country(asked.country):
            raise Invalid([("country", msg("use two capital letters, as in IT"))])
        work = {
            "scope": scope,
            "asked": asdict(replace(asked, limits=limits_of(self._settings))),
            "reason": reason,
            "source": source,
            "actor": actor,
            "now": self._clock(),
            "url": self._settings.database_url,
            "key": self._store.digests.key.hex(),
        }
        async with self._runner.attend(SUPPRESSION_FILE, scope, actor=actor, arguments={"source": source}) as job:
            return await self._load(job, work)

    async def _load(self, job: Job, work: Mapping[str, Any]) -> FileLoaded:
        scope, source = work["scope"], work["source"]
        loaded, about, status, ringing = FileLoaded(), {"scope": scope, "source": source}, "failed", list[str]()
        facts = {"source": source, "reason": work["reason"]}

        def hear(told: Mapping[str, Any]) -> None:
            self._count(loaded, told)
            ringing.extend(told["live"])
            far = {"rows": loaded.rows, "total": max(told["total"], loaded.rows), "added": loaded.added}
            self._bus.publish(Topic.NUMBERS, {**about, **far, "status": "running"})
            self._runner.report(job, loaded.rows, max(told["total"], loaded.rows))

        try:
            # Batches are written by another process: what they do must be known even if all ends in between.
            await self._note(loaded, scope, {**facts, "status": "begun"}, work["actor"])
            await work_apart(suppress_apart, work, hear)
            status = "finished"
        except BadFile as bad:
            raise Invalid([("file", bad.reason)]) from None
        except Interrupted as broke:
            refusal = refusal_of(broke) or SuppressingBrokeOff(rows=loaded.rows, numbers_added=loaded.added)
            raise refusal from None
        finally:
            await quiet(self._store, ringing)
            self._bus.publish(Topic.NUMBERS, {**about, "rows": loaded.rows, "added": loaded.added, "status": status})
            await self._note(loaded, scope, {**facts, "status": status}, work["actor"])
        return loaded

    async def _note(self, loaded: FileLoaded, scope: str, facts: Mapping[str, str], actor: str) -> None:
        """Write to the audit what a file suppresses, and at its end how much, also after a failure: that much stays."""
        counts = {name: getattr(loaded, name) for name in ("rows", "added", "known", "rejected_rows")}
        await self._store.audit.add(
            actor=actor, action="suppression.import", subject=scope, facts={**facts, **counts}, now=self._clock()
        )

    def _count(self, loaded: FileLoaded, told: Mapping[str, Any]) -> None:
        """Count the result of a batch, and call off live calls to its numbers."""
        loaded.rows += told["rows"]
        loaded.added += told["added"]
        loaded.known += told["numbers"] - told["added"]
        loaded.live += len(told["live"])
        loaded.header = told["header"]
        loaded.rejected_rows += len(told["rejected"])
        kept = told["rejected"][: REJECTED_KEPT - len(loaded.rejected)]
        loaded.rejected += map(Rejected.of, kept)
        if told["live"]:  # most batches affect no live call, and engines check by themselves each second
            tell_engines(self._bus, told["live"], now=self._clock())

    async def remove(self, scope: str, number: str, *, country: str = "", reason: str = "", actor: str) -> bool:
        """Remove a number's suppression; False if it had none in this scope.

        The audit keeps the reason, with numbers masked. Raises `Invalid`.
        """
        read = only(await self.read([number], country=country, scope=scope))
        why = MASKED.text(reason, ())
        return await self._store.suppressions.remove(scope, read, reason=why, actor=actor, now=self._clock())

    async def remove_person(self, scope: str, external_id: str, *, reason: str = "", actor: str) -> bool:
        """Remove a person's suppression, not that of the numbers; False if there was none in this scope.

        Withdrawn leads stay withdrawn: the person has to be imported again.
        """
        why = MASKED.text(reason, ())
        return await self._store.suppressions.remove_person(
            scope, external_id, reason=why, actor=actor, now=self._clock()
        )

    async def of(
        self,
        *,
        number: str | None,
        external_id: str | None = None,
        country: str = "",
        company_id: int | None,
        campaign_id: int | None,
        sees: Visibility,
    ) -> list[Suppression]:
        """The suppressions of a number or a person for this company and campaign, or for any if none is named.

        Raises `Invalid`.
        """
        if number is None and not external_id:
            raise Invalid([("number", msg("name a number or an external id"))])
        scopes = await self._scopes(company_id, campaign_id, sees)
        found: list[Suppression] = []
        if number is not None:
            scope = EVERYONE if company_id is None else of_company(company_id)
            for one in await self.read([number], country=country, scope=scope):
                found += await self._store.suppressions.of_number(one, scopes)
        if external_id:
            found += await self._store.suppressions.of_person(external_id, scopes)
        return found

    async def of_lead(
        self, lead: LeadRecord, company_id: int, campaign_id: int | None
    ) -> list[tuple[int | None, Suppression]]:
        """What keeps this campaign, or any of the company, from calling a lead.

        Each with the position of the phone that is suppressed; None: the person is.
        """
        scopes = scopes_of(company_id, campaign_id)
        found: list[tuple[int | None, Suppression]] = []
        for phone in lead.phones:
            of_phone = await self._store.suppressions.of_number(phone.number, scopes)
            found += [(phone.position, one) for one in of_phone]
        if lead.external_id:
            found += [(None, one) for one in await self._store.suppressions.of_person(lead.external_id, scopes)]
        return found

    async def _scopes(self, company_id: int | None, campaign_id: int | None, sees: Visibility) -> list[str]:
        """The scopes that are asked about, as far as they are seen."""
        companies = [one.id for one in await self._store.companies.list(retired=True, sees=sees)]
        mine = [one for one in companies if company_id in (None, one)]
        if campaign_id is not None:
            campaigns = {campaign_id} & await self._store.campaigns.ids(sees=sees)
        else:
            campaigns = set(await self._store.campaigns.of_companies(mine))
        return [EVERYONE, *map(of_company, mine), *map(of_campaign, sorted(campaigns))]

    async def _write(
        self,
        scope: str,
        numbers: Sequence[str],
        *,
        external_ids: Sequence[str],
        leads: Sequence[int],
        reason: str,
        actor: str,
    ) -> Suppressed:
        now = self._clock()
        done = await self._store.suppressions.add(
            scope,
            numbers,
            external_ids=external_ids,
            leads=leads,
            reason=reason,
            source=BY_HAND,
            actor=actor,
            now=now,
        )
        await self.call_off(done)
        return done

    async def call_off(self, done: Suppressed) -> None:
        """Call off the live calls to those who were just suppressed; return when no engine sends one to them."""
        await call_off(self._store, self._bus, done.ringing, now=self._clock())


def read_numbers(numbers: Sequence[str], country: str = "") -> list[str]:
    """Numbers in E.164, for each text every number it may mean; national numbers belong to `country`, if given.

    Raises `Invalid` that names the invalid ones by position.
    """
    read: list[str] = []
    wrong = []
    for index, number in enumerate(numbers):
        try:
            read += _international(number) or _national(number, country)
        except BadNumber as bad:
            wrong.append((f"numbers.{index}", _reason(bad)))
    if wrong:
        raise Invalid(wrong)
    return read


def refusal_of(broke: Interrupted) -> DialerError | None:
    """The error to report when the database interrupted the work."""
    return DatabaseUnusable() if broke.unusable else DatabaseBusy() if broke.absent else None


def _reason(bad: BadNumber) -> Message | str:
    return with_mend(bad.reason, bad.mend)


def only(read: Sequence[str]) -> str:
    """The number, if the text has exactly one meaning. Raises `Invalid`."""
    if len(read) > 1:
        raise Invalid([("numbers.0", _reason(several()))])
    return read[0]


def _national(number: str, country: str) -> Sequence[str]:
    if not country:
        mend = msg("write it in E.164, as in +390212345678, or name its country")
        raise BadNumber(msg("no international number"), mend)
    return numbers_meant(number, country)


def _international(number: str) -> Sequence[str]:
    """What a text with a country code may mean; empty without one. Includes numbers in no numbering plan yet."""
    try:
        return numbers_meant(number, "")
    except BadNumber:
        possible = e164(number) if _PLAIN.fullmatch(number.strip()) else None
        return [possible] if possible else []
