"""Faults of a profile file: where, what, and how to fix them."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dialer.compliance.vocabulary import Kind
from dialer.i18n.message import Message, message_of, msg


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault. `path` is its place inside the rule, or inside the profile if no rule is named."""

    file: str
    what: Message | str
    mend: Message | str
    rule_id: str = ""
    path: Message | str = ""
    line: int = 0  # in the file, from 1; 0 if unknown

    @property
    def where(self) -> Message:
        """File, rule and path."""
        rule = msg("rule {id}", id=self.rule_id) if self.rule_id else ""
        return msg("{parts}", parts=[part for part in (self.file, rule, self.path) if part])

    @property
    def message(self) -> Message:
        """Where, what, and how to fix it."""
        facts = {"where": self.where, "what": self.what, "mend": self.mend, "line": self.line}
        return (
            msg("{where}: {what}. {mend}. (Line {line}.)", **facts)
            if self.line
            else msg("{where}: {what}. {mend}.", **facts)
        )

    def __str__(self) -> str:
        return str(self.message)


class BadProfiles(ValueError):  # noqa: N818 - reads as what it is in a message
    """Profiles that cannot be used, with every fault."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def problems_of(
    error: ValidationError,
    *,
    file: str,
    raw: Mapping[str, Any],
    line: Callable[[Sequence[int | str]], int] = lambda _: 0,
) -> list[Problem]:
    """Pydantic's errors on the file's content `raw` as our messages; `line` gives the line of a path."""
    return [_problem(detail, file, raw, line(detail["loc"])) for detail in error.errors(include_url=False)]


def _problem(detail: ErrorDetails, file: str, raw: Mapping[str, Any], line: int) -> Problem:
    rule_id, path = _where(detail["loc"], raw)
    what, mend = _words(detail)
    return Problem(file=file, rule_id=rule_id, path=path, what=what, mend=mend, line=line)


def _where(loc: Sequence[int | str], raw: Any) -> tuple[str, str]:
    """The rule's id and the path in it, without the kind that pydantic adds after the rule's number."""
    rule_id, path, at = "", [], raw
    kinds = {str(kind) for kind in Kind}
    for index, part in enumerate(loc):
        before = loc[index - 1] if index else None
        if part in kinds and isinstance(before, int):
            continue
        at = _step(at, part)
        path.append(str(part))
        if isinstance(part, int) and before in ("rules", "add") and isinstance(at, Mapping) and at.get("id"):
            rule_id, path = str(at["id"]), []
    return rule_id, ".".join(path)


def _step(at: Any, part: int | str) -> Any:
    if isinstance(at, Mapping):
        return at.get(part)
    if isinstance(at, Sequence) and not isinstance(at, str) and isinstance(part, int) and part < len(at):
        return at[part]
    return None


# By pydantic's error types: https://docs.pydantic.dev/latest/errors/validation_errors/
_MENDS: Final[Mapping[str, Message]] = {
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), msg("Write a whole number")),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), msg("Write a number")),
    **dict.fromkeys(("bool_type", "bool_parsing"), msg("Write true or false")),
    "string_type": msg("Write a text"),
    **dict.fromkeys(("list_type", "tuple_type"), msg("Write a list")),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), msg("Write names and values")),
    "greater_than_equal": msg("Write at least {ge}"),
    "greater_than": msg("Write more than {gt}"),
    "less_than_equal": msg("Write at most {le}"),
    "less_than": msg("Write less than {lt}"),
}


def _words(detail: ErrorDetails) -> tuple[Message | str, Message | str]:
    context, name = detail.get("ctx", {}), str(detail["loc"][-1]) if detail["loc"] else ""
    match detail["type"]:
        case "missing":
            return msg("{name} is missing", name=name), msg("Add {name}", name=name)
        case "extra_forbidden":
            return msg("{name} is not known here", name=name), msg("Correct its spelling, or remove it")
        case "union_tag_invalid":
            tag, kinds = str(context.get("tag")), [str(kind) for kind in Kind]
            near = get_close_matches(tag, kinds, n=1)
            mend = msg("Write {those}", those=near[0]) if near else msg("Use one of {those}", those=kinds)
            return msg("the kind {kind!r} is not known", kind=tag), mend
        case "union_tag_not_found":
            return msg("{name} is missing", name="kind"), msg("Say which kind of rule it is")
        case "literal_error" | "enum":
            those = [part.strip("'") for part in re.split(r", | or ", str(context.get("expected")))]
            return _unfit(detail), msg("Use one of {those}", those=those)
        case "value_error":
            return _refused(context.get("error"), detail["msg"])
        case kind:
            known = _MENDS.get(kind)
            return _unfit(detail), replace(known, facts=context) if known else detail["msg"]


def _unfit(detail: ErrorDetails) -> Message:
    return msg("{value!r} cannot stand here", value=detail["input"])


def _refused(error: object, otherwise: str) -> tuple[Message | str, Message | str]:
    """The fault and its fix, both from the one message that our validator raised."""
    said = message_of(error) if isinstance(error, BaseException) else otherwise
    if isinstance(said, Message) and said.facts.keys() >= {"what", "mend"}:
        return said.facts["what"], said.facts["mend"]
    return said, msg("Correct the value")
