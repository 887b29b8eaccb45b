"""Attempts: calls dialled and their outcomes."""

import base64
import binascii
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.auth import Supervisor
from api.csv_export import CsvResponse, Excel, Fields, Reason, check_unmasks, csv_response
from api.dependencies import PartsDep, PathText, QueryId
from api.etags import Versioned
from api.schemas.attempts import AttemptPage, AttemptShown
from api.schemas.wire import Instant, Line
from dialer.access.monitoring import Look
from dialer.attempts.model import AttemptRecord
from dialer.core.enums import Outcome
from dialer.core.request_errors import Invalid
from dialer.i18n.message import msg
from dialer.imports.rows.spreadsheet_cells import csv_row
from dialer.lists.exports import chosen
from dialer.numbers.masking import Show, countries_of

router = APIRouter(prefix="/attempts", tags=["attempts"], route_class=Versioned)

EXPORT_CHUNK = 2000
COLUMNS = tuple(AttemptShown.model_fields)
INSTANTS = frozenset(name for name in COLUMNS if name.endswith("_at"))


class Filter:
    """The filter on attempts."""

    def __init__(
        self,
        campaign_id: QueryId = None,
        agent_id: QueryId = None,
        lead_id: QueryId = None,
        outcome: Outcome | None = None,
        disposition: Annotated[Line | None, Query(max_length=40)] = None,
        since: Annotated[Instant | None, Query(description="Placed from then on.")] = None,
        until: Annotated[Instant | None, Query(description="Placed before then.")] = None,
    ) -> None:
        self._campaign_id, self._agent_id, self._lead_id = campaign_id, agent_id, lead_id
        self._outcome, self._disposition = outcome, disposition
        self._since = since.timestamp() if since else None
        self._until = until.timestamp() if until else None

    async def read(self, look: Look, *, before: tuple[float, str] | None, limit: int) -> list[AttemptRecord]:
        """Read attempts after `before`, newest first, as the caller may see them.

        A filter by agent must not reveal which agent has a live call.
        """
        live_in = None if self._agent_id is None else await look.watchable()
        found = await look.store.attempts.list(
            self._campaign_id,
            agent_id=self._agent_id,
            lead_id=self._lead_id,
            outcome=self._outcome,
            disposition=self._disposition,
            since=self._since,
            until=self._until,
            live_in=live_in,
            before=before,
            limit=limit,
        )
        return await look.calls(found)


Wanted = Annotated[Filter, Depends()]


@router.get("")
async def list_attempts(
    parts: PartsDep,
    caller: Supervisor,
    wanted: Wanted,
    after: Annotated[Line | None, Query(max_length=200, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    reason: Reason = None,
) -> AttemptPage:
    """List attempts, newest first. Numbers are masked, unless an administrator gives a reason.

    Where a law locks the watching of agents (`locked_by`), a call that lives is shown without its agent, and is not
    among those of the agent whom `agent_id` names.
    """
    check_unmasks(caller, reason)
    look = parts.service.watching.look()
    found = await wanted.read(look, before=_read_cursor(after), limit=limit + 1)
    page, more = found[:limit], len(found) > limit
    facts = {"attempts": len(page)}
    show = await parts.service.exports.unmask("attempts", reason=reason, facts=facts, actor=caller.actor)
    return AttemptPage(items=[AttemptShown.seen(one, show) for one in page], next=_cursor(page[-1]) if more else None)


@router.get(".csv", response_class=CsvResponse)
async def export_attempts(
    parts: PartsDep,
    caller: Supervisor,
    wanted: Wanted,
    fields: Fields = "",
    excel: Excel = False,
    reason: Reason = None,
) -> CsvResponse:
    """Export attempts as CSV, newest first; all columns, or those that `fields` names.

    Numbers are masked, unless an administrator gives a reason. Cells that a spreadsheet would run as a formula begin
    with an apostrophe. Calls that live are shown as in the list.
    """
    check_unmasks(caller, reason)
    columns = chosen(fields, COLUMNS, COLUMNS)
    facts = {"fields": list(columns)}
    show = await parts.service.exports.numbers("attempts", reason=reason, facts=facts, actor=caller.actor)

    look = parts.service.watching.look()

    async def chunks() -> AsyncIterator[str]:
        yield csv_row(columns)
        before = None
        while found := await wanted.read(look, before=before, limit=EXPORT_CHUNK):
            yield "".join(csv_row(_cell(attempt, name, show) for name in columns) for attempt in found)
            before = (found[-1].placed_at, found[-1].id)

    return csv_response("attempts.csv", chunks(), mark=excel)


@router.get("/{attempt_id}")
async def read_attempt(
    attempt_id: PathText, parts: PartsDep, caller: Supervisor, reason: Reason = None
) -> AttemptShown:
    """Read one attempt. Its number is masked, unless an administrator gives a reason."""
    check_unmasks(caller, reason)
    look = parts.service.watching.look()
    [found] = await look.calls([await parts.store.attempts.get(attempt_id)])
    subject = f"attempt:{attempt_id}"
    return AttemptShown.seen(
        found, await parts.service.exports.unmask(subject, reason=reason, facts={}, actor=caller.actor)
    )


def _cell(attempt: AttemptRecord, name: str, show: Show) -> object:
    value = getattr(attempt, name)
    if value is None:
        return ""
    if name == "number":
        return show.number(value)
    if name == "note":
        return show.text(value, countries_of([attempt.number]))
    if name in INSTANTS:
        return datetime.fromtimestamp(value, UTC).isoformat(timespec="milliseconds")
    return value


def _cursor(attempt: AttemptRecord) -> str:
    # repr keeps every bit of the instant, so that no attempt is repeated or skipped.
    return base64.urlsafe_b64encode(f"{attempt.placed_at!r} {attempt.id}".encode()).decode()


def _read_cursor(text: str | None) -> tuple[float, str] | None:
    if text is None:
        return None
    try:
        at, _, attempt_id = base64.urlsafe_b64decode(text).decode().partition(" ")
        return float(at), attempt_id
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise Invalid([("after", msg("pass `next` of the page before, unchanged"))]) from None
