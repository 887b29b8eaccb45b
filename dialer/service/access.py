"""Who may use Pronto: tokens. And whom it must not call: suppressions."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import phonenumbers

from dialer.errors import NotFound
from dialer.service.errors import Invalid
from dialer.settings import Settings
from dialer.store import Store
from dialer.store.suppressions import of_controller
from dialer.store.tokens import Token
from dialer.words import Role


class Access:
    """What may be asked about tokens and suppressions."""

    def __init__(self, store: Store, settings: Settings, clock: Callable[[], float]) -> None:
        self._store, self._settings, self._clock = store, settings, clock

    async def create_token(self, *, name: str, role: Role, agent_id: int | None, actor: str) -> str:
        """Make a token and return its secret, which cannot be read again. Raises `Invalid`, `BadReference`."""
        if (role is Role.AGENT) != (agent_id is not None):
            raise Invalid([("agent_id", "a token of the role agent names its agent, any other names none")])
        if not name.strip():
            raise Invalid([("name", "say what or whom the token is for")])
        secret = await self._store.tokens.create(name=name, role=role, agent_id=agent_id, now=self._clock())
        await self._note("token.create", f"token:{name}", actor, {"role": role.value, "agent_id": agent_id})
        return secret

    async def revoke_token(self, token_id: int, *, actor: str) -> None:
        """Let a token open nothing any more. Raises `NotFound`, also when it did not already."""
        if not await self._store.tokens.revoke(token_id, now=self._clock()):
            raise NotFound(id=token_id)
        await self._note("token.revoke", f"token:{token_id}", actor, {})

    async def tokens(self) -> list[Token]:
        """Every token, without its secret."""
        return await self._store.tokens.list()

    async def admin_token_file(self) -> Path | None:
        """At the very first start, write an admin token to a file of the owner's alone and return where it is.

        Returns None when an admin token exists already.
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

    async def suppress(self, controller_id: int, numbers: Sequence[str], *, reason: str, actor: str) -> int:
        """Suppress numbers at once; return how many are new. Raises `Invalid`, `BadReference`."""
        read = [(index, e164(number)) for index, number in enumerate(numbers)]
        wrong = [(f"numbers.{index}", "write it in E.164, as in +390212345678") for index, one in read if one is None]
        if wrong:
            raise Invalid(wrong)
        written = [number for _, number in read if number is not None]
        done = await self._store.suppressions.add(
            of_controller(controller_id), written, reason=reason, source="typed in", actor=actor, now=self._clock()
        )
        return done.added

    async def unsuppress(self, controller_id: int, number: str, *, actor: str) -> None:
        """Let a number be called again. Raises `NotFound`."""
        read = e164(number)
        if read is None or not await self._store.suppressions.remove(
            of_controller(controller_id), read, actor=actor, now=self._clock()
        ):
            raise NotFound(controller=controller_id)

    async def _note(self, action: str, subject: str, actor: str, facts: dict[str, object]) -> None:
        await self._store.audit.add(actor=actor, action=action, subject=subject, facts=facts, now=self._clock())


def e164(number: str) -> str | None:
    """Return an international number in E.164, or None when it is none that could exist."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
