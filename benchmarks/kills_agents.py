"""What agents do over the API while the engine is killed: hold, promise a call-back, take previews, call by hand.

They go on whatever happens: a request that nobody answers, or that is refused, is not repeated. The carrier and
Asterisk's witness say what became of the calls.
"""

import asyncio
import random
import re
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx

from dialer.core import clock
from dialer.core.enums import LeadState
from tests.support.call_centre import Centre

CALLED_BACK: Final = "call_back"  # the disposition whose people are called again
_ANSWERS_WITHIN_S: Final = 10.0
_FREE: Final = """
    SELECT lead.id FROM lead JOIN lead_list ON lead_list.id = lead.list_id
    WHERE campaign_id = ? AND lead.state = ?
        AND lead.id NOT IN (SELECT lead_id FROM attempt WHERE agent_joined_at IS NOT NULL)
    ORDER BY random() LIMIT 1
"""


def api_address(centre: Centre) -> str | None:
    """Where the API of the last engine listens; None before the first has said so."""
    said = re.findall(r"http://127\.0\.0\.1:\d+", centre.log.read_text()) if centre.log.exists() else []
    return said[-1] if said else None


def api_client(centre: Centre, address: str = "", *, timeout_s: float = 60.0) -> httpx.AsyncClient:
    """A client of the API with the machine's own key."""
    token = centre.parts.settings.machine_key_file.read_text().strip()
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.AsyncClient(base_url=address, headers=headers, timeout=timeout_s, trust_env=False)


@dataclass(slots=True, kw_only=True)
class Agents:
    """Everybody who is logged in, each doing as the seed decides. `done` counts what was accepted."""

    centre: Centre
    seats: Mapping[int, int]  # agents, and their campaigns
    chance: random.Random
    done: Counter[str] = field(default_factory=Counter)

    async def work(self) -> None:
        """Work until cancelled."""
        async with api_client(self.centre, timeout_s=_ANSWERS_WITHIN_S) as api, asyncio.TaskGroup() as group:
            for agent_id in self.seats:
                group.create_task(self._work(api, agent_id))

    async def _work(self, api: httpx.AsyncClient, agent_id: int) -> None:
        while True:
            await asyncio.sleep(self.chance.uniform(0.3, 2.0))
            screen = await self._ask(api, agent_id, "screen")
            match (screen or {}).get("state"):
                case "preview":
                    await self._preview(api, agent_id, screen)
                case "talking":
                    await self._talk(api, agent_id, screen["attempt_id"])
                case "wrap_up":
                    await self._dispose(api, agent_id, screen["attempt_id"])
                case "ready" if self.chance.random() < 0.3:
                    await self._call_by_hand(api, agent_id)

    async def _preview(self, api: httpx.AsyncClient, agent_id: int, screen: Mapping[str, Any]) -> None:
        verb = "dial" if self.chance.random() < 0.85 else "skip"
        await self._ask(api, agent_id, f"preview/{verb}", lead_id=screen["lead"]["lead_id"])

    async def _talk(self, api: httpx.AsyncClient, agent_id: int, attempt_id: str) -> None:
        if self.chance.random() < 0.4:
            await self._ask(api, agent_id, "hold", attempt_id=attempt_id)
            await asyncio.sleep(self.chance.uniform(0.2, 3.0))
            if self.chance.random() < 0.8:  # the others stay on hold until the person has had enough
                await self._ask(api, agent_id, "resume", attempt_id=attempt_id)
        if self.chance.random() < 0.4:
            await self._dispose(api, agent_id, attempt_id)
        if self.chance.random() < 0.1:
            await self._ask(api, agent_id, "hang-up", attempt_id=attempt_id)

    async def _dispose(self, api: httpx.AsyncClient, agent_id: int, attempt_id: str) -> None:
        if self.chance.random() < 0.4:
            due = clock.now() + self.chance.uniform(20.0, 90.0)
            at = datetime.fromtimestamp(due, UTC).isoformat()
            mine = self.chance.random() < 0.5
            wanted = {"callback_at": at, "callback_mine": mine, "callback_asked": True}
            await self._ask(api, agent_id, "dispose", attempt_id=attempt_id, code=CALLED_BACK, **wanted)
        else:
            await self._ask(api, agent_id, "dispose", attempt_id=attempt_id, code="not_interested")

    async def _call_by_hand(self, api: httpx.AsyncClient, agent_id: int) -> None:
        file = self.centre.parts.settings.state_dir / "pronto.db"
        lead_id = await asyncio.to_thread(_free_lead, file, self.seats[agent_id])
        if lead_id is not None:
            await self._ask(api, agent_id, "dial", lead_id=lead_id)

    async def _ask(self, api: httpx.AsyncClient, agent_id: int, what: str, **body: Any) -> Any:
        """What the API answers; None if it refuses or is not there."""
        address = api_address(self.centre)
        if address is None:
            return None
        path = f"{address}/api/v1/agents/{agent_id}/{what}"
        try:
            answer = await (api.post(path, json=body) if body else api.get(path))
        except httpx.HTTPError:
            return None
        if body:
            self.done[f"{what} {'done' if answer.is_success else answer.status_code}"] += 1
        return answer.json() if answer.is_success else None


def _free_lead(file: Path, campaign_id: int) -> int | None:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        found = database.execute(_FREE, (campaign_id, LeadState.OPEN)).fetchone()
    return None if found is None else int(found[0])
