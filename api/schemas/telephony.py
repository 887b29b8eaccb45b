"""Checks of nodes, their journal and their phones on the wire."""

from typing import Any, Literal, Self

from pydantic import Field

from api.answer_language import AnswerText
from api.schemas.wire import AtOrNever, Shown
from dialer.provisioning.phones.seats import SeatedPhone
from dialer.telephony.nodes.journal import JournalLine


class NodeFindingShown(Shown):
    """Something checked in Asterisk: its state, the file where it stands, and what to write there if it is wrong."""

    ok: bool
    what: AnswerText
    where: AnswerText
    mend: AnswerText


class NodeCheckShown(Shown):
    """The last check of a node's Asterisk, what is wrong first. `status` is never if there was none within a week."""

    job_id: int | None
    status: Literal["never", "queued", "running", "done", "failed"]
    asked_at: AtOrNever
    ended_at: AtOrNever
    message: AnswerText = Field(description="Why the check failed, if it did.")
    findings: list[NodeFindingShown]

    @classmethod
    def of(cls, inner: Any) -> Self:
        """Show a check; None: there was none."""
        if inner is None:
            return cls(job_id=None, status="never", asked_at=None, ended_at=None, message="", findings=[])
        job, findings = inner.job, [NodeFindingShown.of(one) for one in inner.findings]
        times = {"asked_at": job.created_at, "ended_at": job.ended_at}
        return cls(job_id=job.id, status=job.status, **times, message=job.message, findings=findings)


class JournalLineShown(Shown, of=JournalLine):
    """An action that was sent to Asterisk with its answer, or an event that came, in words.

    `ok` is null while no answer has come, and for what is neither good nor bad. `raw` is the action as it was written,
    without secrets and with phone numbers masked.
    """

    way: Literal["sent", "heard"]
    what: AnswerText
    answer: AnswerText


class NodePhoneShown(Shown, of=SeatedPhone):
    """A phone of an Asterisk and who sits there; `missing` is an agent's phone that Asterisk does not have.

    `expires_at` is the end of a browser's account; `desk_phone_id` is that of a phone on the desk that Pronto has
    written. Agents whom the caller may not see are not named.
    """

    state: Literal["registered", "unreached", "missing"]
