"""The tables of access. Rows stay inside the stores, which return frozen dataclasses."""

from sqlmodel import Field, SQLModel

from dialer.storage.columns import instant, instant_or_none, key, ref


class ApiToken(SQLModel, table=True):
    """A token of the API; only its SHA-256 is kept."""

    __tablename__ = "api_token"

    id: int | None = key()
    name: str
    digest: str = Field(unique=True)
    role: str
    agent_id: int | None = ref("agent.id", nullable=True)
    created_at: float = instant()
    revoked_at: float | None = instant_or_none()
