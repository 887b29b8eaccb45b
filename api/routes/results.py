"""Results: what came of a campaign's attempts."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answer_language import answer_language, in_answer_language
from api.auth import Context, Needs
from api.csv_export import Prefer
from api.dependencies import PathId
from api.problem_kinds import refuses
from api.schemas.results import Day, Named, ResultsShown, tables_of
from api.table_export import FILES as RESULT_FILES
from api.table_export import FileForm, Form, file_response
from dialer.campaigns.model import CampaignConfig
from dialer.campaigns.results.model import Dimension, Part
from dialer.campaigns.results.rules import reason_name
from dialer.core.errors import UnknownCampaign
from dialer.core.request_errors import TooManyReports
from dialer.documents.spreadsheet import spreadsheet_of
from dialer.i18n.labels import LABELS, disposition_label, label
from dialer.people.imports.rows.spreadsheet_cells import csv_row

router = APIRouter(tags=["results"])


@router.get("/campaigns/{campaign_id}/results")
@refuses(UnknownCampaign)
async def read_results(
    campaign_id: PathId,
    ctx: Annotated[Context, Needs("attempt.read")],
    first_day: Annotated[
        Day | None, Query(description="By the campaign's clocks. Left out: six days before the last.")
    ] = None,
    last_day: Annotated[Day | None, Query(description="Included. Left out: today.")] = None,
) -> ResultsShown:
    """Count what came of a campaign's attempts: how far they came, by hour, day, and what they have in common.

    Every figure equals a count of the attempts that `GET /attempts` lists with the same filter.
    """
    campaign = await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    names_agents = ctx.caller.may("agent.read")
    sees = ctx.sees & ctx.caller.sees("agent.read") if names_agents else ctx.sees
    found = await ctx.service.results.of_campaign(
        campaign_id, first=first_day, last=last_day, sees=sees, names_agents=names_agents
    )
    return ResultsShown.of_results(found, names_of(campaign), names_agents=names_agents)


@router.get("/campaigns/{campaign_id}/results/file", response_class=Response, responses=RESULT_FILES)
@refuses(UnknownCampaign, TooManyReports)
async def export_results(
    campaign_id: PathId,
    ctx: Annotated[Context, Needs("attempt.read")],
    form: Form = FileForm.XLSX,
    first_day: Annotated[Day | None, Query(description="As for the results.")] = None,
    last_day: Annotated[Day | None, Query(description="As for the results.")] = None,
    prefer: Prefer = None,
) -> Response:
    """Export a campaign's results: a sheet for each thing that they are broken down by, or one table of all as CSV."""
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    shown = await read_results(campaign_id, ctx, first_day, last_day)
    subject = f"campaign:{campaign_id}"
    days = {"first_day": shown.first_day.isoformat(), "last_day": shown.last_day.isoformat(), "form": form.value}
    await ctx.service.exports.note(subject, {"results": days}, actor=ctx.actor)
    name = f"results-{campaign_id}-{shown.first_day}-{shown.last_day}"
    reports, actor = ctx.service.report_files, ctx.actor
    return await file_response(reports, subject, name, form, _file(shown, form), prefer=prefer, actor=actor)


async def _file(shown: ResultsShown, form: FileForm) -> AsyncIterator[bytes]:
    if form is FileForm.JSON:
        yield shown.model_dump_json().encode() + b"\n"
        return
    tables = tables_of(shown)
    if form is FileForm.XLSX:
        async for chunk in spreadsheet_of(tables):
            yield chunk
        return
    yield csv_row(["table", *tables[0][1]]).encode()
    for title, _, rows in tables:
        yield "".join(csv_row([title, *row]) for row in rows).encode()


def names_of(campaign: CampaignConfig) -> Named:
    """What parts of the campaign's results are called, in the language of the answer."""
    dispositions = {one.code: one for one in campaign.dispositions}

    def named(dimension: Dimension, part: Part) -> str:
        match dimension:
            case Dimension.OUTCOME if part.value:
                return str(in_answer_language(label("outcome", part.value)))
            case Dimension.CAUSE if part.value in LABELS["cause"]:
                return str(in_answer_language(label("cause", part.value)))
            case Dimension.DISPOSITION:
                known = dispositions.get(part.value)
                said = str(in_answer_language(disposition_label(part.value, (known and known.label) or "")))
                reason = reason_name(campaign.dispositions, part, answer_language())
                return f"{said}: {reason}" if reason else said
            case Dimension.CALLER_ID:
                return part.value
        return part.name

    return named
