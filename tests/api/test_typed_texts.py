"""What people type and Pronto keeps holds no number of a payment card, whichever field it is typed into."""

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from api.schemas.agents import Pause, Skip
from api.schemas.interactions import PermissionInput, PointInput
from api.schemas.scripts import ScriptRunChange
from api.schemas.wire import RequestBody
from api.schemas.workday import HandInput, IssueReportAnswerInput, IssueReportInput
from tests.support.api_clients import Door, Estate
from tests.support.talks import VISA, anna_of, opened

PHONE = "+39 333 111 1111"


@pytest.mark.parametrize(
    ("body", "others", "field"),
    [
        (IssueReportInput, {"kind": "other"}, "note"),
        (IssueReportAnswerInput, {}, "answer"),
        (HandInput, {"raised": True}, "note"),
        (Skip, {}, "reason"),
        (Pause, {}, "reason"),
        (PermissionInput, {"is_given": True}, "basis"),
        (PermissionInput, {"is_given": True}, "text_version"),
        (PointInput, {"kind": "phone", "value": "1"}, "label"),
    ],
)
def test_a_card_number_is_refused(body: type[RequestBody], others: Mapping[str, Any], field: str) -> None:
    assert body.model_validate({**others, field: f"call {PHONE}"})
    with pytest.raises(ValidationError, match="payment cards"):
        body.model_validate({**others, field: f"card {VISA}"})


def test_a_card_number_is_refused_among_the_facts_of_a_run() -> None:
    assert ScriptRunChange.model_validate({"path": [], "facts": {"need": PHONE}})
    with pytest.raises(ValidationError, match="payment cards"):
        ScriptRunChange.model_validate({"path": [], "facts": {"need": VISA}})


async def test_the_answer_names_the_place_and_not_the_number(door: Door, talks: Estate) -> None:
    anna = await anna_of(door, talks)
    person_id = (await opened(anna))["person_id"]
    refused = await anna.post(f"/api/v1/persons/{person_id}/permissions", json={"is_given": True, "basis": VISA})
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, "/basis")
    assert "4111" not in refused.text
