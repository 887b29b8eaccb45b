"""Overrides loosen a rule: each needs a named person, a reason and a last day. Tightening needs none of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic import ValidationError

from dialer.compliance.problems import problems_of
from dialer.compliance.profile import AnyRule, Overlay, Profile
from dialer.compliance.profile_status import Conflict, conflicts
from dialer.compliance.resolve import content_hash, patched, with_params
from dialer.compliance.vocabulary import Kind
from dialer.i18n.message import msg

# Nobody may loosen a person's own refusal or the proof of what was done.
_NEVER: Final = frozenset({Kind.SUPPRESSION, Kind.CONSENT_REVOCATION, Kind.AUDIT_LOG})


class BadOverride(ValueError):  # noqa: N818 - reads as what it is in a message
    """An override that is not possible, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Until `ends_at` (epoch seconds) the rule only warns; with `params` it binds with these parameters changed."""

    rule_id: str
    person: str
    reason: str
    ends_at: float
    params: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Which of two contradicting rules binds; the other only warns."""

    conflict_id: str
    keeps: str
    person: str
    reason: str


def apply(
    profile: Profile, overrides: Sequence[Override] = (), settlements: Sequence[Settlement] = ()
) -> tuple[Profile, tuple[Conflict, ...]]:
    """The profile with overrides and settlements applied (they change its hash), and the conflicts left unsettled.

    Raises `BadOverride` without a name or a reason, and for rules that nobody may loosen.
    """
    deeds: list[Override | Settlement] = [*overrides, *settlements]
    for deed in deeds:
        if not deed.person.strip() or not deed.reason.strip():
            raise BadOverride(msg("Say who loosens the rule, and why: person and reason must not be empty."))
    found = {conflict.id: conflict for conflict in conflicts(profile)}
    silenced = {_loser(found, settlement) for settlement in settlements}
    by_rule = {override.rule_id: _checked(profile, override) for override in overrides}

    def changed(rule: AnyRule) -> tuple[AnyRule, ...]:
        kept = replace(rule, hard=False) if rule.id in silenced else rule
        return _split(kept, by_rule[rule.id]) if rule.id in by_rule else (kept,)

    settled = {settlement.conflict_id for settlement in settlements}
    still_open = tuple(conflict for conflict_id, conflict in found.items() if conflict_id not in settled)
    if not deeds:
        return profile, still_open
    rules = tuple(one for rule in profile.rules for one in changed(rule))
    overlays = tuple(_overlay(overlay, changed) for overlay in profile.overlays)
    return replace(
        profile, rules=rules, overlays=overlays, hash=content_hash([profile.hash, *map(_written, deeds)])
    ), still_open


def _overlay(overlay: Overlay, changed: Callable[[AnyRule], tuple[AnyRule, ...]]) -> Overlay:
    def all_of(rules: tuple[AnyRule, ...]) -> tuple[AnyRule, ...]:
        return tuple(one for rule in rules for one in changed(rule))

    replaced = {rule_id: all_of(rules) for rule_id, rules in overlay.replaced.items()}
    return replace(overlay, replaced=replaced, added=all_of(overlay.added))


def _written(deed: Override | Settlement) -> dict[str, Any]:
    return {name: getattr(deed, name) for name in type(deed).__dataclass_fields__}


def _loser(found: Mapping[str, Conflict], settlement: Settlement) -> str:
    conflict = found.get(settlement.conflict_id)
    if conflict is None or settlement.keeps not in (conflict.first, conflict.second):
        facts = {"id": settlement.conflict_id, "rule": settlement.keeps}
        if not found:
            raise BadOverride(msg("There is no conflict {id} with {rule}: there is none at all.", **facts))
        raise BadOverride(msg("There is no conflict {id} with {rule}: there are {those}.", those=list(found), **facts))
    return conflict.second if settlement.keeps == conflict.first else conflict.first


def _checked(profile: Profile, override: Override) -> Override:
    rule = profile.rule(override.rule_id)
    if rule is None:
        raise BadOverride(
            msg("There is no rule {rule} in the profile {profile}.", rule=override.rule_id, profile=profile.id)
        )
    if rule.kind in _NEVER:
        raise BadOverride(
            msg("{rule} cannot be loosened: a person's no, and the log, hold whatever anybody decides.", rule=rule.id)
        )
    if override.params is not None:
        try:
            patched(rule.params, rule.kind, override.params)
        except ValidationError as error:
            found = [problem.message for problem in problems_of(error, file="override", raw={})]
            raise BadOverride(msg("{parts}", parts=found)) from error
    return override


def _split(rule: AnyRule, override: Override) -> tuple[AnyRule, ...]:
    """The loosened rule until the override ends, and the original rule from then on."""
    if override.params is None:
        loose = replace(rule, hard=False)
    else:
        loose = with_params(rule, patched(rule.params, rule.kind, override.params))
    loose = replace(loose, until=min(rule.until, override.ends_at))
    return loose, replace(rule, since=max(rule.since, override.ends_at))
