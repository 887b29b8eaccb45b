"""Walks a script: which step comes next, which steps the answers lead through, and what is no longer asked.

The route is always walked anew from the first step, by the answers: what a page claims about it does not count. The
pages have a twin of this in `web/src/script`; both are held to the cases of the tests' script_cases.json.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dialer.campaigns.scripts.model import Answer, Branch, IdentityState, Question, Quota, Script, Step
from dialer.campaigns.scripts.rules.answers import answer_fields
from dialer.people.lists.rules.filter import read_filter
from dialer.people.lists.rules.filter_tokens import BadFilter
from dialer.people.lists.rules.lead_fields import OWN

LEAD: Final = "lead."
FACT: Final = "fact."
IDENTITY: Final = "identity"
COMPLETE: Final = "complete"
LEAD_FIELDS: Final = OWN - {"postcode", "owner"}
"""What conditions may name of every lead, besides its own fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What conditions and texts see besides the answers.

    `lead` has the lead's fields by folded name; `facts` the mood, the type of customer and the chips; `identity` the
    state of each identification step.
    """

    lead: Mapping[str, Any]
    facts: Mapping[str, Any]
    identity: Mapping[str, IdentityState]
    language: str
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where the answers lead: the steps in order, of which the last is where the talk stands now."""

    steps: tuple[str, ...]
    answers: Mapping[str, Answer]  # without those of steps that are not on the route
    orphaned: tuple[str, ...]  # questions whose answers no longer count
    is_ended: bool  # the last step is an end, was shown, and is answered
    end: str

    @property
    def here(self) -> str:
        """The step where the talk stands."""
        return self.steps[-1]


def questions_of(script: Script) -> dict[str, Question]:
    """The questions of all steps, by the step's id."""
    return {step.id: step.ask for step in (*script.steps, *script.asides) if step.ask is not None}


def fields_of(script: Script, answers: Mapping[str, Answer], context: Context) -> dict[str, Any]:
    """Everything that a condition may name, by folded name."""
    fields = answer_fields(questions_of(script), answers)
    fields |= {f"{LEAD}{name}": value for name, value in context.lead.items()}
    for name, value in context.facts.items():
        fields[name if name in ("mood", "customer_type") else f"{FACT}{name}"] = value
    fields |= {step: state.value for step, state in context.identity.items()}
    fields |= {IDENTITY: identity_of(context.identity).value, "language": context.language}
    return fields


def identity_of(states: Mapping[str, IdentityState]) -> IdentityState:
    """Failed if one step failed, else matched if one matched."""
    for state in (IdentityState.FAILED, IdentityState.MATCHED):
        if state in states.values():
            return state
    return IdentityState.NOT_ASKED


def holds(when: str, fields: Mapping[str, Any], now: float) -> bool:
    """Whether a condition holds; an empty one does, and one that cannot be read does not."""
    if not when:
        return True
    try:
        return read_filter(when).passes(fields, now)
    except BadFilter:
        return False


def opened_at(script: Script, path: Sequence[str]) -> dict[str, list[str]]:
    """By step, the asides that were opened while it was on the screen."""
    asides = {one.id for one in script.asides}
    opened: dict[str, list[str]] = {}
    host = ""
    for step_id in path:
        if step_id not in asides:
            host = step_id
        elif host:
            opened.setdefault(host, []).append(step_id)
    return opened


def asides_of(script: Script, step: Step, fields: Mapping[str, Any], now: float) -> tuple[str, ...]:
    """The asides that a step offers: its own, then those that every step does, if their condition holds."""
    offered = [branch.to for branch in script.always if holds(branch.when, fields, now)]
    return tuple(dict.fromkeys([*step.aside, *offered]))


def next_step(script: Script, step: Step, fields: Mapping[str, Any], opened: Collection[str], now: float) -> str | None:
    """The step that follows; None at an end.

    An aside that was opened here decides first, if it has somewhere to go; then the step's own branches; then the order
    of the steps.
    """
    if to := left_by_aside(script, fields, opened, now):
        return to
    if step.end:
        return None
    if to := _branched(step.next, fields, now):
        return to
    below = [one.id for one in script.steps]
    place = below.index(step.id) + 1
    return below[place] if place < len(below) else None


def left_by_aside(script: Script, fields: Mapping[str, Any], opened: Collection[str], now: float) -> str:
    """The step to which an aside that was opened leads away, also if the step's question is open; empty: none does."""
    asides = (script.aside(one) for one in opened)
    return next((to for one in asides if one is not None and (to := _branched(one.next, fields, now))), "")


def _branched(branches: Collection[Branch], fields: Mapping[str, Any], now: float) -> str:
    return next((branch.to for branch in branches if holds(branch.when, fields, now)), "")


def is_passed(step: Step, answers: Mapping[str, Answer], context: Context) -> bool:
    """Whether a step is done: its question is answered, its identification tried."""
    if step.identify is not None and context.identity.get(step.id, IdentityState.NOT_ASKED) is IdentityState.NOT_ASKED:
        return False
    return step.ask is None or step.ask.is_optional or step.id in answers


def walk(
    script: Script, answers: Mapping[str, Answer], path: Sequence[str], context: Context, closed: Quota | None = None
) -> Route:
    """The route by the answers, as far as steps were shown (`path`, in the order of happening) and answered.

    The answers of steps that the route does not pass are orphaned, and no condition sees them. A full quota (`closed`)
    leads to its step from where the talk is known to be in its cell.
    """
    by_id = {step.id: step for step in script.steps}
    shown, opened = set(path), opened_at(script, path)
    kept: dict[str, Answer] = {}
    steps: list[str] = []
    is_ended = False
    step: Step | None = script.steps[0]
    while step is not None and step.id not in steps:
        steps.append(step.id)
        if step.id not in shown:
            break
        here = opened.get(step.id, [])
        for name in (step.id, *here):
            if name in answers and (asked := script.step(name)) is not None and asked.ask is not None:
                kept[name] = answers[name]
        fields = fields_of(script, kept, context)
        is_left = bool(left_by_aside(script, fields, here, context.now))
        if not is_left and not is_passed(step, kept, context):
            break
        to = next_step(script, step, fields, here, context.now)
        if closed is not None and is_in_cell(closed, fields, context.now):
            to, closed = closed.to, None
        is_ended = to is None
        step = by_id.get(to) if to is not None else None
    return Route(
        steps=tuple(steps),
        answers=kept,
        orphaned=tuple(name for name in answers if name not in kept),
        is_ended=is_ended,
        end=(by_id[steps[-1]].end or COMPLETE) if is_ended else "",
    )


def duties_of(script: Script, path: Sequence[str]) -> tuple[str, ...]:
    """The duties of all steps and asides that were shown, also of those that the route has left since."""
    shown = set(path)
    return tuple(
        dict.fromkeys(duty for step in (*script.steps, *script.asides) if step.id in shown for duty in step.duty)
    )


def full_quota(
    script: Script, counts: Mapping[str, int], answers: Mapping[str, Answer], context: Context
) -> Quota | None:
    """The first quota that is full, and whose cell this talk is known to be in by now."""
    fields = fields_of(script, answers, context)
    full = (one for one in script.quotas if counts.get(one.code, 0) >= one.limit)
    return next((one for one in full if is_in_cell(one, fields, context.now)), None)


def is_in_cell(quota: Quota, fields: Mapping[str, Any], now: float) -> bool:
    """Whether a talk is in the quota's cell. Not before everything that the cell asks for is known."""
    try:
        cell = read_filter(quota.cell)
    except BadFilter:
        return False
    known = all(name.startswith(LEAD) or fields.get(name) is not None for name in cell.fields)
    return known and cell.passes(fields, now)
