"""Profiles and facts for the tests: everything in order, to be changed one thing at a time."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dialer.compliance.facts import (
    Basis,
    CallerFacts,
    CampaignFacts,
    ContactFacts,
    DialMode,
    Facts,
    Figures,
    History,
    ImportFacts,
    ListFacts,
    MessageFacts,
    Scrub,
    SystemFacts,
)
from dialer.compliance.load import Profiles, load
from dialer.compliance.profile import AnyRule
from dialer.compliance.rules import Rulebook, decide
from dialer.compliance.ruling import RuleAnswer, Ruling, Unknown
from dialer.compliance.vocabulary import BasisKind, CliClass, Point, Proof
from dialer.people.registers.model import REGISTERS

HOUR, DAY = 3600.0, 86400.0


def at(text: str, zone: str = "Europe/Rome") -> float:
    """Epoch seconds of a local time, as in 2026-06-09 12:00."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


NOON = at("2026-06-09 12:00")  # a Tuesday

FIGURES = Figures(abandoned=10.0, counted=1000.0)
MESSAGE = MessageFacts(
    version="5f0c",
    says=frozenset({"seller_name", "seller_phone", "telemarketing_purpose", "caller_identity", "opt_out_number"}),
    opt_out=frozenset({"key", "number"}),
    number_is=frozenset({"not_premium", "answered_in_office_hours", "basic_or_free"}),
    suppresses_before_hangup=True,
)
CONSENT = Basis(kind=BasisKind.CONSENT, obtained_at=NOON - 180 * DAY, evidence=frozenset(Proof))
WRITTEN = replace(CONSENT, kind=BasisKind.WRITTEN_CONSENT)


def scrub(register: str, *, age: float = DAY, now: float = NOON, **changes: Any) -> Scrub:
    return Scrub(**{"register": register, "company": "acme", "checked_at": now - age, "listed": False} | changes)


def a_list(scrubbed: Mapping[str, float], *, name: str = "March", **facts: Any) -> ListFacts:
    """A list on the whole of which registers answered at these instants."""
    return ListFacts(list_id=1, name=name, scrubbed=scrubbed, **facts)


def good(now: float = NOON) -> Facts:
    """A lead that may be called at noon in Italy, the United Kingdom and the United States."""
    return Facts(
        campaign=CampaignFacts(
            company="acme",
            sector="telecoms",
            topic="fibre",
            created_at=now - 30 * DAY,
            subscription="10012345-1001",
            mode=DialMode.PREDICTIVE,
            agents_free=2,
            rates=dict.fromkeys(("IT-MUTE-RATE", "US-ABANDON", "UK-ABANDON", "FR-ABANDON"), FIGURES),
            wait_limit_ms=2000,
            ring_limit_s=25.0,
            comfort_noise_within_ms=100,
            at_limit="hangup",
            message=MESSAGE,
            amd_on=False,
            without_agent=False,
            artificial_voice=False,
            bases=(CONSENT,),
            lists=(a_list(dict.fromkeys(("RPO", "NDNC", "TPS", "CTPS"), now - DAY)),),
            numbers_generated=False,
            provenance_known=True,
        ),
        contact=ContactFacts(
            bases=(CONSENT,),
            in_directory=False,
            scrubs=tuple(scrub(register, now=now) for register in REGISTERS),
            suppressed=False,
            revocations=(),
            history=History(),
        ),
        caller=CallerFacts(
            number="+390612345678",
            classes=frozenset({CliClass.CALLABLE, CliClass.IDENTIFIES_SELLER}),
            in_inventory=True,
            declared_in=frozenset({"ROC"}),
            tested_at=now - DAY,
            test_reached="agent",
            trunk_country="IT",
        ),
        importing=ImportFacts(numbers_generated=False, provenance_known=True),
        system=SystemFacts(clock_skew_s=0.01, log_works=True),
    )


def changed(facts: Facts, **groups: dict[str, Any]) -> Facts:
    """The facts with some of a group's changed: changed(good(), contact={"suppressed": True})."""
    return replace(facts, **{name: replace(getattr(facts, name), **changes) for name, changes in groups.items()})


@cache
def profiles() -> Profiles:
    return load()


@cache
def book(profile_id: str) -> Rulebook:
    return Rulebook.of(profiles()[profile_id])


def ask(profile_id: str, point: Point, facts: Facts, now: float = NOON) -> Ruling:
    return decide(point, book(profile_id), facts, now)


def rule(rule_id: str) -> AnyRule:
    """A rule of the profile that its id begins with."""
    prefix = rule_id[:2]
    found = profiles()["EU-GDPR" if prefix == "EU" else prefix].rule(rule_id)
    assert found is not None
    return found


def said(ruling: Ruling, rule_id: str) -> RuleAnswer:
    """What one rule said."""
    return next(verdict for verdict in ruling.answers if verdict.rule_id == rule_id)


def spoken(verdict: RuleAnswer | None) -> RuleAnswer:
    """The verdict of an evaluator that has to speak."""
    assert verdict is not None
    return verdict


@contextmanager
def lacks(fact: str) -> Iterator[None]:
    """The rule asks for this fact, which nobody knows."""
    with pytest.raises(Unknown) as unknown:
        yield
    assert unknown.value.fact == fact


def with_params(rule_id: str, **changes: object) -> AnyRule:
    """The rule with some of its parameters changed."""
    one = rule(rule_id)
    return replace(one, params=one.params.model_copy(update=changes))


def edit(file: Path, before: str, after: str) -> None:
    """Change a profile's file in one place."""
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
