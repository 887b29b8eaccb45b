"""Tasks, the promise ledger, and written messages.

Agents see what they owe, alone or with their team, and the messages of their own interactions.
"""

from itertools import cycle
from typing import Annotated, Any

from fastapi import APIRouter

from api.auth import Context, Needs
from api.dependencies import PathId, QueryId
from api.etags import IfMatch, Versioned
from api.locations import located
from api.number_masks import shown_to
from api.paging import CursorText, Limit, cut, cut_page, read_cursor, sorted_by
from api.problem_kinds import refuses
from api.replaced_values import check_not_null
from api.routes.interactions import PersonReader, PersonWriter, check_shown
from api.schemas.promises import (
    MessageInput,
    MessagePage,
    MessageShown,
    MessageTemplateShown,
    PromiseMovedShown,
    PromisePage,
    PromiseShown,
    PromisesMove,
    PromisesMoved,
    TaskChangeInput,
    TaskInput,
    TaskPage,
    TaskShown,
)
from dialer.campaigns.follow_ups.tasks import PromiseMove
from dialer.core.errors import (
    BadReference,
    ContactRefused,
    NotIdentified,
    UnknownAgent,
    UnknownCallback,
    UnknownInteraction,
    UnknownMessage,
    UnknownPerson,
    UnknownTask,
)
from dialer.core.request_errors import CardNumber, Invalid, MailOff
from dialer.i18n.message import msg
from dialer.numbers.masking import countries_of
from dialer.people.interactions.model import Interaction
from dialer.people.mail.model import SentMessage
from dialer.people.persons.model import PointKind
from dialer.people.tasks.model import PromiseKind, Task, TaskState
from dialer.people.tasks.store.promises import Place
from dialer.storage.pages import PageRequest

router = APIRouter(tags=["persons"], route_class=Versioned)

TaskReader = Annotated[Context, Needs("task.read", own_things=True)]
TaskWriter = Annotated[Context, Needs("task.write", own_things=True)]


@router.get("/tasks")
async def list_tasks(
    ctx: TaskReader,
    page: Annotated[PageRequest, sorted_by("due_at", "id")],
    agent_id: QueryId = None,
    team_id: QueryId = None,
    person_id: QueryId = None,
    state: TaskState | None = TaskState.OPEN,
) -> TaskPage:
    """List tasks, the earliest due first: open ones, or those of another state."""
    found = await ctx.store.tasks.list(
        own=ctx.of_agent,
        agent_id=agent_id,
        team_id=team_id,
        person_id=person_id,
        state=state,
        page=page,
        sees=ctx.sees,
    )
    items, more = cut_page(found, page)
    numbers = await shown_to(ctx, ctx.store, [one.person_id for one in items])
    return TaskPage(items=[TaskShown.seen(one, numbers.of(person_id=one.person_id)) for one in items], next=more)


@router.post("/tasks", status_code=201)
@located("/tasks/{id}")
@refuses(UnknownPerson, UnknownInteraction, UnknownAgent, BadReference, CardNumber)
async def create_task(body: TaskInput, ctx: TaskWriter) -> TaskShown:
    """Promise a person something, for an agent or a team to see to."""
    person = await ctx.store.person_records.get(body.person_id, agent_id=ctx.of_agent, sees=ctx.sees)
    if body.interaction_id is not None:
        await ctx.store.interactions.get(body.interaction_id, agent_id=ctx.of_agent, sees=ctx.sees)
    agent_id = body.agent_id
    if agent_id is None and body.team_id is None:
        agent_id = ctx.of_agent
    await check_owner(agent_id, body.team_id, ctx)
    row = body.model_dump() | {
        "kind": body.kind.value,
        "due_at": body.due_at.timestamp(),
        "agent_id": agent_id,
        "company_id": person.company_id,
    }
    return await _task_shown(await ctx.service.tasks.create(row, actor=ctx.actor), ctx)


@router.get("/tasks/{task_id}")
@refuses(UnknownTask)
async def read_task(task_id: PathId, ctx: TaskReader) -> TaskShown:
    """Read a task."""
    return await _task_shown(await ctx.store.tasks.get(task_id, own=ctx.of_agent, sees=ctx.sees), ctx)


async def _task_shown(task: Task, ctx: Context) -> TaskShown:
    numbers = await shown_to(ctx, ctx.store, [task.person_id])
    return TaskShown.seen(task, numbers.of(person_id=task.person_id))


@router.patch("/tasks/{task_id}")
@refuses(UnknownTask, UnknownAgent, BadReference, CardNumber)
async def change_task(task_id: PathId, body: TaskChangeInput, ctx: TaskWriter, if_match: IfMatch) -> TaskShown:
    """Change a task, give it to somebody else, or end it."""
    check_not_null(body.model_dump(exclude_unset=True), "note", "due_at", "state")
    before = await ctx.store.tasks.get(task_id, own=ctx.of_agent, sees=ctx.sees)
    shown = await _task_shown(before, ctx)
    if if_match:
        if_match.check(shown)
    values = body.values()
    if values.get("note") == shown.note:
        values["note"] = before.note  # it may be masked
    if values.keys() & {"agent_id", "team_id"}:
        owner = values.get("agent_id", before.agent_id), values.get("team_id", before.team_id)
        await check_owner(*owner, ctx)
    changed = await ctx.service.tasks.change(before, values, actor=ctx.actor, expected=if_match.expects(before))
    return await _task_shown(changed, ctx)


@router.get("/promises")
@refuses(UnknownAgent)
async def list_promises(
    ctx: Annotated[Context, Needs("callback.read", own_things=True)],
    agent_id: QueryId = None,
    team_id: QueryId = None,
    person_id: QueryId = None,
    owed: bool = True,
    cursor: CursorText = None,
    limit: Limit = 100,
) -> PromisePage:
    """List what is owed to people, the earliest due first: call-backs, tasks, and messages that are not sent yet.

    With `owed` false those that were kept or cancelled. Agents see their own, and those of their team that are
    nobody's. Where a law restricts monitoring of agents, a call-back that tells what its agent is doing is shown
    without the agent, and is not found by `agent_id`.
    """
    if ctx.of_agent is not None and agent_id not in (None, ctx.of_agent):
        raise UnknownAgent(id=agent_id)
    look, hides = ctx.service.watching.look(), ctx.of_agent is None
    found = await ctx.store.promises.list(
        own=ctx.of_agent,
        agent_id=None if ctx.of_agent is not None else agent_id,
        team_id=team_id,
        person_id=person_id,
        owed=owed,
        now_in=await look.watchable() if hides and agent_id is not None else None,
        after=_place(read_cursor(cursor, float, str, int)),
        limit=limit + 1,
        now=ctx.parts.clock(),
        sees=ctx.sees,
    )
    items, more = cut(found, limit, lambda one: one.key)
    seen = await look.promises(items) if hides else items
    numbers = await shown_to(ctx, ctx.store, [one.person_id for one in seen])
    shown = [PromiseShown.seen(one, numbers.of(person_id=one.person_id, campaign_id=one.campaign_id)) for one in seen]
    return PromisePage(items=shown, next=more)


def _place(after: tuple[Any, ...] | None) -> Place | None:
    """The place in the ledger that a cursor names. Raises Invalid."""
    if after is None:
        return None
    if after[1] not in list(PromiseKind):
        raise Invalid([("cursor", msg("pass `next` of the page before, unchanged"))])
    return after[0], after[1], after[2]


@router.post("/promises/move")
@refuses(UnknownAgent, UnknownCallback, UnknownTask)
async def move_promises(
    body: PromisesMove, ctx: Annotated[Context, Needs("callback.write", own_things=True)]
) -> PromisesMoved:
    """Give promises to other agents, and tell the people. Each is moved by itself: one that is refused stays.

    Agents give their own to colleagues of their team, or to anyone.
    """
    moves = [one.inner() for one in body.moves]
    if body.from_agent_id is not None:
        await check_owner(body.from_agent_id, None, ctx)
        owed = await ctx.service.tasks.owed_by(body.from_agent_id, sees=ctx.sees)
        owners = cycle(body.to_agent_ids)
        moves = [PromiseMove(kind=one.kind, id=one.id, agent_id=next(owners)) for one in owed]
    for agent_id in sorted({one.agent_id for one in moves if one.agent_id} | set(body.to_agent_ids)):
        await check_owner(agent_id, None, ctx)
    for one in moves:
        await _check_seen(one, ctx)
    moved = await ctx.service.tasks.move(moves, notify=body.notify, actor=ctx.actor)
    return PromisesMoved(moved=[PromiseMovedShown.of(one) for one in moved])


async def check_owner(agent_id: int | None, team_id: int | None, ctx: Context) -> None:
    """Check that something may be given to this agent or team: by an agent only within the own team.

    Raises UnknownAgent, BadReference.
    """
    if agent_id is not None:
        agent = await ctx.store.agents.get(agent_id, sees=ctx.sees)
        own = ctx.of_agent
        if own is not None and agent_id != own:
            mine = await ctx.store.agents.get(own, sees=ctx.sees)
            if mine.team_id is None or agent.team_id != mine.team_id:
                raise UnknownAgent(id=agent_id)
    if team_id is not None:
        if ctx.of_agent is not None:
            mine = await ctx.store.agents.get(ctx.of_agent, sees=ctx.sees)
            if mine.team_id != team_id:
                raise BadReference(team=team_id)
        elif ctx.sees.teams is not None and team_id not in ctx.sees.teams:
            raise BadReference(team=team_id)
        else:
            await ctx.store.teams.check(team_id)


async def _check_seen(move: PromiseMove, ctx: Context) -> None:
    """Check that the caller sees a promise. Raises UnknownCallback, UnknownTask."""
    if move.kind is PromiseKind.CALLBACK:
        callback = await ctx.store.callbacks.get(move.id, sees=ctx.sees)
        if ctx.of_agent is not None and callback.agent_id != ctx.of_agent:
            raise UnknownCallback(id=move.id)
    elif move.kind is PromiseKind.TASK:
        await ctx.store.tasks.get(move.id, own=ctx.of_agent, sees=ctx.sees)


@router.get("/message-templates")
async def list_message_templates(ctx: PersonReader) -> list[MessageTemplateShown]:
    """List the templates of messages to people; none if no mail server is set up."""
    return [MessageTemplateShown.of(one) for one in ctx.service.mail.templates.list()] if ctx.service.mail.is_on else []


@router.post("/interactions/{interaction_id}/messages", status_code=201)
@located("/messages/{id}")
@refuses(UnknownInteraction, CardNumber, MailOff, ContactRefused, NotIdentified)
async def send_message(interaction_id: PathId, body: MessageInput, ctx: PersonWriter) -> MessageShown:
    """Write to the person of an interaction. The message is sent in the background; its `state` says how far it is.

    Refused to an agent whose campaign wants the person identified first, until that is done.
    """
    one = await ctx.store.interactions.get(interaction_id, agent_id=ctx.of_agent, sees=ctx.sees)
    if one.person_id is not None:
        await check_shown(one.person_id, ctx)
    said = body.model_dump() | {"to": await _address(one, body.to, ctx)}
    queued = await ctx.service.mail.write(one, **said, actor=ctx.actor)
    return await _message_shown(queued, ctx)


@router.get("/messages")
async def list_messages(
    ctx: PersonReader, page: Annotated[PageRequest, sorted_by("-id")], interaction_id: QueryId = None
) -> MessagePage:
    """List messages, newest first: of an interaction, or all.

    Where a law restricts monitoring of agents, a message of a live call does not name its writer.
    """
    found = await ctx.store.messages.list(interaction_id, own=ctx.of_agent, page=page, sees=ctx.sees)
    items, more = cut_page(found, page)
    seen = await ctx.service.watching.look().messages(items) if ctx.of_agent is None else items
    numbers = await shown_to(ctx, ctx.store, [one.person_id for one in seen])
    return MessagePage(items=[MessageShown.seen(one, numbers.of(person_id=one.person_id)) for one in seen], next=more)


@router.get("/messages/{message_id}")
@refuses(UnknownMessage)
async def read_message(message_id: PathId, ctx: PersonReader) -> MessageShown:
    """Read a message, and what became of it."""
    found = await ctx.store.messages.get(message_id, own=ctx.of_agent, sees=ctx.sees)
    if ctx.of_agent is None:
        [found] = await ctx.service.watching.look().messages([found])
    return await _message_shown(found, ctx)


async def _address(one: Interaction, to: str | None, ctx: Context) -> str | None:
    """The address meant: of a number in one that the caller is shown, digits may be masked."""
    if one.person is None or to is None:
        return to
    show = (await shown_to(ctx, ctx.store, [one.person_id])).of(person_id=one.person_id)
    countries = countries_of(one.person.of_kind(PointKind.PHONE))
    return next((known for known in one.person.of_kind(PointKind.EMAIL) if show.text(known, countries) == to), to)


async def _message_shown(message: SentMessage, ctx: Context) -> MessageShown:
    numbers = await shown_to(ctx, ctx.store, [message.person_id])
    return MessageShown.seen(message, numbers.of(person_id=message.person_id))
