"""People who sign in."""

from dataclasses import dataclass
from typing import Protocol

import httpx

from dialer.access.model import MACHINE, Grant
from dialer.app.composition import Parts
from dialer.core.enums import Role
from tests.support.api_clients import Door

OURS = {"origin": "http://127.0.0.1:8080"}
PASSWORD = "correct horse battery"


class Opened(Protocol):
    """An application in a test, however it is reached."""

    @property
    def parts(self) -> Parts:
        """What it is made of."""


@dataclass(frozen=True, slots=True)
class Person:
    """A user with a password."""

    id: int
    proof: dict[str, str]


async def new_user(door: Opened, *roles: Role, name: str = "anna", agent_id: int | None = None) -> Person:
    """A user with these roles, for all companies and teams."""
    access = door.parts.service.access
    grants = [Grant(role=role) for role in roles]
    user = await access.create_user(MACHINE, name=name, agent_id=agent_id, grants=grants)
    kept = await door.parts.service.passwords.hash(PASSWORD)
    await door.parts.store.users.update(user.id, {"password_hash": kept})
    return Person(user.id, {"login": name, "password": PASSWORD})


async def client_of(door: Door, address: str = "127.0.0.1") -> httpx.AsyncClient:
    """A browser at this address, with no cookie yet; it is closed with the door."""
    transport = httpx.ASGITransport(app=door.app, client=(address, 50_000))
    client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080")
    door.clients[f"browser {len(door.clients)}"] = client
    return client


async def signed_in(door: Door, *roles: Role, name: str = "anna") -> httpx.AsyncClient:
    """The browser of a new user who has signed in."""
    person, client = await new_user(door, *roles, name=name), await client_of(door)
    answer = await client.post("/api/v1/session", json=person.proof, headers=OURS)
    assert answer.status_code == 200, answer.text
    return client
