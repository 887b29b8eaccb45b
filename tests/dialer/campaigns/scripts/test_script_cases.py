"""Python's engine against the cases that the pages' twin is held to as well (web/test/script.test.ts)."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from dialer.campaigns.scripts.model import Answer, IdentityState, ReplyState, Tone
from dialer.campaigns.scripts.rules.answers import wrong_answer
from dialer.campaigns.scripts.rules.reading import read_script, script_as_data
from dialer.campaigns.scripts.rules.texts import merged, say_of
from dialer.campaigns.scripts.rules.walk import Context, asides_of, duties_of, fields_of, full_quota, holds, walk

CASES: Final[dict[str, Any]] = json.loads((Path(__file__).parent / "script_cases.json").read_text(encoding="utf-8"))
NOW: Final[float] = CASES["now"]


def answer_of(data: dict[str, Any]) -> Answer:
    said = dict(data)
    if "state" in said:
        said["state"] = ReplyState(said["state"])
    if "choices" in said:
        said["choices"] = tuple(said["choices"])
    return Answer(**said)


@pytest.mark.parametrize("case", CASES["conditions"], ids=lambda case: case["when"][:60])
def test_a_condition_holds_or_not(case: dict[str, Any]) -> None:
    assert holds(case["when"], CASES["fields"], NOW) is case["holds"]


@pytest.mark.parametrize("case", CASES["answers"], ids=lambda case: f"{case['type']} {str(case['answer'])[:40]}")
def test_an_answer_fits_its_question_or_not(case: dict[str, Any]) -> None:
    asked = {"languages": ["it"], "steps": [{"id": "q", "ask": CASES["questions"][case["type"]]}]}
    [step] = read_script(asked).steps
    assert step.ask is not None
    assert (wrong_answer(step.ask, answer_of(case["answer"])) is None) is case["fits"]


@pytest.mark.parametrize("case", CASES["walks"], ids=lambda case: case["name"])
def test_a_walk_leads_where_the_case_says(case: dict[str, Any]) -> None:
    script = read_script(CASES["scripts"][case["script"]])
    answers = {name: answer_of(one) for name, one in case["answers"].items()}
    context = Context(
        lead=case["lead"],
        facts=case["facts"],
        identity={name: IdentityState(state) for name, state in case["identity"].items()},
        language=case["language"],
        now=NOW,
    )
    quota = full_quota(script, case["counts"], walk(script, answers, case["path"], context).answers, context)
    route = walk(script, answers, case["path"], context, quota)
    here = script.step(route.here)
    assert here is not None
    assert case["expect"] == {
        "route": list(route.steps),
        "orphaned": sorted(route.orphaned),
        "ended": route.is_ended,
        "end": route.end,
        "duties": sorted(duties_of(script, case["path"])),
        "quota": quota.code if quota else None,
        "asides": list(asides_of(script, here, fields_of(script, route.answers, context), NOW)),
    }


@pytest.mark.parametrize("case", CASES["texts"], ids=lambda case: case["text"])
def test_fields_are_merged(case: dict[str, Any]) -> None:
    fields = {"agent.name": "Anna", "lead.last order": "12", "answer.price": "{agent.name}"}
    assert merged(case["text"], fields) == case["merged"]


def test_the_words_follow_tone_and_customer() -> None:
    [step] = read_script({"languages": ["it"], "steps": [CASES["variants"]["step"]]}).steps
    said = [
        say_of(step, tone=Tone(one["tone"]) if one["tone"] else None, customer=one["customer"])["it"]
        for one in CASES["variants"]["cases"]
    ]
    assert said == [one["say"] for one in CASES["variants"]["cases"]]


@pytest.mark.parametrize("name", ["small", "fibre", "habits"])
def test_a_body_is_read_and_written_the_same(name: str) -> None:
    assert script_as_data(read_script(CASES["scripts"][name])) == CASES["scripts"][name]
