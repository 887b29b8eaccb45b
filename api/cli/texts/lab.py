"""Texts of `pronto lab` and `pronto demo`."""

from typing import Final

from api.cli.language import Catalogue
from dialer.i18n.message import mark

LAB: Final = Catalogue(
    {
        "up": mark("Up. Manager interface {host}:{port}, user {user}, trunk {trunk}."),
        "secret": mark("Its secret is in {folder}, as are configuration and logs. Phones: {phones}."),
        "down": mark("Down."),
        "is_up": mark("Lab in {folder}: up."),
        "is_down": mark("Lab in {folder}: down."),
        "dialer": mark("dialer's Asterisk"),
        "carrier": mark("carrier"),
        "process": mark("  {name}: process {pid}"),
        "no_process": mark("  {name}: not running"),
    }
)
DEMO: Final = Catalogue(
    {
        "no_time": mark("{text!r} is no time: write it as 60s, 5m or 1h"),
        "report": mark("Report: {file}"),
        "rules": mark(
            "Rules: {profile}, made for this demonstration alone: fictitious people, called at any hour, each with a "
            "made consent and a made register answer. No country's law."
        ),
        "board": mark("The board: {url}/board   token, for this run only: {token}"),
    }
)
