"""The dashboard's queries with its variables filled in, and the programs that judge them."""

import json
import shutil
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
DEPLOYED: Final = ROOT / "docs" / "deploy" / "prometheus"
DASHBOARD: Final = DEPLOYED / "dashboard.json"


def expressions() -> list[str]:
    """Every query of every panel, for all campaigns."""
    panels = json.loads(DASHBOARD.read_text())["panels"]
    found = [target["expr"] for panel in panels for target in panel.get("targets", ())]
    return [one.replace("$__rate_interval", "30s").replace("$campaign", ".*") for one in found]


def program(name: str) -> str:
    """The path of `prometheus` or `promtool`: the machine's, or what `make test` has fetched."""
    return shutil.which(name) or str(ROOT / ".cache" / "prometheus" / "usr" / "bin" / name)
