"""What keeps a script from being published: each problem with the step it concerns."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from dialer.campaigns.scripts.model import Branch, Script
from dialer.campaigns.scripts.rules.answers import names_of
from dialer.campaigns.scripts.rules.texts import NAMES, fields_in, texts_of
from dialer.campaigns.scripts.rules.walk import FACT, IDENTITY, LEAD, LEAD_FIELDS, questions_of
from dialer.core.enums import ScriptKind
from dialer.i18n.message import Message, msg
from dialer.people.lists.rules.filter import read_filter
from dialer.people.lists.rules.filter_tokens import BadFilter, Kind, words_of

ITS_LEAD_FIELDS: Final = frozenset(
    {"lead", "fact", "agent", "company", "campaign", "mood", "customer_type", "language", IDENTITY}
)
WITHOUT_SALE: Final = frozenset({ScriptKind.SURVEY, ScriptKind.QUESTIONNAIRE, ScriptKind.IDENTIFICATION})


class ProblemKind(StrEnum):
    """What is wrong."""

    DEAD_END = "dead_end"
    UNREACHABLE = "unreachable"
    ENDLESS_LOOP = "endless_loop"
    MISSING_LANGUAGE = "missing_language"
    MISSING_DUTY = "missing_duty"
    OFFER_IN_SURVEY = "offer_in_survey"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_STEP = "unknown_step"
    UNKNOWN_NAME = "unknown_name"
    BAD_CONDITION = "bad_condition"
    TWICE = "twice"
    EMPTY_STEP = "empty_step"
    NO_PROFILE = "no_profile"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptProblem:
    """Something that must be mended. `step` is empty if it concerns the whole script."""

    kind: ProblemKind
    step: str
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """What a profile wants said: `opening` before an offer is reached, `offer` there or before."""

    profile: str
    opening: tuple[str, ...] = ()
    offer: tuple[str, ...] = ()


def problems_of(
    script: Script,
    wanted: Collection[Duties] = (),
    *,
    known_profiles: Collection[str] = (),
    said: Collection[str] = (),
) -> list[ScriptProblem]:
    """All problems of a script, by the duties of the profiles it is for.

    `said` are duties that another script says before it: that for the opening.
    """
    return [
        *_names(script),
        *_ways(script),
        *_conditions(script),
        *_languages(script),
        *_fields(script),
        *_offers(script, wanted, known_profiles, said),
    ]


def _problem(kind: ProblemKind, step: str, message: Message) -> ScriptProblem:
    return ScriptProblem(kind=kind, step=step, message=message)


# Names


def _names(script: Script) -> Iterator[ScriptProblem]:
    every = [*script.steps, *script.asides]
    ids = [step.id for step in every]
    for step_id in dict.fromkeys(ids):
        if ids.count(step_id) > 1:
            yield _problem(ProblemKind.TWICE, step_id, msg("two steps have this name"))
        if step_id in ITS_LEAD_FIELDS or _is_keyword(step_id):
            yield _problem(ProblemKind.TWICE, step_id, msg("the name means something else in conditions: use another"))
    sets: Mapping[str, Collection[str]] = {
        "links": {one.code for one in script.links},
        "fact": {one.code for one in script.facts},
        "customer": {one.code for one in script.customer_types},
    }
    for step in every:
        used = {"links": step.links, "fact": (step.fact,), "customer": tuple(one.customer for one in step.variants)}
        for what, names in used.items():
            for name in names:
                if name and name not in sets[what]:
                    message = msg("{name} is none of the script's {set}", name=name, set=_SETS[what])
                    yield _problem(ProblemKind.UNKNOWN_NAME, step.id, message)
        if step.ask is None and step.identify is None and not step.say:
            yield _problem(ProblemKind.EMPTY_STEP, step.id, msg("nothing is said or asked here"))
        if step.fact and step.ask is None:
            yield _problem(ProblemKind.UNKNOWN_NAME, step.id, msg("a fact is filled by an answer: ask something"))


_SETS: Final = {"links": msg("links"), "fact": msg("facts"), "customer": msg("types of customer")}


def _is_keyword(name: str) -> bool:
    return words_of(name)[0].kind is not Kind.NAME


# Ways


def _exits(script: Script, *, by_asides: bool = True) -> dict[str, set[str | None]]:
    """By step, the steps that can follow it; None is an end. `by_asides`: also where its asides lead away to."""
    ids = [step.id for step in script.steps]
    exits: dict[str, set[str | None]] = {}
    always = [branch.to for branch in script.always]
    for place, step in enumerate(script.steps):
        ways: set[str | None] = {branch.to for branch in step.next if branch.to in ids}
        for aside_id in (*step.aside, *always) if by_asides else ():
            aside = script.aside(aside_id)
            ways |= {branch.to for branch in (aside.next if aside else ()) if branch.to in ids}
        if step.end:
            ways.add(None)
        elif not _is_always_taken(step.next) and place + 1 < len(ids):
            ways.add(ids[place + 1])
        exits[step.id] = ways
    return exits


def _is_always_taken(branches: Collection[Branch]) -> bool:
    return any(not branch.when for branch in branches)


def _ways(script: Script) -> Iterator[ScriptProblem]:
    ids, asides = {step.id for step in script.steps}, {step.id for step in script.asides}
    for step in (*script.steps, *script.asides):
        for branch in step.next:
            if branch.to not in ids:
                yield _unknown_step(step.id, branch.to, script)
        for aside in step.aside:
            if aside not in asides:
                yield _unknown_step(step.id, aside, script)
    for branch in script.always:
        if branch.to not in asides:
            yield _unknown_step("", branch.to, script)
    for quota in script.quotas:
        if quota.to not in ids:
            yield _unknown_step("", quota.to, script)
    yield from _lost_ways(script)


def _unknown_step(step_id: str, name: str, script: Script) -> ScriptProblem:
    steps, asides = ({one.id for one in group} for group in (script.steps, script.asides))
    if name in steps:
        message = msg("{name} is a step: an aside stands among the asides", name=name)
    elif name in asides:
        message = msg("{name} is an aside, which comes back by itself: name a step", name=name)
    else:
        message = msg("there is no step {name}", name=name or "?")
    return _problem(ProblemKind.UNKNOWN_STEP, step_id, message)


def _lost_ways(script: Script) -> Iterator[ScriptProblem]:
    exits = _exits(script)
    first = script.steps[0].id
    begun = {first, *(quota.to for quota in script.quotas if quota.to in exits)}
    reached = _closure(begun, {one: {to for to in ways if to is not None} for one, ways in exits.items()})
    exits = _exits(script, by_asides=False)  # nobody need open an aside
    backwards: dict[str, set[str]] = {one: set() for one in exits}
    for one, ways in exits.items():
        for to in ways:
            if to is not None:
                backwards[to].add(one)
    ending = _closure({one for one, ways in exits.items() if None in ways}, backwards)
    for step in script.steps:
        if step.id not in reached:
            yield _problem(ProblemKind.UNREACHABLE, step.id, msg("no way leads to this step"))
        elif not exits[step.id]:
            yield _problem(ProblemKind.DEAD_END, step.id, msg("the talk stops here: name the next step, or an end"))
        elif step.id not in ending and not _meets_dead_end(step.id, exits):
            yield _problem(ProblemKind.ENDLESS_LOOP, step.id, msg("from here the talk goes round and never ends"))
        if step.end and step.next:
            message = msg("a step that ends the talk goes on nowhere: take its end or its next steps away")
            yield _problem(ProblemKind.DEAD_END, step.id, message)
    offered = {one for step in script.steps for one in step.aside} | {branch.to for branch in script.always}
    for aside in script.asides:
        if aside.id not in offered:
            yield _problem(ProblemKind.UNREACHABLE, aside.id, msg("no step offers this aside"))


def _closure(begun: Collection[str], ways: Mapping[str, Collection[str]]) -> set[str]:
    """Everything that is reached from these steps, and they themselves."""
    found, left = set(begun), list(begun)
    while left:
        for to in ways.get(left.pop(), ()):
            if to not in found:
                found.add(to)
                left.append(to)
    return found


def _meets_dead_end(step_id: str, exits: Mapping[str, Collection[str | None]]) -> bool:
    """Whether a way leads to a dead end, which is a problem of its own."""
    ways = {step: {to for to in those if to is not None} for step, those in exits.items()}
    return any(not exits[step] for step in _closure({step_id}, ways))


# Conditions


def _conditions(script: Script) -> Iterator[ScriptProblem]:
    known = set(_condition_names(script))
    for step_id, when in _written_conditions(script):
        try:
            used = read_filter(when).fields
        except BadFilter as bad:
            yield _problem(
                ProblemKind.BAD_CONDITION, step_id, msg("{condition}: {wrong}", condition=when, wrong=bad.message)
            )
            continue
        for name in sorted(used - known):
            message = msg("{condition}: there is no field {name}; texts stand in quotes", condition=when, name=name)
            yield _problem(ProblemKind.UNKNOWN_FIELD, step_id, message)
    for quota in script.quotas:
        if not quota.cell:
            yield _problem(ProblemKind.BAD_CONDITION, "", msg("the quota {code} has no cell", code=quota.code))


def _written_conditions(script: Script) -> Iterator[tuple[str, str]]:
    for step in (*script.steps, *script.asides):
        yield from ((step.id, branch.when) for branch in step.next if branch.when)
    yield from (("", branch.when) for branch in script.always if branch.when)
    yield from (("", quota.cell) for quota in script.quotas if quota.cell)


def _condition_names(script: Script) -> Iterator[str]:
    yield from ("mood", "customer_type", "language", IDENTITY)
    yield from (f"{LEAD}{name}" for name in (*LEAD_FIELDS, *script.lead_fields))
    yield from (f"{FACT}{one.code}" for one in script.facts)
    yield from (step.id for step in (*script.steps, *script.asides) if step.identify is not None)
    for name, question in questions_of(script).items():
        yield from names_of(name, question)


# Texts


def _languages(script: Script) -> Iterator[ScriptProblem]:
    for step_id, where, texts in texts_of(script):
        missing = [language for language in script.languages if language not in texts]
        if missing and (texts or where in _MUST_SAY):
            message = msg("{where} is missing in {languages}", where=where, languages=missing)
            yield _problem(ProblemKind.MISSING_LANGUAGE, step_id, message)


_MUST_SAY: Final = frozenset(
    {"ask.choices", "ask.rows", "identify.label", "variants", "customer_types", "facts", "links"}
)


def _fields(script: Script) -> Iterator[ScriptProblem]:
    known = NAMES | set(_text_names(script))
    for step_id, where, texts in texts_of(script):
        for name in sorted(set(fields_in(texts)) - known):
            message = msg("{where} names the field {name}, which is not known", where=where, name="{" + name + "}")
            yield _problem(ProblemKind.UNKNOWN_FIELD, step_id, message)
    for step in (*script.steps, *script.asides):
        wanted = step.identify.field if step.identify else ""
        if wanted and wanted not in LEAD_FIELDS and wanted not in script.lead_fields:
            message = msg("the lead's field {name} is none of the script's lead_fields", name=wanted)
            yield _problem(ProblemKind.UNKNOWN_FIELD, step.id, message)


def _text_names(script: Script) -> Iterator[str]:
    yield from (f"{LEAD}{name}" for name in script.lead_fields)
    yield from (f"{FACT}{one.code}" for one in script.facts)
    yield from (f"answer.{name}" for name in questions_of(script))


# Offers and duties


def _offers(
    script: Script, wanted: Collection[Duties], known_profiles: Collection[str], said: Collection[str]
) -> Iterator[ScriptProblem]:
    offers = [step for step in (*script.steps, *script.asides) if step.offer]
    if script.kind in WITHOUT_SALE:
        for step in offers:
            message = msg("a script of this kind offers nothing: take the offer out, or make it a script")
            yield _problem(ProblemKind.OFFER_IN_SURVEY, step.id, message)
        return
    if script.profile and known_profiles and script.profile not in known_profiles:
        yield _problem(ProblemKind.NO_PROFILE, "", msg("there is no profile {profile}", profile=script.profile))
    elif offers and not script.profile and not wanted:
        yield _problem(ProblemKind.NO_PROFILE, "", msg("name the profile whose duties must be said before the offer"))
    before = _said_before(script, said)
    for step in (step for step in offers if step.id in before):
        for duties in wanted:
            missing = [one for one in duties.opening if one not in before[step.id]]
            missing += [one for one in duties.offer if one not in before[step.id] | set(step.duty)]
            for duty in dict.fromkeys(missing):
                message = msg(
                    "{profile} wants {duty} said before the offer, on every way to it",
                    profile=duties.profile,
                    duty=duty,
                )
                yield _problem(ProblemKind.MISSING_DUTY, step.id, message)


def always_said(script: Script) -> set[str]:
    """The duties that are said on every way through the script."""
    before, exits = _said_before(script, ()), _exits(script)
    ends = [before[step.id] | set(step.duty) for step in script.steps if step.id in before and None in exits[step.id]]
    return set.intersection(*ends) if ends else set()


def _said_before(script: Script, said: Collection[str]) -> dict[str, set[str]]:
    """By step that can be reached, the duties said before it on every way that leads there.

    Each pass takes away what one way to a step has not said, until nothing changes.
    """
    exits = _exits(script)
    duties: dict[str, Any] = {step.id: set(step.duty) for step in script.steps}
    first, every = script.steps[0].id, set(said).union(*duties.values())
    reached = _closure({first}, {step: {to for to in ways if to is not None} for step, ways in exits.items()})
    before = {step: set(every) for step in reached}
    before[first] = set(said)
    changed = True
    while changed:
        changed = False
        for step in reached:
            for to in exits[step]:
                if to is not None and not before[to] <= before[step] | duties[step]:
                    before[to] &= before[step] | duties[step]
                    changed = True
    return before
