"""Scripts as files, and the answers that they brought as a table."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import PlainTextResponse

from api.auth import Context, Needs
from api.csv_export import LATER, CsvResponse, Excel, Prefer, csv_report
from api.dependencies import PathId
from api.etags import Versioned
from api.problem_kinds import refuses
from api.routes.scripts import VersionNumber
from api.schemas.scripts import ScriptFile, ScriptProblemShown, ScriptRead
from api.schemas.wire import Instant
from dialer.campaigns.scripts.files import file_of_script, script_of_file
from dialer.campaigns.scripts.model import AnswerRow
from dialer.campaigns.scripts.store.runs import ExportedRun
from dialer.core.errors import NotFound, UnknownScript
from dialer.core.request_errors import TooManyReports
from dialer.core.visibility import Visibility
from dialer.numbers.masking import mask_numbers
from dialer.people.imports.rows.spreadsheet_cells import csv_row
from dialer.stores.everything import Store

router = APIRouter(tags=["scripts"], route_class=Versioned)

COLUMNS: Final = (
    *("run", "version", "attempt", "lead", "agent", "language", "started_at", "finished_at", "end", "identity"),
    *("question", "part", "state", "choice", "text", "number", "day", "spent_ms"),
)


@router.post("/scripts/read")
@refuses(UnknownScript)
async def read_script_file(body: ScriptFile, ctx: Annotated[Context, Needs("script.write")]) -> ScriptRead:
    """Read a script from a file: YAML of Pronto, in short or long form, or JSON of SurveyJS. Nothing is saved.

    `left_out` says what of a survey could not be taken over.
    """
    if body.script_id is not None:
        await ctx.store.scripts.get(body.script_id, sees=ctx.sees)
    script, left = script_of_file(body.text, body.format)
    problems = await ctx.service.scripts.check(script, body.script_id)
    shown = [ScriptProblemShown.of(one) for one in problems]
    return ScriptRead.model_validate({"body": script, "left_out": left, "problems": shown})


@router.get("/scripts/{script_id}/versions/{version_number}/file", response_class=PlainTextResponse)
@refuses(UnknownScript, NotFound)
async def read_version_file(
    script_id: PathId,
    version_number: VersionNumber,
    ctx: Annotated[Context, Needs("script.read")],
    format_: Annotated[Literal["yaml", "surveyjs"], Query(alias="format")] = "yaml",
) -> PlainTextResponse:
    """Export a version as YAML, or as JSON of SurveyJS, whose description says what is left out."""
    script = await ctx.store.scripts.get(script_id, sees=ctx.sees)
    version = await ctx.store.scripts.version(script_id, version_number)
    ending = "json" if format_ == "surveyjs" else "yaml"
    name = f'attachment; filename="script-{script.id}-{version.number}.{ending}"'
    return PlainTextResponse(file_of_script(version.body, format_), headers={"Content-Disposition": name})


@router.get("/scripts/{script_id}/answers.csv", response_class=CsvResponse, responses=LATER)
@refuses(UnknownScript, TooManyReports)
async def export_answers(
    script_id: PathId,
    ctx: Annotated[Context, Needs("script.export")],
    since: Annotated[Instant | None, Query(description="Of runs begun at or after this time.")] = None,
    until: Annotated[Instant | None, Query(description="Of runs begun before this time.")] = None,
    excel: Excel = False,
    prefer: Prefer = None,
) -> Response:
    """Export the answers of a script as CSV: a line for each, also for each choice of several and each row of a grid.

    Each value stands in the column of its type. Phone numbers in texts are masked. Cells that a spreadsheet would run
    as a formula begin with an apostrophe.
    """
    await ctx.store.scripts.get(script_id, sees=ctx.sees)
    subject = f"script:{script_id}"
    await ctx.service.exports.note(subject, {"answers": True}, actor=ctx.actor)
    lines = _lines(
        ctx.store,
        script_id,
        since.timestamp() if since else None,
        until.timestamp() if until else None,
        sees=ctx.sees,
    )
    name, reports = f"answers-{script_id}.csv", ctx.service.report_files
    return await csv_report(reports, subject, name, lines, prefer=prefer, actor=ctx.actor, mark=excel)


async def _lines(
    store: Store, script_id: int, since: float | None, until: float | None, *, sees: Visibility
) -> AsyncIterator[str]:
    yield csv_row(COLUMNS)
    after = 0
    while page := await store.script_runs.page(script_id, after=after, since=since, until=until, sees=sees):
        yield "".join(csv_row(_cells(one, row)) for one in page for row in one.answers)
        after = page[-1].run.id


def _cells(one: ExportedRun, row: AnswerRow) -> tuple[object, ...]:
    run, number = one.run, one.version
    text = mask_numbers(row.text, [one.country]) if row.text is not None else ""
    value = "" if row.number is None else int(row.number) if row.number % 1 == 0 else row.number
    return (
        *(run.id, number, run.attempt_id, run.lead_id, run.agent_id or "", run.language),
        *(_iso(run.started_at), _iso(run.finished_at), run.end, run.identity.value),
        *(row.question, row.part, row.state.value, row.choice or "", text, value, row.day or "", row.spent_ms),
    )


def _iso(at: float | None) -> str:
    return "" if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
