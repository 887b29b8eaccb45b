"""The tables of what has to be proved and of what a person may ask for: the audit's head, suppressions, registers.

Numbers stand here as keyed hashes only (dialer/store/digests.py says how): these rows outlive the person's data.
"""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, String, false
from sqlmodel import Field, SQLModel

from dialer.store.columns import BIG_KEY, instant, instant_or_none, key, ref


class AuditHead(SQLModel, table=True):
    """The last line of the audit and its hash: one row, held by whoever adds lines."""

    __tablename__ = "audit_head"

    id: int = Field(primary_key=True)
    line_id: int = Field(sa_column=Column(BIG_KEY, nullable=False))
    hash: str


class KeyCheck(SQLModel, table=True):
    """What tells whether a key file belongs to this database, without telling the key."""

    __tablename__ = "key_check"

    name: str = Field(primary_key=True)
    check: str


class Suppression(SQLModel, table=True):
    """A number or a person that must not be called: by a controller, by a campaign, or by anyone here."""

    __table_args__ = (Index("ix_suppression_digest", "digest"),)

    scope: str = Field(primary_key=True)  # `all`, `controller:<id>` or `campaign:<id>`
    digest: str = Field(primary_key=True)  # of the number, or of the external id of a lead that said no
    of_what: str = Field(default="number", sa_column=Column(String, nullable=False, server_default="number"))
    # Whether it is a number of a lead that said no: a later row with it that names nobody is the same person.
    holder_known: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    reason: str = ""
    source: str = ""
    added_at: float = instant()
    added_by: str = ""


class Scrub(SQLModel, table=True):
    """One asking of a register: the numbers that went out, and what came back."""

    id: int | None = key()
    controller_id: int = ref("controller.id", index=True)
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
    receipt: str = ""  # the register's own name for the answer
    version: str = ""  # of the register's data, where it tells
    phase: str = ""  # of an answer that is taken in: reading, writing, concluding
    done: int = 0  # of this phase, in rows or numbers
    total: int = 0


class ScrubNumber(SQLModel, table=True):
    """A number that waits for a register's answer."""

    __tablename__ = "scrub_number"

    scrub_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("scrub.id", ondelete="CASCADE"), primary_key=True))
    digest: str = Field(primary_key=True)


class RegisterCheck(SQLModel, table=True):
    """The last answer of a register on a number, for one controller: it is nobody else's."""

    __tablename__ = "register_check"
    __table_args__ = ({"sqlite_with_rowid": False},)  # a claim looks each number up: one tree instead of two

    controller_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("controller.id"), primary_key=True))
    register_name: str = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    listed: bool
    checked_at: float = instant()
    scrub_id: int = ref("scrub.id")
    # Of a listed number: the register's own date, else when it was first found so; None: by this very answer.
    listed_since: float | None = instant_or_none()


class DataRequest(SQLModel, table=True):
    """Something a person asked for about the own data, and when it was answered. The person is a keyed hash."""

    __tablename__ = "data_request"
    __table_args__ = (Index("ix_data_request_received", "controller_id", "received_at"),)

    id: int | None = key()
    controller_id: int = ref("controller.id")
    kind: str  # access, erasure
    digest: str
    received_at: float = instant()
    due_at: float = instant()
    answered_at: float | None = instant_or_none()
    actor: str = ""


class RecordingConsent(SQLModel, table=True):
    """What a person said about being recorded. The last word on an attempt counts, or else that on the lead."""

    __tablename__ = "recording_consent"

    id: int | None = key()
    lead_id: int = ref("lead.id", index=True)
    attempt_id: str | None = Field(default=None, sa_column=Column(ForeignKey("attempt.id"), index=True))
    answer: str  # granted, refused, withdrawn
    notice_given: bool
    at: float = instant()
    actor: str = ""


class RetentionRun(SQLModel, table=True):
    """One run of retention, and its report. A day's run is one engine's at a time: whoever holds its lease."""

    __tablename__ = "retention_run"

    id: int | None = key()
    day: str | None = Field(default=None, unique=True)  # as 2026-11-25, of the run that is due; none when asked for
    actor: str = ""
    owner: str = ""  # the process that does it, as dialer/owners.py names it
    lease_until: float = instant(default=0.0)
    started_at: float = instant()
    ended_at: float | None = instant_or_none()
    report: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class RuleFile(SQLModel, table=True):
    """The text of a profile file as it was last accepted: what a changed one is held against."""

    __tablename__ = "rule_file"

    name: str = Field(primary_key=True)
    text: str
