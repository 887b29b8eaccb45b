"""Tokens: who may use Pronto."""

import os
from collections.abc import Callable
from pathlib import Path

from dialer.access.store.tokens import Token
from dialer.core.enums import Role
from dialer.core.errors import UnknownToken
from dialer.core.request_errors import Invalid
from dialer.core.settings import Settings
from dialer.i18n.message import msg
from dialer.stores import Store


class Access:
    """Requests about tokens."""

    def __init__(self, store: Store, settings: Settings, clock: Callable[[], float]) -> None:
        self._store, self._settings, self._clock = store, settings, clock

    async def create_token(self, *, name: str, role: Role, agent_id: int | None, actor: str) -> str:
        """Make a token and return its secret, which cannot be read again. Raises `Invalid`, `BadReference`."""
        if (role is Role.AGENT) != (agent_id is not None):
            raise Invalid([("agent_id", msg("a token of the role agent names its agent, any other names none"))])
        if not name.strip():
            raise Invalid([("name", msg("say what or whom the token is for"))])
        secret = await self._store.tokens.create(name=name, role=role, agent_id=agent_id, now=self._clock())
        await self._note("token.create", f"token:{name}", actor, {"role": role.value, "agent_id": agent_id})
        return secret

    async def revoke_token(self, token_id: int, *, actor: str) -> None:
        """Revoke a token. Raises `UnknownToken`, also if it is already revoked."""
        if not await self._store.tokens.revoke(token_id, now=self._clock()):
            raise UnknownToken(id=token_id)
        await self._note("token.revoke", f"token:{token_id}", actor, {})

    async def tokens(self) -> list[Token]:
        """Every token, without its secret."""
        return await self._store.tokens.list()

    async def admin_token_file(self) -> Path | None:
        """At the first start, write an admin token to a file readable only by its owner and return the path.

        Returns None if an admin token already exists.
        """
        if any(token.role is Role.ADMIN and token.revoked_at is None for token in await self._store.tokens.list()):
            return None
        secret = await self.create_token(name="first admin", role=Role.ADMIN, agent_id=None, actor="pronto")
        path = self._settings.admin_token_file
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secret + "\n")
        return path

    async def _note(self, action: str, subject: str, actor: str, facts: dict[str, object]) -> None:
        await self._store.audit.add(actor=actor, action=action, subject=subject, facts=facts, now=self._clock())
