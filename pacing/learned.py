"""What a cell has learned from its own calls and agents: the only mutable object in pacing, fed by the engine.

Every method takes the id of its subject and the instant. Unknown ids are ignored: after a restart the engine may report
the end of a call whose start was not seen.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any, Self

from pacing.agent_release import FreeTimes
from pacing.answers import AnswerTimes
from pacing.durations import Durations
from pacing.hit_rate import HitRate
from pacing.refusals import Refusals
from pacing.scale import RiskScale
from pacing.stages import Stages
from pacing.windowed_counts import Tally

FORMAT = 1
_MOST_SEGMENTS = 16
_UNUSED_S = 3_600.0  # a segment without a call for so long may be replaced by a new one
_LOST_AFTER_S = 300.0  # a call without news for so long will have none
_SCREENED_MEMORY = 500.0  # screened answers after which one has lost 63 % of its weight
_TALK_PRIOR_S = 90.0
_WRAP_UP_PRIOR_S = 15.0
_WRAP_UP_LEFT_PRIOR_S = 8.0


class _Call:
    """A launched call until its end enters the hit rate."""

    __slots__ = ("answered_at", "call_id", "ended_at", "hit", "launched_at", "refused", "segment")

    def __init__(self, call_id: str, launched_at: float, segment: str) -> None:
        self.call_id = call_id
        self.launched_at = launched_at
        self.segment = segment
        self.answered_at: float | None = None
        self.hit: float | None = None  # 1 with a person, 0 without, between if called off
        self.ended_at: float | None = None
        self.refused = False  # by the network: nothing is learned from it


class Learned:
    """Hit rates by segment, ages of answers, talk and wrap-up durations, and the counts the guard needs."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.scale = RiskScale()
        self.answers = AnswerTimes()
        self.talk = Durations(_TALK_PRIOR_S)
        self.wrap_up = Durations(_WRAP_UP_PRIOR_S)
        self.stages = Stages()
        self.wrap_up_stages = Stages(_WRAP_UP_PRIOR_S, _WRAP_UP_LEFT_PRIOR_S)
        self.frees = FreeTimes(self.talk, self.wrap_up, self.stages, self.wrap_up_stages)
        self.newest_segment = ""  # of the call started last
        self.screened_people = 1.0  # of the screened answers; the prior is two people in three
        self.screened_machines = 0.5
        self._refusals = Refusals()
        self._overall = HitRate()
        self._rates: dict[str, HitRate] = {}
        self._queues: dict[str, deque[_Call]] = {}
        self._used_at: dict[str, float] = {}  # by segment: when its last call was started
        self._calls: dict[str, _Call] = {}

    def launched(self, call_id: str, now: float, segment: str = "") -> None:
        """A call was started."""
        if segment not in self._rates:
            segment = self._place_for(segment, now)
        self._used_at[segment] = now
        self.newest_segment = segment
        call = _Call(call_id, now, segment)
        self._calls[call_id] = call
        self._queues[segment].append(call)

    def answered(self, call_id: str, now: float) -> None:
        """The network reports an answer: a person, or something to be screened."""
        call = self._calls.get(call_id)
        if call is not None:
            call.answered_at = now

    def person(self, call_id: str, now: float) -> None:
        """A person answered and, if screened, was recognised as one: from now on an agent is needed."""
        call = self._calls.pop(call_id, None)
        if call is None:
            return
        if call.answered_at is not None and now > call.answered_at:
            self._screened(people=1.0)
        self._end(call, now, 1.0)

    def machine(self, call_id: str, now: float) -> None:
        """A machine answered, or a person was taken for one; the call is hung up.

        It is counted even if its start was not seen.
        """
        self.tally.add(now, machines=1)
        call = self._calls.pop(call_id, None)
        if call is None:
            return
        self._screened(machines=1.0)
        self._end(call, now, 0.0)

    def ended_unanswered(self, call_id: str, now: float) -> None:
        """Busy, failed, not answered, or hung up before it was known who answered."""
        call = self._calls.pop(call_id, None)
        if call is not None:
            self._end(call, now, 0.0)

    def called_off(self, call_id: str, now: float) -> None:
        """We hung up while it rang: it counts as a person with the probability it had then."""
        call = self._calls.pop(call_id, None)
        if call is not None:
            self._end(call, now, self.answers.chance(now - call.launched_at, self._rates[call.segment].mean))

    def abandoned(self, call_id: str, now: float) -> None:
        """A person found no agent in time; `now` is the end of that time. `person` was called before."""
        self.tally.add(now, abandoned=1)
        self.scale.answered(abandoned=True)

    def served(self, call_id: str, now: float) -> None:
        """An agent joined a person in time. `person` was called before."""
        self.tally.add(now, served=1)
        self.scale.answered(abandoned=False)

    def met_machine(self, at: float, calls: int = 1) -> None:
        """An agent reports that a call served at `at` was a machine; with -1, the report is withdrawn."""
        self.tally.met_machine(at, calls)

    def talk_started(self, agent_id: str, now: float) -> None:
        """An agent began to talk."""
        self.talk.start(agent_id, now)
        self.stages.started(agent_id, now)

    def stage_reached(self, agent_id: str, stage: str, now: float) -> None:
        """The agent's page reports a stage of talk or wrap-up: a part of the script, a form, "nearly done"."""
        stages = self.wrap_up_stages if agent_id in self.wrap_up.running else self.stages
        stages.stage_reached(agent_id, stage, now)

    def talk_ended(self, agent_id: str, now: float) -> None:
        """The talk ended and the wrap-up, however short, began."""
        if agent_id in self.talk.running:
            self.talk.end(agent_id, now)
            self.stages.ended(agent_id, now)
            self.wrap_up.start(agent_id, now)
            self.wrap_up_stages.started(agent_id, now)

    def wrap_up_ended(self, agent_id: str, now: float) -> None:
        """The agent is ready again."""
        self.wrap_up.end(agent_id, now)
        self.wrap_up_stages.ended(agent_id, now)

    def agent_left(self, agent_id: str, now: float) -> None:
        """The agent paused or logged out; what was running lasted at least until now."""
        self.talk.forget(agent_id, now)
        self.stages.agent_left(agent_id, now)
        self.wrap_up.forget(agent_id, now)
        self.wrap_up_stages.agent_left(agent_id, now)

    def rate(self, segment: str) -> HitRate:
        """The hit rate of a segment; for a new one the campaign's, with the weight of a few calls."""
        return self._rates.get(self.known_segment(segment)) or HitRate.like(self._overall)

    @property
    def person_after_answer(self) -> float:
        """Probability that an answered call which is being screened is a person."""
        return self.screened_people / (self.screened_people + self.screened_machines)

    def known_segment(self, segment: str) -> str:
        """The name under which a segment is kept: its own, or none when there are too many."""
        return segment if segment in self._rates or not self._full else ""

    @property
    def _full(self) -> bool:
        """Whether every place for a named segment is taken; the unnamed one, for all others, does not count."""
        return len(self._rates) - ("" in self._rates) >= _MOST_SEGMENTS

    def _place_for(self, segment: str, now: float) -> str:
        """The name under which a new segment will be kept; if need be the longest unused makes room.

        A segment stays while one of its calls is still awaited.
        """
        if segment and self._full:
            # A segment of an older dump has no such instant: it counts as used now.
            oldest = min((name for name in self._rates if name), key=lambda name: self._used_at.setdefault(name, now))
            self._advance(oldest, now)  # calls awaited for too long count as lost
            if now - self._used_at[oldest] >= _UNUSED_S and not self._queues[oldest]:
                del self._rates[oldest], self._queues[oldest], self._used_at[oldest]
        name = self.known_segment(segment)
        if name not in self._rates:
            self._rates[name] = HitRate.like(self._overall)
            self._queues[name] = deque()
        return name

    def _screened(self, *, people: float = 0.0, machines: float = 0.0) -> None:
        """Count a screened answer; those before the last few hundred fade."""
        keep = min(_SCREENED_MEMORY / (self.screened_people + self.screened_machines), 1.0)
        self.screened_people = keep * self.screened_people + people
        self.screened_machines = keep * self.screened_machines + machines

    def _end(self, call: _Call, now: float, hit: float) -> None:
        call.hit, call.ended_at = hit, now
        under_way = (other.launched_at for other in reversed(self._calls.values()))
        call.refused = self._refusals.ended(call.launched_at, now, hit, self.answers, self._overall, under_way)
        if not call.refused:
            self._rates[call.segment].young(hit, now - call.launched_at, 1.0)
        self._advance(call.segment, now)

    def _advance(self, segment: str, now: float) -> None:
        """Learn from calls in the order of their launch, as far as all before them have ended.

        The ages at their end too: of the calls just launched, only the quick failures have ended.
        """
        queue, rate = self._queues[segment], self._rates[segment]
        while queue and (queue[0].hit is not None or now - queue[0].launched_at > _LOST_AFTER_S):
            call = queue.popleft()
            if call.hit is None or call.refused:
                self._calls.pop(call.call_id, None)
                continue
            rate.young(call.hit, None if call.ended_at is None else call.ended_at - call.launched_at, -1.0)
            rate.enter(call.hit)
            self._overall.enter(call.hit)
            if call.ended_at is not None:
                self._learn_age(call.ended_at - call.launched_at, call.hit, now)

    def _learn_age(self, age: float, hit: float, now: float) -> None:
        if hit >= 1.0:
            self.answers.person(age, now)
        elif hit <= 0.0:
            self.answers.other(age, now)
        else:
            self.answers.called_off(age, hit, now)

    def dump(self) -> dict[str, Any]:
        """The whole state, ready for JSON; `load` continues from it with the same decisions."""
        return {
            "format": FORMAT,
            "tally": self.tally.dump(),
            "scale": self.scale.dump(),
            "answers": self.answers.dump(),
            "talk": self.talk.dump(),
            "wrap_up": self.wrap_up.dump(),
            "stages": self.stages.dump(),
            "wrap_up_stages": self.wrap_up_stages.dump(),
            "newest_segment": self.newest_segment,
            "screened": [self.screened_people, self.screened_machines],
            "overall": self._overall.dump(),
            "rates": {segment: rate.dump() for segment, rate in self._rates.items()},
            "used_at": self._used_at,
            "queues": {
                segment: [
                    [call.call_id, call.launched_at, call.answered_at, call.hit, call.ended_at]
                    for call in queue
                    if not call.refused
                ]
                for segment, queue in self._queues.items()
            },
        }

    @classmethod
    def load(cls, state: Mapping[str, Any]) -> Self:
        """Load a dumped state.

        :raises ValueError: the dump is of another format.
        """
        if state.get("format") != FORMAT:
            raise ValueError(f"cannot load pacing state of format {state.get('format')!r}, only {FORMAT}")
        learned = cls()
        learned.tally = Tally.load(state["tally"])
        learned.answers.restore(state["answers"])
        learned.talk.restore(state["talk"])
        learned.wrap_up.restore(state["wrap_up"])
        if "stages" in state:  # older dumps have no stages
            learned.stages.restore(state["stages"])
            learned.newest_segment = str(state["newest_segment"])
        if "scale" in state:  # nor a risk scale
            learned.scale.restore(state["scale"])
        if "wrap_up_stages" in state:  # nor stages of wrap-ups
            learned.wrap_up_stages.restore(state["wrap_up_stages"])
        learned.screened_people, learned.screened_machines = map(float, state["screened"])
        learned._overall = HitRate.load(state["overall"])
        learned._rates = {segment: HitRate.load(rate) for segment, rate in state["rates"].items()}
        learned._used_at = {segment: float(at) for segment, at in state.get("used_at", {}).items()}
        for segment, calls in state["queues"].items():
            learned._queues[segment] = deque()
            # Older dumps have no end, and had learned its age.
            for call_id, launched_at, answered_at, hit, *ended_at in calls:
                call = _Call(str(call_id), float(launched_at), segment)
                learned._recall(call, answered_at, hit, next(iter(ended_at), None))
        return learned

    def _recall(self, call: _Call, answered_at: float | None, hit: float | None, ended_at: float | None) -> None:
        call.answered_at, call.hit, call.ended_at = answered_at, hit, ended_at
        self._queues[call.segment].append(call)
        if hit is None:
            self._calls[call.call_id] = call
        else:
            self._rates[call.segment].young(hit, None if ended_at is None else ended_at - call.launched_at, 1.0)
