"""Pages of a list: in an order that ends with the id, and from where the page before has ended."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, or_, tuple_


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """A page: at most `limit` items in the order of a column, which `sort` names with a minus for the largest first.

    `after` holds the column and the id of the last item that was read; None: from the beginning.
    """

    sort: str
    after: tuple[Any, Any] | None
    limit: int

    @property
    def column(self) -> str:
        """The column that orders the items."""
        return self.sort.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        """Whether the largest, or newest, come first."""
        return self.sort != self.column


def newest(limit: int) -> PageRequest:
    """The first page of what came last."""
    return PageRequest(sort="-id", after=None, limit=limit)


def page_of(statement: Select[Any], table: Table, page: PageRequest | None) -> Select[Any]:
    """The statement in the page's order, and for one item more than it holds; unchanged without a page."""
    if page is None:
        return statement
    keys = [table.c[page.column], table.c.id] if page.column != "id" else [table.c.id]
    if page.after is not None:
        # An order of rows, as the databases' indexes have it.
        here, last = tuple_(*keys), page.after[-len(keys) :]
        statement = statement.where(here < last if page.is_descending else here > last)
    order = [key.desc() for key in keys] if page.is_descending else keys
    return statement.order_by(None).order_by(*order).limit(page.limit + 1)


def holds_text(text: str, *columns: Any) -> tuple[ColumnElement[bool], ...]:
    """The condition on rows with the text in one of these columns, in any case; none for an empty text."""
    return (or_(*(column.icontains(text, autoescape=True) for column in columns)),) if text else ()
