"""Campaigns: read, write, start, pause, stop; close, open again, archive."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth import Context, Needs
from api.dependencies import PathId, QueryId
from api.etags import IfMatch, Precondition, Versioned
from api.locations import located
from api.merge_patch import Patch, Patched
from api.paging import Search, cut_page, sorted_by
from api.problem_kinds import refuses
from api.replaced_values import check_nothing_left_out
from api.schemas.campaigns import (
    CampaignCopyInput,
    CampaignEnd,
    CampaignFigures,
    CampaignInput,
    CampaignLine,
    CampaignPage,
    CampaignShown,
    CampaignStarted,
    DispositionShown,
    MoodCountShown,
    TotalsShown,
    WeekShown,
)
from api.schemas.declared import Declared
from api.schemas.fields import FieldTypesInput, FieldTypesShown, written
from api.schemas.law import PreflightShown
from api.schemas.machine_detection import MachineDetectionShown
from api.schemas.wire import Line
from dialer.campaigns.model import CampaignConfig
from dialer.campaigns.preflight.inputs import CampaignNotReady
from dialer.campaigns.store.campaigns import NOT_ARCHIVED
from dialer.core.enums import AgentWish, CampaignStatus
from dialer.core.errors import (
    BadReference,
    CampaignArchived,
    CampaignClosed,
    CampaignHasAgents,
    CampaignHasCallbacks,
    CampaignInCall,
    CampaignNotClosed,
    CampaignNotStopped,
    CompanyFixed,
    InUse,
    NameTaken,
    UnknownCampaign,
)
from dialer.core.request_errors import LeftOut
from dialer.core.time_units import HOUR_S
from dialer.storage.pages import PageRequest

router = APIRouter(prefix="/campaigns", tags=["campaigns"], route_class=Versioned)


@router.get("")
async def list_campaigns(
    ctx: Annotated[Context, Needs("campaign.list")],
    page: Annotated[PageRequest, sorted_by("id", "name", "created_at")],
    company_id: QueryId = None,
    name: Annotated[Line | None, Query(max_length=200)] = None,
    q: Search = "",
    status: Annotated[CampaignStatus | None, Query(description="Left out: all but archived ones.")] = None,
    archived: Annotated[bool, Query(description="Include archived ones.")] = False,
) -> CampaignPage:
    """List the campaigns that are not archived, or the one of this name, archived or not."""
    if name is not None:
        one = await ctx.store.campaigns.by_name(name, sees=ctx.sees)
        return CampaignPage(items=[CampaignLine.of(one)] if one else [], next=None)
    statuses = (status,) if status is not None else tuple(CampaignStatus) if archived else NOT_ARCHIVED
    found = await ctx.store.campaigns.list(statuses, company_id=company_id, q=q, page=page, sees=ctx.sees)
    items, more = cut_page(found, page)
    return CampaignPage(items=[CampaignLine.of(campaign) for campaign in items], next=more)


@router.post("", status_code=201)
@located("/campaigns/{id}")
@refuses(NameTaken, BadReference)
async def create_campaign(body: CampaignInput, ctx: Annotated[Context, Needs("campaign.write")]) -> CampaignShown:
    """Create a campaign. It is stopped until it is started."""
    await ctx.store.companies.check(body.company_id, sees=ctx.sees)
    return CampaignShown.of(await ctx.service.campaigns.create(body.draft(), actor=ctx.actor))


@router.post("/{campaign_id}/copy", status_code=201)
@located("/campaigns/{id}")
@refuses(UnknownCampaign, NameTaken, BadReference)
async def copy_campaign(
    campaign_id: PathId, body: CampaignCopyInput, ctx: Annotated[Context, Needs("campaign.write")]
) -> CampaignShown:
    """Create a campaign with the settings and scripts of another: stopped, without lists and agents.

    Loosened rules and the audit of machine detection stay behind: somebody answers for them there alone.
    """
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    return CampaignShown.of(await ctx.service.campaigns.copy(campaign_id, name=body.name, actor=ctx.actor))


@router.get("/{campaign_id}")
@refuses(UnknownCampaign)
async def read_campaign(campaign_id: PathId, ctx: Annotated[Context, Needs("campaign.read")]) -> CampaignShown:
    """Read a campaign with its trunks, rules and dispositions."""
    return CampaignShown.of(await ctx.store.campaigns.get(campaign_id, sees=ctx.sees))


@router.get("/{campaign_id}/dispositions")
@refuses(UnknownCampaign)
async def list_dispositions(
    campaign_id: PathId, ctx: Annotated[Context, Needs("campaign.read", own_things=True)]
) -> list[DispositionShown]:
    """List the dispositions of a campaign with their reasons and what each requires, in the order agents see them.

    Agents see those of campaigns that they are logged in to, or of which they have a talk to finish.
    """
    campaign = await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    if ctx.of_agent is not None:
        await check_works_in(campaign_id, ctx.of_agent, ctx)
    return [DispositionShown.of(one) for one in campaign.dispositions]


@router.get("/{campaign_id}/moods")
@refuses(UnknownCampaign)
async def campaign_moods(campaign_id: PathId, ctx: Annotated[Context, Needs("campaign.read")]) -> list[MoodCountShown]:
    """Count the contacts of a campaign by the person's mood and customer type, as agents typed them; never by agent.

    By month for those older than 90 days, whose interactions do not say it any more; of the others all together.
    """
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    return [MoodCountShown.of(one) for one in await ctx.store.moods.of_campaign(campaign_id)]


async def check_works_in(campaign_id: int, agent_id: int, ctx: Context) -> None:
    """Check that an agent works in a campaign, or has a talk of it to finish. Raises UnknownCampaign."""
    agent = await ctx.store.agents.get(agent_id, sees=ctx.sees)
    here = agent.wish is not AgentWish.LOGGED_OUT and campaign_id in (agent.campaign_id, *agent.also_campaign_ids)
    if not here and campaign_id not in await ctx.store.interactions.unfinished_in(agent_id):
        raise UnknownCampaign(id=campaign_id)


@router.put("/{campaign_id}")
@refuses(UnknownCampaign, LeftOut, NameTaken, BadReference, CompanyFixed, CampaignArchived)
async def update_campaign(
    campaign_id: PathId, body: CampaignInput, ctx: Annotated[Context, Needs("campaign.write")], if_match: IfMatch
) -> CampaignShown:
    """Replace a campaign. The engine applies it at once; live calls keep the settings they started with.

    A field that has a value may not be omitted: it would be reset. The company can change only while the campaign is
    stopped.
    """
    before = await _read(campaign_id, ctx, if_match)
    check_nothing_left_out(body, CampaignShown.of(before))
    return await _write(before, body, ctx)


@router.patch("/{campaign_id}")
@refuses(UnknownCampaign, NameTaken, BadReference, CompanyFixed, CampaignArchived)
async def patch_campaign(
    campaign_id: PathId,
    patch: Annotated[Patch, Patched(CampaignInput)],
    ctx: Annotated[Context, Needs("campaign.write")],
    if_match: IfMatch,
) -> CampaignShown:
    """Change what is sent of a campaign. The engine applies it at once."""
    before = await _read(campaign_id, ctx, if_match)
    body: CampaignInput = patch.on(CampaignShown.of(before))
    return await _write(before, body, ctx)


@router.put("/{campaign_id}/fields")
@refuses(UnknownCampaign, CampaignArchived)
async def type_fields(
    campaign_id: PathId, body: FieldTypesInput, ctx: Annotated[Context, Needs("campaign.write")], if_match: IfMatch
) -> CampaignShown:
    """Set the types of the campaign's custom fields. An import rejects a row with a cell that does not fit."""
    types, before = written(body.field_types), await _read(campaign_id, ctx, if_match)
    changed = await ctx.service.campaigns.type_fields(campaign_id, types, actor=ctx.actor, expected=before)
    return CampaignShown.of(changed)


@router.patch("/{campaign_id}/declared")
@refuses(UnknownCampaign, CampaignArchived)
async def declare_campaign(
    campaign_id: PathId, body: Declared, ctx: Annotated[Context, Needs("campaign.write")], if_match: IfMatch
) -> CampaignShown:
    """Declare the campaign's seller, product and texts. Omitted fields stay unchanged."""
    before = await _read(campaign_id, ctx, if_match)
    return CampaignShown.of(await ctx.service.campaigns.declare(before, body.declared(), actor=ctx.actor))


@router.get("/{campaign_id}/fields")
@refuses(UnknownCampaign)
async def read_field_types(campaign_id: PathId, ctx: Annotated[Context, Needs("campaign.read")]) -> FieldTypesShown:
    """Read the types of the custom fields, and how many existing leads do not fit them. Reads all leads."""
    campaign = await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    return FieldTypesShown(field_types=dict(campaign.field_types), unfit=await ctx.service.campaigns.unfit(campaign_id))


@router.delete("/{campaign_id}", status_code=204)
@refuses(UnknownCampaign, CampaignArchived, InUse)
async def delete_campaign(
    campaign_id: PathId, ctx: Annotated[Context, Needs("campaign.write")], if_match: IfMatch
) -> None:
    """Delete a campaign that never dialled and has no list and no agent."""
    before = await _read(campaign_id, ctx, if_match)
    await ctx.service.campaigns.delete(campaign_id, actor=ctx.actor, expected=if_match.expects(before))


@router.get("/{campaign_id}/figures")
@refuses(UnknownCampaign)
async def campaign_figures(
    campaign_id: PathId,
    ctx: Annotated[Context, Needs("campaign.read")],
    hours: Annotated[float, Query(gt=0, le=24 * 366)] = 24.0,
) -> CampaignFigures:
    """Count leads by state, and attempts of the last `hours` by outcome and disposition."""
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    leads = await ctx.store.leads.counts(campaign_id)
    totals = await ctx.store.attempts.totals(campaign_id, ctx.parts.clock() - hours * HOUR_S)
    return CampaignFigures(leads={state.value: n for state, n in leads.items()}, totals=TotalsShown.of(totals))


@router.get("/{campaign_id}/check")
@refuses(UnknownCampaign)
async def check_campaign(campaign_id: PathId, ctx: Annotated[Context, Needs("campaign.read")]) -> PreflightShown:
    """List everything that would stop or delay dialling with what to do about it, and when calls could begin."""
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    return PreflightShown.of(await ctx.service.campaigns.check(campaign_id, each_lead=True))


@router.get("/{campaign_id}/week")
@refuses(UnknownCampaign)
async def campaign_week(campaign_id: PathId, ctx: Annotated[Context, Needs("campaign.read")]) -> WeekShown:
    """Show the coming week for people in the campaign's time zone: when they may be called, and who closes the rest.

    Holidays are those of the campaign's laws. With several laws an hour is closed where all of them close it. Besides:
    where rules of these laws contradict each other.
    """
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    return WeekShown.seen(await ctx.service.campaigns.week(campaign_id))


@router.get("/{campaign_id}/machine-detection")
@refuses(UnknownCampaign)
async def campaign_machine_detection(
    campaign_id: PathId,
    ctx: Annotated[Context, Needs("campaign.read")],
    days: Annotated[int, Query(ge=1, le=365, description="Calls placed in so many days until now.")] = 30,
) -> MachineDetectionShown:
    """Count what machine detection costs the campaign: its delay, machines it misses, people it may have lost.

    Each share has the interval in which the true one lies with 95 % confidence.
    """
    return MachineDetectionShown.seen(
        await ctx.service.machine_detection.of_campaign(campaign_id, days=days, sees=ctx.sees)
    )


@router.post("/{campaign_id}/start")
@refuses(UnknownCampaign, CampaignClosed, CampaignArchived, CampaignNotReady)
async def start_campaign(campaign_id: PathId, ctx: Annotated[Context, Needs("campaign.start")]) -> CampaignStarted:
    """Start dialling as soon as agents are ready. Refused if the check finds something that stops it.

    A list without a required register check is held while the others are dialled: `held` names each such list and what
    to do.
    """
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    return CampaignStarted.begun(*await ctx.service.campaigns.start(campaign_id, actor=ctx.actor))


@router.post("/{campaign_id}/pause")
@refuses(UnknownCampaign, CampaignClosed, CampaignArchived)
async def pause_campaign(campaign_id: PathId, ctx: Annotated[Context, Needs("campaign.stop")]) -> CampaignLine:
    """Place no new calls; live calls continue."""
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    return CampaignLine.of(await ctx.service.campaigns.set_status(campaign_id, CampaignStatus.PAUSED, actor=ctx.actor))


@router.post("/{campaign_id}/stop")
@refuses(UnknownCampaign, CampaignClosed, CampaignArchived)
async def stop_campaign(campaign_id: PathId, ctx: Annotated[Context, Needs("campaign.stop")]) -> CampaignLine:
    """Place no new calls and release the claimed leads."""
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    return CampaignLine.of(await ctx.service.campaigns.set_status(campaign_id, CampaignStatus.STOPPED, actor=ctx.actor))


@router.post("/{campaign_id}/close")
@refuses(
    UnknownCampaign,
    CampaignClosed,
    CampaignArchived,
    CampaignNotStopped,
    CampaignHasAgents,
    CampaignInCall,
    CampaignHasCallbacks,
)
async def close_campaign(
    campaign_id: PathId,
    ctx: Annotated[Context, Needs("campaign.end")],
    if_match: IfMatch,
    body: CampaignEnd | None = None,
) -> CampaignLine:
    """Close a stopped campaign and free its lists for other campaigns. It can be opened again.

    Its settings, agents and results are kept. Refused while an agent is logged in to it, a call is live or in wrap-up,
    or call-backs are waiting, unless `cancel_callbacks` returns their leads to normal dialling.
    """
    options = body or CampaignEnd()
    before = await _read(campaign_id, ctx, if_match)
    closed = await ctx.service.campaigns.close(
        campaign_id, cancel_callbacks=options.cancel_callbacks, actor=ctx.actor, expected=before
    )
    return CampaignLine.of(closed)


@router.post("/{campaign_id}/open")
@refuses(UnknownCampaign, CampaignArchived, CampaignNotClosed)
async def open_campaign(
    campaign_id: PathId, ctx: Annotated[Context, Needs("campaign.end")], if_match: IfMatch
) -> CampaignLine:
    """Reopen a closed campaign. It is stopped and has no lists."""
    before = await _read(campaign_id, ctx, if_match)
    return CampaignLine.of(await ctx.service.campaigns.open_again(campaign_id, actor=ctx.actor, expected=before))


@router.post("/{campaign_id}/archive")
@refuses(UnknownCampaign, CampaignArchived, CampaignNotClosed)
async def archive_campaign(
    campaign_id: PathId, ctx: Annotated[Context, Needs("campaign.end")], if_match: IfMatch
) -> CampaignLine:
    """Archive a closed campaign for good: it can be read, but not changed, and is listed only with `archived`.

    Its name stays reserved. Its calls are kept as long as the retention rules say.
    """
    before = await _read(campaign_id, ctx, if_match)
    return CampaignLine.of(await ctx.service.campaigns.archive(campaign_id, actor=ctx.actor, expected=before))


async def _write(before: CampaignConfig, body: CampaignInput, ctx: Context) -> CampaignShown:
    if body.company_id != before.company.id:
        await ctx.store.companies.check(body.company_id, sees=ctx.sees)
    changed = await ctx.service.campaigns.update(before.id, body.draft(), actor=ctx.actor, expected=before)
    return CampaignShown.of(changed)


async def _read(campaign_id: int, ctx: Context, if_match: Precondition) -> CampaignConfig:
    """The campaign, if If-Match names its version."""
    there = await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    if_match.check(CampaignShown.of(there))
    return there
