"""`pronto doctor`: checks an installation and says how to fix it."""

import asyncio
import os
import socket
import ssl
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

import httpx
import typer
from rich.table import Table
from rich.text import Text

from api.cli.asterisk import check_node
from api.cli.composition import why_away
from api.cli.language import sentence
from api.cli.output import out
from api.cli.processes import listen
from api.cli.texts.machine import DOCTOR
from api.health import ALIVE
from dialer.app.composition import DEFAULT_NODE
from dialer.compliance.load import load
from dialer.compliance.problems import BadProfiles
from dialer.core.settings import Settings, SettingsError, read_settings, unknown_variables
from dialer.storage.database import take_a_turn
from dialer.storage.revision import check_revision
from dialer.stores.everything import Store
from dialer.telephony.nodes.link_security import why_no_link
from dialer.telephony.nodes.model import Node
from dialer.telephony.nodes.sizing import capacity
from pacing.overload import TARGET_S

OLDEST_PYTHON = (3, 11)
REACH_S = 3.0
TURNS = 20_000
TURN_TRIES = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor; `mend` is empty if all is well."""

    what: str
    ok: bool
    words: str
    mend: str = ""


def doctor() -> None:
    """Check Python, the settings, the database, Redis, each Asterisk and Pronto's own port."""
    findings = asyncio.run(examine())
    table = Table(show_header=False, box=None)
    for one in findings:
        mark = Text(DOCTOR("ok"), style="green") if one.ok else Text(DOCTOR("wrong"), style="red")
        table.add_row(mark, one.what, one.words, one.mend)
    out.print(table)
    if not all(one.ok for one in findings):
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class Base:
    """The opened database with its nodes, or none, with the reason in the finding."""

    finding: Finding
    store: Store | None = None
    nodes: Sequence[Node] = ()


async def examine() -> list[Finding]:
    """Run every check; a failing one does not stop the next."""
    findings = [_python()]
    try:
        settings = read_settings()
    except SettingsError as error:
        return [*findings, Finding(DOCTOR("settings"), False, sentence(error), DOCTOR("correct_variable"))]
    async with AsyncExitStack() as opened:
        state = await _state(settings)  # before the database, which may lie in it
        base = await _base(opened, settings)
        findings += [_settings(base.nodes), state, await _profiles(settings), base.finding]
        findings += [await _redis(settings), await _port(settings), *(await _nodes(settings, base))]
        findings += [await _machine(), *(await _lags(settings))]
    return findings


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    new_enough = sys.version_info >= OLDEST_PYTHON
    return Finding(DOCTOR("python"), new_enough, version, "" if new_enough else DOCTOR("newer_python"))


def _settings(nodes: Iterable[Node]) -> Finding:
    unknown = unknown_variables(os.environ, known=frozenset(node.secret_env for node in nodes))
    if unknown:
        return Finding(DOCTOR("settings"), False, DOCTOR("unread", names=", ".join(unknown)), DOCTOR("misspelt"))
    return Finding(DOCTOR("settings"), True, DOCTOR("all_known"))


async def _machine() -> Finding:
    """The number of cores, the speed of one, and the load they can carry."""
    found = capacity(len(os.sched_getaffinity(0)), await _turn_us())
    sentence = DOCTOR("carries", **asdict(found), speed_percent=100.0 * found.speed)
    return Finding(DOCTOR("machine"), True, sentence)


async def _turn_us() -> float:
    """CPU time of one turn of the event loop, µs: the best of a few tries, to exclude other load."""
    return min([await _turns_us() for _ in range(TURN_TRIES)])


async def _turns_us() -> float:
    loop, left = asyncio.get_running_loop(), TURNS
    done = loop.create_future()

    def turn() -> None:
        nonlocal left
        left -= 1
        if left:
            loop.call_soon(turn)
        else:
            done.set_result(None)

    began = time.process_time()
    loop.call_soon(turn)
    await done
    return (time.process_time() - began) / TURNS * 1e6


async def _lags(settings: Settings) -> list[Finding]:
    """The present delay of each node, if a Pronto runs here and reports it."""
    try:
        async with httpx.AsyncClient(timeout=REACH_S, trust_env=False) as client:
            answer = await client.get(_url(settings, "/readyz"), headers={"Host": "localhost"})
        checks = [one for one in answer.json()["checks"] if "behind_ms" in one]
        found = [(str(one["name"]).removeprefix("node "), int(one["behind_ms"])) for one in checks]
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return []
    return [
        Finding(DOCTOR("lag", name=name), late, DOCTOR("behind", ms=ms), "" if late else DOCTOR("mend_behind"))
        for name, ms in found
        for late in (ms < TARGET_S * 1000,)
    ]


async def _state(settings: Settings) -> Finding:
    what, folder = DOCTOR("state"), settings.state_dir
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        return Finding(what, False, f"{folder}: {error.strerror}", DOCTOR("own_folder"))
    if folder.stat().st_mode & 0o077:
        return Finding(what, False, DOCTOR("others_read", folder=folder), f"chmod 700 {folder}")
    if not os.access(folder, os.W_OK):
        return Finding(what, False, DOCTOR("not_writable", folder=folder), DOCTOR("let_write"))
    return Finding(what, True, str(folder))


async def _profiles(settings: Settings) -> Finding:
    try:
        known = load(settings.profiles_dir)
    except BadProfiles as error:
        first, *others = error.problems
        words = f"{sentence(first.where)}: {sentence(first.what)}"
        if others:
            words = DOCTOR("more", words=words, count=len(others))
        return Finding(DOCTOR("profiles"), False, words, f"{sentence(first.mend)}.")
    return Finding(DOCTOR("profiles"), True, ", ".join(sorted(known.by_id)))


async def _base(opened: AsyncExitStack, settings: Settings) -> Base:
    """Open the database once for all checks."""
    what = DOCTOR("database")
    try:
        store = await opened.enter_async_context(Store.open(settings.database_url))
        await store.database.read(check_revision)
        nodes = await store.nodes.list()
        await store.database.write(take_a_turn)
    except Exception as error:  # noqa: BLE001 - whatever a driver raises, the doctor must report it and go on
        return Base(Finding(what, False, *why_away(error, settings)))
    sentence = DOCTOR("nodes", url=settings.shown_database_url, count=len(nodes))
    return Base(Finding(what, True, sentence), store, nodes)


async def _redis(settings: Settings) -> Finding:
    if settings.redis_url is None:
        return Finding(DOCTOR("redis"), True, DOCTOR("no_redis"))
    from redis.exceptions import RedisError

    from dialer.messaging.redis_bus import RedisBus

    try:
        await RedisBus(settings.redis_url).ping()
    except (RedisError, OSError) as error:
        sentence = f"{_place(settings.redis_url)}: {_reason(error.__cause__ or error)}"
        return Finding(DOCTOR("redis"), False, sentence, DOCTOR("mend_redis"))
    return Finding(DOCTOR("redis"), True, DOCTOR("answers"))


def _place(url: str) -> str:
    """Host and port of a URL, without user and password."""
    known = urlsplit(url)
    return f"{known.hostname or url}:{known.port or 6379}"


def _reason(error: BaseException) -> str:
    """Why a host could not be reached."""
    match error:
        case ConnectionRefusedError():
            return DOCTOR("nothing_there")
        case TimeoutError():
            return DOCTOR("no_answer", s=REACH_S)
        case socket.gaierror():
            return DOCTOR("no_name")
        case ssl.SSLError():
            return DOCTOR("no_tls", why=error.reason or DOCTOR("broke_off"))
        case OSError():
            return error.strerror or DOCTOR("unreachable")
        case _:
            return str(error)


async def _port(settings: Settings) -> Finding:
    what, place = DOCTOR("port"), f"{settings.host}:{settings.port}"
    try:
        listen(settings).close()
    except OSError as error:
        if await _is_pronto(settings):
            return Finding(what, True, DOCTOR("runs", place=place))
        return Finding(what, False, str(error), DOCTOR("mend_port"))
    return Finding(what, True, DOCTOR("free", place=place))


async def _is_pronto(settings: Settings) -> bool:
    """Whether a Pronto is already using our port."""
    try:
        async with httpx.AsyncClient(timeout=REACH_S, trust_env=False) as client:
            answer = await client.get(_url(settings, "/healthz"), headers={"Host": "localhost"})
            return answer.is_success and answer.json() == ALIVE
    except (httpx.HTTPError, ValueError):
        return False


def _url(settings: Settings, path: str) -> httpx.URL:
    """The URL on this machine of a Pronto with these settings."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - not to listen on
    return httpx.URL(scheme="http", host=host, port=settings.port, path=path)


async def _nodes(settings: Settings, base: Base) -> list[Finding]:
    """Connect to each node's manager port; if Asterisk greets, log in and report as `pronto asterisk check` does."""
    findings: list[Finding] = []
    for node in base.nodes:
        reached = await _node(settings, node)
        findings.append(reached)
        if reached.ok and base.store is not None:
            findings += await _inside(base.store, settings, node)
    return findings or [await _node(settings, _default(settings))]  # without a node, check the one in the settings


def _default(settings: Settings) -> Node:
    """The node in the settings, as the first start would store it."""
    return Node(
        id=0,
        name=DEFAULT_NODE,
        host=settings.ami_host,
        port=settings.ami_port,
        username=settings.ami_username,
        secret_env="PRONTO_AMI_SECRET",  # noqa: S106 - the name of a variable, not its content
        tls=settings.ami_tls,
        max_channels=0,
        calls_per_second=0.0,
    )


async def _inside(store: Store, settings: Settings, node: Node) -> list[Finding]:
    """One finding for each fault of the node's Asterisk, or one that all is well."""
    what = DOCTOR("asterisk", name=node.name)
    found = await check_node(store, settings, node)
    faults = [
        Finding(what, False, f"{sentence(one.what)} [{sentence(one.where)}]", sentence(one.mend))
        for one in found
        if not one.ok
    ]
    return faults or [Finding(what, True, DOCTOR("set_up", count=len(found)))]


async def _node(settings: Settings, node: Node) -> Finding:
    what, host, port, tls = DOCTOR("asterisk", name=node.name), node.host, node.port, node.tls
    if why := why_no_link(node, settings.ami_plain_hosts):
        return Finding(what, False, sentence(why[0]), sentence(why[1]))
    if settings.secret_of(node.secret_env) is None:
        return Finding(what, False, DOCTOR("no_secret", variable=node.secret_env), DOCTOR("set_secret"))
    try:
        async with asyncio.timeout(REACH_S):
            reader, writer = await asyncio.open_connection(host, port, ssl=tls or None)
            greeting = (await reader.readline()).decode(errors="replace").strip()
            writer.close()
    except (OSError, TimeoutError) as error:
        return Finding(what, False, f"{host}:{port}: {_reason(error)}", DOCTOR("mend_node"))
    if not greeting.startswith("Asterisk Call Manager"):
        return Finding(what, False, DOCTOR("else", place=f"{host}:{port}"), DOCTOR("correct_port"))
    return Finding(what, True, f"{host}:{port}: {greeting}")
