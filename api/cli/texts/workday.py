"""Texts of `pronto remark` and `pause-reason`."""

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
        "no_remark": mark("There is no remark {id}."),
        "resolved": mark("Remark {id} is answered."),
        "reasons_written": mark("{count} {count:reason|reasons} to pause now apply."),
        "bad_reasons": mark("{file}: {where}: {what}"),
    }
)
