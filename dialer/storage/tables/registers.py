"""The tables of registers. Rows stay inside the stores, which return frozen dataclasses."""

from sqlalchemy import Column, ForeignKey
from sqlmodel import Field, SQLModel

from dialer.storage.columns import BIG_KEY, filled, instant, instant_or_none, key, ref


class Scrub(SQLModel, table=True):
    """One request to a register: the numbers sent, and the answer."""

    id: int | None = key()
    company_id: int = ref("company.id", index=True)
    register_name: str
    list_id: int | None = ref("lead_list.id", nullable=True)
    status: str = "open"  # open, sent, returned
    sent: int = 0  # numbers that went out
    listed: int = 0  # of these, in the register
    sent_at: float = instant()
    sent_by: str = ""
    sent_sha256: str = ""  # of the file that went out
    returned_at: float | None = instant_or_none()  # when the register answered
    returned_by: str = ""
    returned_sha256: str = ""  # of the file that came in
    receipt: str = ""  # the register's reference for the answer
    version: str = ""  # of the register's data, if stated
    phase: str = filled("")  # while an answer is taken in: reading, writing, concluding
    done: int = filled(0)  # of this phase, in rows or numbers
    total: int = filled(0)


class ScrubNumber(SQLModel, table=True):
    """A number that waits for a register's answer."""

    __tablename__ = "scrub_number"

    scrub_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("scrub.id", ondelete="CASCADE"), primary_key=True))
    digest: str = Field(primary_key=True)


class RegisterCheck(SQLModel, table=True):
    """A register's last answer on a number, for one company only."""

    __tablename__ = "register_check"
    __table_args__ = ({"sqlite_with_rowid": False},)  # a claim looks up each number: one B-tree search instead of two

    company_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("company.id"), primary_key=True))
    register_name: str = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    listed: bool
    checked_at: float = instant()
    scrub_id: int = ref("scrub.id")
    # The register's own date, else when the number was first found listed; None: by this answer.
    listed_since: float | None = instant_or_none()
