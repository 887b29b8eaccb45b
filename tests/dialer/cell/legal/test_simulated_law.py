"""A simulated day under the law is bound by what binds the engine."""

from dataclasses import replace
from functools import cache

import pytest

from dialer.campaigns.cell_campaign import read_campaign
from dialer.cell.legal.call_gate import look, mode_now
from dialer.cell.legal.legal_campaign import lawful
from dialer.cell.legal.simulated_law import NoRehearsal, rehearse
from dialer.compliance.load import Profiles, load
from dialer.compliance.overrides import Override
from dialer.compliance.settings import LawSettings
from dialer.compliance.vocabulary import Kind, WindowKind
from dialer.core.time_units import DAY_S
from pacing.learned import Learned
from pacing.snapshot import CallInFlight, Constraint, Mode, Snapshot
from pacing.windowed_counts import Tally
from tests.support.cells import NOW, a_cell, a_config, some_seen

DAY = 8 * 3600.0
COUNTRIES = {"IT": "IT", "UK": "GB", "US": "US"}
DETECTED_ALL_THE_SAME = Override(
    rule_id="IT-AMD", person="Ann", reason="a test", ends_at=NOW + 9 * DAY_S, params={"allowed": "yes"}
)


@cache
def shipped() -> Profiles:
    return load()


def own(*laws: str, profiles: Profiles | None = None, **changes: object):
    law = LawSettings(profile="auto", **changes.pop("law", {}))  # type: ignore[arg-type]
    seen = some_seen(countries=frozenset(COUNTRIES[law] for law in laws))
    config = a_config(**{"law": law, "mode": "predictive"} | changes)
    return read_campaign(config, profiles=profiles or shipped(), seen=seen)


def by_days(law: str) -> Profiles:
    """The shipped profiles, this one's rate taken over calendar days."""
    profile = shipped()[law]
    rules = tuple(
        replace(rule, params=rule.params.model_copy(update={"window": WindowKind.CALENDAR_DAY}))
        if rule.kind is Kind.ABANDONMENT_RATE
        else rule
        for rule in profile.rules
    )
    return Profiles({**shipped().by_id, law: replace(profile, rules=rules)})


def snapshot(tally: Tally, now: float, **changes: object) -> Snapshot:
    learned = Learned()
    learned.tally = tally
    facts = {"agents_ready": 2, "agents_busy": (), "calls": (), "calls_waiting": 0, "leads_left": 9, "lines_left": 9}
    return Snapshot(**{"now": now, "starts_left": 9, "learned": learned} | facts | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("laws", [("IT",), ("UK",), ("US",), ("IT", "UK", "US")])
def test_the_day_has_the_engines_constraints_in_its_own_time(laws: tuple[str, ...]) -> None:
    campaign = own(*laws)
    found = rehearse(campaign, now=NOW, day_s=DAY)
    engine = lawful(campaign, found.at).policy

    def back(one: Constraint) -> Constraint:
        starts_at = None if one.starts_at is None else one.starts_at + found.at
        return replace(one, starts_at=starts_at, ends_at=None if one.ends_at is None else one.ends_at + found.at)

    for mine, theirs in zip(found.law.policy.constraints, engine.constraints, strict=True):
        dialled_later = theirs.ends_at is None or theirs.ends_at >= found.at + DAY_S
        assert back(mine) == (theirs if dialled_later else replace(theirs, ends_at=found.at + DAY))
    assert replace(found.law.policy, constraints=()) == replace(engine, constraints=())


def test_the_treatment_is_the_laws() -> None:
    for law, wait_s in (("IT", 3.0), ("UK", 2.0), ("US", 2.0)):
        policy = rehearse(own(law), now=NOW, day_s=DAY).law.policy
        assert (policy.wait_limit_s, policy.ring_min_s) == (wait_s, 15.0)


@pytest.mark.parametrize("law", COUNTRIES)
@pytest.mark.parametrize(("served", "abandoned", "machines"), [(50, 0, 0), (98, 1, 0), (990, 15, 9), (960, 40, 0)])
def test_the_rules_hold_the_day_as_they_hold_the_engine(law: str, served: int, abandoned: int, machines: int) -> None:
    campaign = own(law)
    found = rehearse(campaign, now=NOW, day_s=DAY)
    cell = a_cell(campaign=campaign)
    cell.learned.tally.add(found.at + 60.0, served=served, abandoned=abandoned, machines=machines)
    look(cell, found.at + 61.0)
    tally = Tally()
    tally.add(60.0, served=served, abandoned=abandoned, machines=machines)
    assert found.law.mode_now(Mode.PREDICTIVE, snapshot(tally, 61.0), 1) is mode_now(cell)


def test_a_fixed_ratio_is_judged_as_if_all_that_ring_ahead_were_lost() -> None:
    law = rehearse(own("IT"), now=NOW, day_s=DAY).law
    tally = Tally()
    tally.add(60.0, served=990, abandoned=15)
    calls = tuple(CallInFlight(60.0, call_id=f"c{number}") for number in range(20))
    assert law.mode_now(Mode.RATIO, snapshot(tally, 61.0, calls=calls[:5]), 1) is Mode.RATIO
    assert law.mode_now(Mode.RATIO, snapshot(tally, 61.0, calls=calls), 1) is Mode.PROGRESSIVE
    assert law.mode_now(Mode.PREDICTIVE, snapshot(tally, 61.0, calls=calls), 1) is Mode.PREDICTIVE


def test_a_mode_that_does_not_dial_ahead_is_left_alone() -> None:
    law = rehearse(own("IT"), now=NOW, day_s=DAY).law
    assert law.mode_now(Mode.PREDICTIVE, snapshot(Tally(), 0.0), 1) is Mode.PROGRESSIVE
    assert law.mode_now(Mode.GUARANTEED, snapshot(Tally(), 0.0), 1) is Mode.GUARANTEED


def test_machine_detection_is_off_unless_every_law_lets_it_be() -> None:
    found = rehearse(own("IT", "US", amd="default"), now=NOW, day_s=DAY)
    assert (found.screened, found.law.policy.screening_s) == (False, 0.0)
    assert rehearse(own("US", amd="default"), now=NOW, day_s=DAY).screened
    assert rehearse(own("IT", amd="default", law={"overrides": (DETECTED_ALL_THE_SAME,)}), now=NOW, day_s=DAY).screened


def test_a_profile_past_its_review_says_that_nobody_is_dialled_ahead() -> None:
    assert rehearse(own("IT"), now=NOW, day_s=DAY).held is None
    old = Profiles({name: replace(one, review_by=NOW - DAY_S) for name, one in shipped().by_id.items()})
    held = rehearse(own("IT", profiles=old), now=NOW, day_s=DAY).held
    assert held is not None
    assert (held[0], held[1].rule) == (Mode.PROGRESSIVE, "PROFILE-REVIEW")


def test_a_day_that_outlasts_a_window_or_has_no_rate_is_refused_with_its_cure() -> None:
    american = own("UK", "US", profiles=by_days("US"))
    with pytest.raises(NoRehearsal, match=r"US-ABANDON ends, after 5 h: set hours to at most that"):
        rehearse(american, now=NOW, day_s=24 * 3600.0)
    with pytest.raises(NoRehearsal, match="choose a law"):
        rehearse(own(), now=NOW, day_s=DAY)
