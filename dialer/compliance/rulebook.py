"""The rules of one campaign by the called number's country: chosen, combined, overridden and prepared once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from dialer.compliance.combine import NoProfile, choose, joined
from dialer.compliance.load import Profiles
from dialer.compliance.overrides import Override, Settlement
from dialer.compliance.profile import Profile
from dialer.compliance.profile_status import conflicts
from dialer.compliance.rules import Rulebook
from dialer.compliance.settings import AUTO, LawSettings
from dialer.compliance.vocabulary import Status
from dialer.i18n.message import msg


class BadLaw(ValueError):  # noqa: N818 - reads as what it is in a message
    """Legal settings on which no campaign can run, and how to fix them."""


@dataclass(frozen=True, slots=True, eq=False)
class Books:
    """A campaign's rulebooks. Each is made when its country is first asked for, and kept: a campaign calls few."""

    profiles: Profiles
    law: LawSettings
    agents: tuple[str, ...] = ()  # countries where agents say they work
    _made: dict[str, Rulebook | None] = field(default_factory=dict, repr=False)
    _known: dict[frozenset[str], tuple[Rulebook, ...]] = field(default_factory=dict, repr=False)  # asked for every call

    @classmethod
    def of_campaign(cls, profiles: Profiles, law: LawSettings, *, agents: Collection[str] = ()) -> "Books":
        """Check the settings and prepare the rules. Raises `BadLaw` and `BadOverride`."""
        those = sorted(one.id for one in profiles.by_id.values() if one.status is not Status.LAYER)
        if not law.profile:
            raise BadLaw(
                msg(
                    "no compliance profile is chosen: choose “each number's own country” (`auto`) or one of {those}",
                    those=those,
                )
            )
        own = profiles.by_id.get(law.profile)
        if law.profile != AUTO and (own is None or own.status is Status.LAYER):
            raise BadLaw(
                msg(
                    "there is no profile {id} for a campaign: use `auto` or one of {those}", id=law.profile, those=those
                )
            )
        seated = {law.agent_country, *agents} - {""}
        books = cls(profiles, law, tuple(sorted(seated)))
        if own is not None:
            books.book(min(own.countries))
        return books

    def book(self, country: str) -> Rulebook | None:
        """The rules for calls into a country (ISO 3166); None if there are none: nobody there may be called.

        Overrides of another country's rules are left out. Raises `BadOverride`.
        """
        if country not in self._made:
            self._made[country] = self._make(country)
        return self._made[country]

    def known(self, countries: Iterable[str]) -> tuple[Rulebook, ...]:
        """The distinct rulebooks of these countries; of a profile chosen by name, all countries it covers."""
        asked = frozenset(countries)
        if asked not in self._known:
            those = asked if self.law.profile == AUTO else {min(self.profiles[self.law.profile].countries)}
            found = [book for country in sorted(those) if (book := self.book(country)) is not None]
            self._known[asked] = tuple({book.profile.hash: book for book in found}.values())
        return self._known[asked]

    def _make(self, country: str) -> Rulebook | None:
        profile = self._profile(country)
        if profile is None:
            return None
        return Rulebook.of(profile, overrides=self._overrides(profile), settlements=self._settlements(profile))

    def _profile(self, country: str) -> Profile | None:
        if self.law.profile == AUTO:
            try:
                return choose(self.profiles, called=country, seller=self.law.seller_country, agents=self.agents)
            except NoProfile:
                return None
        home = self.profiles[self.law.profile]
        if country not in home.countries:
            return None
        return joined(home, self.profiles, seller=self.law.seller_country, agents=self.agents)

    def _overrides(self, profile: Profile) -> tuple[Override, ...]:
        """The overrides of this profile's rules. With a named profile all of them, so that a misspelt rule shows."""
        if self.law.profile != AUTO:
            return self.law.overrides
        return tuple(one for one in self.law.overrides if profile.rule(one.rule_id) is not None)

    def _settlements(self, profile: Profile) -> tuple[Settlement, ...]:
        there = {conflict.id for conflict in conflicts(profile)}
        if self.law.profile != AUTO:
            return self.law.settlements
        return tuple(one for one in self.law.settlements if one.conflict_id in there)
