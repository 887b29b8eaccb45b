"""What the agent's page reports of a talk or a wrap-up: the stage it has reached, and how long it lasts from there.

A stage is anything the page knows: a part of the script, a form opened, "nearly done" pressed. Each stage has learned
durations from its start to the end of the talk or the next stage. Talks without a stage so far end in one of two ways,
directly or through a first stage: two competing hazards over the age of the talk, each censored by the other (Aalen,
Borgan and Gjessing, "Survival and Event History Analysis", 2008, section 3.4). That a talk has reached no stage is
information too: where stages are usual, it will likely not end at once. Wrap-ups have stages of their own in the same
way.

A report on the end of a talk is useful only if calls started now would still be ringing by then: some 15 s before the
agent is free. With a wrap-up of 20 s the talk ends earlier than that, and the wrap-up's age gives the rest; there, the
end of the wrap-up should be reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pacing.durations import Durations

MOST_STAGES = 12
_PRIOR_S = 30.0
_TALK_PRIOR_S = 90.0
_WORTH_USING = 20  # stages seen before they are used to forecast talks without one


class Stages:
    """Learned durations by stage, fed beside the talks or wrap-ups themselves. Below, "talk" stands for both."""

    __slots__ = ("_at", "_by_name", "_left_s", "after", "direct", "reached")

    def __init__(self, whole_s: float = _TALK_PRIOR_S, left_s: float = _PRIOR_S) -> None:
        self._left_s = left_s
        self.direct = Durations(whole_s)  # from the start of a talk to its end, without a stage
        self.reached = Durations(whole_s)  # from the start of a talk to its first stage
        self.after = Durations(left_s)  # from the first stage to the end of the talk
        self._by_name: dict[str, Durations] = {}
        self._at: dict[str, str] = {}  # agent -> stage

    @property
    def known(self) -> bool:
        """Whether enough stages were seen to forecast talks without one."""
        return self.reached.ended >= _WORTH_USING

    @property
    def version(self) -> int:
        """Changes with everything that a pacer reads."""
        parts = (self.direct, self.reached, self.after, *self._by_name.values())
        return sum(part.version for part in parts) if self.reached.ended else 0

    def durations(self, stage: str) -> Durations | None:
        """From the start of this stage to the end of the talk; None for one that was never seen."""
        return self._by_name.get(stage)

    def started(self, agent_id: str, now: float) -> None:
        """A talk began, in no stage."""
        self._at.pop(agent_id, None)
        self.direct.start(agent_id, now)
        self.reached.start(agent_id, now)

    def stage_reached(self, agent_id: str, stage: str, now: float) -> None:
        """The talk of this agent reached a stage. A repeated stage is ignored, and so is one outside a talk."""
        before = self._at.get(agent_id)
        if before == stage or (before is None and agent_id not in self.reached.running):
            return
        if stage not in self._by_name:
            if len(self._by_name) >= MOST_STAGES:
                return
            self._by_name[stage] = Durations(self._left_s)
        if before is None:
            self.direct.forget(agent_id, now)
            self.reached.end(agent_id, now)
            self.after.start(agent_id, now)
        else:
            self._by_name[before].forget(agent_id, now)
        self._by_name[stage].start(agent_id, now)
        self._at[agent_id] = stage

    def ended(self, agent_id: str, now: float) -> None:
        """The talk is over, in whatever stage."""
        stage = self._at.pop(agent_id, None)
        if stage is None:
            self.direct.end(agent_id, now)
            self.reached.forget(agent_id, now)
        else:
            self.after.end(agent_id, now)
            self._by_name[stage].end(agent_id, now)

    def agent_left(self, agent_id: str, now: float) -> None:
        """What was running lasted at least until now."""
        stage = self._at.pop(agent_id, None)
        running = [self.direct, self.reached, self.after]
        for part in running if stage is None else [*running, self._by_name[stage]]:
            part.forget(agent_id, now)

    def dump(self) -> dict[str, Any]:
        """The whole state, ready for JSON."""
        return {
            "direct": self.direct.dump(),
            "reached": self.reached.dump(),
            "after": self.after.dump(),
            "by_name": {stage: durations.dump() for stage, durations in self._by_name.items()},
            "at": self._at,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Restore a dumped state."""
        self.direct.restore(state["direct"])
        self.reached.restore(state["reached"])
        self.after.restore(state["after"])
        for stage, dumped in state["by_name"].items():
            durations = self._by_name[str(stage)] = Durations(self._left_s)
            durations.restore(dumped)
        self._at = {str(agent): str(stage) for agent, stage in state["at"].items()}
