"""Which alerts there are, by what the engine says, by registers and by profiles."""

from typing import Any

import pytest

from dialer.campaigns.alerts.model import About, PhoneDrift, ProfileState, RegisterState, TrunkDrift, Weight
from dialer.campaigns.alerts.rules import (
    campaign_alerts,
    destination_alerts,
    drift_alerts,
    engine_alerts,
    in_order,
    node_alerts,
    phone_drift_alerts,
    profile_alerts,
    register_alerts,
    trunk_alerts,
)
from tests.support.spoken import in_english

NOW = 1_000_000.0
QUIET: dict[str, Any] = {
    "id": 3,
    "name": "Spring",
    "status": "running",
    "blocked": False,
    "agents": {"logged_in": 4},
    "waiting_since": None,
    "pace": {"constraints": []},
    "penetration": {"dry_at": None, "due": 900},
    "callbacks": {"alerts": []},
}


def codes(**changes: Any) -> list[str]:
    return [one.code for one in campaign_alerts([QUIET | changes], now=NOW)]


def limit(share: float) -> dict[str, Any]:
    return {"constraints": [{"name": "IT-MUTE-RATE", "text": "IT-MUTE-RATE", "share": share, "limit": 0.03}]}


def test_a_campaign_at_work_is_quiet() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"blocked": True, "why": {"text": "no trunk"}}, "blocked"),
        ({"agents": {"logged_in": 0}}, "no_agents"),
        ({"pace": limit(0.025)}, "abandoned"),
        ({"waiting_since": NOW - 3.0}, "long_wait"),
        ({"penetration": {"dry_at": NOW + 3600.0, "due": 20}}, "list_dry"),
        ({"penetration": {"dry_at": None, "due": 0}}, "list_dry"),
        ({"callbacks": {"alerts": [{"id": 1}]}}, "callbacks"),
        ({"hand_since": NOW - 120.0}, "long_hand"),
    ],
)
def test_what_needs_somebody_is_said_once_and_only_while_the_campaign_runs(changes: dict[str, Any], code: str) -> None:
    assert codes(**changes) == [code]
    assert codes(**changes, status="paused") == []


def test_a_share_near_its_limit_warns_and_one_above_it_is_urgent() -> None:
    assert codes(pace=limit(0.0239)) == []
    [near] = campaign_alerts([QUIET | {"pace": limit(0.024)}], now=NOW)
    [over] = campaign_alerts([QUIET | {"pace": limit(0.031)}], now=NOW)
    assert (near.weight, over.weight) == (Weight.WARN, Weight.STOP)
    assert str(over.text) == "Spring: 3.10 % of the calls were abandoned, more than the 3.00 % of IT-MUTE-RATE."


def test_an_engine_that_is_silent_or_ends_is_told() -> None:
    def told(board: dict[str, Any] | None) -> list[str]:
        return [one.code for one in engine_alerts(board, silent_s=5.0, now=NOW)]

    assert told(None) == told({"at": NOW - 6.0}) == ["engine_silent"]
    assert told({"at": NOW - 4.0, "engine": "up"}) == []
    assert told({"at": NOW, "engine": "draining"}) == ["engine_draining"]


def test_nodes_and_trunks_say_what_is_wrong_with_them() -> None:
    down = {"id": 1, "name": "milan", "state": "down", "trouble": "refused", "lag": {}}
    late = {"id": 2, "name": "rome", "state": "up", "lag": {"starts_per_second": 3.0, "text": "late"}}
    assert [one.code for one in node_alerts([down, late])] == ["node_down", "node_late"]
    trunk = {"id": 1, "name": "carrier", "state": "up", "rest": None, "alarm": None}
    resting = trunk | {"state": "resting", "rest": {"cause": "SIP 503", "since": NOW}}
    full = trunk | {"alarm": {"channels": 20, "max_channels": 30, "since": NOW}}
    found = [one.code for one in trunk_alerts([trunk, resting, trunk | {"state": "down"}, full])]
    assert found == ["trunk_refuses", "trunk_down", "trunk_full"]


def test_a_hand_is_told_once_it_has_been_up_for_two_minutes() -> None:
    assert codes(hand_since=NOW - 119.0) == codes(hand_since=None) == []
    [found] = campaign_alerts([QUIET | {"hand_since": NOW - 200.0}], now=NOW)
    assert (found.since, in_english(found.text)) == (
        NOW - 200.0,
        "Spring: an agent has had a hand raised for 3 minutes.",
    )


def test_toll_fraud_is_told_a_reached_cap_before_a_refused_number() -> None:
    def trunk(**alarm: Any) -> dict[str, Any]:
        return {"id": 4, "name": "carrier", "guard": {"alarm": alarm or None}}

    text = {"id": "The cap is reached.", "facts": {}, "context": ""}
    trunks = [trunk(), {"id": 5, "name": "old"}, trunk(what="premium", since=NOW, text=text)]
    trunks.append(trunk(what="spend", since=NOW, text=text))
    found = in_order(destination_alerts(trunks))
    assert [(one.code, one.weight, one.about, one.id, one.since) for one in found] == [
        ("trunk_cap", Weight.STOP, About.DESTINATION, 4, NOW),
        ("destination_refused", Weight.WARN, About.DESTINATION, 4, NOW),
    ]
    assert in_english(found[0].text) == "The cap is reached."


def test_a_trunk_that_was_changed_by_hand_leads_to_its_own_page_whoever_may_change_it() -> None:
    drift = TrunkDrift(node_id=3, node="rome", trunk="carrier", options=2)
    [found] = drift_alerts([drift], may_change=True)
    assert (found.code, found.weight, found.node_id, found.name) == ("trunk_drift", Weight.WARN, 3, "carrier")
    assert "rome: 2 options differ" in in_english(found.text)
    [other] = drift_alerts([drift], may_change=False)
    assert (other.node_id, in_english(other.mend)) == (
        None,
        "Tell whoever sets up the trunks: the trunk's page shows what differs, and heals it.",
    )


def test_a_phone_that_was_changed_by_hand_leads_to_its_own_page_whoever_may_change_it() -> None:
    drift = PhoneDrift(id=7, node="rome", phone="1001", options=1)
    [found] = phone_drift_alerts([drift], may_change=True)
    assert (found.code, found.about, found.id, found.name) == ("phone_drift", About.PHONE, 7, "1001")
    assert "Phone 1001 was changed by hand on rome: 1 option differs" in in_english(found.text)
    [other] = phone_drift_alerts([drift], may_change=False)
    assert (other.id, "Tell whoever sets up the phones" in in_english(other.mend)) == (None, True)


def test_registers_and_profiles_are_told_when_they_are_old_and_the_most_urgent_comes_first() -> None:
    registers = [RegisterState(company_id=1, company="Aurora", register_name="RPO", stale=stale) for stale in (0, 12)]
    profiles = [
        ProfileState(id=name, title=name, review_by=NOW + days * 86_400.0)
        for name, days in (("IT", 90), ("UK", 10), ("FR", -1))
    ]
    found = in_order([*register_alerts(registers), *profile_alerts(profiles, now=NOW)])
    assert [(one.name, one.weight) for one in found] == [
        ("FR", Weight.STOP),
        ("Aurora", Weight.WARN),
        ("UK", Weight.NOTE),
    ]
