"""Writes a register's answer in chunks; each function is one transaction.

Writing begins when the whole file has been read without a fault. From then on each written answer is valid, with its
receipt. An interrupted file is not continued: the next file for the scrub first deletes what was written, otherwise a
number might be free because of a file that nobody vouches for.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, bindparam, case, delete, func, select, text, update

from dialer.audit.store import add_line
from dialer.core.errors import AnswerCancelled, Refused, ScrubNotOpen
from dialer.people.leads.store.stock import renew_stock
from dialer.people.registers.store.requests import AT_REST, CANCELLED, CHUNK, Scrub, change, locked
from dialer.storage import prepared
from dialer.storage.digests import Digests
from dialer.storage.schema import (
    LEAD,
    LEAD_CLAIM,
    LEAD_LIST,
    LEAD_PHONE,
    REGISTER_CHECK,
    SCRUB,
    SCRUB_NUMBER,
)
from dialer.storage.sql import is_postgres

_NEXT: Final = (
    select(SCRUB_NUMBER.c.digest)
    .where(SCRUB_NUMBER.c.scrub_id == bindparam("scrub"), SCRUB_NUMBER.c.digest > bindparam("after"))
    .order_by(SCRUB_NUMBER.c.digest)
    .limit(bindparam("most"))
)
_ITS_CHECK: Final = and_(
    REGISTER_CHECK.c.company_id == bindparam("company"),
    REGISTER_CHECK.c.register_name == bindparam("register"),
    REGISTER_CHECK.c.digest == SCRUB_NUMBER.c.digest,
    REGISTER_CHECK.c.scrub_id >= bindparam("scrub"),  # already answered by this or a later scrub
)
_NEXT_ANSWERED: Final = _NEXT.add_columns(REGISTER_CHECK.c.scrub_id).outerjoin(REGISTER_CHECK, _ITS_CHECK)
# If two rows of a file differ on a number, `listed` counts. An answer without a date resets `listed_since`: the entry
# may have been renewed since the previous answer, which revokes consents given in between.
_INTO: Final = """
    INSERT INTO register_check (company_id, register_name, digest, listed, checked_at, scrub_id, listed_since) {rows}
    ON CONFLICT (company_id, register_name, digest) DO UPDATE SET
        listed_since = CASE WHEN register_check.listed AND register_check.scrub_id = excluded.scrub_id
                            THEN coalesce(excluded.listed_since, register_check.listed_since)
                            ELSE excluded.listed_since END,
        listed = CASE WHEN register_check.scrub_id = excluded.scrub_id
                      THEN register_check.listed OR excluded.listed ELSE excluded.listed END,
        checked_at = excluded.checked_at, scrub_id = excluded.scrub_id
    WHERE register_check.scrub_id <= excluded.scrub_id
"""
_PAIRS: Final = """
    SELECT :company, :register, json_extract(value, '$[0]'), json_extract(value, '$[1]'), :at, :scrub,
           json_extract(value, '$[2]')
    FROM json_each(:pairs) WHERE true
"""
_ARRAYS: Final = """
    SELECT CAST(:company AS bigint), CAST(:register AS text), answer.digest, answer.listed, CAST(:at AS float8),
           CAST(:scrub AS bigint), answer.since
    FROM unnest(CAST(:digests AS text[]), CAST(:listed AS boolean[]), CAST(:sinces AS float8[]))
        AS answer (digest, listed, since)
"""
_WRITE: Final = {False: text(_INTO.format(rows=_PAIRS)), True: text(_INTO.format(rows=_ARRAYS))}
# An outer join makes SQLite start from the claims: at most thousands, against millions of numbers.
_HELD: Final = (
    select(LEAD_CLAIM.c.lead_id, LEAD_PHONE.c.number)
    .select_from(
        LEAD_CLAIM.outerjoin(LEAD, LEAD.c.id == LEAD_CLAIM.c.lead_id)
        .outerjoin(LEAD_LIST, LEAD_LIST.c.id == LEAD.c.list_id)
        .outerjoin(LEAD_PHONE, LEAD_PHONE.c.lead_id == LEAD.c.id)
    )
    .where(LEAD_LIST.c.company_id == bindparam("company"))
)
_CLEARABLE: Final = (
    select(SCRUB.c.id)
    .where(
        SCRUB.c.status == "returned",
        select(SCRUB_NUMBER.c.digest).where(SCRUB_NUMBER.c.scrub_id == SCRUB.c.id).exists(),
    )
    .limit(1)
)


def asked(connection: Connection, scrub_id: int, digests: Collection[str]) -> set[str]:
    """The subset of the hashed numbers that are in the scrub."""
    return {
        row[0] for row in prepared.rows_of_these(connection, _asked, {"scrub": scrub_id, "digests": sorted(digests)})
    }


def _asked(among: prepared.Among) -> Select[Any]:
    mine = SCRUB_NUMBER.c.scrub_id == bindparam("scrub"), among(SCRUB_NUMBER.c.digest, "digests")
    return select(SCRUB_NUMBER.c.digest).where(*mine)


def note(connection: Connection, scrub_id: int, how_far: Mapping[str, Any], since: float) -> None:
    """Store the progress of the answer whose intake began at `since`. Raises AnswerCancelled."""
    row = connection.execute(select(SCRUB).where(SCRUB.c.id == scrub_id)).mappings().one()
    if row["status"] == "sent":
        _not_cancelled(Scrub(**row), since)
        connection.execute(update(SCRUB).where(SCRUB.c.id == scrub_id, SCRUB.c.status == "sent").values(dict(how_far)))


def begin(connection: Connection, scrub_id: int, facts: Mapping[str, Any], since: float) -> Scrub:
    """Store receipt, version and file hash for the answers that follow."""
    before = locked(connection, scrub_id, "sent")
    _not_cancelled(before, since)
    change(connection, scrub_id, dict(facts))
    return before


def cancel(connection: Connection, scrub_id: int, actor: str, now: float) -> Scrub:
    """Stop all writing for answers whose intake began before `now`."""
    before = locked(connection, scrub_id, "sent")
    scrub = change(connection, scrub_id, {**AT_REST, "returned_sha256": f"{CANCELLED}{now}"})
    said = {"register": scrub.register_name, "scrub": scrub_id, "receipt": before.receipt}
    add_line(connection, actor, "register.in.cancel", f"list:{before.list_id}", said, now)
    return scrub


def forget(connection: Connection, scrub_id: int, sha256: str, after: str, most: int) -> str | None:
    """Delete left-over answers of the next numbers; return where to go on, None at the end.

    Raises as `answer`.
    """
    scrub = _begun(connection, scrub_id, sha256)
    digests = list(connection.execute(_NEXT, {"scrub": scrub_id, "after": after, "most": most}).scalars())
    connection.execute(delete(REGISTER_CHECK).where(*_of(scrub), REGISTER_CHECK.c.digest.in_(digests)))
    return digests[-1] if len(digests) == most else None


def answer(
    connection: Connection,
    scrub_id: int,
    answers: Mapping[str, bool],
    since: Mapping[str, float],
    listed_by: float | None,
    checked_at: float,
    sha256: str,
) -> int:
    """Write the answers on the hashed numbers that are in the scrub."""
    scrub = _begun(connection, scrub_id, sha256)
    if not answers:
        return 0
    found = asked(connection, scrub_id, answers)
    _write(connection, scrub, {digest: answers[digest] for digest in found}, since, listed_by, checked_at)
    return len(found)


def answer_rest(
    connection: Connection,
    scrub_id: int,
    listed: bool,
    listed_by: float | None,
    checked_at: float,
    sha256: str,
    after: str,
    most: int,
) -> tuple[int, str | None]:
    """Give one answer to the next numbers that have none; return how many, and where to go on."""
    scrub = _begun(connection, scrub_id, sha256)
    where = {"company": scrub.company_id, "register": scrub.register_name}
    rows = connection.execute(_NEXT_ANSWERED, {"scrub": scrub_id, "after": after, "most": most, **where}).all()
    rest = [digest for digest, by in rows if by is None]
    _write(connection, scrub, dict.fromkeys(rest, listed), {}, listed_by, checked_at)
    return len(rest), rows[-1].digest if len(rows) == most else None


def _write(
    connection: Connection,
    scrub: Scrub,
    answers: Mapping[str, bool],
    since: Mapping[str, float],
    listed_by: float | None,
    checked_at: float,
) -> None:
    if not answers:
        return
    pairs = [
        (digest, listed, since.get(digest, listed_by) if listed else None) for digest, listed in sorted(answers.items())
    ]
    facts = {"company": scrub.company_id, "register": scrub.register_name, "at": checked_at, "scrub": scrub.id}
    facts |= {"pairs": pairs} | {
        name: [pair[place] for pair in pairs] for place, name in enumerate(("digests", "listed", "sinces"))
    }
    prepared.with_lists(connection, _WRITE[is_postgres(connection)], facts)


def counted(connection: Connection, scrub: Scrub) -> tuple[int, int]:
    """How many numbers the scrub has answered, and how many of them are listed."""
    listed = func.count(case((REGISTER_CHECK.c.listed.is_(True), 1)))
    answered, in_register = connection.execute(select(func.count(), listed).where(*_of(scrub))).one()
    return int(answered), int(in_register)


def returned(connection: Connection, scrub_id: int, listed: int, facts: dict[str, Any], now: float) -> Scrub:
    """Mark the scrub as returned."""
    before = locked(connection, scrub_id, "sent")
    if before.returned_sha256 not in ("", facts["returned_sha256"]):
        raise _of_another_file(before)
    scrub = change(connection, scrub_id, {**facts, **AT_REST, "status": "returned", "listed": listed})
    stock_anew(connection, scrub)
    said = {"register": scrub.register_name, "scrub": scrub_id, "numbers": scrub.sent, "listed": listed}
    said |= {"receipt": scrub.receipt, "version": scrub.version, "sha256": scrub.returned_sha256}
    add_line(connection, scrub.returned_by, "register.in", f"list:{before.list_id}", said, now)
    return scrub


def stock_anew(connection: Connection, scrub: Scrub) -> None:
    """Make engines refill their hoppers: what they know about their leads' numbers is outdated."""
    dialled = select(LEAD_LIST.c.campaign_id).where(LEAD_LIST.c.company_id == scrub.company_id).distinct()
    renew_stock(connection, connection.execute(dialled.where(LEAD_LIST.c.campaign_id.is_not(None))).scalars().all())


def clear(connection: Connection, most: int) -> int:
    """Delete the next numbers of returned scrubs, which are no longer needed. Return how many."""
    scrub_id = connection.execute(_CLEARABLE).scalar()
    if scrub_id is None:
        return 0
    digests = list(connection.execute(_NEXT, {"scrub": scrub_id, "after": "", "most": most}).scalars())
    these = SCRUB_NUMBER.c.scrub_id == scrub_id, SCRUB_NUMBER.c.digest <= digests[-1]
    return int(connection.execute(delete(SCRUB_NUMBER).where(*these)).rowcount)


def held_listed(connection: Connection, digests: Digests, scrub: Scrub) -> list[int]:
    """Claimed leads with a number that this scrub found listed: they must be judged again.

    Hoppers are refilled anyway; previews and call-backs already fetched are not.
    """
    return _held(connection, digests, scrub, _listed)


def held_asked(connection: Connection, digests: Digests, scrub: Scrub) -> list[int]:
    """Claimed leads with a number in this scrub."""
    return _held(connection, digests, scrub, _asked)


def _held(
    connection: Connection, digests: Digests, scrub: Scrub, these: Callable[[prepared.Among], Select[Any]]
) -> list[int]:
    rows = prepared.rows(connection, _HELD, {"company": scrub.company_id})
    hashed = digests.many(number for _, number in rows)
    found: list[int] = []
    for start in range(0, len(rows), CHUNK):
        chunk = slice(start, start + CHUNK)
        asked = {"scrub": scrub.id, "company": scrub.company_id, "register": scrub.register_name}
        theirs = {row[0] for row in prepared.rows_of_these(connection, these, {**asked, "digests": hashed[chunk]})}
        found += [row[0] for digest, row in zip(hashed[chunk], rows[chunk], strict=True) if digest in theirs]
    return found


def _listed(among: prepared.Among) -> Select[Any]:
    mine = REGISTER_CHECK.c.scrub_id == bindparam("scrub"), REGISTER_CHECK.c.listed.is_(True)
    key = (
        REGISTER_CHECK.c.company_id == bindparam("company"),
        REGISTER_CHECK.c.register_name == bindparam("register"),
    )
    return select(REGISTER_CHECK.c.digest).where(*key, among(REGISTER_CHECK.c.digest, "digests"), *mine)


def _of(scrub: Scrub) -> tuple[Any, ...]:
    """The answers of this scrub, selected by the leading columns of their key."""
    checks = REGISTER_CHECK.c
    mine = checks.company_id == scrub.company_id, checks.register_name == scrub.register_name
    return (*mine, checks.scrub_id == scrub.id)


def _begun(connection: Connection, scrub_id: int, sha256: str) -> Scrub:
    """The scrub that waits for the rest of this file. Raises AnswerCancelled, and ScrubNotOpen if another file was
    begun since.
    """
    scrub = locked(connection, scrub_id, "sent")
    if scrub.returned_sha256 != sha256:
        raise _of_another_file(scrub)
    return scrub


def _of_another_file(scrub: Scrub) -> Refused:
    return ScrubNotOpen(id=scrub.id) if scrub.cancelled_at is None else AnswerCancelled(id=scrub.id)


def _not_cancelled(scrub: Scrub, since: float) -> None:
    """Raise AnswerCancelled if the intake that began at `since` was cancelled."""
    if scrub.cancelled_at is not None and scrub.cancelled_at >= since:
        raise AnswerCancelled(id=scrub.id)
