"""Finds or builds an Asterisk: the host's, or a small Debian root, built once and kept in the cache."""

import asyncio
import fcntl
import os
import re
import shlex
import shutil
import subprocess
import tarfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from dialer.i18n.message import Message, msg
from dialer.lab.errors import LabError
from dialer.lab.root import Kind, Root

Progress = Callable[[Message | str], None]
SUITE = "forky"
PACKAGES = ("ca-certificates", "asterisk", "espeak-ng", "sox", "postgresql", "valkey-server")
# Programs that a built root must have.
PROGRAMS = ("asterisk", "espeak-ng", "sox", "setpriv", "postgres", "valkey-server")
OLDEST = 18  # the oldest Asterisk that Pronto supports
LOCK_POLL_S = 0.5


def host_root() -> Root | None:
    """The host's Asterisk if it is on PATH and new enough, and sox and espeak-ng are there to make sounds."""
    program = shutil.which("asterisk")
    if program is None or not all(shutil.which(name) for name in ("sox", "espeak-ng")):
        return None
    done = subprocess.run([program, "-V"], capture_output=True, text=True, check=False)
    found = re.search(r"Asterisk (\d+)\.", done.stdout)
    return Root(kind=Kind.HOST, path=Path("/")) if found and int(found[1]) >= OLDEST else None


def cached_root(cache: Path) -> Root | None:
    """The root in the cache, if it is complete."""
    root = Root(kind=Kind.CHROOT if os.geteuid() == 0 else Kind.BWRAP, path=cache / f"root-{SUITE}")
    return root if not _missing(root) else None


async def get_root(cache: Path, *, own_asterisk: bool = True, progress: Progress = lambda _: None) -> Root:
    """The root to start Asterisk from; built in a minute or two if neither host nor cache has one.

    Concurrent processes build it only once. Raises LabError with the fix if it cannot be built.
    """
    root = (host_root() if own_asterisk else None) or cached_root(cache)
    if root is not None:
        return root
    _make_folder(cache)
    async with locked(cache / "build.lock", progress):
        root = cached_root(cache)
        if root is None:
            root = await _build(cache, progress)
    return root


@asynccontextmanager
async def locked(path: Path, progress: Progress = lambda _: None) -> AsyncIterator[None]:
    """Hold an exclusive lock file, waiting if necessary. The lock ends with the process, however that ends."""
    with path.open("w") as file:
        told = False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not told:
                    progress(msg("Another lab is preparing the same; waiting for it."))
                    told = True
                await asyncio.sleep(LOCK_POLL_S)
        yield


def apt_options() -> list[str]:
    """Options for apt inside mmdebstrap: no recommended packages, the host's setting on expired Release files, and
    those in $PRONTO_LAB_APT_OPTIONS (shell words, one option each)."""
    options = ['APT::Install-Recommends "false"']
    if shutil.which("apt-config"):
        said = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=False).stdout
        if 'Acquire::Check-Valid-Until "false";' in said:
            options.append('Acquire::Check-Valid-Until "false"')
    return options + shlex.split(os.environ.get("PRONTO_LAB_APT_OPTIONS", ""))


async def _build(cache: Path, progress: Progress) -> Root:
    as_root = os.geteuid() == 0
    needed = ["mmdebstrap", "unshare"] if as_root else ["mmdebstrap", "newuidmap", "bwrap"]
    if missing := [name for name in needed if shutil.which(name) is None]:
        cure = "mmdebstrap" if as_root else "mmdebstrap uidmap bubblewrap"
        raise LabError(
            msg(
                "There is no Asterisk on this machine, and no {programs} to fetch one with. Install the package "
                "asterisk, or `apt install {packages}`, and try again.",
                programs=" and no ".join(missing),
                packages=cure,
            )
        )
    work, target = cache / f"building-{os.getpid()}", cache / f"root-{SUITE}"
    _make_folder(work, instead_of="building-*")
    try:
        progress(msg("Fetching Asterisk from Debian, once: about 150 MB, 550 unpacked, a minute or two."))
        await _debootstrap(work, progress, as_root=as_root)
        built = Root(kind=Kind.CHROOT if as_root else Kind.BWRAP, path=work / "root")
        (built.path / "lab").mkdir(exist_ok=True)
        if lacks := _missing(built):
            raise LabError(
                msg(
                    "The fetched root lacks {those}; run it again, and report it if that stays so.",
                    those=", ".join(lacks),
                )
            )
        shutil.rmtree(target, ignore_errors=True)
        built.path.rename(target)
        return Root(kind=built.kind, path=target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


async def _debootstrap(work: Path, progress: Progress, *, as_root: bool) -> None:
    target = work / "root" if as_root else work / "root.tar"
    options = [f"--aptopt={option}" for option in apt_options()]
    mode = "--mode=root" if as_root else "--mode=unshare"
    command = ["mmdebstrap", mode, "--variant=minbase", *options, f"--include={','.join(PACKAGES)}", SUITE, str(target)]
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    assert process.stdout is not None
    said: list[str] = []
    async for raw in process.stdout:
        line = raw.decode(errors="replace").strip()
        said.append(line)
        if line.startswith("I: "):
            progress(line.removeprefix("I: "))
    if await process.wait():
        why = " / ".join(said[-4:])
        if any("Release file" in line and "expired" in line for line in said):
            setting = 'PRONTO_LAB_APT_OPTIONS=\'"Acquire::Check-Valid-Until \\"false\\""\'.'
            raise LabError(
                msg(
                    "mmdebstrap could not fetch Asterisk: {why}. The mirror's Release file has expired; if that is "
                    "known and wanted, set {setting}",
                    why=why,
                    setting=setting,
                )
            )
        raise LabError(msg("mmdebstrap could not fetch Asterisk: {why}.", why=why))
    if not as_root:
        progress(msg("Unpacking."))
        await asyncio.to_thread(_unpack, target, work / "root")


def _make_folder(folder: Path, *, instead_of: str | None = None) -> None:
    """Make a folder, and delete its siblings that match the pattern `instead_of`, left by an interrupted run."""
    for leftover in folder.parent.glob(instead_of) if instead_of else ():
        shutil.rmtree(leftover, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)


def _unpack(archive: Path, folder: Path) -> None:
    """Unpack a root as an ordinary user: this user owns all files, device nodes are left out."""
    with tarfile.open(archive) as tar:
        members = [member for member in tar if not (member.ischr() or member.isblk())]
        tar.extractall(folder, members=members, filter="tar")


def _missing(root: Root) -> list[str]:
    missing = [name for name in PROGRAMS if root.program(name) is None]
    return missing + [name for name in ("lab",) if not (root.path / name).is_dir()]
