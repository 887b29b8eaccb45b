"""Leases of who claims leads: a row each, so that to renew one writes one row, and not each lead that is claimed."""

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
# In one statement, as a claim there is no transaction. Who claims at this moment holds its lease until it is done, and
# has renewed it then.
_EXPIRE_ON_POSTGRES: Final = text(
    "WITH ended AS (DELETE FROM claim_lease WHERE until < CAST(:now AS float8) RETURNING owner) "
    "DELETE FROM lead_claim USING ended WHERE lead_claim.owner = ended.owner"
)


def begin(connection: Connection, owner: str, until: float) -> None:
    """Let all that the owner has claimed, and claims now, be its own until then."""
    prepared.run(connection, _BEGIN, {"holder": owner, "until": until})


def renew(connection: Connection, owner: str, until: float) -> bool:
    """The same of an owner that has a lease. False if it has none, or lost it: what it claimed is not its own then."""
    return connection.execute(_RENEW, {"holder": owner, "new_until": until}).rowcount == 1


def expire(connection: Connection, now: float) -> None:
    """Free what those had claimed whose lease ran out."""
    for statement in (_EXPIRE_ON_POSTGRES,) if is_postgres(connection) else _EXPIRE:
        prepared.run(connection, statement, {"now": now})


def end(connection: Connection, owner: str) -> int:
    """End the lease, and free all that the owner has claimed; return how many leads."""
    freed = connection.execute(_RELEASE_ALL, {"holder": owner}).rowcount
    connection.execute(_END, {"holder": owner})
    return freed
