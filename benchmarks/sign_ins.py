"""People who all sign in at the beginning of a shift: what it does to the engine's loop, and how long they wait.

    python -m benchmarks.sign_ins [--people 300] [--seconds 60]

Engine and API as `pronto run` starts them, on SQLite and without an Asterisk. In the engine's process a task sleeps for
10 ms again and again; how late it wakes up is the loop's lag, first with nobody and then while people sign in.
"""

import argparse
import asyncio
import json
import os
import platform
import random
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

import httpx

from dialer.access.model import MACHINE, Grant
from dialer.app.api_keeper import Api
from dialer.app.composition import build
from dialer.app.engine_process import run_engine
from dialer.app.event_loop import run_loop
from dialer.cell.tally import quantiles
from dialer.core import clock
from dialer.core.enums import Role
from dialer.core.settings import Settings, read_settings

NAP_S: Final = 0.01
PASSWORD: Final = "correct horse battery"


async def _probe(lags: list[list[float]]) -> None:
    """Keep how late the loop wakes up, in ms, in the last of the lists."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + NAP_S
        await asyncio.sleep(NAP_S)
        lags[-1].append((loop.time() - due) * 1000)


async def _engine(port: int) -> None:
    """Engine and API until SIGTERM; each SIGUSR1 begins another part of the measurement. Prints the parts."""
    listener = socket.create_server(("127.0.0.1", port))
    listener.set_inheritable(True)
    api = Api(listener, linked=True)
    api.start()
    lags: list[list[float]] = [[]]
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, lambda: lags.append([]))
    probe = asyncio.create_task(_probe(lags))
    await run_engine(read_settings(), api)
    probe.cancel()
    print(json.dumps([quantiles(part or [0.0]) for part in lags]), flush=True)


async def _write_people(settings: Settings, people: int) -> None:
    async with build(settings) as parts:
        kept = await parts.service.passwords.hash(PASSWORD)
        for n in range(people):
            name = f"agent{n}"
            user = await parts.service.access.create_user(MACHINE, name=name, grants=[Grant(role=Role.SUPERVISOR)])
            await parts.store.users.update(user.id, {"password_hash": kept})


async def _sign_in(url: str, name: str, after_s: float, waits: list[float]) -> int:
    """Sign in at that moment, again when told to; keep how long it took in all. Returns how often it was put off."""
    await asyncio.sleep(after_s)
    began, put_off = clock.now(), 0
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as client:
        while True:
            proof = {"login": name, "password": PASSWORD}
            answer = await client.post("/api/v1/session", json=proof, headers={"origin": url})
            if answer.status_code != 503:
                break
            put_off += 1
            await asyncio.sleep(float(answer.headers["retry-after"]))
        assert answer.status_code == 200, answer.text
    waits.append((clock.now() - began) * 1000)
    return put_off


async def _ready(url: str) -> None:
    async with asyncio.timeout(120), httpx.AsyncClient(base_url=url, trust_env=False) as client:
        while True:
            try:
                if (await client.get("/healthz")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.2)  # a process that starts: there is nothing to wait on


async def measure(people: int, seconds: float) -> dict[str, Any]:
    """One run in a state folder of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="pronto-bench-") as folder:
        settings = read_settings(state_dir=Path(folder))
        await _write_people(settings, people)
        env = {**os.environ, "PRONTO_STATE_DIR": folder, "PRONTO_PORT": str(port)}
        command = (sys.executable, "-m", "benchmarks.sign_ins", "--engine", str(port))
        quiet, pipe = asyncio.subprocess.DEVNULL, asyncio.subprocess.PIPE
        engine = await asyncio.create_subprocess_exec(*command, env=env, stdout=pipe, stderr=quiet)
        try:
            url, waits = f"http://127.0.0.1:{port}", list[float]()
            await _ready(url)
            engine.send_signal(signal.SIGUSR1)
            await asyncio.sleep(seconds / 3)
            engine.send_signal(signal.SIGUSR1)
            comes = (random.uniform(0, seconds) for _ in range(people))
            put_off = await asyncio.gather(*(_sign_in(url, f"agent{n}", at, waits) for n, at in enumerate(comes)))
            engine.send_signal(signal.SIGUSR1)
            engine.terminate()
            said, _ = await engine.communicate()
        finally:
            if engine.returncode is None:
                engine.kill()
                await engine.wait()
    _, nobody, storm, _ = json.loads(said.splitlines()[-1])
    return {
        "people": people,
        "seconds": seconds,
        "lag_ms_with_nobody": nobody,
        "lag_ms_in_the_storm": storm,
        "signed_in_ms": quantiles(waits),
        "put_off": sum(put_off),
    }


def main() -> None:
    """Measure once and print it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--engine", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.engine:
        run_loop(_engine(asked.engine))
        return
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, {platform.system()}")
    print(json.dumps(asyncio.run(measure(asked.people, asked.seconds))))


if __name__ == "__main__":
    main()
