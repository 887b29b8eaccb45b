"""The treatment of an answered person while no agent is available, for the dialplan to carry out by itself."""

from dataclasses import dataclass

from dialer.compliance.params.abandoning import AbandonTreatment, Amd, Message, MinRing
from dialer.compliance.profile import Profile, Rule
from dialer.compliance.vocabulary import ClockStart, Kind
from dialer.i18n.message import msg

_STRICTEST_FIRST = (ClockStart.ANSWER, ClockStart.GREETING_START, ClockStart.GREETING_END)


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """The combined demands of all treatment rules of a profile.

    `limits` are the time limits, each from its own start. A dialplan that detects no greeting counts them all from the
    answer, the strict side, where `wait_ms` is the one to keep. `at_limit`: hangup or message.
    """

    rule_ids: tuple[str, ...]
    limits: tuple[tuple[ClockStart, int], ...]
    wait_ms: int
    at_limit: str
    comfort_noise_within_ms: int | None  # from the answer; None: not required
    comfort_noise: str
    says: tuple[str, ...]  # what the message must say
    must_not_say: tuple[str, ...]
    opt_out_by_key: bool
    suppress_before_hangup: bool  # the suppression is written while the person is still on the line
    ring_at_least_s: float
    amd_allowed: str  # yes, with_audit, never
    amd_max_ms: int | None

    def clock(self, *, listened: bool) -> ClockStart:
        """From when Asterisk counts the limit. `listened`: machine detection is on and reports a greeting's end.

        The answer has priority if a law counts from it. Otherwise the greeting's start, which is stricter than its
        end. A limit from the greeting's end counts from the answer if nothing detects the end.
        """
        starts = {start for start, _ in self.limits}
        ends_only = starts == {ClockStart.GREETING_END}
        if ClockStart.ANSWER in starts or (ends_only and not listened):
            return ClockStart.ANSWER
        return ClockStart.GREETING_END if ends_only else ClockStart.GREETING_START


class NoTreatment(ValueError):  # noqa: N818 - reads as what it is in a message
    """The rules on treatments contradict each other, or there are none."""


def treatment(profile: Profile, now: float) -> Treatment | None:
    """The treatment that the rules in force demand; None without such a rule. Raises `NoTreatment` on a conflict."""
    rules: tuple[Rule[AbandonTreatment], ...] = profile.of_kind(Kind.ABANDON_TREATMENT, now)
    if not rules:
        return None
    messages = [rule.params.message for rule in rules if rule.params.message is not None]
    if messages and any(rule.params.message_forbidden for rule in rules):
        those = [rule.id for rule in rules]
        raise NoTreatment(
            msg("One of {those} demands a message and another forbids it: use one of the profiles.", those=those)
        )
    noises = [rule.params.comfort_noise for rule in rules if rule.params.comfort_noise is not None]
    limits = {start: _limit(rules, start) for start in _STRICTEST_FIRST}
    amd: tuple[Rule[Amd], ...] = profile.of_kind(Kind.AMD, now)
    steps = ("yes", "with_audit", "never")
    return Treatment(
        rule_ids=tuple(rule.id for rule in rules),
        limits=tuple((start, limit) for start, limit in limits.items() if limit is not None),
        wait_ms=min(rule.params.limit.limit_ms for rule in rules),
        at_limit="message" if messages else "hangup",
        comfort_noise_within_ms=min((noise.within_ms for noise in noises), default=None),
        comfort_noise=noises[0].sound if noises else "",
        says=_united(messages, "says"),
        must_not_say=_united(messages, "must_not_say"),
        opt_out_by_key=any("key" in message.opt_out.by for message in messages),
        suppress_before_hangup=any(message.opt_out.suppress_before_hangup for message in messages),
        ring_at_least_s=_ring_s(profile, now),
        amd_allowed=max((rule.params.allowed for rule in amd), key=steps.index, default="yes"),
        amd_max_ms=min((r.params.max_decision_ms for r in amd if r.params.max_decision_ms is not None), default=None),
    )


def _limit(rules: tuple[Rule[AbandonTreatment], ...], start: ClockStart) -> int | None:
    return min((rule.params.limit.limit_ms for rule in rules if rule.params.limit.start is start), default=None)


def _united(messages: list[Message], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for message in messages for item in getattr(message, name)))


def _ring_s(profile: Profile, now: float) -> float:
    rules: tuple[Rule[MinRing], ...] = profile.of_kind(Kind.MIN_RING, now)
    return max((rule.params.seconds for rule in rules), default=0.0)
