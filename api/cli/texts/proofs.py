"""Texts of `pronto report`, `audit` and `law`."""

from typing import Final

from api.cli.language import Catalogue
from dialer.i18n.message import mark

REPORT: Final = Catalogue(
    {
        "written": mark("The report is in {folder}. SHA-256 of report.json: {sha256}"),
    }
)
AUDIT: Final = Catalogue(
    {
        "broken": mark("Line {line} is wrong: {why}. Everything before it is as it was written."),
        "whole": mark("{lines} {lines:line|lines}, all as they were written."),
        "last": mark(" The last is line {line}, hash {hash}."),
        "exported": mark("The audit is in {file}."),
    }
)
LAW: Final = Catalogue(
    {
        "profile": mark("profile"),
        "title": mark("title"),
        "version": mark("version"),
        "state": mark("state"),
        "review_by": mark("review by"),
        "rules": mark("rules"),
        "accepted": mark(
            "{count} {count:change is|changes are} accepted. Start Pronto again, so that every process has them."
        ),
        "first": mark("No profiles were accepted yet: the first start takes these up."),
        "to_confirm": mark("{profile}, to be confirmed by a lawyer: {what}"),
        "same": mark("They are as they were last accepted."),
        "loosens": mark(" (loosens: `pronto law accept` answers for it)"),
    }
)
