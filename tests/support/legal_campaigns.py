"""Campaigns under the shipped rules of a country, everything in order, for stories to change one thing at a time."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from dialer.cell.effects import LogRuling
from dialer.compliance.facts import AuditFacts, Basis, ContactFacts, Scrub
from dialer.compliance.load import load
from dialer.compliance.settings import LawSettings
from dialer.compliance.vocabulary import BasisKind, Point, Proof
from dialer.engine.recovery.cell_history import Past
from dialer.engine.switchboard import Switchboard
from tests.support.cells import a_config, a_contact, a_lead, a_trunk, some_seen
from tests.support.story import Story, experienced

DAY = 86400.0
SHIPPED = load()
ITALY = LawSettings(profile="IT", sector="telecoms", topic="fibre", agent_country="IT")


def at(text: str, zone: str = "Europe/Rome") -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


TUESDAY_NOON = at("2026-06-09 12:00")


def shown(now: float):
    """A caller id as Italy wants it."""
    config = a_config()
    assert config.caller_id is not None
    return replace(
        config.caller_id,
        declared_in=("ROC",),
        tested_at=now - DAY,
        test_reached="agent",
        classes=("identifies_seller",),
    )


def consent(now: float) -> Basis:
    return Basis(kind=BasisKind.CONSENT, obtained_at=now - 90 * DAY, evidence=frozenset(Proof))


def in_order(now: float, **changes):
    """Somebody in Italy who may be called at `now`."""
    scrub = Scrub(register="RPO", company="Acme", checked_at=now - DAY, listed=False)
    return a_contact(**{"bases": (consent(now),), "scrubs": (scrub,)} | changes)


def italian(now: float = TUESDAY_NOON, *, law: LawSettings = ITALY, seen=None, **changes) -> Story:
    """A campaign under the shipped Italian rules, everything in order."""
    config = a_config(**{"law": law, "caller_id": shown(now), "trunks": (a_trunk(country="IT"),)} | changes)
    seen = seen or some_seen(scrubbed={"RPO": now - DAY}, bases=(consent(now),))
    switchboard = Switchboard(remembered=lambda _: Past(learned=experienced()), profiles=SHIPPED)
    return Story(config=config, switchboard=switchboard, seen=seen, now=now)


def dials(story: Story, **contact) -> list[int]:
    """The leads that are dialled when one lead of this contact is on the list and an agent is ready."""
    story.shelf.append(a_lead(1, contact=in_order(story.now, **contact)))
    story.begin()
    story.log_in()
    return [call.lead_id for call in story.placed()]


def logged(story: Story) -> list[LogRuling]:
    """What was written down of leads and of the campaign; of agents it is told where they are looked at."""
    return [one for one in story.done(LogRuling) if one.point is not Point.AGENT_ROUTING]


def ruled(story: Story) -> list[tuple[str, str]]:
    return [(one.ruling.answer.value, one.ruling.rule_id) for one in logged(story)]


def british(now: float, audit: AuditFacts | None) -> Story:
    law = LawSettings(
        profile="UK",
        sector="telecoms",
        amd_audit=audit,
        message_says=("caller_identity", "opt_out_number"),
        message_opt_out=("number",),
        message_number_is=("basic_or_free",),
    )
    config = a_config(law=law, amd="2500,1500,800,5000", message="custom/who")
    assert config.caller_id is not None
    number = replace(config.caller_id, number="+442071234567", tested_at=now - DAY, test_reached="agent")
    config = replace(config, caller_id=number, trunks=(a_trunk(country="GB"),))
    seen = some_seen(countries=frozenset({"GB"}), scrubbed={"TPS": now, "CTPS": now})
    return Story(
        config=config,
        switchboard=Switchboard(remembered=lambda _: Past(learned=experienced()), profiles=SHIPPED),
        seen=seen,
        now=now,
    )


AMERICA = LawSettings(
    profile="US",
    sector="telecoms",
    topic="fibre",
    subscription="10012345-1001",
    message_says=("seller_name", "seller_phone", "telemarketing_purpose"),
    message_opt_out=("key",),
    message_number_is=("not_premium", "answered_in_office_hours"),
)


def american(now: float, *, law: LawSettings = AMERICA) -> Story:
    """A campaign under the shipped American rules, everything in order."""
    config = a_config(law=law, message="custom/us", ring_limit_ms=20000)
    assert config.caller_id is not None
    number = replace(config.caller_id, number="+12125551234", tested_at=now - DAY, test_reached="agent")
    seen = some_seen(countries=frozenset({"US"}), scrubbed={"NDNC": now - DAY})
    switchboard = Switchboard(remembered=lambda _: Past(learned=experienced()), profiles=SHIPPED)
    story = Story(config=replace(config, caller_id=number), switchboard=switchboard, seen=seen, now=now)
    story.zones = ("America/New_York",)
    return story


def american_contact(now: float, **changes) -> ContactFacts:
    """Somebody in New York who may be called at `now`."""
    scrub = Scrub(register="NDNC", company="Acme", checked_at=now - DAY, listed=False)
    facts = {"zones": ("America/New_York",), "state": "NY", "scrubs": (scrub,), "bases": (consent(now),)}
    return a_contact(**facts | changes)
