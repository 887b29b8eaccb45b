"""The table of phone accounts. Rows stay in the store, which returns frozen dataclasses."""

from sqlalchemy import BigInteger, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from dialer.storage.columns import instant, key, ref


class PhoneAccount(SQLModel, table=True):
    """An account of a phone in the browser that Asterisk may have; it is deleted there first. No password is kept.

    An agent's newest is the one in use; an earlier one is on another node, which did not answer when it was to go.
    """

    __tablename__ = "phone_account"
    __table_args__ = (UniqueConstraint("agent_id", "node_id"),)

    id: int | None = key()
    agent_id: int = ref("agent.id")
    node_id: int = ref("node.id")
    endpoint: str
    session_id: int = Field(sa_column=Column(BigInteger, nullable=False))  # sessions go before what they leave behind
    made_at: float = instant()
    expires_at: float = instant()
