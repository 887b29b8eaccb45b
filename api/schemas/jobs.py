"""Jobs on the wire."""

from typing import Any, Self

from api.answer_language import AnswerText
from api.paging import Page
from api.schemas.bulk import BulkDone
from api.schemas.wire import Shown
from dialer.jobs.kinds import BULK_CHANGE, REPORT_FILE
from dialer.jobs.model import DONE, Job


class JobShown(Shown, of=Job, without=("arguments", "owner", "lease_until", "due_at", "result")):
    """Background work, or work that a request waits for: `status` is queued, running, done or failed.

    `subject` is what it is about, such as `list:7`. `done` of `total` (null: not known) says how far it is, in the
    units of its `kind`, and `phase` what it does now. `message` says what it waits for, or why it failed. `file` is
    where the report lies that it made, for a day and for whoever asked for it. `bulk` is what a change of many things
    has come to so far.
    """

    phase: AnswerText
    message: AnswerText
    file: str | None
    bulk: BulkDone | None

    @classmethod
    def of(cls, inner: Any) -> Self:
        made = inner.kind == REPORT_FILE and inner.status == DONE
        names = [name for name in cls.model_fields if name not in ("file", "bulk")]
        bulk = BulkDone.of(inner.result) if inner.kind == BULK_CHANGE and inner.result is not None else None
        file = f"/api/v1/jobs/{inner.id}/file" if made else None
        return cls(**{name: getattr(inner, name) for name in names}, file=file, bulk=bulk)


class JobPage(Page[JobShown]):
    """Jobs, newest first."""
