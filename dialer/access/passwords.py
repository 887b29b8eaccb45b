"""Passwords: which are taken, and their hashes, made in a few threads off the event loop.

argon2id with 19 MiB, 2 passes and one lane, the least that OWASP recommends: signing in is bounded to two of them at a
time, so that a storm of log-ins takes neither the memory nor the processor from the calls.
"""

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from dialer.access.errors import SignInsBusy
from dialer.access.model import User
from dialer.core.request_errors import Invalid
from dialer.i18n.message import Message, msg

T = TypeVar("T")

MEMORY_KIB: Final = 19 * 1024
PASSES: Final = 2
THREADS: Final = 2
QUEUED_AT_MOST: Final = 20
RETRY_S: Final = 2  # two threads empty the whole queue in about this time
SHORTEST: Final = 12
LONGEST: Final = 200
JUDGED_CHARACTERS: Final = 40  # the time to judge a password grows fast with its length
LEAST_GUESSES: Final = 1e10  # of zxcvbn (Wheeler, USENIX Security 2016): its best score, "very unguessable"
_TELLING: Final = 4  # letters of a name that make a password guessable


class Passwords:
    """Hashes and checks passwords, two at a time."""

    def __init__(self) -> None:
        self._hasher = PasswordHash((Argon2Hasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1),))
        self._pool: ThreadPoolExecutor | None = None
        self._under_way = 0
        self._nobody = ""  # a hash that no password has

    async def hash(self, password: str) -> str:
        """The hash to keep. Raises `SignInsBusy`."""
        return await self._run(lambda: self._hasher.hash(_normal(password)))

    async def check(self, password: str, kept: str | None) -> tuple[bool, str | None]:
        """Whether the password has this hash, and a new hash if it was made with other parameters.

        Without a hash to compare with, a password is hashed all the same: the answer for an unknown user takes as
        long as for a known one. Raises `SignInsBusy`.
        """
        return await self._run(lambda: self._check(_normal(password), kept))

    def _check(self, password: str, kept: str | None) -> tuple[bool, str | None]:
        if not self._nobody:
            self._nobody = self._hasher.hash(secrets.token_urlsafe(32))
        try:
            good, renewed = self._hasher.verify_and_update(password, kept or self._nobody)
        except UnknownHashError:
            return False, None
        return good and kept is not None, renewed

    async def _run(self, work: Callable[[], T]) -> T:
        if self._under_way >= THREADS + QUEUED_AT_MOST:
            raise SignInsBusy(wait_s=RETRY_S)
        if self._pool is None:
            self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="passwords")
        self._under_way += 1
        running = asyncio.get_running_loop().run_in_executor(self._pool, work)
        running.add_done_callback(self._done)  # also when the client has gone: the thread works on until then
        return await asyncio.shield(running)

    def _done(self, _running: object) -> None:
        self._under_way -= 1

    async def close(self) -> None:
        """Let the threads end."""
        if self._pool is not None:
            await asyncio.to_thread(self._pool.shutdown)


def check_password(password: str, user: User, *, where: str = "password") -> None:
    """Raise `Invalid` for a password that is too short, too long, the user's own name, or easy to guess.

    Takes some milliseconds of processor time, and more at its first call.
    """
    if (wrong := _wrong(password, user)) is not None:
        raise Invalid([(where, wrong)])


def _wrong(password: str, user: User) -> Message | None:
    if len(password) < SHORTEST:
        return msg("take at least {least} characters: a few words that you remember will do", least=SHORTEST)
    if len(password) > LONGEST:
        return msg("take at most {most} characters", most=LONGEST)
    said = password.casefold()
    names = (user.name, *user.display_name.split(), (user.email or "").partition("@")[0], "pronto")
    for name in names:
        if len(name) >= _TELLING and len(said.replace(name.casefold(), "")) < SHORTEST - _TELLING:
            return msg("leave out your name: it is the first thing that is guessed")
    if len(set(said)) < _TELLING:
        return msg("take more than a few different characters")
    # Its lists of common and leaked passwords take a while to load, and only this needs them.
    from zxcvbn import zxcvbn

    if zxcvbn(password[:JUDGED_CHARACTERS], user_inputs=[one for one in names if one])["guesses"] < LEAST_GUESSES:
        return msg("many people use this password or one like it, and it is guessed early: take some unrelated words")
    return None


def _normal(password: str) -> str:
    """The same text however a keyboard composes its accents."""
    return unicodedata.normalize("NFC", password)
