"""The generated Python client, installed from its wheel, does with a running Pronto what a program does day by day."""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest

from dialer.core.enums import Role
from dialer.core.settings import Settings
from dialer.demo.law import PROFILES
from tests.support.api_clients import Door, Estate, build_estate, key_of
from tests.support.pages import Served, serving

ROOT = Path(__file__).resolve().parents[2]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that holds what the wheel installs."""
    wheels = list((ROOT / "dist").glob("pronto_client-*.whl"))
    assert len(wheels) == 1, "make client"
    folder = tmp_path_factory.mktemp("client")
    options = ("--no-deps", "--no-index", "--target", str(folder))
    subprocess.run([*PIP, "install", *options, str(wheels[0])], check=True)
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == "pronto_client"]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = Settings(state_dir=tmp_path_factory.mktemp("served"), profiles_dir=PROFILES, allowed_hosts=["127.0.0.1"])
    with serving(settings) as running:
        yield running


@pytest.fixture(scope="module")
def estate(served: Served) -> Estate:
    async def built() -> Estate:
        door = Door(served.parts, served.app, httpx.ASGITransport(app=served.app))
        try:
            return await build_estate(door)
        finally:
            for client in door.clients.values():
                await client.aclose()

    return served.do(built())


@pytest.fixture(scope="module")
def client(installed: Path, served: Served) -> Iterator[Any]:
    key = served.do(key_of(served.parts, Role.MANAGER, name="crm"))
    with import_module("pronto_client").AuthenticatedClient(served.url, key, raise_on_unexpected_status=True) as made:
        yield made


def operation(tag: str, name: str) -> Any:
    return import_module(f"pronto_client.api.{tag}.{name}")


def model(module: str, name: str) -> Any:
    return getattr(import_module(f"pronto_client.models.{module}"), name)


def test_the_wheel_has_prontos_version_and_needs_two_libraries(installed: Path) -> None:
    [metadata] = installed.glob("pronto_client-*.dist-info/METADATA")
    lines = metadata.read_text().splitlines()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"Version: {version}" in lines
    assert [line.split()[1][:5] for line in lines if line.startswith("Requires-Dist:")] == ["attrs", "httpx"]
    assert (installed / "pronto_client" / "py.typed").exists()


def test_a_key_signs_in(client: Any, served: Served) -> None:
    me = operation("session", "read_me").sync(client=client)
    assert (me.kind.value, me.name) == ("key", "crm")
    with import_module("pronto_client").AuthenticatedClient(served.url, "pronto_key_nobody") as stranger:
        refused = operation("session", "read_me").sync(client=stranger)
    assert (type(refused).__name__, refused.type_) == ("Problem", "/problems/not-signed-in")


def test_campaigns_are_listed(client: Any, estate: Estate) -> None:
    [campaign] = operation("campaigns", "list_campaigns").sync(client=client).items
    assert (campaign.id, campaign.name, campaign.status.value) == (estate.campaign_id, "Spring", "stopped")


def test_a_lead_that_is_sent_twice_with_one_key_is_created_once(client: Any, estate: Estate) -> None:
    add = operation("lists", "add_lead").sync_detailed
    body = model("lead_input", "LeadInput")(phones=["+390612345671"], name="Bruno")
    first, again = (add(estate.list_id, client=client, body=body, idempotency_key="order-1201") for _ in range(2))
    assert (first.status_code, first.parsed.became.value, first.parsed.repeated) == (201, "added", False)
    assert (again.parsed.lead.lead_id, again.parsed.repeated) == (first.parsed.lead.lead_id, True)


def test_a_change_to_a_version_that_is_gone_shows_what_is_there(client: Any, estate: Estate) -> None:
    read = operation("lists", "read_list").sync_detailed(estate.list_id, client=client)
    change, changed = operation("lists", "change_list").sync_detailed, model("list_change", "ListChange")
    version = read.headers["etag"]
    done = change(estate.list_id, client=client, body=changed(weight=7), if_match=version)
    assert (done.status_code, done.parsed.weight) == (HTTPStatus.OK, 7)
    late = change(estate.list_id, client=client, body=changed(weight=8), if_match=version)
    assert (late.status_code, late.parsed.type_) == (HTTPStatus.PRECONDITION_FAILED, "/problems/changed")
    assert (late.parsed.present["weight"], late.parsed.etag) == (7, done.headers["etag"])
    assert late.parsed.changed_by.actor == "key:crm"


def test_a_list_is_read_page_by_page(client: Any, estate: Estate) -> None:
    add, search = operation("lists", "add_lead").sync, operation("lists", "search_leads").sync
    asked = model("lead_input", "LeadInput")
    for number in range(5):
        add(estate.list_id, client=client, body=asked(phones=[f"+39061234568{number}"], external_id=f"page-{number}"))
    found: list[str] = []
    cursor = import_module("pronto_client.types").UNSET
    while cursor is not None:
        page = search(client=client, list_id=estate.list_id, limit=2, cursor=cursor)
        assert len(page.items) <= 2
        found += [lead.external_id for lead in page.items]
        cursor = page.next_
    assert [one for one in found if one] == [f"page-{number}" for number in range(5)]
