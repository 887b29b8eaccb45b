"""What machine detection costs: the delay, machines missed, and how few people may have been lost."""

from typing import Any

import pytest
from sqlalchemy import Connection, insert

from dialer.campaigns.machine_detection.model import ScreenedCalls
from dialer.campaigns.machine_detection.rules import figures_of, quantile, share
from dialer.compliance.facts import AuditFacts
from dialer.core.enums import Outcome
from dialer.storage.schema import ATTEMPT
from tests.support.stores import NOW, Centre


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 400, 0.0, 0.0092),  # 1 - 0.025 ** (1 / 400)
        (2, 400, 0.0006, 0.0179),
        (5, 10, 0.1871, 0.8129),
        (10, 10, 0.6915, 1.0),
        (40, 2000, 0.0143, 0.0271),
    ],
)
def test_the_interval_of_a_share_is_the_exact_one(part: int, whole: int, low: float, high: float) -> None:
    found = share(part, whole)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_the_interval_holds_the_share_and_narrows_with_the_sample() -> None:
    widths = []
    for whole in (10, 100, 1_000, 10_000):
        found = share(whole // 5, whole)
        assert found is not None
        assert found.low < 0.2 < found.high
        widths.append(found.high - found.low)
    assert widths == sorted(widths, reverse=True)
    assert share(0, 0) is None


def test_a_quantile_is_one_of_the_values() -> None:
    assert quantile([], 0.5) is None
    assert quantile([3.0], 0.95) == 3.0
    assert quantile([float(at) for at in range(100, 0, -1)], 0.95) == 95.0
    assert quantile([float(at) for at in range(100, 0, -1)], 0.5) == 50.0


def test_what_is_not_seen_is_not_estimated() -> None:
    cut_off = figures_of(ScreenedCalls(delays_s=[2.0], machines=50, talks=20, met=5), None, since=0.0)
    assert (cut_off.like_people, cut_off.audited) == (None, None)
    assert cut_off.missed is not None
    assert (cut_off.missed.part, cut_off.missed.whole) == (5, 55)
    audit = AuditFacts(at=1.0, sample=400, people=2)
    heard = figures_of(ScreenedCalls(delays_s=[], machines=50, kept=40, hung_up=3, spoke=2), audit, since=0.0)
    assert heard.delay_s is None
    assert heard.like_people is not None
    assert (heard.like_people.part, heard.like_people.whole) == (5, 42)
    assert heard.audited is not None
    assert (heard.audited.part, heard.audited.whole) == (2, 400)


CALLS: dict[str, dict[str, Any]] = {
    "cut off": {"outcome": Outcome.MACHINE, "screened_at": 12.0, "ended_at": 12.1, "ended_by": "ours"},
    "message": {"outcome": Outcome.MACHINE, "screened_at": 13.0, "ended_at": 25.0},
    "left": {"outcome": Outcome.MACHINE, "screened_at": 12.0, "ended_at": 12.5, "ended_by": "theirs"},
    "handset": {"outcome": Outcome.CONNECTED, "handset_at": 5.0, "agent_joined_at": 11.0, "ended_at": 40.0},
    "talk": {"outcome": Outcome.CONNECTED, "screened_at": 11.0, "agent_joined_at": 11.5, "ended_at": 40.0},
    "met": {
        "outcome": Outcome.CONNECTED,
        "screened_at": 14.0,
        "agent_joined_at": 14.5,
        "ended_at": 40.0,
        "heard": "machine",
    },
    "not judged": {"outcome": Outcome.CONNECTED, "agent_joined_at": 10.5, "ended_at": 40.0, "heard": "machine"},
    "lives": {"screened_at": 11.0, "agent_joined_at": 11.5},
    "long ago": {"placed_at": -9e6, "outcome": Outcome.MACHINE, "screened_at": 60.0, "ended_at": 90.0},
}


async def test_calls_are_counted_by_what_was_seen_of_them(centre: Centre) -> None:
    lead_ids = await centre.add_leads(1)
    await centre.store.database.write(_write, centre, lead_ids)
    found = await centre.store.machine_detection.screened(centre.campaign.id, NOW - 1.0)
    assert sorted(found.delays_s) == [1.0, 1.0, 2.0, 2.0, 3.0, 4.0]
    assert (found.machines, found.kept, found.hung_up, found.spoke) == (3, 2, 1, 1)
    assert (found.talks, found.met) == (2, 1)


def _write(connection: Connection, centre: Centre, lead_ids: Any) -> None:
    instants = ("placed_at", "screened_at", "ended_at", "agent_joined_at", "handset_at")
    for name, facts in CALLS.items():
        plain = {key: value for key, value in facts.items() if key not in instants}
        times = {key: NOW + facts[key] for key in instants if key in facts}
        row = {
            "id": f"made {name}",
            "campaign_id": centre.campaign.id,
            "list_id": centre.leads.id,
            "lead_id": lead_ids[0],
            "node_id": centre.node.id,
            "trunk_id": centre.trunk.id,
            "number": "+393330000001",
            "state": "ended" if "ended_at" in facts else "talking",
            "placed_at": NOW,
            "answered_at": NOW + 10.0,
        }
        connection.execute(insert(ATTEMPT), row | plain | times)
