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
        "no_time": mark("{text!r} is not a duration: write it as 60s, 5m or 1h"),
        "report": mark("Report: {file}"),
        "rules": mark(
            "Rules: {profile}, made for this demonstration alone: fictitious people, called at any hour, each with a "
            "made consent and a made register answer. No country's law."
        ),
        "board": mark("Sign in as the demonstration's administrator, once: {url}/sign-in#link={secret}"),
        "no_browser": mark(
            "An agent in a browser needs Chromium and Playwright: `make demo ARGS=--with-browser-agent` fetches both."
        ),
        "watch": mark(
            "Anna works at {url}/work in a Chromium of her own. Watch her: open chrome://inspect in another, and "
            "configure it to discover 127.0.0.1:{port}."
        ),
        "commands": mark("Commands to it: PRONTO_URL={url} PRONTO_STATE_DIR={state} pronto …"),
    }
)
