"""What keeps a script from being published."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from dialer.campaigns.scripts.rules.duties import duties_of_profile
from dialer.campaigns.scripts.rules.publishing import Duties, always_said, problems_of
from dialer.campaigns.scripts.rules.reading import BadScript, read_script
from dialer.compliance.load import load
from dialer.demo.scripts import SCRIPTS

NOW = 1_790_000_000.0


def step(id_: str, **parts: Any) -> dict[str, Any]:
    return {"id": id_, "say": {"it": "Buongiorno"}, **parts}


def found(
    steps: list[dict[str, Any]], *wanted: Duties, said: tuple[str, ...] = (), **parts: Any
) -> set[tuple[str, str]]:
    script = read_script({"languages": ["it"], "steps": steps, **parts})
    return {(one.kind.value, one.step) for one in problems_of(script, wanted, said=said)}


def test_a_script_that_ends_has_no_problem() -> None:
    assert found([step("a"), step("b", end="done")]) == set()


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ([step("a"), step("b")], ("dead_end", "b")),
        ([step("a", next=[{"to": "c"}]), step("b", end="x"), step("c", end="x")], ("unreachable", "b")),
        ([step("a"), step("b", next=[{"to": "a"}])], ("endless_loop", "a")),
        ([step("a", next=[{"to": "z"}]), step("b", end="x")], ("unknown_step", "a")),
        ([step("a", next=[{"when": "b =", "to": "b"}]), step("b", end="x")], ("bad_condition", "a")),
        ([step("a", next=[{"when": "zzz = 1", "to": "b"}]), step("b", end="x")], ("unknown_field", "a")),
        ([step("a", say={"it": "Ciao {lead.zzz}"}), step("b", end="x")], ("unknown_field", "a")),
        ([step("a"), step("a", end="x")], ("twice", "a")),
        ([step("e"), step("b", end="x")], ("twice", "e")),
        ([{"id": "a"}, step("b", end="x")], ("empty_step", "a")),
        ([step("a", fact="need"), step("b", end="x")], ("unknown_name", "a")),
        ([step("a", aside=["b"]), step("b", end="x")], ("unknown_step", "a")),
        ([step("a", end="x", next=[{"to": "b"}]), step("b", end="x")], ("dead_end", "a")),
    ],
)
def test_a_problem_is_named_with_its_step(steps: list[dict[str, Any]], problem: tuple[str, str]) -> None:
    assert problem in found(steps)


def test_a_loop_with_a_way_out_is_none() -> None:
    asks = {"ask": {"type": "yes_no"}}
    assert (
        found([step("a"), step("b", **asks, next=[{"when": "b", "to": "a"}, {"to": "c"}]), step("c", end="x")]) == set()
    )


def test_each_language_must_be_complete() -> None:
    texts = {"languages": ["it", "en"], "steps": [{"id": "a", "say": {"it": "Ciao"}, "end": "x"}]}
    [problem] = problems_of(read_script(texts))
    assert (problem.kind, problem.step, problem.message.facts["languages"]) == ("missing_language", "a", ["en"])


@pytest.mark.parametrize("kind", ["survey", "questionnaire", "identification"])
def test_a_script_without_a_sale_offers_nothing(kind: str) -> None:
    assert ("offer_in_survey", "a") in found([step("a", offer=True, end="x")], kind=kind)


def test_an_offer_needs_a_profile() -> None:
    assert ("no_profile", "") in found([step("a"), step("b", offer=True, end="x")])


DUTIES = Duties(profile="XX", opening=("identity",), offer=("price",))


def test_duties_stand_before_the_offer_on_every_way_to_it() -> None:
    asks: dict[str, Any] = {"ask": {"type": "yes_no"}, "next": [{"when": "a", "to": "c"}, {"to": "b"}]}
    told = [step("a", **asks), step("b", duty=["identity"]), step("c", offer=True, duty=["price"], end="x")]
    assert ("missing_duty", "c") in found(told, DUTIES, profile="XX"), "one way leads round it"
    told[0]["duty"] = ["identity"]
    assert found(told, DUTIES, profile="XX") == set()


def test_the_opening_does_not_wait_for_the_offer_itself() -> None:
    late = [step("a"), step("c", offer=True, duty=["identity", "price"], end="x")]
    assert ("missing_duty", "c") in found(late, DUTIES, profile="XX")
    assert found(late, DUTIES, profile="XX", said=("identity",)) == set(), "another script says it before"


def test_what_is_always_said_is_said_on_every_way_to_an_end() -> None:
    asks: dict[str, Any] = {"ask": {"type": "yes_no"}, "next": [{"when": "a", "to": "c"}, {"to": "b"}]}
    script = read_script(
        {"languages": ["it"], "steps": [step("a", duty=["x"], **asks), step("b", duty=["y"]), step("c", end="z")]}
    )
    assert always_said(script) == {"x"}


@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_scripts_of_the_demonstration_can_be_published(path: Path) -> None:
    script, profiles = read_script(yaml.safe_load(path.read_text(encoding="utf-8"))), load()
    wanted = [duties_of_profile(profiles[script.profile], sector="telecoms", now=NOW)] if script.profile else []
    assert problems_of(script, wanted, known_profiles=profiles.by_id) == []


def test_a_demonstration_script_that_lacks_one_duty_of_its_profile_cannot() -> None:
    data = yaml.safe_load((SCRIPTS / "fibre.yaml").read_text(encoding="utf-8"))
    duties = duties_of_profile(load()["IT"], sector="telecoms", now=NOW)
    assert {"caller_identity", "right_to_object"} <= set(duties.opening)
    assert {"total_price", "withdrawal_right"} <= set(duties.offer)
    for duty in (*duties.opening, *duties.offer):
        lacking = yaml.safe_load(yaml.safe_dump(data))
        for one in lacking["steps"]:
            one["duty"] = [said for said in one.get("duty", []) if said != duty]
        [problem] = problems_of(read_script(lacking), [duties])
        assert (problem.kind, problem.step, problem.message.facts["duty"]) == ("missing_duty", "price", duty)


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({}, "steps"),
        ({"languages": [], "steps": [step("a")]}, "languages"),
        ({"steps": [step("A")]}, "steps.0.id"),
        ({"steps": [step("a", ask={"type": "one_of", "choices": {"x": "X"}})]}, "steps.0.ask"),
        ({"steps": [step("a", ask={"type": "zzz"})]}, "steps.0.ask.type"),
        ({"steps": [step("a", ask={"type": "scale", "least": 5, "most": 1})]}, "steps.0.ask"),
        ({"steps": [step("a", zzz=1)]}, "steps.0.zzz"),
        ({"steps": [step("a", say={"de": "Guten Tag"})]}, "steps.0.say"),
        ({"steps": [step("a")], "links": [{"code": "x", "label": "X", "url": "javascript:alert(1)"}]}, "links.0.url"),
        ({"steps": [step("a")], "quotas": [{"code": "x", "cell": "a", "limit": -1, "to": "a"}]}, "quotas.0.limit"),
        ({"steps": "a"}, "steps"),
    ],
)
def test_what_is_no_script_is_refused_with_its_place(data: dict[str, Any], where: str) -> None:
    with pytest.raises(BadScript) as bad:
        read_script(data)
    assert where in {place for place, _ in bad.value.errors}


def test_people_may_write_it_short() -> None:
    asks = {"type": "one_of", "choices": {True: "Sì", "maybe": "Forse"}}
    steps = [{"id": "a", "duty": "x", "ask": asks, "next": "b"}, {"id": "b", "say": "Grazie", "end": "done"}]
    first, second = read_script({"languages": ["it"], "steps": steps}).steps
    assert (first.duty, first.next[0].to, second.say) == (("x",), "b", {"it": "Grazie"})
    assert first.ask is not None
    assert [(one.code, one.label["it"]) for one in first.ask.choices] == [("yes", "Sì"), ("maybe", "Forse")]
