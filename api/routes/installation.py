"""Companies, caller ids, nodes and trunks."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.auth import Context, Needs
from api.dependencies import PathId, QueryId
from api.etags import IfMatch, Precondition, Versioned
from api.locations import located
from api.merge_patch import Patch, Patched
from api.paging import cut_page, sorted_by
from api.problem_kinds import refuses
from api.replaced_values import check_nothing_left_out
from api.schemas.installation import (
    CallerIdChange,
    CallerIdInput,
    CallerIdPage,
    CallerIdShown,
    CompanyChange,
    CompanyInput,
    CompanyPage,
    CompanyShown,
    NodeInput,
    NodeShown,
    TrunkInput,
    TrunkShown,
)
from api.schemas.wire import Line, RequestBody, Resource
from dialer.access.companies.store import CallerIds
from dialer.audit.actions import CALLER_ID_CHANGED, CALLER_ID_CREATED
from dialer.audit.store import Act
from dialer.core.errors import BadReference, InUse, NameTaken, NodeInCall, NotFound
from dialer.core.request_errors import Invalid, LeftOut
from dialer.i18n.message import msg
from dialer.numbers.e164 import e164
from dialer.provisioning.errors import ApplyUnderWay
from dialer.storage.pages import PageRequest
from dialer.telephony.nodes.service import accept_node, accept_trunk
from dialer.telephony.nodes.store.nodes import Nodes
from dialer.telephony.trunks.store import Trunks

router = APIRouter(tags=["estate"], route_class=Versioned)

Retired = Annotated[bool, Query(description="Include retired ones.")]
PathName = Annotated[str, Path(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9_.-]+$")]


@router.get("/companies")
async def list_companies(
    ctx: Annotated[Context, Needs("company.read")],
    page: Annotated[PageRequest, sorted_by("id", "name")],
    name: Annotated[Line | None, Query(max_length=200)] = None,
    retired: Retired = False,
) -> CompanyPage:
    """List the companies on whose behalf people are called, or the one of this name."""
    found = await ctx.store.companies.list(name=name, retired=retired, page=page, sees=ctx.sees)
    items, more = cut_page(found, page)
    return CompanyPage(items=[CompanyShown.of(one) for one in items], next=more)


@router.post("/companies", status_code=201)
@located("/companies/{id}")
@refuses(NameTaken)
async def create_company(
    body: CompanyInput, ctx: Annotated[Context, Needs("company.write", all_companies=True)]
) -> CompanyShown:
    """Create a company. One that was retired under this name comes back, without `privacy` with what it had."""
    privacy = body.privacy.inner() if "privacy" in body.model_fields_set else None
    return CompanyShown.of(await ctx.service.companies.create(body.name, privacy, actor=ctx.actor))


@router.get("/companies/{company_id}")
@refuses(NotFound)
async def read_company(company_id: PathId, ctx: Annotated[Context, Needs("company.read")]) -> CompanyShown:
    """Read a company."""
    return CompanyShown.of(await ctx.store.companies.get(company_id, sees=ctx.sees))


@router.put("/companies/{company_id}")
@refuses(NotFound, NameTaken, LeftOut)
async def change_company(
    company_id: PathId, body: CompanyChange, ctx: Annotated[Context, Needs("company.write")], if_match: IfMatch
) -> CompanyShown:
    """Replace the information given to people about a company: its contacts, and who else gets the data; rename it.

    A field that has a value may not be omitted: it would be reset. Without `name` the name stays.
    """
    before = await ctx.store.companies.get(company_id, sees=ctx.sees)
    _check(CompanyShown.of(before), body, if_match)
    name = before.name if body.name is None else body.name
    changed = await ctx.service.companies.change(before, name, body.privacy.inner(), actor=ctx.actor)
    return CompanyShown.of(changed)


@router.patch("/companies/{company_id}")
@refuses(NotFound, NameTaken)
async def patch_company(
    company_id: PathId,
    patch: Annotated[Patch, Patched(CompanyChange)],
    ctx: Annotated[Context, Needs("company.write")],
    if_match: IfMatch,
) -> CompanyShown:
    """Change what is sent of a company: its name, and the information given to people about it."""
    before = await ctx.store.companies.get(company_id, sees=ctx.sees)
    if_match.check(CompanyShown.of(before))
    body: CompanyChange = patch.on(CompanyShown.of(before))
    name = before.name if body.name is None else body.name
    changed = await ctx.service.companies.change(before, name, body.privacy.inner(), actor=ctx.actor)
    return CompanyShown.of(changed)


@router.delete("/companies/{company_id}", status_code=204)
@refuses(NotFound, InUse)
async def retire_company(
    company_id: PathId, ctx: Annotated[Context, Needs("company.write", all_companies=True)], if_match: IfMatch
) -> None:
    """Retire a company all of whose campaigns are closed or archived. Creating it again restores it.

    It takes no new campaigns, lists, scripts, caller ids and pools. What was done in its name is kept as the retention
    rules say, and its people are answered as before.
    """
    there = await ctx.store.companies.get(company_id, sees=ctx.sees)
    if_match.check(CompanyShown.of(there))
    expected = if_match.expects(there)
    await ctx.store.retiring.company(company_id, actor=ctx.actor, now=ctx.parts.clock(), expected=expected)


@router.get("/caller-ids")
async def list_caller_ids(
    ctx: Annotated[Context, Needs("caller_id.read")],
    page: Annotated[PageRequest, sorted_by("id", "number")],
    company_id: QueryId = None,
) -> CallerIdPage:
    """List the caller ids, or those of a company."""
    items, more = cut_page(await ctx.store.caller_ids.list(company_id, page=page, sees=ctx.sees), page)
    return CallerIdPage(items=[CallerIdShown.of(one) for one in items], next=more)


@router.post("/caller-ids", status_code=201)
@located("/caller-ids/{id}")
@refuses(NameTaken, BadReference)
async def create_caller_id(body: CallerIdInput, ctx: Annotated[Context, Needs("caller_id.write")]) -> CallerIdShown:
    """Create a caller id for a company."""
    await ctx.store.companies.check(body.company_id, sees=ctx.sees)
    company = await ctx.store.companies.get(body.company_id, sees=ctx.sees)
    number = e164(body.number, company.privacy.country)
    if number is None:
        raise Invalid([("number", msg("write it in E.164, as in +390212345678"))])
    facts = body.model_dump(mode="json", exclude={"company_id"}) | {"number": number}
    act = _act(ctx, CALLER_ID_CREATED, "caller_id", facts)
    return CallerIdShown.of(await CallerIds(act).create(body.company_id, number, **body.facts()))


@router.get("/caller-ids/{caller_id_id}")
@refuses(NotFound)
async def read_caller_id(caller_id_id: PathId, ctx: Annotated[Context, Needs("caller_id.read")]) -> CallerIdShown:
    """Read a caller id."""
    return CallerIdShown.of(await ctx.store.caller_ids.get(caller_id_id, sees=ctx.sees))


@router.put("/caller-ids/{caller_id_id}")
@refuses(NotFound, LeftOut)
async def change_caller_id(
    caller_id_id: PathId, body: CallerIdChange, ctx: Annotated[Context, Needs("caller_id.write")], if_match: IfMatch
) -> CallerIdShown:
    """Replace the details of a caller id: its class, where it is declared, and the last test call.

    A field that has a value may not be omitted: it would be reset.
    """
    before = await ctx.store.caller_ids.get(caller_id_id, sees=ctx.sees)
    _check(CallerIdShown.of(before), body, if_match)
    act = _act(ctx, CALLER_ID_CHANGED, "caller_id", body.model_dump(mode="json"))
    return CallerIdShown.of(await CallerIds(act).update(caller_id_id, expected=before, **body.facts()))


@router.patch("/caller-ids/{caller_id_id}")
@refuses(NotFound)
async def patch_caller_id(
    caller_id_id: PathId,
    patch: Annotated[Patch, Patched(CallerIdChange)],
    ctx: Annotated[Context, Needs("caller_id.write")],
    if_match: IfMatch,
) -> CallerIdShown:
    """Change what is sent of a caller id's details."""
    before = await ctx.store.caller_ids.get(caller_id_id, sees=ctx.sees)
    if_match.check(CallerIdShown.of(before))
    body: CallerIdChange = patch.on(CallerIdShown.of(before))
    act = _act(ctx, CALLER_ID_CHANGED, "caller_id", body.model_dump(mode="json"))
    return CallerIdShown.of(await CallerIds(act).update(caller_id_id, expected=before, **body.facts()))


@router.get("/nodes")
async def list_nodes(ctx: Annotated[Context, Needs("node.read")], retired: Retired = False) -> list[NodeShown]:
    """List the Asterisk servers that are in use."""
    return [NodeShown.of(one) for one in await ctx.store.nodes.list(retired=retired)]


@router.get("/nodes/{name}")
@refuses(NotFound)
async def read_node(name: PathName, ctx: Annotated[Context, Needs("node.read")]) -> NodeShown:
    """Read the node of this name."""
    if (node := await ctx.store.nodes.by_name(name)) is None:
        raise NotFound(node=name)
    return NodeShown.of(node)


@router.put("/nodes/{name}")
@refuses(LeftOut, NodeInCall)
async def write_node(
    name: PathName, body: NodeInput, ctx: Annotated[Context, Needs("node.write")], if_match: IfMatch
) -> NodeShown:
    """Create or replace the node of this name. A field that has a value may not be omitted."""
    before = await ctx.store.nodes.by_name(name)
    _check(None if before is None else NodeShown.of(before), body, if_match)
    await accept_node(ctx.store, ctx.store.attempts.live, ctx.parts.bus, ctx.parts.settings, body.inner(name))
    act = _act(ctx, "node.write", "node", body.model_dump())
    node = await Nodes(act).upsert(name, **body.model_dump(), expected=before)
    return NodeShown.of(node)


@router.patch("/nodes/{name}")
@refuses(NotFound, NodeInCall)
async def patch_node(
    name: PathName,
    patch: Annotated[Patch, Patched(NodeInput)],
    ctx: Annotated[Context, Needs("node.write")],
    if_match: IfMatch,
) -> NodeShown:
    """Change what is sent of the node of this name."""
    if (before := await ctx.store.nodes.by_name(name)) is None:
        raise NotFound(node=name)
    if_match.check(NodeShown.of(before))
    body: NodeInput = patch.on(NodeShown.of(before))
    await accept_node(ctx.store, ctx.store.attempts.live, ctx.parts.bus, ctx.parts.settings, body.inner(name))
    act = _act(ctx, "node.write", "node", body.model_dump())
    node = await Nodes(act).upsert(name, **body.model_dump(), expected=before)
    return NodeShown.of(node)


@router.get("/trunks")
async def list_trunks(
    ctx: Annotated[Context, Needs("trunk.read")], node_id: QueryId = None, retired: Retired = False
) -> list[TrunkShown]:
    """List the trunks that are in use."""
    return [TrunkShown.of(one) for one in await ctx.store.trunks.list(node_id, retired=retired)]


@router.delete("/nodes/{node_id}/trunks/{name}", status_code=204)
@refuses(NotFound, InUse, ApplyUnderWay)
async def retire_trunk(
    node_id: PathId, name: PathName, ctx: Annotated[Context, Needs("trunk.write")], if_match: IfMatch
) -> None:
    """Retire a trunk that no campaign under way uses and on which no call lives. Creating it again restores it.

    One that Pronto has written leaves Asterisk too; rolling it back brings it back.
    """
    there = await ctx.store.trunks.by_name(node_id, name)
    if_match.check(None if there is None else TrunkShown.of(there))
    expected = if_match.expects(there)
    await ctx.service.retirement.retire(node_id, name, actor=ctx.actor, expected=expected)


@router.delete("/nodes/{name}", status_code=204)
@refuses(NotFound, InUse)
async def retire_node(name: PathName, ctx: Annotated[Context, Needs("node.write")], if_match: IfMatch) -> None:
    """Retire a node and its trunks. Refused while it dials or agents are logged in on it.

    What Pronto has written into its Asterisk stays there: take trunks and phones away first where it should not.
    """
    there = await ctx.store.nodes.by_name(name)
    if_match.check(None if there is None else NodeShown.of(there))
    expected = if_match.expects(there)
    await ctx.store.retiring.node(name, actor=ctx.actor, now=ctx.parts.clock(), expected=expected)


@router.delete("/caller-ids/{caller_id_id}", status_code=204)
@refuses(NotFound, InUse)
async def delete_caller_id(
    caller_id_id: PathId, ctx: Annotated[Context, Needs("caller_id.write")], if_match: IfMatch
) -> None:
    """Delete a caller id that no campaign uses."""
    there = await ctx.store.caller_ids.get(caller_id_id, sees=ctx.sees)
    if_match.check(CallerIdShown.of(there))
    expected = if_match.expects(there)
    await ctx.store.retiring.caller_id(caller_id_id, actor=ctx.actor, now=ctx.parts.clock(), expected=expected)


@router.get("/nodes/{node_id}/trunks/{name}")
@refuses(NotFound)
async def read_trunk(node_id: PathId, name: PathName, ctx: Annotated[Context, Needs("trunk.read")]) -> TrunkShown:
    """Read the node's trunk of this name."""
    if (trunk := await ctx.store.trunks.by_name(node_id, name)) is None:
        raise NotFound(trunk=name)
    return TrunkShown.of(trunk)


@router.put("/nodes/{node_id}/trunks/{name}")
@refuses(BadReference, LeftOut)
async def write_trunk(
    node_id: PathId, name: PathName, body: TrunkInput, ctx: Annotated[Context, Needs("trunk.write")], if_match: IfMatch
) -> TrunkShown:
    """Create or replace the node's trunk of this name. `name` is the PJSIP endpoint.

    A field that has a value may not be omitted: it would be reset.
    """
    before = await ctx.store.trunks.by_name(node_id, name)
    _check(None if before is None else TrunkShown.of(before), body, if_match)
    await accept_trunk(ctx.store, node_id, body.dial)
    act = _act(ctx, "trunk.write", "trunk", body.model_dump())
    trunk = await Trunks(act).upsert(node_id, name, **body.model_dump(), expected=before)
    if before is not None and before.country != trunk.country:
        await ctx.service.destinations.reopen(trunk.id)  # what it may call by default has changed
    return TrunkShown.of(trunk)


@router.patch("/nodes/{node_id}/trunks/{name}")
@refuses(NotFound)
async def patch_trunk(
    node_id: PathId,
    name: PathName,
    patch: Annotated[Patch, Patched(TrunkInput)],
    ctx: Annotated[Context, Needs("trunk.write")],
    if_match: IfMatch,
) -> TrunkShown:
    """Change what is sent of the node's trunk of this name."""
    if (before := await ctx.store.trunks.by_name(node_id, name)) is None:
        raise NotFound(trunk=name)
    if_match.check(TrunkShown.of(before))
    body: TrunkInput = patch.on(TrunkShown.of(before))
    await accept_trunk(ctx.store, node_id, body.dial)
    act = _act(ctx, "trunk.write", "trunk", body.model_dump())
    trunk = await Trunks(act).upsert(node_id, name, **body.model_dump(), expected=before)
    if before is not None and before.country != trunk.country:
        await ctx.service.destinations.reopen(trunk.id)  # what it may call by default has changed
    return TrunkShown.of(trunk)


@router.post("/trunks/{trunk_id}/{switch}")
@refuses(NotFound)
async def switch_trunk(
    trunk_id: PathId,
    switch: Annotated[str, Path(pattern="^(enable|disable)$")],
    ctx: Annotated[Context, Needs("trunk.switch")],
) -> TrunkShown:
    """Allow or forbid campaigns to use a trunk. Live calls continue."""
    act = _act(ctx, f"trunk.{switch}", "trunk", {})
    return TrunkShown.of(await Trunks(act).set_enabled(trunk_id, enabled=switch == "enable"))


def _check(there: Resource | None, body: RequestBody, if_match: Precondition) -> None:
    """Raise unless If-Match names the version and the body omits nothing."""
    if_match.check(there)
    if there is not None:
        check_nothing_left_out(body, there)


def _act(ctx: Context, action: str, kind: str, facts: dict[str, object]) -> Act:
    return ctx.store.audit.act(
        actor=ctx.actor,
        action=action,
        subject=lambda written: f"{kind}:{written.id}",
        facts=facts,
        now=ctx.parts.clock(),
    )
