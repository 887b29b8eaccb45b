"""Persons' rights: access, erasure and recording consents; and the pseudonyms of numbers in reports."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from dialer.access.key_files import Pseudonyms, pseudonyms, rotate_pseudonyms
from dialer.compliance.load import Profiles
from dialer.core.enums import RecordingAnswer
from dialer.core.errors import NotFound
from dialer.core.reasons import check_reason
from dialer.core.request_errors import Invalid
from dialer.core.settings import Settings
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING
from dialer.data_protection.retention.limits import limits_around
from dialer.data_protection.store.erasure import Found
from dialer.data_protection.store.persons import AnsweredRequest
from dialer.documents.access_request.document import Question, access_document, language_of
from dialer.i18n.catalogue import ENGLISH
from dialer.i18n.message import msg
from dialer.people.persons.store.consents import RecordingConsent
from dialer.people.suppression.service import SuppressionService, only
from dialer.people.suppression.store.lookup import of_company
from dialer.stores.everything import Store

# One month by GDPR article 12(3): the shortest month, the strict side.
ANSWER_WITHIN_S: Final = 28 * DAY_S
NUMBERS_AT_ONCE: Final = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonQuery:
    """The person: whoever has this number, this external id, or both."""

    company_id: int
    number: str | None = None
    external_id: str | None = None
    country: str = ""  # for a number without a country code; empty: the country of all the company's lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What an erasure did, and how many numbers it newly suppressed."""

    leads: int
    phones: int
    attempts: int
    rejected_rows: int
    suppressed: int
    persons: int = 0


class PersonService:
    """Requests about persons."""

    def __init__(
        self,
        store: Store,
        suppression: SuppressionService,
        settings: Settings,
        profiles: Profiles,
        clock: Callable[[], float],
    ) -> None:
        self._store, self._suppression, self._settings, self._clock = store, suppression, settings, clock
        self._profiles = profiles

    async def access(
        self, asked: PersonQuery, *, received_at: float | None, language: str | None, actor: str
    ) -> dict[str, Any]:
        """The document with all data kept about a person. Raises `Invalid`, `NotFound`.

        Suppressions and register answers are found by the number's keyed hash, even if no other data is left.
        Without `language` the document is in the person's language, if known.
        """
        number = await self._number(asked)
        company = await self._store.companies.get(asked.company_id, sees=EVERYTHING)
        found = await self._store.persons.find(company.id, number=number, external_id=asked.external_id)
        kept = await self._store.persons.read(company.id, found)
        now = self._clock()
        counts = {name: len(rows) for name, rows in kept.rows.items()}
        await self._store.persons.note_request(self._answered("access", asked, number, received_at, actor, counts))
        question = Question(
            company=company,
            number=number,
            external_id=asked.external_id,
            received_at=min(received_at if received_at is not None else now, now),
            made_at=now,
            limits=limits_around(kept, self._profiles, now),
        )
        spoken = language_of(kept, company, asked=language, default=self._settings.language or ENGLISH)
        return access_document(question, kept, language=spoken)

    async def erase(self, asked: PersonQuery, *, suppress: bool, received_at: float | None, actor: str) -> Erasure:
        """Remove identifying data from the person's rows. Raises `Invalid`, `NotFound`, `PersonOnCall`.

        Suppressions stay. With `suppress` the person and every number are suppressed first, so that no later import
        leads to a call.
        """
        number = await self._number(asked)
        company = await self._store.companies.get(asked.company_id, sees=EVERYTHING)
        found = await self._store.persons.find(company.id, number=number, external_id=asked.external_id)
        added = 0
        if suppress:
            added = await self._suppress(company.id, asked, number, found, actor)
        answered = self._answered("erasure", asked, number, received_at, actor, {"suppressed": added})
        erased = await self._store.persons.erase(found, answers=answered)
        return Erasure(**asdict(erased), suppressed=added)

    async def _suppress(self, company_id: int, asked: PersonQuery, number: str | None, found: Found, actor: str) -> int:
        """Suppress the erased person; return how many numbers are newly suppressed.

        If other people, known by their own external ids, share the given number, only the number is suppressed.
        """
        several = asked.external_id is None and len(found.external_ids) > 1
        numbers = [number] if several and number is not None else found.numbers
        if not numbers and not found.external_ids:
            return 0
        done = await self._suppression.add(
            of_company(company_id),
            numbers,
            external_ids=() if several else found.external_ids,
            leads=() if several else found.lead_ids,
            reason="erasure asked",
            actor=actor,
        )
        return done.added + done.others

    async def consent(
        self, attempt_id: str, answer: RecordingAnswer, *, notice_given: bool, actor: str
    ) -> RecordingConsent:
        """Record the person's answer about call recording. Raises `Invalid`, `UnknownAttempt`."""
        if answer is RecordingAnswer.GRANTED and not notice_given:
            raise Invalid([("notice_given", msg("a consent counts only after notice: say it and ask again"))])
        return await self._store.consents.note(
            attempt_id, answer, notice_given=notice_given, actor=actor, now=self._clock()
        )

    def pseudonyms(self) -> Pseudonyms:
        """The pseudonyms that reports show in place of numbers."""
        return pseudonyms(self._settings.state_dir)

    async def rotate(self, *, forget: bool, actor: str) -> int:
        """Give reports a new key and return its name; with `forget`, older pseudonyms can no longer be resolved."""
        made = await asyncio.to_thread(rotate_pseudonyms, self._settings.state_dir, forget=forget)
        facts = {"key": made.newest, "forgotten": forget}
        await self._store.audit.add(actor=actor, action="pseudonyms.rotate", facts=facts, now=self._clock())
        return made.newest

    async def unmask(self, campaign_id: int, pseudonym: str, *, reason: str, actor: str) -> str:
        """The number behind a report's pseudonym, from the campaign's attempts. Raises `Invalid`, `NotFound`.

        The audit records who looked and why, before the answer is given.
        """
        check_reason(reason)
        await self._store.campaigns.get(campaign_id, sees=EVERYTHING)
        facts = {"pseudonym": pseudonym, "reason": reason}
        await self._store.audit.add(
            actor=actor, action="number.unmask", subject=f"campaign:{campaign_id}", facts=facts, now=self._clock()
        )
        keys, after = self.pseudonyms(), ""
        while numbers := await self._store.attempts.numbers(campaign_id, after=after, limit=NUMBERS_AT_ONCE):
            for number in numbers:
                if keys.matches(pseudonym, number):
                    return number
            after = numbers[-1]
        raise NotFound(campaign=campaign_id)

    async def _number(self, asked: PersonQuery) -> str | None:
        """The number in E.164, if one was given. Raises `Invalid`."""
        if asked.number is None and not asked.external_id:
            raise Invalid([("number", msg("name a number, an external id or both"))])
        if asked.number is None:
            return None
        scope = of_company(asked.company_id)
        return only(await self._suppression.read([asked.number], country=asked.country, scope=scope))

    def _answered(
        self,
        kind: str,
        asked: PersonQuery,
        number: str | None,
        received_at: float | None,
        actor: str,
        facts: Mapping[str, Any],
    ) -> AnsweredRequest:
        now = self._clock()
        digests = self._store.digests
        received = min(received_at if received_at is not None else now, now)
        return AnsweredRequest(
            company_id=asked.company_id,
            kind=kind,
            digest=digests.number(number) if number else digests.person(asked.external_id or ""),
            received_at=received,
            due_at=received + ANSWER_WITHIN_S,
            answered_at=now,
            actor=actor,
            facts=facts,
        )
