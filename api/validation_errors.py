"""The faults of a request, each with a JSON pointer, what is wrong, and how to fix it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from fastapi.exceptions import RequestValidationError

from dialer.i18n.message import Message, mark, msg
from dialer.i18n.validation import any_of, wrong_at, wrong_value

MOST_PLACES: Final = 20  # reported: who sends more faults has sent something else
_PARTS: Final[Mapping[str, str]] = {
    "query": mark("{name} (in the query)"),
    "path": mark("{name} (in the path)"),
    "header": mark("{name} (in the headers)"),
    "cookie": mark("{name} (in the cookies)"),
}


def wrong_places(error: RequestValidationError) -> list[dict[str, Any]]:
    """The first faults, in order: `where` (a JSON pointer), `in` (body, query, path, header), `what` and `mend`.

    Each place is named once. The value is not repeated: it may be a phone number or a secret.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    mends: dict[tuple[str, str], list[Message | str]] = {}
    for detail in error.errors():
        part, where = _place(detail, error.body)
        if len(found) == MOST_PLACES and (part, where) not in found:
            break
        what, mend = wrong_value(detail)
        found.setdefault((part, where), {"where": where, "in": part, "what": what})
        others = mends.setdefault((part, where), [])
        if str(mend) not in map(str, others):  # one of several types would be valid
            others.append(mend)
    return [place | {"mend": any_of(*mends[at])} for at, place in found.items()]


def sentence(place: Mapping[str, Any]) -> Message:
    """A fault as a sentence."""
    where: Message | str = place["where"] or msg("the body")
    if (part := _PARTS.get(place["in"])) is not None and place["where"]:
        where = Message(part, {"name": place["where"][1:]})
    return wrong_at(where, place["what"], place["mend"])


def pointer(place: Sequence[int | str]) -> str:
    """The JSON pointer (RFC 6901) to a place."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in place)


def _place(detail: Mapping[str, Any], body: Any) -> tuple[str, str]:
    part, *loc = detail["loc"]
    written = loc[0] if part == "query" and len(loc) > 1 else None  # a JSON parameter, which pydantic sees as a body
    if part == "body" or (isinstance(body, Mapping) and written in body):
        return str(part), pointer(list(_steps(loc, body, detail["type"])))
    return str(part), pointer([*loc[:1], *(step for step in loc[1:] if isinstance(step, int))])


def _steps(loc: Sequence[int | str], body: Any, kind: str) -> Iterator[int | str]:
    """The steps that exist in the body, without names that pydantic adds, such as that of a union's model."""
    at = body
    for index, step in enumerate(loc):
        here = _below(at, step)
        if here is not None:
            yield step
            (at,) = here
        elif kind == "missing" and index == len(loc) - 1:
            yield step


def _below(at: Any, step: int | str) -> tuple[Any] | None:
    """The value at a step, in a tuple; None if there is no such step."""
    if isinstance(at, Mapping) and step in at:
        return (at[step],)
    if isinstance(at, list | tuple) and isinstance(step, int) and step < len(at):
        return (at[step],)
    return None
