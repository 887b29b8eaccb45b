"""Checks on the whole profile before its rules: complete, reviewed, free of contradictions; and the system clock."""

from dataclasses import dataclass
from typing import Final

from dialer.compliance.evaluators.abandoning import AHEAD
from dialer.compliance.facts import Facts
from dialer.compliance.params.abandoning import AbandonTreatment
from dialer.compliance.params.records import RecordKeeping, Retention
from dialer.compliance.profile import Profile, Rule
from dialer.compliance.ruling import Duty, Manner, RuleAnswer, allow, degrade, refuse
from dialer.compliance.vocabulary import Kind, Point, Status
from dialer.core.time_units import DAY_S

NO_PROFILE, SILENT, SKETCH, REVIEW, CLOCK, CONFLICT = (
    "PROFILE-NONE",
    "PROFILE-SILENT",
    "PROFILE-SKETCH",
    "PROFILE-REVIEW",
    "PROFILE-CLOCK",
    "PROFILE-CONFLICT",
)
ASKED_AT: Final = frozenset({Point.CAMPAIGN_START, Point.PRE_DIAL})
_MUST_SPEAK: Final = frozenset({Point.IMPORT, Point.CAMPAIGN_START, Point.PRE_DIAL})
_WARN_BEFORE_S: Final = 30 * DAY_S
_SKEW_LIMIT_S: Final = 1.0
CLOCK_LOST_S: Final = 60.0  # calling hours are in minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two rules that cannot both be kept; a settlement must choose one.

    `what` is a code: `message`, which the first rule forbids and the second demands; or `period`, with the kind of
    data, after how long the first rule wants it deleted, and how long the second wants it kept.
    """

    first: str
    second: str
    what: str

    @property
    def id(self) -> str:
        return f"{self.first}/{self.second}"

    @property
    def code(self) -> str:
        """The id with `what`, as a ruling states it."""
        return f"{self.id} {self.what}"


def conflicts(profile: Profile) -> tuple[Conflict, ...]:
    """All contradictions in a profile, regardless of dates."""
    found: list[Conflict] = []
    for longest in (rule for rule in profile.rules if rule.kind is Kind.RETENTION):
        for record in (rule for rule in profile.rules if rule.kind is Kind.RECORD_KEEPING):
            found += _too_short(longest, record)
    treatments: list[Rule[AbandonTreatment]] = [r for r in profile.rules if r.kind is Kind.ABANDON_TREATMENT]
    for silent in (rule for rule in treatments if rule.params.message_forbidden):
        for speaking in (rule for rule in treatments if rule.params.message is not None):
            found.append(Conflict(first=silent.id, second=speaking.id, what="message"))
    return tuple(found)


def may_be_silent(point: Point, facts: Facts) -> bool:
    """Whether a question that no rule answers is allowed: not before a call, nor for a live call without an `Ask`."""
    return point not in _MUST_SPEAK and not (point is Point.IN_CALL and facts.call.ask is None)


def _too_short(longest: Rule[Retention], record: Rule[RecordKeeping]) -> list[Conflict]:
    at_most, at_least = longest.params.at_most.get(record.params.held_as), record.params.at_least
    if at_most is None or at_least.about_s <= at_most.about_s:
        return []
    what = f"period {record.params.held_as} {at_most} {at_least}"
    return [Conflict(first=longest.id, second=record.id, what=what)]


def standing(
    point: Point, profile: Profile, open_conflicts: tuple[Conflict, ...], facts: Facts, now: float
) -> list[RuleAnswer]:
    """Rule answers that keep the whole profile from being used; empty if there are none."""
    answers = []
    if profile.status is not Status.ACTIVE:
        answers.append(refuse(SKETCH, profile=profile.id, status=profile.status))
    ahead = facts.campaign.mode in AHEAD
    if now >= profile.review_by:
        if ahead:
            answers.append(degrade(REVIEW, Manner.PROGRESSIVE, review_by=profile.review_by))
    elif point is Point.CAMPAIGN_START and now >= profile.review_by - _WARN_BEFORE_S:
        answers.append(allow(REVIEW, Duty.REVIEW_SOON, review_by=profile.review_by))
    skew_s = facts.system.clock_skew_s
    if skew_s is not None and abs(skew_s) > CLOCK_LOST_S:
        answers.append(refuse(CLOCK, clock_skew_s=skew_s, at_most=CLOCK_LOST_S))
    elif ahead and (skew_s is None or abs(skew_s) > _SKEW_LIMIT_S):
        skew = "unknown" if skew_s is None else skew_s
        answers.append(degrade(CLOCK, Manner.PROGRESSIVE, clock_skew_s=skew, at_most=_SKEW_LIMIT_S))
    if point is Point.CAMPAIGN_START and open_conflicts:
        what = "; ".join(conflict.code for conflict in open_conflicts)
        answers.append(refuse(CONFLICT, undecided=what))
    return answers
