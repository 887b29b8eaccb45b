"""Team messages of supervisors to agents, on the wire."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from api.paging import Page
from api.schemas.wire import NO_CARD, TEXT_PATTERN, Id, RequestBody, Shown
from dialer.i18n.message import msg
from dialer.work.team_messages.model import MOST_UNREAD, TEXT_CHARACTERS, TeamMessage

TeamMessageText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_CHARACTERS, pattern=TEXT_PATTERN),
    NO_CARD,
]


class TeamMessageInput(RequestBody):
    """A team message to one agent, or to each agent of a team."""

    agent_id: Id | None = None
    team_id: Id | None = None
    text: TeamMessageText

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.agent_id is None) == (self.team_id is None):
            raise ValueError(msg("name an agent or a team, one of them"))
        return self


class TeamMessagesWritten(Shown):
    """To how many agents a team message was written."""

    agents: int


class OrderInput(RequestBody):
    """Why a supervisor pauses an agent, or logs the agent out; the agent reads it."""

    text: TeamMessageText


class TeamMessageShown(Shown, of=TeamMessage, without=("actor",)):
    """A team message to one agent. `read_at`: when the agent confirmed to have read it; null: not yet."""

    team_id: int | None = Field(description="The team that it was written to; null: to this agent alone.")
    sender: str = Field(description="Who wrote it, as the agent is told.")

    @classmethod
    def of_team_message(cls, team_message: TeamMessage) -> Self:
        """Show a team message."""
        return cls.model_validate({name: getattr(team_message, name) for name in cls.model_fields})


class TeamMessagePage(Page[TeamMessageShown]):
    """A page of team messages, newest first."""


class TeamMessagesRead(RequestBody):
    """Which of the agent's team messages were read."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=5 * MOST_UNREAD)]


class TeamMessagesConfirmed(Shown):
    """Those that were not read before."""

    ids: list[int]
