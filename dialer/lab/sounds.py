"""The sounds of a lab: made once per version of their scripts, kept in the cache, copied into each lab."""

import asyncio
import hashlib
import shutil
from pathlib import Path

from dialer.core.shipped_files import asterisk_config
from dialer.i18n.message import msg
from dialer.lab.build import Progress, locked
from dialer.lab.errors import LabError
from dialer.lab.root import Root

# Script → the folder inside `sounds` that it fills.
SCRIPTS = {"make-sounds": "pronto", "lab-carrier/make-sounds": ""}


async def put_sounds(lab: Path, root: Root, cache: Path, progress: Progress) -> None:
    """Fill `lab`/sounds. Raises LabError with the script's output if the sounds cannot be made."""
    made = cache / f"sounds-{_version()}"
    await asyncio.to_thread(cache.mkdir, parents=True, exist_ok=True)
    async with locked(cache / "sounds.lock", progress):
        if not made.is_dir():
            progress(msg("Making the sounds: comfort noise, people, machines."))
            await _make(cache, root, made)
    shutil.rmtree(lab / "sounds", ignore_errors=True)
    shutil.copytree(made, lab / "sounds")


async def _make(cache: Path, root: Root, made: Path) -> None:
    work = cache / "making-sounds"
    shutil.rmtree(work, ignore_errors=True)
    (work / "sounds").mkdir(parents=True)
    for script, folder in SCRIPTS.items():
        (work / "script").write_text((asterisk_config() / script).read_text(encoding="utf-8"), encoding="utf-8")
        inside = root.inside(work)
        command = root.command(work, ["sh", f"{inside}/script", f"{inside}/sounds/{folder}"])
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        said, _ = await process.communicate()
        if process.returncode:
            raise LabError(
                msg("{program} failed: {words}", program=script, words=said.decode(errors="replace").strip()[-300:])
            )
    (work / "sounds").rename(made)
    shutil.rmtree(work)


def _version() -> str:
    digest = hashlib.sha256()
    for script in SCRIPTS:
        digest.update((asterisk_config() / script).read_bytes())
    return digest.hexdigest()[:12]
