"""`pronto doctor`: what is well, what is not, and how to mend it."""

import asyncio
import os
import socket
import ssl
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import typer
from rich.table import Table
from rich.text import Text

from api.cli.asterisk import check_node
from api.cli.parts import why_away
from api.cli.serve import listen
from api.cli.words import out
from dialer.campaigns import Node
from dialer.compliance.load import load
from dialer.compliance.problems import BadProfiles
from dialer.settings import Settings, SettingsError, read_settings, unknown_variables
from dialer.store import Store

OLDEST_PYTHON = (3, 11)
REACH_S = 3.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor: `mend` is empty when all is well."""

    what: str
    ok: bool
    words: str
    mend: str = ""


def doctor() -> None:
    """Check Python, settings, database, Redis, each Asterisk from the outside and the inside, and our own port."""
    findings = asyncio.run(examine())
    table = Table("", "what", "found", "how to mend it", show_header=False, box=None)
    for one in findings:
        mark = Text("ok", style="green") if one.ok else Text("wrong", style="red")
        table.add_row(mark, one.what, one.words, one.mend)
    out.print(table)
    if not all(one.ok for one in findings):
        raise typer.Exit(1)


async def examine() -> list[Finding]:
    """Run every check; one that fails does not stop the next."""
    findings = [_python()]
    try:
        settings = read_settings()
    except SettingsError as error:
        return [*findings, Finding("settings", False, str(error), "Correct the variable named.")]
    findings.append(_settings())
    checks: list[Callable[[Settings], Awaitable[Finding]]] = [_state, _profiles, _database, _redis, _port]
    findings.extend([await check(settings) for check in checks])
    findings.extend(await _nodes(settings))
    return findings


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding(
        "python",
        sys.version_info >= OLDEST_PYTHON,
        version,
        "" if sys.version_info >= OLDEST_PYTHON else "Use 3.11 or newer.",
    )


def _settings() -> Finding:
    unknown = unknown_variables(os.environ)
    if unknown:
        return Finding("settings", False, f"nothing reads {', '.join(unknown)}", "Misspelt? See the list of settings.")
    return Finding("settings", True, "every PRONTO_ variable is known")


async def _state(settings: Settings) -> Finding:
    folder = settings.state_dir
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        return Finding(
            "state folder", False, f"{folder}: {error.strerror}", "Set PRONTO_STATE_DIR to a folder you own."
        )
    if folder.stat().st_mode & 0o077:
        return Finding("state folder", False, f"others can read {folder}", f"chmod 700 {folder}")
    return Finding("state folder", os.access(folder, os.W_OK), str(folder))


async def _profiles(settings: Settings) -> Finding:
    try:
        known = load(settings.profiles_dir)
    except BadProfiles as error:
        first, *others = error.problems
        more = f" ({len(others)} more; `pronto law list` shows all)" if others else ""
        return Finding("profiles", False, f"{first.where}: {first.what}{more}", f"{first.mend}.")
    return Finding("profiles", True, ", ".join(sorted(known.by_id)))


async def _database(settings: Settings) -> Finding:
    try:
        async with Store.open(settings.database_url) as store:
            nodes = await store.nodes.list()
    except Exception as error:  # noqa: BLE001 - whatever a driver raises, the doctor must say it and go on
        return Finding("database", False, *why_away(error, settings))
    return Finding("database", True, f"{settings.shown_database_url}, {len(nodes)} node(s)")


async def _redis(settings: Settings) -> Finding:
    if settings.redis_url is None:
        return Finding("redis", True, "not set: engine and API run in one process")
    from redis.exceptions import RedisError

    from dialer.live.redis_bus import RedisBus

    try:
        await RedisBus(settings.redis_url).ping()
    except (RedisError, OSError) as error:
        said = f"{_place(settings.redis_url)}: {_reason(error.__cause__ or error)}"
        return Finding("redis", False, said, "Start the server, or correct PRONTO_REDIS_URL.")
    return Finding("redis", True, "answers")


def _place(url: str) -> str:
    """Host and port of an address, without user and password."""
    known = urlsplit(url)
    return f"{known.hostname or url}:{known.port or 6379}"


def _reason(error: BaseException) -> str:
    """Why somewhere could not be reached."""
    match error:
        case ConnectionRefusedError():
            return "nothing answers there"
        case TimeoutError():
            return f"no answer within {REACH_S:g} seconds"
        case socket.gaierror():
            return "this name is not known"
        case ssl.SSLError():
            return f"no TLS ({error.reason or 'it broke off'})"
        case OSError():
            return error.strerror or "it cannot be reached"
        case _:
            return str(error)


async def _port(settings: Settings) -> Finding:
    try:
        listen(settings).close()
    except OSError as error:
        return Finding("port", False, str(error), "Fine if Pronto runs already; else set PRONTO_PORT.")
    return Finding("port", True, f"{settings.host}:{settings.port} is free")


async def _nodes(settings: Settings) -> list[Finding]:
    """Reach each node's manager port; where Asterisk greets, log in and say what `pronto asterisk check` would mend."""
    default = ("default", settings.ami_host, settings.ami_port, settings.ami_tls, "PRONTO_AMI_SECRET")
    try:
        async with Store.open(settings.database_url) as store:
            findings: list[Finding] = []
            for node in await store.nodes.list():
                reached = await _node(settings, node.name, node.host, node.port, node.tls, node.secret_env)
                findings += [reached, *(await _inside(store, settings, node) if reached.ok else ())]
            return findings or [await _node(settings, *default)]
    except Exception:  # noqa: BLE001 - the database line above has said what is wrong; look where the settings point
        return [await _node(settings, *default)]


async def _inside(store: Store, settings: Settings, node: Node) -> list[Finding]:
    """One finding for each thing to mend in the node's Asterisk, or one that all is well."""
    what = f"asterisk {node.name}"
    found = await check_node(store, settings, node)
    faults = [Finding(what, False, f"{one.what} [{one.where}]", one.mend) for one in found if not one.ok]
    return faults or [Finding(what, True, f"set up as Pronto needs it ({len(found)} checks)")]


async def _node(settings: Settings, name: str, host: str, port: int, tls: bool, secret_env: str) -> Finding:
    what = f"asterisk {name}"
    if settings.secret_of(secret_env) is None:
        return Finding(what, False, f"{secret_env} is not set", "Set it to the manager user's secret in manager.conf.")
    try:
        async with asyncio.timeout(REACH_S):
            reader, writer = await asyncio.open_connection(host, port, ssl=tls or None)
            greeting = (await reader.readline()).decode(errors="replace").strip()
            writer.close()
    except (OSError, TimeoutError) as error:
        mend = "Is Asterisk running, and `enabled = yes` in manager.conf? See `pronto asterisk check`."
        return Finding(what, False, f"{host}:{port}: {_reason(error)}", mend)
    if not greeting.startswith("Asterisk Call Manager"):
        return Finding(what, False, f"{host}:{port} is something else", "Correct the node's port.")
    return Finding(what, True, f"{host}:{port}: {greeting}")
