"""What the database says of every call, held against what Asterisk and the carrier said: pure but for plain SQL.

Asterisk's witness decides whether somebody answered, was joined, heard the message and pressed the key; the carrier
what an unanswered call came to, and that nobody was called without an attempt.
"""

import json
import sqlite3
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from benchmarks.kills_agents import CALLED_BACK
from benchmarks.kills_witness import Moment, Seen
from dialer.core.enums import OPTED_OUT, LeadState, Outcome
from dialer.lab.carrier_cdr import CarrierCall
from dialer.lab.scenario import Outcome as Planned

UNANSWERED: Final = frozenset(
    {
        Outcome.NO_ANSWER,
        Outcome.BUSY,
        Outcome.CONGESTION,
        Outcome.INVALID_NUMBER,
        Outcome.FAILED,
        Outcome.CANCELLED,
        Outcome.NOT_PLACED,
        Outcome.LOST,
    }
)
_REFUSALS: Final = {
    Planned.BUSY: Outcome.BUSY,
    Planned.CONGESTION: Outcome.CONGESTION,
    Planned.INVALID_NUMBER: Outcome.INVALID_NUMBER,
}
ASTDB_S: Final = 1.0  # how often Asterisk commits its database: notes of the last second die with it
WRITES_S: Final = 0.3  # what an engine heard so shortly before it was killed need not be written yet
WRITES_BUSY_S: Final = 3.0  # nor on a machine so busy; ends of calls that nobody answered, for which there is no note
HEARD_LATE_S: Final = 2.0  # a witness on a busy machine, of a call that the carrier has already
LATE_S: Final = 0.7  # after the limit, on a loaded machine
UNSETTLED: Final = (LeadState.CLAIMED, LeadState.CALLING, LeadState.WRAPPING)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """What was done, when, and until when nobody watched because of it."""

    what: str
    at: float
    until: float


@dataclass(frozen=True, slots=True)
class Rows:
    """All that the database has to say at the end."""

    attempts: Sequence[Row]
    leads: Sequence[Row]
    suppressed: frozenset[str]  # digests
    tally: Sequence[int]  # served, abandoned, machines: of all campaigns' memories

    @classmethod
    def read(cls, file: Path) -> "Rows":
        """Read the rows of all campaigns."""
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            database.row_factory = sqlite3.Row
            attempts = database.execute("SELECT * FROM attempt").fetchall()
            leads = database.execute("SELECT * FROM lead").fetchall()
            suppressed = database.execute("SELECT digest FROM suppression WHERE reason = ?", (OPTED_OUT,)).fetchall()
            memories = database.execute("SELECT learned FROM cell_memory").fetchall()
        return cls(
            attempts=[dict(one) for one in attempts],
            leads=[dict(one) for one in leads],
            suppressed=frozenset(one[0] for one in suppressed),
            tally=[
                sum(counts) for counts in zip(*(json.loads(one[0])["tally"]["totals"] for one in memories), strict=True)
            ],
        )


@dataclass(slots=True)
class Verdict:
    """What was found. `wrong` and the others hold a story for each."""

    attempts: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    modes: Counter[str] = field(default_factory=Counter)
    answered: int = 0
    joined: int = 0
    heard: int = 0  # people whose time was up
    pressed: int = 0
    wrong: list[str] = field(default_factory=list)  # outcomes
    twice: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)  # leads, and attempts without an end
    silent: list[str] = field(default_factory=list)
    opt_outs: list[str] = field(default_factory=list)  # that are not kept
    counters: list[str] = field(default_factory=list)  # that differ from the rows
    unwritten: list[str] = field(default_factory=list)  # unanswered calls that ended right before a kill
    excused: list[str] = field(default_factory=list)  # what died with Asterisk before anybody could know it

    @property
    def faults(self) -> list[str]:
        """All that should not be."""
        return [*self.wrong, *self.twice, *self.lost, *self.silent, *self.opt_outs, *self.counters]


@dataclass(slots=True)
class Judge:
    """Compares."""

    rows: Rows
    seen: Mapping[str, Seen]
    carrier: Sequence[CarrierCall]
    faults: Sequence[Fault]
    wait_limit_s: float
    digest: Callable[[str], str]
    loaded: int
    shown: Mapping[str, int] = field(default_factory=dict)  # today's counts, as the API's board showed them
    verdict: Verdict = field(default_factory=Verdict)
    _calls: dict[str, CarrierCall] = field(default_factory=dict)  # the carrier's, by attempt

    def judge(self) -> Verdict:
        """Compare everything."""
        self._match()
        for row in sorted(self.rows.attempts, key=lambda one: one["placed_at"]):
            self._outcome(row)
        self._nobody_twice()
        self._leads()
        self._opt_outs()
        self._counters()
        return self.verdict

    def _match(self) -> None:
        """Give each of the carrier's calls to its attempt: the last one to that number that Asterisk made before."""
        made: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
        for row in self.rows.attempts:
            one = self.seen.get(row["id"])
            made[row["number"]].append((one.made_at if one else row["placed_at"], row["id"]))
        for call in self.carrier:
            ours = sorted(made[call.number])
            position = bisect_right(ours, (call.started_ms / 1000 + HEARD_LATE_S, ""))
            if position == 0:
                self.verdict.twice.append(f"the carrier was called without an attempt: {call}")
            elif (attempt := ours[position - 1][1]) in self._calls:
                self.verdict.twice.append(f"the carrier was called twice for {attempt}: {call}, {self._calls[attempt]}")
            else:
                self._calls[attempt] = call

    def _outcome(self, row: Row) -> None:
        verdict, one = self.verdict, self.seen.get(row["id"])
        verdict.attempts += 1
        verdict.outcomes[row["outcome"] or "none"] += 1
        verdict.modes[row["mode"]] += 1
        if one is not None:
            verdict.answered += Moment.ANSWERED in one.at
            verdict.joined += Moment.JOINED in one.at
            verdict.heard += Moment.UNSERVED in one.at and Moment.JOINED not in one.at
            verdict.pressed += Moment.OPTED_OUT in one.at
            self._silence(row, one)
        right = self._right(row)
        if row["outcome"] not in right:
            if row["outcome"] == Outcome.LOST and right & UNANSWERED and one is not None and self._killed_after(one):
                verdict.unwritten.append(f"lost\n{self.story(row)}")
                return
            self._say(row, f"{row['outcome']} instead of {' or '.join(sorted(right))}", verdict.wrong)
        elif one is not None and Moment.UNSERVED in one.at and row["unserved_at"] is None:
            self._say(row, "nobody knows that the limit had passed", verdict.wrong)

    def _right(self, row: Row) -> frozenset[Outcome]:
        """The outcomes that this attempt may have."""
        one, call = self.seen.get(row["id"]), self._calls.get(row["id"])
        if one is None:
            answered = call is not None and call.answered_ms is not None
            return frozenset({Outcome.CONNECTED, Outcome.ABANDONED}) if answered else UNANSWERED
        if Moment.JOINED in one.at:
            return frozenset({Outcome.CONNECTED})
        if Moment.ANSWERED in one.at:
            return frozenset({Outcome.ABANDONED})
        if call is None:
            return UNANSWERED
        refusal = _REFUSALS.get(call.outcome)
        right = {refusal} if refusal else {Outcome.NO_ANSWER, Outcome.CANCELLED}
        if one.died or self._unwatched(one.ended_at or 0.0):
            right |= {Outcome.LOST, Outcome.CANCELLED}
        return frozenset(right)

    def _unwatched(self, at: float) -> bool:
        """Whether what happened then may not have been heard, or not been written down."""
        return any(fault.at - WRITES_S <= at <= fault.until for fault in self.faults)

    def _killed_after(self, one: Seen) -> bool:
        ended = one.ended_at or 0.0
        return any(ended <= fault.at <= ended + WRITES_BUSY_S for fault in self.faults)

    def _say(self, row: Row, what: str, where: list[str]) -> None:
        """Tell the story where it belongs: among the excused where nothing could tell it."""
        one = self.seen.get(row["id"])
        told = self.verdict.excused if one is not None and self._died_untold(one) else where
        told.append(f"{what}\n{self.story(row)}")

    def _died_untold(self, one: Seen) -> bool:
        """Whether it died with its Asterisk and nobody had heard the last that happened to it.

        Where nobody listened, the dialplan's note of it died as well if it was of the last second. A call that lives
        has left no note but that of its limit and its key.
        """
        last = max((at for moment, at in one.at.items() if moment is not Moment.HUNG_UP), default=0.0)
        noted = Moment.UNSERVED in one.at and (one.ended_at or 0.0) - last > ASTDB_S
        return one.died and not noted and self._unwatched(last)

    def _silence(self, row: Row, one: Seen) -> None:
        answered, ended = one.at.get(Moment.ANSWERED), one.ended_at
        if answered is None:
            return
        until = min(one.at.get(moment, float("inf")) for moment in (Moment.JOINED, Moment.UNSERVED, Moment.HUNG_UP))
        if min(until, ended or float("inf")) - answered > self.wait_limit_s + LATE_S:
            self.verdict.silent.append(f"nobody, and no message, for {until - answered:.1f} s\n{self.story(row)}")

    def _nobody_twice(self) -> None:
        """No lead has two calls at once, and none after it was served, but for a call-back, or has said no."""
        by_lead: defaultdict[int, list[tuple[Seen, Row]]] = defaultdict(list)
        for row in self.rows.attempts:
            if (one := self.seen.get(row["id"])) is not None:
                by_lead[row["lead_id"]].append((one, row))
        for calls in by_lead.values():
            for (earlier, first), (later, second) in pairwise(sorted(calls, key=lambda pair: pair[0].made_at)):
                story = f"{self.story(first)}\n{self.story(second)}"
                if earlier.ended_at is None or later.made_at < earlier.ended_at:
                    self.verdict.twice.append(f"two calls at once to lead {first['lead_id']}\n{story}")
                is_promised = first["disposition"] == CALLED_BACK and Moment.OPTED_OUT not in earlier.at
                if {Moment.JOINED, Moment.OPTED_OUT} & earlier.at.keys() and not is_promised:
                    where = self.verdict.excused if self._died_untold(earlier) else self.verdict.twice
                    where.append(f"lead {first['lead_id']} called again\n{story}")

    def _leads(self) -> None:
        states = Counter(lead["state"] for lead in self.rows.leads)
        if states.total() != self.loaded:
            self.verdict.lost.append(f"{self.loaded} leads were loaded, {states.total()} are there")
        self.verdict.lost += [f"{states[state]} leads are {state}" for state in UNSETTLED if states[state]]
        for row in self.rows.attempts:
            if row["state"] != "ended":
                self.verdict.lost.append(f"an attempt without an end\n{self.story(row)}")

    def _opt_outs(self) -> None:
        done = {lead["id"]: lead["done_reason"] for lead in self.rows.leads if lead["state"] == LeadState.DONE}
        for row in self.rows.attempts:
            one, call = self.seen.get(row["id"]), self._calls.get(row["id"])
            if one is None:
                continue
            if Moment.OPTED_OUT in one.at:
                lacks = [
                    what
                    for what, there in (
                        ("is not suppressed", self.digest(row["number"]) in self.rows.suppressed),
                        ("has no instant", row["opted_out_at"] is not None),
                        ("has not ended its lead", Moment.JOINED in one.at or done.get(row["lead_id"]) == OPTED_OUT),
                    )
                    if not there
                ]
                if lacks:
                    self._say(row, f"an opt-out {', '.join(lacks)}", self.verdict.opt_outs)
            elif _pressed_in_message(one, call):
                self.verdict.opt_outs.append(f"a key that was not taken\n{self.story(row)}")

    def _counters(self) -> None:
        rows = self.rows.attempts
        joined = [row for row in rows if row["agent_joined_at"] is not None]
        in_time = [row for row in joined if (row["unserved_at"] or float("inf")) > row["agent_joined_at"]]
        abandoned = [row for row in rows if row["outcome"] == Outcome.ABANDONED]
        late = len(joined) - len(in_time)
        self._equal("served, the law's count", self.rows.tally[0], len(in_time))
        self._equal("abandoned, the law's count", self.rows.tally[1], len(abandoned) + late)
        counted = {
            "placed": len(rows),
            "connected": sum(row["outcome"] == Outcome.CONNECTED for row in rows),
            "abandoned": len(abandoned),
        }
        for name, count in counted.items():
            if name in self.shown:
                self._equal(f"{name} today, as the API shows it", self.shown[name], count)

    def _equal(self, what: str, said: int, rows: int) -> None:
        if said != rows:
            self.verdict.counters.append(f"{what}: {said}; rows: {rows}")

    def story(self, row: Row) -> str:
        """What is known of an attempt, in the order of time, in seconds from its placing."""
        one, call, zero = self.seen.get(row["id"]), self._calls.get(row["id"]), row["placed_at"]
        names = ("ringing", "answered", "agent_joined", "unserved", "opted_out", "ended")
        told: list[tuple[float, str]] = [
            (row[f"{name}_at"], f"row: {name}") for name in names if row[f"{name}_at"] is not None
        ]
        if one is not None:
            told.append((one.made_at, "Asterisk: made"))
            told += [(at, f"Asterisk: {moment}{' (died)' if one.died else ''}") for moment, at in one.at.items()]
        if call is not None:
            told.append((call.started_ms / 1000, f"carrier: {call.outcome} rings"))
            if call.answered_ms is not None:
                told.append((call.answered_ms / 1000, "carrier: answers"))
            if call.pressed_ms is not None:
                told.append((call.pressed_ms / 1000, "carrier: key pressed"))
            told.append((call.ended_ms / 1000, f"carrier: ended by {call.ended_by}, cause {call.cause}"))
        last = max((at for at, _ in told), default=zero)
        for fault in self.faults:
            if fault.until >= zero - 5 and fault.at <= last + 5:
                told += [(fault.at, f"FAULT {fault.what}"), (fault.until, f"fault over: {fault.what}")]
        said = {name: row[name] for name in ("state", "outcome", "cause", "tech_cause", "ended_by", "agent_id", "mode")}
        lines = [f"  {row['id']} lead {row['lead_id']} placed {zero:.3f} {said}"]
        return "\n".join([*lines, *(f"    {at - zero:+9.3f} {what}" for at, what in sorted(told))])


def _pressed_in_message(one: Seen, call: CarrierCall | None) -> bool:
    """Whether the carrier's person pressed the key well within the message."""
    unserved = one.at.get(Moment.UNSERVED)
    if call is None or call.pressed_ms is None or unserved is None or Moment.JOINED in one.at or one.died:
        return False
    return unserved + 0.5 < call.pressed_ms / 1000 < (one.ended_at or 0.0) - 0.3


def in_short(stories: Iterable[str]) -> Counter[str]:
    """How many of each kind, by the first line."""
    return Counter(story.partition("\n")[0] for story in stories)
