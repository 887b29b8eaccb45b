"""A written message to a person, independent of any database."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# A server that refuses for now is asked again after these waits, then the message has failed (RFC 5321, 4.5.4.1).
AGAIN_AFTER_S: Final = (60.0, 300.0, 1800.0, 7200.0, 21_600.0, 43_200.0, 86_400.0)

ZONE: Final = "Europe/Rome"  # of times in messages that belong to no campaign


class MessageState(StrEnum):
    """What became of a message."""

    QUEUED = "queued"
    SENDING = "sending"  # it may have been sent, if nothing follows
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Writer(StrEnum):
    """Who wrote a message."""

    AGENT = "agent"
    PERSON = "person"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMessage:
    """A message, and how far it is."""

    id: int
    company_id: int
    person_id: int | None
    interaction_id: int | None
    channel: str
    by: Writer
    actor: str
    made_at: float
    template: str
    language: str
    recipient: str
    subject: str
    text: str
    state: MessageState
    due_at: float  # it is not tried before
    tries: int
    trouble: str  # why it was not sent yet, or not at all
    sent_at: float | None
    external_id: str  # its Message-ID
    attempt_id: str | None  # the call in which it was written
