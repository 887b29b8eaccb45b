"""Agents' phones on the desk: planned, made, given to agents, compared, healed, and taken away."""

from typing import Annotated

from fastapi import APIRouter

from api.auth import Context, Needs
from api.dependencies import PathId, QueryId
from api.etags import IfMatch, Versioned
from api.locations import located
from api.paging import Search, cut_page, sorted_by
from api.problem_kinds import refuses
from api.replaced_values import check_not_null
from api.schemas.desk_phones import (
    DeskPhoneChange,
    DeskPhoneInput,
    DeskPhoneMade,
    DeskPhonePage,
    DeskPhonePlanInput,
    DeskPhonePlanShown,
    DeskPhoneShown,
    DeskPhoneStateShown,
)
from dialer.core.errors import BadReference, NameTaken, NotFound, PhoneTaken, UnknownAgent
from dialer.provisioning.desk_phones.errors import PhoneGoing, PhoneInUse, PhoneNotWritten, SecretLost
from dialer.provisioning.desk_phones.rules import dial_string
from dialer.provisioning.doors import TROUBLE
from dialer.provisioning.errors import NoDoor
from dialer.storage.pages import PageRequest

router = APIRouter(prefix="/desk-phones", tags=["estate"], route_class=Versioned)

Reads = Annotated[Context, Needs("node.read")]
Writes = Annotated[Context, Needs("phone.write")]
SecretShown = Annotated[Context, Needs("phone.write", confirmed=True)]
"""Who is shown a secret, this once."""
WRITING = (NoDoor, PhoneNotWritten, *TROUBLE)
GIVING = (BadReference, PhoneTaken, UnknownAgent)


@router.get("")
async def list_desk_phones(
    ctx: Reads,
    page: Annotated[PageRequest, sorted_by("name", "id", "made_at")],
    node_id: QueryId = None,
    q: Search = "",
) -> DeskPhonePage:
    """List the phones on the desk that Pronto has written into Asterisk, with the agents whose they are."""
    found, more = cut_page(await ctx.store.desk_phones.list(node_id, q=q, page=page), page)
    holders = await ctx.service.desk_phones.holders(sees=ctx.also("agent.read"))
    items = [DeskPhoneShown.held(one, holders.get(dial_string(one.name))) for one in found]
    return DeskPhonePage(items=items, next=more)


@router.post("/plan")
@refuses(BadReference, NoDoor, *TROUBLE)
async def plan_desk_phone(body: DeskPhonePlanInput, ctx: Writes) -> DeskPhonePlanShown:
    """Say what making a phone would write, as pjsip.conf. Nothing is written.

    Each option is tried on the node's own Asterisk; one that it does not take is refused in words.
    """
    return DeskPhonePlanShown.of(await ctx.service.desk_phones.plan(body.node_id, body.name, body.transport))


@router.post("", status_code=201)
@located("/desk-phones/{phone[id]}")
@refuses(NameTaken, *GIVING, *WRITING)
async def create_desk_phone(body: DeskPhoneInput, ctx: SecretShown) -> DeskPhoneMade:
    """Make a phone on the desk: its account is written into Asterisk, without a reload where there is ARI.

    Its secret is in this answer and nowhere else. With `agent_id` it becomes this agent's phone, used from the next
    log-in on.
    """
    made = await ctx.service.desk_phones.create(
        body.node_id,
        body.name,
        body.transport,
        agent_id=body.agent_id,
        sees=ctx.also("agent.read"),
        actor=ctx.actor,
    )
    return DeskPhoneMade.of(made)


@router.get("/{phone_id}")
@refuses(NotFound)
async def read_desk_phone(phone_id: PathId, ctx: Reads) -> DeskPhoneShown:
    """Read a phone on the desk, without its secret."""
    phone = await ctx.store.desk_phones.get(phone_id)
    holders = await ctx.service.desk_phones.holders(sees=ctx.also("agent.read"))
    return DeskPhoneShown.held(phone, holders.get(dial_string(phone.name)))


@router.get("/{phone_id}/state")
@refuses(NotFound)
async def read_desk_phone_state(phone_id: PathId, ctx: Writes) -> DeskPhoneStateShown:
    """Read how a phone stands: where it is registered, what is wanted, and what was changed on the box by hand."""
    return DeskPhoneStateShown.of(await ctx.service.desk_phones.state(phone_id))


@router.patch("/{phone_id}")
@refuses(NotFound, PhoneGoing, PhoneInUse, SecretLost, *GIVING, *WRITING)
async def change_desk_phone(phone_id: PathId, body: DeskPhoneChange, ctx: Writes, if_match: IfMatch) -> DeskPhoneShown:
    """Change how a phone's telephone speaks SIP, or whose it is.

    Who had it and is logged out uses the phone in the browser then.
    """
    before = await ctx.store.desk_phones.get(phone_id)
    sees = ctx.also("agent.read")
    holders = await ctx.service.desk_phones.holders(sees=sees)
    if_match.check(DeskPhoneShown.held(before, holders.get(dial_string(before.name))))
    said = body.model_dump(exclude_unset=True)
    check_not_null(said, *(said.keys() - {"agent_id"}))
    expected = before.version if if_match else None
    phone, holder = await ctx.service.desk_phones.update(phone_id, said, expected=expected, sees=sees, actor=ctx.actor)
    return DeskPhoneShown.held(phone, holder)


@router.post("/{phone_id}/secret", status_code=201)
@located("/desk-phones/{phone_id}")
@refuses(NotFound, PhoneGoing, *WRITING)
async def renew_phone_secret(phone_id: PathId, ctx: SecretShown) -> DeskPhoneMade:
    """Give a phone a new secret, which is in this answer and nowhere else. The old one is refused from then on."""
    return DeskPhoneMade.of(await ctx.service.desk_phones.renew_secret(phone_id, actor=ctx.actor))


@router.post("/{phone_id}/heal")
@refuses(NotFound, PhoneGoing, SecretLost, *WRITING)
async def heal_desk_phone(phone_id: PathId, ctx: Writes) -> DeskPhoneStateShown:
    """Write what stands once more, in the place of what was changed on the box by hand."""
    await ctx.service.desk_phones.heal(phone_id, actor=ctx.actor)
    return DeskPhoneStateShown.of(await ctx.service.desk_phones.state(phone_id))


@router.delete("/{phone_id}", status_code=204)
@refuses(NotFound, PhoneInUse)
async def delete_desk_phone(phone_id: PathId, ctx: Writes, if_match: IfMatch) -> None:
    """Take a phone away, from Asterisk too; its agent uses the phone in the browser then.

    If Asterisk does not answer it goes as soon as it does, and is listed until then (`removed_at`).
    """
    there = await ctx.store.desk_phones.get(phone_id)
    if if_match:
        holders = await ctx.service.desk_phones.holders(sees=ctx.also("agent.read"))
        if_match.check(DeskPhoneShown.held(there, holders.get(dial_string(there.name))))
    await ctx.service.desk_phones.remove(phone_id, actor=ctx.actor, expected=there.version if if_match else None)
