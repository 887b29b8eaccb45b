"""The lab: a dialer PBX and a carrier on loopback, started, inspected and stopped."""

import asyncio
import json
import secrets
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from dialer.core.shipped_files import asterisk_config
from dialer.i18n.message import Message, msg
from dialer.lab import build, carrier_cdr, numbers, render
from dialer.lab.errors import LabError
from dialer.lab.instance import Ari, Instance
from dialer.lab.ports import LOOPBACK, Ports, is_free
from dialer.lab.processes import POLL_S
from dialer.lab.root import Kind, Root
from dialer.lab.scenario import Outcome, Plan, plan_for
from dialer.lab.settings import LabSettings
from dialer.lab.sounds import put_sounds

ACCOUNT_FIELD = 8  # of a line of `core show channels concise`; the carrier writes the phone there
NOTE = "lab.json"  # with it a later process finds the lab again


@dataclass(frozen=True, slots=True, kw_only=True)
class LabStatus:
    """What runs in a lab. Pids are None for what does not run."""

    folder: Path
    dialer_pid: int | None
    carrier_pid: int | None
    ports: Ports | None
    agents: int

    @property
    def up(self) -> bool:
        """Whether both Asterisks run."""
        return self.dialer_pid is not None and self.carrier_pid is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Built:
    root: Root
    ports: Ports
    agents: int
    plans: tuple[Plan, ...]


class Lab:
    """One lab in one folder. `up` creates it; `Lab.open` finds one that another process created."""

    def __init__(self, settings: LabSettings) -> None:
        """Starts and writes nothing."""
        self.settings = settings
        self.folder = settings.folder.absolute()
        self._built: _Built | None = None

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The lab in `folder`, running or not. Raises LabError if there is none."""
        note = _read_note(folder)
        lab = cls(LabSettings(folder=folder, agents=note.agents, base_port=note.ports.base, plans=note.plans))
        lab._built = note
        return lab

    async def up(self, progress: build.Progress = lambda _: None) -> None:
        """Start both Asterisks anew; an earlier lab in the folder is stopped first.

        `progress` gets a sentence for each long step. If it fails, stops everything and raises LabError.
        """
        if (self.folder / NOTE).exists():
            await Lab.open(self.folder).down()
        cache, own = self.settings.cache, self.settings.own_asterisk
        root = await build.get_root(cache, own_asterisk=own, progress=progress)
        self.folder.mkdir(parents=True, exist_ok=True)
        await put_sounds(self.folder, root, cache, progress)
        settings = self.settings
        ports, plans = settings.ports(), settings.plan_table
        if not is_free(ports):
            last = ports.base + ports.size - 1
            raise LabError(
                msg(
                    "Ports {first} to {last} are in use: end the other lab, or give another base port.",
                    first=ports.base,
                    last=last,
                )
            )
        self._built = _Built(root=root, ports=ports, agents=settings.agents, plans=plans)
        self._write()
        progress(msg("Starting the dialer PBX and the carrier."))
        try:
            await self.carrier.start()  # first: a dialer places no call on an unreachable trunk for seconds
            await self.dialer.start()
        except BaseException:
            await self.down()
            raise

    async def down(self) -> None:
        """Stop both Asterisks if they run; logs, call record and recordings stay in the folder."""
        if self._built is not None or (self.folder / NOTE).exists():
            await asyncio.gather(self.dialer.stop(), self.carrier.stop())

    def status(self) -> LabStatus:
        """What is running."""
        if self._built is None and not (self.folder / NOTE).exists():
            return LabStatus(folder=self.folder, dialer_pid=None, carrier_pid=None, ports=None, agents=0)
        return LabStatus(
            folder=self.folder,
            dialer_pid=self.dialer.pid,
            carrier_pid=self.carrier.pid,
            ports=self._lab.ports,
            agents=self._lab.agents,
        )

    @property
    def dialer(self) -> Instance:
        """The PBX that Pronto works with."""
        return self._instance("dialer", self._lab.ports.dialer_ami, render.AMI_USER)

    @property
    def ari(self) -> Ari:
        """The door of the PBX for accounts of phones in the browser."""
        secret = self.dialer.secret("pronto-ari-secret.conf")
        return Ari(url=f"http://{LOOPBACK}:{self._lab.ports.dialer_http}", username=render.ARI_USER, secret=secret)

    @property
    def carrier(self) -> Instance:
        """The Asterisk that plays the telephone network and the agents' phones."""
        return self._instance("carrier", self._lab.ports.carrier_ami, render.CARRIER_USER)

    @property
    def root(self) -> Root:
        """The root of the lab's programs."""
        return self._lab.root

    @property
    def trunk(self) -> str:
        """The endpoint name of the trunk at the dialer."""
        return render.TRUNK

    @property
    def phones(self) -> list[str]:
        """The agents' phones that answer immediately: 1001, 1002, …"""
        return render.agent_phones(self._lab.agents)

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The carrier's plans; a number's last six digits modulo their count select one."""
        return self._lab.plans

    def plan_for(self, number: str) -> Plan:
        """What the carrier does with a called number."""
        return plan_for(number, self.plans)

    def numbers(self, outcome: Outcome | None, count: int, *, skip: int = 0) -> list[str]:
        """`count` fictitious E.164 numbers with that outcome (None: any), after the first `skip`."""
        return numbers.with_outcome(outcome, count, self.plans, skip=skip)

    def carrier_record(self) -> list[carrier_cdr.CarrierCall]:
        """The carrier's record of every ended customer call, in the order they ended."""
        path = self.folder / "record.tsv"
        return carrier_cdr.parse(path.read_text()) if path.exists() else []

    async def wait_for_record(self, count: int, *, patience_s: float = 60.0) -> list[carrier_cdr.CarrierCall]:
        """The record once it has `count` calls: the carrier writes a line shortly after the dialer sees the end.

        Raises LabError after `patience_s`.
        """
        wanted = f"The carrier did not record {count} calls."
        await _until(lambda: len(self.carrier_record()) >= count, patience_s, wanted)
        return self.carrier_record()

    async def whole_record(self, *, patience_s: float = 60.0) -> list[carrier_cdr.CarrierCall]:
        """The record once the carrier has no live customer call, when each call has its line.

        Raises LabError if a call stays live.
        """
        try:
            async with asyncio.timeout(patience_s):
                while any(not phone for _, phone in await self._carrier_channels()):  # noqa: ASYNC110 - as in `_until`
                    await asyncio.sleep(POLL_S)
        except TimeoutError:
            raise LabError(msg("A customer's call is still live at the carrier.")) from None
        return self.carrier_record()

    async def wait_for_recording(self, number: str, *, patience_s: float = 60.0) -> Path:
        """The WAV of what a person or machine with a `record` plan heard in the first call to the number.

        It is complete shortly after the call is in the record; before, its header says that it is empty.
        Raises LabError.
        """
        path = self.folder / "heard" / f"{number.removeprefix('+')}.wav"
        await _until(path.with_suffix(".done").exists, patience_s, msg("There is no recording {file}.", file=path.name))
        return path

    async def hang_up_phone(self, phone: str) -> None:
        """Hang up an agent's phone, as the agent would. Raises LabError if it is in no call."""
        for channel, its_phone in await self._carrier_channels():
            if its_phone == phone:
                await self.carrier.cli(f"channel request hangup {channel}")
                return
        raise LabError(msg("The phone {phone} is in no call.", phone=phone))

    async def keep_ringing(self) -> None:
        """Keep all persons from answering, however long the phone rings, until `let_answer`."""
        await self.carrier.cli("dialplan set global KEEP_RINGING yes")

    async def let_answer(self) -> None:
        """Let persons answer again, at once where the phone has rung as long as the plan says."""
        await self.carrier.cli("dialplan set global KEEP_RINGING no")

    async def _carrier_channels(self) -> list[tuple[str, str]]:
        """The carrier's channels, each with its agent's phone, or "" for a customer's."""
        lines = (await self.carrier.cli("core show channels concise")).splitlines()
        every = [fields for line in lines if len(fields := line.split("!")) > ACCOUNT_FIELD]
        return [(fields[0], fields[ACCOUNT_FIELD]) for fields in every]

    @property
    def _lab(self) -> _Built:
        if self._built is None:
            self._built = _read_note(self.folder)
        return self._built

    def _instance(self, name: str, port: int, user: str) -> Instance:
        return Instance(name=name, lab=self.folder, root=self._lab.root, ami_port=port, ami_user=user)

    def _write(self) -> None:
        lab, inside = self._lab, self._lab.root.inside(self.folder)
        shipped = asterisk_config()
        shared = _texts(shipped, render.SHARED)
        dialer = render.dialer(
            shared | _texts(shipped, render.DIALER_FILES),
            inside=inside, ports=lab.ports, agents=lab.agents,
            secret=secrets.token_urlsafe(24), ari_secret=secrets.token_urlsafe(24),
        )  # fmt: skip
        carrier = render.carrier(
            shared | _texts(shipped / "lab-carrier", render.CARRIER_FILES),
            inside=inside, ports=lab.ports, plans=lab.plans, voice=self.settings.voice,
            secret=secrets.token_urlsafe(24),
        )  # fmt: skip
        shutil.rmtree(self.folder / "heard", ignore_errors=True)
        (self.folder / "heard").mkdir()
        (self.folder / "record.tsv").unlink(missing_ok=True)
        self.dialer.write(dialer)
        self.carrier.write(carrier)
        _write_note(self.folder, lab)


async def _until(holds: Callable[[], bool], patience_s: float, otherwise: Message | str) -> None:
    try:
        async with asyncio.timeout(patience_s):
            while not holds():  # noqa: ASYNC110 - another process writes the file, so there is no event to wait for
                await asyncio.sleep(POLL_S)
    except TimeoutError:
        raise LabError(otherwise) from None


def _texts(folder: Path, names: tuple[str, ...]) -> dict[str, str]:
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}


def _write_note(folder: Path, lab: _Built) -> None:
    note = {
        "root": {"kind": lab.root.kind, "path": str(lab.root.path)},
        "ports": asdict(lab.ports),
        "agents": lab.agents,
        "plans": [asdict(plan) for plan in lab.plans],
    }
    (folder / NOTE).write_text(json.dumps(note))


def _read_note(folder: Path) -> _Built:
    try:
        note: dict[str, Any] = json.loads((folder / NOTE).read_text())
        return _Built(
            root=Root(kind=Kind(note["root"]["kind"]), path=Path(note["root"]["path"])),
            ports=Ports(**note["ports"]),
            agents=note["agents"],
            plans=tuple(Plan(**plan | {"outcome": Outcome(plan["outcome"])}) for plan in note["plans"]),
        )
    except FileNotFoundError:
        raise LabError(msg("There is no lab in {folder}: `pronto lab up` makes one.", folder=folder)) from None
    except (ValueError, KeyError, TypeError) as error:
        raise LabError(
            msg(
                "{file} cannot be read ({why}); delete the folder and bring the lab up again.",
                file=folder / NOTE,
                why=error,
            )
        ) from error
