"""The HTTP client for a running Pronto."""

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import orjson

from api.cli.files import of_file
from api.cli.language import spoken
from api.cli.output import fail, settings_or_fail, those
from api.cli.refusals import of_problem
from api.cli.texts.common import COMMON

if TYPE_CHECKING:
    from dialer.core.settings import Settings

CONNECT_TIMEOUT_S = 3.0
ANSWER_TIMEOUT_S = 30.0
MOST_OF_PAGE = 1000
COUNT_TIMEOUT_S = 300.0  # for requests that scan leads
STREAM = "/api/v1/stream"
COME_BACK_S = 1.0
STREAM_TIMEOUT_S = 60.0  # the stream sends something each second


def connect() -> httpx.Client:
    """A client of the Pronto at PRONTO_URL, with PRONTO_KEY or else this machine's key."""
    from dialer.core.loopback import is_loopback

    settings = settings_or_fail()
    url = os.environ.get("PRONTO_URL") or f"http://127.0.0.1:{settings.port}"
    # A proxy from the environment is for other hosts, not for this machine.
    outside = not is_loopback(httpx.URL(url).host)
    timeout = httpx.Timeout(ANSWER_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
    key = _key(settings)
    if not key.isascii() or not key.isprintable():  # not possible in a header, so it is not a key of Pronto
        raise fail(COMMON("set_key"))
    headers = {"Authorization": f"Bearer {key}", "Accept-Language": spoken()}
    return httpx.Client(base_url=url, headers=headers, timeout=timeout, trust_env=outside)


def _key(settings: "Settings") -> str:
    if key := os.environ.get("PRONTO_KEY"):
        return key
    try:
        return settings.machine_key_file.read_text().strip()
    except OSError:
        raise fail(COMMON("no_key", file=settings.machine_key_file)) from None


def ask(client: httpx.Client, method: str, path: str, **options: Any) -> Any:
    """Send a request and return its JSON, or None if there is none. Ends the command with the problem's text."""
    return read(send(client, method, path, **options))


def ask_all(client: httpx.Client, path: str, **params: Any) -> list[dict[str, Any]]:
    """Read a list to its end, page by page. Ends as `ask` does."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = ask(client, "GET", path, params={**params, **cursor, "limit": MOST_OF_PAGE})
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


def send(client: httpx.Client, method: str, path: str, **options: Any) -> httpx.Response:
    """Send a request and return the answer, good or bad. Ends the command if no Pronto answers."""
    try:
        return client.request(method, path, **options)
    except httpx.HTTPError as error:
        raise unreachable(client, error) from None
    except ValueError:  # NaN, or characters not possible in a header
        raise fail(COMMON("not_sent")) from None


def read(answer: httpx.Response) -> Any:
    """Return an answer's JSON, or end the command with the problem's text."""
    if answer.is_success:
        return answer.json() if answer.content else None
    try:
        raise fail(of_problem(answer.json()))
    except (ValueError, KeyError):
        raise fail(COMMON("no_pronto", url=answer.url, status=answer.status_code)) from None


def save(client: httpx.Client, path: str, file: Path, **options: Any) -> None:
    """Stream an answer to a file. An existing file is replaced only when all has arrived. Ends as `ask` does."""
    part = file.with_name(f"{file.name}.part")
    try:
        with client.stream("GET", path, **options) as answer:
            if not answer.is_success:
                answer.read()
                read(answer)
            # The file has people's names and numbers: only its owner may read it.
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
                for chunk in answer.iter_bytes():
                    target.write(chunk)
        part.replace(file)
    except httpx.HTTPError as error:
        part.unlink(missing_ok=True)
        raise unreachable(client, error) from None
    except OSError as error:
        raise fail(of_file(error, file)) from None


def unreachable(client: httpx.Client, error: httpx.HTTPError) -> Exception:
    """Say that no Pronto answers; return the exit to raise."""
    return fail(COMMON("unreachable", url=client.base_url, error=error))


def stream(client: httpx.Client, channel: str) -> Iterator[dict[str, Any]]:
    """Yield a channel's events (docs/stream.md) until the server ends it for good. Ends as `ask` does."""
    try:
        yield from followed_stream(client, channel)
    except httpx.HTTPError as error:
        raise unreachable(client, error) from None


def followed_stream(client: httpx.Client, channel: str) -> Iterator[dict[str, Any]]:
    """The same, raising `httpx.HTTPError`."""
    comes_back = True
    while comes_back:
        comes_back = False
        with client.stream("GET", STREAM, params={"channel": channel}, timeout=STREAM_TIMEOUT_S) as answer:
            if not answer.is_success:
                answer.read()
                read(answer)
            for event in events(answer.iter_lines()):
                comes_back = event["op"] == "end" and event["body"]["come_back"]
                yield event
        if comes_back:
            time.sleep(COME_BACK_S)


def events(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The events in a stream's lines: each is one line of JSON."""
    for line in lines:
        field, _, value = line.partition(": ")
        if field == "data":
            yield orjson.loads(value)


def find_campaign(client: httpx.Client, name: str) -> dict[str, Any]:
    """The campaign with this name in the list of campaigns. Ends the command with the existing names if missing."""
    found = ask_all(client, "/api/v1/campaigns", name=name)
    if not found:
        raise fail(COMMON("no_campaign", name=name, those=_those(ask_all(client, "/api/v1/campaigns"))))
    campaign: dict[str, Any] = found[0]
    return campaign


def find_list(client: httpx.Client, name: str) -> int:
    """The id of the list with this name. Ends the command with the existing names if missing."""
    found = ask_all(client, "/api/v1/lists", name=name)
    if not found:
        raise fail(COMMON("no_list", name=name, those=_those(ask_all(client, "/api/v1/lists"))))
    return int(found[0]["id"])


def find_agent(client: httpx.Client, name: str | None) -> int | None:
    """The id of the agent with this name; None without a name. Ends the command if missing."""
    if name is None:
        return None
    found = ask_all(client, "/api/v1/agents", name=name)
    if not found:
        raise fail(COMMON("no_agent", name=name, those=_those(ask_all(client, "/api/v1/agents"))))
    return int(found[0]["id"])


def _those(found: Iterable[dict[str, Any]]) -> str:
    return those(one["name"] for one in found)
