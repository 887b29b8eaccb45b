"""A link to an Asterisk of paper: a board that shows it up, and answers to what trunks are asked."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from dialer.app.composition import Parts
from dialer.messaging.bus import Topic
from dialer.stores.everything import Store
from dialer.telephony.nodes.model import Node
from tests.support.paper_ari import USER, PaperAri

SECRET_ENV = "PRONTO_ARI_SECRET_PAPER"  # a test sets it to SECRET of tests/support/paper_ari.py


async def node_with_ari(store: Store, ari: PaperAri) -> Node:
    """The first node, which has this Asterisk from now on."""
    [node, *_] = await store.nodes.list()
    return await store.nodes.upsert(
        node.name, host=node.host, port=node.port, ari_url=ari.url, ari_username=USER, ari_secret_env=SECRET_ENV
    )


class PaperLink:
    """What it answers: the contacts of trunks are reachable unless said otherwise, by a part of their address."""

    def __init__(self, parts: Parts, node_id: int, ari: PaperAri) -> None:
        self._parts, self._node_id, self._ari = parts, node_id, ari
        self.silent: set[str] = set()
        self.registration = "Registered"
        self.is_up = True
        self.asked: list[Mapping[str, Any]] = []

    def publish_board(self) -> None:
        node = {"id": self._node_id, "name": "default", "state": "up" if self.is_up else "down", "version": "22"}
        board = {"at": self._parts.clock(), "engine": "up", "nodes": [{**node, "trouble": None, "lag": {}}]}
        self._parts.bus.publish(Topic.BOARD, board | {"trunks": [], "campaigns": []})

    async def answer(self) -> None:
        """Publish a board now and then, and answer each question."""
        async with self._parts.bus.subscribe(Topic.ASK) as questions:
            async for one in questions:
                if one.body.get("kind") == "trunk_proof":
                    self.asked.append(one.body)
                    number = one.body["number"]
                    self._parts.bus.publish(Topic.ANSWER, {"number": number, **self._found(str(one.body["endpoint"]))})

    async def show(self) -> None:
        while True:
            self.publish_board()
            await asyncio.sleep(0.2)

    def _found(self, endpoint: str) -> dict[str, Any]:
        aor = self._ari.objects.get(("aor", endpoint), {})
        is_asked = aor.get("qualify_frequency") != "0"
        contacts = [
            {
                "uri": uri,
                "status": "Unreachable" if any(part in uri for part in self.silent) else "Reachable",
                "is_asked": is_asked,
                "roundtrip_ms": 2.5,
            }
            for uri in aor.get("contact", "").split(",")
            if uri
        ]
        has_one = ("registration", endpoint) in self._ari.objects
        is_there = ("endpoint", endpoint) in self._ari.objects
        return {"is_there": is_there, "contacts": contacts, "registration": self.registration if has_one else None}


@asynccontextmanager
async def paper_link(parts: Parts, node_id: int, ari: PaperAri) -> AsyncIterator[PaperLink]:
    """One that answers until the end."""
    link = PaperLink(parts, node_id, ari)
    link.publish_board()
    tasks = [asyncio.create_task(link.answer()), asyncio.create_task(link.show())]
    await asyncio.sleep(0)
    try:
        yield link
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
