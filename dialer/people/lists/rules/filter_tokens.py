"""The tokens of a filter, each with its position in the text."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from dialer.i18n.message import Message, msg

CHARACTERS_AT_MOST: Final = 2000


class BadFilter(ValueError):  # noqa: N818 - the name is the reason's kind
    """The filter cannot be read; the message says what is wrong, where, and how to correct it."""

    def __init__(self, reason: Message, at: int, mend: Message) -> None:
        self.message = msg("{why}, at character {at}: {mend}", why=reason, at=at + 1, mend=mend)
        self.at = at
        super().__init__(self.message)


class Kind(Enum):
    """What a token is."""

    WORD = auto()  # a keyword
    NAME = auto()  # of a field or function, case ignored
    VALUE = auto()
    SIGN = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the filter; `at` counts characters from 0."""

    kind: Kind
    text: str
    at: int
    value: Any = None

    @property
    def shown(self) -> Message | str:
        """The token's text in messages."""
        return msg("the end") if self.kind is Kind.END else repr(self.text)


# English and Italian keywords, with their meaning.
_WORDS: Final = {
    "and": "and", "e": "and", "or": "or", "o": "or", "not": "not", "non": "not", "in": "in",
    "contains": "contains", "contiene": "contains", "is": "is", "è": "is", "empty": "empty", "vuoto": "empty",
    "vuota": "empty",
}  # fmt: skip
_VALUES: Final = {"true": True, "vero": True, "yes": True, "sì": True, "false": False, "falso": False, "no": False}
_FUNCTIONS: Final = {
    "giorni_da": "days_since", "anni_da": "years_since", "lunghezza": "length", "numero": "number",
}  # fmt: skip
_TOKEN: Final = re.compile(
    r"""(?P<space>\s+)
    |(?P<starts>(?:starts\s+with|inizia\s+con)\b)
    |(?P<day>\d{4}-\d\d-\d\d\b)
    |(?P<number>-?\d+(?:\.\d+)?(?![\w.]))
    |"(?P<double>(?:[^"\\]|\\.)*)"
    |'(?P<single>(?:[^'\\]|\\.)*)'
    |`(?P<quoted>[^`]+)`
    |(?P<name>[^\W\d][\w.]*)
    |(?P<sign><=|>=|!=|<>|==|[=<>(),])""",
    re.VERBOSE | re.IGNORECASE,
)
_SAME_SIGN: Final = {"==": "=", "<>": "!="}


def words_of(text: str) -> list[Token]:
    """Cut a filter into tokens; the last one is the end. Raises BadFilter."""
    if len(text) > CHARACTERS_AT_MOST:
        mend = msg("at most {most} characters", most=CHARACTERS_AT_MOST)
        raise BadFilter(msg("the filter is too long"), CHARACTERS_AT_MOST, mend)
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise _unreadable(text, at)
        if found.lastgroup != "space":
            tokens.append(_token(found, at))
        at = found.end()
    return [*tokens, Token(Kind.END, "", len(text))]


def _unreadable(text: str, at: int) -> BadFilter:
    if text[at] in "\"'`":
        return BadFilter(msg("the quote {mark} is not closed", mark=text[at]), at, msg("close it"))
    if text[at].isdigit() or text[at] == "-":
        mend = msg("write it as in 12.5, and names that begin with a digit in `…`")
        return BadFilter(msg("this is no number"), at, mend)
    reason = msg("the character {mark!r} means nothing here", mark=text[at])
    return BadFilter(reason, at, msg("put texts in quotes, odd names in `…`"))


def _token(found: re.Match[str], at: int) -> Token:
    kind, written = str(found.lastgroup), found[0]
    match kind:
        case "starts":
            return Token(Kind.WORD, "starts with", at)
        case "day":
            return Token(Kind.VALUE, written, at, written)
        case "number":
            return Token(Kind.VALUE, written, at, float(written) if "." in written else int(written))
        case "double" | "single":
            return Token(Kind.VALUE, written, at, re.sub(r"\\(.)", r"\1", found[kind]))
        case "quoted":
            return Token(Kind.NAME, found[kind].casefold(), at)
        case "name":
            return _name(written.casefold(), at)
    return Token(Kind.SIGN, _SAME_SIGN.get(written, written), at)


def _name(folded: str, at: int) -> Token:
    if folded in _WORDS:
        return Token(Kind.WORD, _WORDS[folded], at)
    if folded in _VALUES:
        return Token(Kind.VALUE, folded, at, _VALUES[folded])
    return Token(Kind.NAME, _FUNCTIONS.get(folded, folded), at)
