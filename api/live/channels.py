"""Names of channels, and who may listen to which."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from api.agent_access import agent_at_work
from api.auth import Permit, check_permission
from api.problem_kinds import UNKNOWN_CHANNEL
from api.problems import Problem
from api.routes.jobs import whose
from api.schemas.wire import NAME_PATTERN
from dialer.access.model import Caller
from dialer.access.roles import Permission
from dialer.core.enums import AgentWish
from dialer.core.errors import NotFound
from dialer.core.visibility import NOTHING, Visibility
from dialer.i18n.message import msg
from dialer.stores.everything import Store

_LARGEST: Final = 2**63 - 1


class Kind(StrEnum):
    """What a channel is about."""

    BOARD = "board"  # every campaign, agent, node and trunk; `board:floor`: of the campaigns that this wallboard shows
    CAMPAIGN = "campaign"  # `campaign:3`: the same keys, of one campaign
    TEAM = "team"  # `team:5`: the agents of one team, in all campaigns
    AGENT = "agent"  # `agent:7`: what the agent's page shows
    TELEPHONY = "telephony"  # every node and trunk, with the last hour of each trunk
    JOB = "job"  # `job:42`: one job; `job:import:7`, `job:scrub:3`, `job:numbers`: more of how far long work is


_NUMBER: Final = re.compile(r"[1-9][0-9]*")
_NAMED: Final = {  # what stands behind the kind
    Kind.BOARD: re.compile(rf"(?=.{{0,100}}$)({NAME_PATTERN})?"),
    Kind.CAMPAIGN: _NUMBER,
    Kind.TEAM: _NUMBER,
    Kind.AGENT: _NUMBER,
    Kind.TELEPHONY: re.compile(""),
    Kind.JOB: re.compile(r"((import|scrub):)?[1-9][0-9]*|numbers"),
}


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel by its name."""

    kind: Kind
    of: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.of}" if self.of else str(self.kind)

    @property
    def number(self) -> int:
        """The id of the campaign, team, agent, job, import or scrub; 0 if there is none."""
        number = self.of.rpartition(":")[2]
        return int(number) if number.isdecimal() and self.kind is not Kind.BOARD else 0

    @property
    def is_numbered_job(self) -> bool:
        """Whether it is about one job by its id, of whatever kind."""
        return self.kind is Kind.JOB and self.of.isdecimal()

    @classmethod
    def read(cls, name: str) -> Self:
        """The channel of this name. Raises a 404 problem if no channel is named so."""
        kind, _, of = name.partition(":")
        if kind in Kind.__members__.values() and _NAMED[Kind(kind)].fullmatch(of):
            found = cls(Kind(kind), of)
            if found.number <= _LARGEST and str(found) == name:
                return found
        raise unknown(name)


@dataclass(frozen=True, slots=True)
class View:
    """What a listener sees: an agent's page as others may; a campaign as its agents may; campaigns and agents within
    its grants; of them, the campaigns that a wallboard shows (None: all).
    """

    by_others: bool = False
    by_agents: bool = False
    sees: Visibility = NOTHING
    campaigns: frozenset[int] | None = None


WHOLE: Final = View()
OTHERS: Final = View(by_others=True)


def unknown(name: str) -> Problem:
    """The problem of a channel that is not there, or not for the caller to know of."""
    return Problem(UNKNOWN_CHANNEL, msg("There is no channel {name}.", name=name[:100]))


_JOBS: Final[Mapping[str, Permission]] = {
    "import": "list.read",
    "scrub": "register.read",
    "numbers": "suppression.import",
}


async def may_listen(caller: Caller, channel: Channel, store: Store, *, now: float) -> View:
    """What of a channel the caller may hear. Raises a 403 problem, or 404 if it is not there for this caller.

    The one place where this is decided.
    """
    if caller.board and channel != Channel(Kind.BOARD, caller.board):
        raise unknown(str(channel))
    try:
        return await _view(caller, channel, store, now)
    except NotFound:
        raise unknown(str(channel)) from None


async def _view(caller: Caller, channel: Channel, store: Store, now: float) -> View:
    match channel.kind:
        case Kind.BOARD:
            sees = check_permission(caller, "board.read", now)
            return View(sees=sees, campaigns=await campaigns_of(channel.of, store))
        case Kind.CAMPAIGN if await _works_in(caller, channel.number, store):
            return View(by_agents=True, sees=Visibility(caller.sees("agent.self").companies))
        case Kind.CAMPAIGN:
            sees = check_permission(caller, "board.read", now)
            await store.campaigns.get(channel.number, sees=sees)
            return View(sees=sees)
        case Kind.TEAM:
            sees = check_permission(caller, "board.read", now)
            if sees.teams is not None and channel.number not in sees.teams:
                raise unknown(str(channel))
            await store.teams.get(channel.number)
            return View(sees=sees)
        case Kind.AGENT if not caller.is_agent(channel.number):
            sees = check_permission(caller, "agent.read", now)
            permit = Permit(caller=caller, permission="agent.read", sees=sees, now=now)
            await agent_at_work(channel.number, store, permit)
            return OTHERS
        case Kind.TELEPHONY:
            return View(sees=check_permission(caller, "trunk.read", now))
        case Kind.JOB:
            permission = "list.read" if channel.is_numbered_job else _JOBS[channel.of.partition(":")[0]]
            sees = check_permission(caller, permission, now)
            permit = Permit(caller=caller, permission=permission, sees=sees, now=now)
            await _check_job(channel, store, permit)
    return WHOLE


async def _works_in(caller: Caller, campaign_id: int, store: Store) -> bool:
    """Whether the caller is an agent who is logged in to the campaign, and may see no more of it than agents do."""
    if caller.agent_id is None or not caller.may("agent.self") or caller.may("board.read"):
        return False
    own = Visibility(caller.sees("agent.self").companies)
    agent = await store.agents.get(caller.agent_id, sees=own)
    logged_in = agent.wish is not AgentWish.LOGGED_OUT and campaign_id in (agent.campaign_id, *agent.also_campaign_ids)
    return logged_in and campaign_id in await store.campaigns.ids(sees=own)


async def campaigns_of(board: str, store: Store) -> frozenset[int] | None:
    """The campaigns that a wallboard shows; None: all, as one without a name, or that nobody has arranged, does."""
    if not board:
        return None
    try:
        settings = (await store.boards.get(board)).settings
    except NotFound:
        return None
    return frozenset(settings.get("campaigns") or ()) or None


async def _check_job(channel: Channel, store: Store, permit: Permit) -> None:
    """Raise if the job is not there, or not for a caller who sees single companies."""
    if channel.is_numbered_job:
        await store.jobs.get(channel.number, actor=whose(permit))
        return
    if permit.sees.companies is None:
        return
    match channel.of.partition(":")[0]:
        case "import":
            await store.imports.get(channel.number, sees=permit.sees)
        case "scrub":
            await store.registers.get(channel.number, sees=permit.sees)
        case _:  # files of numbers do not say for whom they are
            permit.check_all_companies()
