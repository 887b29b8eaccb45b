"""Counts what happened to calls and how late a node and the loop are, for metrics."""

from dataclasses import dataclass, field
from typing import Any

from dialer.cell.call.state_machine import Call
from dialer.cell.cell import Cell
from dialer.core.enums import Outcome
from dialer.engine.board.trunk_record import TrunkRecords, is_delivered
from dialer.engine.switchboard import Switchboard
from dialer.messaging.measures import (
    ABANDONED,
    AMI_LAG,
    ANSWER_TO_AGENT,
    ANSWERS,
    ATTEMPTS,
    DELIVERED,
    LOOP_LAG,
    POST_DIAL_DELAY,
    READY_TO_DIAL,
    SIP_RESPONSES,
    Measures,
)

NO_RESPONSE, PERSON, MACHINE = "none", "person", "machine"


@dataclass(slots=True)
class CallMeasures:
    """The measures of every node this engine has owned, since it began."""

    trunks: TrunkRecords = field(default_factory=TrunkRecords)
    _of: dict[int, Measures] = field(default_factory=dict)

    def finished(self, cell: Cell, call: Call, *, now: float) -> None:
        """Count a finished attempt."""
        of, campaign, trunk = self._of_node(cell.campaign.node_id), cell.campaign.name, _trunk(cell, call)
        assert call.outcome is not None
        of.count(ATTEMPTS, campaign, trunk, call.outcome.value)
        of.count(DELIVERED, trunk, by=is_delivered(call))
        of.count(SIP_RESPONSES, trunk, sip_class(call))
        self.trunks.finished(call, sip_class(call), now=now)
        of.count(ABANDONED, campaign, _law(cell, call), by=call.outcome is Outcome.ABANDONED)
        answered_by = None if call.answered_at is None else MACHINE if call.outcome is Outcome.MACHINE else PERSON
        for kind in (PERSON, MACHINE):
            of.count(ANSWERS, campaign, trunk, kind, by=kind == answered_by)
        if call.ringing_at is not None and call.placed_at:
            of.observe(POST_DIAL_DELAY, call.ringing_at - call.placed_at, trunk)
        heard_at = call.screened_at or call.answered_at
        if heard_at is not None and call.agent_joined_at is not None:
            of.observe(ANSWER_TO_AGENT, call.agent_joined_at - heard_at, campaign)

    def originated(self, cell: Cell, waited_s: float) -> None:
        """Count an Originate, sent so long after the event that led to it."""
        self._of_node(cell.campaign.node_id).observe(READY_TO_DIAL, waited_s)

    def lagged(self, node_id: int, *, answer_s: float | None, loop_s: float) -> None:
        """Count one look at a node's link and at the loop."""
        of = self._of_node(node_id)
        of.observe(LOOP_LAG, loop_s)
        if answer_s is not None:
            of.observe(AMI_LAG, answer_s)

    def as_data(self, switchboard: Switchboard) -> list[dict[str, Any]]:
        """The measures of the nodes owned now: a part of the board."""
        campaigns = {cell.campaign.name for cell in switchboard.cells.values()}
        nodes = [desk.node for desk in switchboard.nodes.values()]
        return [self._of_node(node.id).as_data(node.id, node.name, campaigns) for node in nodes]

    def _of_node(self, node_id: int) -> Measures:
        return self._of.setdefault(node_id, Measures())


def _law(cell: Cell, call: Call) -> str:
    """The profile whose rules hold for a call; empty where none does."""
    books = cell.campaign.books
    book = books.book(call.country) if books is not None and call.country else None
    return book.profile.id if book is not None else ""


def sip_class(call: Call) -> str:
    """The class of the final SIP response, `2xx` to `6xx`; `none` if the carrier named none."""
    if call.answered_at is not None:
        return "2xx"
    status = next((word for word in call.tech_cause.split() if len(word) == 3 and word.isdecimal()), "")
    return f"{status[0]}xx" if status[:1] in {"3", "4", "5", "6"} else NO_RESPONSE


def _trunk(cell: Cell, call: Call) -> str:
    line = cell.lines.trunks.get(call.trunk_id)
    return line.name if line is not None else str(call.trunk_id)
