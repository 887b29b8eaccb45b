"""What a Pronto needs before anybody can sign in: its machine's key, and a first administrator.

There is no default password: whoever can read the state folder signs in by a link, once.
"""

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Final

from dialer.access.credentials import digest_of, new_key, new_secret
from dialer.access.model import Grant
from dialer.access.store.keys import Keys
from dialer.access.store.users import Users
from dialer.core.enums import Role
from dialer.core.settings import Settings
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING
from dialer.stores.access import AccessStore

FIRST_USER: Final = "admin"
LINK_LIFE_S: Final = DAY_S  # of the first administrator; it is renewed at each start until somebody signs in
KEY_LIFE_S: Final = 365 * DAY_S
RENEWED_S: Final = 60 * DAY_S  # a machine's key that ends sooner is replaced at the start
ACTOR: Final = "pronto"


async def prepare_access(store: AccessStore, settings: Settings, clock: Callable[[], float]) -> Path | None:
    """Make what is missing. Returns the file with the first administrator's link, or None if somebody can sign in."""
    now = clock()
    await _keep_machine_key(store, settings.machine_key_file, now)
    users = await store.users.list(sees=EVERYTHING)
    admins = [one for one in users if one.disabled_at is None and Grant(role=Role.ADMIN) in one.grants]
    if any(one.has_password or (one.has_provider and settings.oidc_issuer) for one in admins):
        settings.first_link_file.unlink(missing_ok=True)
        return None
    if admins:
        user = admins[0]
    else:
        facts = {"name": FIRST_USER, "role": Role.ADMIN.value}
        act = store.audit.act(
            actor=ACTOR, action="user.create", subject=lambda made: f"user:{made.id}", facts=facts, now=now
        )
        user = await Users(act).create(name=FIRST_USER, grants=[Grant(role=Role.ADMIN)], now=now)
    secret = new_secret()
    act = store.audit.act(actor=ACTOR, action="user.link", subject=f"user:{user.id}", now=now)
    await Users(act).add_link(user.id, digest_of(secret), expires_at=now + LINK_LIFE_S, created_by=ACTOR, now=now)
    _write_secret(settings.first_link_file, secret)
    return settings.first_link_file


async def _keep_machine_key(store: AccessStore, path: Path, now: float) -> None:
    """See that the state folder holds a key for the commands on this machine, with months to live."""
    if kept := _read_secret(path):
        found = await store.keys.find(digest_of(kept), now=now)
        if found is not None and found.key.expires_at > now + RENEWED_S:
            return
    name = f"commands on {socket.gethostname()}"
    await store.keys.revoke_named(name, now=now)
    secret = new_key()
    facts = {"name": name, "role": Role.ADMIN.value}
    act = store.audit.act(actor=ACTOR, action="key.create", subject=lambda key: f"key:{key.id}", facts=facts, now=now)
    await Keys(act).create(
        name=name, digest=digest_of(secret), grants=[Grant(role=Role.ADMIN)], expires_at=now + KEY_LIFE_S, now=now
    )
    _write_secret(path, secret)


def _read_secret(path: Path) -> str:
    return path.read_text().strip() if path.is_file() and not path.is_symlink() else ""


def _write_secret(path: Path, secret: str) -> None:
    """Write a file that only its owner can read. A link that lies in its place is not followed."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret + "\n")
