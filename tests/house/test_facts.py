"""Every fact that a rule may ask for is told by somebody: else its tests hand over what no call ever has."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

from dialer.compliance import facts
from dialer.core.call_times import CallTimes

ROOT = Path(__file__).parents[2]
MODULE = "dialer.compliance.facts"
HYPOTHETICAL = (  # these ask what the rules would say of nobody in particular
    *("dialer/cell/legal/open_zones.py", "dialer/cell/legal/simulated_law.py"),
    *("dialer/campaigns/preflight/check.py", "dialer/campaigns/preflight/readiness.py"),
)
# Facts that Pronto says alike of everybody, or never says, with what that makes of the rules.
CONSTANTS = {
    "CallerFacts.in_inventory": "true: no other number than one of the company's caller ids is ever shown",
    "CampaignFacts.discloses_ai": "never: a campaign with an artificial voice that has to say so is refused",
    "CampaignFacts.numbers_generated": "false: Pronto makes no numbers up; sequences are flagged at the import",
    "CampaignFacts.without_agent": "false: Pronto calls nobody to whom no agent is to talk",
    "CallFacts.contract_proofs": "never: Pronto keeps no contracts, and calls none bound",
    "CallFacts.contract_state": "never: as before",
    "CallFacts.recorded": "false: Pronto records no talk",
    "CallFacts.recording_notice": "never: as before",
    "CallFacts.recording_purpose": "never: as before",
    "CallFacts.recording_refused": "never: as before",
    "ContactFacts.regions": "never: all regions' holidays count where a profile names them; a state's are told by it",
    "ImportFacts.numbers_generated": "false: as of campaigns",
    "MessageFacts.suppresses_before_hangup": "true: the dialplan waits until the opt-out is written",
    "ReportFacts.unmask_given": "never: no report shows numbers whole",
    "ReportFacts.unmasks": "false: as before",
    "RightsRequest.extended": "never: each request is to be answered in the shorter time",
}


def classes() -> dict[str, list[str]]:
    """The kinds of facts, with their fields."""
    made = {name: kind for name, kind in inspect.getmembers(facts, inspect.isclass) if kind.__module__ == MODULE}
    made = {name: kind for name, kind in made.items() if is_dataclass(kind)}
    return {name: [field.name for field in fields(kind)] for name, kind in made.items()}


def told(kinds: dict[str, list[str]]) -> Iterator[tuple[str, ast.expr | None]]:
    """Each "Kind.field" that production sets, with the expression; None where a whole mapping is handed over."""
    for path in sorted((ROOT / "dialer").rglob("*.py")):
        name, source = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        if MODULE not in source or name in HYPOTHETICAL:
            continue
        for call in ast.walk(ast.parse(source)):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            for said in call.keywords:
                for kind in kinds if call.func.id == "replace" else kinds.keys() & {call.func.id}:
                    if said.arg is None and kind == call.func.id:
                        # `**times_of(…)` tells the instants of a call, and nothing else.
                        handed = (
                            [field.name for field in fields(CallTimes)]
                            if "times_of" in ast.dump(said.value)
                            else kinds[kind]
                        )
                        yield from ((f"{kind}.{field}", None) for field in handed)
                    elif said.arg in kinds[kind]:
                        yield f"{kind}.{said.arg}", said.value


def test_every_fact_of_the_rules_has_a_producer_or_is_named_with_its_reason():
    kinds = classes()
    varying = {name for name, value in told(kinds) if not isinstance(value, ast.Constant)}
    every = {f"{kind}.{field}" for kind, names in kinds.items() for field in names}
    assert sorted(every - varying) == sorted(CONSTANTS)


def test_facts_that_were_once_told_by_tests_alone_are_told():
    names = {name for name, _ in told(classes())}
    assert {"ContactFacts.zones", "Scrub.listed_since", "AgentFacts.feature"} <= names
