"""Campaigns: read, write, start, pause, stop; close, open again, archive."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth import Manager, Supervisor, Wallboard
from api.dependencies import PartsDep, PathId, ServiceDep, StoreDep
from api.etags import IfMatch, Precondition, Versioned
from api.replaced_values import check_nothing_left_out
from api.schemas.campaigns import (
    CampaignAsked,
    CampaignEnd,
    CampaignFigures,
    CampaignLine,
    CampaignShown,
    CampaignStarted,
    TotalsShown,
)
from api.schemas.declared import Declared
from api.schemas.fields import FieldTypesAsked, FieldTypesShown, written
from api.schemas.law import PreflightShown
from api.schemas.wire import Line
from dialer.campaigns.model import CampaignConfig
from dialer.campaigns.store.campaigns import NOT_ARCHIVED
from dialer.core.enums import CampaignStatus
from dialer.stores import Store

router = APIRouter(prefix="/campaigns", tags=["campaigns"], route_class=Versioned)

DAY_S = 86400.0


@router.get("")
async def list_campaigns(
    store: StoreDep,
    _caller: Wallboard,
    name: Annotated[Line | None, Query(max_length=200)] = None,
    archived: Annotated[bool, Query(description="Archived ones too.")] = False,
) -> list[CampaignLine]:
    """List every campaign that is not archived, or the one of this name, archived or not."""
    if name is not None:
        one = await store.campaigns.by_name(name)
        return [CampaignLine.of(one)] if one else []
    statuses = tuple(CampaignStatus) if archived else NOT_ARCHIVED
    return [CampaignLine.of(campaign) for campaign in await store.campaigns.list(statuses)]


@router.post("", status_code=201)
async def create_campaign(body: CampaignAsked, service: ServiceDep, caller: Manager) -> CampaignShown:
    """Write a new campaign. It is stopped until it is started."""
    return CampaignShown.of(await service.campaigns.create(body.draft(), actor=caller.actor))


@router.get("/{campaign_id}")
async def read_campaign(campaign_id: PathId, store: StoreDep, _caller: Supervisor) -> CampaignShown:
    """Read a campaign with its trunks, rules and dispositions."""
    return CampaignShown.of(await store.campaigns.get(campaign_id))


@router.put("/{campaign_id}")
async def update_campaign(
    campaign_id: PathId, body: CampaignAsked, store: StoreDep, service: ServiceDep, caller: Manager, if_match: IfMatch
) -> CampaignShown:
    """Write a campaign anew. The engine takes it up at once, calls that live keep what they started with.

    A field that has a value may not be left out: it would be reset. Its controller changes only while it is stopped.
    """
    before = await _read(campaign_id, store, if_match)
    check_nothing_left_out(body, CampaignShown.of(before))
    changed = await service.campaigns.update(campaign_id, body.draft(), actor=caller.actor, expected=before)
    return CampaignShown.of(changed)


@router.put("/{campaign_id}/fields")
async def type_fields(
    campaign_id: PathId, body: FieldTypesAsked, store: StoreDep, service: ServiceDep, caller: Manager, if_match: IfMatch
) -> CampaignShown:
    """Say what the custom fields of the campaign's leads hold: a cell that does not fit rejects its row."""
    types, before = written(body.field_types), await _read(campaign_id, store, if_match)
    changed = await service.campaigns.type_fields(campaign_id, types, actor=caller.actor, expected=before)
    return CampaignShown.of(changed)


@router.patch("/{campaign_id}/declared")
async def declare_campaign(
    campaign_id: PathId, body: Declared, store: StoreDep, service: ServiceDep, caller: Manager, if_match: IfMatch
) -> CampaignShown:
    """Say for whom the campaign calls, what it sells, and which texts are said; what is left out stays as it is."""
    before = await _read(campaign_id, store, if_match)
    return CampaignShown.of(await service.campaigns.declare(before, body.declared(), actor=caller.actor))


@router.get("/{campaign_id}/fields")
async def read_field_types(
    campaign_id: PathId, service: ServiceDep, parts: PartsDep, _caller: Supervisor
) -> FieldTypesShown:
    """Show what the custom fields hold, and how many leads that came before hold something else. Reads all leads."""
    campaign = await parts.store.campaigns.get(campaign_id)
    return FieldTypesShown(field_types=dict(campaign.field_types), unfit=await service.campaigns.unfit(campaign_id))


@router.delete("/{campaign_id}", status_code=204)
async def delete_campaign(
    campaign_id: PathId, store: StoreDep, service: ServiceDep, caller: Manager, if_match: IfMatch
) -> None:
    """Delete a campaign that never dialled and has neither list nor agent."""
    await _read(campaign_id, store, if_match)
    await service.campaigns.delete(campaign_id, actor=caller.actor)


@router.get("/{campaign_id}/figures")
async def campaign_figures(
    campaign_id: PathId,
    parts: PartsDep,
    _caller: Supervisor,
    hours: Annotated[float, Query(gt=0, le=24 * 366)] = 24.0,
) -> CampaignFigures:
    """Count leads by state, and attempts of the last `hours` by what became of them."""
    await parts.store.campaigns.get(campaign_id)
    leads = await parts.store.leads.counts(campaign_id)
    totals = await parts.store.attempts.totals(campaign_id, parts.clock() - hours * 3600.0)
    return CampaignFigures(leads={state.value: n for state, n in leads.items()}, totals=TotalsShown.of(totals))


@router.get("/{campaign_id}/check")
async def check_campaign(campaign_id: PathId, service: ServiceDep, _caller: Supervisor) -> PreflightShown:
    """Say everything that would stop or delay dialling, how to mend it, and from when on people could be called."""
    return PreflightShown.of(await service.campaigns.check(campaign_id, each_lead=True))


@router.post("/{campaign_id}/start")
async def start_campaign(campaign_id: PathId, service: ServiceDep, caller: Manager) -> CampaignStarted:
    """Start dialling, as soon as agents are ready. What a check says that it stops the campaign is refused.

    A list without the answer of a register that its rules ask for is held while the others are dialled: `held` names
    each, and says how to mend it.
    """
    return CampaignStarted.begun(*await service.campaigns.start(campaign_id, actor=caller.actor))


@router.post("/{campaign_id}/pause")
async def pause_campaign(campaign_id: PathId, service: ServiceDep, caller: Supervisor) -> CampaignLine:
    """Place no new calls; those that live go on."""
    return CampaignLine.of(await service.campaigns.set_status(campaign_id, CampaignStatus.PAUSED, actor=caller.actor))


@router.post("/{campaign_id}/stop")
async def stop_campaign(campaign_id: PathId, service: ServiceDep, caller: Supervisor) -> CampaignLine:
    """Place no new calls and give the claimed leads back."""
    return CampaignLine.of(await service.campaigns.set_status(campaign_id, CampaignStatus.STOPPED, actor=caller.actor))


@router.post("/{campaign_id}/close")
async def close_campaign(
    campaign_id: PathId,
    store: StoreDep,
    service: ServiceDep,
    caller: Manager,
    if_match: IfMatch,
    body: CampaignEnd | None = None,
) -> CampaignLine:
    """End a stopped campaign: it never dials, and its lists are free for other campaigns; it can be opened again.

    Its settings, agents and results stay. Nobody may be logged in to it and no call may live or be wrapped up.
    Promised call-backs keep it open, unless they are to be cancelled: their leads are like all others then.
    """
    options = body or CampaignEnd()
    before = await _read(campaign_id, store, if_match)
    closed = await service.campaigns.close(
        campaign_id, cancel_callbacks=options.cancel_callbacks, actor=caller.actor, expected=before
    )
    return CampaignLine.of(closed)


@router.post("/{campaign_id}/open")
async def open_campaign(
    campaign_id: PathId, store: StoreDep, service: ServiceDep, caller: Manager, if_match: IfMatch
) -> CampaignLine:
    """Open a closed campaign again: it is stopped, and has no lists until they are given to it."""
    before = await _read(campaign_id, store, if_match)
    return CampaignLine.of(await service.campaigns.open_again(campaign_id, actor=caller.actor, expected=before))


@router.post("/{campaign_id}/archive")
async def archive_campaign(
    campaign_id: PathId, store: StoreDep, service: ServiceDep, caller: Manager, if_match: IfMatch
) -> CampaignLine:
    """Put a closed campaign away for good: it can be read, stands in no list unless asked, and is changed no more.

    Its name stays taken. What is kept of its calls is kept as long as the rules of retention say.
    """
    before = await _read(campaign_id, store, if_match)
    return CampaignLine.of(await service.campaigns.archive(campaign_id, actor=caller.actor, expected=before))


async def _read(campaign_id: int, store: Store, if_match: Precondition) -> CampaignConfig:
    """The campaign, if If-Match names its version."""
    there = await store.campaigns.get(campaign_id)
    if_match.check(CampaignShown.of(there))
    return there
