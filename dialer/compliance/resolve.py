"""Turns checked forms into profiles: joins bases, fills in overlays, turns dates into instants, hashes the content."""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import ValidationError

from dialer.compliance.durations import start_of
from dialer.compliance.evaluators.table import QUESTIONS
from dialer.compliance.holiday_calendar import knows_holidays_of
from dialer.compliance.hours import BadHours, zone_of
from dialer.compliance.params.base import Form
from dialer.compliance.problems import BadProfiles, Problem, problems_of
from dialer.compliance.profile import AnyRule, Clock, Overlay, Profile, Rule
from dialer.compliance.profile_schema import PARAMS, ClockForm, OverlayForm, ProfileForm, RuleForm
from dialer.compliance.vocabulary import Enforcement, Kind, Status, countries
from dialer.i18n.message import Message, msg

AnyRuleForm = RuleForm[Any, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """A valid file, and its raw content."""

    file: str
    form: ProfileForm
    raw: Mapping[str, Any]


def resolve(read: Iterable[Read]) -> dict[str, Profile]:
    """All profiles by id. Raises `BadProfiles` for inconsistencies."""
    files = {one.form.id: one for one in read}
    problems = [*_clashes(list(read)), *(problem for one in files.values() for problem in _trouble(one, files))]
    if problems:
        raise BadProfiles(problems)
    return {profile_id: _profile(one, files) for profile_id, one in files.items()}


def _clashes(read: list[Read]) -> list[Problem]:
    """Duplicate ids, and countries with two profiles."""
    problems = []
    owners: dict[Message | str, str] = {}
    for one in read:
        names: list[Message | str] = [msg("profile {id}", id=one.form.id), *(rule.id for rule in _all_rules(one.form))]
        names += [msg("country {id}", id=name) for name in one.form.countries if one.form.status is not Status.LAYER]
        for name in names:
            if name in owners:
                mend = msg("Rename or remove one of the two")
                problems.append(
                    Problem(file=one.file, path=name, what=msg("{file} has it already", file=owners[name]), mend=mend)
                )
            owners[name] = one.file
    return problems


def _all_rules(form: ProfileForm) -> list[AnyRuleForm]:
    return [*form.rules, *(rule for overlay in form.overlays for rule in overlay.add)]


def _trouble(one: Read, files: Mapping[str, Read]) -> list[Problem]:
    problems = [*_bases(one, files), *_clock_trouble(one)]
    for rule in _all_rules(one.form):
        can = QUESTIONS[Kind(rule.kind)]
        for point in rule.points:
            if point not in can:
                what, mend = (
                    msg("a rule of kind {kind} has nothing to say at {point}", kind=rule.kind, point=point),
                    msg("Use {those}", those=", ".join(can)),
                )
                problems.append(Problem(file=one.file, rule_id=rule.id, path="points", what=what, mend=mend))
    if not problems:
        problems += [problem for overlay in one.form.overlays for problem in _overlay_trouble(one, overlay, files)]
    return problems


def _bases(one: Read, files: Mapping[str, Read]) -> list[Problem]:
    for name in one.form.extends:
        if name not in files:
            what, mend = (
                msg("there is no profile {name}", name=name),
                msg("Use one of {those}", those=", ".join(sorted(files))),
            )
            return [Problem(file=one.file, path="extends", what=what, mend=mend)]
        if one.form.id in _ancestors(name, files):
            what = msg("{name} builds on {other} in turn", name=name, other=one.form.id)
            return [Problem(file=one.file, path="extends", what=what, mend=msg("Let one of them stand by itself"))]
    return []


def _ancestors(profile_id: str, files: Mapping[str, Read]) -> list[str]:
    """The profile and every profile it extends, deepest first."""
    found: list[str] = []
    todo = [profile_id]
    while todo:
        name = todo.pop()
        if name in files and name not in found:
            found.append(name)
            todo.extend(files[name].form.extends)
    return found[::-1]


def _clock_trouble(one: Read) -> list[Problem]:
    problems, clock = [], one.form.clock
    for name in (clock.zone, *clock.when_unknown):
        try:
            zone_of(name)
        except BadHours:
            what, mend = msg("the time zone {name!r} is not known", name=name), msg("Use a name as in Europe/Rome")
            problems.append(Problem(file=one.file, path="clock", what=what, mend=mend))
    if clock.contacts == "own_zones" and not clock.when_unknown:
        what, mend = (
            msg("it does not say which zones count for a contact without one"),
            msg("Add when_unknown with all zones"),
        )
        problems.append(Problem(file=one.file, path="clock", what=what, mend=mend))
    holidays = clock.holidays
    places = (holidays.country, *(f"{holidays.country}-{region}" for region in holidays.regions)) if holidays else ()
    for place in places:
        if not knows_holidays_of(place):
            what = msg("the holidays of {place} are not known", place=place)
            mend = msg("Use a country and regions that the library holidays has")
            problems.append(Problem(file=one.file, path="clock.holidays", what=what, mend=mend))
    return problems


def _overlay_trouble(one: Read, overlay: OverlayForm, files: Mapping[str, Read]) -> list[Problem]:
    rules, problems = _rule_forms(one, files), []
    for rule_id, changes in overlay.replace.items():
        path = f"overlays.{overlay.id}.replace"
        if rule_id not in rules:
            what, mend = msg("there is no such rule to replace"), msg("Name a rule of this profile")
            problems.append(Problem(file=one.file, rule_id=rule_id, path=path, what=what, mend=mend))
            continue
        try:
            patched(rules[rule_id].params, Kind(rules[rule_id].kind), changes)
        except ValidationError as error:
            for problem in problems_of(error, file=one.file, raw={}):
                there = f"{path}.{problem.path}"
                problems.append(
                    Problem(file=one.file, rule_id=rule_id, path=there, what=problem.what, mend=problem.mend)
                )
    return problems


def patched(params: Form, kind: Kind, changes: Mapping[str, Any]) -> Form:
    """The parameters with some of them changed. Raises pydantic's `ValidationError`."""
    written = params.model_dump(mode="json", exclude_unset=True)
    return PARAMS[kind].model_validate(written | dict(changes))


def _rule_forms(one: Read, files: Mapping[str, Read]) -> dict[str, AnyRuleForm]:
    return {rule.id: rule for name in _ancestors(one.form.id, files) for rule in files[name].form.rules}


def _profile(one: Read, files: Mapping[str, Read]) -> Profile:
    form = one.form
    clock = _clock(form.clock)
    rules = {rule_id: _rule(rule, clock) for rule_id, rule in _rule_forms(one, files).items()}
    return Profile(
        id=form.id,
        title=form.title,
        version=form.version.isoformat(),
        status=form.status,
        countries=countries(form.countries),
        reviewed=form.review.status == "reviewed",
        review_by=start_of(form.review.by, clock.zone),
        rules=tuple(rules.values()),
        overlays=tuple(_overlay(overlay, rules, clock) for overlay in form.overlays),
        hash=content_hash([files[name].form.model_dump(mode="json") for name in _ancestors(form.id, files)]),
        absent=form.absent,
        to_confirm=form.to_confirm,
    )


def content_hash(content: Any) -> str:
    """The sha256 of the canonical JSON: keys sorted, no blanks, no escapes."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _clock(form: ClockForm) -> Clock:
    country = form.holidays.country if form.holidays else ""
    regions = form.holidays.regions if form.holidays and form.holidays.unknown_region == "all" else ()
    return Clock(
        zone=zone_of(form.zone),
        own_zones=form.contacts == "own_zones",
        when_unknown=form.when_unknown,
        holiday_country=country,
        places=(country, *(f"{country}-{region}" for region in regions)) if country else (),
    )


def _rule(form: AnyRuleForm, clock: Clock) -> AnyRule:
    def instant(day: date | None, otherwise: float) -> float:
        return otherwise if day is None else start_of(day, clock.zone)

    return Rule(
        id=form.id,
        kind=Kind(form.kind),
        hard=form.enforcement is Enforcement.HARD,
        points=frozenset(form.points),
        basis=form.basis,
        since=instant(form.effective.since, -math.inf),
        until=instant(form.effective.until, math.inf),
        sectors=frozenset(form.when.sectors),
        follows=frozenset(form.follows),
        clock=clock,
        params=form.params,
        not_checked=form.not_checked,
    )


def _overlay(form: OverlayForm, rules: Mapping[str, AnyRule], clock: Clock) -> Overlay:
    replaced = {}
    for rule_id, changes in form.replace.items():
        base = rules[rule_id]
        replaced[rule_id] = (with_params(base, patched(base.params, base.kind, changes), suffix=f"@{form.id}"),)
    return Overlay(
        id=form.id,
        states=frozenset(form.states),
        replaced=replaced,
        added=tuple(_rule(rule, clock) for rule in form.add),
        presumes=form.presumes,
    )


def with_params(rule: AnyRule, params: Form, *, suffix: str = "") -> AnyRule:
    """The rule with other parameters, and `suffix` appended to its id."""
    return replace(rule, id=rule.id + suffix, params=params)
