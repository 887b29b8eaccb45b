"""Messages for pydantic's error codes: what is wrong with a value from outside, and how to fix it.

The codes and their facts: https://docs.pydantic.dev/latest/errors/validation_errors/
"""

from collections.abc import Mapping
from typing import Any, Final

from dialer.i18n.message import Message, mark, message_of, msg

_Said = tuple[str, str]
_WHOLE: Final[_Said] = (mark("is no whole number"), mark("write one, as in 12"))
_NUMBER: Final[_Said] = (mark("is no number"), mark("write one, as in 1.5"))
_YES_NO: Final[_Said] = (mark("is neither true nor false"), mark("write true or false"))
_TEXT: Final[_Said] = (mark("is no text"), mark("write it in quotes"))
_LIST: Final[_Said] = (mark("is no list"), mark("write [ … ], even for one"))
_OBJECT: Final[_Said] = (mark("is no object"), mark("write names and values in {{ … }}"))
_INSTANT: Final[_Said] = (
    mark("is no instant"),
    mark("write it with its offset, as in 2026-11-25T15:00:00+01:00"),
)
_DAY: Final[_Said] = (mark("is no date"), mark("write it as 2026-11-25"))
_JSON: Final[_Said] = (mark("is no JSON"), mark('send JSON, as in {{"name": "…"}}'))
_CHOICE: Final[_Said] = (mark("cannot stand here"), mark("write {expected}"))
_MISSING: Final[_Said] = (mark("is missing"), mark("add it"))
_OTHER: Final[_Said] = (mark("cannot stand here"), mark("/docs says what may"))
_PATTERN: Final[_Said] = (mark("is not written as it has to be"), mark("write {example}"))
_KINDS: Final[Mapping[str, _Said]] = {
    "missing": _MISSING,
    "union_tag_not_found": _MISSING,
    "extra_forbidden": (mark("is not known here"), mark("correct its spelling, or leave it out")),
    "unknown_query": (
        mark("is not known here"),
        mark("correct its spelling, or leave it out; known are {known}"),
    ),
    "no_query": (mark("is not known here"), mark("leave it out: no parameter is taken here")),
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float"), _WHOLE),
    **dict.fromkeys(("float_parsing", "float_type", "finite_number", "decimal_parsing", "decimal_type"), _NUMBER),
    "int_parsing_size": (mark("is too large a number"), mark("write a smaller one")),
    **dict.fromkeys(("bool_parsing", "bool_type"), _YES_NO),
    **dict.fromkeys(("string_type", "string_sub_type"), _TEXT),
    "string_unicode": (mark("holds half a character (a lone surrogate)"), mark("take it away")),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "iterable_type"), _LIST),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type", "mapping_type", "dataclass_type"), _OBJECT),
    **dict.fromkeys(("datetime_parsing", "datetime_type", "datetime_from_date_parsing"), _INSTANT),
    **dict.fromkeys(("datetime_object_invalid", "timezone_aware"), _INSTANT),
    **dict.fromkeys(("date_parsing", "date_type", "date_from_datetime_parsing"), _DAY),
    **dict.fromkeys(("json_invalid", "json_type"), _JSON),
    "string_too_short": (mark("is too short"), mark("write at least {min_length} {min_length:character|characters}")),
    "string_too_long": (mark("is too long"), mark("write at most {max_length} {max_length:character|characters}")),
    "too_short": (mark("holds too few"), mark("give at least {min_length}")),
    "too_long": (mark("holds too many"), mark("give at most {max_length}")),
    "greater_than": (mark("is too small"), mark("write more than {gt}")),
    "greater_than_equal": (mark("is too small"), mark("write {ge} or more")),
    "less_than": (mark("is too large"), mark("write less than {lt}")),
    "less_than_equal": (mark("is too large"), mark("write {le} or less")),
    **dict.fromkeys(("literal_error", "enum", "union_tag_invalid"), _CHOICE),
}
EXAMPLES: Final[Mapping[str, str]] = {
    r"^[A-Z]{2}$": mark("two capital letters, as in IT"),
    r"^([A-Z]{2})?$": mark("two capital letters, as in IT, or nothing"),
    r"^[a-z]{2}$": mark("two small letters, as in it"),
    r"^([a-z]{2})?$": mark("two small letters, as in it, or nothing"),
    r"^([a-z]{2,3})?$": mark("two or three small letters, as in it, or nothing"),
    r"^[A-Za-z0-9_-]*$": mark("letters, digits, dashes and underscores, as in default, or nothing"),
    r"^[A-Za-z0-9][A-Za-z0-9_.-]*$": mark("letters, digits, dots, dashes and underscores, as in anna.rossi"),
    r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$": mark("up to 40 letters, digits, dots, dashes and underscores, as in 1001"),
    r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+$": mark("an e-mail address, as in anna@example.org"),
    r"^\d{2}:\d{2}$": mark("an hour, as in 09:00"),
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": mark("an hour, as in 09:00"),
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$": mark("a day, as in 2026-11-30"),
    r"^[A-Z]{3}$": mark("three capital letters, as in EUR"),
    r"^[a-z0-9]{2,16}$": mark("a codec's name, as in alaw"),
    r"^[A-Z]{2}(-[A-Z]+)?$": mark("a profile's id, as in IT"),
    r"^[a-z][a-z-]{0,40}$": mark("small letters and dashes, as in by-address"),
    r"^[A-Za-z0-9_.+-]*$": mark("letters, digits, and _ . + -, as in 0612345"),
    r"^[0-9+*#]{0,20}$": mark("digits and + * #, as in 0"),
    r"^\+[1-9][0-9]{0,14}$": mark("a prefix with +, as in +39"),
    r"^(sip:(5xx|[345][0-9]{2})|q850:[1-9][0-9]{0,2})$": mark("a cause, as in sip:503 or q850:34"),
    r"^([01]\d|2[0-3]):[0-5]\d$": mark("an hour, as in 09:00"),
    r"^[1-9]\d{0,18}$": mark("a campaign's number, as in 7"),
    r"^[a-z][a-z0-9_]{0,39}$": mark("small letters, digits and _, as in call_back"),
    r"^[a-z][a-z0-9_]{0,60}$": mark("small letters, digits and _, as in right_to_object"),
    r"^[a-z_]{1,60}$": mark("small letters and _, as in access_denied"),
    r"^[A-Za-z0-9,]*$": mark("arguments of AMD() with commas, as in 2500,1500"),
    r"^([A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*)?$": mark(
        "the name of a sound, as in pronto/sorry"
    ),
    r"^[!-~]{1,255}$": mark("1 to 255 letters, digits and signs, as in order-81723"),
    r"^[A-Za-z0-9_.-]+$": mark("letters, digits, and _ . -, as in my-trunk"),
    r"^[A-Z][A-Z0-9_-]{0,30}$": mark("capital letters, digits, _ and -, as in ROC"),
    r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$": mark("one line without control characters"),
    r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*[^\s\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]"
    r"[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$": mark(
        "one line that is not blank, without control characters"
    ),
    r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*$": mark(
        "text without control characters other than tabs and new lines"
    ),
    r"^PRONTO_AMI_SECRET(_[A-Z0-9_]{1,40})?$": mark(
        "PRONTO_AMI_SECRET, or a variable that begins so, as in PRONTO_AMI_SECRET_MILAN"
    ),
    r"^[A-Za-z0-9]+/[A-Za-z0-9_.@/:*#+-]*\{number\}[A-Za-z0-9_.@/:*#+-]*$": mark(
        "a dial string with {{number}} in it, as in PJSIP/{{number}}@my-trunk"
    ),
    r"^[A-Za-z0-9]+/[A-Za-z0-9_.@/:*#+-]*\{(extension|number)\}[A-Za-z0-9_.@/:*#+-]*$": mark(
        "a dial string with {{extension}} or {{number}} in it, as in Local/{{extension}}@agents"
    ),
    r"^[A-Za-z0-9]+/[A-Za-z0-9_.@/:*#+-]+$": mark("a phone's dial string, as in PJSIP/1001"),
    r"^([0-9a-f]{64})?$": mark("a SHA-256 as 64 small hexadecimal digits, or nothing"),
    r"^[A-Z]{2}-[A-Z0-9@-]+$": mark("a rule's id, as in IT-HOURS"),
    r"^(auto|[A-Z]{2}(-[A-Z]+)?)?$": mark("auto, or a profile's id, as in IT"),
    r"^(all|company:\d{1,18}|campaign:\d{1,18})$": mark("all, company:1 or campaign:1"),
    "^(enable|disable)$": mark("enable or disable"),
    r"^([A-Z]{2}(-[A-Z]+)?)?$": mark("a profile's id, as in IT, or nothing"),
    r"^(https?://[A-Za-z0-9._\[\]:-]{1,200}(/[A-Za-z0-9._/-]{0,200})?)?$": mark(
        "the address of Asterisk's web server, as in http://127.0.0.1:8088, or nothing"
    ),
    r"^([a-z][a-z0-9_]{0,39})?$": mark("small letters, digits and _, as in call_back, or nothing"),
    r"^\d{4}-\d{2}-\d{2}$": mark("a day, as in 2026-11-29"),
    r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$": mark("the name of a site, as in www.example.org"),
    r"^[A-Z0-9]{0,30}$": mark("capital letters and digits without spaces, as in RSSMRA80A01H501U, or nothing"),
    r"^[a-z]{2,3}$": mark("two or three small letters, as in it"),
    r"^[a-z]{2}(-[A-Z]{2})?$": mark("a language, as in it or pt-BR"),
    r"^PRONTO_ARI_SECRET(_[A-Z0-9_]{1,40})?$": mark(
        "PRONTO_ARI_SECRET, or a variable that begins so, as in PRONTO_ARI_SECRET_MILAN"
    ),
}
"""An example for each pattern that users meet."""


def wrong_value(detail: Mapping[str, Any]) -> tuple[Message | str, Message | str]:
    """What is wrong and how to fix it, for one of pydantic's error details; neither repeats the value.

    Our own validators raise `ValueError` with one message or with both.
    """
    kind, context = str(detail["type"]), detail.get("ctx", {})
    if kind == "value_error":
        error = context["error"]
        return message_of(error), error.args[1] if len(error.args) > 1 else ""
    example = EXAMPLES.get(str(context.get("pattern"))) if kind == "string_pattern_mismatch" else None
    what, mend = _KINDS.get(kind, _OTHER) if example is None else _PATTERN
    facts = {**context, "example": Message(example or "")}
    if "expected" in context or "expected_tags" in context:
        facts["expected"] = any_of(*str(context.get("expected", context.get("expected_tags"))).split(" or "))
    return Message(what), Message(mend, facts)


def any_of(first: Message | str, *more: Message | str) -> Message | str:
    """The alternatives as one message."""
    return any_of(msg("{first} or {second}", first=first, second=more[0]), *more[1:]) if more else first


def wrong_at(where: Message | str, what: Message | str, mend: Message | str = "") -> Message:
    """What is wrong, and where, as one sentence."""
    if mend:
        return msg("{where} {what}: {mend}", where=where, what=what, mend=mend)
    return msg("{where}: {what}", where=where, what=what)
