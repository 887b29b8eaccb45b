"""Agents: their data and their last requests."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache
from types import EllipsisType
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, delete, insert, select, text, update

from dialer.core.enums import AgentWish, LegKind
from dialer.core.errors import BadReference, PhoneBusy, PhoneTaken, UnknownAgent
from dialer.core.visibility import Visibility
from dialer.storage import prepared
from dialer.storage.campaign_status import check_open
from dialer.storage.database import Database
from dialer.storage.operations import reads
from dialer.storage.pages import PageRequest, holds_text, page_of
from dialer.storage.schema import AGENT, AGENT_CAMPAIGN, CAMPAIGN
from dialer.storage.sql import check_unchanged, is_postgres, refusals
from dialer.storage.visibility import visible_to
from dialer.work.agents.model import Agent

__all__ = ["Agent", "Agents"]

PHONES_LOCK: Final = 0x70686F6E65  # "phone": the advisory lock on the assignment of phones
KNOWN: Final = 4096  # agents cached as last read

_LOGGED_IN: Final = (
    select(AGENT)
    .join(CAMPAIGN, CAMPAIGN.c.id == AGENT.c.campaign_id)
    .where(CAMPAIGN.c.node_id == bindparam("node"), AGENT.c.wish != AgentWish.LOGGED_OUT.value)
    .order_by(AGENT.c.id)
)
_ALSO: Final = (
    select(AGENT_CAMPAIGN.c.agent_id, AGENT_CAMPAIGN.c.campaign_id)
    .where(AGENT_CAMPAIGN.c.agent_id.in_(bindparam("agents", expanding=True)))
    .order_by(AGENT_CAMPAIGN.c.campaign_id)
)
_ALSO_LOGGED_IN: Final = (
    select(AGENT_CAMPAIGN.c.agent_id, AGENT_CAMPAIGN.c.campaign_id)
    .join(AGENT, AGENT.c.id == AGENT_CAMPAIGN.c.agent_id)
    .where(AGENT.c.wish != AgentWish.LOGGED_OUT.value)
    .order_by(AGENT_CAMPAIGN.c.campaign_id)
)


_LOWERED: Final = {"hand_at": None, "hand_note": "", "hand_asks": ""}


class Agents:
    """All agents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self,
        *,
        name: str,
        phone: str,
        display_name: str = "",
        leg_kind: LegKind = LegKind.STANDING,
        language: str = "it",
        country: str = "",
        team_id: int | None = None,
        rejoin_s: int | None = None,
        languages: Sequence[str] = (),
    ) -> Agent:
        """Create an agent, logged out. Raises NameTaken, PhoneTaken, BadReference."""
        facts = {"name": name, "phone": phone, "display_name": display_name, "language": language, "country": country}
        row = {
            **facts,
            "team_id": team_id,
            "rejoin_s": rejoin_s,
            "languages": ",".join(languages),
            "leg_kind": leg_kind.value,
            "wish": AgentWish.LOGGED_OUT.value,
            "pause_reason": "",
            "wish_at": 0.0,
        }
        with refusals(agent=name):
            return await self._database.write(_create, row)

    async def update(
        self,
        agent_id: int,
        *,
        phone: str,
        display_name: str,
        leg_kind: LegKind,
        language: str,
        country: str = "",
        team_id: int | None = None,
        rejoin_s: int | None = None,
        languages: Sequence[str] = (),
        expected: Agent | EllipsisType = ...,
    ) -> Agent:
        """Replace an agent's settings; name and wish stay.

        Raises UnknownAgent, PhoneTaken, BadReference, and Changed if these settings of the stored agent are not as
        expected. Agents who shared a phone before this was refused may keep it.
        """
        row: dict[str, Any] = {"phone": phone, "display_name": display_name, "leg_kind": leg_kind.value}
        row |= {"language": language}
        row |= {"country": country, "team_id": team_id, "rejoin_s": rejoin_s, "languages": ",".join(languages)}
        with refusals(team=team_id):
            return await self._database.write(_change, agent_id, row, expected)

    async def get(self, agent_id: int, *, sees: Visibility) -> Agent:
        """One agent. Raises UnknownAgent."""
        one = select(AGENT).where(AGENT.c.id == agent_id, *visible_to(sees, AGENT))
        found = await self._database.read(_agents, one, {})
        if not found:
            raise UnknownAgent(id=agent_id)
        return found[0]

    async def check(self, agent_id: int, *, sees: Visibility) -> None:
        """Raise BadReference if there is no such agent, to whom something is to be given."""
        one = select(AGENT).where(AGENT.c.id == agent_id, *visible_to(sees, AGENT))
        if not await self._database.read(_agents, one, {}):
            raise BadReference(agent=agent_id)

    async def by_name(self, name: str) -> Agent | None:
        """The agent of this name, or None."""
        named = select(AGENT).where(AGENT.c.name == name, AGENT.c.retired_at.is_(None))
        found = await self._database.read(_agents, named, {})
        return found[0] if found else None

    async def wish(
        self,
        agent_id: int,
        wish: AgentWish,
        *,
        campaign_id: int | None = None,
        also: Collection[int] = (),
        pause_reason: str = "",
        pause_s: float | None = None,
        pause_rests: bool = True,
        now: float,
    ) -> Agent:
        """Write the agent's wish. Without a campaign those of the last wish stay; `also` are further ones.

        A pause of `pause_s` seconds ends by itself; one that `rests` counts as a break from the screen. Who logs out
        has no hand raised. Raises UnknownAgent, BadReference, PhoneBusy, CampaignClosed, CampaignArchived.
        """
        row: dict[str, Any] = {"wish": wish.value, "pause_reason": pause_reason, "wish_at": now}
        row |= {"pause_s": pause_s, "pause_rests": pause_rests}
        if wish is AgentWish.LOGGED_OUT:
            row |= _LOWERED
        if campaign_id is None:
            return await self._database.write(_update, agent_id, row)
        with refusals(campaign=campaign_id):
            return await self._database.write(_log_in, agent_id, {**row, "campaign_id": campaign_id}, set(also))

    async def plan(
        self,
        agent_id: int,
        *,
        shift_ends_at: float | None,
        break_at: float | None,
        expected: Agent | EllipsisType = ...,
    ) -> Agent:
        """Write when the agent's shift ends and the next break begins; None: unknown.

        Raises UnknownAgent, and Changed if these are not as in the expected agent.
        """
        row = {"shift_ends_at": shift_ends_at, "break_at": break_at}
        return await self._database.write(_update, agent_id, row, expected)

    async def raise_hand(self, agent_id: int, *, note: str, asks: str, now: float) -> Agent:
        """Write that the agent asks for help, or for a pause that needs approval. Raises UnknownAgent."""
        return await self._database.write(_update, agent_id, {"hand_at": now, "hand_note": note, "hand_asks": asks})

    async def lower_hand(self, agent_id: int) -> Agent:
        """Write that the agent does not ask for help any more. Raises UnknownAgent."""
        return await self._database.write(_update, agent_id, dict(_LOWERED))

    async def hands(self, *, sees: Visibility) -> list[Agent]:
        """Agents who ask for help, longest waiting first."""
        raised = select(AGENT).where(AGENT.c.hand_at.is_not(None), *visible_to(sees, AGENT))
        return await self._database.read(_agents, raised.order_by(AGENT.c.hand_at, AGENT.c.id), {})

    @reads
    def logged_in(self, connection: Connection, node_id: int) -> list[Agent]:
        """Agents who asked to work in a campaign of this node, ready or paused, by id."""
        also: defaultdict[int, list[int]] = defaultdict(list)
        for agent_id, campaign_id in prepared.rows(connection, _ALSO_LOGGED_IN, {}):
            also[agent_id].append(campaign_id)
        rows = prepared.rows(connection, _LOGGED_IN, {"node": node_id})
        return [_same(tuple(row), tuple(also.get(row[0], ()))) for row in rows]  # the first column is the id

    async def list(
        self,
        *,
        campaign_id: int | None = None,
        team_id: int | None = None,
        name: str | None = None,
        q: str = "",
        retired: bool = False,
        page: PageRequest | None = None,
        sees: Visibility,
    ) -> list[Agent]:
        """All agents by name, or a page: those of a campaign, a team or a name; `retired` includes retired ones."""
        statement = select(AGENT).where(*visible_to(sees, AGENT)).order_by(AGENT.c.name)
        statement = statement.where(*holds_text(q, AGENT.c.name, AGENT.c.display_name))
        if team_id is not None:
            statement = statement.where(AGENT.c.team_id == team_id)
        if name is not None:
            statement = statement.where(AGENT.c.name == name)
        if not retired:
            statement = statement.where(AGENT.c.retired_at.is_(None))
        if campaign_id is not None:
            seen = select(CAMPAIGN.c.id).where(CAMPAIGN.c.id == campaign_id, *visible_to(sees, CAMPAIGN))
            statement = statement.where(AGENT.c.campaign_id == seen.scalar_subquery())
        return await self._database.read(_agents, page_of(statement, AGENT, page), {})


def _create(connection: Connection, row: dict[str, Any]) -> Agent:
    _keep_phones(connection)
    if (other := _other_with(connection, row["phone"])) is not None:
        raise PhoneTaken(agent=other["name"])
    again = update(AGENT).where(AGENT.c.name == row["name"], AGENT.c.retired_at.is_not(None))
    back = connection.execute(again.values(**row, retired_at=None).returning(AGENT)).mappings().first()
    return _agent(back or connection.execute(insert(AGENT).returning(AGENT), row).mappings().one())


def _change(connection: Connection, agent_id: int, row: dict[str, Any], expected: object) -> Agent:
    _keep_phones(connection)
    before = connection.execute(select(AGENT.c.phone).where(AGENT.c.id == agent_id)).scalar()
    if before != row["phone"] and (other := _other_with(connection, row["phone"], agent_id)) is not None:
        raise PhoneTaken(agent=other["name"])
    return _update(connection, agent_id, row, expected)


def _keep_phones(connection: Connection) -> None:
    """Keep other transactions from assigning phones until this one ends; SQLite has one writer anyway."""
    if is_postgres(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": PHONES_LOCK})


def _other_with(connection: Connection, phone: str, agent_id: int = 0, *, logged_in: bool = False) -> Any:
    """Another agent with this phone, or None."""
    found = select(AGENT).where(AGENT.c.phone == phone, AGENT.c.id != agent_id, AGENT.c.retired_at.is_(None))
    found = found.order_by(AGENT.c.id)
    if logged_in:
        found = found.where(AGENT.c.wish != AgentWish.LOGGED_OUT.value)
    return connection.execute(found).mappings().first()


def _update(connection: Connection, agent_id: int, row: dict[str, Any], expected: object = ...) -> Agent:
    """Write these columns. Raises UnknownAgent, and Changed if one of them is not as in the expected agent."""
    if expected is not ...:
        columns = select(*(AGENT.c[name] for name in row)).where(AGENT.c.id == agent_id).with_for_update()
        if (there := connection.execute(columns).first()) is not None:
            check_unchanged(tuple(there), tuple(_stored(getattr(expected, name)) for name in row))
    changed = update(AGENT).where(AGENT.c.id == agent_id, AGENT.c.retired_at.is_(None)).values(row).returning(AGENT)
    found = connection.execute(changed).mappings().first()
    if found is None:
        raise UnknownAgent(id=agent_id)
    also = connection.execute(_ALSO, {"agents": [agent_id]})
    return replace(_agent(found), also_campaign_ids=tuple(campaign_id for _, campaign_id in also))


def _log_in(connection: Connection, agent_id: int, row: dict[str, Any], also: set[int]) -> Agent:
    for campaign_id in sorted({row["campaign_id"], *also}):
        check_open(connection, campaign_id)
    _keep_phones(connection)
    agent = _update(connection, agent_id, row)
    if (other := _other_with(connection, agent.phone, agent_id, logged_in=True)) is not None:
        raise PhoneBusy(agent=other["name"])
    connection.execute(delete(AGENT_CAMPAIGN).where(AGENT_CAMPAIGN.c.agent_id == agent_id))
    rows = [{"agent_id": agent_id, "campaign_id": one} for one in sorted(also - {row["campaign_id"]})]
    if rows:
        connection.execute(insert(AGENT_CAMPAIGN), rows)
    return replace(agent, also_campaign_ids=tuple(one["campaign_id"] for one in rows))


def _agents(connection: Connection, statement: Select[Any], facts: dict[str, Any]) -> list[Agent]:
    rows = list(connection.execute(statement, facts).mappings())
    also: defaultdict[int, list[int]] = defaultdict(list)
    for agent_id, campaign_id in connection.execute(_ALSO, {"agents": [row["id"] for row in rows]}):
        also[agent_id].append(campaign_id)
    return [replace(_agent(row), also_campaign_ids=tuple(also[row["id"]])) for row in rows]


@lru_cache(KNOWN)
def _same(values: tuple[Any, ...], also: tuple[int, ...]) -> Agent:
    """The agent of a row. Cached, since an engine reads all agents once a second and hardly any has changed."""
    return replace(_agent(dict(zip(AGENT.c.keys(), values, strict=True))), also_campaign_ids=also)


def _agent(row: Any) -> Agent:
    read = {"wish": AgentWish(row["wish"]), "leg_kind": LegKind(row["leg_kind"])}
    return Agent(**{**row, **read, "languages": tuple(filter(None, row["languages"].split(",")))})


def _stored(value: Any) -> Any:
    """A setting as its column holds it."""
    return ",".join(value) if isinstance(value, tuple) else value


def leave_team(connection: Connection, team_id: int) -> None:
    """Let the agents of a team, who are all retired, belong to none."""
    connection.execute(update(AGENT).where(AGENT.c.team_id == team_id).values(team_id=None))


def end_pause(connection: Connection, agent_id: int, wish_at: float) -> None:
    """Let an agent be ready whose pause, wished at this instant, has ended by itself."""
    paused = (AGENT.c.wish == AgentWish.PAUSED.value, AGENT.c.wish_at == wish_at)
    ready = {"wish": AgentWish.READY.value, "pause_reason": "", "pause_s": None, "pause_rests": True}
    connection.execute(update(AGENT).where(AGENT.c.id == agent_id, *paused).values(ready))


def retire(connection: Connection, agent_id: int, now: float) -> None:
    """Take an agent out of use."""
    connection.execute(update(AGENT).where(AGENT.c.id == agent_id).values(retired_at=now))


def leave_campaign(connection: Connection, campaign_id: int) -> None:
    """Let no agent work in a campaign that is being deleted."""
    connection.execute(delete(AGENT_CAMPAIGN).where(AGENT_CAMPAIGN.c.campaign_id == campaign_id))
