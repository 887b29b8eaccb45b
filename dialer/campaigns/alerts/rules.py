"""Which alerts there are, by the engine's last board, by registers and profiles. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from dialer.campaigns.alerts.model import (
    DRY_WITHIN_S,
    LONG_HAND_S,
    LONG_WAIT_S,
    REVIEW_SOON_S,
    About,
    Alert,
    PhoneDrift,
    ProfileState,
    RegisterState,
    TrunkDrift,
    Weight,
)
from dialer.compliance.abandonment import NEAR_LIMIT
from dialer.core.enums import CampaignStatus
from dialer.i18n.message import Message, from_plain, msg
from dialer.telephony.caller_ids.model import CallerIdPool, Fall
from dialer.telephony.destinations.model import HourCap

Part = Mapping[str, Any]

_ORDER: Final = {Weight.STOP: 0, Weight.WARN: 1, Weight.NOTE: 2}
_READ_CAMPAIGN: Final = msg("Open the campaign: its first line says what would let it dial again.")


def in_order(alerts: Iterable[Alert]) -> list[Alert]:
    """The most urgent first, and what belongs together beside each other."""
    return sorted(alerts, key=lambda one: (_ORDER[one.weight], one.about, one.name, one.code))


def engine_alerts(board: Part | None, *, silent_s: float, now: float) -> Iterator[Alert]:
    """Whether an engine runs. `silent_s`: after so long without a board there is none."""
    at = None if not board else board.get("at")
    if not at or at < now - silent_s:
        yield Alert(
            code="engine_silent",
            weight=Weight.STOP,
            about=About.ENGINE,
            id=None,
            name="",
            text=msg("No engine runs: nothing is dialled."),
            mend=msg("Ask whoever runs Pronto to start it. Calls in talk go on in Asterisk without it."),
            since=at or None,
        )
    elif board and board.get("engine") == "draining":
        yield Alert(
            code="engine_draining",
            weight=Weight.NOTE,
            about=About.ENGINE,
            id=None,
            name="",
            text=msg("The engine ends its calls and starts no new ones."),
            mend=msg("It is being stopped or replaced. If nobody has asked for that, ask whoever runs Pronto."),
        )


def node_alerts(nodes: Iterable[Part]) -> Iterator[Alert]:
    """Asterisk servers that are away, or late."""
    for node in nodes:
        facts = {"about": About.NODE, "id": node["id"], "name": node["name"]}
        if node.get("state") == "down":
            yield Alert(
                code="node_down",
                weight=Weight.STOP,
                **facts,
                text=msg("Asterisk {node} is away: {why}", node=node["name"], why=_text(node.get("trouble"))),
                mend=msg(
                    "Let somebody look at that machine and at its manager interface. Campaigns there do not dial."
                ),
            )
        elif (lag := node.get("lag") or {}).get("starts_per_second") is not None:
            yield Alert(
                code="node_late",
                weight=Weight.WARN,
                **facts,
                text=_text(lag.get("text")),
                mend=msg("Spread the campaigns over more nodes, or let fewer calls start at once."),
            )


def trunk_alerts(trunks: Iterable[Part]) -> Iterator[Alert]:
    """Trunks that are down, that refuse calls, or that carry fewer than they should."""
    for trunk in trunks:
        facts = {"about": About.TRUNK, "id": trunk["id"], "name": trunk["name"]}
        if rest := trunk.get("rest"):
            yield Alert(
                code="trunk_refuses",
                weight=Weight.STOP,
                **facts,
                text=msg("Trunk {trunk} refuses calls: {cause}.", trunk=trunk["name"], cause=rest.get("cause") or "–"),
                mend=msg(
                    "401 or 403: check user, password and address at the carrier. 503: the carrier is full or down; "
                    "ask it. The trunk is tried again by itself."
                ),
                since=rest.get("since"),
            )
        elif trunk.get("state") == "down":
            yield Alert(
                code="trunk_down",
                weight=Weight.STOP,
                **facts,
                text=msg("Trunk {trunk} is down or switched off.", trunk=trunk["name"]),
                mend=msg("Switch it on, or look at its registration and at what the carrier answers."),
            )
        if alarm := trunk.get("alarm"):
            yield Alert(
                code="trunk_full",
                weight=Weight.WARN,
                **facts,
                text=msg(
                    "The carrier of trunk {trunk} takes no more than {channels} calls at once, though {max_channels} "
                    "are configured.",
                    trunk=trunk["name"],
                    channels=alarm.get("channels"),
                    max_channels=alarm.get("max_channels"),
                ),
                mend=msg("Ask the carrier what the contract allows, or configure fewer channels."),
                since=alarm.get("since"),
            )


def destination_alerts(trunks: Iterable[Part]) -> Iterator[Alert]:
    """Trunks that have reached a cap of the hour, or over which somebody tries to call where they may not."""
    for trunk in trunks:
        alarm = (trunk.get("guard") or {}).get("alarm")
        if not alarm:
            continue
        facts = {"about": About.DESTINATION, "id": trunk["id"], "name": trunk["name"], "since": alarm.get("since")}
        is_cap = alarm.get("what") in set(HourCap)
        yield Alert(
            code="trunk_cap" if is_cap else "destination_refused",
            weight=Weight.STOP if is_cap else Weight.WARN,
            **facts,
            text=_text(alarm.get("text")),
            mend=(
                msg("See what was called. Raise the cap if it was meant, or find out who calls.")
                if is_cap
                else msg(
                    "Find out who calls there: a list with strange numbers, a stolen key or password. Allow the prefix "
                    "only if the calls are meant."
                )
            ),
        )


def drift_alerts(found: Iterable[TrunkDrift], *, may_change: bool) -> Iterator[Alert]:
    """Trunks that stand in Asterisk otherwise than Pronto has written them, for who may change them or tells others."""
    mend = (
        msg("See on its page what differs. Heal it, or apply a version that has what was changed.")
        if may_change
        else msg("Tell whoever sets up the trunks: the trunk's page shows what differs, and heals it.")
    )
    for one in found:
        yield Alert(
            code="trunk_drift",
            weight=Weight.WARN,
            about=About.TRUNK,
            id=None,
            name=one.trunk,
            text=msg(
                "Trunk {trunk} was changed by hand on {node}: {options} {options:option differs|options differ} from "
                "what Pronto has written.",
                trunk=one.trunk,
                node=one.node,
                options=one.options,
            ),
            mend=mend,
            node_id=one.node_id if may_change else None,
        )


def phone_drift_alerts(found: Iterable[PhoneDrift], *, may_change: bool) -> Iterator[Alert]:
    """Phones on the desk that stand in Asterisk otherwise than Pronto has written them."""
    mend = (
        msg("See on its page what differs, and write it again.")
        if may_change
        else msg("Tell whoever sets up the phones: the phone's page shows what differs, and writes it again.")
    )
    for one in found:
        yield Alert(
            code="phone_drift",
            weight=Weight.WARN,
            about=About.PHONE,
            id=one.id if may_change else None,
            name=one.phone,
            text=msg(
                "Phone {phone} was changed by hand on {node}: {options} {options:option differs|options differ} from "
                "what Pronto has written.",
                phone=one.phone,
                node=one.node,
                options=one.options,
            ),
            mend=mend,
        )


def campaign_alerts(campaigns: Iterable[Part], *, now: float) -> Iterator[Alert]:
    """What is wrong with each campaign that should dial."""
    for campaign in campaigns:
        if campaign.get("status") == CampaignStatus.RUNNING:
            yield from _of_campaign(campaign, now)


def _of_campaign(campaign: Part, now: float) -> Iterator[Alert]:
    name = campaign["name"]
    facts = {"about": About.CAMPAIGN, "id": campaign["id"], "name": name}
    if campaign.get("blocked"):
        why = _text((campaign.get("why") or {}).get("text"))
        yield Alert(
            code="blocked",
            weight=Weight.STOP,
            **facts,
            text=msg("{campaign} cannot dial: {why}", campaign=name, why=why),
            mend=_READ_CAMPAIGN,
        )
    elif not (campaign.get("agents") or {}).get("logged_in"):
        yield Alert(
            code="no_agents",
            weight=Weight.WARN,
            **facts,
            text=msg("{campaign} runs, and no agent is logged in to it.", campaign=name),
            mend=msg("Let agents log in, or pause the campaign."),
        )
    yield from _abandoned(campaign, facts)
    waiting_since = campaign.get("waiting_since")
    if waiting_since is not None and now - waiting_since >= LONG_WAIT_S:
        yield Alert(
            code="long_wait",
            weight=Weight.WARN,
            **facts,
            text=msg("{campaign}: a person who has answered waits for an agent.", campaign=name),
            mend=msg("See whether agents are in long wrap-ups or on pause. Fewer calls are dialled by themselves."),
            since=waiting_since,
        )
    hand_since = campaign.get("hand_since")
    if hand_since is not None and now - hand_since >= LONG_HAND_S:
        yield Alert(
            code="long_hand",
            weight=Weight.WARN,
            **facts,
            text=msg(
                "{campaign}: an agent has had a hand raised for {minutes} {minutes:minute|minutes}.",
                campaign=name,
                minutes=int((now - hand_since) // 60),
            ),
            mend=msg("Somebody waits for help: answer under Raised hands."),
            since=hand_since,
        )
    yield from _dry(campaign, facts, now)
    alerts = (campaign.get("callbacks") or {}).get("alerts") or ()
    if alerts:
        yield Alert(
            code="callbacks",
            weight=Weight.WARN,
            **facts,
            text=msg(
                "{campaign}: {count} {count:call-back needs|call-backs need} attention.",
                campaign=name,
                count=len(alerts),
            ),
            mend=msg("Give them to another agent, or agree on another time with the person."),
        )


def _abandoned(campaign: Part, facts: Mapping[str, Any]) -> Iterator[Alert]:
    """The share of abandoned calls near its limit, by each rule that binds the campaign: the worst one."""
    found = (campaign.get("pace") or {}).get("constraints") or ()
    shares = [(one["share"] / one["limit"], one) for one in found if one.get("share") is not None and one.get("limit")]
    if not shares:
        return
    used, worst = max(shares, key=lambda pair: pair[0])
    if used < NEAR_LIMIT:
        return
    told = {
        "campaign": campaign["name"],
        "share": 100.0 * worst["share"],
        "limit": 100.0 * worst["limit"],
        "rule": _text(worst.get("text")),
    }
    if used < 1.0:
        text = msg("{campaign}: {share:.2f} % of the calls were abandoned, of {limit:.2f} % ({rule}).", **told)
    else:
        text = msg(
            "{campaign}: {share:.2f} % of the calls were abandoned, more than the {limit:.2f} % of {rule}.", **told
        )
    yield Alert(
        code="abandoned",
        weight=Weight.WARN if used < 1.0 else Weight.STOP,
        **facts,
        text=text,
        mend=msg(
            "The pacer already dials with more care. Put more agents on the campaign, or let it dial one call for each "
            "free agent."
        ),
    )


def _dry(campaign: Part, facts: Mapping[str, Any], now: float) -> Iterator[Alert]:
    seen = campaign.get("penetration") or {}
    dry_at = now if seen.get("due") == 0 else seen.get("dry_at")
    if dry_at is None or dry_at > now + DRY_WITHIN_S:
        return
    name = campaign["name"]
    is_dry = dry_at <= now
    yield Alert(
        code="list_dry",
        weight=Weight.WARN,
        **facts,
        text=(
            msg("{campaign} has nobody left to call now.", campaign=name)
            if is_dry
            else msg(
                "{campaign} has nobody left to call in {minutes} {minutes:minute|minutes}.",
                campaign=name,
                minutes=max(1, round((dry_at - now) / 60.0)),
            )
        ),
        mend=msg("Load another list, let leads be tried again sooner, or move the agents to another campaign."),
    )


def register_alerts(states: Sequence[RegisterState]) -> Iterator[Alert]:
    """Registers whose answers are too old to call by."""
    for one in states:
        if one.stale:
            yield Alert(
                code="register_stale",
                weight=Weight.WARN,
                about=About.REGISTER,
                id=one.company_id,
                name=one.company,
                text=msg(
                    "{company}: {count} {count:answer|answers} of the register {register} {count:is|are} too old. "
                    "These people are not called.",
                    company=one.company,
                    count=one.stale,
                    register=one.register_name,
                ),
                mend=msg("Send the lists' numbers to the register again, and load its answer."),
            )


def profile_alerts(states: Iterable[ProfileState], *, now: float) -> Iterator[Alert]:
    """Profiles that are to be reviewed, or should have been."""
    for one in states:
        if one.review_by > now + REVIEW_SOON_S:
            continue
        is_late = one.review_by <= now
        yield Alert(
            code="profile_review",
            weight=Weight.STOP if is_late else Weight.NOTE,
            about=About.PROFILE,
            id=None,
            name=one.id,
            text=(
                msg("The profile {profile} should have been reviewed: nobody is dialled ahead.", profile=one.id)
                if is_late
                else msg("The profile {profile} has to be reviewed soon.", profile=one.id)
            ),
            mend=msg("Let a lawyer review it, and install the reviewed profile."),
        )


def caller_id_alerts(falls: Iterable[tuple[CallerIdPool, Fall]]) -> Iterator[Alert]:
    """Numbers of pools that people answer less than before."""
    for pool, fall in falls:
        facts: dict[str, Any] = {"number": fall.number, "pool": pool.name}
        facts |= {"share": round(100.0 * fall.share, 1), "before": round(100.0 * fall.share_before, 1)}
        if fall.share_of_others is None:
            text = msg("{number} ({pool}): people answer {share:g} % of its calls, {before:g} % before.", **facts)
        else:
            facts["others"] = round(100.0 * fall.share_of_others, 1)
            text = msg(
                "{number} ({pool}): people answer {share:g} % of its calls, {before:g} % before, and {others:g} % of "
                "those with the pool's other numbers in the same hours.",
                **facts,
            )
        yield Alert(
            code="caller_id_falls",
            weight=Weight.WARN,
            about=About.CALLER_ID,
            id=pool.id,
            name=fall.number,
            text=text,
            mend=msg("Let it rest, see with a test call how it shows, and report it to the carrier if it is marked."),
            since=fall.since,
        )


def _text(plain: Any) -> Message:
    """A sentence of the board as a message; a dash where it has none."""
    found = from_plain(plain)
    return found if isinstance(found, Message) else msg("{text}", text=found or "–")
