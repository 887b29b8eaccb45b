"""Single leads: sent by programs and checked like rows of an import; and why a lead is not dialled now."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import EllipsisType
from typing import Final

from dialer.compliance.load import Profiles
from dialer.compliance.settings import LawSettings
from dialer.core.enums import CallbackKind
from dialer.core.errors import DialerError
from dialer.core.request_errors import Invalid, ListNotDialled
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.messaging.bus import Bus, Topic
from dialer.numbers.masking import MASKED, WHOLE, Show
from dialer.people.callbacks.model import NEXT_FOR_AT_MOST_S
from dialer.people.imports.admission import Admission, merged
from dialer.people.imports.reader_process import rules_of
from dialer.people.imports.rows.cell_fault import with_mend
from dialer.people.imports.rows.duplicates import Duplicates
from dialer.people.imports.rows.row import BadRow, NotAdmitted
from dialer.people.imports.rows.single_lead import OneLead, read_one
from dialer.people.imports.store.imports import ruling_lines
from dialer.people.leads.model import LeadChange, LeadRecord, LeadSearch, NewLead, NumberPart
from dialer.people.leads.rules.searching import FIRST_STRETCH, LeadsFound, SearchPlace, beyond, end_of, is_shown
from dialer.people.leads.searches import NumberSearches
from dialer.people.leads.store.single_lead import Added, Addition, Next
from dialer.people.lists.store.lists import LeadList
from dialer.people.suppression.service import SuppressionService
from dialer.people.suppression.store.lookup import EVERYONE, of_company
from dialer.stores.people import PeopleStore

NEVER: Final = 0.0
FOUND_AT_MOST: Final = 100
LAST_DIGITS: Final = 4
LOOKS_FOR_S: Final = 0.6  # about as long as a person waits without wondering
LOOKS_AT_MOST: Final = 40
PAGE: Final = 50  # leads of one statement, at least
_NUMBER: Final = re.compile(r"[+(]*\d[\d ./()-]*")


class LeadService:
    """Requests about single leads."""

    def __init__(
        self,
        store: PeopleStore,
        bus: Bus,
        numbers: SuppressionService,
        searches: NumberSearches,
        profiles: Profiles,
        clock: Callable[[], float],
    ) -> None:
        self._store, self._bus, self._numbers, self._clock = store, bus, numbers, clock
        self._searches, self._profiles = searches, profiles

    async def add(
        self,
        listed: LeadList,
        sent: OneLead,
        *,
        duplicates: Duplicates,
        next_for_s: float = NEVER,
        agent_id: int | None = None,
        kind: CallbackKind = CallbackKind.NEXT,
        key: str = "",
        body: bytes = b"",
        actor: str,
    ) -> Added:
        """Add a lead to a list; `next_for_s` makes it the next to be dialled for that time, by `agent_id` or by anyone.

        A list with the id 0 is created with the lead, and only if the lead is accepted. With a `key`, the same request
        (the same `body`) is done once. Without one, a known lead without new data is left alone, so that a request sent
        twice calls nobody twice. If no campaign's rules bind the list yet, objections of its country's rules are
        returned as a warning. Raises `UnknownAgent`, `ListNotDialled`, `Invalid`, `NumbersSuppressed`, `KeyUsed`; for a
        call by hand `LeadNotFree`; for a new list `NameTaken`.
        """
        now = self._clock()
        dialled = listed.campaign_id is not None and (listed.enabled or kind is CallbackKind.MANUAL)
        if listed.archived_at is not None or (next_for_s and not dialled):
            raise ListNotDialled(list=listed.name)
        if agent_id is not None:
            await self._store.agents.get(agent_id, sees=EVERYTHING)
        admission = await self._admission(listed, now)
        lead = await self._read(sent, listed, admission, now)
        expires_at = now + min(next_for_s, NEXT_FOR_AT_MOST_S)
        wanted = Addition(
            lead=lead,
            duplicates=duplicates,
            next=Next(agent_id=agent_id, expires_at=expires_at, kind=kind) if next_for_s else None,
            key=key,
            body=body,
        )
        done = await self._store.adding.add(listed, wanted, actor=actor, now=now)
        if not done.repeated:
            listed = listed if listed.id else await self._store.lists.by_name(listed.name, sees=EVERYTHING) or listed
            await self._note(listed, admission, lead, now)
            if listed.campaign_id is not None:
                self._bus.publish(Topic.CAMPAIGN, {"campaign_id": listed.campaign_id})
        return replace(done, warning=admission.warning(lead.consent))

    async def _read(self, sent: OneLead, listed: LeadList, admission: Admission, now: float) -> NewLead:
        try:
            return read_one(sent, replace(rules_of(listed.reading()), admission=admission, given_by=now))
        except BadRow as bad:
            if isinstance(bad, NotAdmitted):
                await self._note(listed, admission, bad.lead, now)
            raise Invalid([(bad.column or "phones", with_mend(bad.reason, bad.mend))]) from None

    async def search(
        self,
        wanted: LeadSearch,
        *,
        after: SearchPlace | None = None,
        limit: int = 100,
        whole: bool,
        sees: Visibility,
        actor: str,
    ) -> LeadsFound:
        """Leads with the text as external id or number, then those that hold a part of it, each by id.

        Callers who may see whole numbers find a phone by any part of it. Others need the whole number or exactly its
        last `LAST_DIGITS` digits: with parts of any length they could find it out digit by digit. For the same reason
        they find names and fields only by what they see of them.

        At most some hundredths of a second go into each statement, and about `LOOKS_FOR_S` into all: with very many
        leads fewer may be found than there are, and `next` says from where to look on. Raises `TooManySearches`.
        """
        number = NumberPart("anywhere", wanted.text) if wanted.text else None
        wanted = replace(wanted, number=number if whole else await self._number_in(wanted.text, actor))
        found: list[LeadRecord] = []
        if wanted.text and (after is None or after.is_exact):
            past = 0 if after is None else after.lead_id
            found = await self._store.finding.exact(wanted, after=past, limit=limit + 1, sees=sees)
            after = None
            if len(found) > limit:
                place = SearchPlace(is_exact=True, lead_id=found[limit - 1].lead_id)
                return LeadsFound(leads=tuple(found[:limit]), next=place)
            if found and wanted.number is not None and wanted.number.where == "whole":
                return LeadsFound(leads=tuple(found), next=None)
        exact = len(found)
        looked = await self._look_through(wanted, after, limit + 1 - exact, WHOLE if whole else MASKED, sees)
        found += looked.leads
        if len(found) <= limit:
            return LeadsFound(leads=tuple(found), next=looked.next)
        place = SearchPlace(is_exact=exact == limit, lead_id=found[limit - 1].lead_id)
        return LeadsFound(leads=tuple(found[:limit]), next=place)

    async def _look_through(
        self, wanted: LeadSearch, after: SearchPlace | None, limit: int, show: Show, sees: Visibility
    ) -> LeadsFound:
        """Look through all leads that can be meant, stretch by stretch, until enough are found or time is over."""
        finding, begun = self._store.finding, self._clock()
        extent = await finding.extent(wanted)
        rest = None if extent is None else beyond(extent, after, newest_first=wanted.newest_first)
        found: list[LeadRecord] = []
        length = FIRST_STRETCH
        for looks in range(1, LOOKS_AT_MOST + 1):
            if rest is None or len(found) >= limit:
                return LeadsFound(leads=tuple(found), next=None)
            here = end_of(rest, length, newest_first=wanted.newest_first)
            page = await finding.within(wanted, here, limit=max(limit, PAGE), sees=sees)
            found += [lead for lead in page if is_shown(lead, wanted, show)]
            reached = here.first if wanted.newest_first else here.last
            if len(page) == max(limit, PAGE):  # the stretch has more of them
                reached = page[-1].lead_id
            else:
                length *= 2
            place = SearchPlace(lead_id=reached)
            rest = beyond(rest, place, newest_first=wanted.newest_first)
            if (
                rest is not None
                and len(found) < limit
                and (looks == LOOKS_AT_MOST or self._clock() - begun > LOOKS_FOR_S)
            ):
                return LeadsFound(leads=tuple(found), next=place)
        return LeadsFound(leads=tuple(found), next=None)

    async def _number_in(self, text: str, actor: str) -> NumberPart | None:
        """The phones that a search by a caller who sees masked numbers means; None if it means none."""
        if not _NUMBER.fullmatch(text):
            return None
        digits = "".join(filter(str.isdecimal, text))
        if len(digits) == LAST_DIGITS and digits == text.strip():
            self._searches.count(actor, "last_digits")
            return NumberPart("at_end", digits)
        try:
            [read] = await self._numbers.read([text], country="", scope=EVERYONE)
        except Invalid:
            return None
        self._searches.count(actor, "number")
        return NumberPart("whole", read)

    async def of_number(
        self, number: str, *, country: str, company_id: int | None, whole: bool, sees: Visibility, actor: str
    ) -> list[LeadRecord]:
        """Leads with this number, in any list of the company, or of all, by id.

        At most 100. A number without a country code is read as `SuppressionService.read` says. `whole` as in `search`.
        Raises `Invalid`, `NotFound`, `TooManySearches`.
        """
        if not whole:
            self._searches.count(actor, "number")
        scope = EVERYONE
        if company_id is not None:
            scope = of_company((await self._store.companies.get(company_id, sees=sees)).id)
        [read] = await self._numbers.read([number], country=country, scope=scope)
        return await self._store.finding.of_number(read, company_id=company_id, limit=FOUND_AT_MOST, sees=sees)

    async def change(
        self,
        lead_id: int,
        change: LeadChange,
        *,
        actor: str,
        expected: LeadRecord | EllipsisType = ...,
        sees: Visibility,
    ) -> None:
        """Change or delete a lead that the caller sees.

        Raises `UnknownLead`, `UnknownList`, `LeadNotFree`, `LeadNotChanged`, `NotSameCompany`, `NameTaken`, `InUse`,
        `Changed`.
        """
        refused = await self.change_several([lead_id], change, actor=actor, expected=expected, sees=sees)
        if lead_id in refused:
            raise refused[lead_id]

    async def change_several(
        self,
        lead_ids: Sequence[int],
        change: LeadChange,
        *,
        actor: str,
        expected: LeadRecord | EllipsisType = ...,
        sees: Visibility,
    ) -> dict[int, DialerError]:
        """Change or delete leads that the caller sees; return why some are left as they were.

        Raises `UnknownList`, and `Changed` if the one lead is not as expected.
        """
        touched, refused = await self._store.lead_changes.change(
            lead_ids, change, actor=actor, now=self._clock(), expected=expected, sees=sees
        )
        for campaign_id in touched:
            self._bus.publish(Topic.CAMPAIGN, {"campaign_id": campaign_id})
        return refused

    async def _admission(self, listed: LeadList, now: float) -> Admission:
        """The rules for the list: those of its campaign, which bind, or else those of its country."""
        if listed.campaign_id is None:
            company, law = await self._store.companies.get(listed.company_id, sees=EVERYTHING), LawSettings()
        else:
            campaign = await self._store.campaigns.get(listed.campaign_id, sees=EVERYTHING)
            company, law = campaign.company, campaign.law
        return Admission.of(self._profiles, law, country=listed.country, company=company, now=now)

    async def _note(self, listed: LeadList, admission: Admission, lead: NewLead, now: float) -> None:
        admission.count(lead.consent)
        about = {"list_id": listed.id} if listed.id else {"list": listed.name}
        await self._store.audit.add_many(ruling_lines(merged([], admission.take()), listed.campaign_id, about, now))
