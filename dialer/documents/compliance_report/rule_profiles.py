"""The rules under which people were called: profiles, loosened rules, and countries without a profile."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from dialer.compliance.profile import Profile
from dialer.compliance.settings import LawSettings
from dialer.documents.compliance_report.terms import ID, NONE, PERSON, REASON, RULE, SHA256, UNKEPT, UNTIL, VERSION
from dialer.documents.law_profile.citations import citation
from dialer.documents.store.report_input import CallSeen, Stored
from dialer.i18n.message import Message, msg, pmark
from dialer.numbers.geography import country_of
from dialer.rendering.values import Instant, as_written


def rule_profiles(stored: Stored, profiles: Sequence[Profile]) -> dict[Message, Any] | None:
    """The campaign's profiles, and its calls by country and by the profile that allowed them."""
    law = stored.campaign.law
    if not (profiles or law.profile or stored.calls):
        return None
    unchosen = msg("none: those shown are the folder's, and nobody may be called")
    return {
        pmark("report", "chosen"): law.profile or unchosen,
        msg("trouble with the campaign's own rules"): stored.trouble or NONE,
        msg("calls by country"): _by_country(stored.calls, profiles),
        msg("calls by the profile that allowed them, sha256"): _by_hash(stored.calls),
        pmark("report", "profiles"): [_binding(profile) for profile in profiles],
        **_loosened(law),
    }


def _binding(profile: Profile) -> dict[Message, Any]:
    return {
        ID: profile.id,
        VERSION: profile.version,
        SHA256: profile.hash,
        msg("reviewed by a lawyer"): profile.reviewed,
        pmark("report", "review by"): Instant(profile.review_by),
        msg("to be confirmed by a lawyer"): [citation(one) for one in profile.to_confirm] or NONE,
    }


def _by_country(calls: Sequence[CallSeen], profiles: Sequence[Profile]) -> dict[Any, int]:
    covered = {country: profile.id for profile in profiles for country in profile.countries}
    counts: Counter[Any] = Counter()
    for call in calls:
        if not call.number.startswith("+"):
            counts[msg("erased since, so that the country is not known")] += 1
        elif not (country := country_of(call.number)):
            counts[msg("of no country that the number tells")] += 1
        elif country in covered:
            counts[f"{country}: {covered[country]}"] += 1
        else:
            counts[msg("{country}: no profile", country=country)] += 1
    return dict(sorted(counts.items(), key=lambda counted: str(counted[0])))


def _by_hash(calls: Sequence[CallSeen]) -> dict[Any, int]:
    counts: Counter[Any] = Counter(f"{call.profile} …" if call.profile else UNKEPT for call in calls)
    return dict(sorted(counts.items(), key=lambda counted: str(counted[0])))


def _loosened(law: LawSettings) -> Mapping[Message, Any]:
    return {
        pmark("report", "overrides"): [
            {
                RULE: one.rule_id,
                PERSON: one.person,
                REASON: one.reason,
                UNTIL: Instant(one.ends_at),
                pmark("report", "parameters"): (
                    msg("the rule warns only") if one.params is None else as_written(one.params)
                ),
            }
            for one in law.overrides
        ],
        pmark("report", "settlements"): [
            {
                pmark("report", "conflict"): one.conflict_id,
                pmark("report", "keeps"): one.keeps,
                PERSON: one.person,
                REASON: one.reason,
            }
            for one in law.settlements
        ],
    }
