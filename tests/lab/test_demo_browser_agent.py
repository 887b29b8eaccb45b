"""The demonstration's agent in a browser: a phone in the page, on a real Asterisk, beside simulated agents."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.lab, pytest.mark.browser, pytest.mark.long(110)]


def test_an_agent_works_at_the_page_in_a_browser_of_the_demonstration(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    options = ("--for", "90s", "--agents", "3", "--cps", "4", "--quiet", "--with-browser-agent", "--report", report)
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "demo", *map(str, options)], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert "chrome://inspect" in done.stderr
    said = json.loads(report.read_text())
    assert said["unexpected_events"] == said["dialled_twice"] == said["leads_lost"] == 0
    agent = said["browser_agent"]
    assert agent["calls"] >= 1, agent
    assert agent["talks_heard"] >= 1, agent
    assert 0.0 <= agent["names_painted_before_the_voice"] <= 1.0, agent
