"""The tables of results: counts by hour and by day, how far they reach, and what has changed since.

They hold nothing that the attempts do not: without them, everything is counted from those. They have no foreign keys,
since a row of them must never keep anything from being deleted.
"""

from sqlalchemy import BigInteger, Column, Index, Integer
from sqlmodel import Field, SQLModel

from dialer.storage.columns import BIG_KEY, instant, key


def _part_of_key() -> Column[int]:
    return Column(BIG_KEY, primary_key=True, autoincrement=False)


def _count() -> Column[int]:
    return Column(Integer, nullable=False)


class ResultCount(SQLModel, table=True):
    """A campaign's attempts of one hour that have a value of a dimension in common."""

    __tablename__ = "result_count"

    campaign_id: int = Field(sa_column=_part_of_key())
    at: int = Field(sa_column=_part_of_key())  # the hour's beginning, epoch seconds
    dimension: str = Field(primary_key=True)  # Dimension
    value: str = Field(primary_key=True)
    detail: str = Field(primary_key=True)
    attempts: int = Field(sa_column=_count())
    answered: int = Field(sa_column=_count())
    persons: int = Field(sa_column=_count())
    right_parties: int = Field(sa_column=_count())
    successes: int = Field(sa_column=_count())
    talks: int = Field(sa_column=_count())
    talk_s: float = instant()


class ResultLead(SQLModel, table=True):
    """A campaign's leads that came as far as a stage on a day, by the day before on which they last had.

    So the leads of any days are those whose day before lies before the first: no lead is counted twice.
    """

    __tablename__ = "result_lead"

    campaign_id: int = Field(sa_column=_part_of_key())
    day: int = Field(sa_column=_part_of_key())  # its beginning, epoch seconds; that of an hour in the day that lasts
    stage: str = Field(primary_key=True)  # ResultStage
    previous: int = Field(sa_column=_part_of_key())  # that day's beginning; 0: never before
    leads: int = Field(sa_column=_count())


class ResultMark(SQLModel, table=True):
    """How far a campaign's attempts are counted, and by which clocks and meanings. It is counted anew by others."""

    __tablename__ = "result_mark"

    campaign_id: int = Field(sa_column=_part_of_key())
    time_zone: str
    meanings: str
    hours_until: int = Field(sa_column=Column(BigInteger, nullable=False))  # of the counts by hour
    days_until: int = Field(sa_column=Column(BigInteger, nullable=False))  # of the leads by day
    leads_until: int = Field(sa_column=Column(BigInteger, server_default="0", nullable=False))  # of those by hour


class ResultChange(SQLModel, table=True):
    """An attempt that changed when its hour may have been counted: the hour and the day are to be counted again.

    Rows are only added, never updated, so that one that comes while its hour is counted is seen by the next count.
    """

    __tablename__ = "result_change"
    __table_args__ = (Index("ix_result_change_campaign_id", "campaign_id"),)

    id: int | None = key()
    campaign_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    placed_at: float = instant()
