"""What a switchboard keeps no longer: campaigns that have ended or are deleted, or are another
node's or another engine's.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

from dialer.campaigns.model import CampaignConfig
from dialer.engine.recovery.cell_history import Past

if TYPE_CHECKING:
    from dialer.engine.switchboard import Switchboard


def forget_ended(board: "Switchboard", there: Collection[int]) -> None:
    """Keep nothing of campaigns that are not `there`: they are closed, so that nothing lives, or deleted.

    A cell stays until it has heard of the end of its last call and that its agents have left, and is rid of its wishes.
    """
    alive = {i for i, cell in board.cells.items() if cell.calls or len(cell.roster) or cell.effects}
    _forget(board, board.cells.keys() - there - alive)
    _forget(board, board.configs.keys() - there - alive)


def forget_node(board: "Switchboard", node_id: int) -> None:
    """Another engine runs the node: its calls and agents are that one's, and nothing is done to them from here.

    What the cells wanted last is dropped with them.
    """
    gone = {cell.campaign.id for cell in board.cells_of(node_id)}
    gone |= {i for i, config in board.configs.items() if config.node_id == node_id and i not in board.cells}
    board.seats.leave(gone)
    _forget(board, gone)
    board.nodes.pop(node_id, None)


def leave_node(board: "Switchboard", campaign: CampaignConfig, lives_on: int | None) -> Past | None:
    """Let a campaign that was given another node of ours leave the one before, once nobody there is busy for it.

    `lives_on` is where the database has calls of it. Returns what its next cell begins with; None while the campaign
    stays where it is. Its agents' phones are called from the other node.
    """
    cell = board.cells.get(campaign.id)
    if cell is None or cell.campaign.node_id == campaign.node_id or campaign.node_id not in board.nodes:
        return None
    if lives_on == cell.campaign.node_id or cell.calls or cell.effects or cell.roster.busy:
        return None
    if cell.hopper or cell.promised or cell.bookings.leads or cell.stock.claiming:
        return None  # claimed for the node before: given back first, since a campaign that is to move dials nothing
    for agent in cell.roster:
        if agent.leg_id is not None:
            board.stray(cell.campaign.node_id, agent.leg_id)
    board.seats.leave({campaign.id})
    _forget(board, {campaign.id})
    return Past(learned=cell.learned, tally=cell.tally)


def _forget(board: "Switchboard", campaign_ids: Collection[int]) -> None:
    for known in (board.cells, board.configs, board.seen, board.troubles, board.dirty):
        for campaign_id in known.keys() & set(campaign_ids):
            del known[campaign_id]
