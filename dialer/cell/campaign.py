"""A campaign as its cell knows it, read and checked once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from dialer.compliance.campaign_facts import NOTHING_SEEN, Seen
from dialer.compliance.campaign_limits import Rules
from dialer.compliance.facts import CallerFacts, CampaignFacts
from dialer.compliance.rulebook import Books
from dialer.compliance.settings import NO_LAW, LawSettings
from dialer.compliance.wait_limit import Treatment
from dialer.core.call_settings import CallSettings
from dialer.core.enums import CampaignStatus, OnMachine
from dialer.people.leads.rules.caps import Cap
from dialer.people.leads.rules.retry import RetryRule
from dialer.telephony.caller_ids.model import CallerIdPool
from dialer.telephony.caller_ids.rules import Presence
from dialer.telephony.trunks.model import TrunkGroup
from pacing.snapshot import Policy

UNKNOWN: Final = CampaignFacts()
NOBODY_PRESENT: Final = Presence.of(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What the law requires of agents' work, as far as it must be known in advance. Times in seconds."""

    every_s: float = 0.0  # longest stretch without a break; 0 for none
    warn_from_s: float = float("inf")  # part of that stretch: from then on the agent is warned
    alone_from_s: float = float("inf")  # part of that stretch: from then on nobody is dialled ahead of the agent
    break_s: float = 0.0  # length of a break
    homes: frozenset[str] = frozenset()  # countries that need no colleague to pass a call to; empty: all


NO_WORK_RULES: Final = Work()


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign(CallSettings):
    """A campaign as its cell runs it. Durations in seconds unless the name says `_ms`."""

    id: int
    name: str
    company_id: int
    node_id: int
    status: CampaignStatus
    policy: Policy
    rules: Rules
    trunk_ids: tuple[int, ...]  # best first
    group: TrunkGroup | None = None  # whose trunks they are; None: the campaign's own
    caller_id: str
    retry_rules: Mapping[str, RetryRule]
    promises: frozenset[str]  # dispositions that promise to call back
    wrap_up_limit_s: float
    caps: tuple[Cap, ...] = ()
    stock_version: int = 0  # changes when the leads in the hopper may no longer be the next ones
    company: str = ""  # the name it was made with
    created_at: float | None = None
    identify_first: bool = False  # its agents see nothing personal but the name before the person is identified
    treatment: Treatment | None = None  # what the law asks; None: the campaign's own settings alone
    law: LawSettings = NO_LAW
    books: Books | None = None  # the rules; None: nobody is called
    seen: Seen = NOTHING_SEEN
    facts: CampaignFacts = UNKNOWN  # facts for the rules that do not change from call to call
    callers: Mapping[int, CallerFacts] = field(default_factory=dict)  # the number shown, by trunk
    caller_id_pool: CallerIdPool | None = None  # whose numbers are shown instead of `caller_id`
    presence: Presence = NOBODY_PRESENT  # the pool's numbers, by area
    pool_callers: Mapping[tuple[int, str], CallerFacts] = field(default_factory=dict)  # by trunk and number
    work: Work = NO_WORK_RULES
    by_country: Mapping[str, "Campaign"] = field(default_factory=dict)  # as other countries' laws treat people

    @property
    def introduces(self) -> bool:
        """Whether what sounds like a machine is told who calls, for it may be a handset that screens calls."""
        return bool(self.amd) and self.on_machine is OnMachine.INTRODUCE

    def of(self, country: str) -> "Campaign":
        """The campaign with the treatment of people called in this country."""
        return self.by_country.get(country, self)


def with_treatment(campaign: Campaign, treatment: Treatment, *, amd_proven: bool = False) -> Campaign:
    """The campaign with the law's treatment of answered people: time limit, end, ringing and detection.

    The campaign then chooses only the words of the message. `amd_proven`: a valid audit says how many people machine
    detection takes for machines; where the law asks for one, detection is off without it.
    """
    listens = treatment.amd_allowed == "yes" or (treatment.amd_allowed == "with_audit" and amd_proven)
    amd = campaign.amd if listens else ""
    says = treatment.at_limit == "message"
    return replace(
        campaign,
        treatment=treatment,
        wait_limit_ms=treatment.wait_ms,
        ring_limit_ms=max(campaign.ring_limit_ms, round(treatment.ring_at_least_s * 1000)),
        amd=amd,
        fallback=treatment.at_limit,
        message=campaign.message if says else "",
        policy=replace(
            campaign.policy,
            wait_limit_s=treatment.wait_ms / 1000,
            ring_limit_s=max(campaign.policy.ring_limit_s, treatment.ring_at_least_s),
            ring_min_s=treatment.ring_at_least_s or None,
            screening_s=campaign.policy.screening_s if amd else 0.0,
        ),
    )
