"""Figures for Prometheus: counters and histograms of the engines, in a form that Prometheus' own tool finds right."""

import asyncio
import subprocess

from prometheus_client.parser import text_string_to_metric_families

from dialer.core.enums import Role
from dialer.messaging.bus import Topic
from dialer.messaging.measures import ABANDONED, ANSWER_TO_AGENT, ATTEMPTS, Measures
from tests.api.test_health import board
from tests.support.api_clients import Door
from tests.support.dashboard import program
from tests.support.streams import listening, served


def of_a_node(node_id: int, node: str) -> dict[str, object]:
    measures = Measures()
    measures.count(ATTEMPTS, "Spring", "carrier", "busy", by=3)
    measures.count(ABANDONED, "Spring", "it", by=0)
    for seconds in (0.004, 0.004, 7.0):
        measures.observe(ANSWER_TO_AGENT, seconds, "Spring")
    return measures.as_data(node_id, node, {"Spring"})


async def figures(door: Door, **changes: object) -> str:
    door.parts.bus.publish(Topic.BOARD, board(door, **changes))
    return (await (await door.client(Role.WALLBOARD)).get("/metrics")).text


async def test_counters_and_histograms_of_every_node_are_served(door: Door) -> None:
    text = await figures(door, measures=[of_a_node(1, "milan"), of_a_node(2, "rome")])
    samples = {
        (sample.name, *(sample.labels.get(name, "") for name in ("node", "campaign", "outcome", "le"))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["pronto_attempts_total", "milan", "Spring", "busy", ""] == 3
    assert samples["pronto_attempts_total", "rome", "Spring", "busy", ""] == 3
    assert samples["pronto_abandoned_total", "milan", "Spring", "", ""] == 0
    buckets = {
        le: value
        for (name, node, _, _, le), value in samples.items()
        if (name, node) == ("pronto_answer_to_agent_seconds_bucket", "milan")
    }
    assert (buckets["0.002"], buckets["0.005"], buckets["5.0"], buckets["+Inf"]) == (0, 2, 2, 3)
    assert samples["pronto_answer_to_agent_seconds_count", "milan", "Spring", "", ""] == 3


async def test_readers_of_the_stream_are_counted_by_kind_of_channel(door: Door) -> None:
    wall = await door.client(Role.WALLBOARD)
    async with served(door) as url, listening(url, wall, "board", "board:floor") as stream:
        assert [(await stream.next())[0] for _ in range(2)] == ["snapshot"] * 2
        text = (await wall.get("/metrics")).text
    readers = {
        sample.labels["channel"]: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "pronto_stream_readers"
    }
    assert readers == {"board": 2, "campaign": 0, "team": 0, "agent": 0, "telephony": 0, "job": 0}


async def test_figures_of_abandoned_calls_name_the_law(door: Door) -> None:
    pace = {"constraints": [{"name": "IT-ABANDON", "law": "it", "share": 0.01, "limit": 0.03}]}
    text = await figures(door, measures=[of_a_node(1, "milan")], campaigns=[{"name": "Spring", "pace": pace}])
    for line in (
        'pronto_abandoned_total{campaign="Spring",law="it",node="milan"} 0.0',
        'pronto_abandoned_limit{campaign="Spring",constraint="IT-ABANDON",law="it"} 0.03',
        'pronto_abandoned_share_of_constraint{campaign="Spring",constraint="IT-ABANDON",law="it"} 0.01',
    ):
        assert line in text


async def test_a_family_of_another_version_is_left_out(door: Door) -> None:
    strange = {"id": 1, "node": "milan", "counters": [["pronto_dreams", [], 1]], "histograms": []}
    assert "pronto_dreams" not in await figures(door, measures=[strange])


async def test_prometheus_own_tool_finds_nothing_to_say(door: Door) -> None:
    text = await figures(door, measures=[of_a_node(1, "milan")], decision_us={"p50": 90.0})
    checked = await asyncio.to_thread(
        subprocess.run,
        [program("promtool"), "check", "metrics"],
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.stdout + checked.stderr == ""
    assert checked.returncode == 0


async def test_open_metrics_end_once(door: Door) -> None:
    door.parts.bus.publish(Topic.BOARD, board(door, measures=[of_a_node(1, "milan")]))
    client = await door.client(Role.WALLBOARD)
    answer = await client.get("/metrics", headers={"accept": "application/openmetrics-text;version=1.0.0"})
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    assert answer.text.index("# EOF") == len(answer.text) - len("# EOF\n")
