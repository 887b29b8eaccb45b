"""Calls, leads, agents, campaigns and cells with defaults a reader can forget."""

from functools import cache
from itertools import count
from typing import Any

from dialer.access.companies.model import CallerId, Company
from dialer.campaigns.cell_campaign import read_campaign
from dialer.campaigns.model import CampaignConfig, default_dispositions, default_rules
from dialer.cell.agents.roster import Agent, AgentState
from dialer.cell.call.state_machine import Call, CallState
from dialer.cell.campaign import Campaign
from dialer.cell.cell import Cell
from dialer.cell.dialling.forecast_accounts import LiveLearned
from dialer.cell.effects import Effect
from dialer.cell.legal.legal_campaign import lawful
from dialer.cell.trunks.token_bucket import TokenBucket
from dialer.cell.trunks.trunk_selection import Line, Lines
from dialer.compliance.campaign_facts import Seen
from dialer.compliance.facts import Basis, ContactFacts, History, ListFacts, Scrub
from dialer.compliance.load import Profiles, load
from dialer.compliance.vocabulary import BasisKind, Proof
from dialer.core.enums import AgentWish, CallbackKind, CallbackState, CampaignStatus, LegKind, Outcome
from dialer.demo.law import LAW, PROFILES
from dialer.people.callbacks.model import Callback
from dialer.people.leads.model import ClaimedLead, PastAttempt, Phone
from dialer.telephony.nodes.model import Node
from dialer.telephony.trunks.model import Trunk

NOW = 1_750_000_000.0  # a Sunday, 15 June 2025, 17:06:40 in Rome
ROME = "Europe/Rome"
CONSENT = Basis(kind=BasisKind.CONSENT, obtained_at=NOW - 90 * 86400.0, evidence=frozenset(Proof))
ALL_DAY = ({"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "24:00"},)


def a_lead(lead_id: int = 1, *, phones: int = 1, history: tuple[PastAttempt, ...] = (), **changes: Any) -> ClaimedLead:
    numbers = tuple(Phone(position=i, number=f"+3933300{lead_id:04d}{i}") for i in range(phones))
    facts: dict[str, Any] = {
        "lead_id": lead_id,
        "list_id": 1,
        "external_id": None,
        "name": f"Lead {lead_id}",
        "language": "it",
        "fields": {},
        "zone_key": ROME,
        "priority": 0,
        "attempts": len(history),
        "next_phone": 0,
        "phones": numbers,
        "history": history,
        "country": "IT",
        "contact": a_contact(),
    }
    return ClaimedLead(**facts | changes)


def a_contact(**changes: Any) -> ContactFacts:
    """Somebody who may be called by the made rules: with a basis, an answer of the register, and no past."""
    facts: dict[str, Any] = {
        "bases": (CONSENT,),
        "in_directory": False,
        "scrubs": (Scrub(register="TPS", company="Acme", checked_at=NOW - 86400.0, listed=False),),
        "suppressed": False,
        "revocations": (),
        "history": History(),
    }
    return ContactFacts(**facts | changes)


def some_seen(**changes: Any) -> Seen:
    """Lists in order, and a clock that is kept."""
    facts: dict[str, Any] = {
        "countries": frozenset({"IT"}),
        "lists": 1,
        "bases": (CONSENT,),
        "provenance_known": True,
        "clock_skew_s": 0.0,
        "clock_source": "stated",
    }
    facts |= changes
    scrubbed, waiting = facts.pop("scrubbed", {"TPS": NOW - 86400.0}), facts.get("registers_waiting", frozenset())
    one = ListFacts(
        list_id=1, name="March", country=min(facts["countries"], default=""), scrubbed=scrubbed, waiting=waiting
    )
    return Seen(**{"dialled": (one,), **facts})


@cache
def made_profiles() -> Profiles:
    """The demonstration's rules: everything in order may be called at any hour."""
    return load(PROFILES)


def a_callback(callback_id: int = 1, *, due_at: float = NOW, **changes: Any) -> Callback:
    facts: dict[str, Any] = {
        "id": callback_id,
        "campaign_id": 1,
        "lead_id": callback_id,
        "kind": CallbackKind.PROMISE,
        "agent_id": None,
        "due_at": due_at,
        "deadline_at": due_at + 900.0,
        "state": CallbackState.WAITING,
        "note": "",
        "attempt_id": None,
        "made_at": NOW - 3600.0,
        "made_by": "ann",
        "ended_at": None,
        "ended_by": "",
        "asked_at": due_at,
        "confirmed_at": NOW - 3600.0,
        "confirmed_by": "ann",
    }
    return Callback(**facts | changes)


def a_past(outcome: Outcome | None, *, disposition: str | None = None) -> PastAttempt:
    return PastAttempt(
        attempt_id="past", outcome=outcome, disposition=disposition, placed_at=NOW - 86400.0, phone_position=0
    )


def a_call(state: CallState = CallState.WRITING, **changes: Any) -> Call:
    facts: dict[str, Any] = {
        "id": "pc-1-" + "0" * 32,
        "lead_id": 1,
        "list_id": 1,
        "number": "+39333000010",
        "phone_position": 0,
        "trunk_id": 1,
        "since": NOW,
        "state": state,
    }
    return Call(**facts | changes)


def an_agent(agent_id: int = 1, state: AgentState = AgentState.READY, **changes: Any) -> Agent:
    facts: dict[str, Any] = {
        "id": agent_id,
        "name": f"agent {agent_id}",
        "phone": f"PJSIP/{agent_id}",
        "leg_kind": LegKind.STANDING,
        "wish": AgentWish.READY,
        "wish_at": NOW,
        "asked_at": NOW,
        "state": state,
        "since": NOW,
        "idle_since": NOW,
        "leg_id": f"pl-{agent_id}-" + "0" * 32,
        "leg_up": True,
        "leg_free": state not in (AgentState.TALKING, AgentState.NO_PHONE),
    }
    return Agent(**facts | changes)


def a_node(**changes: Any) -> Node:
    facts: dict[str, Any] = {
        "id": 1,
        "name": "one",
        "host": "127.0.0.1",
        "port": 5038,
        "username": "pronto",
        "secret_env": "PRONTO_AMI_SECRET",
        "tls": False,
        "max_channels": 100,
        "calls_per_second": 100.0,
    }
    return Node(**facts | changes)


def a_trunk(trunk_id: int = 1, **changes: Any) -> Trunk:
    facts: dict[str, Any] = {
        "id": trunk_id,
        "node_id": 1,
        "name": "carrier",
        "dial": f"PJSIP/{{number}}@{changes.get('name', 'carrier')}",
        "number_format": "e164",
        "max_channels": 100,
        "calls_per_second": 100.0,
        "enabled": True,
    }
    return Trunk(**facts | changes)


def a_config(**changes: Any) -> CampaignConfig:
    facts: dict[str, Any] = {
        "id": 1,
        "name": "Spring",
        "company": Company(id=1, name="Acme"),
        "node_id": 1,
        "status": CampaignStatus.RUNNING,
        "mode": "progressive",
        "ratio": 1.0,
        "target_abandon_share": 0.03,
        "wait_limit_ms": 2000,
        "ring_limit_ms": 25000,
        "wrap_up_limit_ms": 30000,
        "amd": "",
        "fallback": "hangup",
        "message": "",
        "time_zone": ROME,
        "hours": ALL_DAY,
        "max_attempts": 6,
        "created_at": 0.0,
        "caller_id": CallerId(id=1, company_id=1, number="+390612345678", label=""),
        "trunks": (a_trunk(),),
        "rules": default_rules(),
        "dispositions": default_dispositions(),
        "law": LAW,
    }
    return CampaignConfig(**facts | changes)


def a_campaign(**changes: Any) -> Campaign:
    return lawful(read_campaign(a_config(**changes), profiles=made_profiles(), seen=some_seen()), NOW)


def some_lines(*, trunks: int = 1, max_channels: int = 100, rate: float = 100.0) -> Lines:
    """A node and its trunks, whose buckets are full at NOW."""
    lines = Lines(Line(1, "one", 100, TokenBucket(1000.0)))
    for trunk_id in range(1, trunks + 1):
        lines.trunks[trunk_id] = Line(trunk_id, f"trunk {trunk_id}", max_channels, TokenBucket(rate))
    return lines


def a_cell(*, agents: tuple[Agent, ...] = (), calls: tuple[Call, ...] = (), **changes: Any) -> Cell:
    """A linked cell. Each of `calls` holds a line and has a lead of its own."""
    numbers = count(1)
    facts: dict[str, Any] = {
        "campaign": a_campaign(),
        "lines": some_lines(),
        "learned": LiveLearned(),
        "new_call_id": lambda: f"pc-1-{next(numbers):032x}",
        "new_leg_id": lambda agent_id: f"pl-{agent_id}-{next(numbers):032x}",
        "link_up": True,
    }
    cell = Cell(**facts | changes)
    for agent in agents:
        cell.roster.put(agent)
    for call in calls:
        cell.put(call)
        cell.leads[call.id] = a_lead(call.lead_id)
        cell.lines.hold(call.trunk_id)
    return cell


def effects_of(cell: Cell, *kinds: type) -> list[Effect]:
    """Take the cell's effects, and keep those of these kinds; all of them if none is named."""
    return [effect for effect in cell.take_effects() if not kinds or isinstance(effect, kinds)]
