"""One node as the switchboard sees it: its lines, who is in which bridge, whether Asterisk is there."""

from dataclasses import dataclass, field

from dialer.campaigns import Node
from dialer.cell.lines import Lines
from dialer.engine.translate import Bridges

REACHABLE, UNREACHABLE = ("Reachable", "NonQualified", "Created", "Updated"), ("Unreachable", "Removed")


@dataclass(slots=True)
class NodeDesk:
    """One node as the switchboard sees it."""

    node: Node
    lines: Lines
    bridges: Bridges = field(default_factory=Bridges)
    up: bool = False  # linked, and reconciled
    linked: bool = False
    linked_at: float = 0.0
    version: str = ""
    trouble: str | None = None

    def trunk_heard(self, name: str, status: str) -> bool:
        """Asterisk says whether a trunk can be reached; returns whether that tells anything of one of ours."""
        found = False
        for line in self.lines.trunks.values():
            if line.name == name and status in (*REACHABLE, *UNREACHABLE):
                line.up, found = status in REACHABLE, True
        return found
