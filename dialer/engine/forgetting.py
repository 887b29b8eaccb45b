"""What a switchboard keeps no longer: campaigns that are deleted, and everything of a node that another engine runs."""

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialer.engine.switchboard import Switchboard


def forget_deleted(board: "Switchboard", there: Collection[int]) -> None:
    """Keep nothing of campaigns that are deleted: they never dialled, so nothing lives in their cells."""
    alive = {i for i, cell in board.cells.items() if cell.calls or len(cell.roster)}
    _forget(board, board.cells.keys() - there - alive)
    _forget(board, board.configs.keys() - there - alive)


def forget_node(board: "Switchboard", node_id: int) -> None:
    """Another engine runs the node: its calls and agents are that one's, and nothing is done to them from here.

    What the cells wanted last is dropped with them.
    """
    gone = {cell.campaign.id for cell in board.cells_of(node_id)}
    gone |= {i for i, config in board.configs.items() if config.node_id == node_id}
    board.seats.leave(gone)
    _forget(board, gone)
    board.nodes.pop(node_id, None)


def _forget(board: "Switchboard", campaign_ids: Collection[int]) -> None:
    for known in (board.cells, board.configs, board.seen, board.troubles, board.dirty):
        for campaign_id in known.keys() & set(campaign_ids):
            del known[campaign_id]
