"""Tasks, the promise ledger and written messages, on the wire."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from api.answer_language import AnswerText
from api.paging import Page
from api.schemas.wire import At, Id, Instant, Line, RequestBody, Resource, Shown, Text
from dialer.campaigns.follow_ups.tasks import PromiseMove, PromiseMoved
from dialer.i18n.message import msg
from dialer.numbers.masking import Show
from dialer.people.mail.model import SentMessage
from dialer.people.mail.templates import NAME, MailTemplate
from dialer.people.persons.model import Channel
from dialer.people.tasks.model import Promise, PromiseKind, Task, TaskKind, TaskState

Note = Annotated[Text, Field(max_length=2000)]


class TaskInput(RequestBody):
    """Something owed to a person, by an agent or by anyone of a team. An agent who names nobody takes it."""

    kind: TaskKind
    person_id: Id
    interaction_id: Id | None = Field(default=None, description="The contact in which it was promised.")
    note: Note = ""
    due_at: Instant
    agent_id: Id | None = None
    team_id: Id | None = None


class TaskChangeInput(RequestBody):
    """What changes of a task; what is left out stays. `agent_id` null: anyone of the team."""

    note: Note | None = None
    due_at: Instant | None = None
    agent_id: Id | None = None
    team_id: Id | None = None
    state: TaskState | None = None

    def values(self) -> dict[str, Any]:
        """The columns that change."""
        said = self.model_dump(exclude_unset=True, exclude={"due_at", "state"})
        said |= {"due_at": self.due_at.timestamp()} if self.due_at is not None else {}
        return said | ({"state": self.state.value} if self.state is not None else {})


class TaskShown(Resource, of=Task):
    """A task. `agent_id` null: anyone of the team sees to it."""

    SUBJECT = "task"

    note: str

    @classmethod
    def seen(cls, inner: Task, show: Show) -> Self:
        """Show a task; `show` masks numbers in its note."""
        return cls.of(inner).model_copy(update={"note": show.text(inner.note, ())})


class TaskPage(Page[TaskShown]):
    """A page of tasks."""


class PromiseShown(Shown, of=Promise, without=("attempt_id",)):
    """A line of the promise ledger: a call-back, a task, or a message that is not sent yet."""

    deadline_at: At = Field(description="Later than this it is late.")
    about: str = Field(description="Of a task what is to be done, of a message its template.")

    @classmethod
    def seen(cls, inner: Promise, show: Show) -> Self:
        """Show a promise; `show` masks numbers in its texts."""
        texts = {name: show.text(getattr(inner, name), ()) for name in ("note", "person")}
        return cls.of(inner).model_copy(update=texts)


class PromisePage(Page[PromiseShown]):
    """Promises, the earliest due first."""


class PromiseMoveInput(RequestBody):
    """A promise and its new owner; `agent_id` null: anyone. Without `due_at` its time stays."""

    kind: PromiseKind
    id: Id
    agent_id: Id | None = None
    due_at: Instant | None = None

    def inner(self) -> PromiseMove:
        """The form for the service."""
        due_at = None if self.due_at is None else self.due_at.timestamp()
        return PromiseMove(kind=self.kind, id=self.id, agent_id=self.agent_id, due_at=due_at)


class PromisesMove(RequestBody):
    """Which promises get which owners: each by itself, or all of one agent in turn to others.

    `notify`: the people are told by mail, where there is an address and mail is set up.
    """

    moves: list[PromiseMoveInput] = Field(default=[], max_length=200)
    from_agent_id: Id | None = Field(default=None, description="All call-backs and tasks that this agent owes.")
    to_agent_ids: list[Id] = Field(default=[], max_length=100, description="Their new owners, in turn.")
    notify: bool = True

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.moves) is (self.from_agent_id is not None):
            raise ValueError(msg("name moves, or an agent from whom all go, and not both"))
        if (self.from_agent_id is None) is bool(self.to_agent_ids):
            raise ValueError(msg("from_agent_id and to_agent_ids go together"))
        return self


class PromiseMovedShown(Shown, of=PromiseMoved):
    """What came of one move: `refused` says why it stayed; `is_told`: the person is told by mail."""

    refused: AnswerText


class PromisesMoved(Shown):
    """What came of each move."""

    moved: list[PromiseMovedShown]


class MessageInput(RequestBody):
    """A message to the person of an interaction, by template."""

    template: str = Field(pattern=NAME, examples=["note"])
    text: Annotated[Text, Field(max_length=5000)] = Field(
        default="", description="What the agent writes, for a template that has a place for it."
    )
    to: Annotated[Line | None, Field(max_length=254)] = Field(
        default=None, description="One of the person's e-mail addresses; left out: the preferred one."
    )
    language: Annotated[str | None, Field(pattern=r"^[a-z]{2}$")] = Field(
        default=None, description="Left out: the person's."
    )


class MessageShown(Resource, of=SentMessage, without=("due_at", "external_id", "attempt_id")):
    """A written message, and what became of it. `trouble` is why it was not sent yet, or not at all."""

    SUBJECT = "message"

    channel: Channel

    @classmethod
    def seen(cls, inner: SentMessage, show: Show) -> Self:
        """Show a message; `show` masks numbers in its texts."""
        texts = {name: show.text(getattr(inner, name), ()) for name in ("recipient", "subject", "text")}
        return cls.of(inner).model_copy(update=texts)


class MessagePage(Page[MessageShown]):
    """A page of messages."""


class MessageTemplateShown(Shown, of=MailTemplate):
    """A template of messages. `takes_text`: the agent writes a text into it."""

    title: AnswerText
    is_marketing: bool = Field(description="Not sent to whoever has refused such messages.")
