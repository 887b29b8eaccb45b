"""Writes api/openapi.json, the contract of the API that the pages are built against: `make contract`."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from api.app import create_app
from dialer.app.composition import Parts
from dialer.core.settings import Settings
from dialer.messaging.bus import MemoryBus

FILE = Path(__file__).resolve().parents[1] / "api" / "openapi.json"


def contract() -> str:
    """The document as it is committed: keys in order, so that a change is seen where it is."""
    parts = SimpleNamespace(clock=lambda: 0.0, settings=Settings(), bus=MemoryBus())
    document = create_app(cast("Parts", parts)).openapi()
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(contract(), encoding="utf-8")
