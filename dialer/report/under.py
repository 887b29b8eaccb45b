"""Under which rules people were called: the profiles, what was loosened, and whom no profile covers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from dialer.compliance.profile import Profile
from dialer.compliance.settings import LawSettings
from dialer.numbers.geography import country_of
from dialer.report.instants import utc
from dialer.report.stored import CallSeen, Stored

NONE_CHOSEN: Final = "none: those shown are the folder's, and nobody may be called"


def rules(stored: Stored, profiles: Sequence[Profile]) -> dict[str, Any] | None:
    """The profiles that bind the campaign, and its calls by country and by the profile that allowed them."""
    law = stored.campaign.law
    if not (profiles or law.profile or stored.calls):
        return None
    return {
        "chosen": law.profile or NONE_CHOSEN,
        "trouble with the campaign's own rules": stored.trouble or "none",
        "calls by country": _by_country(stored.calls, profiles),
        "calls by the profile that allowed them, sha256": _by_hash(stored.calls),
        "profiles": [_binding(profile) for profile in profiles],
        **_loosened(law),
    }


def _binding(profile: Profile) -> dict[str, Any]:
    return {
        "id": profile.id,
        "version": profile.version,
        "sha256": profile.hash,
        "reviewed by a lawyer": profile.reviewed,
        "review by": utc(profile.review_by),
    }


def _by_country(calls: Sequence[CallSeen], profiles: Sequence[Profile]) -> dict[str, int]:
    covered = {country: profile.id for profile in profiles for country in profile.countries}
    counts = Counter(_country(call.number) for call in calls)
    return {
        f"{country}: {covered.get(country, 'no profile')}" if len(country) == 2 else country: counts[country]
        for country in sorted(counts)
    }


def _country(number: str) -> str:
    if not number.startswith("+"):
        return "erased since, so that no country can be told"
    return country_of(number) or "of no country that the number tells"


def _by_hash(calls: Sequence[CallSeen]) -> dict[str, int]:
    counts = Counter(f"{call.profile} …" if call.profile else "not kept" for call in calls)
    return dict(sorted(counts.items()))


def _loosened(law: LawSettings) -> Mapping[str, Any]:
    return {
        "overrides": [
            {
                "rule": one.rule_id,
                "person": one.person,
                "reason": one.reason,
                "until": utc(one.ends_at),
                "parameters": dict(one.params) if one.params is not None else "the rule warns only",
            }
            for one in law.overrides
        ],
        "settlements": [
            {"conflict": one.conflict_id, "keeps": one.keeps, "person": one.person, "reason": one.reason}
            for one in law.settlements
        ],
    }
