"""Memos of supervisors to agents, on the wire."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from api.paging import Page
from api.schemas.wire import NO_CARD, TEXT_PATTERN, Id, RequestBody, Shown
from dialer.i18n.message import msg
from dialer.work.memos.model import MOST_UNREAD, TEXT_CHARACTERS, Memo

MemoText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_CHARACTERS, pattern=TEXT_PATTERN),
    NO_CARD,
]


class MemoInput(RequestBody):
    """A memo to one agent, or to each agent of a team."""

    agent_id: Id | None = None
    team_id: Id | None = None
    text: MemoText

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.agent_id is None) == (self.team_id is None):
            raise ValueError(msg("name an agent or a team, one of them"))
        return self


class MemosWritten(Shown):
    """To how many agents a memo was written."""

    agents: int


class OrderInput(RequestBody):
    """Why a supervisor pauses an agent, or logs the agent out; the agent reads it."""

    text: MemoText


class MemoShown(Shown, of=Memo, without=("actor",)):
    """A memo to one agent. `read_at`: when the agent confirmed to have read it; null: not yet."""

    team_id: int | None = Field(description="The team that it was written to; null: to this agent alone.")
    sender: str = Field(description="Who wrote it, as the agent is told.")

    @classmethod
    def of_memo(cls, memo: Memo) -> Self:
        """Show a memo."""
        return cls.model_validate({name: getattr(memo, name) for name in cls.model_fields})


class MemoPage(Page[MemoShown]):
    """A page of memos, newest first."""


class MemosRead(RequestBody):
    """Which of the agent's memos were read."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=5 * MOST_UNREAD)]


class MemosConfirmed(Shown):
    """Those that were not read before."""

    ids: list[int]
