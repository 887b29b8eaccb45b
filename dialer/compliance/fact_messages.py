"""The facts of a answer as messages for people, one for each fact, without codes."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import reduce
from typing import Final

from dialer.compliance.code_names import BASES, DEMANDED, KEPT, KEPT_DATA, PROOFS, UNKNOWN
from dialer.compliance.durations import read_duration
from dialer.compliance.ruling import Fact
from dialer.core.time_units import DAY_S, HOUR_S
from dialer.i18n.message import Message, mark, msg

Said = Message | str
"""A message, or a text that is the same in every language."""


def describe_facts(facts: Mapping[str, Fact]) -> list[Said]:
    """A message for each fact of a answer; facts that mean nothing to people are left out."""
    return [said for name, value in facts.items() if (said := _describe(name, value, facts)) is not None]


def describe_duration(text: str) -> Said:
    """A duration (ISO 8601, or working days) in words: P15D is 15 days. Other text is returned unchanged."""
    try:
        read = read_duration(text)
    except ValueError:
        return text
    days, rest = divmod(read.seconds, DAY_S)
    counted = (
        (read.months, msg("{count} {count:month|months}")),
        (read.working_days, msg("{count} working {count:day|days}")),
        (days, msg("{count} {count:day|days}")),
        (rest / HOUR_S, msg("{count} {count:hour|hours}")),
    )
    parts = [Message(one.id, {"count": _decimal(float(count))}) for count, one in counted if count]
    return (
        reduce(lambda longer, shorter: msg("{longer} {shorter}", longer=longer, shorter=shorter), parts)
        if parts
        else text
    )


def describe_basis(basis: str, fault: str = "", lacks: str = "") -> Said:
    """The legal basis that a rule found for a call, and the fault it found in it."""
    if basis == "none":
        return msg("nothing says why these people may be called")
    named = BASES.get(basis, basis)
    if fault == "lacks":
        return msg("{basis} lacks {proofs}", basis=named, proofs=_names(PROOFS, lacks))
    return msg(_BASIS_FAULTS[fault], basis=named) if fault in _BASIS_FAULTS else named


def _describe(name: str, value: Fact, facts: Mapping[str, Fact]) -> Said | None:
    match name:
        case "basis":
            return describe_basis(str(value), str(facts.get("basis_fault", "")), str(facts.get("lacks", "")))
        case "checked_at" if not value:
            return None  # the fact `check` has its own message
        case "undecided":
            return msg("{parts}", parts=[describe_conflict(one) for one in str(value).split("; ")])
        case _ if name in _SILENT:
            return None
        case _ if value == "unknown" and name in _NOT_KNOWN:
            return _NOT_KNOWN[name]
        case _ if name in _WHOLE:
            return _WHOLE[name].get(str(value))
        case _ if name in _LABELS:
            return Message(_LABELS[name].id, {"value": _value(name, value)})
        case _:
            return msg("{name} {value}", name=name.replace("_", " "), value=_value(name, value))


def describe_conflict(code: str) -> Said:
    """The `code` of a `profile_status.Conflict` in words: which rules, and how they contradict each other."""
    rules, kind, *facts = code.split(" ")
    if kind == "message":
        return msg("{rules}: one forbids the message that the other demands", rules=rules)
    data, at_most, at_least = facts
    return msg(
        "{rules}: {data} must be deleted after {at_most} and kept for {at_least}",
        rules=rules,
        data=KEPT_DATA.get(data, data),
        at_most=describe_duration(at_most),
        at_least=describe_duration(at_least),
    )


def _value(name: str, value: Fact) -> Said | list[Said]:
    if name in _VALUES:
        return _VALUES[name](value)
    if isinstance(value, bool):
        return msg("yes") if value else msg("no")
    if isinstance(value, float):
        return _decimal(value)
    return str(value).replace("_", " ")


def _decimal(value: float) -> Message:
    return msg("{number:.4g}", number=value)


def _share(value: Fact) -> Message:
    return msg("{number:g}%", number=round(100.0 * float(value), 2))


def _instant(value: Fact) -> Said:
    if isinstance(value, str) and value:
        return value  # already formatted, as in a report
    if not isinstance(value, float) or not value:
        return msg("never")
    return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _duration(value: Fact) -> Said:
    return describe_duration(str(value))


def _least(value: Fact) -> Said | list[Said]:
    """A number, or a length of time."""
    return _duration(value) if isinstance(value, str) else _value("", value)


def _names(names: Mapping[str, Message], codes: str) -> list[Said]:
    """The names of comma-separated codes."""
    return [names.get(code, code.replace("_", " ")) for code in codes.split(", ")]


def _named(names: Mapping[str, Message]) -> Callable[[Fact], list[Said]]:
    return lambda value: _names(names, str(value))


_BASIS_FAULTS: Final[Mapping[str, str]] = {
    "not_allowed": mark("{basis} does not count here"),
    "ended": mark("{basis} has ended"),
    "future": mark("{basis} is dated in the future"),
    "not_in_directory": mark("{basis} counts for numbers in the directory alone"),
}
_NOT_KNOWN: Final[Mapping[str, Message]] = {
    "clock_skew_s": msg("how far the clock is off is unknown"),
    "decides_in_ms": msg("nothing says how soon it decides"),
}
_VALUES: Final[Mapping[str, Callable[[Fact], Said | list[Said]]]] = {
    **dict.fromkeys(
        ("checked_at", "tested_at", "audited_at", "review_by", "refused_at", "since", "key_made_at"), _instant
    ),
    **dict.fromkeys(("max_age", "valid_for", "lasts", "per", "pause", "rotation"), _duration),
    **dict.fromkeys(
        ("does_not_say", "says", "opt_out_by", "number_is_not", "must_be_one_of", "must_be", "test_reached", "at_limit",
         "forbidden", "required"),
        _named(DEMANDED),
    ),
    **dict.fromkeys(("rate", "worst", "level", "limit", "aim"), _share),
    "at_least": _least,
    "kept_too_long": _named(KEPT_DATA),
    "not_kept": _named(KEPT),
    "unknown": _named(UNKNOWN),
}  # fmt: skip
# Facts whose value has a sentence of its own; other values give no message.
_WHOLE: Final[Mapping[str, Mapping[str, Message]]] = {
    "check": {
        "missing": msg("never checked"),
        "stale": msg("the check is too old"),
        "earlier_campaign": msg("it was checked before this campaign was made"),
    },
    "audit": {
        "missing": msg("nobody has listened to a sample yet"),
        "stale": msg("the audit has run out"),
        "small": msg("the sample was too small"),
    },
    "allowed": {
        "never": msg("these rules do not allow it"),
    },
    "counted_by": {
        "person": msg("over all of the person's numbers"),
    },
    "guard": {
        "throttle": msg("fewer are dialled ahead"),
        "stop": msg("nobody is dialled ahead until it falls"),
    },
    "listed": {
        "True": msg("listed"),
    },
    "suppressed": {
        "True": msg("the person said no"),
    },
    "said_to": {
        "everyone": msg("to everyone that calls with this system"),
        "company": msg("to this company"),
        "campaign": msg("to this campaign"),
        "elsewhere": msg("to another company or campaign"),
    },
    "withheld": {
        "True": msg("no number is shown"),
    },
    "in_inventory": {
        "False": msg("it is none of the company's numbers"),
    },
    "provenance_known": {
        "False": msg("nothing says where the numbers come from"),
    },
    "numbers_generated": {
        "True": msg("numbers were made up"),
    },
    "home_group_staffed": {
        "False": msg("nobody at home to pass a call to"),
    },
    "without_agent": {
        "True": msg("no agent speaks"),
    },
    "log_works": {
        "False": msg("the log takes nothing"),
    },
    "discloses_ai": {
        "False": msg("nothing says that a machine speaks"),
    },
    "register_down": {
        "True": msg("it was asked and has not answered"),
    },
    "prefix": {
        "forbidden": msg("its prefix is forbidden"),
    },
    "profile": {},
    "suppresses_before_hangup": {
        "False": msg("a no is not written before the call ends"),
    },
}
_LABELS: Final[Mapping[str, Message]] = {
    "clock_skew_s": msg("the clock is off by {value} s"),
    "decides_in_ms": msg("it decides in {value} ms"),
    "at_most": msg("at most {value} is allowed"),
    "at_least": msg("at least {value} is needed"),
    "register": msg("register {value}"),
    "registers": msg("registers {value}"),
    "held": msg("held without an answer: {value}"),
    "list": msg("list {value}"),
    "version": msg("version {value}"),
    "checked_at": msg("checked {value}"),
    "tested_at": msg("tested {value}"),
    "audited_at": msg("listened to {value}"),
    "review_by": msg("to be reviewed by {value}"),
    "refused_at": msg("refused {value}"),
    "since": msg("since {value}"),
    "key_made_at": msg("key made {value}"),
    "max_age": msg("an answer counts for {value}"),
    "valid_for": msg("an audit counts for {value}"),
    "sample": msg("{value} calls listened to"),
    "unknown": msg("unknown: {value}"),
    "trouble": msg("the rule failed: {value}"),
    "unknown_zone": msg("the time zone {value} is not known"),
    "status": msg("state {value}"),
    "rate": msg("{value} of the calls abandoned"),
    "worst": msg("{value} at worst"),
    "level": msg("held from {value} on"),
    "counted": msg("{value} answered calls counted"),
    "wait_limit_ms": msg("people wait {value} ms"),
    "comfort_noise_within_ms": msg("comfort noise within {value} ms"),
    "at_limit": msg("at the limit comes {value}"),
    "forbidden": msg("forbidden is {value}"),
    "required": msg("required is {value}"),
    "message": msg("message {value}"),
    "does_not_say": msg("it does not say {value}"),
    "says": msg("it should not say {value}"),
    "opt_out_by": msg("people say no by {value}"),
    "number_is_not": msg("its number is not {value}"),
    "must_be_one_of": msg("it has to be one of: {value}"),
    "must_be": msg("it has to be {value}"),
    "not_declared_in": msg("not declared in {value}"),
    "digits": msg("it has {value} digits"),
    "test_reached": msg("the test reached {value}"),
    "agent_country": msg("an agent sits in {value}"),
    "rings_at_least_s": msg("phones ring at least {value} s"),
    "topic": msg("topic {value}"),
    "profile": msg("profile {value}"),
    "trunk_country": msg("the trunk is in {value}"),
    "home_country": msg("it should be in {value}"),
    "ring_limit_s": msg("phones ring {value} s"),
    "agents_free": msg("agents free: {value}"),
    "abandoned": msg("{value} abandoned"),
    "limit": msg("limit {value}"),
    "aim": msg("aim {value}"),
    "lasts": msg("for {value}"),
    "per": msg("in {value}"),
    "pause": msg("a pause of {value}"),
    "rotation": msg("changed every {value}"),
    "zones": msg("in {value}"),
    "unbroken_min": msg("{value} minutes at the screen"),
    "break_min": msg("a break of {value} minutes is due"),
    "feature": msg("feature {value}"),
    "needs": msg("it needs {value}"),
    "team_size": msg("a team of {value}"),
    "waited_ms": msg("waited {value} ms"),
    "listened_ms": msg("listened for {value} ms"),
    "limit_ms": msg("limit {value} ms"),
    "purpose": msg("purpose {value}"),
    "purposes": msg("purposes {value}"),
    "notice": msg("notice given: {value}"),
    "person_refused": msg("refused by the person: {value}"),
    "opted_out": msg("the person said no: {value}"),
    "state": msg("state {value}"),
    "missing": msg("missing: {value}"),
    "kept_too_long": msg("kept too long: {value}"),
    "not_kept": msg("not kept: {value}"),
    "not_said": msg("not said: {value}"),
    "late": msg("late: {value}"),
    "unmasks": msg("shows whole numbers: {value}"),
    "scope": msg("covers {value}"),
    "waiting": msg("waiting: {value}"),
}
_SILENT: Final = frozenset({"list_id", "basis_fault", "lacks", "longest_sequence"})
"""Facts told elsewhere: the list by its name, the fault with the basis, the sequence by a duty."""
DESCRIBED: Final = _LABELS.keys() | _WHOLE.keys() | _NOT_KNOWN.keys() | _SILENT | {"basis", "undecided"}
"""Every fact that has a message."""
