"""Texts of `pronto job`."""

from typing import Final

from api.cli.language import Catalogue
from dialer.i18n.message import mark

JOB: Final = Catalogue(
    {
        "id": mark("id"),
        "kind": mark("kind"),
        "subject": mark("about"),
        "status": mark("status"),
        "far": mark("done"),
        "actor": mark("asked by"),
        "since": mark("since"),
        "message": mark("message"),
        "queued": mark("queued"),
        "running": mark("running"),
        "done": mark("ended"),
        "failed": mark("failed"),
        "goes_on": mark("The job goes on all the same."),
        "has_failed": mark("Job {id} failed: {why}"),
        "has_ended": mark("Job {id} has ended."),
        "fetched": mark("The report is in {file}."),
    }
)
