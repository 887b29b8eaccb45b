"""Texts of `pronto script`."""

from typing import Final

from api.cli.language import Catalogue
from dialer.i18n.message import mark

SCRIPT: Final = Catalogue(
    {
        "name": mark("name"),
        "kind": mark("kind"),
        "company": mark("company"),
        "newest": mark("newest"),
        "published": mark("published"),
        "sales_script": mark("sales script"),
        "identification": mark("identification"),
        "questionnaire": mark("questionnaire"),
        "checklist": mark("checklist"),
        "survey": mark("survey"),
        "nothing_wrong": mark("Nothing keeps it from being published."),
        "saved": mark("{name}: version {number} is saved."),
        "is_published": mark("{name}: version {number} is published. Talks that begin from now on use it."),
        "at_step": mark("{step}: {what}"),
        "left_out": mark("Left out: {what}"),
        "unreadable": mark("{file} cannot be read as text."),
        "no_version": mark("The script {name} has no version yet."),
        "several": mark("Several companies have a script {name}: name one with --company."),
        "which_company": mark("Name the company with --company. {those}"),
        "no_script": mark("There is no script {name}. {those}"),
    }
)
