"""When what Pronto has written into a node is compared: as its link comes up, and each quarter of an hour."""

from collections.abc import Mapping
from typing import Any, Final

COMPARE_EVERY_S: Final = 900.0


class LinkUps:
    """The nodes whose link was up at the last look, and when each was compared."""

    def __init__(self) -> None:
        self._was_up: set[int] = set()
        self._compared_at: dict[int, float] = {}

    def due(self, board: Mapping[str, Any], *, now: float) -> list[int]:
        """The nodes that are to be compared now, by the engines' last board."""
        up = {int(one["id"]) for one in board.get("nodes", ()) if one["state"] == "up"}
        due = [
            node_id
            for node_id in sorted(up)
            if node_id not in self._was_up or self._compared_at.get(node_id, 0.0) + COMPARE_EVERY_S <= now
        ]
        self._compared_at |= dict.fromkeys(due, now)
        self._was_up = up
        return due
