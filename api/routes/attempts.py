"""Attempts: calls dialled and their outcomes."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response

from api.auth import Context, Needs
from api.csv_export import LATER, CsvResponse, Excel, Fields, Prefer, Reason, csv_report, readable
from api.dependencies import PathText, QueryId
from api.etags import Versioned
from api.paging import cut_page, sorted_by
from api.problem_kinds import refuses
from api.schemas.attempts import AttemptPage, AttemptShown
from api.schemas.wire import Instant, Line
from api.table_export import FILES, FileForm, Form, file_response, table_bytes
from dialer.campaigns.attempts.model import AmongAttempts, AttemptRecord
from dialer.campaigns.monitoring import Look
from dialer.campaigns.results.model import ResultStage
from dialer.campaigns.results.rules import check_span, hours_at
from dialer.core.enums import Outcome
from dialer.core.errors import UnknownAttempt, UnknownCampaign
from dialer.core.request_errors import Invalid, TooManyReports
from dialer.core.visibility import Visibility
from dialer.documents.spreadsheet import Cell
from dialer.i18n.message import msg
from dialer.numbers.masking import Show, countries_of
from dialer.people.imports.rows.spreadsheet_cells import csv_row
from dialer.people.lists.exports import chosen
from dialer.storage.pages import PageRequest

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
        disposition_reason: Annotated[
            Line | None, Query(max_length=40, description="A reason's code; empty: those without a reason.")
        ] = None,
        list_id: QueryId = None,
        trunk_id: QueryId = None,
        caller_id: Annotated[
            Line | None, Query(max_length=40, description="The number shown, as +390240708090.")
        ] = None,
        cause: Annotated[int | None, Query(ge=0, le=1000, description="Q.850.")] = None,
        reached: Annotated[
            ResultStage | None, Query(description="Came at least as far, as results count it; takes a `campaign_id`.")
        ] = None,
        without: Annotated[
            Literal["outcome", "cause"] | None, Query(description="Those without an outcome, or without a cause.")
        ] = None,
        talked: Annotated[bool, Query(description="Only those with an agent's talk that has ended.")] = False,
        weekday: Annotated[
            int | None, Query(ge=0, le=6, description="0 is Monday; takes `campaign_id`, `since` and `until`.")
        ] = None,
        hour: Annotated[
            int | None,
            Query(ge=0, le=23, description="Of the day, by the campaign's clocks; takes the same as `weekday`."),
        ] = None,
        since: Annotated[Instant | None, Query(description="Placed at or after this time.")] = None,
        until: Annotated[Instant | None, Query(description="Placed before this time.")] = None,
    ) -> None:
        self._campaign_id, self._agent_id, self._lead_id = campaign_id, agent_id, lead_id
        self._outcome, self._disposition = outcome, disposition
        equal = {"list_id": list_id, "trunk_id": trunk_id, "caller_id": caller_id, "cause": cause}
        self._equal: dict[str, object] = {name: value for name, value in equal.items() if value is not None}
        if disposition_reason is not None:
            self._equal["disposition_reason"] = disposition_reason or None
        if without is not None:
            self._equal[without] = None
        self._is_talk = talked
        self._reached, self._weekday, self._hour = reached, weekday, hour
        self._since = since.timestamp() if since else None
        self._until = until.timestamp() if until else None

    async def read(
        self, look: Look, *, after: tuple[float, str] | None, newest_first: bool, limit: int, sees: Visibility
    ) -> list[AttemptRecord]:
        """Read attempts after one of them, in order of time, as the caller may see them.

        A filter by agent must not reveal which agent has a live call.
        """
        live_in = None if self._agent_id is None else await look.watchable()
        among = await self._among(look, sees)
        found = await look.store.attempts.list(
            self._campaign_id,
            agent_id=self._agent_id,
            lead_id=self._lead_id,
            outcome=self._outcome,
            disposition=self._disposition,
            since=self._since,
            until=self._until,
            among=among,
            live_in=live_in,
            after=after,
            newest_first=newest_first,
            limit=limit,
            sees=sees,
        )
        return await look.calls(found)

    async def pages(self, look: Look, *, sees: Visibility) -> AsyncIterator[list[AttemptRecord]]:
        """Read all attempts, newest first. The first page is read at once: what is refused has no answer yet."""
        first = await self.read(look, after=None, newest_first=True, limit=EXPORT_CHUNK, sees=sees)

        async def each() -> AsyncIterator[list[AttemptRecord]]:
            found = first
            while found:
                yield found
                after = (found[-1].placed_at, found[-1].id)
                found = await self.read(look, after=after, newest_first=True, limit=EXPORT_CHUNK, sees=sees)

        return each()

    async def _among(self, look: Look, sees: Visibility) -> AmongAttempts:
        """What else is wanted, by the clocks and meanings of the campaign. Raises `Invalid`, `UnknownCampaign`."""
        by_clock = self._weekday is not None or self._hour is not None
        if self._reached is None and not by_clock:
            return AmongAttempts(equal=self._equal, is_talk=self._is_talk)
        if self._campaign_id is None or (by_clock and (self._since is None or self._until is None)):
            raise Invalid([("campaign_id", msg("this filter takes a campaign, and hours take since and until"))])
        campaign = await look.store.campaigns.get(self._campaign_id, sees=sees)
        [clocks] = await look.store.counting.clocks(campaign.id)
        within = None
        if by_clock and self._since is not None and self._until is not None:
            check_span(self._since, self._until)
            asked = {"weekday": self._weekday, "hour": self._hour}
            within = hours_at(self._since, self._until, campaign.time_zone, **asked)
        reached = (self._reached, clocks.meanings) if self._reached is not None else None
        return AmongAttempts(equal=self._equal, reached=reached, within=within, is_talk=self._is_talk)


Wanted = Annotated[Filter, Depends()]


@router.get("")
@refuses(UnknownCampaign)
async def list_attempts(
    ctx: Annotated[Context, Needs("attempt.read")],
    wanted: Wanted,
    page: Annotated[PageRequest, sorted_by("-placed_at", id_type=str)],
    reason: Reason = None,
) -> AttemptPage:
    """List attempts, newest first unless asked otherwise. Numbers are masked, unless an administrator gives a reason.

    Where a law restricts monitoring of agents (`locked_by`), a live call is shown without its agent, and is not found
    by `agent_id`.
    """
    sees, look = readable(ctx, reason), ctx.service.watching.look()
    newest_first = page.is_descending
    found = await wanted.read(look, after=page.after, newest_first=newest_first, limit=page.limit + 1, sees=sees)
    items, more = cut_page(found, page)
    facts = {"attempts": len(items)}
    show = await ctx.service.exports.unmask("attempts", reason=reason, facts=facts, actor=ctx.actor)
    return AttemptPage(items=[AttemptShown.seen(one, show) for one in items], next=more)


@router.get(".csv", response_class=CsvResponse, responses=LATER)
@refuses(UnknownCampaign, TooManyReports)
async def export_attempts(
    ctx: Annotated[Context, Needs("attempt.export")],
    wanted: Wanted,
    fields: Fields = "",
    excel: Excel = False,
    reason: Reason = None,
    prefer: Prefer = None,
) -> Response:
    """Export attempts as CSV, newest first, with all columns or those in `fields`.

    Numbers are masked, unless an administrator gives a reason. Cells that a spreadsheet would run as a formula begin
    with an apostrophe. Live calls are shown as in the list.
    """
    sees = readable(ctx, reason)
    columns = chosen(fields, COLUMNS, COLUMNS)
    facts = {"fields": list(columns)}
    pages = await wanted.pages(ctx.service.watching.look(), sees=sees)
    show = await ctx.service.exports.numbers("attempts", reason=reason, facts=facts, actor=ctx.actor)

    async def chunks() -> AsyncIterator[str]:
        yield csv_row(columns)
        async for found in pages:
            yield "".join(csv_row(_cell(attempt, name, show) for name in columns) for attempt in found)

    reports, actor = ctx.service.report_files, ctx.actor
    return await csv_report(reports, "attempts", "attempts.csv", chunks(), prefer=prefer, actor=actor, mark=excel)


@router.get("/file", response_class=Response, responses=FILES)
@refuses(UnknownCampaign, TooManyReports)
async def export_attempt_file(
    ctx: Annotated[Context, Needs("attempt.export")],
    wanted: Wanted,
    form: Form = FileForm.XLSX,
    fields: Fields = "",
    reason: Reason = None,
    prefer: Prefer = None,
) -> Response:
    """Export attempts as a spreadsheet, as JSON Lines or as CSV, newest first, with all columns or those in `fields`.

    Numbers are masked, unless an administrator gives a reason. No cell is run as a formula. A table that is too long
    for a sheet goes on in another. Live calls are shown as in the list.
    """
    sees = readable(ctx, reason)
    columns = chosen(fields, COLUMNS, COLUMNS)
    facts = {"fields": list(columns), "form": form.value}
    pages = await wanted.pages(ctx.service.watching.look(), sees=sees)
    show = await ctx.service.exports.numbers("attempts", reason=reason, facts=facts, actor=ctx.actor)

    def plain(attempt: AttemptRecord) -> dict[str, object]:
        shown = AttemptShown.seen(attempt, show).model_dump(mode="json")
        return {name: shown[name] for name in columns}

    chunks = table_bytes(
        form,
        "attempts",
        columns,
        pages,
        cells=lambda attempt: [_written(_cell(attempt, name, show)) for name in columns],
        plain=plain,
    )
    reports, actor = ctx.service.report_files, ctx.actor
    return await file_response(reports, "attempts", "attempts", form, chunks, prefer=prefer, actor=actor)


@router.get("/{attempt_id}")
@refuses(UnknownAttempt)
async def read_attempt(
    attempt_id: PathText, ctx: Annotated[Context, Needs("attempt.read")], reason: Reason = None
) -> AttemptShown:
    """Read one attempt. Its number is masked, unless an administrator gives a reason."""
    look = ctx.service.watching.look()
    [found] = await look.calls([await ctx.store.attempts.get(attempt_id, sees=readable(ctx, reason))])
    subject = f"attempt:{attempt_id}"
    return AttemptShown.seen(found, await ctx.service.exports.unmask(subject, reason=reason, facts={}, actor=ctx.actor))


def _written(cell: object) -> Cell:
    """A cell as a number if it is one, else as text."""
    return cell if isinstance(cell, int | float) and not isinstance(cell, bool) else str(cell)


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
