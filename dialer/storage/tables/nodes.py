"""The tables of nodes. Rows stay in the stores, which return frozen dataclasses."""

from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Integer
from sqlmodel import Field, SQLModel

from dialer.storage.columns import BIG_KEY, filled, instant, instant_or_none, key


def _counted() -> Any:
    """A count of rows, for a column that was added later."""
    return Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))


class Node(SQLModel, table=True):
    """One Asterisk. Its secrets are never stored: `…secret_env` name the environment variables that hold them."""

    id: int | None = key()
    name: str = Field(unique=True)
    host: str
    port: int = 5038
    username: str = "pronto"
    secret_env: str = "PRONTO_AMI_SECRET"  # noqa: S105 - the name of a variable, not its content
    tls: bool = False
    max_channels: int = 200
    calls_per_second: float = 10.0
    dial_patterns: list[str] = Field(  # dial strings allowed besides PJSIP endpoints
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    retired_at: float | None = instant_or_none()  # None: in use; retired ones stay for the history of calls
    ari_url: str = filled("")  # of Asterisk's web server; empty: no phones in the browser
    ari_username: str = filled("pronto")
    ari_secret_env: str = filled("PRONTO_ARI_SECRET")


class CellLease(SQLModel, table=True):
    """Which engine owns a node's cells; `fence` grows with each change of owner."""

    __tablename__ = "cell_lease"

    node_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("node.id"), primary_key=True))
    owner: str
    fence: int = 0
    lease_until: float = instant()
