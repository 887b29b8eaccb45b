"""How long a preview may take: a busy machine is waited for, however long."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from dialer.people.imports import preview_worker
from dialer.people.imports.preview_worker import LOOK_S, preview_file


def answered_after(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process of a preview answer so much later, by the clock of the event loop."""

    async def answer(*_: object) -> Mapping[str, Any]:
        loop = asyncio.get_running_loop()
        at = loop.time() + seconds
        with monkeypatch.context() as later:
            later.setattr(loop, "time", lambda: at)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        return {"total": 11}

    monkeypatch.setattr(preview_worker, "work_apart", answer)


async def test_a_preview_is_made_though_its_process_got_no_core_for_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    answered_after(60.0 * LOOK_S, monkeypatch)
    assert await preview_file({}) == {"total": 11}
