"""The second factor: codes from an app (TOTP, RFC 6238), and backup codes on paper.

The app's secret is encrypted with a key of the state folder, and backup codes are hashed with it: the database alone
lets nobody make a code.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken

from dialer.access.credentials import backup_code_digest, new_backup_codes
from dialer.access.errors import CodeRefused, NoSecondFactor
from dialer.access.key_files import sign_in_key
from dialer.access.model import Proofs, User
from dialer.access.store.users import Users

STEP_S: Final = 30
WINDOW: Final = 1  # steps by which a phone's clock may be off
ISSUER: Final = "Pronto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What an app needs to make codes. It is shown once, to the user alone."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)
    qr: str = field(repr=False)  # an SVG image of the URI


class SecondFactor:
    """Sets up second factors and checks codes. `users` of a method takes its write: that of the act."""

    def __init__(self, users: Users, state_dir: Path, clock: Callable[[], float]) -> None:
        self._users, self._state_dir, self._clock = users, state_dir, clock

    async def offer(self, user: User) -> Offer:
        """A new secret for the user's app. It counts once a code was given (`confirm`)."""
        secret = pyotp.random_base32()
        uri = pyotp.TOTP(secret).provisioning_uri(name=user.email or user.name, issuer_name=ISSUER)
        await self._users.update(user.id, {"totp_offered": self._cipher().encrypt(secret.encode()).decode()})
        return Offer(secret=secret, uri=uri, qr=segno.make(uri, error="m").svg_inline(scale=4, border=4))

    async def accept(self, users: Users, user: User, code: str) -> list[str]:
        """Take the offered secret into use, and return the new backup codes. Raises `NoSecondFactor`, `CodeRefused`."""
        proofs = await self._users.proofs(user.id)
        if proofs.totp_offered is None:
            raise NoSecondFactor
        step = self._step_of(proofs.totp_offered, code)
        if step is None:
            raise CodeRefused
        changes = {"totp_secret": proofs.totp_offered, "totp_offered": None, "totp_step": step}
        codes = new_backup_codes()
        await users.set_second_factor(user.id, changes, self._digests(user.id, codes))
        return codes

    async def renew_backup_codes(self, users: Users, user: User) -> list[str]:
        """New backup codes in the place of the old ones."""
        codes = new_backup_codes()
        await users.set_second_factor(user.id, {}, self._digests(user.id, codes))
        return codes

    async def remove(self, users: Users, user_id: int) -> None:
        """Sign in without a second factor from now on. Raises `UnknownUser`."""
        await users.set_second_factor(user_id, {"totp_secret": None, "totp_offered": None}, [])

    async def check(self, user: User, code: str) -> bool:
        """Whether this is the app's present code, or a backup code; either is taken once."""
        proofs: Proofs = await self._users.proofs(user.id)
        if proofs.totp_secret is None:
            return False
        step = self._step_of(proofs.totp_secret, code)
        if step is not None:
            return await self._users.use_step(user.id, step)
        digest = self._digest(user.id, code)
        return await self._users.use_backup_code(user.id, digest, now=self._clock())

    def _step_of(self, encrypted: str, code: str) -> int | None:
        """The time step that this is the code of; None if it is that of none near now."""
        try:
            secret = self._cipher().decrypt(encrypted.encode()).decode()
        except InvalidToken:  # of another state folder: no code is right until an administrator removes the factor
            return None
        totp, now = pyotp.TOTP(secret), int(self._clock()) // STEP_S
        said = code.strip().replace(" ", "")
        near = range(now - WINDOW, now + WINDOW + 1)
        return next((step for step in near if totp.verify(said, for_time=step * STEP_S, valid_window=0)), None)

    def _cipher(self) -> Fernet:
        return Fernet(sign_in_key(self._state_dir))

    def _digests(self, user_id: int, codes: Iterable[str]) -> list[str]:
        return [self._digest(user_id, code) for code in codes]

    def _digest(self, user_id: int, code: str) -> str:
        return backup_code_digest(sign_in_key(self._state_dir), user_id, code)
