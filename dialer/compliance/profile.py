"""A profile as evaluators use it: read, resolved, its dates turned into instants."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from dialer.compliance.params.base import Form
from dialer.compliance.profile_schema import AbsentForm, BasisForm
from dialer.compliance.sectors import Sector
from dialer.compliance.vocabulary import Kind, Point, Side, Status

P_co = TypeVar("P_co", bound=Form, covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Whose local time counts. `places`: whose holidays are kept if the contact's region is unknown."""

    zone: ZoneInfo
    own_zones: bool = False
    when_unknown: tuple[str, ...] = ()
    holiday_country: str = ""
    places: tuple[str, ...] = ()

    def places_of(self, regions: tuple[str, ...]) -> tuple[str, ...]:
        """Whose holidays are kept for a contact of these regions."""
        if not regions or not self.holiday_country:
            return self.places
        return (self.holiday_country, *(f"{self.holiday_country}-{region}" for region in regions))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[P_co]):
    """One rule. In force from `since` until before `until`, epoch seconds."""

    id: str
    kind: Kind
    hard: bool
    points: frozenset[Point]
    basis: BasisForm
    since: float
    until: float
    sectors: frozenset[Sector]  # empty for all
    follows: frozenset[Side]
    clock: Clock
    params: P_co
    not_checked: tuple[str, ...] = ()  # duties without facts in Pronto

    def in_force(self, now: float) -> bool:
        return self.since <= now < self.until


AnyRule = Rule[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """A state's rules: replacements for the country's rules, and additions."""

    id: str
    states: frozenset[str]
    replaced: Mapping[str, tuple[AnyRule, ...]]  # by the id of the rule they replace
    added: tuple[AnyRule, ...]
    presumes: bool = False  # a number of the state counts as in the state, whatever the address says

    @property
    def rules(self) -> tuple[AnyRule, ...]:
        """Replacements and additions."""
        return (*(rule for rules in self.replaced.values() for rule in rules), *self.added)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The rules of one or more countries together. `hash` is the SHA-256 of its content as canonical JSON."""

    id: str
    title: str
    version: str
    status: Status
    countries: frozenset[str]
    reviewed: bool
    review_by: float  # epoch seconds; from then on no call is dialled ahead
    rules: tuple[AnyRule, ...]
    overlays: tuple[Overlay, ...]
    hash: str
    absent: tuple[AbsentForm, ...] = ()
    to_confirm: tuple[str, ...] = ()

    def rule(self, rule_id: str) -> AnyRule | None:
        """The rule with this id, also from overlays."""
        overlaid = (rule for overlay in self.overlays for rule in overlay.rules)
        return next((rule for rule in (*self.rules, *overlaid) if rule.id == rule_id), None)

    def of_kind(self, kind: Kind, now: float) -> tuple[AnyRule, ...]:
        """The rules of a kind in force, without those of overlays."""
        return tuple(rule for rule in self.rules if rule.kind is kind and rule.in_force(now))
