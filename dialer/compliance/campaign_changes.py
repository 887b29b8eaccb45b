"""Changes in a campaign's rules that follow from a change of its legal settings."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from dialer.compliance.campaign_facts import Seen
from dialer.compliance.load import Profiles
from dialer.compliance.overrides import Override, Settlement
from dialer.compliance.profile_changes import NONE, Change, changes, pairs
from dialer.compliance.rulebook import Books
from dialer.compliance.settings import LawSettings
from dialer.i18n.message import Message, msg

Deed = TypeVar("Deed", Override, Settlement)


def changes_of_law(profiles: Profiles, before: LawSettings, after: LawSettings, seen: Seen) -> tuple[Change, ...]:
    """Changes of the chosen profile, of the rules for the lists' countries, and of overrides and settlements.

    A new or changed override or settlement loosens; an override that only ends earlier does not.
    """
    found = _chosen(before, after)
    old, new = _books(profiles, before, seen), _books(profiles, after, seen)
    if old is not None and new is not None:
        found += [change for country in sorted(seen.countries) for change in _of_country(country, old, new)]
    found += _deeds(_by_rule(before.overrides), _by_rule(after.overrides), "override")
    found += _deeds(_by_conflict(before.settlements), _by_conflict(after.settlements), "settlement")
    return tuple(found)


def _chosen(before: LawSettings, after: LawSettings) -> list[Change]:
    """The change of the profile's name. Whether it loosens is decided by comparing the rules."""
    if before.profile == after.profile:
        return []
    names = (before.profile or NONE, after.profile or NONE)
    return [Change(rule_id="law", path="profile", before=names[0], after=names[1], loosens=False)]


def _books(profiles: Profiles, law: LawSettings, seen: Seen) -> Books | None:
    """The rules without overrides and settlements, which are listed separately; None without a chosen profile."""
    if not law.profile:
        return None
    bare = replace(law, overrides=(), settlements=())
    return Books.of_campaign(profiles, bare, agents=seen.agent_countries)


def _of_country(country: str, old: Books, new: Books) -> list[Change]:
    was, is_now = old.book(country), new.book(country)
    if was is not None and is_now is not None:
        return list(changes(was.profile, is_now.profile))
    if was is not None:
        return [Change(rule_id=country, path="profile", before=was.profile.id, after=NONE, loosens=False)]
    if is_now is not None:
        return [Change(rule_id=country, path="profile", before=NONE, after=is_now.profile.id, loosens=True)]
    return []


def _by_rule(overrides: Iterable[Override]) -> dict[str, Override]:
    return {one.rule_id: one for one in overrides}


def _by_conflict(settlements: Iterable[Settlement]) -> dict[str, Settlement]:
    return {one.conflict_id: one for one in settlements}


def _deeds(before: Mapping[str, Deed], after: Mapping[str, Deed], path: str) -> list[Change]:
    found = []
    for name in sorted(before.keys() | after.keys()):
        was, is_now = before.get(name), after.get(name)
        if was != is_now:
            said = (NONE if one is None else written(one) for one in (was, is_now))
            loosens = is_now is not None and not _only_ends_earlier(was, is_now)
            found.append(Change(rule_id=name, path=path, before=next(said), after=next(said), loosens=loosens))
    return found


def _only_ends_earlier(was: Override | Settlement | None, is_now: Override | Settlement) -> bool:
    if not isinstance(was, Override) or not isinstance(is_now, Override):
        return False
    return was.params == is_now.params and is_now.ends_at <= was.ends_at


def written(deed: Override | Settlement) -> Message:
    """An override or settlement in words: effect, end, person and reason."""
    who = {"person": deed.person, "reason": deed.reason}
    if isinstance(deed, Settlement):
        return msg("keeps {rule} ({person}: {reason})", rule=deed.keeps, **who)
    until = datetime.fromtimestamp(deed.ends_at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    if deed.params is None:
        return msg("warns only until {until} ({person}: {reason})", until=until, **who)
    params = pairs(deed.params.items())
    return msg("binds with {params} until {until} ({person}: {reason})", params=params, until=until, **who)
