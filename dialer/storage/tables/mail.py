"""The table of messages. Rows stay inside the stores, which return frozen dataclasses."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from dialer.storage.columns import instant, instant_or_none, key, ref, where


class SentMessage(SQLModel, table=True):
    """A written message of an interaction, or of Pronto itself, such as the notice of a call-back's new time."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_waiting", "due_at", **where("state IN ('queued', 'sending')")),)

    id: int | None = key()
    company_id: int = ref("company.id")
    person_id: int | None = ref("person.id", nullable=True, index=True)
    interaction_id: int | None = ref("interaction.id", nullable=True, index=True)
    channel: str = "email"  # Channel
    by: str = "agent"  # agent, person, system
    actor: str = ""
    made_at: float = instant()
    template: str = ""
    language: str = ""
    recipient: str = ""
    subject: str = ""
    text: str = ""
    state: str = "queued"  # MessageState
    due_at: float = instant(default=0.0)  # not sent before
    tries: int = 0
    trouble: str = ""  # why it was not sent yet, or not at all
    sent_at: float | None = instant_or_none()
    external_id: str = ""  # its Message-ID
