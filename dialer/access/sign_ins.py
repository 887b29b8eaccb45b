"""Signing in: by password and second factor, by a one-time link, through an identity provider, or as a board."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from dialer.access.credentials import digest_of, new_secret
from dialer.access.errors import (
    CodeRefused,
    LinkRefused,
    NoProvider,
    NothingToConfirmWith,
    SignInNotBegun,
    SignInRefused,
    TooManyFailures,
)
from dialer.access.last_used import LastUsed
from dialer.access.log_ins import LogIns
from dialer.access.model import CONFIRMED_S, BoardToken, Caller, Grant, ProviderAnswer, Session, User, Way, limits_of
from dialer.access.passwords import Passwords
from dialer.access.provider_accounts import ProviderAccounts
from dialer.access.second_factor import SecondFactor
from dialer.access.store.sessions import BoardTokens, Sessions, ValidSession
from dialer.access.store.users import Users
from dialer.access.waits import Waits
from dialer.core.enums import Role
from dialer.core.visibility import EVERYTHING

if TYPE_CHECKING:  # it needs the extra `oidc`
    from dialer.access.identity_provider import IdentityProvider

CODE_WANTED_S: Final = 300.0  # how long a password that was given waits for its code
AGENT_STRING_LENGTH: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """Where a request comes from."""

    client: str  # the address, or the network it is counted by
    agent_string: str
    session_id: int | None = None  # of a session that the browser had before; it ends when another begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A new session, and the secret that goes into the browser's cookie."""

    session: Session
    secret: str = field(repr=False)
    caller: Caller


class SignIns:
    """Opens, confirms and ends sessions."""

    def __init__(
        self,
        sessions: Sessions,
        users: Users,
        board_tokens: BoardTokens,
        *,
        passwords: Passwords,
        second_factor: SecondFactor,
        waits: Waits,
        log_ins: LogIns,
        last_used: LastUsed,
        provider: "IdentityProvider | None",
        provider_accounts: ProviderAccounts,
        clock: Callable[[], float],
    ) -> None:
        self._sessions, self._users, self._board_tokens = sessions, users, board_tokens
        self._passwords, self._second_factor = passwords, second_factor
        self._provider, self._provider_accounts = provider, provider_accounts
        self._waits, self._log_ins, self._last_used, self._clock = waits, log_ins, last_used, clock

    async def find(self, secret: str) -> ValidSession | None:
        """The session of a cookie, or None if it has ended. One that waits for its code is found too."""
        found = await self._sessions.find(digest_of(secret), now=self._clock())
        if found is not None and found.session.stage == "signed_in":
            self._last_used.session(found.session.id, found.session.seen_at)
        return found

    async def by_password(self, login: str, password: str, browser: Browser) -> Opened:
        """Sign in by name or e-mail address and password; a user with a second factor gives a code next.

        Raises `SignInRefused`, `TooManyFailures`, `SignInsBusy`.
        """
        said = login.strip().lower()
        user = await self._users.by_login(said)
        account = said if user is None else user.name  # however it is named, and as its codes are counted
        await self._check_wait(account, browser)
        kept = None if user is None else (await self._users.proofs(user.id)).password_hash
        good, renewed = await self._passwords.check(password, kept)
        if not good or user is None or user.disabled_at is not None:
            raise await self._refuse(account, browser, SignInRefused())
        if renewed is not None:
            await self._users.update(user.id, {"password_hash": renewed})
        return await self._open(user, "password", browser)

    async def by_code(self, waiting: ValidSession, code: str, browser: Browser) -> Opened:
        """Complete a sign-in that waits for its code; the cookie is exchanged. Raises `CodeRefused`,
        `TooManyFailures`.
        """
        user = await self._user_of(waiting)
        await self._check_code(user, code, browser)
        return await self._open(user, waiting.session.way, browser, proven=True)

    async def by_link(self, token: str, browser: Browser) -> Opened:
        """Sign in by a one-time link, in the place of a password. Raises `LinkRefused`, `TooManyFailures`."""
        await self._check_wait("", browser)
        digest = digest_of(token)
        user = await self._users.of_link(digest, now=self._clock())
        try:
            if user is None:
                raise LinkRefused
            return await self._open(user, "link", browser, link=digest)
        except LinkRefused as error:
            raise await self._refuse("", browser, error) from None

    async def to_provider(self, return_url: str, *, again: bool) -> tuple[str, str]:
        """Where to send a browser that signs in through the identity provider, and what its cookie keeps meanwhile.

        Raises `NoProvider`, `ProviderAway`, `ProviderUnusable`.
        """
        if self._provider is None:
            raise NoProvider
        return await self._provider.depart(return_url, again=again)

    async def by_provider(self, sealed: str, answer: ProviderAnswer, browser: Browser) -> Opened:
        """Sign in whom the identity provider has sent back. A second factor is the provider's to ask for.

        Raises `NoProvider`, `ProviderAway`, `ProviderUnusable`, `TooManyFailures`, and what is a `SignInRefused`.
        """
        if self._provider is None:
            raise NoProvider
        await self._check_wait("", browser)
        try:
            departure = self._provider.departure_of(sealed, answer)
            if not await self._waits.is_first(digest_of(departure.state)):
                raise SignInNotBegun
            identity = await self._provider.identify(departure, answer.code or "")
            user = await self._provider_accounts.user_of(identity)
        except SignInRefused as error:
            raise await self._refuse("", browser, error) from None
        return await self._open(user, "provider", browser, proven=True, proven_at=identity.authenticated_at)

    async def by_board(self, token: str, browser: Browser) -> Opened:
        """Open the one board that a link is for. Raises `LinkRefused`, `TooManyFailures`."""
        await self._check_wait("", browser)
        now = self._clock()
        board = await self._board_tokens.find(digest_of(token), now=now)
        if board is None:
            raise await self._refuse("", browser, LinkRefused())
        secret = new_secret()
        session = await self._sessions.create(
            digest_of(secret),
            board_token_id=board.id,
            stage="signed_in",
            way="board",
            client=browser.client,
            agent_string=browser.agent_string[:AGENT_STRING_LENGTH],
            idle_s=None,
            ends_at=board.expires_at,
            confirmed_at=None,
            instead_of=browser.session_id,
            now=now,
        )
        caller = _board_caller(session, board)
        self._log_ins.signed_in(caller.actor, f"board_token:{board.id}", browser.client, "board")
        return Opened(session=session, secret=secret, caller=caller)

    async def confirm(self, caller: Caller, browser: Browser, *, password: str | None, code: str | None) -> float:
        """Prove again who one is, and return until when it counts.

        Raises `SignInRefused`, `CodeRefused`, `NothingToConfirmWith`, `TooManyFailures`, `SignInsBusy`.
        """
        user = await self._users.get(caller.id, sees=EVERYTHING)
        if not user.has_password and not user.totp:
            raise NothingToConfirmWith
        if code is not None:
            await self._check_code(user, code, browser)
        else:
            await self._check_wait(user.name, browser)
            kept = (await self._users.proofs(user.id)).password_hash
            good, _ = await self._passwords.check(password or "", kept)
            if not good:
                raise await self._refuse(user.name, browser, SignInRefused())
        now = self._clock()
        assert caller.session_id is not None
        await self._sessions.confirm(caller.session_id, now=now)
        return now + CONFIRMED_S

    async def end(self, session: Session) -> None:
        """Sign out."""
        await self._sessions.end(session.id)

    async def _open(
        self,
        user: User,
        way: Way,
        browser: Browser,
        *,
        proven: bool = False,
        proven_at: float | None = None,
        link: str | None = None,
    ) -> Opened:
        """A new session with a secret of its own; what the browser had before ends. `proven_at`: when the user last
        proved who they are, if not now. `link`: the digest of a link that it uses up. Raises `LinkRefused`.
        """
        secret, now, limits = new_secret(), self._clock(), limits_of(user.grants)
        waits_for_code = user.totp and not proven
        session = await self._sessions.create(
            digest_of(secret),
            user_id=user.id,
            stage="code_wanted" if waits_for_code else "signed_in",
            way=way,
            client=browser.client,
            agent_string=browser.agent_string[:AGENT_STRING_LENGTH],
            idle_s=None if waits_for_code else limits.idle_s,
            ends_at=now + CODE_WANTED_S if waits_for_code else _after(now, limits.absolute_s),
            confirmed_at=None if waits_for_code else now if proven_at is None else min(proven_at, now),
            instead_of=browser.session_id,
            link=link,
            now=now,
        )
        caller = caller_by_session(
            ValidSession(session=session, name=user.name, agent_id=user.agent_id, grants=user.grants)
        )
        if not waits_for_code:
            # Not before: an address known by a password alone would try codes without the account's limit.
            await self._waits.signed_in(user.name, browser.client)
            self._log_ins.signed_in(caller.actor, f"user:{user.id}", browser.client, way)
        return Opened(session=session, secret=secret, caller=caller)

    async def _user_of(self, waiting: ValidSession) -> User:
        assert waiting.session.user_id is not None
        return await self._users.get(waiting.session.user_id, sees=EVERYTHING)

    async def _check_code(self, user: User, code: str, browser: Browser) -> None:
        await self._check_wait(user.name, browser)
        if not await self._second_factor.check(user, code):
            raise await self._refuse(user.name, browser, CodeRefused())

    async def _check_wait(self, account: str, browser: Browser) -> None:
        if wait := await self._waits.sign_in_wait_s(account, browser.client):
            self._log_ins.refused(browser.client, "sign_in.refused")
            raise TooManyFailures(wait_s=int(wait) + 1)

    async def _refuse(self, account: str, browser: Browser, error: SignInRefused) -> SignInRefused:
        self._log_ins.refused(browser.client, "sign_in.refused")
        await self._waits.sign_in_failed(account, browser.client)
        return error


def caller_by_session(found: ValidSession) -> Caller:
    """Who makes the requests of this session."""
    session = found.session
    if session.user_id is None:
        return _board_caller(session, found)
    return Caller(
        kind="user",
        id=session.user_id,
        name=found.name,
        grants=found.grants,
        agent_id=found.agent_id,
        session_id=session.id,
        confirmed_until=0.0 if session.confirmed_at is None else session.confirmed_at + CONFIRMED_S,
    )


def _board_caller(session: Session, link: BoardToken | ValidSession) -> Caller:
    """A screen that came by a link to one board: it reads that board and nothing else."""
    assert session.board_token_id is not None
    return Caller(
        kind="board",
        id=session.board_token_id,
        name=link.name,
        grants=(Grant(role=Role.WALLBOARD, company_id=link.company_id, team_id=link.team_id),),
        session_id=session.id,
        scopes=frozenset({"board.read"}),
        board=link.board,
    )


def _after(now: float, seconds: float | None) -> float | None:
    return None if seconds is None else now + seconds
