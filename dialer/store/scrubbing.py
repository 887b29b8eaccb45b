"""Asking a register and taking its answer in, chunk by chunk; each function is one transaction."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from dialer.errors import ScrubNotOpen, UnknownList, UnknownScrub
from dialer.registers import Register
from dialer.store.audit import add_line
from dialer.store.digests import Digests
from dialer.store.holding import drop
from dialer.store.schema import (
    CAMPAIGN,
    LEAD,
    LEAD_CLAIM,
    LEAD_LIST,
    LEAD_PHONE,
    REGISTER_CHECK,
    SCRUB,
    SCRUB_NUMBER,
)
from dialer.store.statements import insert_or_leave, is_postgres, word
from dialer.words import LeadState

CHUNK: Final = 2000

_PHONES: Final = (
    select(LEAD_PHONE.c.lead_id, LEAD_PHONE.c.position, LEAD_PHONE.c.number)
    .join(LEAD, LEAD.c.id == LEAD_PHONE.c.lead_id)
    .where(
        LEAD.c.list_id == bindparam("list"),
        LEAD.c.state.not_in([word(LeadState.DONE), word(LeadState.ARCHIVED)]),
        LEAD_PHONE.c.number.startswith(bindparam("code"), autoescape=False),
        tuple_(LEAD_PHONE.c.lead_id, LEAD_PHONE.c.position) > tuple_(bindparam("lead"), bindparam("position")),
    )
    .order_by(LEAD_PHONE.c.lead_id, LEAD_PHONE.c.position)
    .limit(CHUNK)
)
_ASKED: Final = select(SCRUB_NUMBER.c.digest).where(
    SCRUB_NUMBER.c.scrub_id == bindparam("scrub"), SCRUB_NUMBER.c.digest.in_(bindparam("digests", expanding=True))
)
_UNANSWERED: Final = (
    select(SCRUB_NUMBER.c.digest)
    .outerjoin(
        REGISTER_CHECK,
        and_(
            REGISTER_CHECK.c.controller_id == bindparam("controller"),
            REGISTER_CHECK.c.register_name == bindparam("register"),
            REGISTER_CHECK.c.digest == SCRUB_NUMBER.c.digest,
            REGISTER_CHECK.c.scrub_id >= bindparam("scrub"),  # a later asking has answered already
        ),
    )
    .where(SCRUB_NUMBER.c.scrub_id == bindparam("scrub"), REGISTER_CHECK.c.digest.is_(None))
    .limit(CHUNK)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrub:
    """One asking of a register: status is open, sent or returned; hashes are SHA-256 of the files."""

    id: int
    controller_id: int
    register_name: str
    list_id: int | None
    status: str
    sent: int
    listed: int
    sent_at: float
    sent_by: str
    sent_sha256: str
    returned_at: float | None
    returned_by: str
    returned_sha256: str
    receipt: str
    version: str


def open_scrub(connection: Connection, list_id: int, register_name: str, actor: str, now: float) -> Scrub:
    """Write that a register is being asked about a list."""
    controller_id = connection.execute(select(LEAD_LIST.c.controller_id).where(LEAD_LIST.c.id == list_id)).scalar()
    if controller_id is None:
        raise UnknownList(id=list_id)
    row: dict[str, Any] = {"controller_id": controller_id, "register_name": register_name, "list_id": list_id}
    row |= {"status": "open", "sent": 0, "listed": 0, "sent_at": now, "sent_by": actor}
    row |= dict.fromkeys(("sent_sha256", "returned_by", "returned_sha256", "receipt", "version"), "")
    return Scrub(**connection.execute(insert(SCRUB).returning(SCRUB), row).mappings().one())


def out(
    connection: Connection,
    digests: Digests,
    scrub: Scrub,
    register: Register,
    after: tuple[int, int],
    older_than: float | None,
) -> tuple[list[str], tuple[int, int] | None]:
    """Note the next numbers of the list as asked."""
    where = {"list": scrub.list_id, "code": register.calling_code, "lead": after[0], "position": after[1]}
    rows = connection.execute(_PHONES, where).all()
    numbers = {digests.number(row.number): row.number for row in rows}
    for digest in _known(connection, scrub, numbers, older_than):
        del numbers[digest]
    fresh: Iterable[str] = ()
    if numbers:
        asked = [{"scrub_id": scrub.id, "digest": digest} for digest in numbers]
        noted = insert_or_leave(connection, SCRUB_NUMBER).returning(SCRUB_NUMBER.c.digest)
        new = set(connection.execute(noted, asked).scalars())
        fresh = [number for digest, number in numbers.items() if digest in new]
        connection.execute(update(SCRUB).where(SCRUB.c.id == scrub.id).values(sent=SCRUB.c.sent + len(new)))
    return list(fresh), (rows[-1].lead_id, rows[-1].position) if len(rows) == CHUNK else None


def _known(connection: Connection, scrub: Scrub, digests: Collection[str], older_than: float | None) -> list[str]:
    if older_than is None or not digests:
        return []
    answered = select(REGISTER_CHECK.c.digest).where(
        REGISTER_CHECK.c.controller_id == scrub.controller_id,
        REGISTER_CHECK.c.register_name == scrub.register_name,
        REGISTER_CHECK.c.digest.in_(digests),
        REGISTER_CHECK.c.checked_at >= older_than,
    )
    return list(connection.execute(answered).scalars())


def sent(connection: Connection, scrub_id: int, sha256: str, now: float) -> Scrub:
    """Note that every number went out."""
    _locked(connection, scrub_id, "open")
    scrub = _change(connection, scrub_id, {"status": "sent", "sent_sha256": sha256, "sent_at": now})
    facts = {"register": scrub.register_name, "scrub": scrub_id, "numbers": scrub.sent, "sha256": sha256}
    add_line(connection, scrub.sent_by, "register.out", f"list:{scrub.list_id}", facts, now)
    return scrub


def asked(connection: Connection, digests: Digests, scrub_id: int, numbers: Collection[str]) -> set[str]:
    """Those of the numbers that were asked."""
    by_digest = {digests.number(number): number for number in numbers}
    found = connection.execute(_ASKED, {"scrub": scrub_id, "digests": list(by_digest)}).scalars()
    return {by_digest[digest] for digest in found}


def answer(
    connection: Connection, digests: Digests, scrub_id: int, answers: Mapping[str, bool], checked_at: float
) -> int:
    """Write the answers on those numbers that were asked."""
    scrub = _locked(connection, scrub_id, "sent")
    by_digest = {digests.number(number): listed for number, listed in answers.items()}
    if not by_digest:
        return 0
    asked = list(connection.execute(_ASKED, {"scrub": scrub_id, "digests": list(by_digest)}).scalars())
    _write(connection, scrub, {digest: by_digest[digest] for digest in asked}, checked_at)
    return len(asked)


def answer_rest(connection: Connection, scrub_id: int, listed: bool, checked_at: float) -> int:
    """Give one answer to the next numbers that have none."""
    scrub = _locked(connection, scrub_id, "sent")
    where = {"scrub": scrub_id, "controller": scrub.controller_id, "register": scrub.register_name}
    rest = list(connection.execute(_UNANSWERED, where).scalars())
    _write(connection, scrub, dict.fromkeys(rest, listed), checked_at)
    return len(rest)


def _write(connection: Connection, scrub: Scrub, answers: Mapping[str, bool], checked_at: float) -> None:
    if not answers:
        return
    made: Any = (postgresql if is_postgres(connection) else sqlite).insert(REGISTER_CHECK)
    key = ("controller_id", "register_name", "digest")
    statement = made.on_conflict_do_update(
        index_elements=list(key),
        set_={name: made.excluded[name] for name in ("listed", "checked_at", "scrub_id")},
        where=REGISTER_CHECK.c.scrub_id <= made.excluded.scrub_id,
    )
    shared = {"controller_id": scrub.controller_id, "register_name": scrub.register_name}
    shared |= {"checked_at": checked_at, "scrub_id": scrub.id}
    rows = [{**shared, "digest": digest, "listed": listed} for digest, listed in sorted(answers.items())]
    connection.execute(statement, rows)


def returned(connection: Connection, scrub_id: int, facts: dict[str, Any], now: float) -> Scrub:
    """Note that the answer is in; the numbers need not be remembered as asked any more."""
    before = _locked(connection, scrub_id, "sent")
    counted = select(func.count()).where(REGISTER_CHECK.c.scrub_id == scrub_id, REGISTER_CHECK.c.listed.is_(True))
    listed = int(connection.execute(counted).scalar_one())
    scrub = _change(connection, scrub_id, {**facts, "status": "returned", "listed": listed})
    connection.execute(delete(SCRUB_NUMBER).where(SCRUB_NUMBER.c.scrub_id == scrub_id))
    # An engine that has leads in its hopper asks for them anew: what it was told of their numbers is old.
    dialled = select(LEAD_LIST.c.campaign_id).where(LEAD_LIST.c.controller_id == before.controller_id)
    theirs = CAMPAIGN.c.id.in_(dialled.where(LEAD_LIST.c.campaign_id.is_not(None)).scalar_subquery())
    connection.execute(update(CAMPAIGN).where(theirs).values(stock_version=CAMPAIGN.c.stock_version + 1))
    said = {"register": scrub.register_name, "scrub": scrub_id, "numbers": scrub.sent, "listed": listed}
    said |= {"receipt": scrub.receipt, "version": scrub.version, "sha256": scrub.returned_sha256}
    add_line(connection, scrub.returned_by, "register.in", f"list:{before.list_id}", said, now)
    return scrub


def drop_listed(connection: Connection, digests: Digests, scrub: Scrub) -> None:
    """Take leads back from engines that hold them, if this asking found a number of theirs: they are judged anew.

    Leads in hoppers are asked for anew as it is; previews and call-backs that were fetched are not.
    """
    held = (
        select(LEAD_CLAIM.c.lead_id, LEAD_PHONE.c.number)
        .select_from(LEAD_CLAIM.join(LEAD, LEAD.c.id == LEAD_CLAIM.c.lead_id))
        .join(LEAD_LIST, LEAD_LIST.c.id == LEAD.c.list_id)
        .join(LEAD_PHONE, LEAD_PHONE.c.lead_id == LEAD.c.id)
        .where(LEAD_LIST.c.controller_id == scrub.controller_id)
    )
    rows = connection.execute(held).all()
    holders = [
        (digest, row.lead_id) for digest, row in zip(digests.many(row.number for row in rows), rows, strict=True)
    ]
    mine = REGISTER_CHECK.c.scrub_id == scrub.id, REGISTER_CHECK.c.listed.is_(True)
    for start in range(0, len(holders), CHUNK):
        chunk = holders[start : start + CHUNK]
        found = select(REGISTER_CHECK.c.digest).where(*mine, REGISTER_CHECK.c.digest.in_([key for key, _ in chunk]))
        listed = set(connection.execute(found).scalars())
        drop(connection, [lead_id for digest, lead_id in chunk if digest in listed])


def _locked(connection: Connection, scrub_id: int, status: str) -> Scrub:
    row = connection.execute(select(SCRUB).where(SCRUB.c.id == scrub_id).with_for_update()).mappings().first()
    if row is None:
        raise UnknownScrub(id=scrub_id)
    if row["status"] != status:
        raise ScrubNotOpen(id=scrub_id, status=row["status"])
    return Scrub(**row)


def _change(connection: Connection, scrub_id: int, values: dict[str, Any]) -> Scrub:
    changed = update(SCRUB).where(SCRUB.c.id == scrub_id).values(values).returning(SCRUB)
    return Scrub(**connection.execute(changed).mappings().one())
