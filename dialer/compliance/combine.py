"""Which rules apply: the called number's country picks the profile; the seller's and agents' countries may add rules.

Profiles combine by asking all their rules and taking the strictest answer: hours intersect, the smallest cap and age
count, lists unite. Rules that cannot all be kept are a conflict (dialer/compliance/profile_status.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dialer.compliance.load import Profiles
from dialer.compliance.profile import Overlay, Profile
from dialer.compliance.resolve import content_hash
from dialer.compliance.vocabulary import Side, Status


class NoProfile(LookupError):  # noqa: N818 - reads as what it is in a message
    """A country has no rules, so nobody there may be called."""


def choose(profiles: Profiles, *, called: str, seller: str = "", agents: Iterable[str] = ()) -> Profile:
    """The rules for calls into `called` (ISO 3166) for the seller's and agents' countries. Raises `NoProfile`."""
    home = _of(profiles, called)
    if home is None or home.status is Status.LAYER:
        raise NoProfile(f"There is no profile for the country {called}: nobody there is called until there is one.")
    return joined(home, profiles, seller=seller, agents=agents)


def joined(home: Profile, profiles: Profiles, *, seller: str = "", agents: Iterable[str] = ()) -> Profile:
    """A country's rules plus those that follow a seller or agents from other countries."""
    brought = [_brought(profiles, seller, Side.SELLER)]
    brought += [_brought(profiles, country, Side.AGENT) for country in sorted(set(agents))]
    return combine([home, *(profile for profile in brought if profile is not None)])


def _of(profiles: Profiles, country: str) -> Profile | None:
    """The country's own profile, else the layer that covers it."""
    covering = [profile for profile in profiles.by_id.values() if country in profile.countries]
    return min(covering, key=lambda profile: profile.status is Status.LAYER, default=None)


def _brought(profiles: Profiles, country: str, side: Side) -> Profile | None:
    """The rules of the country's profile that follow the seller or the agent."""
    profile = _of(profiles, country)
    if profile is None:
        return None
    rules = tuple(rule for rule in profile.rules if side in rule.follows)
    if not rules:
        return None
    return replace(
        profile,
        id=f"{profile.id}:{side}",
        status=Status.ACTIVE,  # these rules are complete, whatever else the profile lacks
        rules=rules,
        overlays=(),
        absent=(),  # these tell of calls into that country
        to_confirm=(),
        hash=content_hash([profile.hash, side]),
    )


def combine(profiles: Sequence[Profile]) -> Profile:
    """One profile with the rules of all, each once. If one profile is a sketch, the result is a sketch."""
    rules = {rule.id: rule for profile in reversed(profiles) for rule in profile.rules}
    first = profiles[0]
    own = {rule.id for rule in first.rules}
    if len(profiles) == 1 or (rules.keys() == own and not any(profile.overlays for profile in profiles[1:])):
        return first
    overlays: dict[str, Overlay] = {overlay.id: overlay for profile in profiles for overlay in profile.overlays}
    complete = all(profile.status is Status.ACTIVE for profile in profiles)
    return Profile(
        id="+".join(profile.id for profile in profiles),
        title="; ".join(profile.title for profile in profiles),
        version=max(profile.version for profile in profiles),
        status=Status.ACTIVE if complete else Status.SKETCH,
        countries=first.countries,
        reviewed=all(profile.reviewed for profile in profiles),
        review_by=min(profile.review_by for profile in profiles),
        rules=tuple(sorted(rules.values(), key=lambda rule: rule.id)),
        overlays=tuple(overlays.values()),
        hash=content_hash(sorted({profile.hash for profile in profiles})),
        absent=tuple(one for profile in profiles for one in profile.absent),
        to_confirm=tuple(dict.fromkeys(one for profile in profiles for one in profile.to_confirm)),
    )
