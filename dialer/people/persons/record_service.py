"""People above leads: changed by hand, and linked to their leads by a job."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import EllipsisType
from typing import Any, Final

from dialer.core.card_numbers import check_no_card
from dialer.core.request_errors import Invalid
from dialer.i18n.message import msg
from dialer.jobs.kinds import PERSON_LINKING
from dialer.jobs.model import Job, JobKind
from dialer.jobs.runner import Runner
from dialer.people.persons.model import Channel, ContactPermission, Person, PersonChange, PointKind, Purpose
from dialer.people.persons.rules import email_in
from dialer.people.suppression.service import SuppressionService, only
from dialer.people.suppression.store.lookup import of_company
from dialer.storage.throttle import Pace
from dialer.stores.people import PeopleStore

WINDOW: Final = 20_000  # ids of leads that are looked through at a time
# Leads that were written together may become visible out of order: the last ids are looked through again.
OVERLAP: Final = 50_000
CHUNK: Final = 1_000
AT_ONCE: Final = 200  # ids of leads; of more a job is made


@dataclass(frozen=True, slots=True, kw_only=True)
class PointWanted:
    """Where a person is to be reached, as typed."""

    kind: PointKind
    value: str
    label: str = ""
    preferred: bool = False


class PersonRecordService:
    """Requests about people as they are kept."""

    def __init__(
        self, store: PeopleStore, runner: Runner, suppression: SuppressionService, clock: Callable[[], float]
    ) -> None:
        self._store, self._runner, self._suppression, self._clock = store, runner, suppression, clock
        self._linked_up_to = 0  # the id of a lead
        runner.add(JobKind(name=PERSON_LINKING, run=self._link, at_once=1))
        runner.add_duty(self.look)

    async def change(
        self,
        person: Person,
        values: dict[str, Any],
        points: Sequence[PointWanted] | None,
        *,
        actor: str,
        expected: Person | EllipsisType = ...,
    ) -> Person:
        """Change what is kept of a person. Raises `UnknownPerson`, `Invalid`, `CardNumber`, `Changed`."""
        for name in ("name", "business_name", "invoice_to"):
            check_no_card(values.get(name, ""), name)
        read = None if points is None else tuple([await self._read(person, one, at) for at, one in enumerate(points)])
        change = PersonChange(values=values, points=read)
        return await self._store.person_records.change(
            person.id, change, actor=actor, now=self._clock(), expected=expected
        )

    async def merge(self, person_id: int, other_id: int, *, actor: str) -> Person:
        """Make one person of two; the other is gone then. Raises `UnknownPerson`, `Invalid`."""
        return await self._store.person_records.merge(person_id, other_id, actor=actor, now=self._clock())

    async def split(self, person_id: int, lead_ids: Sequence[int], *, actor: str) -> Person:
        """Make a person of their own of some leads of a person. Raises `UnknownPerson`, `Invalid`."""
        return await self._store.person_records.split(person_id, lead_ids, actor=actor, now=self._clock())

    async def _read(self, person: Person, point: PointWanted, place: int) -> tuple[PointKind, str, str, bool]:
        where, value = f"points.{place}.value", point.value.strip()
        if point.kind is PointKind.PHONE:
            scope = of_company(person.company_id)
            value = only(await self._suppression.read([value], country="", scope=scope))
        else:
            check_no_card(value, where)
        if point.kind is PointKind.EMAIL:
            found = email_in(value)
            if found is None:
                raise Invalid([(where, msg("write an e-mail address, as in name@example.org"))])
            value = found
        return point.kind, value, point.label, point.preferred

    async def permit(
        self,
        person: Person,
        *,
        purpose: Purpose,
        channel: Channel | None,
        is_given: bool,
        basis: str,
        text_version: str,
        interaction_id: int | None,
        actor: str,
    ) -> ContactPermission:
        """Keep what a person said about being contacted. A no to calls is effective at once: no engine sends one."""
        row = {
            "person_id": person.id,
            "purpose": purpose.value,
            "channel": "" if channel is None else channel.value,
            "is_given": is_given,
            "basis": basis,
            "text_version": text_version,
            "interaction_id": interaction_id,
        }
        said, done = await self._store.person_records.add_permission(row, actor=actor, now=self._clock())
        if done is not None:
            await self._suppression.call_off(done)
        return said

    async def withdraw(self, permission: ContactPermission, *, actor: str) -> ContactPermission:
        """Take a permission back, with the effect of a no."""
        records = self._store.person_records
        said, done = await records.withdraw_permission(permission.id, actor=actor, now=self._clock())
        if done is not None:
            await self._suppression.call_off(done)
        return said

    async def look(self) -> None:
        """Link the leads that came since the last look: a few at once, many in a job."""
        newest = await self._store.person_records.newest_lead()
        if newest <= self._linked_up_to or await self._store.jobs.open(PERSON_LINKING):
            return
        if newest - self._linked_up_to <= AT_ONCE:
            found = await self._store.person_records.unlinked(after=self._linked_up_to, until=newest, most=AT_ONCE)
            await self._store.person_records.link(found, now=self._clock())
            self._linked_up_to = newest
            return
        after = max(self._linked_up_to - OVERLAP, 0)
        arguments = {"after": after, "until": newest}
        await self._store.jobs.queue(PERSON_LINKING, "leads", arguments, actor="", now=self._clock())
        self._runner.wake()

    async def _link(self, job: Job) -> None:
        """Link leads in chunks that leave dialling its room."""
        after, until = int(job.arguments["after"]), int(job.arguments["until"])
        records, pace = self._store.person_records, Pace(self._store.database, most=CHUNK)
        first = after
        while after < until:
            window = min(after + WINDOW, until)
            while lead_ids := await records.unlinked(after=after, until=window, most=pace.rows):
                await records.link(lead_ids, now=self._clock())
                after = lead_ids[-1]
                await pace.rest(len(lead_ids))
            after = window
            self._runner.report(job, after - first, until - first)
        self._linked_up_to = max(self._linked_up_to, until)
