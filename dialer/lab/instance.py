"""One Asterisk of the lab: configured, started, stopped."""

import asyncio
import contextlib
import shutil
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dialer.i18n.message import Message, msg
from dialer.lab import processes
from dialer.lab.errors import LabError
from dialer.lab.ports import LOOPBACK
from dialer.lab.root import Root

START_S = 40.0  # Asterisk needs about one second, more on a loaded machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Ami:
    """Address and user of an AMI connection."""

    host: str
    port: int
    username: str
    secret: str

    def __repr__(self) -> str:
        """Without the secret."""
        return f"Ami({self.username}@{self.host}:{self.port})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ari:
    """Address of Asterisk's web server, and user of its REST interface."""

    url: str
    username: str
    secret: str

    def __repr__(self) -> str:
        """Without the secret."""
        return f"Ari({self.username}@{self.url})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One Asterisk; `name` is its folder inside the lab's."""

    name: str
    lab: Path
    root: Root
    ami_port: int
    ami_user: str

    @property
    def folder(self) -> Path:
        """Its files, with the configuration in `etc`."""
        return self.lab / self.name

    @property
    def ami(self) -> Ami:
        """Its AMI user, with the secret from its file of mode 0600. Raises LabError if it was never set up."""
        secret = self.secret("pronto-secret.conf")
        return Ami(host=LOOPBACK, port=self.ami_port, username=self.ami_user, secret=secret)

    def secret(self, file: str) -> str:
        """The secret in one of its files of mode 0600. Raises LabError if it was never set up."""
        try:
            return (self.folder / "etc" / file).read_text().partition("=")[2].strip()
        except FileNotFoundError:
            raise LabError(msg("There is no lab in {folder}: `pronto lab up` makes one.", folder=self.lab)) from None

    @property
    def pid(self) -> int | None:
        """The pid while it runs."""
        process = processes.recall(self._pid_file)
        return process.pid if process else None

    def write(self, files: Mapping[str, str]) -> None:
        """Write a new configuration; database and logs of an earlier run are deleted."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in ("etc", "db", "keys/keys", "run", "log", "spool", "cache", "var"):
            (self.folder / name).mkdir(parents=True)
        for name, text in files.items():
            path = self.folder / "etc" / name
            path.touch(mode=0o600)
            path.write_text(text)

    async def start(self) -> None:
        """Start it and return when it accepts calls and AMI log-ins. Does nothing if it runs."""
        if self.pid is not None:
            return
        (self.folder / "run/asterisk.pid").unlink(missing_ok=True)
        processes.spawn(self._asterisk("-f"), log=self._console, pid_file=self._pid_file)
        try:
            async with asyncio.timeout(START_S):
                await self._ready()
        except TimeoutError:
            await self.stop()
            raise LabError(
                msg(
                    "The {name} did not come up in {s:.0f} s; {words}",
                    name=self._named(),
                    s=START_S,
                    words=self._words(),
                )
            ) from None

    async def stop(self) -> None:
        """Stop it cleanly (SIGTERM, Asterisk's `core stop now`); return when it is gone."""
        await self._end(hard=False)

    async def kill(self) -> None:
        """Kill it by SIGKILL, as a power cut would; return when it is gone. Its folder stays unchanged."""
        await self._end(hard=True)

    def freeze(self) -> None:
        """Freeze it (SIGSTOP): sockets stay open, nothing answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Continue after `freeze`."""
        self._signal(signal.SIGCONT)

    async def cli(self, command: str) -> str:
        """Run one command on its console and return the output. Raises LabError if Asterisk does not run."""
        process = await asyncio.create_subprocess_exec(
            *self._asterisk("-rx", command), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        said, _ = await process.communicate()
        if process.returncode:
            raise LabError(
                msg("The {name} does not answer: {why}", name=self._named(), why=said.decode(errors="replace").strip())
            )
        return said.decode(errors="replace")

    def _asterisk(self, *arguments: str) -> list[str]:
        program = self.root.program("asterisk") or "asterisk"
        conf = f"{self.root.inside(self.lab)}/{self.name}/etc/asterisk.conf"
        return self.root.command(self.lab, [program, "-C", conf, *arguments])

    async def _ready(self) -> None:
        while not await _greets(self.ami_port):
            if processes.recall(self._pid_file) is None:
                raise LabError(msg("The {name} ended while starting; {words}", name=self._named(), words=self._words()))
            await asyncio.sleep(processes.POLL_S)
        await self.cli("core waitfullybooted")
        # Under bwrap the first pid is bwrap's; Asterisk writes its own.
        with contextlib.suppress(OSError, ValueError):
            process = processes.find(int((self.folder / "run/asterisk.pid").read_text()))
            if process is not None:
                processes.remember(process, self._pid_file)

    async def _end(self, *, hard: bool) -> None:
        process = processes.recall(self._pid_file)
        if process is not None:
            process.signal(signal.SIGCONT)
            await processes.end(process, hard=hard)
        self._pid_file.unlink(missing_ok=True)

    def _signal(self, number: signal.Signals) -> None:
        process = processes.recall(self._pid_file)
        if process is None:
            raise LabError(msg("The {name} does not run.", name=self._named()))
        process.signal(number)

    def _named(self) -> Message:
        return msg("dialer") if self.name == "dialer" else msg("carrier")

    def _words(self) -> Message:
        # Behind what is wrong with a file, Asterisk says of each file without which it can do that it is not there.
        log = processes.tail(self.folder / "log/messages.log", lines=12)
        words = f"{processes.tail(self._console)}; {log}"
        return msg("its last words: {words}", words=words)

    @property
    def _console(self) -> Path:
        return self.folder / "log/console"

    @property
    def _pid_file(self) -> Path:
        return self.folder / "run/pronto.pid"


async def _greets(port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection(LOOPBACK, port)
    except OSError:
        return False
    try:
        return (await reader.readline()).startswith(b"Asterisk Call Manager")
    except OSError:
        return False
    finally:
        writer.close()
