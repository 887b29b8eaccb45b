"""Lists put in order in the background: what goes wrong there is said."""

import asyncio
from dataclasses import dataclass

import pytest

from dialer.core.settings import Settings
from dialer.lists.arrangement import Arranging
from dialer.messaging.bus import MemoryBus


@dataclass
class BrokenLists:
    """A store whose list cannot be read, for a reason that no waiting mends."""

    @property
    def lists(self) -> "BrokenLists":
        return self

    @property
    def arranging(self) -> "BrokenLists":
        return self

    async def unfinished(self) -> list[int]:
        return [7]

    async def get(self, _list_id: int) -> None:
        raise ValueError("a filter of another version")


async def test_a_list_that_cannot_be_put_in_order_is_named_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    arranging = Arranging(BrokenLists(), MemoryBus(), Settings(), lambda: 0.0)  # type: ignore[arg-type]
    await arranging.recover()
    await arranging.wait()
    await asyncio.sleep(0)  # the task's end is told in the loop's next turn
    assert "list 7" in caplog.text
    assert "a filter of another version" in caplog.text
