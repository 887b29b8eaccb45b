"""Scripts: written, checked, published, and used by campaigns."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.auth import Context, Needs
from api.dependencies import PathId, QueryId
from api.etags import IfMatch, Precondition, Versioned
from api.locations import located
from api.paging import Search, cut_page, sorted_by
from api.problem_kinds import refuses
from api.schemas.scripts import (
    CampaignScriptShown,
    CampaignScriptsInput,
    CampaignScriptsShown,
    ScriptChange,
    ScriptChecked,
    ScriptCheckInput,
    ScriptDetail,
    ScriptInput,
    ScriptPage,
    ScriptProblemShown,
    ScriptShown,
    ScriptVersionInput,
    ScriptVersionShown,
)
from dialer.campaigns.scripts.model import ScriptRecord
from dialer.core.enums import ScriptKind
from dialer.core.errors import (
    BadReference,
    CampaignArchived,
    InUse,
    NameTaken,
    NotFound,
    ScriptPublished,
    ScriptUnpublished,
    UnknownCampaign,
    UnknownScript,
)
from dialer.documents.law_profile.names import DUTIES
from dialer.services import Service
from dialer.storage.pages import PageRequest
from dialer.stores.everything import Store

router = APIRouter(tags=["scripts"], route_class=Versioned)

VersionNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/scripts")
async def list_scripts(
    ctx: Annotated[Context, Needs("script.read")],
    page: Annotated[PageRequest, sorted_by("id", "name", "created_at")],
    company_id: QueryId = None,
    kind: ScriptKind | None = None,
    q: Search = "",
    archived: Annotated[bool, Query(description="Include archived ones.")] = False,
) -> ScriptPage:
    """List the scripts, by company or kind if asked."""
    found = await ctx.store.scripts.list(
        company_id=company_id, kind=kind, q=q, archived=archived, page=page, sees=ctx.sees
    )
    items, more = cut_page(found, page)
    return ScriptPage(items=[ScriptShown.of(one) for one in items], next=more)


@router.post("/scripts", status_code=201)
@located("/scripts/{id}")
@refuses(BadReference, NameTaken)
async def create_script(body: ScriptInput, ctx: Annotated[Context, Needs("script.write")]) -> ScriptDetail:
    """Create a script without content."""
    await ctx.store.companies.check(body.company_id, sees=ctx.sees)
    made = await ctx.service.scripts.create(body.company_id, body.name, body.kind, actor=ctx.actor)
    return await _detail(made, ctx.store)


@router.post("/scripts/check")
@refuses(UnknownScript)
async def check_script(body: ScriptCheckInput, ctx: Annotated[Context, Needs("script.read")]) -> ScriptChecked:
    """List everything that keeps this content from being published, each with its step. Nothing is saved."""
    if body.script_id is not None:
        await ctx.store.scripts.get(body.script_id, sees=ctx.sees)
    problems = await ctx.service.scripts.check(body.body.data(), body.script_id)
    return ScriptChecked(problems=[ScriptProblemShown.of(one) for one in problems])


@router.get("/scripts/{script_id}")
@refuses(UnknownScript)
async def read_script(script_id: PathId, ctx: Annotated[Context, Needs("script.read")]) -> ScriptDetail:
    """Read a script with its versions and how full its quotas are."""
    return await _detail(await ctx.store.scripts.get(script_id, sees=ctx.sees), ctx.store)


@router.patch("/scripts/{script_id}")
@refuses(UnknownScript, NameTaken, InUse)
async def change_script(
    script_id: PathId, body: ScriptChange, ctx: Annotated[Context, Needs("script.write")], if_match: IfMatch
) -> ScriptDetail:
    """Rename a script, archive it, or take it out of the archive. Refused while a campaign uses it."""
    before = await _to_change(script_id, ctx, if_match)
    changed = await ctx.service.scripts.change(
        script_id, name=body.name, archived=body.archived, actor=ctx.actor, expected=if_match.expects(before)
    )
    return await _detail(changed, ctx.store)


@router.delete("/scripts/{script_id}", status_code=204)
@refuses(UnknownScript, InUse)
async def delete_script(script_id: PathId, ctx: Annotated[Context, Needs("script.write")], if_match: IfMatch) -> None:
    """Delete a script that no campaign uses and that was used in no talk. Others can be archived."""
    before = await _to_change(script_id, ctx, if_match)
    await ctx.service.scripts.delete(script_id, actor=ctx.actor, expected=if_match.expects(before))


@router.post("/scripts/{script_id}/versions", status_code=201)
@located("/scripts/{script_id}/versions/{number}")
@refuses(UnknownScript)
async def save_script(
    script_id: PathId, body: ScriptVersionInput, ctx: Annotated[Context, Needs("script.write")], if_match: IfMatch
) -> ScriptVersionShown:
    """Save the next version. It may still have problems, which keep it from being published.

    If-Match names the script as it was read: refused if somebody else has saved a version since.
    """
    before = await _to_change(script_id, ctx, if_match)
    saved = await ctx.service.scripts.save(
        script_id, body.body.data(), note=body.note, actor=ctx.actor, expected=if_match.expects(before)
    )
    return ScriptVersionShown.of(saved)


@router.get("/scripts/{script_id}/versions/{version_number}")
@refuses(UnknownScript, NotFound)
async def read_script_version(
    script_id: PathId, version_number: VersionNumber, ctx: Annotated[Context, Needs("script.read")]
) -> ScriptVersionShown:
    """Read a version with its content."""
    await ctx.store.scripts.get(script_id, sees=ctx.sees)
    return ScriptVersionShown.of(await ctx.store.scripts.version(script_id, version_number))


@router.post("/scripts/{script_id}/versions/{version_number}/publish")
@refuses(UnknownScript, NotFound, ScriptPublished)
async def publish_script(
    script_id: PathId, version_number: VersionNumber, ctx: Annotated[Context, Needs("script.write")]
) -> ScriptVersionShown:
    """Publish a version: campaigns use it from the next talk on. Refused with every problem that it has."""
    await ctx.store.scripts.get(script_id, sees=ctx.sees)
    return ScriptVersionShown.of(await ctx.service.scripts.publish(script_id, version_number, actor=ctx.actor))


@router.get("/campaigns/{campaign_id}/scripts")
@refuses(UnknownCampaign)
async def read_campaign_scripts(
    campaign_id: PathId, ctx: Annotated[Context, Needs("script.run")]
) -> CampaignScriptsShown:
    """Read the scripts of a campaign in their newest published versions."""
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    return await _used(campaign_id, ctx.store, ctx.service)


@router.put("/campaigns/{campaign_id}/scripts")
@refuses(UnknownCampaign, CampaignArchived, UnknownScript, ScriptUnpublished)
async def set_campaign_scripts(
    campaign_id: PathId, body: CampaignScriptsInput, ctx: Annotated[Context, Needs("campaign.write")], if_match: IfMatch
) -> CampaignScriptsShown:
    """Replace the scripts of a campaign. A script that lacks a duty of the campaign's profile is refused."""
    campaign = await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    if if_match:
        if_match.check(await _used(campaign_id, ctx.store, ctx.service))
    await ctx.service.scripts.use(campaign, body.use(campaign_id), actor=ctx.actor, sees=ctx.sees)
    return await _used(campaign_id, ctx.store, ctx.service)


async def _to_change(script_id: int, ctx: Context, if_match: Precondition) -> ScriptRecord:
    there = await ctx.store.scripts.get(script_id, sees=ctx.sees)
    if if_match:
        if_match.check(await _detail(there, ctx.store))
    return there


async def _detail(script: ScriptRecord, store: Store) -> ScriptDetail:
    versions = await store.scripts.versions(script.id)
    return ScriptDetail.made(script, list(versions), await store.script_runs.counts(script.id))


async def _used(campaign_id: int, store: Store, service: Service) -> CampaignScriptsShown:
    use, used = await store.scripts.use(campaign_id), await service.scripts.used(campaign_id)
    return CampaignScriptsShown.model_validate(
        {
            "id": campaign_id,
            "roles": dict(use.roles),
            "identify_first": use.identify_first,
            "link_hosts": list(use.link_hosts),
            "scripts": [CampaignScriptShown.used(one) for one in used],
            "duties": {duty: DUTIES.get(duty, duty.replace("_", " ")) for one in used for duty in one.duties},
        }
    )
