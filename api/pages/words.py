"""The texts of the pages: one table of messages, translated to the page's language."""

from collections.abc import Mapping
from dataclasses import replace
from string import Formatter
from typing import Final

from dialer.i18n.catalogue import in_words, languages
from dialer.i18n.labels import LABELS
from dialer.i18n.message import Message, pmark

OWN_NAME: Final = pmark("name of this language in itself", "English")
WORDS: Final[Mapping[str, Message]] = {
    **{code: name for kind in ("link", "engine", "leads", "calls") for code, name in LABELS[kind].items()},
    **{code: name for kind in ("agents", "campaign", "mode") for code, name in LABELS[kind].items()},
    "draining": pmark("page", "finishing"),
    "theme": pmark("page", "Light / dark"),
    "signOut": pmark("page", "Sign out"),
    "engine": pmark("page", "engine"),
    "node": pmark("page", "Asterisk"),
    "trunk": pmark("page", "trunk"),
    "unknown": pmark("page", "unknown"),
    "rests": pmark("page", "refuses calls of {campaigns}, suspended for {left} s: {cause}"),
    "tried": pmark("page", "refused calls of {campaigns}, one at a time tries it: {cause}"),
    "refusedAbove": pmark("page", "(carrier refuses calls above {channels})"),
    "blocked": pmark("page", "cannot dial"),
    "undisposed": pmark("page", "without a disposition"),
    "agents": pmark("page", "Agents"),
    "calls": pmark("page", "Calls now"),
    "today": pmark("page", "Today"),
    "leadsTitle": pmark("page", "Leads"),
    "placed": pmark("page", "placed"),
    "answered": pmark("page", "answered"),
    "connected": pmark("page", "talks ended"),
    "abandoned": pmark("page", "abandoned"),
    "limit": pmark("page", "limit"),
    "aim": pmark("page", "aim"),
    "occupancy": pmark("page", "occupancy"),
    "quarter": pmark("page", "last 15 minutes"),
    "bridge": pmark("page", "answer to agent"),
    "p99": pmark("page", "99 % within"),
    "called": pmark("page", "called"),
    "contacted": pmark("page", "talked to"),
    "due": pmark("page", "due now"),
    "someone": pmark("page", "an agent"),
    "oneReady": pmark("page", "ready"),
    "stale": pmark("page", "No news since {time}. The figures below are old."),
    "none": pmark("page", "No campaign runs."),
    "never": pmark("page", "No engine has been seen yet. Start one with: pronto run"),
    "token": pmark("page", "Access token"),
    "send": pmark("page", "Sign in"),
    "hint": pmark("page", "An admin makes tokens with: pronto token create"),
    "wrong": pmark("page", "This token is unknown or revoked."),
    "wait": pmark("page", "Too many tries. Wait a minute."),
    "failed": pmark("page", "Pronto does not answer."),
    "agentToken": pmark("page", "An agent's token does not open the board."),
}
"""The page's script fills the {places}."""


def page_words(asked: str) -> dict[str, object]:
    """The texts in the requested language, such as `it` or `it-CH`, and the next language to switch to."""
    spoken = languages()
    code = next((one for one in spoken if asked.lower().split("-")[0] == one), spoken[0])
    other = spoken[(spoken.index(code) + 1) % len(spoken)]
    words = {name: in_words(_unfilled(message), code) for name, message in WORDS.items()}
    return {"code": code, "other": other, "otherName": in_words(OWN_NAME, other), "words": words}


def _unfilled(message: Message) -> Message:
    places = (name for _, name, _, _ in Formatter().parse(message.id) if name)
    return replace(message, facts={name: f"{{{name}}}" for name in places})
