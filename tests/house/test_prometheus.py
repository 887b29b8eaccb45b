"""The rules and the dashboard for Prometheus: right by its own tool, of series that exist, with a runbook each."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.dashboard import DASHBOARD, DEPLOYED, expressions, program

ROOT = Path(__file__).resolve().parents[2]
RULES = [str(DEPLOYED / name) for name in ("recording.yml", "alerts.yml")]


def promtool(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program("promtool"), *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("arguments", [("check", "rules", *RULES), ("test", "rules", str(DEPLOYED / "tests.yml"))])
def test_promtool_accepts_the_rules_and_their_tests(arguments: tuple[str, ...]) -> None:
    done = promtool(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_is_tested_and_has_a_runbook_that_exists() -> None:
    rules = (DEPLOYED / "alerts.yml").read_text()
    alerts = re.findall(r"- alert: (\w+)", rules)
    tested = set(re.findall(r"alertname: (\w+)", (DEPLOYED / "tests.yml").read_text()))
    headings = set(re.findall(r"^## (\w+)$", (ROOT / "docs" / "alerts.md").read_text(), re.MULTILINE))
    assert set(alerts) == tested == headings
    assert re.findall(r"runbook: (\S+)", rules) == [f"docs/alerts.md#{alert.lower()}" for alert in alerts]


def test_rules_and_dashboard_ask_for_series_that_exist() -> None:
    sources = "".join(path.read_text() for path in [*(ROOT / "api").glob("metrics*.py"), MEASURES])
    exported = set(re.findall(r'"(pronto_[a-z_]+)"', sources))
    recorded = set(re.findall(r"record: (\S+)", (DEPLOYED / "recording.yml").read_text()))
    text = "\n".join([*expressions(), *re.findall(r"expr: .*(?:\n {10}.*)*", "".join(map(read, RULES)))])
    asked = set(re.findall(r"(?<![:\w])pronto_[a-z_]+", text))
    bases = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in asked}
    assert bases - exported == set()
    assert set(re.findall(r"\w+:pronto_\w+:\w+", text)) - recorded == set()


def test_the_dashboard_has_titles_once_and_panels_that_do_not_overlap() -> None:
    panels: list[dict[str, Any]] = json.loads(DASHBOARD.read_text())["panels"]
    assert len({one["title"] for one in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for one in panels:
        at = one["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert max(x for x, _ in cells) < 24
        assert not cells & taken, one["title"]
        taken |= cells


MEASURES = ROOT / "dialer" / "messaging" / "measures.py"


def read(path: str) -> str:
    return Path(path).read_text()
