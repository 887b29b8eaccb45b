"""One lab for all tests of a process: each takes it with the plans that it wants, and hands it on as it was.

To bring a lab up takes three seconds, to give its carrier other plans a tenth of one. Tests that break an Asterisk, or
need a lab of their own in another way, take `tests.support.lab.running_lab`.
"""

import asyncio
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest

from dialer.lab import REALISTIC, Lab, LabError, LabSettings, Plan, Scenario
from dialer.lab.instance import Instance
from dialer.lab.lab import NOTE
from dialer.lab.processes import POLL_S
from dialer.lab.render import plan_table
from dialer.lab.scenario import plans as drawn
from tests.support.lab import LabOfMany, hang_up_all
from tests.support.patience import PATIENCE_S

T = TypeVar("T")
MOST_AGENTS: Final = 50
MOST_LINES: Final = 400
PLANS_FILE: Final = "extensions-plans.conf"
# Both are empty or "no" unless a test has set them; a reload sets what the file says.
GLOBALS: Final = "[globals]\nKEEP_RINGING = no\nANSWERING =\n"


@dataclass(frozen=True, slots=True)
class _State:
    """What tests change on an Asterisk, as far as it outlives them."""

    files: Mapping[str, bytes]
    shown: str


class SharedLab:
    """A lab that is up from the first test that takes it to the end of the run."""

    def __init__(self) -> None:
        self._lab: Lab | None = None
        self._folder: Path | None = None
        self._first: dict[str, _State] = {}
        self._is_taken = False

    @asynccontextmanager
    async def taken(
        self,
        *,
        agents: int = 3,
        plans: tuple[Plan, ...] | None = None,
        scenario: Scenario = REALISTIC,
        voice: bool = True,
    ) -> AsyncIterator[Lab]:
        """The lab with these plans, or those of the scenario, and with an empty record."""
        lab = await self._prepare(agents, plans or drawn(scenario), voice=voice)
        try:
            yield lab
        finally:
            await self._tidy(lab)

    @contextmanager
    def taken_by_many(self, *, agents: int = 2, plans: tuple[Plan, ...]) -> Iterator[LabOfMany]:
        """The same for the tests of a module, each in an event loop of its own or in none."""
        lab = _in_a_thread(self._prepare(agents, plans, voice=True))
        try:
            yield LabOfMany(lab)
        finally:
            _in_a_thread(self._tidy(lab))

    def close(self) -> None:
        """Take it down, if it is up."""
        if self._lab is not None:
            _in_a_thread(self._lab.down())
            self._lab = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    async def _prepare(self, agents: int, plans: tuple[Plan, ...], *, voice: bool) -> Lab:
        assert not self._is_taken, "the shared lab is taken by another test"
        assert agents <= MOST_AGENTS, f"the shared lab has {MOST_AGENTS} agents' phones"
        if self._lab is None:
            await self._up()
        assert self._lab is not None
        if not self._lab.status().up:  # an Asterisk died with the test before
            await self._restore(self._lab.dialer, self._lab.carrier)
        folder, table = self._lab.folder, plan_table(plans, voice=voice).removeprefix("[globals]\n")
        (self._lab.carrier.folder / "etc" / PLANS_FILE).write_text(GLOBALS + table)
        (folder / "record.tsv").unlink(missing_ok=True)
        shutil.rmtree(folder / "heard")
        (folder / "heard").mkdir()
        note = json.loads((folder / NOTE).read_text())
        note |= {"agents": agents, "plans": [asdict(plan) for plan in plans]}
        (folder / NOTE).write_text(json.dumps(note))
        await self._lab.carrier.cli("dialplan reload")
        await _until_reachable(self._lab)
        self._is_taken = True
        return Lab.open(folder)

    async def _up(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="pronto-lab-"))
        settings = LabSettings(folder=self._folder / "lab", base_port=None, agents=MOST_AGENTS, lines=MOST_LINES)
        lab = Lab(settings)
        await lab.up()
        shutil.copytree(lab.folder / "sounds", self._folder / "sounds")
        self._first = {"dialer": await _state(lab.dialer), "carrier": await _state(lab.carrier)}
        self._lab = lab

    async def _tidy(self, lab: Lab) -> None:
        """End all calls, and undo what was changed at either Asterisk."""
        self._is_taken = False
        try:
            await hang_up_all(lab)
            await _until_recorded(lab.folder / "heard")
            await lab.dialer.cli("database deltree pronto")
            as_it_was = {one.name: await _state(one) == self._first[one.name] for one in (lab.dialer, lab.carrier)}
        except (LabError, TimeoutError):
            as_it_was = {"dialer": False, "carrier": False}
        if not as_it_was["carrier"]:
            # The dialer has found the carrier's trunk unreachable, and would do so for seconds.
            await self._restore(lab.dialer, lab.carrier)
        elif not as_it_was["dialer"]:
            await self._restore(lab.dialer)
        self._restore_sounds(lab.folder / "sounds")

    async def _restore(self, *instances: Instance) -> None:
        for one in instances:
            await one.kill()
            shutil.rmtree(one.folder / "db")
            (one.folder / "db").mkdir()
            etc, first = one.folder / "etc", self._first[one.name].files
            for file in etc.iterdir():
                if file.name not in first and file.name != PLANS_FILE:
                    file.unlink()
            for name, text in first.items():
                (etc / name).touch(mode=0o600)
                (etc / name).write_bytes(text)
        for one in reversed(instances):  # the carrier first, as in `Lab.up`
            await one.start()

    def _restore_sounds(self, sounds: Path) -> None:
        assert self._folder is not None
        first = self._folder / "sounds"
        if _sizes(sounds) != _sizes(first):
            shutil.rmtree(sounds)
            shutil.copytree(first, sounds)


def _sizes(folder: Path) -> dict[Path, int]:
    return {file.relative_to(folder): file.stat().st_size for file in folder.rglob("*") if file.is_file()}


async def _state(one: Instance) -> _State:
    files = {file.name: file.read_bytes() for file in (one.folder / "etc").iterdir() if file.name != PLANS_FILE}
    if one.name == "carrier":
        return _State(files, await one.cli("dialplan show public"))
    stored = (await one.cli("database show")).splitlines()
    return _State(files, "\n".join(line for line in stored if line.startswith("/") and not line.startswith("/pronto/")))


async def _until_reachable(lab: Lab) -> None:
    """Wait while the dialer takes the trunk for dead, as it does for two seconds after an answer that came late."""
    async with asyncio.timeout(PATIENCE_S):
        while "Unavail" in await lab.dialer.cli(f"pjsip show aor {lab.trunk}"):  # noqa: ASYNC110 - another process
            await asyncio.sleep(POLL_S)


async def _until_recorded(heard: Path) -> None:
    """Wait for the recordings to be closed, so that none is taken for one of the next test."""
    async with asyncio.timeout(PATIENCE_S):
        while not _all_closed(heard):  # noqa: ASYNC110 - another process writes the files: there is no event to wait for
            await asyncio.sleep(POLL_S)


def _all_closed(heard: Path) -> bool:
    begun = {file.name.removesuffix("-mixed.wav") for file in heard.glob("*-mixed.wav")}
    return begun <= {file.stem for file in heard.glob("*.done")}


def _in_a_thread(work: Coroutine[Any, Any, T]) -> T:
    """Do it in an event loop of another thread: a browser of Playwright's sync API keeps one running in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


_SHARED: Final = SharedLab()


@pytest.fixture(scope="session")
def shared_lab() -> Iterator[SharedLab]:
    """The lab of this process."""
    yield _SHARED
    _SHARED.close()
