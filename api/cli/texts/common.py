"""Texts of several commands: what cannot be found, reached or read."""

from typing import Final

from api.cli.language import Catalogue
from dialer.i18n.message import mark

COMMON: Final = Catalogue(
    {
        "no_pair": mark("{text!r} is not NAME=VALUE: write it as source=web form 2026."),
        "no_key": mark("No key: set PRONTO_KEY, or run as the owner of {file} (written at Pronto's first start)."),
        "set_key": mark("Set PRONTO_KEY to one that is valid."),
        "no_pronto": mark("{url} answered {status}; is that a Pronto?"),
        "too_large": mark("There is nothing of so large a number: correct it."),
        "not_sent": mark(
            "What was said cannot be sent: write figures as in 1.5, and a --key in letters, digits and - alone."
        ),
        "unreachable": mark("No Pronto answers at {url} ({error}). Start one with `pronto run`, or set PRONTO_URL."),
        "no_campaign": mark("There is no campaign {name}. {those}"),
        "no_list": mark("There is no list {name}. {those}"),
        "no_agent": mark("There is no agent {name}. {those}"),
        "no_company": mark("There is no company {name}. {those}"),
        "there_are": mark("There are: {names}."),
        "none_yet": mark("There are none yet."),
        "line": mark("line {line}: {why}"),
    }
)
FILES: Final = Catalogue(
    {
        "is": mark("{file}: {why}. {mend}"),
        "no_folder": mark("{file}: there is no folder {folder}. Make it first, or name another."),
        "state": mark("{file}: {why}. Set PRONTO_STATE_DIR to a folder of the user that runs this."),
        "why_missing": mark("there is no such file"),
        "mend_missing": mark("Correct its name."),
        "why_not_allowed": mark("this user may not use it"),
        "mend_not_allowed": mark("Give the user that runs this the right, or name another place."),
        "why_not_a_folder": mark("there is a file in place of a folder"),
        "mend_not_a_folder": mark("Name another place."),
        "why_a_folder": mark("it is a folder"),
        "mend_a_folder": mark("Name a file."),
        "why_full": mark("the disk is full"),
        "mend_full": mark("Make room, or name another place."),
        "why_other": mark("it cannot be used ({why})"),
        "mend_other": mark("Correct its name, or name another place."),
    }
)
