"""The contract of the API grows only: what breaks clients of the last release is named in the CHANGELOG."""

import copy
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docs.contract import FILE
from docs.contract_changes import breaking

ROOT = Path(__file__).resolve().parents[2]
CHANGELOG = ROOT / "CHANGELOG.md"


def _git(*words: str) -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    return subprocess.run([git, *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout


def test_what_breaks_clients_of_the_last_release_is_in_the_changelog() -> None:
    """Nothing to compare with before the first release."""
    tags = _git("tag", "--merged", "HEAD", "--sort=-version:refname", "v[0-9]*").split()
    released = _git("show", f"{tags[0]}:api/openapi.json") if tags else ""
    if released:
        newest = CHANGELOG.read_text(encoding="utf-8").split("\n## ")[1]
        broken = breaking(json.loads(released), json.loads(FILE.read_text(encoding="utf-8")))
        assert {name: told for name, told in broken.items() if name not in newest} == {}


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return document


def _schemas(document: dict[str, Any]) -> dict[str, Any]:
    schemas: dict[str, Any] = document["components"]["schemas"]
    return schemas


def _lose_operation(document: dict[str, Any]) -> None:
    del document["paths"]["/api/v1/campaigns"]["get"]


def _rename_operation(document: dict[str, Any]) -> None:
    document["paths"]["/api/v1/campaigns"]["get"]["operationId"] = "campaigns"


def _lose_parameter(document: dict[str, Any]) -> None:
    document["paths"]["/api/v1/campaigns"]["get"]["parameters"].pop()


def _need_parameter(document: dict[str, Any]) -> None:
    document["paths"]["/api/v1/campaigns"]["get"]["parameters"][0]["required"] = True


def _lose_answered_field(document: dict[str, Any]) -> None:
    del _schemas(document)["CampaignLine"]["properties"]["status"]


def _answer_another_type(document: dict[str, Any]) -> None:
    _schemas(document)["CampaignLine"]["properties"]["id"] = {"type": "string"}


@pytest.mark.parametrize(
    "change",
    [
        _lose_operation,
        _rename_operation,
        _lose_parameter,
        _need_parameter,
        _lose_answered_field,
        _answer_another_type,
    ],
)
def test_a_change_that_breaks_clients_is_found(
    contract: dict[str, Any], change: Callable[[dict[str, Any]], None]
) -> None:
    newer = copy.deepcopy(contract)
    change(newer)
    assert "list_campaigns" in breaking(contract, newer)


def test_what_a_body_newly_needs_is_found(contract: dict[str, Any]) -> None:
    newer = copy.deepcopy(contract)
    _schemas(newer)["AgentInput"]["required"].append("language")
    assert breaking(contract, newer) == {"create_agent": ["body.language: is needed"]}


def test_what_is_added_breaks_nothing(contract: dict[str, Any]) -> None:
    newer = copy.deepcopy(contract)
    newer["paths"]["/api/v1/new"] = {"get": {"operationId": "read_new", "responses": {}}}
    _schemas(newer)["AgentInput"]["properties"]["nickname"] = {"type": "string"}
    _schemas(newer)["CampaignLine"]["properties"]["colour"] = {"type": "string"}
    assert breaking(contract, newer) == {}
    assert breaking(contract, contract) == {}
