"""The pacer's constraints, from the rates that a profile limits."""

from dialer.compliance.params.abandoning import AbandonmentRate
from dialer.compliance.profile import Profile, Rule
from dialer.compliance.rate_windows import ROLLING_S, span_of
from dialer.compliance.vocabulary import CallParty, Kind, MachineHangup, WindowKind
from pacing.snapshot import Constraint


def constraints(profile: Profile, *, campaign_started_at: float, now: float) -> tuple[Constraint, ...]:
    """One constraint for each rate in force, over its window that contains `now`.

    Constraints are valid until `changes_at`, when a day or block ends. They never stop dialling: one call for each
    ready agent abandons nobody, and in a window that never ends only further answers lower the rate.
    """
    rules: tuple[Rule[AbandonmentRate], ...] = profile.of_kind(Kind.ABANDONMENT_RATE, now)
    return tuple(_constraint(rule, campaign_started_at, now) for rule in rules)


def _constraint(rule: Rule[AbandonmentRate], campaign_started_at: float, now: float) -> Constraint:
    params = rule.params
    dated = params.window in (WindowKind.CALENDAR_DAY, WindowKind.BLOCKS_30D)
    span = span_of(params.window, now, campaign_started_at=campaign_started_at, zone=rule.clock.zone)
    return Constraint(
        name=rule.id,
        limit=params.limit,
        window_s=ROLLING_S.get(params.window),
        starts_at=span.start if dated else None,
        ends_at=span.end if dated else None,
        throttle_at=params.guard.throttle_at / params.limit,
        progressive_at=params.guard.one_to_one_at / params.limit,
        count_machines=params.machine_hangup is MachineHangup.ABANDONED,
        min_count=params.guard.min_denominator,
        people_only=params.share_of is CallParty.PEOPLE,
    )


def changes_at(profile: Profile, *, campaign_started_at: float, now: float) -> float | None:
    """When the constraints next change: a day or block ends, or a rule enters or leaves force."""
    instants = [at for rule in profile.rules if rule.kind is Kind.ABANDONMENT_RATE for at in (rule.since, rule.until)]
    for rule in profile.of_kind(Kind.ABANDONMENT_RATE, now):
        if rule.params.window not in ROLLING_S:
            span = span_of(rule.params.window, now, campaign_started_at=campaign_started_at, zone=rule.clock.zone)
            instants.append(span.end)
    return min((at for at in instants if now < at < float("inf")), default=None)
