"""Whose rules say how long data is kept: those of the country of each number, with the overrides of its campaign."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from dialer.compliance.combine import NoProfile, choose
from dialer.compliance.load import Profiles
from dialer.compliance.profile import Profile
from dialer.compliance.retention_rules import Keeping, Limit, limits, longest
from dialer.compliance.rulebook import BadLaw, Books
from dialer.compliance.settings import LawSettings, read_law
from dialer.numbers.geography import country_of
from dialer.persons.store.person_data import PersonData

NOTHING: Final = Keeping({})
"""Of data that no rule lets go: it stays."""
Rules = Callable[[str], Profile | None]


def keepings(profiles: Profiles, laws: Sequence[LawSettings], kinds: Iterable[str], now: float) -> dict[str, Keeping]:
    """How long each kind of data is kept under these campaigns' rules, the longest of them; under none, the countries'.

    Where one's rules cannot be made nothing goes: an override among them may keep longer what others would let go.
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
    """A function that says which country's rules data about a number is under: its own, else that of its list."""
    known = _countries(profiles)

    def of(number: str, country: str) -> str:
        own = country_of(number)
        return own if own in known else country

    return of


def limits_around(kept: PersonData, profiles: Profiles, now: float) -> dict[str, Limit]:
    """How long a person's data is kept, by all the rules it is under."""
    at, found = placed(profiles), []
    numbers = {row["number"] for table in ("lead_phone", "attempt") for row in kept.of(table)}
    for campaign_id in {one["campaign_id"] for one in kept.lists.values()}:
        written = {one["country"] for one in kept.lists.values() if one["campaign_id"] == campaign_id}
        countries = {at(number, country) for number in numbers for country in written} or written
        law = read_law(kept.campaigns[campaign_id]["law"]) if campaign_id is not None else LawSettings()
        try:
            rules = _rules(profiles, law)
            found += [rules(country) for country in sorted(countries)]
        except (BadLaw, ValueError):  # what the countries say is then the nearest that can be told
            found += [_own(profiles, country) for country in sorted(countries)]
    return limits([one for one in found if one is not None], now)


def _limits(profiles: Profiles, law: LawSettings, now: float) -> dict[str, dict[str, Limit]]:
    """By country and kind. Raises `BadLaw`, and `ValueError`."""
    rules = _rules(profiles, law)
    found = {country: rules(country) for country in sorted(_countries(profiles))}
    return {country: limits([profile], now) for country, profile in found.items() if profile is not None}


def _rules(profiles: Profiles, law: LawSettings) -> Rules:
    """The rules of a campaign by country; a country's own where it chose none, or none for that country."""
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
