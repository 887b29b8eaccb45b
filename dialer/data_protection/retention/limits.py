"""Which rules limit retention: those of the country of each number, with the overrides of its campaign."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from dialer.compliance.combine import NoProfile, choose
from dialer.compliance.load import Profiles
from dialer.compliance.profile import Profile
from dialer.compliance.retention_rules import Keeping, Limit, limits, longest
from dialer.compliance.rulebook import BadLaw, Books
from dialer.compliance.settings import LawSettings, read_law
from dialer.numbers.geography import country_of
from dialer.people.persons.store.person_data import PersonData

NOTHING: Final = Keeping({})
"""For data without a limit: it stays."""
Rules = Callable[[str], Profile | None]


def keepings(profiles: Profiles, laws: Sequence[LawSettings], kinds: Iterable[str], now: float) -> dict[str, Keeping]:
    """How long each kind of data is kept: the longest by these campaigns' rules; without campaigns by the countries'.

    If one campaign's rules cannot be made nothing is deleted: its overrides might keep data longer.
    """
    try:
        found = [_limits(profiles, law, now) for law in laws or (LawSettings(),)]
    except (BadLaw, ValueError):
        return dict.fromkeys(kinds, NOTHING)
    return {
        kind: longest(Keeping({country: held[kind] for country, held in one.items() if kind in held}) for one in found)
        for kind in kinds
    }


def placed(profiles: Profiles) -> Callable[[str, str], str]:
    """A function that gives the country whose rules apply to a number: its own, else that of its list."""
    known = _countries(profiles)

    def of(number: str, country: str) -> str:
        own = country_of(number)
        return own if own in known else country

    return of


def limits_around(kept: PersonData, profiles: Profiles, now: float) -> dict[str, Limit]:
    """How long a person's data is kept, under all rules that apply to it."""
    at, found = placed(profiles), []
    numbers = {row["number"] for table in ("lead_phone", "attempt") for row in kept.of(table)}
    for campaign_id in {one["campaign_id"] for one in kept.lists.values()}:
        written = {one["country"] for one in kept.lists.values() if one["campaign_id"] == campaign_id}
        countries = {at(number, country) for number in numbers for country in written} or written
        law = read_law(kept.campaigns[campaign_id]["law"]) if campaign_id is not None else LawSettings()
        try:
            rules = _rules(profiles, law)
            found += [rules(country) for country in sorted(countries)]
        except (BadLaw, ValueError):  # the countries' own rules are then the best approximation
            found += [_own(profiles, country) for country in sorted(countries)]
    return limits([one for one in found if one is not None], now)


def _limits(profiles: Profiles, law: LawSettings, now: float) -> dict[str, dict[str, Limit]]:
    """Limits by country and kind. Raises `BadLaw` and `ValueError`."""
    rules = _rules(profiles, law)
    found = {country: rules(country) for country in sorted(_countries(profiles))}
    return {country: limits([profile], now) for country, profile in found.items() if profile is not None}


def _rules(profiles: Profiles, law: LawSettings) -> Rules:
    """A campaign's rules by country; the country's own if the campaign has none for it."""
    books = Books.of_campaign(profiles, law) if law.profile else None

    def rules(country: str) -> Profile | None:
        book = books.book(country) if books is not None else None
        return book.profile if book is not None else _own(profiles, country)

    return rules


def _own(profiles: Profiles, country: str) -> Profile | None:
    try:
        return choose(profiles, called=country)
    except NoProfile:
        return None


def _countries(profiles: Profiles) -> frozenset[str]:
    return frozenset(country for one in profiles.by_id.values() for country in one.countries)
