"""Lists and their leads."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.auth import Context, Needs
from api.csv_export import LATER, CsvResponse, Excel, Fields, Prefer, Reason, csv_report, readable
from api.dependencies import PathId, QueryId
from api.etags import IfMatch, Versioned
from api.locations import located
from api.paging import Search, cut_page, sorted_by
from api.problem_kinds import refuses
from api.schemas.fields import written
from api.schemas.lists import (
    ListChange,
    ListCountsShown,
    ListFigures,
    ListInput,
    ListPage,
    ListSharesChange,
    ListSharesShown,
    ListShown,
    PenetrationShown,
)
from api.schemas.wire import Id, Line
from dialer.core.errors import (
    BadReference,
    CampaignArchived,
    CampaignClosed,
    InUse,
    NameTaken,
    UnknownCampaign,
    UnknownList,
)
from dialer.core.request_errors import TooManyReports
from dialer.people.lists.store.lists import LeadList
from dialer.storage.pages import PageRequest
from dialer.stores.everything import Store

router = APIRouter(tags=["lists"], route_class=Versioned)


@router.get("/lists")
async def list_lists(
    ctx: Annotated[Context, Needs("list.read")],
    page: Annotated[PageRequest, sorted_by("id", "name", "created_at")],
    campaign_id: QueryId = None,
    company_id: QueryId = None,
    name: Annotated[Line | None, Query(max_length=200)] = None,
    q: Search = "",
) -> ListPage:
    """List the lists, those of a campaign or of a company, or the one of this name."""
    if name is not None:
        one = await ctx.store.lists.by_name(name, sees=ctx.sees)
        return ListPage(items=[ListShown.of(one)] if one else [], next=None)
    found = await ctx.store.lists.list(campaign_id=campaign_id, company_id=company_id, q=q, page=page, sees=ctx.sees)
    items, more = cut_page(found, page)
    return ListPage(items=[ListShown.of(one) for one in items], next=more)


@router.post("/lists", status_code=201)
@located("/lists/{id}")
@refuses(UnknownCampaign, BadReference, NameTaken, CampaignClosed, CampaignArchived)
async def create_list(body: ListInput, ctx: Annotated[Context, Needs("list.write")]) -> ListFigures:
    """Create an empty list."""
    await check_owner(body, ctx)
    return await _figures((await ctx.service.lists.create(**body.inner(), actor=ctx.actor)).id, ctx)


@router.get("/lists/counts")
async def count_lists(
    ctx: Annotated[Context, Needs("list.read")],
    list_id: Annotated[list[Id], Query(min_length=1, max_length=100, description="May be repeated.")],
) -> list[ListCountsShown]:
    """Count the leads of several lists by state. Lists that are not there are left out."""
    found = await ctx.store.lists.counts_of(list_id, sees=ctx.sees)
    return [
        ListCountsShown(list_id=one, leads={state.value: count for state, count in counts.items()})
        for one, counts in sorted(found.items())
    ]


@router.get("/lists/{list_id}")
@refuses(UnknownList)
async def read_list(list_id: PathId, ctx: Annotated[Context, Needs("list.read")]) -> ListFigures:
    """Read a list with the numbers of its leads by state."""
    return await _figures(list_id, ctx)


@router.patch("/lists/{list_id}")
@refuses(UnknownList, UnknownCampaign, CampaignClosed, CampaignArchived, InUse, NameTaken)
async def change_list(
    list_id: PathId, body: ListChange, ctx: Annotated[Context, Needs("list.write")], if_match: IfMatch
) -> ListFigures:
    """Change a list's name, campaign (null: none), whether it is enabled, its legal basis, share, order and filter.

    A filter written by an administrator sees whole phone numbers; any other sees masked ones.
    """
    there = await ctx.store.lists.get(list_id, sees=ctx.sees)
    if if_match:
        if_match.check(await _shown(there, ctx.store))
    if body.campaign_id is not None:
        await ctx.store.campaigns.get(body.campaign_id, sees=ctx.sees)
    # Each setting is written on its own, and expects what the one before has left.
    if body.name is not None and body.name != there.name:
        there = await ctx.service.lists.rename(list_id, body.name, actor=ctx.actor, expected=if_match.expects(there))
    if "campaign_id" in body.model_fields_set:
        there = await ctx.service.lists.assign(
            list_id, body.campaign_id, actor=ctx.actor, expected=if_match.expects(there)
        )
    if body.enabled is not None:
        there = await ctx.service.lists.set_enabled(
            list_id, enabled=body.enabled, actor=ctx.actor, expected=if_match.expects(there)
        )
    if body.consent is not None:
        there = await ctx.service.consent_corrections.correct(
            list_id, body.consent.inner(), actor=ctx.actor, expected=if_match.expects(there)
        )
    if body.field_types is not None:
        types = written(body.field_types)
        there = await ctx.service.lists.type_fields(list_id, types, actor=ctx.actor, expected=if_match.expects(there))
    if body.model_fields_set & {"weight", "order_by", "filter"}:
        await ctx.service.arranging.set(
            list_id,
            weight=body.weight,
            order_by=body.order_by,
            filter_=body.filter,
            sees_numbers=ctx.caller.sees("number.unmask").reaches(there.company_id),
            actor=ctx.actor,
            expected=if_match.expects(there),
        )
    return await _figures(list_id, ctx)


@router.delete("/lists/{list_id}", status_code=204)
@refuses(UnknownList, InUse)
async def delete_list(list_id: PathId, ctx: Annotated[Context, Needs("list.write")], if_match: IfMatch) -> None:
    """Delete a list without leads, and its import records. A list with leads can be archived."""
    there = await ctx.store.lists.get(list_id, sees=ctx.sees)
    if if_match:
        if_match.check(await _shown(there, ctx.store))
    await ctx.service.lists.delete(list_id, actor=ctx.actor, expected=if_match.expects(there))


@router.get("/lists/{list_id}/leads.csv", response_class=CsvResponse, responses=LATER)
@refuses(UnknownList, TooManyReports)
async def export_leads(
    list_id: PathId,
    ctx: Annotated[Context, Needs("lead.export")],
    fields: Fields = "",
    excel: Excel = False,
    reason: Reason = None,
    prefer: Prefer = None,
) -> Response:
    """Export a list's leads as CSV, in the order in which they were imported, including archived leads.

    Without `fields`: all columns that an import accepts, the custom fields, and the state of each lead. Custom fields
    are `fields.NAME`, or `fields.*` for all. Numbers are masked, unless an administrator gives a reason. Cells that a
    spreadsheet would run as a formula begin with an apostrophe, which an import removes again.
    """
    await ctx.store.lists.get(list_id, sees=readable(ctx, reason))
    chunks = await ctx.service.exports.leads(list_id, fields=fields, reason=reason, actor=ctx.actor)
    subject, name, reports = f"list:{list_id}", f"leads-{list_id}.csv", ctx.service.report_files
    return await csv_report(reports, subject, name, chunks, prefer=prefer, actor=ctx.actor, mark=excel)


@router.post("/lists/{list_id}/archive", status_code=202)
@refuses(UnknownList, InUse)
async def archive_list(list_id: PathId, ctx: Annotated[Context, Needs("list.write")]) -> ListShown:
    """Archive a list. It is no longer dialled, but can still be counted, exported and restored."""
    await ctx.store.lists.get(list_id, sees=ctx.sees)
    return ListShown.of(await ctx.service.arranging.archive(list_id, actor=ctx.actor))


@router.post("/lists/{list_id}/unarchive", status_code=202)
@refuses(UnknownList, InUse)
async def unarchive_list(list_id: PathId, ctx: Annotated[Context, Needs("list.write")]) -> ListShown:
    """Restore an archived list; its leads are as they were."""
    await ctx.store.lists.get(list_id, sees=ctx.sees)
    return ListShown.of(await ctx.service.arranging.unarchive(list_id, actor=ctx.actor))


@router.get("/campaigns/{campaign_id}/penetration")
@refuses(UnknownCampaign)
async def campaign_penetration(
    campaign_id: PathId, ctx: Annotated[Context, Needs("campaign.read")]
) -> PenetrationShown:
    """Measure the campaign's penetration of its lists and, while it runs, forecast when they run out."""
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    return PenetrationShown.of(await ctx.service.penetration.of_campaign(campaign_id))


@router.get("/campaigns/{campaign_id}/list-shares")
@refuses(UnknownCampaign)
async def read_list_shares(campaign_id: PathId, ctx: Annotated[Context, Needs("list.read")]) -> ListSharesShown:
    """Read in which parts the lists of a campaign take turns."""
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    return ListSharesShown.seen(campaign_id, await ctx.store.list_shares.of(campaign_id))


@router.patch("/campaigns/{campaign_id}/list-shares")
@refuses(UnknownCampaign)
async def change_list_shares(
    campaign_id: PathId, body: ListSharesChange, ctx: Annotated[Context, Needs("list.write")], if_match: IfMatch
) -> ListSharesShown:
    """Give lists of a campaign other weights, all of them or none."""
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    there = await ctx.store.list_shares.of(campaign_id)
    if_match.check(ListSharesShown.seen(campaign_id, there))
    weights = {one.list_id: one.weight for one in body.weights}
    expected = if_match.expects(there)
    changed = await ctx.service.arranging.weigh(campaign_id, weights, actor=ctx.actor, expected=expected)
    return ListSharesShown.seen(campaign_id, changed)


async def check_owner(asked: ListInput, ctx: Context) -> None:
    """Check that the caller sees for whom a list is to be made. Raises BadReference, UnknownCampaign."""
    await ctx.store.companies.check(asked.company_id, sees=ctx.sees)
    if asked.campaign_id is not None:
        await ctx.store.campaigns.get(asked.campaign_id, sees=ctx.sees)


async def _figures(list_id: int, ctx: Context) -> ListFigures:
    return await _shown(await ctx.store.lists.get(list_id, sees=ctx.sees), ctx.store)


async def _shown(one: LeadList, store: Store) -> ListFigures:
    counts = await store.lists.counts(one.id)
    leads = {state.value: count for state, count in counts.items()}
    return ListFigures(**asdict(one), types=dict(one.types), leads=leads)
