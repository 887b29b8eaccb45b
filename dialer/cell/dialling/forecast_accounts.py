"""What the cell has learned, and how accurate its forecasts were: of answers, and of agents becoming free.

Twice a minute a forecast is recorded: how many of the calls under way a person will have answered, and how many of the
busy agents will be free, at the latest time when a call started now would be answered. What happens is then counted. A
forecast during which calls were called off is dropped.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from pacing import forecast
from pacing.calibration import Calibration
from pacing.learned import Learned
from pacing.snapshot import Mode, Policy, Snapshot

EVERY_S = 30.0  # as in the simulator: longer than most answers take, so that forecasts are independent
MEMORY = 500.0  # forecasts after which one has lost 63 % of its weight: half a day


@dataclass(slots=True, kw_only=True)
class _Open:
    """A forecast whose result is still being counted."""

    calls: frozenset[str]
    agents: frozenset[str]
    answers_by: float
    frees_by: float
    answers: tuple[float, float]  # mean and variance
    frees: tuple[float, float]
    answered: int = 0
    freed: int = 0


class LiveLearned(Learned):
    """What a pacer learns from its cell, with an account of its own forecasts."""

    def __init__(self) -> None:
        super().__init__()
        self.answers_foretold = Calibration(MEMORY)
        self.frees_foretold = Calibration(MEMORY)
        self._open: _Open | None = None
        self._next_at = 0.0

    def look(self, seen: Snapshot, policy: Policy, busy: Collection[int]) -> None:
        """Close the forecast whose time is up, and make the next when it is due; `busy` are the agents it covers."""
        if self._open is not None and seen.now > self._open.frees_by:
            self._close(self._open)
        if self._open is None and seen.now >= self._next_at and policy.mode is Mode.PREDICTIVE:
            self._open = self._foretell(seen, policy, busy)
            self._next_at = seen.now + EVERY_S

    def _foretell(self, seen: Snapshot, policy: Policy, busy: Collection[int]) -> _Open:
        outlook = forecast.look_ahead(replace(seen, rivals=()), policy)  # other cells report their own people
        answers_by = seen.now + self.answers.nodes[-1]
        return _Open(
            calls=frozenset(call.call_id for call in seen.calls),
            agents=frozenset(str(agent_id) for agent_id in busy),
            answers_by=answers_by,
            frees_by=answers_by + policy.wait_limit_s,
            answers=outlook.answered[-1],
            frees=(outlook.freed[-1].mean, outlook.freed[-1].variance),
        )

    def _close(self, one: _Open) -> None:
        self.answers_foretold.add(max(one.answers[0], 0.0), one.answered, one.answers[1])
        self.frees_foretold.add(max(one.frees[0], 0.0), one.freed, one.frees[1])
        self._open = None

    def person(self, call_id: str, now: float) -> None:
        """A person answered; repeated reports count once."""
        news = call_id in self._calls
        super().person(call_id, now)
        if news and (one := self._open) is not None and call_id in one.calls and now <= one.answers_by:
            one.answered += 1

    def wrap_up_ended(self, agent_id: str, now: float) -> None:
        """The agent is ready again; each agent counts once per forecast."""
        super().wrap_up_ended(agent_id, now)
        if (one := self._open) is not None and agent_id in one.agents and now <= one.frees_by:
            one.freed += 1
            one.agents -= {agent_id}

    def called_off(self, call_id: str, now: float) -> None:
        """We hung up a ringing call, which the open forecast did not foresee."""
        super().called_off(call_id, now)
        if (one := self._open) is not None and call_id in one.calls:
            self._open = None

    def dump(self) -> dict[str, Any]:
        """Everything but the open forecast, ready for JSON."""
        foretold = {"answers": self.answers_foretold.dump(), "frees": self.frees_foretold.dump()}
        return super().dump() | {"foretold": foretold}

    @classmethod
    def load(cls, state: Mapping[str, Any]) -> Self:
        """Load a dump; the account of forecasts starts empty if another version wrote it or it is missing.

        :raises ValueError: the dump is of another format.
        """
        learned = super().load(state)
        try:
            answers, frees = (Calibration.load(state["foretold"][name]) for name in ("answers", "frees"))
        except (KeyError, TypeError, ValueError):
            return learned  # the account starts empty: it is only for display
        learned.answers_foretold, learned.frees_foretold = answers, frees
        return learned
