"""Profiles of the law on the wire, to be read: rules in sentences, with their sources."""

from datetime import date
from math import isfinite
from typing import Self

from pydantic import Field

from api.answer_language import AnswerText
from api.schemas.wire import At, AtOrNever, Resource, Shown
from dialer.compliance.profile import AnyRule, Profile
from dialer.compliance.profile_schema import AbsentForm
from dialer.compliance.sectors import NAMES
from dialer.compliance.vocabulary import Kind, Status
from dialer.documents.compliance_report.terms import KINDS
from dialer.documents.law_profile.citations import citation, title
from dialer.documents.law_profile.names import EVIDENCE, NOT_CHECKED, SOURCES, named
from dialer.documents.law_profile.sentences import sentences


class LawRuleShown(Shown):
    """A rule in words."""

    id: str
    kind: Kind
    title: AnswerText
    binds: bool = Field(description="False: it warns only.")
    sentences: list[AnswerText]
    source: AnswerText = Field(description="What kind of text it comes from.")
    citation: AnswerText
    evidence: AnswerText = Field(description="How certain the source is.")
    checked: date | None = Field(description="When the source was last read; null: it was not looked up.")
    sectors: list[AnswerText] = Field(description="Only campaigns of these; none: all.")
    since: AtOrNever
    until: AtOrNever
    not_checked: list[AnswerText] = Field(description="Duties of the rule that Pronto does not check.")
    states: list[str] = Field(description="Only there; none: in the whole country.")
    replaces: str = Field(description="The rule of the country that it replaces there.")

    @classmethod
    def of_rule(cls, rule: AnyRule, *, states: frozenset[str] = frozenset(), replaces: str = "") -> Self:
        """Show a rule."""
        return cls.model_validate(
            {
                "id": rule.id,
                "kind": rule.kind,
                "title": KINDS[rule.kind.value],
                "binds": rule.hard,
                "sentences": sentences(rule),
                "source": SOURCES[rule.basis.source.value],
                "citation": citation(rule.basis.text),
                "evidence": EVIDENCE[rule.basis.evidence.value],
                "checked": rule.basis.checked,
                "sectors": [NAMES[one] for one in sorted(rule.sectors)],
                "since": rule.since if isfinite(rule.since) else None,
                "until": rule.until if isfinite(rule.until) else None,
                "not_checked": named(NOT_CHECKED, rule.not_checked),
                "states": sorted(states),
                "replaces": replaces,
            }
        )


class AbsentRuleShown(Shown):
    """A kind of rule that the country does not have."""

    kind: Kind
    title: AnswerText
    citation: AnswerText = Field(description="What was looked at.")
    evidence: AnswerText
    checked: date | None

    @classmethod
    def of_absent(cls, absent: AbsentForm) -> Self:
        """Show a kind without a rule."""
        return cls.model_validate(
            {
                "kind": absent.kind,
                "title": KINDS[absent.kind.value],
                "citation": citation(absent.basis.text),
                "evidence": EVIDENCE[absent.basis.evidence.value],
                "checked": absent.basis.checked,
            }
        )


class ProfileListed(Shown):
    """A profile of the law, without its rules."""

    id: str
    title: AnswerText
    version: str
    status: Status
    countries: list[str]
    reviewed: bool = Field(description="Whether a lawyer has reviewed it.")
    review_by: At
    hash: str
    rules: int

    @classmethod
    def of_profile(cls, profile: Profile) -> Self:
        """Show a profile."""
        return cls.model_validate(_facts(profile))


class ProfileInWords(Resource, of=Profile, without=("overlays",)):
    """A profile of the law with its rules in sentences. None of it is legal advice."""

    SUBJECT = "profile"

    title: AnswerText
    countries: list[str]
    review_by: At
    rules: list[LawRuleShown]
    absent: list[AbsentRuleShown] = Field(description="Kinds of rules that the country does not have.")
    to_confirm: list[AnswerText] = Field(description="What a lawyer has to confirm.")

    @classmethod
    def of_profile(cls, profile: Profile) -> Self:
        """Show a profile with each rule, those of its states too."""
        rules = [LawRuleShown.of_rule(rule) for rule in profile.rules]
        for overlay in profile.overlays:
            for replaced, instead in overlay.replaced.items():
                rules += [LawRuleShown.of_rule(rule, states=overlay.states, replaces=replaced) for rule in instead]
            rules += [LawRuleShown.of_rule(rule, states=overlay.states) for rule in overlay.added]
        absent = [AbsentRuleShown.of_absent(one) for one in profile.absent]
        confirm = [citation(one) for one in profile.to_confirm]
        return cls.model_validate({**_facts(profile), "rules": rules, "absent": absent, "to_confirm": confirm})


def _facts(profile: Profile) -> dict[str, object]:
    overlaid = sum(len(overlay.rules) for overlay in profile.overlays)
    return {
        "id": profile.id,
        "title": title(profile.title),
        "version": str(profile.version),
        "status": profile.status,
        "countries": sorted(profile.countries),
        "reviewed": profile.reviewed,
        "review_by": profile.review_by,
        "hash": profile.hash,
        "rules": len(profile.rules) + overlaid,
    }
