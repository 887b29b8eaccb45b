"""What a rule asks for and Pronto cannot check is named in the rule, and shown."""

from collections.abc import Iterator

from api.schemas.profiles import ProfileInWords
from dialer.compliance.params.contacts import Cli, RegistryScrub
from dialer.compliance.params.records import ContractFormation, Recording, Retention
from dialer.compliance.params.speech_and_work import AgentLocation, ScriptDisclosure
from dialer.compliance.profile import AnyRule
from dialer.documents.law_profile.names import NOT_CHECKED
from tests.support.profiles import profiles, rule

RULES: list[AnyRule] = [
    one
    for profile in profiles().by_id.values()
    for one in (*profile.rules, *(added for overlay in profile.overlays for added in overlay.rules))
]


def without_facts(one: AnyRule) -> Iterator[str]:
    """The duties in a rule's parameters for which Pronto has no facts."""
    match one.params:
        case AgentLocation(authority_notice_days=days) if days:
            yield "authority_notice"
        case ScriptDisclosure(on_request=items) if items:
            yield "said_on_request"
        case Cli(record=facts):
            yield from facts
        case ContractFormation():
            yield from ("contract_proofs", "information_before_contract", "withdrawal_period")
        case RegistryScrub(key=key) if "subscription_account" in key:
            yield "account_of_answer"
        case Retention(at_most=longest) if "profiling_data" in longest:
            yield "profiling_data"
        case Recording():
            yield "recordings_elsewhere"


def test_each_rule_names_what_pronto_does_not_check():
    assert [one.id for one in RULES if not set(without_facts(one)) <= set(one.not_checked)] == []
    assert {name for one in RULES for name in one.not_checked} <= NOT_CHECKED.keys()


def test_registers_are_asked_again_only_as_the_evaluator_checks():
    asked = {name for one in RULES if isinstance(one.params, RegistryScrub) for name in one.params.also}
    assert asked == {"before_each_campaign", "monthly"}


def test_the_api_shows_what_is_not_checked():
    shown = {one.id: one.not_checked for one in ProfileInWords.of_profile(profiles()["IT"]).rules}
    assert shown["IT-LOCATION"] == ["the notice to the authorities before a move abroad"]
    assert shown["IT-HOURS"] == []
    assert rule("IT-LOCATION").not_checked == ("authority_notice",)
