"""Whose account it is that an identity provider has signed in: by its subject, the first time by its e-mail address."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, count
from typing import Final

from dialer.access.errors import EmailNotVerified, NoAccount
from dialer.access.model import Grant, Identity, User
from dialer.access.store.users import Users
from dialer.audit.store import Act, Audit
from dialer.core.enums import Role
from dialer.core.errors import NameTaken
from dialer.core.settings import Settings

log = logging.getLogger(__name__)

NAME_LENGTH: Final = 50
DISPLAY_NAME_LENGTH: Final = 200
_NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9_.-]+")
_NOT_ON_A_LINE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")


class ProviderAccounts:
    """Finds accounts, and makes those of newcomers whose groups have a role."""

    def __init__(self, users: Users, audit: Audit, settings: Settings, clock: Callable[[], float]) -> None:
        self._users, self._audit, self._clock = users, audit, clock
        pairs = (pair.rpartition("=") for pair in settings.oidc_roles)
        self._roles = [(group, Role(role)) for group, _, role in pairs]

    async def user_of(self, identity: Identity) -> User:
        """The person's account.

        The first time it is that with the person's e-mail address, which the provider must have verified; from then on
        only that of the subject, whatever address the person has. Raises `NoAccount`, `EmailNotVerified`.
        """
        user = await self._users.by_subject(identity.key)
        if user is None:
            user = await self._tied(identity)
        if user.disabled_at is not None:
            raise NoAccount
        return user

    async def _tied(self, identity: Identity) -> User:
        if not identity.email or not identity.is_email_verified:
            raise EmailNotVerified
        user = await self._users.by_email(identity.email)
        if user is None:
            return await self._newcomer(identity)
        if user.disabled_at is not None:
            raise NoAccount
        tied_to = (await self._users.proofs(user.id)).subject
        if tied_to is not None and tied_to.startswith(f"{identity.issuer} "):
            log.warning("an e-mail address belongs to somebody else at the provider", extra={"user": user.id})
            raise NoAccount
        act = self._act("user.provider_tie", user.name, {"issuer": identity.issuer})
        return await Users(act).update(user.id, {"subject": identity.key})

    async def _newcomer(self, identity: Identity) -> User:
        """A new account with the roles of the person's groups, for all companies and teams."""
        roles = sorted({role for group, role in self._roles if group in identity.groups})
        if not roles:
            raise NoAccount
        for name in _names(identity.email):
            act = self._act("user.create", name, {"name": name, "roles": roles, "issuer": identity.issuer})
            try:
                return await Users(act).create(
                    name=name,
                    display_name=_NOT_ON_A_LINE.sub(" ", identity.name)[:DISPLAY_NAME_LENGTH].strip(),
                    email=identity.email,
                    subject=identity.key,
                    grants=[Grant(role=role) for role in roles],
                    now=self._clock(),
                )
            except NameTaken:
                if await self._users.by_login(name) is None:  # the address is taken: two came at once
                    raise NoAccount from None
                continue
        raise AssertionError("names do not end")

    def _act(self, action: str, name: str, facts: Mapping[str, object]) -> Act:
        now = self._clock()
        return self._audit.act(
            actor=f"user:{name}", action=action, subject=lambda user: f"user:{user.id}", facts=facts, now=now
        )


def _names(email: str) -> Iterator[str]:
    """Names for a newcomer, until one is free: what stands before the @, then with a number."""
    name = _NOT_IN_NAMES.sub(".", email.partition("@")[0]).strip("._-")[:NAME_LENGTH] or "user"
    return chain([name], (f"{name}-{number}" for number in count(2)))
