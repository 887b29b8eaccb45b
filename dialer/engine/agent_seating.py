"""Seats agents in cells: from the database at each poll, and from bus messages at once."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from dialer.cell.agents import agent_session, interrupted_talks
from dialer.cell.agents.shared_agents import Pool
from dialer.cell.call import call_handling
from dialer.cell.cell import Cell
from dialer.cell.dialling import dialling_loop, preview
from dialer.cell.effects import HangUp
from dialer.core.channel_ids import campaign_of
from dialer.core.enums import AgentWish
from dialer.core.frozen_copy import changed
from dialer.engine.messages.bus_messages import Command, Disposed, Wished, read_message
from dialer.i18n.message import to_plain
from dialer.work.agents.model import Agent
from dialer.work.agents.rules import rejoin_s, spoken

OUTCOMES_KEPT: Final = 1000


@dataclass(slots=True)
class Seats:
    """The cells in which logged-in agents sit; `touch(cell)` reports a change in a cell."""

    cells: dict[int, Cell]  # by campaign
    touch: Callable[[Cell], None]
    seat_of: dict[int, int] = field(default_factory=dict)  # campaign where each agent sits, by agent
    outcomes: dict[str, dict[str, Any]] = field(default_factory=dict)  # of commands, by number, until they are taken
    pool: Pool[Cell] = field(init=False)

    def __post_init__(self) -> None:
        self.pool = Pool(self.cells, self.seat_of)

    def configure(self, agents: Iterable[Agent], *, now: float) -> None:
        """Seat every agent whom the database shows as logged in, and log out the others."""
        logged_in = set()
        for agent in agents:
            logged_in.add(agent.id)
            wish = agent_session.Wish(
                agent_id=agent.id,
                name=agent.display_name or agent.name,
                phone=agent.phone,
                leg_kind=agent.leg_kind,
                wish=agent.wish,
                pause_reason=agent.pause_reason,
                at=agent.wish_at,
                shift_ends_at=agent.shift_ends_at,
                break_at=agent.break_at,
                country=agent.country,
                team_id=agent.team_id,
                pause_s=agent.pause_s,
                pause_rests=agent.pause_rests,
                hand_at=agent.hand_at,
                hand_note=agent.hand_note,
                rejoin_s=rejoin_s(agent),
                languages=spoken(agent),
            )
            self.pool.set(agent.id, {i for i in (agent.campaign_id, *agent.also_campaign_ids) if i is not None})
            self._seat(wish, agent.campaign_id, now)
        for agent_id in [agent_id for agent_id in self.seat_of if agent_id not in logged_in]:
            self._log_out(agent_id, now)

    def handle_message(self, topic: str, body: Any, *, now: float) -> None:
        """Handle a bus message for an agent seated here; a machine met in one of our calls counts in any case."""
        said = read_message(topic, body)
        if isinstance(said, Disposed) and said.met:
            self._met(said)
        cell = self.cells.get(self.seat_of.get(said.agent_id, 0)) if said is not None else None
        if said is None or cell is None:
            return
        match said:
            case Wished():
                self._wish_again(cell, said, now)
            case Disposed(agent_id=agent_id, attempt_id=attempt_id, is_undone=True):
                agent_session.on_undone(cell, agent_id, attempt_id, now=now)
            case Disposed(agent_id=agent_id, attempt_id=attempt_id):
                agent_session.on_disposed(cell, agent_id, attempt_id, now=now)
            case Command():
                outcome = _command(cell, said, now)
                if said.number:
                    self.outcomes[said.number] = outcome
                    if len(self.outcomes) > OUTCOMES_KEPT:  # of replies that were given up
                        del self.outcomes[next(iter(self.outcomes))]
        self.touch(cell)

    def _met(self, said: Disposed) -> None:
        cell = self.cells.get(campaign_of(said.attempt_id) or 0)
        if cell is not None:
            cell.learned.met_machine(said.met_at, said.met)
            self.touch(cell)

    def follow_calls(self, agent_with: Mapping[str, int]) -> None:
        """Move agents of several campaigns to the cell of their call: a restart seats all in their home campaign."""
        for call_id, agent_id in agent_with.items():
            cell = self.cells.get(campaign_of(call_id) or 0)
            if cell is not None and self.pool.works_in(agent_id, cell.campaign.id):
                self.pool.move(agent_id, cell)

    def forget_gone(self) -> None:
        """Forget the seat of every agent who has left."""
        for agent_id, campaign_id in list(self.seat_of.items()):
            if agent_id not in self.cells[campaign_id].roster:
                self._forget(agent_id)

    def leave(self, campaign_ids: Collection[int]) -> None:
        """Forget the agents seated in these campaigns: another engine seats them now."""
        for agent_id in [agent_id for agent_id, at in self.seat_of.items() if at in campaign_ids]:
            self._forget(agent_id)

    def _forget(self, agent_id: int) -> None:
        del self.seat_of[agent_id]
        self.pool.forget(agent_id)

    def _seat(self, wish: agent_session.Wish, campaign_id: int | None, now: float) -> None:
        before = self.seat_of.get(wish.agent_id)
        if before is not None and self.pool.works_in(wish.agent_id, before):
            campaign_id = before  # works in both campaigns, and sits in the other one for now
        if before is not None and before != campaign_id:
            self._log_out(wish.agent_id, now)
            if wish.agent_id in self.seat_of:
                return  # still in a call of the other campaign: one seat at a time
        cell = self.cells.get(campaign_id or 0)
        if cell is None:
            return
        self.seat_of[wish.agent_id] = cell.campaign.id  # set first: an agent ready at once may be lent at once
        agent_session.on_wish(cell, wish, now=now)
        if self.seat_of[wish.agent_id] == cell.campaign.id and wish.agent_id not in cell.roster:
            self._forget(wish.agent_id)
        self.touch(cell)

    def _log_out(self, agent_id: int, now: float) -> None:
        cell = self.cells[self.seat_of[agent_id]]
        agent = cell.roster.get(agent_id)
        if agent is not None and agent.wish is not AgentWish.LOGGED_OUT:
            agent_session.log_out(cell, agent, now=now)
            self.touch(cell)
        if agent_id not in cell.roster:
            self._forget(agent_id)

    def _wish_again(self, cell: Cell, said: Wished, now: float) -> None:
        """Act at once on the wish of an agent logged in here, without asking the store."""
        agent = cell.roster.get(said.agent_id)
        if agent is None or not (
            said.campaign_id == cell.campaign.id or self.pool.works_in(agent.id, said.campaign_id or 0)
        ):
            return
        wish = agent_session.Wish(
            agent_id=agent.id,
            name=agent.name,
            phone=agent.phone,
            leg_kind=agent.leg_kind,
            wish=said.wish,
            pause_reason=said.pause_reason,
            at=said.at,
            shift_ends_at=agent.shift_ends_at,
            break_at=agent.break_at,
            country=agent.country,
            team_id=agent.team_id,
            pause_s=said.pause_s,
            pause_rests=said.pause_rests,
            hand_at=agent.hand_at,
            hand_note=agent.hand_note,
            rejoin_s=agent.rejoin_s,
            languages=agent.languages,
        )
        agent_session.on_wish(cell, wish, now=now)


def _command(cell: Cell, said: Command, now: float) -> dict[str, Any]:
    """Carry out a command; return whether anything was done, and why a lead is not dialled."""
    agent = cell.roster.get(said.agent_id)
    offered = cell.previews.get(said.agent_id)
    if said.kind == "hang_up":
        # For another call: pressed twice or too late, and the next person is on the line by now.
        if agent is None or agent.call_id not in cell.calls or said.attempt_id not in (None, agent.call_id):
            return {"done": False}
        cell.roster.put(changed(agent, hung_up=agent.call_id))
        cell.effects.append(HangUp(str(agent.call_id)))
    elif said.kind == "hold":
        return {"done": interrupted_talks.hold(cell, said.agent_id, said.attempt_id, now=now)}
    elif said.kind == "resume":
        return {"done": call_handling.resume(cell, said.agent_id, said.attempt_id, now=now)}
    elif said.kind == "stage":
        return {"done": agent_session.on_stage(cell, said.agent_id, said.attempt_id, said.stage, now=now)}
    elif said.kind == "name_shown":
        return {"done": agent_session.on_name_shown(cell, said.agent_id, said.attempt_id, said.ahead_ms)}
    elif said.kind == "hard_call":
        return {"done": agent_session.on_hard_call(cell, said.agent_id, now=now)}
    elif said.kind == "extend_wrap_up":
        return {"done": agent_session.extend_wrap_up(cell, said.agent_id, said.attempt_id, now=now)}
    elif offered is None or said.lead_id not in (None, offered.lead_id):
        return {"done": False}  # pressed twice, or too late: another lead is on the screen by now
    elif said.kind == "dial_preview":
        why = preview.dial_preview(cell, said.agent_id, kept=dialling_loop.blocked(cell, now), now=now)
        if why is not None:
            return {"done": False, "refused": to_plain(why)}
    elif said.kind == "skip_preview":
        preview.skip_preview(cell, said.agent_id, now=now)
    return {"done": True}
