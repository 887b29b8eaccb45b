"""A hub with readers and no network: what each is sent, and what it costs, at instants that the test says."""

from typing import Any

import orjson

from api.live.channels import WHOLE, Channel, Kind, View
from api.live.hub import Hub
from api.live.reader import Reader, Wire
from dialer.core.errors import UnknownJob
from dialer.core.visibility import EVERYTHING
from dialer.jobs.model import Job
from dialer.messaging.bus import Bus


class Listeners:
    """Readers of one hub."""

    def __init__(self, bus: Bus, *, now: float) -> None:
        self.now = now
        self.identified: set[str] = set()  # attempts, by the database
        self.jobs: dict[int, Job] = {}  # by the database
        self.hub = Hub(bus, lambda: self.now, is_identified=self._is_identified, job=self._job)

    async def listen(self, *channels: str, language: str = "en", caller: int = 1, wire: Wire | None = None) -> Reader:
        """A reader of these channels."""
        reader = Reader(self.hub, language, _goes_on, mono=lambda: 0.0, wire=wire)
        self.hub.enter(caller, reader)
        for name in channels:
            channel = Channel.read(name)
            of_board = channel.kind in (Kind.BOARD, Kind.CAMPAIGN, Kind.TEAM)
            reader.follow(await self.hub.open(channel, View(sees=EVERYTHING) if of_board else WHOLE))
        return reader

    async def _is_identified(self, attempt_id: str) -> bool:
        return attempt_id in self.identified

    async def _job(self, job_id: int) -> Job:
        if job_id not in self.jobs:
            raise UnknownJob(id=job_id)
        return self.jobs[job_id]

    def sent(self, reader: Reader) -> list[dict[str, Any]]:
        """What a reader is sent now."""
        return [orjson.loads(event.message(reader.language)) for _, events in reader.take(self.now) for event in events]


async def _goes_on() -> str:
    return ""
