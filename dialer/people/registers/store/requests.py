"""Stores a scrub of a list's numbers in chunks; each function is one transaction."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, tuple_, update

from dialer.audit.store import add_line
from dialer.core.enums import LeadState
from dialer.core.errors import ScrubNotOpen, UnknownList, UnknownScrub
from dialer.i18n.labels import label
from dialer.people.registers.model import Register
from dialer.storage.digests import Digests
from dialer.storage.schema import LEAD, LEAD_LIST, LEAD_PHONE, REGISTER_CHECK, SCRUB, SCRUB_NUMBER
from dialer.storage.sql import insert_or_leave, word

CHUNK: Final = 2000

_PHONES: Final = (
    select(LEAD_PHONE.c.lead_id, LEAD_PHONE.c.position, LEAD_PHONE.c.number)
    .join(LEAD, LEAD.c.id == LEAD_PHONE.c.lead_id)
    .where(
        LEAD.c.list_id + 0 == bindparam("list"),  # `+ 0` keeps it from the index by list, to be sorted for each chunk
        LEAD.c.state.not_in([word(LeadState.DONE), word(LeadState.ARCHIVED)]),
        LEAD_PHONE.c.number.startswith(bindparam("code"), autoescape=False),
        tuple_(LEAD_PHONE.c.lead_id, LEAD_PHONE.c.position) > tuple_(bindparam("lead"), bindparam("position")),
        LEAD_PHONE.c.lead_id <= bindparam("last"),
    )
    .order_by(LEAD_PHONE.c.lead_id, LEAD_PHONE.c.position)
    .limit(CHUNK)
)


CANCELLED: Final = "cancelled "
"""Followed by an instant, it replaces the hash of the file being taken in: no file has such a hash."""

AT_REST: Final = {"phase": "", "done": 0, "total": 0}  # no answer is being taken in


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrub:
    """One request to a register: status is open, sent or returned; hashes are SHA-256 of the files."""

    id: int
    company_id: int
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
    phase: str  # while an answer is taken in: reading, writing, concluding; empty otherwise
    done: int  # of this phase, in rows or numbers
    total: int

    @property
    def cancelled_at(self) -> float | None:
        """When the last intake of an answer was cancelled; None if another has begun since."""
        return float(self.returned_sha256[len(CANCELLED) :]) if self.returned_sha256.startswith(CANCELLED) else None


def open_scrub(connection: Connection, list_id: int, register_name: str, actor: str, now: float) -> Scrub:
    """Store a new scrub of a list."""
    company_id = connection.execute(select(LEAD_LIST.c.company_id).where(LEAD_LIST.c.id == list_id)).scalar()
    if company_id is None:
        raise UnknownList(id=list_id)
    row: dict[str, Any] = {"company_id": company_id, "register_name": register_name, "list_id": list_id}
    row |= {"status": "open", "sent": 0, "listed": 0, "sent_at": now, "sent_by": actor, **AT_REST}
    row |= dict.fromkeys(("sent_sha256", "returned_by", "returned_sha256", "receipt", "version"), "")
    return Scrub(**connection.execute(insert(SCRUB).returning(SCRUB), row).mappings().one())


def out(
    connection: Connection,
    digests: Digests,
    scrub: Scrub,
    register: Register,
    after: tuple[int, int],
    older_than: float | None,
    last: int,
) -> tuple[list[str], tuple[int, int] | None]:
    """Add the next numbers of the list to the scrub."""
    where = {"list": scrub.list_id, "code": register.calling_code, "lead": after[0], "position": after[1], "last": last}
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
        REGISTER_CHECK.c.company_id == scrub.company_id,
        REGISTER_CHECK.c.register_name == scrub.register_name,
        REGISTER_CHECK.c.digest.in_(digests),
        REGISTER_CHECK.c.checked_at >= older_than,
    )
    return list(connection.execute(answered).scalars())


def sent(connection: Connection, scrub_id: int, sha256: str, now: float) -> Scrub:
    """Mark the scrub as sent."""
    locked(connection, scrub_id, "open")
    scrub = change(connection, scrub_id, {"status": "sent", "sent_sha256": sha256, "sent_at": now})
    facts = {"register": scrub.register_name, "scrub": scrub_id, "numbers": scrub.sent, "sha256": sha256}
    add_line(connection, scrub.sent_by, "register.out", f"list:{scrub.list_id}", facts, now)
    return scrub


def locked(connection: Connection, scrub_id: int, status: str) -> Scrub:
    """A scrub in this status, locked until the transaction ends. Raises UnknownScrub, ScrubNotOpen."""
    row = connection.execute(select(SCRUB).where(SCRUB.c.id == scrub_id).with_for_update()).mappings().first()
    if row is None:
        raise UnknownScrub(id=scrub_id)
    if row["status"] != status:
        raise ScrubNotOpen(id=scrub_id, status=label("scrub", row["status"]))
    return Scrub(**row)


def change(connection: Connection, scrub_id: int, values: dict[str, Any]) -> Scrub:
    """Update a scrub."""
    changed = update(SCRUB).where(SCRUB.c.id == scrub_id).values(values).returning(SCRUB)
    return Scrub(**connection.execute(changed).mappings().one())
