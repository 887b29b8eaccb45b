"""Interactions: contacts with people, what is noted of them, and what has happened with a person so far.

Agents see and change what is their own: their interactions, and the people with whom they have to do.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.auth import Context, Needs
from api.csv_export import Reason, readable
from api.dependencies import PathId, PathText, QueryId
from api.etags import IfMatch, Versioned
from api.locations import located
from api.number_masks import shown_to
from api.paging import CursorText, Limit, cut, cut_page, read_cursor, sorted_by
from api.problem_kinds import refuses
from api.replaced_values import check_not_null
from api.schemas.interactions import (
    CallbackTimeShown,
    CallbackTimesShown,
    CallReasonShown,
    DraftInput,
    DraftShown,
    HistoryEntryShown,
    HistoryPage,
    InteractionChangeInput,
    InteractionPage,
    InteractionShown,
    PermissionInput,
    PermissionShown,
    PersonChangeInput,
    PersonShown,
    PersonsMerge,
    PersonSplit,
)
from api.schemas.wire import Instant
from dialer.app.composition import Parts
from dialer.core.errors import (
    NotIdentified,
    UnknownAgent,
    UnknownAttempt,
    UnknownInteraction,
    UnknownLead,
    UnknownPermission,
    UnknownPerson,
)
from dialer.core.request_errors import CardNumber, Invalid
from dialer.core.visibility import Visibility
from dialer.i18n.message import msg
from dialer.messaging.bus import Topic
from dialer.numbers.masking import MASKED, Show, countries_of
from dialer.people.interactions.model import HistoryKind, Interaction
from dialer.people.interactions.store.history import Place
from dialer.people.persons.model import Person, PointKind
from dialer.storage.pages import PageRequest
from dialer.stores.everything import Store

router = APIRouter(tags=["persons"], route_class=Versioned)

PersonReader = Annotated[Context, Needs("person.read", own_things=True)]
PersonWriter = Annotated[Context, Needs("person.write", own_things=True)]


async def person_shown(person: Person, store: Store, show: Show, *, is_withheld: bool = False) -> PersonShown:
    """A person with what the person allows."""
    records = store.person_records
    shown = PersonShown.seen(person, await records.permissions(person.id), await records.leads(person.id), show)
    return shown.withheld() if is_withheld else shown


async def interaction_shown(one: Interaction, ctx: Context) -> InteractionShown:
    """An interaction with its person, without the agent of a live call where others must not see that."""
    numbers = await shown_to(ctx, ctx.store, [one.person_id])
    show, person = numbers.of(person_id=one.person_id, campaign_id=one.campaign_id), None
    if one.person is not None:
        hides = ctx.of_agent is not None and one.attempt_id is not None
        is_withheld = hides and await ctx.store.identities.withholds_attempt(one.attempt_id or "")
        person = await person_shown(one.person, ctx.store, show, is_withheld=is_withheld)
    if ctx.of_agent is None:
        [one] = await ctx.service.watching.look().interactions([one])
    return InteractionShown.seen(one, person, show, typed=numbers.usual)


@router.put("/attempts/{attempt_id}/interaction")
@refuses(UnknownAttempt)
async def open_interaction(attempt_id: PathText, ctx: PersonWriter) -> InteractionShown:
    """Open the interaction of an attempt that an agent joined, with its person. Repeated, it answers the same one.

    Agents open those of their own calls, from the moment the call is on their screen.
    """
    attempt = await ctx.store.attempts.get(attempt_id, sees=ctx.sees)
    opened = await ctx.service.interactions.open(attempt, agent_id=ctx.of_agent)
    return await interaction_shown(opened, ctx)


@router.get("/interactions")
@refuses(UnknownAgent)
async def list_interactions(
    ctx: PersonReader,
    page: Annotated[PageRequest, sorted_by("-id")],
    agent_id: QueryId = None,
    person_id: QueryId = None,
    unfinished: Annotated[
        bool | None, Query(description="Only those that are over and lack a disposition; false: only the others.")
    ] = None,
) -> InteractionPage:
    """List interactions, newest first. Agents see their own.

    Where a law restricts monitoring of agents, a live call is shown without its agent, and is not found by `agent_id`.
    """
    if ctx.of_agent is not None and agent_id not in (None, ctx.of_agent):
        raise UnknownAgent(id=agent_id)
    look = ctx.service.watching.look()
    hides = ctx.of_agent is None
    found = await ctx.store.interactions.list(
        agent_id=agent_id if ctx.of_agent is None else ctx.of_agent,
        person_id=person_id,
        unfinished=unfinished,
        live_in=await look.watchable() if hides and agent_id is not None else None,
        page=page,
        sees=ctx.sees,
    )
    items, more = cut_page(found, page)
    seen = await look.interactions(items) if hides else items
    numbers = await shown_to(ctx, ctx.store, [one.person_id for one in seen])
    shown = [
        InteractionShown.seen(
            one, None, numbers.of(person_id=one.person_id, campaign_id=one.campaign_id), typed=numbers.usual
        )
        for one in seen
    ]
    return InteractionPage(items=shown, next=more)


@router.get("/interactions/{interaction_id}")
@refuses(UnknownInteraction)
async def read_interaction(interaction_id: PathId, ctx: PersonReader) -> InteractionShown:
    """Read an interaction with its person and its draft."""
    found = await ctx.store.interactions.get(interaction_id, agent_id=ctx.of_agent, sees=ctx.sees)
    return await interaction_shown(found, ctx)


@router.get("/interactions/{interaction_id}/callback-times")
@refuses(UnknownInteraction)
async def read_callback_times(
    interaction_id: PathId,
    ctx: PersonReader,
    at: Annotated[list[Instant], Query(min_length=1, max_length=12, description="Times about to be promised.")],
) -> CallbackTimesShown:
    """Ask whether the person may be called back at these times, before one of them is promised.

    Hours of the law and of the campaign count, by the person's own clocks. Lists, caps and objections are looked at
    when the call is due.
    """
    found = await ctx.store.interactions.get(interaction_id, agent_id=ctx.of_agent, sees=ctx.sees)
    if found.campaign_id is None or found.lead_id is None:
        raise UnknownInteraction(id=interaction_id)  # nobody was called
    times = [one.timestamp() for one in at]
    held = await ctx.service.dispositions.callback_times(found.campaign_id, found.lead_id, times)
    return CallbackTimesShown(items=[CallbackTimeShown.seen(one) for one in held])


@router.patch("/interactions/{interaction_id}")
@refuses(UnknownInteraction, CardNumber)
async def change_interaction(
    interaction_id: PathId, body: InteractionChangeInput, ctx: PersonWriter, if_match: IfMatch
) -> InteractionShown:
    """Note what was heard: topic on two levels, mood, customer type, facts."""
    check_not_null(body.model_dump(exclude_unset=True), "topic", "topic_2", "customer_type", "facts")
    before = await ctx.store.interactions.get(interaction_id, agent_id=ctx.of_agent, sees=ctx.sees)
    if if_match:
        if_match.check(await interaction_shown(before, ctx))
    changed = await ctx.service.interactions.change(interaction_id, body.values(), expected=if_match.expects(before))
    return await interaction_shown(changed, ctx)


@router.put("/interactions/{interaction_id}/draft")
@refuses(UnknownInteraction, CardNumber)
async def save_draft(interaction_id: PathId, body: DraftInput, ctx: PersonWriter) -> DraftShown:
    """Keep what was typed so far. Of two drafts the one typed last is kept, whichever comes first."""
    await ctx.store.interactions.get(interaction_id, agent_id=ctx.of_agent, sees=ctx.sees)
    draft, is_kept = await ctx.service.interactions.draft(
        interaction_id, note=body.note, fields=body.fields, typed_at=body.typed_at.timestamp()
    )
    return DraftShown.kept(draft, is_kept=is_kept)


async def find_person(person_id: int, ctx: Context, sees: Visibility) -> Person:
    """A person whom the caller may see: an agent also the one on the agent's screen. Raises UnknownPerson."""
    records, agent_id = ctx.store.person_records, ctx.of_agent
    if agent_id is not None:
        lead_id = await _lead_on_screen(ctx.parts, agent_id)
        if lead_id is not None and await records.person_id_of(lead_id) == person_id:
            agent_id = None
    return await records.get(person_id, agent_id=agent_id, sees=sees)


async def _lead_on_screen(parts: Parts, agent_id: int) -> int | None:
    screen = await parts.bus.latest(Topic.SCREEN, agent_id=agent_id) or {}
    lead: dict[str, Any] = screen.get("lead") or {}
    return lead.get("lead_id")


async def show_of(person_id: int, ctx: Context) -> Show:
    """How the numbers of a person are shown to the caller."""
    return (await shown_to(ctx, ctx.store, [person_id])).of(person_id=person_id)


async def is_withheld(person_id: int, ctx: Context) -> bool:
    """Whether the caller may not see more of a person than the name: an agent, before identification."""
    if ctx.of_agent is None:
        return False
    screen = await ctx.parts.bus.latest(Topic.SCREEN, agent_id=ctx.of_agent) or {}
    lead: dict[str, Any] = screen.get("lead") or {}
    return await ctx.store.identities.withholds_person(
        person_id, agent_id=ctx.of_agent, lead_id=lead.get("lead_id"), attempt_id=screen.get("attempt_id")
    )


async def check_shown(person_id: int, ctx: Context) -> None:
    """Raise NotIdentified if the caller may not see more of a person than the name."""
    if await is_withheld(person_id, ctx):
        raise NotIdentified


@router.get("/leads/{lead_id}/person")
@refuses(UnknownLead, UnknownPerson)
async def read_person_of_lead(lead_id: PathId, ctx: PersonReader) -> PersonShown:
    """Read the person of a lead. Agents read that of the lead on their screen, as in preview.

    An erased lead has no person.
    """
    await ctx.store.leads.get(lead_id, sees=ctx.sees)
    if ctx.of_agent is not None and await _lead_on_screen(ctx.parts, ctx.of_agent) != lead_id:
        raise UnknownLead(id=lead_id)
    person = await ctx.store.person_records.of_lead(lead_id, now=ctx.parts.clock())
    if person is None:
        raise UnknownPerson(lead=lead_id)
    hides = await is_withheld(person.id, ctx)
    show = await show_of(person.id, ctx)
    return await person_shown(person, ctx.store, show, is_withheld=hides)


@router.get("/leads/{lead_id}/reason")
@refuses(UnknownLead, NotIdentified)
async def read_reason_of_call(lead_id: PathId, ctx: PersonReader) -> CallReasonShown:
    """Read why a lead is called: its list, and the legal basis of the calls.

    Agents read that of the lead on their screen. Refused to an agent whose campaign wants the person identified first,
    until that is done.
    """
    await ctx.store.leads.get(lead_id, sees=ctx.sees)
    if ctx.of_agent is not None:
        if await _lead_on_screen(ctx.parts, ctx.of_agent) != lead_id:
            raise UnknownLead(id=lead_id)
        person_id = await ctx.store.person_records.person_id_of(lead_id)
        if person_id is not None:
            await check_shown(person_id, ctx)
    return CallReasonShown.of_reason(await ctx.store.leads.reason(lead_id))


@router.get("/persons/{person_id}")
@refuses(UnknownPerson)
async def read_kept_person(person_id: PathId, ctx: PersonReader, reason: Reason = None) -> PersonShown:
    """Read a person with what the person allows. Numbers are masked, unless an administrator gives a reason.

    Agents see people with whom they have to do: who was in a call of theirs, is owed a call or a task, or is on their
    screen.
    """
    person = await find_person(person_id, ctx, readable(ctx, reason))
    exports = ctx.service.exports
    show = await exports.unmask(f"person:{person_id}", reason=reason, facts={}, actor=ctx.actor)
    if reason is None:
        show = await show_of(person_id, ctx)
    hides = await is_withheld(person_id, ctx)
    return await person_shown(person, ctx.store, show, is_withheld=hides)


@router.patch("/persons/{person_id}")
@refuses(UnknownPerson, CardNumber, NotIdentified)
async def change_person(
    person_id: PathId, body: PersonChangeInput, ctx: PersonWriter, if_match: IfMatch
) -> PersonShown:
    """Change what is kept of a person, such as needs, language, kind and where the person is reached.

    What is sent back masked, as it was shown, stays as it is kept.

    Refused to an agent whose campaign wants the person identified first, until that is done.
    """
    check_not_null(body.model_dump(exclude_unset=True), *PersonChangeInput.model_fields)
    store = ctx.store
    before = await store.person_records.get(person_id, agent_id=ctx.of_agent, sees=ctx.sees)
    await check_shown(person_id, ctx)
    show = await show_of(person_id, ctx)
    seen = await person_shown(before, store, show)
    if if_match:
        if_match.check(seen)
    points = None if body.points is None else body.points_of(before, seen)
    changed = await ctx.service.person_records.change(
        before, body.values_of(before, seen), points, actor=ctx.actor, expected=if_match.expects(before)
    )
    return await person_shown(changed, store, show)


@router.get("/persons/{person_id}/history")
@refuses(UnknownPerson, NotIdentified)
async def read_history(
    person_id: PathId, ctx: PersonReader, cursor: CursorText = None, limit: Limit = 50
) -> HistoryPage:
    """Read what happened with a person, over all campaigns and channels of the company, newest first.

    Refused to an agent whose campaign wants the person identified first, until that is done.
    """
    person = await find_person(person_id, ctx, ctx.sees)
    await check_shown(person_id, ctx)
    after = read_cursor(cursor, float, str, str)
    found = await ctx.store.histories.of_person(person_id, after=_place(after), limit=limit + 1)
    entries, more = cut(found, limit, lambda one: one.key)
    if ctx.of_agent is None:
        entries = await ctx.service.watching.look().history(entries)
    countries = countries_of(person.of_kind(PointKind.PHONE))
    show = await show_of(person_id, ctx)
    items = [HistoryEntryShown.seen(one, show, countries) for one in entries]
    return HistoryPage(items=items, next=more)


def _place(after: tuple[Any, ...] | None) -> Place | None:
    """The place in a history that a cursor names. Raises Invalid."""
    if after is None:
        return None
    at, kind, key = after
    if kind not in list(HistoryKind) or (kind != HistoryKind.ATTEMPT and not (key.isascii() and key.isdecimal())):
        raise Invalid([("cursor", msg("pass `next` of the page before, unchanged"))])
    return at, kind, key[:40]


@router.post("/persons/{person_id}/permissions", status_code=201)
@located("/persons/{person_id}")
@refuses(UnknownPerson, UnknownInteraction)
async def add_permission(person_id: PathId, body: PermissionInput, ctx: PersonWriter) -> PermissionShown:
    """Keep what a person said about being contacted. A no to calls is effective at once, in all campaigns."""
    person = await ctx.store.person_records.get(person_id, agent_id=ctx.of_agent, sees=ctx.sees)
    if body.interaction_id is not None:
        await ctx.store.interactions.get(body.interaction_id, agent_id=ctx.of_agent, sees=ctx.sees)
    return PermissionShown.of(await ctx.service.person_records.permit(person, **body.model_dump(), actor=ctx.actor))


@router.post("/permissions/{permission_id}/withdraw")
@refuses(UnknownPermission)
async def withdraw_permission(permission_id: PathId, ctx: PersonWriter) -> PermissionShown:
    """Take a permission back, with the effect of a no."""
    there = await ctx.store.person_records.permission(permission_id, agent_id=ctx.of_agent, sees=ctx.sees)
    return PermissionShown.of(await ctx.service.person_records.withdraw(there, actor=ctx.actor))


@router.post("/persons/{person_id}/merge")
@refuses(UnknownPerson)
async def merge_persons(
    person_id: PathId, body: PersonsMerge, ctx: Annotated[Context, Needs("person.merge")]
) -> PersonShown:
    """Make one person of two: this one stays, takes over what the other has, and the other is gone."""
    for one in (person_id, body.person_id):
        await ctx.store.person_records.get(one, sees=ctx.sees)
    merged = await ctx.service.person_records.merge(person_id, body.person_id, actor=ctx.actor)
    return await person_shown(merged, ctx.store, MASKED)


@router.post("/persons/{person_id}/split", status_code=201)
@located("/persons/{id}")
@refuses(UnknownPerson)
async def split_person(
    person_id: PathId, body: PersonSplit, ctx: Annotated[Context, Needs("person.merge")]
) -> PersonShown:
    """Make a person of their own of some leads of a person; contacts about these leads go with them."""
    await ctx.store.person_records.get(person_id, sees=ctx.sees)
    made = await ctx.service.person_records.split(person_id, body.lead_ids, actor=ctx.actor)
    return await person_shown(made, ctx.store, MASKED)
