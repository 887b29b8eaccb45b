"""Tasks, and the promise ledger: promises are moved here, and kept where they were made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import EllipsisType
from typing import Any, Final

from dialer.campaigns.follow_ups.callbacks import CallbackService
from dialer.campaigns.follow_ups.promise import LATEST_S
from dialer.core.card_numbers import check_no_card
from dialer.core.errors import DialerError, UnknownPerson
from dialer.core.request_errors import Invalid
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.i18n.message import Message, message_of, msg
from dialer.people.mail.service import MailService
from dialer.people.tasks.model import Promise, PromiseKind, Task
from dialer.stores.campaigns import CampaignStore

MOVED_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMove:
    """A promise and its new owner; `agent_id` None: anyone. Without `due_at` its time stays."""

    kind: PromiseKind
    id: int
    agent_id: int | None
    due_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMoved:
    """What came of a move: why it was refused, or whether the person is told by mail."""

    kind: PromiseKind
    id: int
    agent_id: int | None
    refused: Message | str = ""
    is_told: bool = False


class TaskService:
    """Requests about tasks and promises."""

    def __init__(
        self, store: CampaignStore, callbacks: CallbackService, mail: MailService, clock: Callable[[], float]
    ) -> None:
        self._store, self._callbacks, self._mail, self._clock = store, callbacks, mail, clock

    async def create(self, row: dict[str, Any], *, actor: str) -> Task:
        """Write a task. Raises `Invalid`, `CardNumber`, `BadReference`."""
        self._check(row)
        if row["agent_id"] is None and row["team_id"] is None:
            raise Invalid([("agent_id", msg("name the agent or the team that sees to it"))])
        return await self._store.tasks.create(row, actor=actor, now=self._clock())

    async def change(
        self, task: Task, values: dict[str, Any], *, actor: str, expected: Task | EllipsisType = ...
    ) -> Task:
        """Change or end a task. Raises `UnknownTask`, `Invalid`, `CardNumber`, `BadReference`, `Changed`."""
        self._check({name: value for name, value in values.items() if value != getattr(task, name)})
        owners = {"agent_id": task.agent_id, "team_id": task.team_id, **values}
        if owners["agent_id"] is None and owners["team_id"] is None:
            raise Invalid([("agent_id", msg("name the agent or the team that sees to it"))])
        return await self._store.tasks.change(task.id, values, actor=actor, now=self._clock(), expected=expected)

    def _check(self, values: dict[str, Any]) -> None:
        check_no_card(values.get("note", ""), "note")
        now, due_at = self._clock(), values.get("due_at")
        if due_at is not None and not now < due_at <= now + LATEST_S:
            raise Invalid([("due_at", msg("name an instant in the coming year"))])

    async def owed_by(self, agent_id: int, *, sees: Visibility) -> list[Promise]:
        """Call-backs and tasks that an agent owes, at most 200, the earliest due first."""
        found = await self._store.promises.list(agent_id=agent_id, limit=MOVED_AT_ONCE, now=self._clock(), sees=sees)
        return [one for one in found if one.kind is not PromiseKind.MESSAGE]

    async def move(self, moves: Sequence[PromiseMove], *, notify: bool, actor: str) -> list[PromiseMoved]:
        """Give promises to new owners, each by itself; with `notify` the people are told by mail, where that can be.

        A promise that cannot be moved stays where it is, and is answered with the reason.
        """
        return [await self._moved(one, notify=notify, actor=actor) for one in moves]

    async def _moved(self, move: PromiseMove, *, notify: bool, actor: str) -> PromiseMoved:
        done: dict[str, Any] = {"kind": move.kind, "id": move.id, "agent_id": move.agent_id}
        try:
            match move.kind:
                case PromiseKind.CALLBACK:
                    about = await self._move_callback(move, actor)
                case PromiseKind.TASK:
                    about = await self._move_task(move, actor)
                case PromiseKind.MESSAGE:
                    raise Invalid([("kind", msg("a message is sent by Pronto, and has no owner"))])
        except DialerError as error:
            return PromiseMoved(**done, refused=message_of(error))
        is_told = notify and await self._tell(*about, agent_id=move.agent_id, actor=actor)
        return PromiseMoved(**done, is_told=is_told)

    async def _move_callback(self, move: PromiseMove, actor: str) -> tuple[int | None, int | None, float, bool]:
        """Move a call-back; return person, campaign, instant, and that it is a call."""
        before = await self._store.callbacks.get(move.id, sees=EVERYTHING)
        moved = await self._callbacks.move(
            move.id, due_at=move.due_at or before.due_at, agent_id=move.agent_id, grace_s=None, actor=actor
        )
        person = await self._store.person_records.of_lead(moved.lead_id, now=self._clock())
        return None if person is None else person.id, moved.campaign_id, moved.due_at, True

    async def _move_task(self, move: PromiseMove, actor: str) -> tuple[int | None, int | None, float, bool]:
        before = await self._store.tasks.get(move.id, sees=EVERYTHING)
        values: dict[str, Any] = {"agent_id": move.agent_id} | ({} if move.due_at is None else {"due_at": move.due_at})
        moved = await self.change(before, values, actor=actor)
        campaign_id = None
        if moved.interaction_id is not None:
            campaign_id = (await self._store.interactions.get(moved.interaction_id, sees=EVERYTHING)).campaign_id
        return moved.person_id, campaign_id, moved.due_at, False

    async def _tell(
        self,
        person_id: int | None,
        campaign_id: int | None,
        due_at: float,
        is_call: bool,
        *,
        agent_id: int | None,
        actor: str,
    ) -> bool:
        if person_id is None:
            return False
        try:
            person = await self._store.person_records.get(person_id, sees=EVERYTHING)
        except UnknownPerson:
            return False
        agent = "" if agent_id is None else await self._name(agent_id)
        facts = {"agent": agent, "due_at": due_at, "is_call": is_call}
        told = await self._mail.notify(person, "promise_moved", facts, campaign_id=campaign_id, actor=actor)
        return told is not None

    async def _name(self, agent_id: int) -> str:
        agent = await self._store.agents.get(agent_id, sees=EVERYTHING)
        return agent.display_name or agent.name
