"""Entry point to the rules: `decide` asks every rule of a decision point, and the strictest answer holds.

A rule that lacks a fact or fails refuses. Without a profile everything is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from dialer.compliance.evaluators.table import QUESTIONS, Evaluator
from dialer.compliance.facts import ContactFacts, Facts
from dialer.compliance.hours import UnknownZone
from dialer.compliance.overrides import Override, Settlement, apply
from dialer.compliance.profile import AnyRule, Profile
from dialer.compliance.profile_status import ASKED_AT, NO_PROFILE, SILENT, Conflict, may_be_silent, standing
from dialer.compliance.ruling import Answer, Duty, RuleAnswer, Ruling, Unknown, refuse, severity
from dialer.compliance.vocabulary import Kind, Point
from dialer.core.time_units import DAY_S

Step = tuple[Evaluator, AnyRule]
_ALLOW: Final = Answer.ALLOW
_NOBODY: Final = refuse(NO_PROFILE, profile="none")
_OPENING_WITHIN_S: Final = 61 * DAY_S
_MOST_PLACES: Final = 4096  # cached combinations of states; far more than occur


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """A profile with its overrides, prepared for frequent decisions."""

    profile: Profile
    open_conflicts: tuple[Conflict, ...]
    _steps: dict[tuple[Point, Kind | None, str | None, tuple[str, ...]], tuple[Step, ...]] = field(
        default_factory=dict, repr=False
    )

    @classmethod
    def of(
        cls, profile: Profile, *, overrides: Sequence[Override] = (), settlements: Sequence[Settlement] = ()
    ) -> "Rulebook":
        """Prepare a profile. Raises `BadOverride`."""
        return cls(*apply(profile, overrides, settlements))

    def steps(
        self, point: Point, state: str | None, other_states: tuple[str, ...], kind: Kind | None = None
    ) -> tuple[Step, ...]:
        """The evaluations at the point for a contact whose address is in `state` and whose number suggests others.

        All rules, or those of one kind.
        """
        key = (point, kind, state, other_states) if self.profile.overlays else (point, kind, None, ())
        found = self._steps.get(key)
        if found is None:
            if len(self._steps) > _MOST_PLACES:
                self._steps.clear()
            rules = rules_for(self.profile, state, other_states)
            found = tuple(
                (QUESTIONS[rule.kind][point], rule)
                for rule in rules
                if point in rule.points and kind in (None, rule.kind)
            )
            self._steps[key] = found
        return found


def rules_for(profile: Profile, state: str | None, other_states: tuple[str, ...]) -> tuple[AnyRule, ...]:
    """The rules for a contact.

    The address's state replaces and adds rules. States that the number or postcode suggests add their hours, or all
    their rules if their law presumes such numbers to be in the state. Without an address every possible state adds all
    its rules.
    """
    at_home = [overlay for overlay in profile.overlays if state in overlay.states]
    replaced = {rule_id: rules for overlay in at_home for rule_id, rules in overlay.replaced.items()}
    rules = [rule for rule in profile.rules if rule.id not in replaced]
    rules += [rule for several in replaced.values() for rule in several]
    rules += [rule for overlay in at_home for rule in overlay.added]
    for overlay in profile.overlays:
        possible = not overlay.states.isdisjoint(other_states)
        if overlay in at_home or not (possible or (state is None and not other_states)):
            continue
        whole = state is None or overlay.presumes
        rules += [rule for rule in overlay.rules if whole or rule.kind is Kind.CALL_WINDOW]
    return tuple(rules)


def opening(book: Rulebook, contact: ContactFacts, now: float) -> float | None:
    """When the calling hours alone next allow calling a contact of these zones, states and regions; `now` if they do.

    None if that is not within two months.
    """
    steps = [step for step in book.steps(Point.PRE_DIAL, contact.state, contact.other_states) if _is_window(step)]
    facts, at = Facts(contact=contact), now
    while at < now + _OPENING_WITHIN_S:
        answers = [evaluate(rule, facts, at) for evaluate, rule in steps if rule.hard and rule.in_force(at)]
        later = [answer.until for answer in answers if answer is not None and answer.until is not None]
        if not later:
            return at
        at = max(later)
    return None


def _is_window(step: Step) -> bool:
    return step[1].kind is Kind.CALL_WINDOW


def may_dial_ahead(book: Rulebook, facts: Facts, now: float) -> Ruling:
    """The pre-dial decisions that are the same for all leads: on the profile as a whole, and on its rates."""
    return decide(Point.PRE_DIAL, book, facts, now, kind=Kind.ABANDONMENT_RATE)


def decide(point: Point, book: Rulebook | None, facts: Facts, now: float, *, kind: Kind | None = None) -> Ruling:
    """Ask every rule of the book for `point` at `now` (epoch seconds). The strictest answer holds.

    With `kind` only rules of that kind and the profile as a whole are asked; no answer then means allowed.
    """
    if book is None:
        return Ruling(Answer.REFUSE, NO_PROFILE, "", (_NOBODY,))
    contact, sector = facts.contact, facts.campaign.sector
    answers = standing(point, book.profile, book.open_conflicts, facts, now) if point in ASKED_AT else []
    binding = [answer for answer in answers if answer.answer is not _ALLOW]
    warnings: list[RuleAnswer] = []
    duties = tuple(duty for answer in answers for duty in answer.duties) if answers else ()
    for evaluate, rule in book.steps(point, contact.state, contact.other_states, kind):
        if not rule.since <= now < rule.until or (rule.sectors and sector is not None and sector not in rule.sectors):
            continue
        try:
            answer = evaluate(rule, facts, now)
        except Unknown as missing:
            answer = refuse(rule.id, unknown=missing.fact)
        except UnknownZone as missing:
            answer = refuse(rule.id, unknown_zone=missing.name)
        except Exception as error:  # noqa: BLE001 - a rule that fails must neither let the call through nor stop the engine
            answer = refuse(rule.id, trouble=type(error).__name__)  # not its message, which might hold personal data
        if answer is None:
            continue
        answers.append(answer)
        if answer.duties:
            duties += answer.duties
        if answer.answer is not _ALLOW:
            (binding if rule.hard else warnings).append(answer)
    if not answers and kind is None and not may_be_silent(point, facts):
        answers = binding = [refuse(SILENT, profile=book.profile.id)]
    return _ruling(book.profile.hash, answers, binding, warnings, tuple(dict.fromkeys(duties)))


def _ruling(
    profile_hash: str,
    answers: list[RuleAnswer],
    binding: list[RuleAnswer],
    warnings: list[RuleAnswer],
    duties: tuple[Duty, ...],
) -> Ruling:
    spoke, warned = tuple(answers), tuple(warnings)
    if not binding:
        return Ruling(_ALLOW, "", profile_hash, spoke, warned, duties=duties)
    worst = max(binding, key=severity)
    return Ruling(
        worst.answer, worst.rule_id, profile_hash, spoke, warned, worst.until, worst.manner, worst.final, duties
    )
