"""Controllers, caller ids, nodes and trunks."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.auth import Admin, Manager, Supervisor
from api.dependencies import PartsDep, PathId, QueryId, StoreDep
from api.etags import IfMatch, Precondition, Versioned
from api.replaced_values import check_nothing_left_out
from api.schemas.installation import (
    CallerIdAsked,
    CallerIdChange,
    CallerIdShown,
    ControllerAsked,
    ControllerChange,
    ControllerShown,
    NodeAsked,
    NodeShown,
    TrunkAsked,
    TrunkShown,
)
from api.schemas.wire import Asked, Resource
from dialer.audit.actions import CALLER_ID_CHANGED, CALLER_ID_CREATED
from dialer.core.errors import NotFound
from dialer.core.request_errors import Invalid
from dialer.i18n.message import msg
from dialer.nodes.service import accept_node, accept_trunk
from dialer.suppression.service import e164

router = APIRouter(tags=["estate"], route_class=Versioned)

Retired = Annotated[bool, Query(description="Also those that are used no more.")]
PathName = Annotated[str, Path(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9_.-]+$")]


@router.get("/controllers")
async def list_controllers(store: StoreDep, _caller: Supervisor) -> list[ControllerShown]:
    """List the companies on whose behalf people are called."""
    return [ControllerShown.of(one) for one in await store.controllers.list()]


@router.post("/controllers", status_code=201)
async def create_controller(body: ControllerAsked, parts: PartsDep, caller: Admin) -> ControllerShown:
    """Write a new controller."""
    made = await parts.store.controllers.create(body.name, body.privacy.inner())
    await _note(parts, caller.actor, "controller.create", f"controller:{made.id}", body.model_dump(mode="json"))
    return ControllerShown.of(made)


@router.get("/controllers/{controller_id}")
async def read_controller(controller_id: PathId, store: StoreDep, _caller: Supervisor) -> ControllerShown:
    """Read a controller."""
    return ControllerShown.of(await store.controllers.get(controller_id))


@router.put("/controllers/{controller_id}")
async def change_controller(
    controller_id: PathId, body: ControllerChange, parts: PartsDep, caller: Admin, if_match: IfMatch
) -> ControllerShown:
    """Write anew what people are told of a controller: how to reach it, and who else gets their data.

    A field that has a value may not be left out: it would be reset.
    """
    before = await parts.store.controllers.get(controller_id)
    _check(ControllerShown.of(before), body, if_match)
    changed = await parts.store.controllers.update(controller_id, body.privacy.inner(), expected=before)
    await _note(parts, caller.actor, "controller.update", f"controller:{controller_id}", body.model_dump(mode="json"))
    return ControllerShown.of(changed)


@router.get("/caller-ids")
async def list_caller_ids(store: StoreDep, _caller: Supervisor, controller_id: QueryId = None) -> list[CallerIdShown]:
    """List the numbers that controllers show."""
    return [CallerIdShown.of(one) for one in await store.caller_ids.list(controller_id)]


@router.post("/caller-ids", status_code=201)
async def create_caller_id(body: CallerIdAsked, parts: PartsDep, caller: Admin) -> CallerIdShown:
    """Write a number that a controller may show."""
    number = e164(body.number)
    if number is None:
        raise Invalid([("number", msg("write it in E.164, as in +390212345678"))])
    made = await parts.store.caller_ids.create(body.controller_id, number, **body.facts())
    facts = body.model_dump(mode="json", exclude={"controller_id"}) | {"number": number}
    await _note(parts, caller.actor, CALLER_ID_CREATED, f"caller_id:{made.id}", facts)
    return CallerIdShown.of(made)


@router.get("/caller-ids/{caller_id_id}")
async def read_caller_id(caller_id_id: PathId, store: StoreDep, _caller: Supervisor) -> CallerIdShown:
    """Read a caller id."""
    return CallerIdShown.of(await store.caller_ids.get(caller_id_id))


@router.put("/caller-ids/{caller_id_id}")
async def change_caller_id(
    caller_id_id: PathId, body: CallerIdChange, parts: PartsDep, caller: Admin, if_match: IfMatch
) -> CallerIdShown:
    """Write anew what is known of a caller id: what it is, where it is declared, and the last test by calling it.

    A field that has a value may not be left out: it would be reset.
    """
    before = await parts.store.caller_ids.get(caller_id_id)
    _check(CallerIdShown.of(before), body, if_match)
    changed = await parts.store.caller_ids.update(caller_id_id, expected=before, **body.facts())
    await _note(parts, caller.actor, CALLER_ID_CHANGED, f"caller_id:{caller_id_id}", body.model_dump(mode="json"))
    return CallerIdShown.of(changed)


@router.get("/nodes")
async def list_nodes(store: StoreDep, _caller: Supervisor, retired: Retired = False) -> list[NodeShown]:
    """List the Asterisk servers that are in use."""
    return [NodeShown.of(one) for one in await store.nodes.list(retired=retired)]


@router.get("/nodes/{name}")
async def read_node(name: PathName, store: StoreDep, _caller: Supervisor) -> NodeShown:
    """Read the node of this name."""
    if (node := await store.nodes.by_name(name)) is None:
        raise NotFound(node=name)
    return NodeShown.of(node)


@router.put("/nodes/{name}")
async def write_node(name: PathName, body: NodeAsked, parts: PartsDep, caller: Admin, if_match: IfMatch) -> NodeShown:
    """Write the node of this name, new or over what is there: a field that has a value may not be left out then."""
    before = await parts.store.nodes.by_name(name)
    _check(None if before is None else NodeShown.of(before), body, if_match)
    await accept_node(parts.store, parts.bus, parts.settings, body.inner(name))
    node = await parts.store.nodes.upsert(name, **body.model_dump(), expected=before)
    await _note(parts, caller.actor, "node.write", f"node:{node.id}", body.model_dump())
    return NodeShown.of(node)


@router.get("/trunks")
async def list_trunks(
    store: StoreDep, _caller: Supervisor, node_id: QueryId = None, retired: Retired = False
) -> list[TrunkShown]:
    """List the ways out to the public network that are in use."""
    return [TrunkShown.of(one) for one in await store.trunks.list(node_id, retired=retired)]


@router.delete("/nodes/{node_id}/trunks/{name}", status_code=204)
async def retire_trunk(node_id: PathId, name: PathName, parts: PartsDep, caller: Admin, if_match: IfMatch) -> None:
    """Take a trunk out of use that no campaign uses which is not stopped. Written anew, it is back."""
    there = await parts.store.trunks.by_name(node_id, name)
    if_match.check(None if there is None else TrunkShown.of(there))
    await parts.store.retiring.trunk(node_id, name, actor=caller.actor, now=parts.clock())


@router.delete("/nodes/{name}", status_code=204)
async def retire_node(name: PathName, parts: PartsDep, caller: Admin, if_match: IfMatch) -> None:
    """Take a node out of use on which nothing is dialled and nobody is logged in, with its trunks."""
    there = await parts.store.nodes.by_name(name)
    if_match.check(None if there is None else NodeShown.of(there))
    await parts.store.retiring.node(name, actor=caller.actor, now=parts.clock())


@router.delete("/caller-ids/{caller_id_id}", status_code=204)
async def delete_caller_id(caller_id_id: PathId, parts: PartsDep, caller: Admin, if_match: IfMatch) -> None:
    """Delete a caller id that no campaign shows."""
    if_match.check(CallerIdShown.of(await parts.store.caller_ids.get(caller_id_id)))
    await parts.store.retiring.caller_id(caller_id_id, actor=caller.actor, now=parts.clock())


@router.get("/nodes/{node_id}/trunks/{name}")
async def read_trunk(node_id: PathId, name: PathName, store: StoreDep, _caller: Supervisor) -> TrunkShown:
    """Read the node's trunk of this name."""
    if (trunk := await store.trunks.by_name(node_id, name)) is None:
        raise NotFound(trunk=name)
    return TrunkShown.of(trunk)


@router.put("/nodes/{node_id}/trunks/{name}")
async def write_trunk(
    node_id: PathId, name: PathName, body: TrunkAsked, parts: PartsDep, caller: Admin, if_match: IfMatch
) -> TrunkShown:
    """Write the node's trunk of this name, new or over what is there. `name` is the PJSIP endpoint.

    Of a trunk that is there, a field that has a value may not be left out: it would be reset.
    """
    before = await parts.store.trunks.by_name(node_id, name)
    _check(None if before is None else TrunkShown.of(before), body, if_match)
    await accept_trunk(parts.store, node_id, body.dial)
    trunk = await parts.store.trunks.upsert(node_id, name, **body.model_dump(), expected=before)
    await _note(parts, caller.actor, "trunk.write", f"trunk:{trunk.id}", body.model_dump())
    return TrunkShown.of(trunk)


@router.post("/trunks/{trunk_id}/{switch}")
async def switch_trunk(
    trunk_id: PathId, switch: Annotated[str, Path(pattern="^(enable|disable)$")], parts: PartsDep, caller: Manager
) -> TrunkShown:
    """Let campaigns use the trunk, or not: calls that live go on."""
    trunk = await parts.store.trunks.set_enabled(trunk_id, enabled=switch == "enable")
    await _note(parts, caller.actor, f"trunk.{switch}", f"trunk:{trunk_id}", {})
    return TrunkShown.of(trunk)


def _check(there: Resource | None, body: Asked, if_match: Precondition) -> None:
    """Raise unless If-Match names the version and the body omits nothing."""
    if_match.check(there)
    if there is not None:
        check_nothing_left_out(body, there)


async def _note(parts: PartsDep, actor: str, action: str, subject: str, facts: dict[str, object]) -> None:
    await parts.store.audit.add(actor=actor, action=action, subject=subject, facts=facts, now=parts.clock())
