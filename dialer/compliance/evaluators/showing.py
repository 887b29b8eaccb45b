"""Evaluator on the caller id shown to the person called."""

from dialer.compliance.facts import CallerFacts, Facts
from dialer.compliance.params.contacts import Cli
from dialer.compliance.profile import Rule
from dialer.compliance.ruling import Fact, RuleAnswer, allow, known, refuse


def caller_id(rule: Rule[Cli], facts: Facts, now: float) -> RuleAnswer | None:
    """May this caller id be shown on this trunk?"""
    params, caller = rule.params, facts.caller
    number = known(caller.number, "caller_id")
    if not number:
        return refuse(rule.id, withheld=True) if params.withheld_forbidden else allow(rule.id, withheld=True)
    trouble = _number_trouble(params, caller, number) or _test_trouble(params, caller, now)
    trouble = trouble or _abroad_trouble(params, caller, number)
    return refuse(rule.id, **trouble) if trouble else allow(rule.id)


def _number_trouble(params: Cli, caller: CallerFacts, number: str) -> dict[str, Fact]:
    if params.in_inventory and not known(caller.in_inventory, "in_inventory"):
        return {"in_inventory": False}
    if params.one_of and caller.classes.isdisjoint(params.one_of):
        return {"must_be_one_of": ", ".join(params.one_of)}
    missing = [one for one in params.all_of if one not in caller.classes]
    if missing:
        return {"must_be": ", ".join(missing)}
    undeclared = [register for register in params.declared_in if register not in caller.declared_in]
    if undeclared:
        return {"not_declared_in": ", ".join(undeclared)}
    if params.forbidden_prefixes and number.startswith(params.forbidden_prefixes):
        return {"prefix": "forbidden"}
    national = len(number.removeprefix(params.home_prefix).removeprefix("+"))
    if params.digits and number.startswith(params.home_prefix) and national not in params.digits:
        return {"digits": national}
    return {}


def _test_trouble(params: Cli, caller: CallerFacts, now: float) -> dict[str, Fact]:
    test = params.callback_test
    if test is None:
        return {}
    tested_at = known(caller.tested_at, "caller_id_tested_at")
    if now > test.max_age.after(tested_at):
        return {"tested_at": tested_at, "max_age": test.max_age.text}
    return {} if caller.test_reached in test.must_reach else {"test_reached": caller.test_reached or "nobody"}


def _abroad_trouble(params: Cli, caller: CallerFacts, number: str) -> dict[str, Fact]:
    if params.from_abroad == "allowed" or not number.startswith(params.home_prefix):
        return {}
    country = known(caller.trunk_country, "trunk_country")
    if country == params.home_country or (params.from_abroad == "needs_provider_proof" and caller.provider_proof):
        return {}
    return {"trunk_country": country, "home_country": params.home_country}
