"""Texts of `pronto issue-report` and `pause-reason`."""

from typing import Final

from api.cli.language import Catalogue
from dialer.i18n.message import mark

WORKDAY: Final = Catalogue(
    {
        "made": mark("made"),
        "agent": mark("agent"),
        "kind": mark("about"),
        "call": mark("call"),
        "note": mark("note"),
        "answer": mark("answer"),
        "script": mark("script"),
        "price": mark("price"),
        "list": mark("list"),
        "line": mark("line"),
        "other": mark("other"),
        "no_issue_report": mark("There is no issue report {id}."),
        "resolved": mark("Issue report {id} is answered."),
        "reasons_written": mark("{count} {count:reason|reasons} to pause now apply."),
        "bad_reasons": mark("{file}: {where}: {what}"),
    }
)
