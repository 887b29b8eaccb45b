"""The tables of persons. Rows stay inside the stores, which return frozen dataclasses."""

from sqlalchemy import JSON, Column, ForeignKey, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from dialer.storage.columns import BIG_KEY, instant, instant_or_none, key, ref


class RecordingConsent(SQLModel, table=True):
    """A person's answer about call recording. The last one on an attempt counts, else the last one on the lead."""

    __tablename__ = "recording_consent"

    id: int | None = key()
    lead_id: int = ref("lead.id", index=True)
    attempt_id: str | None = Field(default=None, sa_column=Column(ForeignKey("attempt.id"), index=True))
    answer: str  # granted, refused, withdrawn
    notice_given: bool
    at: float = instant()
    actor: str = ""


class Person(SQLModel, table=True):
    """Who somebody is for one company, above the leads of its lists."""

    id: int | None = key()
    company_id: int = ref("company.id", index=True)
    kind: str = "consumer"  # PersonKind
    name: str = ""
    business_name: str = ""
    tax_code: str = ""
    vat_number: str = ""
    invoice_to: str = ""  # the code or certified address to which e-invoices go
    language: str = ""
    type: str = ""  # how the person talks, as an agent saw it; goes after 90 days
    type_at: float | None = instant_or_none()
    needs: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))  # Need
    created_at: float = instant()
    is_erased: bool = False


class PersonPoint(SQLModel, table=True):
    """Where a person is reached, or by what other systems know the person (`external_id`)."""

    __tablename__ = "person_point"
    __table_args__ = (
        Index("ix_person_point_value", "company_id", "kind", "value"),
        UniqueConstraint("person_id", "kind", "value"),
    )

    id: int | None = key()
    person_id: int = ref("person.id")
    company_id: int = ref("company.id")
    kind: str  # PointKind
    value: str  # a phone in E.164, an e-mail address in lower case
    label: str = ""
    preferred: bool = False
    verified_at: float | None = instant_or_none()


class PersonLead(SQLModel, table=True):
    """Which person a lead belongs to.

    Not a column of the lead: an engine writes leads with each call, and one more index would slow down each of these
    writes.
    """

    __tablename__ = "person_lead"

    lead_id: int = Field(sa_column=Column(BIG_KEY, primary_key=True, autoincrement=False))
    person_id: int = ref("person.id", index=True)


class ContactPermission(SQLModel, table=True):
    """What a person said about being contacted for a purpose over a channel. The last word counts."""

    __tablename__ = "contact_permission"

    id: int | None = key()
    person_id: int = ref("person.id", index=True)
    company_id: int = ref("company.id")
    purpose: str  # Purpose
    channel: str  # Channel, or any
    is_given: bool
    basis: str = ""
    text_version: str = ""  # of what was read to the person
    interaction_id: int | None = Field(default=None, sa_column=Column(BIG_KEY))  # in which it was said
    given_at: float = instant()
    given_by: str = ""
    withdrawn_at: float | None = instant_or_none()
    withdrawn_by: str = ""


class MergedPerson(SQLModel, table=True):
    """Who was merged into another person, and is no more.

    SQLite would give the greatest id again once its row is gone, and what names this person, such as the audit, would
    name another one.
    """

    __tablename__ = "merged_person"

    id: int = Field(sa_column=Column(BIG_KEY, primary_key=True, autoincrement=False))
    person_id: int = ref("person.id", index=True)
