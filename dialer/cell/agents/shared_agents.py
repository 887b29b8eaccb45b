"""Agents who work in several campaigns of one node: which may be lent to which cell, and how they move.

An agent sits in one cell at a time, with phone and call, so that calls, sessions and recovery need not know of pools.
Only an idle agent's seat moves, at the instant when a person of another campaign waits.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from dialer.cell.agents.roster import Agent, Roster, turn_of


class _Campaign(Protocol):
    @property
    def id(self) -> int: ...


class Seating(Protocol):
    """What the pool needs to know of a cell: its agents and its calls."""

    @property
    def campaign(self) -> _Campaign: ...
    @property
    def roster(self) -> Roster: ...
    @property
    def calls(self) -> Collection[str]: ...
    @property
    def in_flight(self) -> Collection[str]: ...
    @property
    def waiting(self) -> Collection[str]: ...
    @property
    def takes_part(self) -> bool: ...


SeatingT = TypeVar("SeatingT", bound=Seating)


@dataclass(slots=True)
class Pool(Generic[SeatingT]):
    """Which campaigns each agent works in. `seats` gives each agent's campaign; `move` updates it."""

    cells: Mapping[int, SeatingT]  # by campaign
    seats: dict[int, int]
    _works_in: dict[int, frozenset[int]] = field(default_factory=dict)  # only agents with more than one campaign
    _agents_of: dict[int, tuple[int, ...]] = field(default_factory=dict)  # by campaign
    _partners: dict[int, tuple[int, ...]] = field(default_factory=dict)  # campaigns with an agent in common

    def set(self, agent_id: int, campaign_ids: Iterable[int]) -> None:
        """Set the campaigns in which the agent works."""
        wanted = frozenset(campaign_ids)
        if self._works_in.get(agent_id, frozenset()) == (wanted if len(wanted) > 1 else frozenset()):
            return
        self._works_in.pop(agent_id, None)
        if len(wanted) > 1:
            self._works_in[agent_id] = wanted
        self._sort()

    def forget(self, agent_id: int) -> None:
        """The agent has logged out."""
        if self._works_in.pop(agent_id, None) is not None:
            self._sort()

    @property
    def active(self) -> bool:
        """Whether anybody works in more than one campaign."""
        return bool(self._works_in)

    def _sort(self) -> None:
        agents: dict[int, list[int]] = {}
        partners: dict[int, set[int]] = {}
        for agent_id, campaigns in self._works_in.items():
            for campaign in campaigns:
                agents.setdefault(campaign, []).append(agent_id)
                partners.setdefault(campaign, set()).update(campaigns - {campaign})
        self._agents_of = {campaign: tuple(ids) for campaign, ids in agents.items()}
        self._partners = {campaign: tuple(sorted(others)) for campaign, others in partners.items()}

    def works_in(self, agent_id: int, campaign_id: int) -> bool:
        """Whether the agent sits in another campaign and takes calls of this one too."""
        return campaign_id in self._works_in.get(agent_id, ())

    def partners(self, campaign_id: int) -> list[SeatingT]:
        """The cells that share agents with this campaign's."""
        return [self.cells[i] for i in self._partners.get(campaign_id, ()) if i in self.cells]

    def guests(self, campaign_id: int) -> Iterator[tuple[Agent, SeatingT]]:
        """Agents who take this campaign's calls and sit elsewhere now, with the cell where they sit."""
        for agent_id in self._agents_of.get(campaign_id, ()):
            seat = self.seats.get(agent_id)
            cell = self.cells.get(seat) if seat is not None and seat != campaign_id else None
            agent = cell.roster.get(agent_id) if cell is not None else None
            if agent is not None and cell is not None:
                yield agent, cell

    def shared_ready(self, one: int, other: int) -> int:
        """The number of agents able to take a call now, wherever they sit, who work in both campaigns."""
        able = frozenset[int]().union(*(cell.roster.able_ids for cell in self._cells_of(one)))
        return len(able.intersection(self._agents_of.get(one, ()), self._agents_of.get(other, ())))

    def agents_due(self, cell: SeatingT) -> float:
        """This campaign's share of the agents at work: half of one who works in two, wherever the agent sits.

        Campaigns that take no part are left out: stopped, paused or without a lead.
        """
        own = cell.campaign.id
        shared = self._shared_at_work(own)
        alone = len(cell.roster.at_work - shared)
        taking_part = {own, *(one.campaign.id for one in self.partners(own) if one.takes_part)}
        by_campaigns = Counter(map(self._works_in.__getitem__, shared))
        return alone + sum(agents / len(campaigns & taking_part) for campaigns, agents in by_campaigns.items())

    def sharing(self, cell: SeatingT, other: int) -> float:
        """The share of the agents at work who take the cell's calls and also work in the other campaign."""
        shared = self._shared_at_work(cell.campaign.id)
        both = shared.intersection(self._agents_of.get(other, ()))
        return len(both) / max(len(cell.roster.at_work | shared), 1)

    def _shared_at_work(self, campaign_id: int) -> frozenset[int]:
        at_work = frozenset[int]().union(*(cell.roster.at_work for cell in self._cells_of(campaign_id)))
        return at_work.intersection(self._agents_of.get(campaign_id, ()))

    def _cells_of(self, campaign_id: int) -> list[SeatingT]:
        """The cells where the campaign's agents may sit."""
        ids = (campaign_id, *self._partners.get(campaign_id, ()))
        return [self.cells[i] for i in ids if i in self.cells]

    def _seat_of(self, agent_id: int) -> SeatingT | None:
        return self.cells.get(self.seats.get(agent_id, 0))

    def able(self, cell: SeatingT) -> int:
        """Agents able to take the cell's calls now, wherever they sit, less those whom its partners may need."""
        own = cell.campaign.id
        able = cell.roster.able + sum(at.roster.is_able(agent.id) for agent, at in self.guests(own))
        for partner in self.partners(own):
            needs = len(partner.in_flight) + len(partner.waiting)
            able -= min(needs, self.shared_ready(own, partner.campaign.id))
        return max(able, 0)

    def counts_on(self, cell: SeatingT) -> bool:
        """Whether another campaign has calls under way that may need one of this campaign's agents."""
        return any(partner.in_flight or partner.waiting for partner in self.partners(cell.campaign.id))

    def is_shared(self, agent_id: int) -> bool:
        """Whether the agent works in several campaigns."""
        return agent_id in self._works_in

    def borrow(
        self, cell: SeatingT, *, than: Agent | None, stays_until: float = 0.0, hard: bool = False, language: str = ""
    ) -> Agent | None:
        """Seat the guest whose turn it is in the cell; None if no guest able to take a call comes before `than`."""
        able = [
            turn_of(agent, hard=hard, language=language)
            for agent, at in self.guests(cell.campaign.id)
            if at.roster.is_able(agent.id) and agent.stays(stays_until)
        ]
        if not able or (than is not None and min(able)[:2] >= turn_of(than, hard=hard, language=language)[:2]):
            return None
        return self.move(min(able)[-1], cell)

    def follow(self, agent_id: int, cell: SeatingT) -> Agent | None:
        """Seat an agent whose phone was joined late to a call of this cell; None if the agent is no guest."""
        return self.move(agent_id, cell) if self.works_in(agent_id, cell.campaign.id) else None

    def home_of(self, call_id: str, cell: SeatingT) -> SeatingT:
        """The cell whose call this is: the given one or a partner."""
        return next((one for one in self.partners(cell.campaign.id) if call_id in one.calls), cell)

    def move(self, agent_id: int, cell: SeatingT) -> Agent | None:
        """Seat the agent in the cell, state unchanged; None if the agent sits nowhere."""
        seat = self._seat_of(agent_id)
        agent = seat.roster.get(agent_id) if seat is not None else None
        if seat is None or agent is None:
            return None
        if seat is not cell:
            seat.roster.remove(agent_id)
            cell.roster.put(agent)
            self.seats[agent_id] = cell.campaign.id
        return agent
