"""Leases of engines that claim leads: one row each, so that renewing writes one row instead of one for each claim."""

from typing import Final

from sqlalchemy import Connection, bindparam, delete, text, update

from dialer.storage import prepared
from dialer.storage.schema import CLAIM_LEASE, LEAD_CLAIM
from dialer.storage.sql import is_postgres

_THIS: Final = CLAIM_LEASE.c.owner == bindparam("holder")
_BEGIN: Final = text(
    "INSERT INTO claim_lease (owner, until) VALUES (:holder, :until) "
    "ON CONFLICT (owner) DO UPDATE SET until = excluded.until"
)
_RENEW: Final = update(CLAIM_LEASE).where(_THIS).values(until=bindparam("new_until"))
_END: Final = delete(CLAIM_LEASE).where(_THIS)
_RELEASE_ALL: Final = delete(LEAD_CLAIM).where(LEAD_CLAIM.c.owner == bindparam("holder"))
_OF_EXPIRED: Final = "owner IN (SELECT owner FROM claim_lease WHERE until < :now)"
_EXPIRE: Final = (
    text(f"DELETE FROM lead_claim WHERE {_OF_EXPIRED}"),  # noqa: S608 - our own words
    text("DELETE FROM claim_lease WHERE until < :now"),
)
# In one statement, since claims use no transaction. An engine that is claiming locks its lease until it is done, and
# has renewed it then.
_EXPIRE_ON_POSTGRES: Final = text(
    "WITH ended AS (DELETE FROM claim_lease WHERE until < CAST(:now AS float8) RETURNING owner) "
    "DELETE FROM lead_claim USING ended WHERE lead_claim.owner = ended.owner"
)


def begin(connection: Connection, owner: str, until: float) -> None:
    """Make all the owner's claims, present and new, valid until then."""
    prepared.run(connection, _BEGIN, {"holder": owner, "until": until})


def renew(connection: Connection, owner: str, until: float) -> bool:
    """Extend an existing lease. False if the owner has none, or lost it: its claims are not its own then."""
    return connection.execute(_RENEW, {"holder": owner, "new_until": until}).rowcount == 1


def expire(connection: Connection, now: float) -> None:
    """Free the claims of owners whose lease has run out."""
    for statement in (_EXPIRE_ON_POSTGRES,) if is_postgres(connection) else _EXPIRE:
        prepared.run(connection, statement, {"now": now})


def end(connection: Connection, owner: str) -> int:
    """End the lease and free all the owner's claims; return how many leads."""
    freed = connection.execute(_RELEASE_ALL, {"holder": owner}).rowcount
    connection.execute(_END, {"holder": owner})
    return freed
