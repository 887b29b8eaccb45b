"""Recording consents: each answer is stored, the last one counts."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from dialer.audit.store import add_line
from dialer.core.enums import RecordingAnswer
from dialer.core.errors import UnknownAttempt
from dialer.storage.database import Database
from dialer.storage.operations import reads, writes
from dialer.storage.schema import ATTEMPT, RECORDING_CONSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingConsent:
    """A person's answer in a call, and whether notice of the recording was given before."""

    lead_id: int
    attempt_id: str | None
    answer: RecordingAnswer
    notice_given: bool
    at: float
    actor: str


class Consents:
    """Recording consents of leads and attempts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @writes
    def note(
        self,
        connection: Connection,
        attempt_id: str,
        answer: RecordingAnswer,
        *,
        notice_given: bool,
        actor: str,
        now: float,
    ) -> RecordingConsent:
        """Store the answer of an attempt's person. Raises UnknownAttempt."""
        lead_id = connection.execute(select(ATTEMPT.c.lead_id).where(ATTEMPT.c.id == attempt_id)).scalar()
        if lead_id is None:
            raise UnknownAttempt(id=attempt_id)
        row = {"lead_id": lead_id, "attempt_id": attempt_id, "answer": answer.value, "notice_given": notice_given}
        connection.execute(insert(RECORDING_CONSENT), {**row, "at": now, "actor": actor})
        facts = {"answer": answer.value, "notice_given": notice_given}
        add_line(connection, actor, "recording.consent", f"attempt:{attempt_id}", facts, now)
        return RecordingConsent(
            lead_id=lead_id, attempt_id=attempt_id, answer=answer, notice_given=notice_given, at=now, actor=actor
        )

    @reads
    def of_leads(self, connection: Connection, lead_ids: Collection[int]) -> dict[int, RecordingConsent]:
        """The last answer of each lead that has one: a person who refused or withdrew is not recorded again."""
        names = list(RecordingConsent.__dataclass_fields__)
        found = (
            select(*(RECORDING_CONSENT.c[name] for name in names))
            .where(RECORDING_CONSENT.c.lead_id.in_(lead_ids))
            .order_by(RECORDING_CONSENT.c.id)
        )
        return {
            row["lead_id"]: RecordingConsent(**{**row, "answer": RecordingAnswer(row["answer"])})
            for row in connection.execute(found).mappings()
        }
