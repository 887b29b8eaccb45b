"""How accurate the pacer's forecasts are: answers and frees forecast, against what happened in a simulated day."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from pacing import forecast
from pacing.calibration import Calibration
from pacing.decide import decide
from pacing.learned import Learned
from pacing.simulate.run import Run
from pacing.simulate.setting import Setting
from pacing.snapshot import Constraint, Decision, Mode, Policy, Snapshot

EVERY_S = 30.0  # longer than any horizon, so that pairs do not overlap


@dataclass(frozen=True, slots=True)
class _Forecast:
    """A forecast at an instant, and its subjects: these calls, and the agents who were busy then."""

    at: float
    answers_by: float
    frees_by: float
    calls: frozenset[str]
    answers: tuple[float, float]  # mean and variance
    frees: tuple[float, float]


class _Witness(Learned):
    """Records when people answered and agents became free, beside what a pacer learns."""

    def __init__(self) -> None:
        super().__init__()
        self.answered_at: dict[str, float] = {}
        self.freed: list[tuple[float, float]] = []  # busy since, free at
        self._since: dict[str, float] = {}

    def person(self, call_id: str, now: float) -> None:
        """A person answered."""
        super().person(call_id, now)
        self.answered_at[call_id] = now

    def talk_started(self, agent_id: str, now: float) -> None:
        """An agent began to talk."""
        super().talk_started(agent_id, now)
        self._since[agent_id] = now

    def wrap_up_ended(self, agent_id: str, now: float) -> None:
        """The agent is ready again."""
        super().wrap_up_ended(agent_id, now)
        self.freed.append((self._since.pop(agent_id, now), now))


def calibrate(setting: Setting, seed: int) -> tuple[Calibration, Calibration]:
    """Play a day of the predictive pacer; return the calibrations of its forecasts of answers and of freed agents.

    Each forecast is for the latest of the ages at which a call started now would be answered. Nothing is called off:
    such calls would count as wrong forecasts.
    """
    world = setting.start()
    policy = Policy(
        mode=Mode.PREDICTIVE,
        wait_limit_s=world.wait_limit_s,
        ring_limit_s=world.ring_limit_s,
        screening_s=world.screening_s,
        constraints=(Constraint(name="day", limit=setting.limit, starts_at=0.0, ends_at=world.day_s),),
    )
    made: list[_Forecast] = []

    def pacer(snapshot: Snapshot) -> Decision:
        if not made or snapshot.now >= made[-1].at + EVERY_S:
            made.append(_foretell(snapshot, policy))
        return decide(snapshot, policy)

    witness = _Witness()
    Run(world, pacer, Random(seed), learned=witness).play(setting.changes())  # noqa: S311 - a world, not a secret
    return _compare(made, witness, world.day_s)


def _foretell(snapshot: Snapshot, policy: Policy) -> _Forecast:
    outlook = forecast.look_ahead(snapshot, policy)
    horizon = snapshot.learned.answers.nodes[-1]
    return _Forecast(
        at=snapshot.now,
        answers_by=snapshot.now + horizon,
        frees_by=snapshot.now + horizon + policy.wait_limit_s,
        calls=frozenset(call.call_id for call in snapshot.calls),
        answers=outlook.answered[-1],
        frees=(outlook.freed[-1].mean, outlook.freed[-1].variance),
    )


def _compare(made: list[_Forecast], witness: _Witness, until: float) -> tuple[Calibration, Calibration]:
    answers, frees = Calibration(), Calibration()
    for one in made:
        if one.frees_by > until:
            continue
        came = sum(witness.answered_at.get(call, until) <= one.answers_by for call in one.calls)
        freed = sum(since <= one.at < free <= one.frees_by for since, free in witness.freed)
        answers.add(one.answers[0], came, one.answers[1])
        frees.add(one.frees[0], freed, one.frees[1])
    return answers, frees
