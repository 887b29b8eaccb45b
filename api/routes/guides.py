"""Guides: written, checked, published, and used by campaigns."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.auth import Context, Needs
from api.dependencies import PathId, QueryId
from api.etags import IfMatch, Precondition, Versioned
from api.locations import located
from api.paging import Search, cut_page, sorted_by
from api.problem_kinds import refuses
from api.schemas.guides import (
    CampaignGuideShown,
    CampaignGuidesInput,
    CampaignGuidesShown,
    GuideChange,
    GuideChecked,
    GuideCheckInput,
    GuideDetail,
    GuideInput,
    GuidePage,
    GuideProblemShown,
    GuideShown,
    GuideVersionInput,
    GuideVersionShown,
)
from dialer.campaigns.guides.model import GuideRecord
from dialer.core.enums import GuideKind
from dialer.core.errors import (
    BadReference,
    CampaignArchived,
    GuidePublished,
    GuideUnpublished,
    InUse,
    NameTaken,
    NotFound,
    UnknownCampaign,
    UnknownGuide,
)
from dialer.documents.law_profile.names import DUTIES
from dialer.services import Service
from dialer.storage.pages import PageRequest
from dialer.stores.everything import Store

router = APIRouter(tags=["guides"], route_class=Versioned)

VersionNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/guides")
async def list_guides(
    ctx: Annotated[Context, Needs("guide.read")],
    page: Annotated[PageRequest, sorted_by("id", "name", "created_at")],
    company_id: QueryId = None,
    kind: GuideKind | None = None,
    q: Search = "",
    archived: Annotated[bool, Query(description="Include archived ones.")] = False,
) -> GuidePage:
    """List the guides, by company or kind if asked."""
    found = await ctx.store.guides.list(
        company_id=company_id, kind=kind, q=q, archived=archived, page=page, sees=ctx.sees
    )
    items, more = cut_page(found, page)
    return GuidePage(items=[GuideShown.of(one) for one in items], next=more)


@router.post("/guides", status_code=201)
@located("/guides/{id}")
@refuses(BadReference, NameTaken)
async def create_guide(body: GuideInput, ctx: Annotated[Context, Needs("guide.write")]) -> GuideDetail:
    """Create a guide without content."""
    await ctx.store.companies.check(body.company_id, sees=ctx.sees)
    made = await ctx.service.guides.create(body.company_id, body.name, body.kind, actor=ctx.actor)
    return await _detail(made, ctx.store)


@router.post("/guides/check")
@refuses(UnknownGuide)
async def check_guide(body: GuideCheckInput, ctx: Annotated[Context, Needs("guide.read")]) -> GuideChecked:
    """List everything that keeps this content from being published, each with its step. Nothing is saved."""
    if body.guide_id is not None:
        await ctx.store.guides.get(body.guide_id, sees=ctx.sees)
    problems = await ctx.service.guides.check(body.body.data(), body.guide_id)
    return GuideChecked(problems=[GuideProblemShown.of(one) for one in problems])


@router.get("/guides/{guide_id}")
@refuses(UnknownGuide)
async def read_guide(guide_id: PathId, ctx: Annotated[Context, Needs("guide.read")]) -> GuideDetail:
    """Read a guide with its versions and how full its quotas are."""
    return await _detail(await ctx.store.guides.get(guide_id, sees=ctx.sees), ctx.store)


@router.patch("/guides/{guide_id}")
@refuses(UnknownGuide, NameTaken, InUse)
async def change_guide(
    guide_id: PathId, body: GuideChange, ctx: Annotated[Context, Needs("guide.write")], if_match: IfMatch
) -> GuideDetail:
    """Rename a guide, archive it, or take it out of the archive. Refused while a campaign uses it."""
    before = await _to_change(guide_id, ctx, if_match)
    changed = await ctx.service.guides.change(
        guide_id, name=body.name, archived=body.archived, actor=ctx.actor, expected=if_match.expects(before)
    )
    return await _detail(changed, ctx.store)


@router.delete("/guides/{guide_id}", status_code=204)
@refuses(UnknownGuide, InUse)
async def delete_guide(guide_id: PathId, ctx: Annotated[Context, Needs("guide.write")], if_match: IfMatch) -> None:
    """Delete a guide that no campaign uses and that was used in no talk. Others can be archived."""
    before = await _to_change(guide_id, ctx, if_match)
    await ctx.service.guides.delete(guide_id, actor=ctx.actor, expected=if_match.expects(before))


@router.post("/guides/{guide_id}/versions", status_code=201)
@located("/guides/{guide_id}/versions/{number}")
@refuses(UnknownGuide)
async def save_guide(
    guide_id: PathId, body: GuideVersionInput, ctx: Annotated[Context, Needs("guide.write")], if_match: IfMatch
) -> GuideVersionShown:
    """Save the next version. It may still have problems, which keep it from being published.

    If-Match names the guide as it was read: refused if somebody else has saved a version since.
    """
    before = await _to_change(guide_id, ctx, if_match)
    saved = await ctx.service.guides.save(
        guide_id, body.body.data(), note=body.note, actor=ctx.actor, expected=if_match.expects(before)
    )
    return GuideVersionShown.of(saved)


@router.get("/guides/{guide_id}/versions/{version_number}")
@refuses(UnknownGuide, NotFound)
async def read_guide_version(
    guide_id: PathId, version_number: VersionNumber, ctx: Annotated[Context, Needs("guide.read")]
) -> GuideVersionShown:
    """Read a version with its content."""
    await ctx.store.guides.get(guide_id, sees=ctx.sees)
    return GuideVersionShown.of(await ctx.store.guides.version(guide_id, version_number))


@router.post("/guides/{guide_id}/versions/{version_number}/publish")
@refuses(UnknownGuide, NotFound, GuidePublished)
async def publish_guide(
    guide_id: PathId, version_number: VersionNumber, ctx: Annotated[Context, Needs("guide.write")]
) -> GuideVersionShown:
    """Publish a version: campaigns use it from the next talk on. Refused with every problem that it has."""
    await ctx.store.guides.get(guide_id, sees=ctx.sees)
    return GuideVersionShown.of(await ctx.service.guides.publish(guide_id, version_number, actor=ctx.actor))


@router.get("/campaigns/{campaign_id}/guides")
@refuses(UnknownCampaign)
async def read_campaign_guides(campaign_id: PathId, ctx: Annotated[Context, Needs("guide.run")]) -> CampaignGuidesShown:
    """Read the guides of a campaign in their newest published versions."""
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    return await _used(campaign_id, ctx.store, ctx.service)


@router.put("/campaigns/{campaign_id}/guides")
@refuses(UnknownCampaign, CampaignArchived, UnknownGuide, GuideUnpublished)
async def set_campaign_guides(
    campaign_id: PathId, body: CampaignGuidesInput, ctx: Annotated[Context, Needs("campaign.write")], if_match: IfMatch
) -> CampaignGuidesShown:
    """Replace the guides of a campaign. A script that lacks a duty of the campaign's profile is refused."""
    campaign = await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    if if_match:
        if_match.check(await _used(campaign_id, ctx.store, ctx.service))
    await ctx.service.guides.use(campaign, body.use(campaign_id), actor=ctx.actor, sees=ctx.sees)
    return await _used(campaign_id, ctx.store, ctx.service)


async def _to_change(guide_id: int, ctx: Context, if_match: Precondition) -> GuideRecord:
    there = await ctx.store.guides.get(guide_id, sees=ctx.sees)
    if if_match:
        if_match.check(await _detail(there, ctx.store))
    return there


async def _detail(guide: GuideRecord, store: Store) -> GuideDetail:
    versions = await store.guides.versions(guide.id)
    return GuideDetail.made(guide, list(versions), await store.guide_runs.counts(guide.id))


async def _used(campaign_id: int, store: Store, service: Service) -> CampaignGuidesShown:
    use, used = await store.guides.use(campaign_id), await service.guides.used(campaign_id)
    return CampaignGuidesShown.model_validate(
        {
            "id": campaign_id,
            "roles": dict(use.roles),
            "identify_first": use.identify_first,
            "link_hosts": list(use.link_hosts),
            "guides": [CampaignGuideShown.used(one) for one in used],
            "duties": {duty: DUTIES.get(duty, duty.replace("_", " ")) for one in used for duty in one.duties},
        }
    )
