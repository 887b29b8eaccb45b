"""Pages of lists that grow: `items`, and the cursor with which the next page is asked for.

A cursor holds the sort key of the last item, so that what is added or removed meanwhile shifts nothing.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, Generic, Literal, TypeVar

import orjson
from fastapi import Depends, Query
from pydantic import Field

from api.schemas.wire import Line, Shown
from dialer.core.request_errors import Invalid
from dialer.i18n.message import msg
from dialer.storage.pages import PageRequest

T = TypeVar("T")
MOST: Final = 1000
Limit = Annotated[int, Query(ge=1, le=MOST, description="The most items of a page.")]
CursorText = Annotated[
    Line | None, Query(max_length=400, description="`next` of the page before, unchanged; left out: the first page.")
]


class Page(Shown, Generic[T]):
    """A page of a list. `next` is the cursor of the next one, null at the end."""

    items: list[T]
    next: str | None = Field(description="Pass it as `cursor` to read the next page; null at the end.")


Search = Annotated[Line, Query(max_length=200, description="A part of what it is called, in any case.")]


def sorted_by(*columns: str, id_type: type = int) -> Any:
    """The parameters of a page, as a dependency: in the order of one of these columns, by default the first.

    Each is unique together with the id, and never null. A minus in front of the first turns the default round.
    """
    names = [column.removeprefix("-") for column in columns]
    choices = tuple(way + name for name in names for way in ("", "-"))
    text = "The order: a field, with a minus in front for the largest or newest first."

    def page_request(
        sort: Annotated[Literal[choices], Query(description=text)] = columns[0],  # type: ignore[valid-type]
        cursor: CursorText = None,
        limit: Limit = 100,
    ) -> PageRequest:
        order = str(sort)
        after = read_cursor(cursor, str, _kind(order), id_type)
        if after is not None and after[0] != order:
            raise _bad_cursor()
        return PageRequest(sort=order, after=None if after is None else (after[1], after[2]), limit=limit)

    return Depends(page_request)


def cut_page(
    found: Sequence[T], page: PageRequest, thing: Callable[[T], Any] = lambda one: one
) -> tuple[list[T], str | None]:
    """The items of a page that was asked for in an order, and the cursor of the next page.

    `thing` is what an item shows, with the column of the order and the id.
    """
    return cut(found, page.limit, lambda one: (page.sort, getattr(thing(one), page.column), thing(one).id))


def write_cursor(*key: Any) -> str:
    """The cursor for what comes after an item with this sort key."""
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode()


def read_cursor(text: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """The sort key in a cursor, of these types; None without one. Raises Invalid."""
    if text is None:
        return None
    try:
        key = orjson.loads(base64.urlsafe_b64decode(text))
        if isinstance(key, list) and len(key) == len(kinds):
            found = tuple(float(one) if kind is float else one for one, kind in zip(key, kinds, strict=True))
            if all(type(one) is kind and _fits(one) for one, kind in zip(found, kinds, strict=True)):
                return found
    except (binascii.Error, ValueError, TypeError):
        pass
    raise _bad_cursor()


def cut(found: Sequence[T], limit: int, key: Callable[[T], tuple[Any, ...]]) -> tuple[list[T], str | None]:
    """The items of a page, of `limit` + 1 that were read, and the cursor of the next page."""
    page = list(found[:limit])
    return page, write_cursor(*key(page[-1])) if len(found) > limit else None


def _fits(value: Any) -> bool:
    return "\0" not in value if isinstance(value, str) else not isinstance(value, int) or 0 <= value < 2**63


def _kind(sort: str) -> type:
    """What a field holds by which items are in order: an id, an instant, or a text."""
    return int if sort.endswith("id") else float if sort.endswith("_at") else str


def _bad_cursor() -> Invalid:
    return Invalid([("cursor", msg("pass `next` of the page before, unchanged"))])
