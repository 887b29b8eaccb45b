"""Agents: their settings, and the phone that is theirs."""

from collections.abc import Callable, Sequence
from functools import partial
from types import EllipsisType
from typing import Any, Final

from dialer.audit.store import Act
from dialer.core.enums import LegKind
from dialer.core.request_errors import Invalid
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import msg
from dialer.stores.work import WorkStore
from dialer.telephony.nodes.browser_phones import dial_string
from dialer.telephony.trunks.dial_strings import phone_allowed
from dialer.work.agents.model import Agent
from dialer.work.agents.store import Agents as AgentRows


class Agents:
    """Settings of agents."""

    def __init__(self, store: WorkStore, clock: Callable[[], float]) -> None:
        self._store, self._clock = store, clock

    async def create(
        self,
        *,
        name: str,
        phone: str,
        display_name: str,
        leg_kind: LegKind,
        language: str,
        actor: str,
        country: str = "",
        team_id: int | None = None,
        rejoin_s: int | None = None,
        languages: Sequence[str] = (),
    ) -> Agent:
        """Create an agent, logged out. Raises `NameTaken`, `PhoneTaken`, `Invalid`."""
        phone = _phone_of(name, phone, leg_kind)
        await self._check_phone(phone)
        return await AgentRows(self._act("agent.create", actor, _made)).create(
            name=name,
            phone=phone,
            display_name=display_name,
            leg_kind=leg_kind,
            language=language,
            country=country,
            team_id=team_id,
            rejoin_s=rejoin_s,
            languages=languages,
        )

    async def update(
        self,
        agent_id: int,
        *,
        phone: str,
        display_name: str,
        leg_kind: LegKind,
        language: str,
        actor: str,
        country: str = "",
        team_id: int | None = None,
        rejoin_s: int | None = None,
        languages: Sequence[str] = (),
        expected: Agent | EllipsisType = ...,
    ) -> Agent:
        """Replace an agent's settings; a new phone is used from the next log-in on.

        Raises `UnknownAgent`, `PhoneTaken`, `Invalid`, and `Changed` if the agent is not as expected.
        """
        before = await self._store.agents.get(agent_id, sees=EVERYTHING)
        phone = _phone_of(before.name, phone, leg_kind)
        if phone != before.phone:
            await self._check_phone(phone)
        return await AgentRows(self._act("agent.update", actor, partial(_changes, before))).update(
            agent_id,
            phone=phone,
            display_name=display_name,
            leg_kind=leg_kind,
            language=language,
            country=country,
            team_id=team_id,
            rejoin_s=rejoin_s,
            languages=languages,
            expected=expected,
        )

    async def take_seat(self, agent_id: int, phone: str | None, leg_kind: LegKind | None, actor: str) -> None:
        """Let the agent have this phone from now on; None: as before. Raises as `update`."""
        agent = await self._store.agents.get(agent_id, sees=EVERYTHING)
        kind = leg_kind or agent.leg_kind
        seat = (_phone_of(agent.name, phone or agent.phone, kind), kind)
        if seat == (agent.phone, agent.leg_kind):
            return
        await self.give_phone(agent, *seat, actor=actor)

    async def give_phone(self, agent: Agent, phone: str, leg_kind: LegKind, *, actor: str) -> Agent:
        """Let an agent, as read before, have another phone and nothing else changed. Raises as `update`."""
        return await self.update(
            agent.id,
            phone=phone,
            leg_kind=leg_kind,
            display_name=agent.display_name,
            language=agent.language,
            country=agent.country,
            team_id=agent.team_id,
            rejoin_s=agent.rejoin_s,
            languages=agent.languages,
            actor=actor,
            expected=agent,
        )

    async def team_of(self, agent_id: int) -> int | None:
        """The agent's team, if any. Raises `UnknownAgent`."""
        return (await self._store.agents.get(agent_id, sees=EVERYTHING)).team_id

    async def _check_phone(self, phone: str) -> None:
        """Raise `Invalid` for a phone that no node may call. The node itself is known only when the agent logs in."""
        patterns = [pattern for node in await self._store.nodes.list() for pattern in node.dial_patterns]
        if not phone_allowed(phone, patterns):
            raise Invalid([("phone", _NOT_A_PHONE)])

    def _act(self, action: str, actor: str, facts: Callable[[Agent], dict[str, Any]]) -> Act:
        now = self._clock()
        return self._store.audit.act(
            actor=actor, action=action, subject=lambda agent: f"agent:{agent.id}", facts=facts, now=now
        )


def _made(agent: Agent) -> dict[str, Any]:
    return {"name": agent.name, **_written(agent)}


def _changes(before: Agent, after: Agent) -> dict[str, Any]:
    was, now = _written(before), _written(after)
    return {"changes": {name: {"from": was[name], "to": now[name]} for name in now if now[name] != was[name]}}


_NOT_A_PHONE: Final = msg(
    "no Asterisk may call such a phone: write PJSIP/ and the name of its endpoint, as in PJSIP/1001, or let an admin "
    "add a pattern to dial_patterns of the node"
)


def _phone_of(name: str, phone: str, kind: LegKind) -> str:
    """The phone of an agent of this name at such a seat: that of the page is known by the name.

    Raises `Invalid` if a phone of another kind is wanted, and the page's is named.
    """
    own = dial_string(name)
    if kind is LegKind.BROWSER:
        return own
    if phone == own:
        raise Invalid([("phone", msg("name the phone: {phone} is the agent's page, of the kind browser", phone=phone))])
    return phone


def _written(agent: Agent) -> dict[str, Any]:
    """The part of an agent's settings that the audit keeps."""
    names = ("phone", "display_name", "leg_kind", "language", "country", "team_id", "rejoin_s", "languages")
    return {name: getattr(agent, name) for name in names} | {"leg_kind": agent.leg_kind.value}
