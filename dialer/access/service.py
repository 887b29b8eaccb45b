"""Users, teams, keys and the links of boards: who may use Pronto, and for what."""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from types import EllipsisType
from typing import Any, Final

from dialer.access.credentials import digest_of, new_key, new_secret
from dialer.access.errors import GrantsTooMuch, NoSecondFactor
from dialer.access.model import AccountChange, Board, BoardToken, Caller, Grant, Key, Team, User
from dialer.access.passwords import Passwords, check_password
from dialer.access.roles import Permission
from dialer.access.second_factor import SecondFactor
from dialer.access.store.boards import Boards
from dialer.access.store.grants import Grants
from dialer.access.store.keys import Keys
from dialer.access.store.sessions import BoardTokens, Sessions
from dialer.access.store.teams import Teams
from dialer.access.store.users import Users
from dialer.audit.store import NO_FACTS, Act
from dialer.core.enums import Role
from dialer.core.errors import BadReference, UnknownAgent
from dialer.core.request_errors import Invalid
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import msg
from dialer.storage.database import Database
from dialer.stores.access import AccessStore

LINK_LIFE_S: Final = DAY_S
LONGEST_KEY_LIFE_S: Final = 366 * DAY_S


class Access:
    """Requests about who may use Pronto. `caller` is who asks; nobody gives rights that they do not have.

    `tell_user` has a user told of a change to how they sign in.
    """

    def __init__(
        self,
        store: AccessStore,
        teams: Callable[[Database], Teams],
        passwords: Passwords,
        second_factor: SecondFactor,
        tell_user: Callable[[User, AccountChange], Awaitable[None]],
        clock: Callable[[], float],
    ) -> None:
        self._store, self._teams, self._passwords, self._second_factor = store, teams, passwords, second_factor
        self._tell_user, self._clock = tell_user, clock

    async def create_user(
        self,
        caller: Caller,
        *,
        name: str,
        display_name: str = "",
        email: str | None = None,
        language: str = "",
        agent_id: int | None = None,
        grants: Sequence[Grant] = (),
    ) -> User:
        """Make a user, who signs in by a link first. Raises `Invalid`, `NameTaken`, `BadReference`,
        `GrantsTooMuch`.
        """
        self._check_given(caller, "user.write", grants)
        if not grants and caller.sees("user.write") != EVERYTHING:
            raise Invalid([("grants", msg("without a role you could not find the user again: give one that you may"))])
        await self._check_agent_seen(caller, agent_id)
        name = name.lower()
        facts = {"name": name, "agent_id": agent_id, "roles": [_facts_of(one) for one in grants]}
        act = self._act(caller, "user.create", lambda user: f"user:{user.id}", facts)
        return await Users(act).create(
            name=name,
            display_name=display_name,
            email=_email(email),
            language=language,
            agent_id=agent_id,
            grants=grants,
            now=self._clock(),
        )

    async def update_user(
        self, caller: Caller, user_id: int, changes: Mapping[str, Any], *, expected: int | None = None
    ) -> User:
        """Change name, e-mail, language or agent. With another e-mail address the identity provider's person is
        recognised anew. Raises `UnknownUser`, `NameTaken`, `BadReference`, `Changed`, `GrantsTooMuch`.
        """
        before = await self._reachable(caller, user_id)
        written = dict(changes)
        await self._check_agent_seen(caller, written.get("agent_id"))
        if "email" in written:
            written["email"] = _email(written["email"])
            if written["email"] != before.email:
                written["subject"] = None
        if "name" in written:
            written["name"] = written["name"].lower()
        act = self._act(caller, "user.update", f"user:{user_id}", {"changed": sorted(changes)})
        return await Users(act).update(user_id, written, expected=expected)

    async def disable_user(self, caller: Caller, user_id: int) -> User:
        """Keep a user out: sessions, links and keys open nothing more. Raises `UnknownUser`, `LastAdministrator`,
        `GrantsTooMuch`.
        """
        await self._reachable(caller, user_id)
        return await Users(self._act(caller, "user.disable", f"user:{user_id}")).disable(user_id, now=self._clock())

    async def enable_user(self, caller: Caller, user_id: int) -> User:
        """Let a disabled user in again. Raises `UnknownUser`, `GrantsTooMuch`."""
        await self._reachable(caller, user_id)
        return await Users(self._act(caller, "user.enable", f"user:{user_id}")).update(user_id, {"disabled_at": None})

    async def link(self, caller: Caller, user_id: int) -> tuple[str, float]:
        """A secret that signs the user in once, and when it ends; links made before open nothing more.

        Raises `UnknownUser`, `GrantsTooMuch`.
        """
        user = await self._reachable(caller, user_id)
        if user.disabled_at is not None:
            raise Invalid([("", msg("the user is disabled: enable the user first"))])
        secret, now = new_secret(), self._clock()
        expires_at = now + LINK_LIFE_S
        act = self._act(caller, "user.link", f"user:{user_id}")
        await Users(act).add_link(user_id, digest_of(secret), expires_at=expires_at, created_by=caller.actor, now=now)
        await self._tell_user(user, AccountChange.LINK)
        return secret, expires_at

    async def sign_out_user(self, caller: Caller, user_id: int) -> int:
        """End all sessions of a user, and return how many. Raises `UnknownUser`, `GrantsTooMuch`."""
        await self._reachable(caller, user_id)
        act = self._act(caller, "user.sign_out", f"user:{user_id}", lambda ended: {"sessions": ended})
        return await Sessions(act).end_all(user_id)

    async def remove_second_factor(self, caller: Caller, user_id: int) -> None:
        """Let a user who has lost the second factor sign in without one. Raises `UnknownUser`, `GrantsTooMuch`."""
        is_own = caller.kind == "user" and caller.id == user_id
        user = await (self.account(caller) if is_own else self._reachable(caller, user_id))
        act = self._act(caller, "user.second_factor_remove", f"user:{user_id}")
        await self._second_factor.remove(Users(act), user_id)
        if user.totp:
            await self._tell_user(user, AccountChange.SECOND_FACTOR_REMOVED)

    async def accept_second_factor(self, caller: Caller, code: str) -> list[str]:
        """Take the offered second factor into use, and return backup codes. Raises `NoSecondFactor`, `CodeRefused`."""
        user = await self.account(caller)
        act = self._act(caller, "user.second_factor_add", f"user:{caller.id}")
        codes = await self._second_factor.accept(Users(act), user, code)
        await self._tell_user(user, AccountChange.SECOND_FACTOR_ADDED)
        return codes

    async def renew_backup_codes(self, caller: Caller) -> list[str]:
        """New backup codes in the place of the old ones. Raises `NoSecondFactor`."""
        user = await self.account(caller)
        if not user.totp:
            raise NoSecondFactor
        act = self._act(caller, "user.backup_codes", f"user:{user.id}")
        codes = await self._second_factor.renew_backup_codes(Users(act), user)
        await self._tell_user(user, AccountChange.BACKUP_CODES)
        return codes

    async def account(self, caller: Caller) -> User:
        """The caller's own account, which each user reads and changes. Raises `UnknownUser`."""
        return await self._store.users.get(caller.id, sees=EVERYTHING)

    async def set_password(self, caller: Caller, password: str) -> None:
        """Give the caller a new password; other sessions and unused links end. Raises `Invalid`, `SignInsBusy`."""
        user = await self.account(caller)
        await asyncio.to_thread(check_password, password, user)
        hashed = await self._passwords.hash(password)
        act = self._act(caller, "user.password", f"user:{user.id}", lambda ended: {"sessions_ended": ended})
        await Users(act).set_password(user.id, hashed, but_session=caller.session_id)
        await self._tell_user(user, AccountChange.PASSWORD)

    async def give_role(self, caller: Caller, user_id: int, grant: Grant) -> Grant:
        """Give a user a role. Raises `UnknownUser`, `BadReference`, `GrantsTooMuch`."""
        self._check_given(caller, "user.write", [grant])
        await self._reachable(caller, user_id)
        return await Grants(self._act(caller, "role.give", f"user:{user_id}", _facts_of)).add(user_id, grant)

    async def take_role(self, caller: Caller, user_id: int, grant_id: int) -> None:
        """Take a role away from a user. Raises `UnknownUser`, `NotFound`, `LastAdministrator`, `GrantsTooMuch`."""
        await self._reachable(caller, user_id)
        await Grants(self._act(caller, "role.take", f"user:{user_id}", _facts_of)).remove(user_id, grant_id)

    async def create_team(self, caller: Caller, name: str) -> Team:
        """Make a team. Raises `NameTaken`."""
        act = self._act(caller, "team.create", lambda team: f"team:{team.id}", {"name": name})
        return await self._teams(act).create(name, now=self._clock())

    async def rename_team(
        self, caller: Caller, team_id: int, name: str, *, expected: Team | EllipsisType = ...
    ) -> Team:
        """Give a team another name. Raises `NotFound`, `NameTaken`, `Changed`."""
        act = self._act(caller, "team.rename", f"team:{team_id}", {"name": name})
        return await self._teams(act).rename(team_id, name, expected=expected)

    async def delete_team(self, caller: Caller, team_id: int, *, expected: Team | EllipsisType = ...) -> None:
        """Delete a team that nobody belongs to. Raises `NotFound`, `InUse`, `Changed`."""
        await self._teams(self._act(caller, "team.delete", f"team:{team_id}")).delete(team_id, expected=expected)

    async def create_key(
        self,
        caller: Caller,
        *,
        name: str,
        grants: Sequence[Grant],
        expires_at: float,
        scopes: Collection[Permission] | None = None,
        agent_id: int | None = None,
        networks: Collection[str] = (),
    ) -> tuple[Key, str]:
        """Make a key and return it with its secret, which cannot be read again. A user's key ends with the user.

        Raises `Invalid`, `BadReference`, `GrantsTooMuch`.
        """
        now = self._clock()
        _check_agent(grants, agent_id)
        if not now < expires_at <= now + LONGEST_KEY_LIFE_S:
            raise Invalid([("expires_at", msg("a key ends within a year: name an instant until then"))])
        held = {permission for one in grants for permission in one.permissions}
        if scopes is not None and (strange := sorted(set(scopes) - held)):
            raise Invalid([("scopes", msg("not among the permissions of its roles: {scopes}", scopes=strange))])
        self._check_given(caller, "key.write", grants)
        await self._check_agent_seen(caller, agent_id)
        secret = new_key()
        facts = {"name": name, "agent_id": agent_id, "roles": [_facts_of(one) for one in grants]}
        key = await Keys(self._act(caller, "key.create", lambda key: f"key:{key.id}", facts)).create(
            name=name,
            digest=digest_of(secret),
            grants=grants,
            owner_id=caller.id if caller.kind == "user" else caller.owner_id,
            agent_id=agent_id,
            scopes=scopes,
            networks=_networks(networks),
            expires_at=expires_at,
            now=now,
        )
        return key, secret

    async def update_key(
        self, caller: Caller, key_id: int, changes: Mapping[str, Any], *, expected: int | None = None
    ) -> Key:
        """Change a key's name, networks or end. Raises `UnknownKey`, `Invalid`, `Changed`, `GrantsTooMuch`."""
        there = await self._store.keys.get(key_id, sees=caller.sees("key.write"))
        self._check_given(caller, "key.write", there.grants)
        written, now = dict(changes), self._clock()
        if "networks" in written:
            written["networks"] = _networks(written["networks"])
        if "expires_at" in written and not now < written["expires_at"] <= now + LONGEST_KEY_LIFE_S:
            raise Invalid([("expires_at", msg("a key ends within a year: name an instant until then"))])
        act = self._act(caller, "key.update", f"key:{key_id}", {"changed": sorted(written)})
        return await Keys(act).update(key_id, written, expected=expected)

    async def revoke_key(self, caller: Caller, key_id: int, *, expected: int | None = None) -> None:
        """Let a key open nothing any more.

        Raises `UnknownKey`, also if it was revoked before, `Changed`, `GrantsTooMuch`.
        """
        there = await self._store.keys.get(key_id, sees=caller.sees("key.write"))
        self._check_given(caller, "key.write", there.grants)
        act = self._act(caller, "key.revoke", f"key:{key_id}", lambda key: {"name": key.name})
        await Keys(act).revoke(key_id, now=self._clock(), expected=expected)

    async def arrange_board(
        self, caller: Caller, name: str, settings: Mapping[str, Any], *, expected: Board | EllipsisType | None = ...
    ) -> Board:
        """Write what a wallboard shows and how; one of this name is made if there is none. Raises `Changed`."""
        now = self._clock()
        act = self._act(caller, "board.arrange", f"board:{name}", {"settings": settings})
        return await Boards(act).arrange(name, settings, actor=caller.actor, now=now, expected=expected)

    async def delete_board(self, caller: Caller, name: str, *, expected: Board | EllipsisType = ...) -> None:
        """Delete a wallboard; links to it stay, and show it as a new one is. Raises `NotFound`, `Changed`."""
        await Boards(self._act(caller, "board.delete", f"board:{name}")).delete(name, expected=expected)

    async def share_board(
        self,
        caller: Caller,
        *,
        name: str,
        board: str,
        company_id: int | None = None,
        team_id: int | None = None,
        expires_at: float | None = None,
    ) -> tuple[BoardToken, str]:
        """Make a link to one board and return it with its secret. Raises `Invalid`, `BadReference`,
        `GrantsTooMuch`.
        """
        now = self._clock()
        if expires_at is not None and expires_at <= now:
            raise Invalid([("expires_at", msg("name an instant to come, or leave it out"))])
        shown = Grant(role=Role.WALLBOARD, company_id=company_id, team_id=team_id)
        self._check_given(caller, "board.share", [shown])
        secret = new_secret()
        facts = {"name": name, "board": board}
        token = await BoardTokens(self._act(caller, "board.share", lambda one: f"board_token:{one.id}", facts)).create(
            name=name,
            digest=digest_of(secret),
            board=board,
            company_id=company_id,
            team_id=team_id,
            expires_at=expires_at,
            created_by=caller.actor,
            now=now,
        )
        return token, secret

    async def revoke_board(self, caller: Caller, token_id: int, *, expected: BoardToken | EllipsisType = ...) -> None:
        """Take a board off the screens that came by this link. Raises `NotFound`, `Changed`."""
        await self._store.board_tokens.get(token_id, sees=caller.sees("board.share"))
        act = self._act(caller, "board.revoke", f"board_token:{token_id}", lambda token: {"name": token.name})
        await BoardTokens(act).revoke(token_id, now=self._clock(), expected=expected)

    async def _reachable(self, caller: Caller, user_id: int) -> User:
        """The user, if the caller may do all that the user may: a link would let the caller in in their place."""
        user = await self._store.users.get(user_id, sees=caller.sees("user.write"))
        self._check_given(caller, "user.write", user.grants)
        return user

    def _check_given(self, caller: Caller, permission: Permission, grants: Sequence[Grant]) -> None:
        """Check that the caller may do all that the grants allow, and give them where they reach."""
        sees = caller.sees(permission)
        if not caller.covers(grants) or not all(sees.covers(one.company_id, one.team_id) for one in grants):
            raise GrantsTooMuch

    async def _check_agent_seen(self, caller: Caller, agent_id: int | None) -> None:
        """Check that the caller sees the agent whom a user or key is to act for. Raises `BadReference`."""
        if agent_id is None:
            return
        try:
            await self._store.agents.get(agent_id, sees=caller.sees("agent.read"))
        except UnknownAgent:
            raise BadReference(agent=agent_id) from None

    def _act(
        self,
        caller: Caller,
        action: str,
        subject: str | Callable[[Any], str],
        facts: Mapping[str, object] | Callable[[Any], Mapping[str, object]] = NO_FACTS,
    ) -> Act:
        now = self._clock()
        return self._store.audit.act(actor=caller.actor, action=action, subject=subject, facts=facts, now=now)


def _check_agent(grants: Sequence[Grant], agent_id: int | None) -> None:
    if any(one.role is Role.AGENT for one in grants) != (agent_id is not None):
        raise Invalid([("agent_id", msg("a key with the role agent names its agent, any other names none"))])


def _email(email: str | None) -> str | None:
    return email.strip().lower() if email else None


def _networks(networks: Collection[str]) -> list[str]:
    """Check addresses and networks, and write each as one network. Raises `Invalid`."""
    try:
        return [str(ipaddress.ip_network(one.strip())) for one in networks]
    except ValueError:
        raise Invalid([("networks", msg("write addresses and networks, as in 192.0.2.7 or 10.0.0.0/8"))]) from None


def _facts_of(grant: Grant) -> dict[str, object]:
    return {"role": grant.role.value, "company_id": grant.company_id, "team_id": grant.team_id}
