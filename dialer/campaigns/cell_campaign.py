"""Converts stored campaigns into those that cells run, and nodes and trunks into lines."""

from collections.abc import Mapping, Sequence
from typing import Any

from dialer.access.companies.model import CallerId
from dialer.campaigns.model import CampaignConfig
from dialer.cell.campaign import Campaign
from dialer.cell.trunks.hour_use import HourUse
from dialer.cell.trunks.token_bucket import TokenBucket
from dialer.cell.trunks.trunk_selection import Line, Lines
from dialer.compliance.caller_ids import classes_of
from dialer.compliance.campaign_facts import NOTHING_SEEN, Seen
from dialer.compliance.campaign_limits import Rules
from dialer.compliance.facts import CallerFacts
from dialer.compliance.hours import read_hours, zone_of
from dialer.compliance.load import Profiles
from dialer.compliance.rulebook import BadLaw, Books
from dialer.compliance.sectors import check_sector
from dialer.core.call_settings import CallSettings
from dialer.telephony.caller_ids.rules import Presence
from dialer.telephony.destinations.model import Destinations, PastUse
from dialer.telephony.destinations.rules import guard_of
from dialer.telephony.nodes.model import Node
from dialer.telephony.trunks.dial_strings import endpoint_of, trunk_allowed
from dialer.telephony.trunks.model import Trunk
from pacing.snapshot import Constraint, Mode, Policy

# In order, from Asterisk's own amd.conf: initial silence, greeting, silence after greeting, total analysis (ms);
# shortest word, pause between words (ms); maximum words; silence threshold.
AMD_DEFAULT = "2500,1500,800,5000,100,50,3,256"
NO_PROFILES = Profiles({})
_AMD_WORDS = {"off": "", "default": AMD_DEFAULT}
AMD_EXPECTED_S = 2.0  # what answering-machine detection usually takes; the pacer measures the real time


def read_campaign(config: CampaignConfig, *, profiles: Profiles = NO_PROFILES, seen: Seen = NOTHING_SEEN) -> Campaign:
    """Read and check a stored campaign, together with what its lists show.

    Raises `BadHours`, `BadLaw` or another `ValueError` if it cannot be run.
    """
    zone_of(config.time_zone)
    if wrong := check_sector(config.law.sector):
        raise BadLaw(wrong)
    amd = _AMD_WORDS.get(config.amd, config.amd)
    pool = config.caller_id_pool
    numbers = () if pool is None else pool.numbers
    policy = Policy(
        mode=Mode(config.mode),
        ratio=config.ratio,
        wait_limit_s=config.wait_limit_ms / 1000,
        ring_limit_s=config.ring_limit_ms / 1000,
        screening_s=AMD_EXPECTED_S if amd else 0.0,
        constraints=(Constraint(name="campaign", limit=config.target_abandon_share),),
    )
    settings: dict[str, Any] = {name: getattr(config, name) for name in CallSettings.__dataclass_fields__}
    return Campaign(
        **settings | {"amd": amd},
        id=config.id,
        name=config.name,
        company_id=config.company.id,
        node_id=config.node_id,
        status=config.status,
        policy=policy,
        rules=Rules(hours=read_hours(config.hours), time_zone=config.time_zone, max_attempts=config.max_attempts),
        trunk_ids=tuple(trunk.id for trunk in config.trunks if trunk.enabled),
        group=config.trunk_group,
        caller_id=config.caller_id.number if config.caller_id else "",
        retry_rules={rule.on: rule for rule in config.rules},
        promises=frozenset(one.code for one in config.dispositions if one.needs_callback),
        wrap_up_limit_s=config.wrap_up_limit_ms / 1000,
        caps=config.caps,
        stock_version=config.stock_version,
        company=config.company.first_name,
        identify_first=config.identify_first,
        created_at=config.created_at,
        law=config.law,
        books=Books.of_campaign(profiles, config.law, agents=seen.agent_countries),
        seen=seen,
        callers={trunk.id: _caller(config.caller_id, trunk) for trunk in config.trunks},
        caller_id_pool=pool,
        presence=Presence.of(numbers),
        pool_callers={
            (trunk.id, one.number): _caller(one.caller_id, trunk) for trunk in config.trunks for one in numbers
        },
    )


def _caller(shown: CallerId | None, trunk: Trunk) -> CallerFacts:
    """What people called over a trunk are shown. The number belongs to the campaign's company."""
    if shown is None:
        return CallerFacts(number="", trunk_country=trunk.country or None, provider_proof=trunk.provider_proof)
    return CallerFacts(
        number=shown.number,
        classes=classes_of(shown.number, shown.classes, callable_now=bool(shown.test_reached)),
        in_inventory=True,
        declared_in=frozenset(shown.declared_in),
        tested_at=shown.tested_at,
        test_reached=shown.test_reached,
        trunk_country=trunk.country or None,
        provider_proof=trunk.provider_proof,
    )


def hour_use(trunk: Trunk, guards: Mapping[int, Destinations]) -> HourUse:
    """A trunk's destinations and caps, with nothing used yet."""
    settings = guards.get(trunk.id) or Destinations(trunk_id=trunk.id)
    return HourUse(guard_of(settings, trunk.country), trunk.name)


def update_lines(
    lines: Lines,
    node: Node,
    trunks: list[Trunk],
    guards: Mapping[int, Destinations],
    past: Mapping[int, Sequence[PastUse]],
    now: float,
) -> None:
    """Update limits, destinations and dial strings; usage counts and the state of each trunk stay.

    `past` is what earlier engines have called over trunks that this one has not known.

    A changed trunk loses its suspension and its alarm: the calls were refused under its old settings. A trunk that is
    not among `trunks` was retired, and is removed once no call uses it.
    """
    lines.node.max_channels = node.max_channels
    lines.node.dial_patterns = node.dial_patterns
    _set_rate(lines.node.starts, node.calls_per_second)
    for trunk in trunks:
        line = lines.trunks.get(trunk.id)
        if line is None:
            line = Line(trunk.id, trunk.name, trunk.max_channels, TokenBucket(trunk.calls_per_second))
            lines.trunks[trunk.id] = line
        if line.hour is None:
            line.hour = hour_use(trunk, guards)
            line.hour.restore(past.get(trunk.id, ()), now)
        line.hour.configure(guards.get(trunk.id) or Destinations(trunk_id=trunk.id), trunk.country, trunk.name, now)
        before = _settings(line)
        line.name, line.dial, line.number_format = trunk.name, trunk.dial, trunk.number_format
        line.endpoint = endpoint_of(trunk.dial) or trunk.name
        line.allowed = trunk_allowed(trunk.dial, node.dial_patterns)
        line.max_channels, line.enabled = trunk.max_channels, trunk.enabled
        _set_rate(line.starts, trunk.calls_per_second)
        if _settings(line) != before:
            line.changes += 1
            line.alarm.reset()
    for trunk_id in lines.trunks.keys() - {trunk.id for trunk in trunks}:
        if not lines.trunks[trunk_id].used:
            del lines.trunks[trunk_id]


def _settings(line: Line) -> tuple[object, ...]:
    return line.name, line.dial, line.number_format, line.max_channels, line.starts.rate


def new_lines(node: Node) -> Lines:
    """The lines of a node, before its trunks are known."""
    starts = TokenBucket(node.calls_per_second)
    return Lines(Line(node.id, node.name, node.max_channels, starts, dial_patterns=node.dial_patterns))


def _set_rate(bucket: TokenBucket, rate: float) -> None:
    bucket.rate = rate
