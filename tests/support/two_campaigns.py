"""A story of two campaigns that share agents."""

from dataclasses import dataclass, field, replace

from dialer.campaigns.model import CampaignConfig
from dialer.cell.cell import Cell
from dialer.cell.effects import Claim, Place
from dialer.cell.events import Sent
from dialer.core.enums import AgentWish
from dialer.engine.ami_translation import OfCall
from dialer.engine.engine_events import Config, Stocked
from tests.support.cells import ROME, a_config, a_lead
from tests.support.story import Story, everywhere


@dataclass
class TwoCampaigns(Story):
    """Spring (1) and Autumn (2) on one node, each with leads of its own."""

    second: CampaignConfig = field(default_factory=lambda: a_config(id=2, name="Autumn"))
    stock: dict[int, int] = field(default_factory=lambda: {1: 50, 2: 50})

    @property
    def autumn(self) -> Cell:
        return self.switchboard.cells[2]

    def configure(self, **changes: object) -> None:
        self.config = replace(self.config, **changes)  # type: ignore[arg-type]
        logged_in = [agent for agent in self.agents.values() if agent.wish is not AgentWish.LOGGED_OUT]
        self.take(
            Config(
                [self.node],
                list(self.config.trunks),
                [self.config, self.second],
                logged_in,
                seen={1: self.seen, 2: self.seen},
                destinations=everywhere(self.config.trunks),
            )
        )

    def turn(self) -> None:
        for _ in range(50):
            self.switchboard.pace(now=self.now)
            news = [(cell, e) for cell in self.switchboard.cells.values() for e in cell.take_effects()]
            if not news:
                return
            for cell, effect in news:
                self.effects.append(effect)
                if isinstance(effect, Claim):
                    self._stock(cell.campaign.id, effect.limit)
                elif isinstance(effect, Place):
                    for call in effect.calls:
                        self.switchboard.take(OfCall(call.id, Sent()), now=self.now)
        raise AssertionError("the switchboard does not come to rest")

    def _stock(self, campaign_id: int, limit: int) -> None:
        count = min(limit, self.stock[campaign_id])
        left = self.stock[campaign_id] - count
        self.stock[campaign_id] = left
        leads = [a_lead(1000 * campaign_id + left + number) for number in range(count)]
        self.switchboard.take(Stocked(campaign_id, leads, (ROME,), None), now=self.now)

    def both(self, agent_id: int) -> None:
        """Log an agent in to both campaigns."""
        self.log_in(agent_id, also_campaign_ids=(2,))

    def anywhere(self, agent_id: int) -> Cell:
        return self.switchboard.cells[self.switchboard.seats.seat_of[agent_id]]


def two(**stock: int) -> TwoCampaigns:
    story = TwoCampaigns(stock={1: stock.get("spring", 50), 2: stock.get("autumn", 50)})
    story.begin()
    return story


def only_call(cell: Cell) -> str:
    (call_id,) = cell.calls
    return call_id
