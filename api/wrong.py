"""What is wrong with a request, place by place: a JSON pointer, what is wrong there, and how to mend it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError

from dialer.plain import Said, plain, pointer
from dialer.words import Language

WHOLE: Said = ("the body", "il corpo della richiesta")
_PARTS: Mapping[str, Said] = {
    "query": ("in the query", "nella query"),
    "path": ("in the path", "nel percorso"),
    "header": ("in the headers", "nelle intestazioni"),
    "cookie": ("in the cookies", "nei cookie"),
}


def language_of(headers: Mapping[str, str]) -> Language:
    """The first of our languages that the headers of a request name; English where they name none."""
    for one in headers.get("accept-language", "").split(","):
        if (said := one.strip().lower()[:2]) in tuple(Language):
            return Language(said)
    return Language.EN


def wrong_places(error: RequestValidationError, language: Language) -> list[dict[str, str]]:
    """Each place once, in order: `where` (a JSON pointer), `in` (body, query, path, header), `what` and `mend`.

    The value is not repeated: it may be a phone or a secret.
    """
    chosen = int(language is Language.IT)
    found: dict[tuple[str, str], dict[str, str]] = {}
    for detail in error.errors():
        part, where = _place(detail, error.body)
        what, mend = plain(detail["type"], detail.get("ctx", {}), detail["msg"])
        place = {"where": where, "in": part, "what": what[chosen], "mend": mend[chosen]}
        before = found.setdefault((part, where), place)
        if mend[chosen] not in before["mend"]:  # one of several kinds would do
            before["mend"] += (" or ", " o ")[chosen] + mend[chosen]
    return list(found.values())


def sentence(place: Mapping[str, str], language: Language) -> str:
    """A place in words."""
    chosen = int(language is Language.IT)
    where = place["where"] or WHOLE[chosen]
    if (part := _PARTS.get(place["in"])) is not None:
        where = f"{where[1:]} ({part[chosen]})"
    return f"{where} {place['what']}: {place['mend']}" if place["mend"] else f"{where}: {place['what']}"


def _place(detail: Mapping[str, Any], body: Any) -> tuple[str, str]:
    part, *loc = detail["loc"]
    written = loc[0] if part == "query" and len(loc) > 1 else None  # a parameter that is JSON, which comes as a body
    if part == "body" or (isinstance(body, Mapping) and written in body):
        return str(part), pointer(list(_steps(loc, body, detail["type"])))
    return str(part), pointer([*loc[:1], *(step for step in loc[1:] if isinstance(step, int))])


def _steps(loc: Sequence[int | str], body: Any, kind: str) -> Iterator[int | str]:
    """The steps of a place that the body has; names of ours on the way, as of one of several models, are left out."""
    at = body
    for index, step in enumerate(loc):
        here = _below(at, step)
        if here is not None:
            yield step
            (at,) = here
        elif kind == "missing" and index == len(loc) - 1:
            yield step


def _below(at: Any, step: int | str) -> tuple[Any] | None:
    """What stands at a step, in a tuple; None where there is no such step."""
    if isinstance(at, Mapping) and step in at:
        return (at[step],)
    if isinstance(at, list | tuple) and isinstance(step, int) and step < len(at):
        return (at[step],)
    return None
