"""How long data may and must be kept under the rules of one or several countries."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from dialer.compliance.durations import Duration
from dialer.compliance.profile import AnyRule, Profile
from dialer.compliance.vocabulary import Kind

# Data stored in the rows of other kinds, and deleted with them: a consent with the lead, its use with the call.
_LIES_IN: Final[Mapping[str, tuple[str, ...]]] = {"consent_proof": ("contact_data", "call_events")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The longest and shortest time that a kind of data is kept, each with its rule."""

    longest: Duration
    longest_by: str
    at_least: Duration | None = None
    at_least_by: str = ""

    @property
    def counts(self) -> Duration:
        """The time that applies: if a rule demands longer keeping than another allows, the longer one."""
        if self.at_least is not None and self.at_least.about_s > self.longest.about_s:
            return self.at_least
        return self.longest

    @property
    def counts_by(self) -> str:
        """The id of the rule that sets `counts`."""
        return self.longest_by if self.counts is self.longest else self.at_least_by

    def cutoff(self, now: float) -> float:
        """Data older than this instant (epoch seconds) has been kept long enough."""
        return self.counts.before(now)


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long one kind of data is kept, by the country (ISO 3166) of the number it concerns."""

    by_country: Mapping[str, Limit]  # without countries that set no limit

    def limit(self, countries: Collection[str]) -> Limit | None:
        """The limit for data about numbers in all these countries: the longest; None if one country sets none."""
        found = [self.by_country.get(country) for country in countries]
        bounds = [one for one in found if one is not None]
        if not bounds or len(bounds) < len(found):
            return None
        return max(bounds, key=lambda one: one.counts.about_s)


def longest(keepings: Iterable[Keeping]) -> Keeping:
    """The combination for data under several of them: in each country the longest limit."""
    first, *others = keepings
    found = dict(first.by_country)
    for other in others:
        found = {
            country: max(limit, other.by_country[country], key=lambda one: one.counts.about_s)
            for country, limit in found.items()
            if country in other.by_country
        }
    return Keeping(found)


def limits(profiles: Iterable[Profile], now: float) -> dict[str, Limit]:
    """The limit for each kind of data under all these profiles at once.

    Rules that only warn set no limit. Kinds without a limit are left out.
    """
    longest: dict[str, tuple[Duration, str]] = {}
    shortest: dict[str, tuple[Duration, str]] = {}
    for profile in profiles:
        for rule in _binding(profile, Kind.RETENTION, now):
            for held, duration in rule.params.at_most.items():
                if held not in longest or duration.about_s < longest[held][0].about_s:
                    longest[held] = (duration, rule.id)
        for rule in _binding(profile, Kind.RECORD_KEEPING, now):
            duration = rule.params.at_least
            for held in _LIES_IN.get(rule.params.held_as, (rule.params.held_as,)):
                if held not in shortest or duration.about_s > shortest[held][0].about_s:
                    shortest[held] = (duration, rule.id)
    nothing: tuple[Duration | None, str] = (None, "")
    found = {}
    for held, (duration, by) in longest.items():
        at_least, at_least_by = shortest.get(held, nothing)
        found[held] = Limit(longest=duration, longest_by=by, at_least=at_least, at_least_by=at_least_by)
    return found


def _binding(profile: Profile, kind: Kind, now: float) -> Iterable[AnyRule]:
    return (rule for rule in profile.of_kind(kind, now) if rule.hard)
