"""How a document speaks: in one language, with local time, and nothing that a reader's programs would run."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.compliance.durations import Duration
from dialer.imports.rows.spreadsheet_cells import disarm
from dialer.rights.article15 import WORDS as ARTICLE_15
from dialer.rights.terms import Pair, Terms
from dialer.rights.words import WORDS

LANGUAGES: Final = ("en", "it")
_SENTENCES: Final[Mapping[str, Pair]] = {**WORDS, **ARTICLE_15}
_MONTHS: Final = (
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "gen feb mar apr mag giu lug ago set ott nov dic",
)
_NUMBER: Final = re.compile(r"[+-]?\d+([.,]\d+)?")  # a spreadsheet takes it for what it is
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})  # control, direction and private characters


def clean(text: str) -> str:
    """A text without characters that nobody sees, and that no spreadsheet takes for a formula."""
    plain = "".join(" " if one in "\t\r\n" else one for one in text if one in "\t\r\n" or not _hidden(one)).strip()
    return plain if _NUMBER.fullmatch(plain) else disarm(plain)


def _hidden(one: str) -> bool:
    return unicodedata.category(one) in _UNSEEN


class Voice:
    """One language and one time zone."""

    def __init__(self, language: str, zone: str) -> None:
        self.language, self.zone = language, zone
        self._index = LANGUAGES.index(language)
        self._at = ZoneInfo(zone)

    def say(self, key: str, **facts: Any) -> str:
        """A sentence or label. Raises `KeyError` for one there is not."""
        return self.of(_SENTENCES[key]).format(**facts)

    def of(self, pair: Pair) -> str:
        """The one of two that is in this language."""
        return pair[self._index]

    def term(self, terms: Terms, word: str) -> str:
        """What a word means to the person; what is in no table stands as it is, without underscores."""
        return self.of(terms[word]) if word in terms else word.replace("_", " ")

    def at(self, instant: float | None) -> str:
        """An instant (epoch seconds) as clocks of the zone show it, to the second; empty for none."""
        if not instant:
            return ""
        then = datetime.fromtimestamp(instant, UTC).astimezone(self._at)
        return f"{self._day(then)}, {then:%H:%M:%S %Z}"

    def stated(self, text: str) -> str:
        """An instant that a row states in ISO 8601, as it states it where it does not say by which clocks."""
        try:
            then = datetime.fromisoformat(text)
        except ValueError:
            return text
        if then.tzinfo is not None:
            return self.at(then.timestamp())
        return f"{self._day(then)}, {then:%H:%M:%S}" if then.time() != time.min else self._day(then)

    def _day(self, then: datetime) -> str:
        return f"{then.day} {_MONTHS[self._index].split()[then.month - 1]} {then.year}"

    def span(self, duration: Duration) -> str:
        """A length of time, in words."""
        if duration.months and not duration.working_days and not duration.seconds:
            years, months = divmod(duration.months, 12)
            if years > 2 and not months:
                return self.say("years", count=years)
            return self.say("months", count=duration.months)
        return self.say("days", count=round(duration.about_s / 86400.0))

    def value(self, value: Any) -> str:
        """A value of an entry's own field."""
        match value:
            case None:
                return ""
            case bool():
                return self.say("yes" if value else "no")
            case float():
                return f"{value:.15g}"
            case Mapping():
                return "; ".join(f"{name}: {self.value(inner)}" for name, inner in value.items())
            case list() | tuple():
                return "; ".join(self.value(inner) for inner in value)
            case _:
                return str(value)
