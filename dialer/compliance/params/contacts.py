"""Parameters of the rules on who may be called, when, and with which caller id."""

import re
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from dialer.compliance.hours import DAY_NAMES, Hours, Window
from dialer.compliance.params.base import AtLeast, AtMost, Demand, Form, Ladder, Name, Names, Permission, Stricter
from dialer.compliance.timetable import Timetable
from dialer.compliance.vocabulary import BasisKind, CliClass, Proof
from dialer.core.time_units import HOUR_S
from dialer.i18n.message import msg

_TIMES = r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)"
_DAY = "|".join(DAY_NAMES)
_DAYS_AND_TIMES = rf"^({_DAY})(?:-({_DAY}))? {_TIMES}$"
_TIMES_ONLY = rf"^{_TIMES}$"


def _minutes(parts: tuple[str, ...]) -> tuple[int, int]:
    start, end = int(parts[0]) * 60 + int(parts[1]), int(parts[2]) * 60 + int(parts[3])
    if start >= end or end > 1440:
        raise ValueError(
            msg(
                "{what}: {mend}",
                what=msg("the hours end before they begin, or after 24:00"),
                mend=msg("For a night, write two entries"),
            )
        )
    return start, end


def read_windows(texts: tuple[str, ...]) -> Hours:
    """The windows in texts such as "mon-fri 09:00-20:00", or "10:00-19:00" for every day."""
    return tuple(_window(text) for text in texts)


def _window(text: str) -> Window:
    every_day = re.fullmatch(_TIMES_ONLY, text)
    if every_day:
        return Window(frozenset(range(7)), *_minutes(every_day.groups()))
    found = re.fullmatch(_DAYS_AND_TIMES, text)
    if found is None:
        raise ValueError(
            msg(
                "{what}: {mend}",
                what=msg("{text!r} are no hours", text=text),
                mend=msg("Write them as mon-fri 09:00-20:00, or 10:00-19:00 for every day"),
            )
        )
    first, last, *times = found.groups()
    days = range(DAY_NAMES.index(first), DAY_NAMES.index(last or first) + 1)
    if not days:
        raise ValueError(
            msg(
                "{what}: {mend}",
                what=msg("{text!r} counts the days backwards", text=text),
                mend=msg("Write two entries"),
            )
        )
    return Window(frozenset(days), *_minutes(tuple(times)))


def _with_days(text: str) -> str:
    if re.fullmatch(_TIMES_ONLY, text):
        raise ValueError(
            msg(
                "{what}: {mend}",
                what=msg("{text!r} names no day", text=text),
                mend=msg("Write it as mon-fri {text}", text=text),
            )
        )
    _window(text)
    return text


def _without_days(text: str) -> str:
    if re.fullmatch(_DAYS_AND_TIMES, text):
        raise ValueError(
            msg(
                "{what}: {mend}",
                what=msg("{text!r} names days", text=text),
                mend=msg("Write the times alone, as in 10:00-19:00"),
            )
        )
    _window(text)
    return text


WeekHours = Annotated[str, AfterValidator(_with_days), WithJsonSchema({"type": "string", "pattern": _DAYS_AND_TIMES})]
DayHours = Annotated[str, AfterValidator(_without_days), WithJsonSchema({"type": "string", "pattern": _TIMES_ONLY})]


class CallWindow(Form):
    """Local times at which people may be called. Days without an entry have no hours."""

    open: Annotated[tuple[WeekHours, ...], Stricter.HOURS]
    on_holidays: Annotated[tuple[DayHours, ...], Stricter.HOURS] | None = None
    """Narrows the day's hours; empty: no hours; left out: a holiday is like other days."""
    before_holidays: Annotated[tuple[DayHours, ...], Stricter.HOURS] | None = None
    last_dial_margin_s: Annotated[float, Field(ge=0.0, lt=HOUR_S), Stricter.LARGER] = 0.0
    appointment_passes: Permission = False

    @cached_property
    def timetable(self) -> Timetable:
        """The windows as a timetable."""
        return Timetable(
            open=read_windows(self.open),
            on_holidays=None if self.on_holidays is None else read_windows(self.on_holidays),
            before_holidays=None if self.before_holidays is None else read_windows(self.before_holidays),
            margin_s=self.last_dial_margin_s,
        )


class Exemption(Form):
    """A basis that overrides a register's entry."""

    basis: BasisKind
    within: AtMost | None = None
    """Counted from the start of the basis."""
    ended_within: AtMost | None = None
    """The longest time since the end of a contract."""
    after_listing: Demand = False
    """Only if newer than the entry in the register."""
    once: Demand = False
    """Covers one call only."""


class RegistryScrub(Form):
    """A public register of people who do not want calls, and the maximum age of its answers."""

    registers: Annotated[tuple[str, ...], Stricter.MORE] = Field(min_length=1)
    max_age: AtMost
    key: Names
    exemptions: Annotated[tuple[Exemption, ...], Stricter.FEWER] = ()
    every_list: Demand = False
    """If set, no list of a campaign is dialled while one list lacks an answer; otherwise only that list is held."""
    also: Names = ()
    """before_each_campaign: an answer counts from the day on which the campaign was made; monthly: for a month."""


class Suppression(Form):
    """Our own suppressions. They override every exemption and every call-back."""

    scope: Annotated[Literal["company", "everyone"], Ladder(("company", "everyone"))]
    legal_latest: AtMost | None = None
    """The time that the law allows; Pronto always suppresses at once."""
    survives_reimport: Literal[True] = True
    stored_as: Annotated[Literal["number", "keyed_hash"], Ladder(("number", "keyed_hash"))] = "keyed_hash"
    keep_for: AtLeast | None = None


class Switch(Form):
    """From this date on, another scope applies."""

    from_date: date
    scope: Literal["topic", "all_topics"]


class ConsentRevocation(Form):
    """What a withdrawn consent covers."""

    scope: Annotated[Literal["topic", "all_topics"], Ladder(("topic", "all_topics"))]
    switches: tuple[Switch, ...] = ()
    legal_latest: AtMost | None = None


class ContactBasis(Form):
    """Why a person may be called, and the proof of it."""

    allowed: Annotated[tuple[BasisKind, ...], Stricter.FEWER] = Field(min_length=1)
    evidence: Annotated[tuple[Proof, ...], Stricter.MORE]
    in_directory_only: Annotated[tuple[BasisKind, ...], Stricter.MORE] = ()
    """Bases that hold only for numbers in the public directory."""
    proven_by_register: Annotated[tuple[BasisKind, ...], Stricter.FEWER] = ()
    """Bases whose proof is a register check."""
    automated_voice: Annotated[tuple[BasisKind, ...], Stricter.FEWER] | None = None
    """Bases for a recorded or artificial voice; left out: the same as for any call."""
    bought_list_evidence: Annotated[tuple[Proof, ...], Stricter.MORE] = ()
    burden_of_proof: str = ""


class NumberSource(Form):
    """Where numbers come from."""

    generated_forbidden: Demand
    provenance_required: Demand
    sequence_of: Annotated[int, Field(ge=3), Stricter.SMALLER] = 3
    """How many consecutive numbers count as a sequence."""


class CallbackTest(Form):
    """A test call to the caller id reaches somebody."""

    max_age: AtMost
    must_reach: tuple[Literal["agent", "identity_message"], ...] = Field(min_length=1)


class Cli(Form):
    """The caller id."""

    withheld_forbidden: Demand = True
    one_of: Annotated[tuple[CliClass, ...] | None, Stricter.FEWER, Field(min_length=1)] = None
    """The allowed classes; left out: any."""
    all_of: Annotated[tuple[CliClass, ...], Stricter.MORE] = ()
    in_inventory: Demand = True
    declared_in: Annotated[tuple[str, ...], Stricter.MORE] = ()
    callback_test: CallbackTest | None = None
    digits: Annotated[tuple[int, ...] | None, Stricter.FEWER, Field(min_length=1)] = None
    """The allowed number of digits without the country code; left out: any."""
    forbidden_prefixes: Annotated[tuple[str, ...], Stricter.MORE] = ()
    home_prefix: str = ""
    """The country code of caller ids to which `from_abroad` applies on a foreign trunk."""
    home_country: str = ""
    from_abroad: Annotated[
        Literal["allowed", "needs_provider_proof", "refused"], Ladder(("allowed", "needs_provider_proof", "refused"))
    ] = "allowed"
    record: Annotated[tuple[Name, ...], Stricter.MORE] = ()
