"""The file system that Asterisk comes from: the host's, or a small root entered by chroot or bwrap."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """How programs in the root are started."""

    HOST = "host"  # directly
    CHROOT = "chroot"  # by root, in a mount namespace
    BWRAP = "bwrap"  # by any user, through bubblewrap


INSIDE = "/lab"  # where a host folder is mounted inside our root
# Every step replaces the previous one (exec), so the started pid is finally the program's own.
ENTER = (
    'mount --bind "$1" "$2/lab" && mount -t proc proc "$2/proc" && mount --rbind /dev "$2/dev" '
    '&& mount -t tmpfs tmpfs "$2/tmp" && root=$2 && shift 2 && exec chroot "$root" "$@"'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """A root and how it is entered. `path` is its folder on the host, `/` for the host itself."""

    kind: Kind
    path: Path

    def inside(self, folder: Path) -> str:
        """The path of `folder` inside a program started by `command(folder, …)`."""
        return str(folder) if self.kind is Kind.HOST else INSIDE

    def command(self, folder: Path, argv: Sequence[str], *, user: str | None = None) -> list[str]:
        """The host command that runs `argv` in the root as the root's `user`, with `folder` visible.

        `user` has an effect only if we are root; otherwise the program runs as the current user.
        """
        match self.kind:
            case Kind.HOST:
                return [*_as_user(user), *argv]
            case Kind.CHROOT:
                enter = ["unshare", "--mount", "--propagation", "private", "sh", "-c", ENTER, "sh"]
                return [*enter, str(folder), str(self.path), *_as_user(user), *argv]
            case Kind.BWRAP:
                mounts = ["--ro-bind", str(self.path), "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"]  # noqa: S108 - the root's own
                return ["bwrap", *mounts, "--bind", str(folder), INSIDE, *self._bwrap_user(user), *argv]

    def program(self, name: str) -> str | None:
        """The path of a program inside the root; None if the root does not have it."""
        places = ["usr/bin", "usr/sbin", "usr/local/bin", "usr/local/sbin"]
        places += [str(folder.relative_to(self.path)) for folder in self.path.glob("usr/lib/postgresql/*/bin")]
        # lexists, not exists: a link such as /etc/alternatives/… points inside the root and dangles on the host.
        return next((f"/{place}/{name}" for place in places if os.path.lexists(self.path / place / name)), None)

    def user_id(self, user: str) -> int | None:
        """The uid of a user in the root's passwd file; None if unknown."""
        try:
            lines = (self.path / "etc/passwd").read_text().splitlines()
        except OSError:
            return None
        return next((int(line.split(":")[2]) for line in lines if line.startswith(f"{user}:")), None)

    def service_name(self, user: str) -> str | None:
        """`user` if programs in the root should run as that user: if we are root, and inside bwrap."""
        return user if self.kind is Kind.BWRAP or os.geteuid() == 0 else None

    def service_user(self, user: str) -> int | None:
        """The uid that such a program's files must have on the host; None if they may stay ours."""
        return self.user_id(user) if os.geteuid() == 0 else None

    def _bwrap_user(self, user: str | None) -> list[str]:
        uid = self.user_id(user) if user else None
        return [] if uid is None else ["--unshare-user", "--uid", str(uid)]


def _as_user(user: str | None) -> list[str]:
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
