"""What a profile wants said in a call that offers something."""

from dialer.campaigns.scripts.rules.publishing import Duties
from dialer.compliance.params.records import ContractFormation
from dialer.compliance.params.speech_and_work import ScriptDisclosure
from dialer.compliance.profile import Profile


def duties_of_profile(profile: Profile, *, sector: str, now: float) -> Duties:
    """The items that its rules in force want said at the beginning, and those a contract made by phone needs.

    `sector` is the campaign's; an empty one is any, so that no rule is overlooked.
    """
    opening: list[str] = []
    offer: list[str] = []
    for rule in profile.rules:
        if not rule.since <= now < rule.until or (rule.sectors and sector and sector not in rule.sectors):
            continue
        if isinstance(rule.params, ScriptDisclosure):
            opening.extend(rule.params.items)
        elif isinstance(rule.params, ContractFormation):
            offer.extend(rule.params.must_have_told)
    return Duties(profile=profile.id, opening=tuple(dict.fromkeys(opening)), offer=tuple(dict.fromkeys(offer)))
