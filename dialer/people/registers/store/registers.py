"""Registers: numbers sent for checking, answers, and the validity of the answers.

An answer is kept per number, register and company. Numbers are stored as keyed hashes, so that an answer, like a
suppression, outlives the lead. Everything is written in chunks, so that dialling goes on in between.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, case, delete, func, select, tuple_

from dialer.core.errors import UnknownScrub
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.people.leads.store.claim.claims import drop
from dialer.people.leads.store.recheck import reopen_all
from dialer.people.lists.store.ranges import Extent, extents_of
from dialer.people.registers.model import REGISTERS, AnswerState, Register, ScrubFacts, facts_of, registers_of
from dialer.people.registers.store import answers as answering
from dialer.people.registers.store import requests
from dialer.people.registers.store.requests import CHUNK, Scrub
from dialer.storage.database import Database
from dialer.storage.digests import Digests
from dialer.storage.pages import PageRequest, page_of
from dialer.storage.schema import REGISTER_CHECK, SCRUB
from dialer.storage.throttle import Pace
from dialer.storage.visibility import visible_to

__all__ = ["RegisterStatus", "Registers", "Scrub", "scrub_facts"]

GREATEST_ID: Final = 2**63 - 1
CLEARED: Final = 1000  # numbers per transaction: each lies on a different database page
_CHECKS: Final = (
    select(REGISTER_CHECK, SCRUB.c.receipt, SCRUB.c.version)
    .join(SCRUB, SCRUB.c.id == REGISTER_CHECK.c.scrub_id)
    .where(
        REGISTER_CHECK.c.company_id == bindparam("company"),
        REGISTER_CHECK.c.digest.in_(bindparam("digests", expanding=True)),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterStatus:
    """How many numbers have a valid, and an expired, answer of a register for a company."""

    register_name: str
    fresh: int
    stale: int
    listed: int  # of the fresh ones
    oldest_fresh_at: float | None


class Registers:
    """Scrubs and answers."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database, self._digests = database, digests

    async def open_scrub(self, list_id: int, register: Register, *, actor: str, now: float) -> Scrub:
        """Begin a scrub of a list's numbers, for the list's company. Raises UnknownList."""
        return await self._database.write(requests.open_scrub, list_id, register.name, actor, now)

    async def extent(self, list_id: int) -> Extent | None:
        """Between which ids the list's leads lie that are not done; None if there are none."""
        return (await self._database.read(extents_of, [list_id])).get(list_id)

    async def out(
        self,
        scrub: Scrub,
        register: Register,
        *,
        after: tuple[int, int],
        older_than: float | None,
        last: int = GREATEST_ID,
    ) -> tuple[list[str], tuple[int, int] | None]:
        """Add the next numbers to the scrub and return them, with where to go on (None at the end).

        Left out are numbers of leads that are done, numbers already in the scrub, and with `older_than` (epoch seconds)
        numbers that the register has answered since. Nothing is read beyond the list's `last` lead.
        """
        return await self._database.write(requests.out, self._digests, scrub, register, after, older_than, last)

    async def sent(self, scrub_id: int, *, sha256: str, now: float) -> Scrub:
        """Mark the scrub as sent. Raises UnknownScrub, ScrubNotOpen."""
        return await self._database.write(requests.sent, scrub_id, sha256, now)

    async def asked(self, scrub_id: int, digests: Collection[str]) -> set[str]:
        """The subset of the hashed numbers (at most 10,000) that are in this waiting scrub."""
        return await self._database.read(answering.asked, scrub_id, digests)

    async def begin(
        self, scrub_id: int, *, receipt: str, version: str, sha256: str, actor: str, since: float = inf
    ) -> None:
        """Begin to write a completely read answer; receipt, version and hash apply to all that follows.

        Deletes what an interrupted answer wrote: its numbers have no answer until it is written again. Raises as
        `sent`, and AnswerCancelled if the intake that began at `since` (epoch seconds) was cancelled.
        """
        facts = {"receipt": receipt, "version": version, "returned_sha256": sha256, "returned_by": actor}
        before = await self._database.write(answering.begin, scrub_id, facts, since)
        if before.returned_sha256:
            await self._forget(scrub_id, sha256)

    async def _forget(self, scrub_id: int, sha256: str) -> None:
        after: str | None = ""
        pace = Pace(self._database, most=CHUNK)
        while after is not None:
            after = await self._database.write(answering.forget, scrub_id, sha256, after, pace.rows)
            await pace.rest(pace.rows)

    async def cancel(self, scrub_id: int, *, actor: str, now: float) -> Scrub:
        """Stop taking in an answer, in whatever process, and delete what was written of it.

        Its numbers then have no answer, even if they had an earlier one. Raises UnknownScrub, and ScrubNotOpen, also if
        another file begins before all is deleted; that file then deletes the rest.
        """
        scrub = await self._database.write(answering.cancel, scrub_id, actor, now)
        await self._forget(scrub_id, scrub.returned_sha256)
        # After the deletion: a claim made in between may have used the deleted answers.
        await self._database.write(answering.stock_anew, scrub)
        await self._database.write(drop, await self._database.read(answering.held_asked, self._digests, scrub))
        return scrub

    async def answer(
        self,
        scrub_id: int,
        answers: Mapping[str, bool],
        *,
        checked_at: float,
        sha256: str = "",
        since: Mapping[str, float] | None = None,
        listed_by: float | None = None,
    ) -> int:
        """Write at most 10,000 answers, hash -> listed; return how many of them are in the scrub.

        `since` is when numbers were listed (epoch seconds), if the register states it; other numbers count as listed
        from `listed_by`, without it from `checked_at`. A younger answer stays unchanged. Raises UnknownScrub,
        AnswerCancelled, ScrubNotOpen, also if `sha256` is not the file begun last.
        """
        return await self._database.write(
            answering.answer, scrub_id, answers, since or {}, listed_by, checked_at, sha256
        )

    async def answer_rest(
        self,
        scrub_id: int,
        *,
        listed: bool,
        checked_at: float,
        listed_by: float | None = None,
        after: str = "",
        most: int = CHUNK,
        sha256: str = "",
    ) -> tuple[int, str | None]:
        """Give the same answer to the next numbers without one; return how many, and where to go on (None at the end).

        Raises as `answer`.
        """
        return await self._database.write(
            answering.answer_rest, scrub_id, listed, listed_by, checked_at, sha256, after, most
        )

    async def note(self, scrub_id: int, *, phase: str = "", done: int = 0, total: int = 0, since: float = inf) -> None:
        """Store the progress of taking in an answer; without a phase, that none is being taken in.

        Raises AnswerCancelled if the intake that began at `since` was cancelled.
        """
        how_far = {"phase": phase, "done": done, "total": total}
        await self._database.write(answering.note, scrub_id, how_far, since)

    async def counted(self, scrub: Scrub) -> tuple[int, int]:
        """How many numbers the scrub has answered, and how many of them are listed."""
        return await self._database.read(answering.counted, scrub)

    async def returned(
        self,
        scrub_id: int,
        *,
        receipt: str,
        version: str,
        sha256: str,
        actor: str,
        checked_at: float,
        now: float,
        listed: int | None = None,
    ) -> Scrub:
        """Mark the scrub as completely answered; `listed` comes from `counted`, or is counted here. Raises as `answer`.

        Once this returns, no previously claimed lead is called on a listed number, and leads that waited for the answer
        are released.
        """
        facts: dict[str, Any] = {"receipt": receipt, "version": version, "returned_sha256": sha256}
        facts |= {"returned_by": actor, "returned_at": checked_at}
        if listed is None:
            # Before the transaction: counting a million takes long, and nothing more is written for this scrub.
            _, listed = await self.counted(await self.get(scrub_id, sees=EVERYTHING))
        scrub = await self._database.write(answering.returned, scrub_id, listed, facts, now)
        # After the answer's transaction, since a claim made meanwhile did not see it. A read blocks no writer.
        held = await self._database.read(answering.held_listed, self._digests, scrub)
        await self._database.write(drop, held)
        # In all the company's lists: the same numbers may be in several.
        await reopen_all(self._database, company_id=scrub.company_id, now=now)
        while await self._database.write(answering.clear, CLEARED):
            continue
        return scrub

    async def scrub_facts(self, number: str, company_id: int, *, now: float) -> list[ScrubFacts]:
        """The last answer on this number of each register that covers it, for this company."""
        return (await self.scrub_facts_of([number], company_id, now=now))[number]

    async def scrub_facts_of(
        self, numbers: Collection[str], company_id: int, *, now: float
    ) -> dict[str, list[ScrubFacts]]:
        """`scrub_facts` for at most 10,000 numbers."""
        return await self._database.read(scrub_facts, self._digests, numbers, company_id, now)

    async def get(self, scrub_id: int, *, sees: Visibility) -> Scrub:
        """One scrub. Raises UnknownScrub."""
        return await self._database.read(_get, scrub_id, sees)

    async def list(self, company_id: int, page: PageRequest, *, sees: Visibility) -> list[Scrub]:
        """A page of a company's scrubs."""
        return await self._database.read(_list, company_id, page, sees)

    async def status(self, company_id: int, *, now: float) -> Sequence[RegisterStatus]:
        """The company's answers by register."""
        return await self._database.read(_status, company_id, now)


def scrub_facts(
    connection: Connection, digests: Digests, numbers: Collection[str], company_id: int, now: float
) -> dict[str, list[ScrubFacts]]:
    """Each register's last answer on each number, read within the deciding transaction."""
    by_digest = {digests.number(number): number for number in numbers}
    facts = {
        number: {
            register.name: ScrubFacts(register_name=register.name, state=AnswerState.MISSING)
            for register in registers_of(number)
        }
        for number in numbers
    }
    if not by_digest:
        return {}
    asked = {"company": company_id, "digests": list(by_digest)}
    for row in connection.execute(_CHECKS, asked).mappings():
        if register := REGISTERS.get(row["register_name"]):
            told = {name: row[name] for name in ("listed", "checked_at", "scrub_id", "receipt", "version")}
            facts[by_digest[row["digest"]]][register.name] = facts_of(register, now=now, **told)
    return {number: list(found.values()) for number, found in facts.items()}


def _get(connection: Connection, scrub_id: int, sees: Visibility) -> Scrub:
    one = select(SCRUB).where(SCRUB.c.id == scrub_id, *visible_to(sees, SCRUB))
    row = connection.execute(one).mappings().first()
    if row is None:
        raise UnknownScrub(id=scrub_id)
    return Scrub(**row)


def _list(connection: Connection, company_id: int, page: PageRequest, sees: Visibility) -> list[Scrub]:
    statement = select(SCRUB).where(SCRUB.c.company_id == company_id, *visible_to(sees, SCRUB))
    return [Scrub(**row) for row in connection.execute(page_of(statement, SCRUB, page)).mappings()]


def _status(connection: Connection, company_id: int, now: float) -> list[RegisterStatus]:
    return [_status_of(connection, company_id, register, now) for register in REGISTERS.values()]


def _status_of(connection: Connection, company_id: int, register: Register, now: float) -> RegisterStatus:
    fresh = REGISTER_CHECK.c.checked_at >= now - register.max_age_s
    counts = select(
        func.count(case((fresh, 1))).label("fresh"),
        func.count(case((~fresh, 1))).label("stale"),
        func.count(case((and_(fresh, REGISTER_CHECK.c.listed.is_(True)), 1))).label("listed"),
        func.min(case((fresh, REGISTER_CHECK.c.checked_at))).label("oldest_fresh_at"),
    ).where(REGISTER_CHECK.c.company_id == company_id, REGISTER_CHECK.c.register_name == register.name)
    return RegisterStatus(register_name=register.name, **connection.execute(counts).mappings().one())


def delete_checks(connection: Connection, keys: Sequence[Any]) -> None:
    """Delete answers of registers by company, register and digest of the number."""
    key = tuple_(*(REGISTER_CHECK.c[name] for name in ("company_id", "register_name", "digest")))
    connection.execute(delete(REGISTER_CHECK).where(key.in_([tuple(one) for one in keys])))
