"""A campaign and its parts, independent of any database; with the default rules and dispositions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from dialer.compliance.settings import NO_LAW, LawSettings
from dialer.controllers.model import CallerId, Controller
from dialer.core.enums import CallbackFallback, CampaignStatus, Outcome, Retries, Then
from dialer.leads.rules.caps import Cap
from dialer.leads.rules.recycle import RecycleRule
from dialer.trunks.model import Trunk

MINUTE_S: Final = 60.0
HOUR_S: Final = 3600.0
DAY_S: Final = 86400.0
CALLBACK_HOLD_S: Final = 30.0
CALLBACK_GRACE_S: Final = 15 * MINUTE_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposition:
    """A result that an agent may choose. Its legal meaning may be None only in a draft: see `meant`."""

    code: str
    label: str
    label_it: str = ""
    needs_callback: bool = False  # the agent must give a time
    is_success: bool = False
    is_machine: bool | None = False  # no person was reached: not a call to a person under laws that count those
    is_refusal: bool | None = False  # the person declined the offer: starts the pause that some laws require


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignConfig:
    """All that is needed to dial a campaign, read at once."""

    id: int
    name: str
    controller: Controller
    node_id: int
    status: CampaignStatus
    mode: str
    ratio: float
    target_abandon_share: float
    wait_limit_ms: int
    ring_limit_ms: int
    wrap_up_limit_ms: int
    amd: str
    fallback: str
    message: str
    time_zone: str
    hours: tuple[Mapping[str, Any], ...]
    max_attempts: int
    created_at: float
    caller_id: CallerId | None
    trunks: tuple[Trunk, ...]  # best first
    rules: tuple[RecycleRule, ...]
    dispositions: tuple[Disposition, ...]
    caps: tuple[Cap, ...] = ()
    retries: Retries = Retries.FIRST
    callback_hold_s: float = CALLBACK_HOLD_S
    callback_grace_s: float = CALLBACK_GRACE_S
    callback_fallback: CallbackFallback = CallbackFallback.ANYONE
    shared_budget: str = ""  # campaigns of the controller with the same name here share one abandonment budget
    stock_version: int = 0  # grows with each change of which leads are dialled next
    law: LawSettings = NO_LAW
    field_types: Mapping[str, Any] = field(default_factory=dict)  # what custom fields hold: {"kind": …, "choices": […]}


def default_rules() -> tuple[RecycleRule, ...]:
    """The recycle rules of a new campaign."""
    return (
        RecycleRule(on=Outcome.NO_ANSWER, then=Then.RETRY, wait_s=HOUR_S),
        RecycleRule(on=Outcome.BUSY, then=Then.RETRY, wait_s=10 * MINUTE_S),
        RecycleRule(on=Outcome.CONGESTION, then=Then.RETRY, wait_s=5 * MINUTE_S),
        RecycleRule(on=Outcome.MACHINE, then=Then.RETRY, wait_s=2 * HOUR_S),
        RecycleRule(on=Outcome.ABANDONED, then=Then.RETRY, wait_s=DAY_S),
        RecycleRule(on=Outcome.FAILED, then=Then.RETRY, wait_s=HOUR_S, at_most=3),
        RecycleRule(on=Outcome.INVALID_NUMBER, then=Then.RETIRE, next_phone=True),
        RecycleRule(on=Outcome.NOT_PLACED, then=Then.RETRY, wait_s=MINUTE_S, growth=2.0),
        RecycleRule(on=Outcome.LOST, then=Then.RETRY, wait_s=10 * MINUTE_S),
        RecycleRule(on=Outcome.CANCELLED, then=Then.RETRY, wait_s=5 * MINUTE_S),
        RecycleRule(on="disposition:sale", then=Then.RETIRE),
        RecycleRule(on="disposition:call_back", then=Then.RETRY, wait_s=DAY_S),
        RecycleRule(on="disposition:not_interested", then=Then.RETIRE),
        RecycleRule(on="disposition:do_not_call", then=Then.SUPPRESS),
        RecycleRule(on="disposition:answering_machine", then=Then.RETRY, wait_s=2 * HOUR_S),
        RecycleRule(on="disposition:wrong_number", then=Then.RETIRE),
        RecycleRule(on="disposition:language_barrier", then=Then.RETIRE),
    )


def completed(rules: Iterable[RecycleRule]) -> tuple[RecycleRule, ...]:
    """A campaign's own rules, plus the default rule of each result that they leave out.

    Without this, changing only the wait after a busy line would let people be called again who said no.
    """
    own = tuple(rules)
    spoken = {rule.on for rule in own}
    return (*own, *(rule for rule in default_rules() if rule.on not in spoken))


def default_dispositions() -> tuple[Disposition, ...]:
    """The dispositions of a new campaign, in the order the agent sees them."""
    return (
        Disposition(code="sale", label="Sale", label_it="Vendita", is_success=True),
        Disposition(code="call_back", label="Call back", label_it="Richiamare", needs_callback=True),
        Disposition(code="not_interested", label="Not interested", label_it="Non interessato", is_refusal=True),
        Disposition(code="do_not_call", label="Do not call again", label_it="Non richiamare più"),
        Disposition(
            code="answering_machine", label="Answering machine", label_it="Segreteria telefonica", is_machine=True
        ),
        Disposition(code="wrong_number", label="Wrong number", label_it="Numero errato"),
        Disposition(code="language_barrier", label="Language barrier", label_it="Lingua diversa"),
    )


def meant(drafted: Iterable[Disposition], before: Iterable[Disposition] = ()) -> tuple[Disposition, ...]:
    """Complete dispositions from a draft: by the default one of the same code, else by what it meant before.

    Without this, dispositions written without these fields would count machines as people.
    """
    known = (*default_dispositions(), *before)

    def said(one: Disposition, name: str) -> bool:
        own = getattr(one, name)
        return any(getattr(other, name) for other in known if other.code == one.code) if own is None else own

    return tuple(
        replace(one, is_machine=said(one, "is_machine"), is_refusal=said(one, "is_refusal")) for one in drafted
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignDraft:
    """A campaign as a manager writes it. Rules and dispositions that are None become the default ones."""

    name: str
    controller_id: int
    node_id: int
    trunk_ids: tuple[int, ...] = ()  # best first
    caller_id_id: int | None = None
    mode: str = "progressive"
    ratio: float = 1.0
    target_abandon_share: float = 0.03
    wait_limit_ms: int = 2000
    ring_limit_ms: int = 25000
    wrap_up_limit_ms: int = 30000
    amd: str = ""
    fallback: str = "hangup"
    message: str = ""
    time_zone: str = "Europe/Rome"
    hours: tuple[Mapping[str, Any], ...] = ()
    max_attempts: int = 6
    rules: tuple[RecycleRule, ...] | None = None
    dispositions: tuple[Disposition, ...] | None = None
    caps: tuple[Cap, ...] = ()
    retries: Retries = Retries.FIRST
    callback_hold_s: float = CALLBACK_HOLD_S  # how long before the promised instant the agent is held for it
    callback_grace_s: float = CALLBACK_GRACE_S  # a promise is kept if the call is placed within this time after it
    callback_fallback: CallbackFallback = CallbackFallback.ANYONE  # used when the agent did not come in time
    shared_budget: str = ""
    law: LawSettings | None = None  # None: none yet, or unchanged
    field_types: Mapping[str, Any] | None = None  # of custom fields; None: unchanged


def draft_of(config: CampaignConfig) -> CampaignDraft:
    """The draft that would write `config` unchanged; edit it with `dataclasses.replace`, then update with it."""
    return CampaignDraft(
        name=config.name,
        controller_id=config.controller.id,
        node_id=config.node_id,
        trunk_ids=tuple(trunk.id for trunk in config.trunks),
        caller_id_id=config.caller_id.id if config.caller_id else None,
        mode=config.mode,
        ratio=config.ratio,
        target_abandon_share=config.target_abandon_share,
        wait_limit_ms=config.wait_limit_ms,
        ring_limit_ms=config.ring_limit_ms,
        wrap_up_limit_ms=config.wrap_up_limit_ms,
        amd=config.amd,
        fallback=config.fallback,
        message=config.message,
        time_zone=config.time_zone,
        hours=config.hours,
        max_attempts=config.max_attempts,
        rules=config.rules,
        dispositions=config.dispositions,
        caps=config.caps,
        retries=config.retries,
        callback_hold_s=config.callback_hold_s,
        callback_grace_s=config.callback_grace_s,
        callback_fallback=config.callback_fallback,
        shared_budget=config.shared_budget,
        law=config.law,
        field_types=config.field_types,
    )
