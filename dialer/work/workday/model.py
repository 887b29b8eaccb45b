"""An agent's day, and what is recorded about an agent, independent of any database."""

from collections.abc import Mapping
from dataclasses import dataclass

from dialer.i18n.message import Message
from dialer.work.pauses.model import Pause


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFigures:
    """The agent's talks of a stretch of time, as the calls' records have them. Durations in seconds."""

    talks: int = 0
    talk_s: float = 0.0
    wrap_up_s: float = 0.0  # from the end of the talk to the disposition, at most as long as the campaign lets it last
    wrap_ups_extended: int = 0
    undisposed: int = 0
    successes: int = 0
    dispositions: Mapping[str, int] | None = None  # by code


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A talk that ended without a disposition. `ended_at` is epoch seconds."""

    attempt_id: str
    campaign_id: int
    lead_id: int
    lead_name: str
    ended_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposedTalk:
    """A talk with its disposition, as it stands. `ended_at` is epoch seconds."""

    attempt_id: str
    campaign_id: int
    lead_id: int
    lead_name: str
    ended_at: float
    disposition: str  # the code
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseDue:
    """A call-back that the agent has promised and that is due before the day is over. Instants are epoch seconds."""

    callback_id: int
    campaign_id: int
    lead_id: int
    lead_name: str
    due_at: float
    deadline_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDue:
    """A task of the agent that is due before the day is over. `due_at` is epoch seconds."""

    task_id: int
    kind: str
    note: str
    due_at: float
    person_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """An agent's day by the clocks of `time_zone`, so far. Instants are epoch seconds."""

    agent_id: int
    day: str  # as 2026-11-29
    time_zone: str
    since: float
    until: float
    figures: CallFigures
    promises: tuple[PromiseDue, ...]
    tasks: tuple[TaskDue, ...]
    unfinished: tuple[Unfinished, ...]
    disposed: tuple[DisposedTalk, ...]
    pauses: tuple[Pause, ...]
    screen_break_s: float  # of pauses that count as breaks from the screen
    shift_ends_at: float | None
    break_at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDay:
    """The day of a team so far, all its agents together. Instants are epoch seconds."""

    team_id: int
    agents: int
    day: str  # as 2026-11-29
    time_zone: str
    since: float
    until: float
    figures: CallFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentTalks:
    """An agent's talks that were placed within a stretch of time. Durations in seconds."""

    talks: int = 0
    talk_s: float = 0.0
    wrap_ups: int = 0  # that ended with a disposition
    wrap_up_s: float = 0.0  # as in `CallFigures`


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptTalks:
    """The agent's talks of a day with one script, beside what talks with it usually last. Durations in seconds."""

    script_id: int
    name: str
    talks: int
    median_s: float | None  # of the agent's; None without a talk
    usual_s: float | None  # median of the last talks of all agents; None: of too few agents to tell


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkCounts:
    """How many talks there were, and how many of them were hard."""

    talks: int = 0
    hard: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFigures:
    """Figures of an agent's day that nobody else is told."""

    agent_id: int
    scripts: tuple[ScriptTalks, ...]
    talks: int
    hard_talks: int  # with somebody in a bad mood, then or earlier
    team_hard_share: float | None  # of the whole team's talks; None: of too few agents to tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A kind of data that Pronto keeps about an agent."""

    code: str
    what: Message
    purpose: Message
    kept: Message  # how long
    seen_by: Message
    rows: int | None  # None: not stored
    first_at: float | None = None  # epoch seconds
    last_at: float | None = None
