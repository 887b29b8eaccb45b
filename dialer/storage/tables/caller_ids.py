"""The tables of pools of caller ids. Rows stay in the store, which returns frozen dataclasses."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

from dialer.storage.columns import BIG_KEY, filled, instant, instant_or_none, key, ref


class CallerIdPool(SQLModel, table=True):
    """Numbers of one company that campaigns show in turn."""

    __tablename__ = "caller_id_pool"
    __table_args__ = (UniqueConstraint("company_id", "name"),)

    id: int | None = key()
    company_id: int = ref("company.id")
    name: str
    keeps_number: bool = True
    rest_hours: int = filled(0)


class CallerIdPoolNumber(SQLModel, table=True):
    """A caller id in a pool."""

    __tablename__ = "caller_id_pool_number"
    __table_args__ = (UniqueConstraint("pool_id", "caller_id_id"),)

    id: int | None = key()
    pool_id: int = ref("caller_id_pool.id")
    caller_id_id: int = ref("caller_id.id", index=True)
    areas: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))
    calls_per_hour: int | None = None
    calls_per_day: int | None = None
    enabled: bool = True
    rests_until: float | None = instant_or_none()
    rests_because: str | None = None  # RestCause


class CampaignCallerIdPool(SQLModel, table=True):
    """Which pool a campaign shows the numbers of."""

    __tablename__ = "campaign_caller_id_pool"

    campaign_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("campaign.id"), primary_key=True))
    pool_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("caller_id_pool.id"), nullable=False, index=True))


class CallerIdTest(SQLModel, table=True):
    """A test call that showed a number, and how it showed. `called` is masked: it is somebody's own phone."""

    __tablename__ = "caller_id_test"
    __table_args__ = (Index("ix_caller_id_test_caller_id_id", "caller_id_id", "placed_at"),)

    id: int | None = key()
    caller_id_id: int = ref("caller_id.id")
    placed_at: float = instant()
    actor: str
    node: str
    trunk: str
    called: str
    stage: str
    outcome: str | None = None
    cause: int | None = Field(default=None, sa_column=Column(Integer))
    sip: int | None = Field(default=None, sa_column=Column(Integer))
    appearance: str | None = None  # Appearance
    note: str = filled("")
    seen_by: str = filled("")
    seen_at: float | None = instant_or_none()
