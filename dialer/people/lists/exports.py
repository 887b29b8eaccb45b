"""Exports: which columns, with masked or whole numbers, audited before any data leaves."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from typing import Any

from dialer.audit.store import Audit
from dialer.core.reasons import check_reason
from dialer.core.request_errors import Invalid
from dialer.core.visibility import EVERYTHING
from dialer.numbers.masking import MASKED, WHOLE, Show
from dialer.people.imports.readers.columns import STORED, BadMapping, guess
from dialer.people.imports.rows.spreadsheet_cells import csv_row
from dialer.people.imports.store.imports import Import, Imports
from dialer.people.leads.store.export import Exports
from dialer.people.lists.rules.export_columns import (
    DEFAULT,
    OFFERED,
    ExportedLead,
    UnknownFields,
    cells,
    choose,
    header,
)
from dialer.people.lists.store.arrangement import Arranging
from dialer.people.lists.store.lists import LeadList, Lists

PAGE_LEADS = 1000
IMPORTS_LOOKED_AT = 1000
_HISTORY = frozenset({"last_outcome", "last_disposition"})


class ListExports:
    """Checks and audits what leaves as a table."""

    def __init__(
        self,
        lists: Lists,
        exports: Exports,
        audit: Audit,
        imports: Imports,
        arranging: Arranging,
        clock: Callable[[], float],
    ) -> None:
        self._lists, self._exports, self._audit, self._imports = lists, exports, audit, imports
        self._arranging, self._clock = arranging, clock

    async def leads(self, list_id: int, *, fields: str, reason: str | None, actor: str) -> AsyncIterator[str]:
        """A list's leads as CSV, a page at a time, by id. Raises `UnknownList`, `Invalid`.

        Numbers are masked unless there is a `reason` to show them; the caller's permission is checked before.
        """
        one = await self._lists.get(list_id, sees=EVERYTHING)
        columns = chosen(fields, OFFERED, DEFAULT, await self._own_fields(one))
        facts = {"fields": list(columns)}
        show = await self.numbers(f"list:{list_id}", reason=reason, facts=facts, actor=actor)
        span = await self._exports.span(list_id)

        def written(page: Sequence[ExportedLead]) -> str:
            rows = (cells(lead, columns, span.phones, list_name=one.name, show=show) for lead in page)
            return "".join(map(csv_row, rows))

        async def pages() -> AsyncIterator[str]:
            yield csv_row(header(columns, span.phones))
            after = span.first - 1
            history = not _HISTORY.isdisjoint(columns)
            while page := await self._exports.page(span, after=after, limit=PAGE_LEADS, history=history):
                # In a thread: fields are searched for numbers.
                yield await asyncio.to_thread(written, page)
                after = page[-1].record.lead_id

        return pages()

    async def numbers(self, subject: str, *, reason: str | None, facts: Mapping[str, Any], actor: str) -> Show:
        """How an export writes numbers. Who exports what, and the reason for whole numbers, is audited first."""
        noted: dict[str, Any] = {"export": dict(facts)}
        if reason is not None:
            check_reason(reason)
            noted["reason"] = reason
        action = "export" if reason is None else "number.unmask"
        await self._audit.add(actor=actor, action=action, subject=subject, facts=noted, now=self._clock())
        return MASKED if reason is None else WHOLE

    async def note(self, subject: str, facts: Mapping[str, Any], *, actor: str) -> None:
        """Audit who exports what, before any of it leaves."""
        noted = {"export": dict(facts)}
        await self._audit.add(actor=actor, action="export", subject=subject, facts=noted, now=self._clock())

    async def unmask(self, subject: str, *, reason: str | None, facts: Mapping[str, Any], actor: str) -> Show:
        """How numbers are shown to a reader: masked, or whole for a `reason`, which is audited first."""
        return MASKED if reason is None else await self.numbers(subject, reason=reason, facts=facts, actor=actor)

    async def _own_fields(self, one: LeadList) -> list[str]:
        """The names of a list's own fields: from its types, its imports and its newest leads."""
        found = dict.fromkeys((*(one.campaign_field_types or ()), *one.field_types))
        for import_ in reversed(await self._imports.list(list_id=one.id, limit=IMPORTS_LOOKED_AT, sees=EVERYTHING)):
            found |= dict.fromkeys(_fields_of(import_))
        found |= dict.fromkeys(sorted(await self._arranging.field_names(one.id)))
        return list(found)


def chosen(
    asked: str, offered: tuple[str, ...], default: tuple[str, ...], own: Collection[str] = ()
) -> tuple[str, ...]:
    """The requested columns. Raises `Invalid`."""
    try:
        return choose(asked, offered, default, own)
    except UnknownFields as unknown:
        raise Invalid([("fields", unknown.message)]) from None


def _fields_of(import_: Import) -> list[str]:
    said = {name: meaning for name, meaning in import_.options.get("map", {}).items() if name in import_.header}
    try:
        meanings = guess(import_.header, said)
    except BadMapping:
        return []  # the import was refused because of it
    return [name for name, meaning in zip(import_.header, meanings, strict=True) if meaning in STORED]
