"""A campaign and its parts, independent of any database; with the default rules and dispositions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, TypeVar

from dialer.access.companies.model import CallerId, Company
from dialer.compliance.settings import NO_LAW, LawSettings
from dialer.core.call_settings import CallSettings
from dialer.core.enums import CampaignStatus, Outcome, Retries, Then
from dialer.core.time_units import DAY_S, HOUR_S, MINUTE_S
from dialer.people.leads.rules.caps import Cap
from dialer.people.leads.rules.retry import RetryRule
from dialer.telephony.caller_ids.model import CallerIdPool
from dialer.telephony.trunks.model import Trunk, TrunkGroup

T = TypeVar("T")
CALLBACK_GRACE_S: Final = 15 * MINUTE_S


class Required(StrEnum):
    """What an agent must give with a disposition, besides the time of a call-back."""

    NOTE = "note"
    REASON = "reason"
    TOPIC = "topic"
    MOOD = "mood"


@dataclass(frozen=True, slots=True, kw_only=True)
class DispositionReason:
    """Why a disposition was given, as an agent may choose it; `labels` are by language, as typed."""

    code: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposition:
    """A result that an agent may choose. What may be None is so only in a draft: see `meant`."""

    code: str
    label: str | None = ""  # as users typed it; empty: Pronto's own, in the reader's language
    needs_callback: bool = False  # the agent must give a time
    is_success: bool = False
    is_machine: bool | None = False  # no person was reached: not a call to a person under laws that count those
    is_refusal: bool | None = False  # the person declined the offer: starts the pause that some laws require
    is_wrong_party: bool | None = False  # somebody else was reached, or nobody: results do not count a right party
    requires: tuple[Required, ...] | None = ()
    reasons: tuple[DispositionReason, ...] | None = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignSettings(CallSettings):
    """The settings that a campaign's draft and the stored campaign have in common."""

    mode: str = "progressive"
    ratio: float = 1.0
    target_abandon_share: float = 0.03
    wrap_up_limit_ms: int = 30000
    time_zone: str = "Europe/Rome"
    hours: tuple[Mapping[str, Any], ...] = ()
    max_attempts: int = 6
    caps: tuple[Cap, ...] = ()
    retries: Retries = Retries.FIRST
    callback_grace_s: float = CALLBACK_GRACE_S  # a promise is kept if the call is placed within this time after it
    shared_budget: str = ""  # campaigns of the company with the same name here share one abandonment budget


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignConfig(CampaignSettings):
    """All that is needed to dial a campaign, read at once."""

    id: int
    name: str
    company: Company
    node_id: int
    status: CampaignStatus
    created_at: float
    caller_id: CallerId | None
    trunks: tuple[Trunk, ...]  # best first: the campaign's own, or those of its group
    rules: tuple[RetryRule, ...]
    dispositions: tuple[Disposition, ...]
    stock_version: int = 0  # grows with each change of which leads are dialled next
    law: LawSettings = NO_LAW
    trunk_group: TrunkGroup | None = None  # used instead of trunks of its own
    field_types: Mapping[str, Any] = field(default_factory=dict)  # what custom fields hold: {"kind": …, "choices": […]}
    identify_first: bool = False  # its agents see nothing personal but the name before the person is identified
    caller_id_pool: CallerIdPool | None = None  # whose numbers are shown instead of the caller id

    @property
    def caller_id_pool_id(self) -> int | None:
        """The pool of caller ids that it uses."""
        return None if self.caller_id_pool is None else self.caller_id_pool.id

    @property
    def trunk_group_id(self) -> int | None:
        """The group of trunks that it uses."""
        return None if self.trunk_group is None else self.trunk_group.id


def default_rules() -> tuple[RetryRule, ...]:
    """The retry rules of a new campaign."""
    return (
        RetryRule(on=Outcome.NO_ANSWER, then=Then.RETRY, wait_s=HOUR_S),
        RetryRule(on=Outcome.BUSY, then=Then.RETRY, wait_s=10 * MINUTE_S),
        RetryRule(on=Outcome.CONGESTION, then=Then.RETRY, wait_s=5 * MINUTE_S),
        RetryRule(on=Outcome.MACHINE, then=Then.RETRY, wait_s=2 * HOUR_S),
        RetryRule(on=Outcome.ABANDONED, then=Then.RETRY, wait_s=DAY_S),
        RetryRule(on=Outcome.FAILED, then=Then.RETRY, wait_s=HOUR_S, at_most=3),
        RetryRule(on=Outcome.INVALID_NUMBER, then=Then.RETIRE, next_phone=True),
        RetryRule(on=Outcome.NOT_PLACED, then=Then.RETRY, wait_s=MINUTE_S, growth=2.0),
        RetryRule(on=Outcome.LOST, then=Then.RETRY, wait_s=10 * MINUTE_S),
        RetryRule(on=Outcome.CANCELLED, then=Then.RETRY, wait_s=5 * MINUTE_S),
        RetryRule(on="disposition:sale", then=Then.RETIRE),
        RetryRule(on="disposition:call_back", then=Then.RETRY, wait_s=DAY_S),
        RetryRule(on="disposition:not_interested", then=Then.RETIRE),
        RetryRule(on="disposition:do_not_call", then=Then.SUPPRESS),
        RetryRule(on="disposition:answering_machine", then=Then.RETRY, wait_s=2 * HOUR_S),
        RetryRule(on="disposition:wrong_number", then=Then.RETIRE),
        RetryRule(on="disposition:language_barrier", then=Then.RETIRE),
    )


def completed(rules: Iterable[RetryRule]) -> tuple[RetryRule, ...]:
    """A campaign's own rules, plus the default rule of each result that they leave out.

    Without this, changing only the wait after a busy line would let people be called again who said no.
    """
    own = tuple(rules)
    spoken = {rule.on for rule in own}
    return (*own, *(rule for rule in default_rules() if rule.on not in spoken))


def default_dispositions() -> tuple[Disposition, ...]:
    """The dispositions of a new campaign, in the order the agent sees them."""
    return (
        Disposition(code="sale", is_success=True),
        Disposition(code="call_back", needs_callback=True),
        Disposition(code="not_interested", is_refusal=True),
        Disposition(code="do_not_call"),
        Disposition(code="answering_machine", is_machine=True),
        Disposition(code="wrong_number", is_wrong_party=True),
        Disposition(code="language_barrier"),
    )


def meant(drafted: Iterable[Disposition], before: Iterable[Disposition] = ()) -> tuple[Disposition, ...]:
    """Complete dispositions from a draft: by the default one of the same code, else by what it meant before.

    Without this, dispositions written without these fields would count machines as people.
    """
    known = (*default_dispositions(), *before)

    def completed(one: Disposition) -> Disposition:
        same = [other for other in known if other.code == one.code]
        return replace(
            one,
            label=max((other.label or "" for other in same), default="") if one.label is None else one.label,
            is_machine=any(other.is_machine for other in same) if one.is_machine is None else one.is_machine,
            is_refusal=any(other.is_refusal for other in same) if one.is_refusal is None else one.is_refusal,
            is_wrong_party=any(other.is_wrong_party for other in same)
            if one.is_wrong_party is None
            else one.is_wrong_party,
            requires=_last(other.requires for other in same) if one.requires is None else one.requires,
            reasons=_last(other.reasons for other in same) if one.reasons is None else one.reasons,
        )

    return tuple(map(completed, drafted))


def _last(given: Iterable[tuple[T, ...] | None]) -> tuple[T, ...]:
    """What was given last, of what was given at all."""
    return next((one for one in reversed(list(given)) if one), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignDraft(CampaignSettings):
    """A campaign as a manager writes it. Rules and dispositions that are None become the default ones."""

    name: str
    company_id: int
    node_id: int
    trunk_ids: tuple[int, ...] = ()  # best first; none with a group
    trunk_group_id: int | None = None
    caller_id_id: int | None = None
    rules: tuple[RetryRule, ...] | None = None
    dispositions: tuple[Disposition, ...] | None = None
    law: LawSettings | None = None  # None: none yet, or unchanged
    field_types: Mapping[str, Any] | None = None  # of custom fields; None: unchanged
    caller_id_pool_id: int | None = None  # whose numbers are shown instead of the caller id


def draft_of(config: CampaignConfig) -> CampaignDraft:
    """The draft that would write `config` unchanged; edit it with `dataclasses.replace`, then update with it."""
    settings: dict[str, Any] = {name: getattr(config, name) for name in CampaignSettings.__dataclass_fields__}
    return CampaignDraft(
        **settings,
        name=config.name,
        company_id=config.company.id,
        node_id=config.node_id,
        trunk_ids=tuple(trunk.id for trunk in config.trunks) if config.trunk_group is None else (),
        trunk_group_id=config.trunk_group_id,
        caller_id_id=config.caller_id.id if config.caller_id else None,
        rules=config.rules,
        dispositions=config.dispositions,
        law=config.law,
        field_types=config.field_types,
        caller_id_pool_id=config.caller_id_pool_id,
    )
