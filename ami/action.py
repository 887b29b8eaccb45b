"""Safe actions: no text put into one can become a header of its own, or arrive cut."""

import re
from dataclasses import dataclass

from ami.errors import BadHeader

MAX_LINE_BYTES = 1022
"""Longest "Name: value" that Asterisk reads: its line buffer takes 1,024 bytes with CR LF (main/manager.c, `inbuf`).
A longer line makes it throw the whole action away."""
MAX_HEADERS = 126
"""Asterisk reads 128 headers per action (`AST_MAX_MANHEADERS`); two of them are Action and ActionID."""
MAX_CHANNEL_ID_BYTES = 149
"""`AST_MAX_PUBLIC_UNIQUEID`."""
MAX_FIELD_BYTES = 255
"""Originate copies channel and caller id into 256 bytes and cuts silently."""

# C0, DEL and C1 controls, the two Unicode line ends, and halves of surrogate pairs, which have no UTF-8.
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
VARIABLE_NAME = re.compile(r"_{0,2}[A-Za-z][A-Za-z0-9_]*\Z")
_NUMBER = re.compile(r"\+?[0-9*#]*\Z")
_ESCAPED_IN_VARIABLE = re.compile(r'[\\",]')
_ESCAPED_IN_QUOTES = re.compile(r'[\\"]')
_OURS = frozenset({"action", "actionid"})


def _check(where: str, name: str, value: str) -> None:
    """Refuse a header that would not arrive unchanged; the error says what, where, and how to mend it."""
    if not _NAME.match(name):
        raise BadHeader(f"{where}: header name {name!r}; use letters, digits, - and _ only.")
    if found := _FORBIDDEN.search(value):
        raise BadHeader(
            f"{where}: {name} has the control character U+{ord(found[0]):04X} at position {found.start() + 1}; "
            "take it out, or pass the text through plain()."
        )
    if value[:1] == " ":
        raise BadHeader(f"{where}: {name} begins with a blank, which Asterisk would drop; strip it.")
    size = len(name) + 2 + (len(value) if value.isascii() else len(value.encode()))
    if size > MAX_LINE_BYTES:
        raise BadHeader(f"{where}: {name} makes a line of {size} bytes, Asterisk reads {MAX_LINE_BYTES}; shorten it.")


@dataclass(frozen=True, slots=True, repr=False)
class Action:
    """One action: its name and its headers in order. An existing one is safe to send; else BadHeader was raised."""

    name: str
    headers: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not _NAME.match(self.name):
            raise BadHeader(f"Action name {self.name!r}; use letters, digits, - and _ only.")
        if len(self.headers) > MAX_HEADERS:
            raise BadHeader(f"{self.name}: {len(self.headers)} headers, Asterisk reads {MAX_HEADERS}; send fewer.")
        for name, value in self.headers:
            if name.lower() in _OURS:
                raise BadHeader(f"{self.name}: header {name} is written by the link itself; leave it out.")
            _check(self.name, name, value)

    def __repr__(self) -> str:
        # Values hold secrets and phone numbers, so they stay out of every log.
        return f"Action({self.name}: {', '.join(name for name, _ in self.headers)})"

    def wire(self, action_id: str) -> str:
        """The action as sent to the socket."""
        lines = [f"Action: {self.name}\r\nActionID: {action_id}\r\n"]
        lines += [f"{name}: {value}\r\n" for name, value in self.headers]
        lines.append("\r\n")
        return "".join(lines)


def plain(text: str, *, max_bytes: int) -> str:
    """The text with control characters as blanks, stripped, and cut to `max_bytes` of UTF-8 between characters."""
    clean = _FORBIDDEN.sub(" ", text).strip()
    return clean.encode()[:max_bytes].decode("utf-8", "ignore").rstrip()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CallerId:
    """The caller that the called person sees. `number` as digits with an optional +; may be empty."""

    number: str
    name: str = ""

    def __post_init__(self) -> None:
        if not _NUMBER.match(self.number):
            raise BadHeader("Caller id: the number may hold +, digits, * and # only; write it as E.164.")
        if self.name != self.name.strip():
            raise BadHeader("Caller id: the name begins or ends with a blank; strip it.")

    def header(self) -> str:
        """The header as Asterisk parses it: `"name" <number>`, quotes and backslashes escaped (main/callerid.c)."""
        if not self.name:
            return f"<{self.number}>"
        name = _ESCAPED_IN_QUOTES.sub(r"\\\g<0>", self.name)
        return f'"{name}" <{self.number}>'


def variable_header(action: str, name: str, value: str) -> tuple[str, str]:
    """One channel variable as one header.

    Asterisk splits the header at commas and takes quotes and backslashes away (main/app.c,
    `__ast_app_separate_args`), so these three are escaped. It does not expand `${…}` here.
    """
    if not VARIABLE_NAME.match(name):
        # A name ending in ")" would call a dialplan function.
        raise BadHeader(f"{action}: variable name {name!r}; use letters, digits and _, with at most two _ before.")
    return "Variable", f"{name}={escaped(value)}"


def escaped(value: str) -> str:
    """The value of a variable as a header has it."""
    return _ESCAPED_IN_VARIABLE.sub(r"\\\g<0>", value)


def needed(action: str, **values: str) -> None:
    for name, value in values.items():
        if not value:
            raise BadHeader(f"{action}: {name} is empty.")


def not_longer(action: str, limit: int, **values: str) -> None:
    for name, value in values.items():
        if len(value.encode("utf-8", "replace")) > limit:
            raise BadHeader(f"{action}: {name} is longer than {limit} bytes; Asterisk would cut or refuse it.")


def one_channel(action: str, channel: str) -> None:
    """Refuse a pattern: Asterisk matches "/…/" against all channel names, so one slip would hang up every call."""
    needed(action, channel=channel)
    if channel.startswith("/"):
        raise BadHeader(f"{action}: channel begins with a slash, which means a pattern; name one channel or its id.")
