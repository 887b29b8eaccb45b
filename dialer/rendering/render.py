"""Renders documents in one language and time zone: templates, and the format of each kind of value.

Names of months, number separators and durations come from CLDR (Babel).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, get_day_names
from babel.numbers import format_decimal, format_percent, get_decimal_symbol, get_group_symbol
from babel.units import format_unit
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context

from dialer.compliance.durations import Duration
from dialer.core.time_units import DAY_S, HOUR_S
from dialer.i18n.catalogue import ENGLISH, in_words
from dialer.i18n.message import Message, msg, pmark
from dialer.rendering.values import Id, Instant, Share, Weekday, Worded

ENGLISH_LOCALE: Final = "en_GB"
"""The locale of dates in English documents: day before month, 24 hours."""
_HASH: Final = re.compile(r"[0-9a-f]{32,}")
_YEARS_IN_MONTHS: Final = 2  # up to this many years are given in months
YES: Final = pmark("answer", "yes")
NO: Final = pmark("answer", "no")


class Speech:
    """One language and one time zone."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self.language, self.zone = language, zone
        self._locale = _locale_of(language)

    def text(self, value: Any) -> str:
        """One value, or several separated by commas, as people read it."""
        match value:
            case None:
                return ""
            case Message():
                facts = {name: self._fact(one) for name, one in value.facts.items()}
                return in_words(Message(value.id, facts, value.context), self.language)
            case Worded():
                return self.text(value.words)
            case bool():
                return self.text(YES if value else NO)
            case Instant():
                return self.instant(value.at)
            case Share():
                return str(format_percent(round(value, 4), locale=self._locale, decimal_quantization=False))
            case Id():
                return str(int(value))
            case Weekday():
                return str(get_day_names("abbreviated", locale=self._locale)[int(value)])
            case int():
                return str(format_decimal(int(value), locale=self._locale))
            case float():
                return str(format_decimal(float(f"{value:.6g}"), locale=self._locale, decimal_quantization=False))
            case datetime():
                return self.local(value)
            case date():
                return str(format_date(value, locale=self._locale))
            case Duration():
                return " ".join(self._length(value))
            case list() | tuple():
                return ", ".join(map(self.text, value))
            case _:
                return str(value)

    def instant(self, at: float) -> str:
        """Local time and zone name; to the millisecond unless it is a whole second."""
        local = datetime.fromtimestamp(at, self.zone)
        part = f".{local.microsecond // 1000:03d}".translate(self._marks) if local.microsecond else ""
        return f"{self.local(local)}{part} {local:%Z}"

    def local(self, when: datetime) -> str:
        """Date and time, in whatever zone `when` is."""
        return str(format_datetime(when.replace(tzinfo=None), locale=self._locale))

    def amount(self, count: float, unit: str) -> str:
        """An amount of a CLDR unit, as in `2 months`."""
        return str(format_unit(count, unit, locale=self._locale))

    def _fact(self, value: Any) -> Any:
        """A fact of a message; numbers use the message's format with the language's separators."""
        match value:
            case BaseException():
                return value
            case int() | float() if type(value) in (int, float):
                return _Figure(value, self._marks)
            case _:
                return self.text(value)

    def _length(self, duration: Duration) -> Iterator[str]:
        years, rest = divmod(duration.months, 12)
        if years > _YEARS_IN_MONTHS and not rest:
            yield self.amount(years, "duration-year")
        elif duration.months:
            yield self.amount(duration.months, "duration-month")
        if duration.working_days:
            yield self.text(msg("{count} working {count:day|days}", count=duration.working_days))
        days, seconds = divmod(duration.seconds, DAY_S)
        if days:
            yield self.amount(days, "duration-day")
        if seconds:
            yield self.amount(float(f"{seconds / HOUR_S:.4g}"), "duration-hour")

    @cached_property
    def _marks(self) -> dict[int, str]:
        return str.maketrans({".": get_decimal_symbol(self._locale), ",": get_group_symbol(self._locale)})


class _Figure:
    """A number for messages that accepts any Python format specification."""

    def __init__(self, value: float, marks: dict[int, str]) -> None:
        self._value, self._marks = value, marks

    def __format__(self, form: str) -> str:
        return format(self._value, form).translate(self._marks)

    def __str__(self) -> str:
        return format(self)


def render(template: str, speech: Speech, **facts: Any) -> str:
    """The text of a template in `templates/`, with every value formatted by `speech`."""
    return str(_environment().get_template(template).render(facts, speech=speech))


def _locale_of(language: str) -> Locale:
    """The CLDR locale of a language; English for a language that CLDR does not know."""
    try:
        return Locale.parse(ENGLISH_LOCALE if language == ENGLISH else language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse(ENGLISH_LOCALE)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("dialer.rendering"),
        autoescape=select_autoescape(["html.j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        finalize=_written,
    )
    made.globals |= {"msg": msg, "pmark": pmark}
    made.tests |= {"table": _is_table, "hash": _is_hash}
    made.filters |= {"single": _single, "text": _text, "without": _without}
    return made


def _is_table(value: Any) -> bool:
    """Whether a value is a list of facts with the same names."""
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _is_hash(value: Any) -> bool:
    """Whether a value is a hash, which may break anywhere so that other columns can keep their words whole."""
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _single(facts: Mapping[Any, Any]) -> dict[Any, Any]:
    """The facts that are not tables."""
    return {name: value for name, value in facts.items() if not _is_table(value)}


def _without(facts: Mapping[Any, Any], name: Any) -> dict[Any, Any]:
    return {one: value for one, value in facts.items() if one != name}


@pass_context
def _text(context: Context, value: Any) -> str:
    return str(context["speech"].text(value))


@pass_context
def _written(context: Context, value: Any) -> Any:
    """A template's output: markup unchanged, other values in the document's language."""
    return value if hasattr(value, "__html__") else _text(context, value)
