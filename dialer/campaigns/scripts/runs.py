"""Actions on runs of scripts: begun in a talk, written while it goes on, validated again each time."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from dialer.campaigns.attempts.model import AttemptRecord
from dialer.campaigns.scripts.cells import QuotaCells
from dialer.campaigns.scripts.model import (
    Answer,
    AnswerRow,
    IdentityState,
    Quota,
    RunRecord,
    Script,
    Visit,
)
from dialer.campaigns.scripts.rules.answers import answers_of, rows_of, wrong_answer
from dialer.campaigns.scripts.rules.identification import is_match
from dialer.campaigns.scripts.rules.walk import (
    LEAD_FIELDS,
    Context,
    Route,
    duties_of,
    fields_of,
    full_quota,
    is_in_cell,
    questions_of,
    walk,
)
from dialer.campaigns.scripts.service import read
from dialer.campaigns.scripts.store.runs import ScriptRuns as RunRows
from dialer.core.enums import AttemptState
from dialer.core.errors import NotFound, RunClosed, ScriptUnpublished
from dialer.core.request_errors import Invalid
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.i18n.message import Message, msg
from dialer.messaging.bus import Bus, Topic
from dialer.people.leads.model import LeadRecord
from dialer.people.lists.rules.field_types import Typing, types_of
from dialer.people.lists.rules.lead_fields import lead_fields
from dialer.stores.campaigns import CampaignStore

VISITS_AT_MOST: Final = 2000
_UNIDENTIFIED: Final = ("name", "language")
CLOSED_AFTER_S: Final = DAY_S  # after the call ended: what was written late may still come in


@dataclass(frozen=True, slots=True, kw_only=True)
class RunProgress:
    """What a page says of a run: all of it, each time."""

    path: Sequence[Visit]
    answers: Mapping[str, Answer]
    said: Sequence[str] = ()  # duties
    not_said: Sequence[str] = ()  # duties that the agent took out by hand
    facts: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    finished: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunState:
    """A run as it is stored, with the route that its answers lead through."""

    run: RunRecord
    version_number: int
    route: Route
    full: Quota | None  # the quota that closes the talk
    tries_left: Mapping[str, int] = field(default_factory=dict)  # of identifications, by step


class ScriptRuns:
    """Requests about runs. Whether the caller may act in the attempt, the API has checked."""

    def __init__(self, store: CampaignStore, cells: QuotaCells, bus: Bus, clock: Callable[[], float]) -> None:
        self._store, self._cells, self._bus, self._clock = store, cells, bus, clock

    async def begin(self, attempt: AttemptRecord, script_id: int, *, language: str, sees: Visibility) -> RunState:
        """Begin a script in a talk; one that has begun goes on. Raises `UnknownScript`, `ScriptUnpublished`."""
        record = await self._store.scripts.get(script_id, sees=sees)
        if not record.published:
            raise ScriptUnpublished(id=script_id)
        version = await self._store.scripts.version(script_id, record.published)
        now = self._clock()
        run = await self._store.script_runs.begin(
            {
                "script_id": script_id,
                "version_id": version.id,
                "attempt_id": attempt.id,
                "campaign_id": attempt.campaign_id,
                "lead_id": attempt.lead_id,
                "agent_id": attempt.agent_id,
                "language": language,
                "started_at": now,
                "changed_at": now,
            }
        )
        return await self.state(run)

    async def state(self, run: RunRecord) -> RunState:
        """A run with its route, walked anew."""
        version = await self._store.scripts.version_of_id(run.version_id)
        script = read(version.body)
        answers = answers_of(questions_of(script), await self._store.script_runs.answers(run.id))
        context = await self._seen(run, await self._context(run, script, run.facts))
        return await self._state(run, version.number, script, answers, context)

    async def write(self, run: RunRecord, attempt: AttemptRecord, progress: RunProgress) -> RunState:
        """Write how far a run has come.

        The path is walked anew by the answers; those that no longer count are removed. Raises `Invalid` if an answer
        does not fit its question or a step does not exist, and `RunClosed`.
        """
        now = self._clock()
        _check_open(run, attempt, now)
        version = await self._store.scripts.version_of_id(run.version_id)
        script = read(version.body)
        _check(script, progress)
        context = await self._context(run, script, progress.facts, language=progress.language)
        path = [one.step for one in progress.path]
        seen = await self._seen(run, context)
        closed = await self._closing(run, script, progress.answers, path, seen)
        route = walk(script, progress.answers, path, seen, closed)
        sayable = duties_of(script, path)
        fields = fields_of(script, route.answers, context)
        is_over = progress.finished and route.is_ended
        counted = is_over and closed is None  # who was turned away is not counted
        cells = [one.code for one in script.quotas if counted and is_in_cell(one, fields, now)]
        questions = questions_of(script)
        rows: list[AnswerRow] = [
            row for name, answer in route.answers.items() for row in rows_of(name, questions[name], answer)
        ]
        values: dict[str, Any] = {
            "path": [{"step": one.step, "at": one.at, "spent_ms": one.spent_ms} for one in progress.path],
            "duties": [one for one in sayable if one in progress.said],
            "not_said": [one for one in sayable if one in progress.not_said and one not in progress.said],
            "facts": dict(progress.facts),
            "language": progress.language or run.language,
            "agent_id": attempt.agent_id if attempt.agent_id is not None else run.agent_id,
            "changed_at": now,
            "closed_by": closed.code if closed is not None else "",
            "end": route.end if is_over else "",
            "finished_at": (run.finished_at or now) if is_over else None,
        }
        written = await self._store.script_runs.write(run.id, values, rows, cells)
        if set(cells) != set(run.cells):
            await self._cells.settle(run.script_id)
        return await self._state(written, version.number, script, route.answers, seen, route)

    async def identify(
        self, run: RunRecord, attempt: AttemptRecord, step_id: str, given: str, *, actor: str
    ) -> RunState:
        """Compare what the person said with what is on file; the file's value is not shown.

        Raises `Invalid`, `RunClosed`.
        """
        now = self._clock()
        _check_open(run, attempt, now)
        version = await self._store.scripts.version_of_id(run.version_id)
        script = read(version.body)
        step = script.step(step_id)
        if step is None or step.identify is None:
            raise Invalid([("step", msg("nobody is identified in this step"))])
        lead = await self._store.leads.get(run.lead_id, sees=EVERYTHING)
        on_file = (await self._lead_fields(lead, {step.identify.field}, masked=False)).get(step.identify.field)
        matches = is_match(step.identify, on_file, given)

        def facts(written: RunRecord | None) -> Mapping[str, Any] | None:
            if written is None:
                return None
            failed = written.identity_tries.get(step_id, 0)
            return {"step": step_id, "state": written.identity.value, "failed": failed}

        act = self._store.audit.act(
            actor=actor, action="script.identify", subject=f"attempt:{run.attempt_id}", facts=facts, now=now
        )
        allowed = step.identify.tries
        written = await RunRows(act).identify(run.id, step_id, allowed=allowed, matches=matches, now=now)
        if written is None:
            raise Invalid([("given", msg("this was asked as often as it may be"))])
        is_identified = await self._store.identities.is_identified(run.attempt_id)
        self._bus.publish(Topic.IDENTIFIED, {"attempt_id": run.attempt_id, "is_identified": is_identified})
        return await self.state(written)

    async def _closing(
        self, run: RunRecord, script: Script, answers: Mapping[str, Answer], path: Sequence[str], context: Context
    ) -> Quota | None:
        """The full quota in whose cell the talk is; one that has closed it stays, whatever happens to its count."""
        if not script.quotas:
            return None
        counts = dict(await self._store.script_runs.counts(run.script_id))
        for code in run.cells:
            counts[code] = counts.get(code, 0) - 1
        limits = {one.code: one.limit for one in script.quotas}
        if run.closed_by in limits:
            counts[run.closed_by] = limits[run.closed_by]
        return full_quota(script, counts, walk(script, answers, path, context).answers, context)

    async def _state(
        self,
        run: RunRecord,
        number: int,
        script: Script,
        answers: Mapping[str, Answer],
        context: Context,
        route: Route | None = None,
    ) -> RunState:
        closed = next((one for one in script.quotas if one.code == run.closed_by), None)
        if route is None:
            route = walk(script, answers, [one.step for one in run.path], context, closed)
        tries = {
            step.id: step.identify.tries - run.identity_tries.get(step.id, 0)
            for step in (*script.steps, *script.asides)
            if step.identify is not None
        }
        return RunState(run=run, version_number=number, route=route, full=closed, tries_left=tries)

    async def _context(
        self, run: RunRecord, script: Script, facts: Mapping[str, str], *, language: str = ""
    ) -> Context:
        try:
            lead = await self._store.leads.get(run.lead_id, sees=EVERYTHING)
            fields = await self._lead_fields(lead, LEAD_FIELDS | set(script.lead_fields))
        except NotFound:
            fields = {}
        return Context(
            lead=fields,
            facts={name: _fact(name, value) for name, value in facts.items()},
            identity={name: IdentityState(state) for name, state in run.identity_states.items()},
            language=language or run.language,
            now=self._clock(),
        )

    async def _seen(self, run: RunRecord, context: Context) -> Context:
        """What the page has for its route: before identification, where it is asked for, no more than the name."""
        if not await self._store.identities.withholds_attempt(run.attempt_id):
            return context
        return replace(context, lead={name: one for name, one in context.lead.items() if name in _UNIDENTIFIED})

    async def _lead_fields(self, lead: LeadRecord, names: Collection[str], *, masked: bool = True) -> Mapping[str, Any]:
        """The lead's fields by folded name, typed. Phones are masked, as for every condition that people write."""
        listed = await self._store.lists.get(lead.list_id, sees=EVERYTHING)
        typing = Typing(types=types_of(listed.types), country=listed.country)
        numbers = [phone.number for phone in lead.phones]
        return lead_fields(lead, numbers, wanted=names, typing=typing, masked=masked)


def _fact(name: str, value: str) -> Any:
    """The mood is a number; everything else is text."""
    if name != "mood":
        return value
    try:
        return int(value)
    except ValueError:
        return None


def _check_open(run: RunRecord, attempt: AttemptRecord, now: float) -> None:
    """Raise `RunClosed` if the call ended too long ago."""
    if attempt.state is AttemptState.ENDED and now - (attempt.ended_at or now) > CLOSED_AFTER_S:
        raise RunClosed(id=run.id)


def _check(script: Script, progress: RunProgress) -> None:
    errors: list[tuple[str, Message | str]] = []
    known = {step.id for step in (*script.steps, *script.asides)}
    if len(progress.path) > VISITS_AT_MOST:
        errors.append(("path", msg("at most {most} steps", most=VISITS_AT_MOST)))
    for place, visit in enumerate(progress.path):
        if visit.step not in known:
            errors.append((f"path.{place}", msg("there is no step {name}", name=visit.step)))
    questions = questions_of(script)
    for name, answer in progress.answers.items():
        if name not in questions:
            errors.append((f"answers.{name}", msg("nothing is asked there")))
        elif wrong := wrong_answer(questions[name], answer):
            errors.append((f"answers.{name}", wrong))
    if errors:
        raise Invalid(errors)
