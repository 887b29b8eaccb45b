"""Whose rules say how long data is kept: those of the countries of the lists that a campaign dials."""

from collections.abc import Iterable

from dialer.compliance.books import BadLaw, Books
from dialer.compliance.combine import NoProfile, choose
from dialer.compliance.keeping import Limit, limits
from dialer.compliance.load import Profiles
from dialer.compliance.profile import Profile
from dialer.compliance.settings import LawSettings, read_law
from dialer.rights.kept import Kept


def binding(
    profiles: Profiles, law: LawSettings, countries: Iterable[str], *, to_delete: bool = False
) -> list[Profile]:
    """The rules that a campaign's data is under, with the campaign's overrides.

    Under no chosen profile, each country's own rules: as for a list that no campaign dials. So too where the chosen
    one's cannot be made, unless it is `to_delete`: an override may keep longer what they would let go.
    """
    try:
        return [book.profile for book in Books.of_campaign(profiles, law).known(countries)]
    except (BadLaw, ValueError):
        if to_delete and law.profile:
            return []
        return [found for country in sorted(set(countries)) if (found := _own(profiles, country)) is not None]


def _own(profiles: Profiles, country: str) -> Profile | None:
    try:
        return choose(profiles, called=country)
    except NoProfile:
        return None


def limits_around(kept: Kept, profiles: Profiles, now: float) -> dict[str, Limit]:
    """How long a person's data is kept, by all the rules it is under."""
    found: list[Profile] = []
    for campaign_id in {one["campaign_id"] for one in kept.lists.values()}:
        countries = {one["country"] for one in kept.lists.values() if one["campaign_id"] == campaign_id}
        law = read_law(kept.campaigns[campaign_id]["law"]) if campaign_id is not None else LawSettings()
        found += binding(profiles, law, countries)
    return limits(found, now)
