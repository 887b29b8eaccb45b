"""A headless Chromium, driven over its DevTools protocol: no more than opening a page and asking it things."""

import asyncio
import base64
import shutil
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect

# Nothing here leaves the machine: no updates, no field trials, no first-run pages.
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-dev-shm-usage",
    "--remote-debugging-port=0", "--window-size=1600,1000", "--lang=en-GB",
)  # fmt: skip


def chromium() -> str | None:
    """The browser of this machine."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Page:
    """One tab. `complaints` are errors of its scripts and of its security policy."""

    def __init__(self, socket: ClientConnection) -> None:
        self.complaints: list[str] = []
        self._socket = socket
        self._numbers = count(1)
        self._session = ""

    async def start(self) -> None:
        target = (await self.send("Target.createTarget", url="about:blank"))["targetId"]
        self._session = (await self.send("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            await self.send(f"{domain}.enable")

    async def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and return its result."""
        number = next(self._numbers)
        command = {"id": number, "method": method, "params": params}
        await self._socket.send(
            orjson.dumps(command | ({"sessionId": self._session} if self._session else {})).decode()
        )
        async with asyncio.timeout(60):
            while True:
                said = orjson.loads(await self._socket.recv())
                if said.get("id") == number:
                    assert "error" not in said, said
                    result: dict[str, Any] = said["result"]
                    return result
                self._listen(said)

    def _listen(self, said: dict[str, Any]) -> None:
        if said.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(str(said["params"]["exceptionDetails"]))
        if said.get("method") == "Log.entryAdded" and said["params"]["entry"]["level"] == "error":
            self.complaints.append(str(said["params"]["entry"]))

    async def open(self, url: str) -> None:
        await self.send("Page.navigate", url=url)

    async def ask(self, script: str) -> Any:
        """The value of an expression in the page."""
        answer = await self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def until(self, script: str) -> Any:
        """Wait until an expression is true, looking at every frame the page draws."""
        patient = f"new Promise(done => {{ const look = () => {{ let v; try {{ v = {script} }} catch (e) {{ v = null }}"
        patient += " if (v) done(v); else setTimeout(look, 30); }; look(); })"
        async with asyncio.timeout(60):
            while True:
                try:
                    return await self.ask(patient)
                except AssertionError:  # the page went elsewhere meanwhile
                    continue

    async def picture(self) -> bytes:
        """A PNG of what is seen."""
        shot = await self.send("Page.captureScreenshot", format="png")
        return base64.b64decode(shot["data"])


@asynccontextmanager
async def browser(folder: Path) -> AsyncIterator[Page]:
    """A page in a browser of its own, whose profile lies in `folder`."""
    program = chromium()
    assert program is not None
    process = await asyncio.create_subprocess_exec(program, *FLAGS, f"--user-data-dir={folder}", stderr=PIPE)
    assert process.stderr is not None
    try:
        async with asyncio.timeout(60):
            while b"DevTools listening on " not in (line := await process.stderr.readline()):
                assert line, "the browser ended"
        drain = asyncio.create_task(process.stderr.read())
        url = line.decode().split()[-1]
        async with connect(url, max_size=None, proxy=None) as socket:
            page = Page(socket)
            await page.start()
            yield page
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        await drain
