"""Readiness in words, and figures for Prometheus."""

import re
from dataclasses import replace

from prometheus_client.parser import text_string_to_metric_families

from dialer.core.enums import Role
from dialer.i18n.message import msg, to_plain
from dialer.messaging.bus import Topic
from tests.support.api_clients import Door, made

LAG = {"answer_ms": 700, "event_ms": 4, "join_ms": None, "loop_ms": 1, "behind_ms": 700, "starts_per_second": 2.5}
LATE = ("answer", "event", "join", "loop")


def board(door: Door, **changes: object) -> dict[str, object]:
    return {
        "at": door.parts.clock(),
        "engine": "up",
        "nodes": [{"id": 1, "name": "default", "state": "up", "trouble": None, "version": "22.1", "lag": LAG}],
        "trunks": [
            {"id": 1, "name": "carrier", "node_id": 1, "state": "up", "channels": 3, "max_channels": 60}
            | {"alarm": {"channels": 2, "max_channels": 60, "since": 900.0, "text": {}}},
            {"id": 2, "name": "backup", "node_id": 1, "state": "resting", "channels": 0, "max_channels": 9},
        ],
        "campaigns": [
            {
                "id": 1,
                "name": "Spring",
                "status": "running",
                "mode": "predictive",
                "agents": {"ready": 2, "talking": 3},
                "calls": {"ringing": 4},
                "today": {"placed": 9, "outcomes": {"busy": 2}},
                "leads": {"open": 5},
                "abandoned_share": 0.01,
                "penetration": {
                    "lists": [
                        {"name": "March", "total": 9, "dialled": 4, "contacted": 2, "due": 5, "done": {"sale": 1}}
                    ],
                    "dry_at": 1700.0,
                },
                "occupancy": None,
                "utilisation": 0.5,
                "ready_to_call_ms": {"mean": 7250.0, "p90": 12000.0},
                "answer_to_bridge_ms": {"p50": 2.0, "max": None},
                "pace": {
                    "price": 0.02,
                    "risk": None,
                    "constraints": [
                        {"name": "day", "law": "GB", "share": 0.01, "limit": 0.03, "aim": 0.02, "bank": 4.5}
                    ],
                    "foretold": {"answers": {"ratio": 1.1, "bins": [{"from": 2.0, "foretold": 2.4, "happened": 2.6}]}},
                },
            }
        ],
    } | changes


async def words(door: Door) -> dict[str, tuple[bool, str]]:
    answer = await (await door.client(None)).get("/readyz")
    checks = {one["name"]: (one["ok"], one["words"]) for one in answer.json()["checks"]}
    assert (answer.status_code == 200) == all(ok for ok, _ in checks.values())
    return checks


async def test_ready_means_database_engine_and_every_node(door: Door) -> None:
    door.parts.bus.publish(Topic.BOARD, board(door))
    assert [ok for ok, _ in (await words(door)).values()] == [True, True, True]


async def test_a_node_that_is_behind_is_ready_and_says_so(door: Door) -> None:
    slow = {"text": to_plain(msg("Asterisk takes 700 ms to answer."))}
    [node] = board(door)["nodes"]  # type: ignore[misc,attr-defined]
    door.parts.bus.publish(Topic.BOARD, board(door, nodes=[node | {"lag": LAG | slow}]))
    said = "Asterisk 22.1 is connected. Asterisk takes 700 ms to answer."
    assert (await words(door))["node default"] == (True, said)
    checks = (await (await door.client(None)).get("/readyz")).json()["checks"]
    assert [check.get("behind_ms") for check in checks] == [None, None, 700]


async def test_no_engine_is_not_ready_and_says_how_to_start_one(door: Door) -> None:
    ok, said = (await words(door))["engine"]
    assert (ok, "pronto run" in said) == (False, True)


async def test_an_engine_not_seen_for_long_is_not_ready(door: Door) -> None:
    door.parts.bus.publish(Topic.BOARD, board(door, at=door.parts.clock() - 60))
    ok, said = (await words(door))["engine"]
    ago = re.search(r"(\d+) s ago", said)
    assert ago is not None, said
    assert (ok, int(ago[1]) >= 60) == (False, True)  # more where the machine is slow


async def test_a_node_that_is_down_is_named_with_its_trouble(door: Door) -> None:
    node = {"id": 1, "name": "default", "state": "refused", "trouble": "The secret is wrong.", "version": ""}
    door.parts.bus.publish(Topic.BOARD, board(door, nodes=[node]))
    assert (await words(door))["node default"] == (False, "The secret is wrong.")


async def test_a_node_that_no_engine_works_is_not_ready(door: Door) -> None:
    door.parts.bus.publish(Topic.BOARD, board(door, nodes=[]))
    assert (await words(door))["node default"][0] is False


async def test_a_draining_engine_is_not_ready(door: Door) -> None:
    door.parts.bus.publish(Topic.BOARD, board(door, engine="draining"))
    assert (await words(door))["engine"][0] is False


async def test_figures_come_from_the_board(door: Door) -> None:
    door.parts.bus.publish(Topic.BOARD, board(door))
    text = (await (await door.client(Role.WALLBOARD)).get("/metrics")).text
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["pronto_agents", "Spring", "ready"] == 2
    assert samples["pronto_calls", "Spring", "ringing"] == 4
    assert samples["pronto_outcomes_today", "Spring", "busy"] == 2
    assert samples["pronto_node_up", "default"] == 1
    late = {what: samples.get(("pronto_lag_seconds", *sorted((what, "default")))) for what in LATE}
    assert late == {"answer": 0.7, "event": 0.004, "join": None, "loop": 0.001}
    assert samples["pronto_overload_starts_limit", "default"] == 2.5
    assert samples["pronto_trunk_channels", "carrier"] == 3
    above = [samples.get(("pronto_trunk_refused_above_channels", name)) for name in ("carrier", "backup")]
    assert above == [2, None]
    assert (samples["pronto_trunk_resting", "carrier"], samples["pronto_trunk_resting", "backup"]) == (0, 1)
    assert ("pronto_occupancy", "Spring") not in samples
    assert samples["pronto_utilisation", "Spring"] == 0.5
    waits = [samples["pronto_ready_to_call_seconds", *sorted(("Spring", what))] for what in ("mean", "p90")]
    assert waits == [7.25, 12.0]
    assert samples["pronto_risk_price", "Spring"] == 0.02
    assert samples["pronto_leads_dry_timestamp_seconds", "Spring"] == 1700.0
    assert samples["pronto_list_leads", "March", "Spring", "dialled"] == 4
    assert samples["pronto_list_leads", "March", "Spring", "done"] == 1
    assert samples["pronto_abandon_bank", "GB", "Spring", "day"] == 4.5
    assert samples["pronto_abandoned_share_of_constraint", "GB", "Spring", "day"] == 0.01
    assert samples["pronto_abandoned_limit", "GB", "Spring", "day"] == 0.03
    assert samples["pronto_abandoned_aim", "GB", "Spring", "day"] == 0.02
    assert samples["pronto_foretold_ratio", "Spring", "answers"] == 1.1
    assert samples["pronto_happened_mean", "2", "Spring", "answers"] == 2.6
    assert ("pronto_risk", "Spring") not in samples


async def test_a_campaign_with_broken_settings_does_not_break_the_figures(door: Door) -> None:
    broken = {"id": 2, "name": "Broken", "status": "running", "mode": "predictive", "agents": {}, "calls": {}}
    door.parts.bus.publish(Topic.BOARD, board(door, campaigns=[broken]))
    assert (await (await door.client(Role.WALLBOARD)).get("/metrics")).status_code == 200


async def test_figures_without_a_token_only_where_the_admin_said_so(door: Door) -> None:
    client = await door.client(None)
    assert (await client.get("/metrics")).status_code == 401
    opened = door.parts.settings.model_copy(update={"metrics_public": True})
    door.app.state.parts = replace(door.parts, settings=opened)
    assert (await client.get("/metrics")).status_code == 200


async def test_alive_needs_nothing(door: Door) -> None:
    assert await made(await door.client(None), "GET", "/healthz") == {"status": "alive"}


async def test_an_engine_whose_loop_stands_still_or_whose_results_wait_is_not_ready(door: Door) -> None:
    now = door.parts.clock()
    ill = {"beat_at": now - 60, "database": False, "backlog": 12}
    door.parts.bus.publish(Topic.BOARD, board(door, health=ill))
    checks = await words(door)
    assert (checks["engine loop"][0], checks["results"]) == (False, (False, "12 results wait to be written."))
    door.parts.bus.publish(Topic.BOARD, board(door, health={"beat_at": now, "database": True, "backlog": 0}))
    assert all(ok for ok, _ in (await words(door)).values())
