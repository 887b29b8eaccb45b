"""Whether a change of a profile loosens or tightens it, parameter by parameter."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import isfinite
from typing import Any, Final, get_args

from pydantic.fields import FieldInfo

from dialer.compliance.durations import Duration
from dialer.compliance.params.base import Form, Ladder, Stricter
from dialer.compliance.params.contacts import read_windows
from dialer.compliance.profile import AnyRule, Clock, Profile
from dialer.compliance.vocabulary import Status
from dialer.i18n.message import Message, joined, msg, pmark

_INSTANTS: Final = frozenset({"since", "until", "review_by"})
NONE: Final = pmark("rule", "none")
_ABSENT, _PRESENT = pmark("rule", "absent"), pmark("rule", "present")
_YES, _NO = pmark("rule", "yes"), pmark("rule", "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference. A difference without a known direction counts as loosening."""

    rule_id: str
    path: str
    before: Message | str
    after: Message | str
    loosens: bool
    hard: bool = True  # it concerns a HARD rule, or the profile as a whole

    @property
    def message(self) -> Message:
        """The change in a line, with the names of the profile's file."""
        return msg(
            "{rule} {path}: {before} -> {after}",
            rule=self.rule_id,
            path=self.path,
            before=self.before,
            after=self.after,
        )


class Loosened(ValueError):  # noqa: N818 - reads as what it is in a message
    """A loosening change without a responsible person."""


def changes(before: Profile, after: Profile) -> tuple[Change, ...]:
    """All differences between two versions of a profile, including overlays."""
    return (*_profile(before, after), *_rules(_all_rules(before), _all_rules(after)))


def between(before: Mapping[str, Profile], after: Mapping[str, Profile]) -> tuple[Change, ...]:
    """All differences between two sets of profiles, by their ids.

    A new profile loosens if it takes countries from another; a removed one, if its rules follow sellers or agents.
    """
    covered = {country for profile in before.values() if _is_home(profile) for country in profile.countries}
    found: list[Change] = []
    for profile_id in sorted(before.keys() | after.keys()):
        old, new = before.get(profile_id), after.get(profile_id)
        if old is not None and new is not None:
            found += changes(old, new)
        elif new is not None:
            taken = _is_home(new) and not covered.isdisjoint(new.countries)
            found.append(Change(rule_id=profile_id, path="profile", before=_ABSENT, after=_PRESENT, loosens=taken))
        elif old is not None:
            follows = any(rule.follows for rule in old.rules)
            found.append(Change(rule_id=profile_id, path="profile", before=_PRESENT, after=_ABSENT, loosens=follows))
    return tuple(found)


def _is_home(profile: Profile) -> bool:
    return profile.status is not Status.LAYER


def _profile(before: Profile, after: Profile) -> Iterator[Change]:
    compared = {
        "status": (before.status, after.status, after.status is Status.ACTIVE),
        "review_by": (before.review_by, after.review_by, after.review_by > before.review_by),
        "countries": (sorted(before.countries), sorted(after.countries), not before.countries <= after.countries),
    }
    yield from _of_pairs(before.id, compared)


def _of_pairs(rule_id: str, compared: Mapping[str, tuple[Any, Any, bool]]) -> Iterator[Change]:
    for path, (was, now, loosens) in compared.items():
        if was != now:
            said = (_instant(one) if path in _INSTANTS else _text(one) for one in (was, now))
            yield Change(rule_id=rule_id, path=path, before=next(said), after=next(said), loosens=loosens)


def _instant(at: float) -> Message | str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC") if isfinite(at) else pmark("rule", "always")


def _text(value: Any) -> Message | str:
    """A value as the profile's file writes it."""
    if value is None:
        return NONE
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, Clock):
        zone: Message | str = value.zone.key
        if value.own_zones:
            zone = msg("{zone} (by the person's own clock)", zone=zone)
        return msg("{zone}, holidays of {places}", zone=zone, places=list(value.places)) if value.places else zone
    if isinstance(value, Form):
        return pairs((name, one) for name, one in value if one is not None)
    if isinstance(value, Mapping):
        return pairs(value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return joined(", ", map(_text, value)) if value else NONE
    return str(value)


def pairs(values: Iterable[tuple[Any, Any]]) -> Message:
    """Names and values as the profile's file writes them."""
    return joined(", ", (joined(" ", (_text(name), _text(one))) for name, one in values))


def accept(found: tuple[Change, ...], *, person: str = "", reason: str = "") -> tuple[Change, ...]:
    """The changes, to be logged. Raises `Loosened` if one loosens and person or reason is missing."""
    loosening = [change for change in found if change.loosens]
    if loosening and not (person.strip() and reason.strip()):
        raise Loosened(
            msg(
                "This loosens the rules ({changes}): say who answers for it, and why",
                changes=[one.message for one in loosening],
            )
        )
    return found


def _all_rules(profile: Profile) -> dict[str, AnyRule]:
    rules = {rule.id: rule for rule in profile.rules}
    for overlay in profile.overlays:
        for state in sorted(overlay.states):
            rules |= {f"{rule.id} in {state}": rule for rule in overlay.rules}
            if overlay.presumes:
                rules |= {f"{rule.id} by numbers of {state}": rule for rule in overlay.rules}
    return rules


def _rules(before: Mapping[str, AnyRule], after: Mapping[str, AnyRule]) -> Iterator[Change]:
    for rule_id in sorted(before.keys() | after.keys()):
        old, new = before.get(rule_id), after.get(rule_id)
        if old is None or new is None:
            was, is_now = (_ABSENT if one is None else _PRESENT for one in (old, new))
            hard = old.hard if old is not None else new is not None and new.hard
            yield Change(rule_id=rule_id, path="rule", before=was, after=is_now, loosens=new is None, hard=hard)
            continue
        yield from (replace(change, hard=old.hard) for change in _heads(rule_id, old, new))
        for path, was, now, loosens in _differences(old.params, new.params):
            made = Change(rule_id=rule_id, path=f"params.{path}", before=_text(was), after=_text(now), loosens=loosens)
            yield replace(made, hard=old.hard)


def _heads(rule_id: str, old: AnyRule, new: AnyRule) -> Iterator[Change]:
    compared = {
        "kind": (old.kind, new.kind, True),
        "hard": (old.hard, new.hard, old.hard),
        "points": (sorted(old.points), sorted(new.points), not old.points <= new.points),
        "since": (old.since, new.since, new.since > old.since),
        "until": (old.until, new.until, new.until < old.until),
        "sectors": (sorted(old.sectors), sorted(new.sectors), _narrower(old.sectors, new.sectors)),
        "follows": (sorted(old.follows), sorted(new.follows), not old.follows <= new.follows),
        "clock": (old.clock, new.clock, True),
    }
    yield from _of_pairs(rule_id, compared)


def _narrower(old: frozenset[str], new: frozenset[str]) -> bool:
    """Whether the rule applies to fewer campaigns; an empty set means all sectors."""
    return bool(new) and (not old or not old <= new)


def _differences(old: Form, new: Form) -> Iterator[tuple[str, Any, Any, bool]]:
    """Path, both values, and whether the change loosens."""
    if type(old) is not type(new):
        yield "", type(old).__name__, type(new).__name__, True
        return
    for name, field in type(old).model_fields.items():
        was, now = getattr(old, name), getattr(new, name)
        if was == now:
            continue
        if isinstance(was, Form) and isinstance(now, Form):
            yield from ((f"{name}.{path}", *rest) for path, *rest in _differences(was, now))
        else:
            yield name, was, now, _loosens(_direction(field), was, now)


def _direction(field: FieldInfo) -> Stricter | Ladder | None:
    """The direction in a field's annotation, also inside an optional one."""
    inner = [note for one in get_args(field.annotation) for note in getattr(one, "__metadata__", ())]
    return next((note for note in (*field.metadata, *inner) if isinstance(note, Stricter | Ladder)), None)


def _loosens(direction: Stricter | Ladder | None, was: Any, now: Any) -> bool:
    """Whether the new value is less strict than the old one. A new limit tightens."""
    if direction is None:
        return not (was is None and isinstance(now, Form))
    if was is None or now is None:
        return now is None
    if isinstance(direction, Ladder):
        return direction.steps.index(now) < direction.steps.index(was)
    return not _AT_LEAST_AS_STRICT[direction](was, now)


def _not_longer(was: Any, now: Any) -> bool:
    if isinstance(was, Mapping):
        return all(key in now and _not_longer(value, now[key]) for key, value in was.items())
    return bool(_size(now) <= _size(was))


def _size(value: Any) -> float:
    return value.about_s if isinstance(value, Duration) else float(value)


def _minutes(texts: Any) -> set[tuple[int, int]]:
    windows = read_windows(tuple(texts))
    return {
        (day, m) for window in windows for day in window.days for m in range(window.start_minute, window.end_minute)
    }


def _caps_kept(was: Any, now: Any) -> bool:
    return all(any(new.max <= old.max and _size(new.per) >= _size(old.per) for new in now) for old in was)


_AT_LEAST_AS_STRICT = {
    Stricter.SMALLER: _not_longer,
    Stricter.LARGER: lambda was, now: _size(now) >= _size(was),
    Stricter.FEWER: lambda was, now: all(one in was for one in now),
    Stricter.MORE: lambda was, now: all(one in now for one in was),
    Stricter.ON: lambda was, now: now or not was,
    Stricter.OFF: lambda was, now: was or not now,
    Stricter.HOURS: lambda was, now: _minutes(now) <= _minutes(was),
    Stricter.CAPS: _caps_kept,
}
