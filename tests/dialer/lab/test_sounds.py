"""The scripts that make the sounds, run by the programs of the lab's root."""

import asyncio
import shutil
import subprocess
from pathlib import Path

import pytest

from dialer.core.shipped_files import asterisk_config
from dialer.lab.build import get_root
from dialer.lab.settings import default_cache
from dialer.lab.sounds import SCRIPTS


@pytest.mark.lab
@pytest.mark.parametrize("script", SCRIPTS)
async def test_the_sounds_are_made_without_a_warning(script: str, tmp_path: Path) -> None:
    root = await get_root(default_cache())
    shutil.copy(asterisk_config() / script, tmp_path / "script")
    inside = root.inside(tmp_path)
    command = root.command(tmp_path, ["sh", f"{inside}/script", f"{inside}/sounds"])
    made = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=True, timeout=120)
    assert made.stdout + made.stderr == ""
    assert [*(tmp_path / "sounds").rglob("*.alaw")]
