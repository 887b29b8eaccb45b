"""The tables of trunks. Rows stay in the stores, which return frozen dataclasses."""

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from dialer.storage.columns import instant_or_none, key, ref

COUNTED = "agent_joined_at IS NOT NULL OR unserved_at IS NOT NULL OR outcome IN ('abandoned', 'machine')"


class Trunk(SQLModel, table=True):
    """A way out to the public network; `dial` holds `{number}`, as in `PJSIP/{number}@carrier`."""

    __table_args__ = (UniqueConstraint("node_id", "name"),)

    id: int | None = key()
    node_id: int = ref("node.id")
    name: str  # the PJSIP endpoint
    dial: str
    number_format: str = "e164"  # or "plain": E.164 without the plus
    max_channels: int = 60
    calls_per_second: float = 5.0
    enabled: bool = True
    country: str = ""  # ISO 3166, where its calls enter the public network; empty for unknown
    provider_proof: bool = False  # the provider vouches for home numbers that come from abroad
    retired_at: float | None = instant_or_none()  # None: in use; retired ones stay for the history of calls
