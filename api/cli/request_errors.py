"""Places of faults in a request in words: terminal users do not write JSON and cannot read JSON pointers."""

from typing import Final

from api.cli.language import sentence
from dialer.i18n.message import Message, joined, msg, pmark

_NAMES: Final = (
    pmark("place", "agent"),
    pmark("place", "also campaign ids"),
    pmark("place", "answered at"),
    pmark("place", "basis"),
    pmark("place", "callback at"),
    pmark("place", "campaign"),
    pmark("place", "caller id"),
    pmark("place", "consent"),
    pmark("place", "company"),
    pmark("place", "country"),
    pmark("place", "dispositions"),
    pmark("place", "due at"),
    pmark("place", "field types"),
    pmark("place", "fields"),
    pmark("place", "filter"),
    pmark("place", "grace s"),
    pmark("place", "hours"),
    pmark("place", "law"),
    pmark("place", "list"),
    pmark("place", "mode"),
    pmark("place", "name"),
    pmark("place", "note"),
    pmark("place", "notes"),
    pmark("place", "number"),
    pmark("place", "numbers"),
    pmark("place", "obtained at"),
    pmark("place", "order by"),
    pmark("place", "phone"),
    pmark("place", "phones"),
    pmark("place", "reason"),
    pmark("place", "receipt"),
    pmark("place", "register"),
    pmark("place", "rules"),
    pmark("place", "source"),
    pmark("place", "time zone"),
    pmark("place", "trunk ids"),
    pmark("place", "until"),
    pmark("place", "weight"),
)
_NAMED: Final = {name.id: name for name in _NAMES}  # other fields are shown by their own name
_AROUND: Final = ("new_list",)  # added by commands around the user's input
_FIRST: Final = (
    pmark("place", "first"),
    pmark("place", "second"),
    pmark("place", "third"),
    pmark("place", "fourth"),
    pmark("place", "fifth"),
)


def in_words(where: str) -> str:
    """A JSON pointer (RFC 6901) or dotted path in words: `/phones/0` is “phones, first”."""
    parts = where[1:].split("/") if where.startswith("/") else where.split(".")
    steps = [part.replace("~1", "/").replace("~0", "~") for part in parts if part]
    if len(steps) > 1 and steps[0] in _AROUND:
        steps = steps[1:]
    return sentence(joined(", ", map(_step, steps)) if steps else msg("the request"))


def _step(step: str) -> Message | str:
    if step.isdecimal():
        place = int(step)
        return _FIRST[place] if place < len(_FIRST) else msg("number {place}", place=place + 1)
    name = step.removesuffix("_id").replace("_", " ")
    return _NAMED.get(name, name)
