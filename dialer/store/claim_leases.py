"""Leases of who claims leads: a row each, so that to renew one writes one row, and not each lead that is claimed."""

from typing import Final

from sqlalchemy import Connection, Delete, bindparam, delete, text, update

from dialer.store import hot
from dialer.store.schema import CLAIM_LEASE, LEAD_CLAIM

_THIS: Final = CLAIM_LEASE.c.owner == bindparam("holder")
_BEGIN: Final = text(
    "INSERT INTO claim_lease (owner, until) VALUES (:holder, :until) "
    "ON CONFLICT (owner) DO UPDATE SET until = excluded.until"
)
_RENEW: Final = update(CLAIM_LEASE).where(_THIS).values(until=bindparam("new_until"))
_END: Final = delete(CLAIM_LEASE).where(_THIS)
_RELEASE_ALL: Final = delete(LEAD_CLAIM).where(LEAD_CLAIM.c.owner == bindparam("holder"))
_EXPIRE: Final = delete(CLAIM_LEASE).where(CLAIM_LEASE.c.until < bindparam("now")).returning(CLAIM_LEASE.c.owner)


def begin(connection: Connection, owner: str, until: float) -> None:
    """Let all that the owner has claimed, and claims now, be its own until then."""
    hot.run(connection, _BEGIN, {"holder": owner, "until": until})


def renew(connection: Connection, owner: str, until: float) -> bool:
    """The same of an owner that has a lease. False if it has none, or lost it: what it claimed is not its own then."""
    return connection.execute(_RENEW, {"holder": owner, "new_until": until}).rowcount == 1


def expire(connection: Connection, now: float) -> None:
    """Free what those had claimed whose lease ran out.

    Leases first: who claims at this moment holds its own until it is done, and has renewed it then.
    """
    owners = [row[0] for row in hot.rows(connection, _EXPIRE, {"now": now})]
    if owners:
        hot.run_on_these(connection, _of_these, {"owners": owners})


def end(connection: Connection, owner: str) -> int:
    """End the lease, and free all that the owner has claimed; return how many leads."""
    freed = connection.execute(_RELEASE_ALL, {"holder": owner}).rowcount
    connection.execute(_END, {"holder": owner})
    return freed


def _of_these(among: hot.Among) -> Delete:
    return delete(LEAD_CLAIM).where(among(LEAD_CLAIM.c.owner, "owners"))
