"""The steps of the set-up, and how each stands. Nothing of it is stored: it is read from what there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from dialer.i18n.message import Message


class StepId(StrEnum):
    """The steps, in their order."""

    ADMINISTRATOR = "administrator"
    ASTERISK = "asterisk"
    TRUNK = "trunk"
    CALLER_ID = "caller_id"
    AGENTS = "agents"
    CAMPAIGN = "campaign"
    LIST = "list"
    CHECK = "check"
    START = "start"


class StepState(StrEnum):
    """How a step stands."""

    DONE = "done"
    OPEN = "open"  # to do
    WRONG = "wrong"  # done, but something of it has to be mended


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something found: `weight` is ok, note, todo, delays or stops."""

    weight: str
    what: Message | str
    where: Message | str = ""
    mend: Message | str = ""
    rule: str = ""  # the id of the rule that objects
    facts: Message | str = ""  # what that rule saw
    until: float | None = None  # epoch seconds, when it ends by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step, and what was found of it."""

    id: StepId
    state: StepState
    facts: Sequence[Fact] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """How far the set-up has come. The ids are of what the path goes on with, 0 where there is none yet."""

    steps: Sequence[Step]
    node_id: int
    company_id: int
    campaign_id: int
    list_id: int
    is_finished: bool  # a call was placed
    opens_at: float | None = None  # epoch seconds: the campaign's hours and the law let nobody be called before
    never_opens: bool = False  # no hour is in both the campaign's hours and the law's

    @property
    def current(self) -> StepId:
        """The first step that is not done, or the last one."""
        return next((one.id for one in self.steps if one.state is not StepState.DONE), self.steps[-1].id)
