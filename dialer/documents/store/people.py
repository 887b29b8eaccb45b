"""Reads what a campaign's report needs about agents, disclosures, caller ids and the age of data."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, exists, func, select

from dialer.audit.actions import CALLER_ID_CHANGED, CALLER_ID_CREATED, DISCLOSED, RULING
from dialer.compliance.ruling import Answer
from dialer.compliance.vocabulary import Point
from dialer.core.enums import AgentWish
from dialer.core.time_units import DAY_S
from dialer.documents.store.report_input import AgentSeen, CallSeen
from dialer.people.leads.store.erasure import EMPTIED
from dialer.storage.digests import PSEUDONYM
from dialer.storage.schema import AGENT, ATTEMPT, AUDIT_LINE, CALLER_ID, IMPORT, LEAD, LEAD_LIST

_OF_NUMBER: Final = ("classes", "declared_in", "tested_at", "test_reached", "owner", "registry_line", "attestation")
_WISHES: Final = tuple(f"agent.{wish.value}" for wish in (AgentWish.READY, AgentWish.PAUSED, AgentWish.LOGGED_OUT))
_SHIFT_S: Final = DAY_S
_LINES: Final = 1000  # read at a time


def oldest(connection: Connection, campaign_id: int, calls: Sequence[CallSeen], until: float) -> dict[str, float]:
    """When the oldest data of each kind was stored. A lead counts from its list's last import or its last call."""
    held = {call.ended_at for call in calls if not call.number.startswith(PSEUDONYM)}
    found = {"call_events": min(held)} if held else {}
    last_call: dict[int, float] = {}
    for call in calls:
        last_call[call.lead_id] = max(call.placed_at, last_call.get(call.lead_id, 0.0))
    since = [at for row in _lists(connection, campaign_id) if (at := _held_since(connection, row, last_call)) <= until]
    return {**found, "contact_data": min(since)} if since else found


def _lists(connection: Connection, campaign_id: int) -> Sequence[Any]:
    filled = select(func.max(func.coalesce(IMPORT.c.ended_at, IMPORT.c.started_at))).where(
        IMPORT.c.list_id == LEAD_LIST.c.id
    )
    columns = (LEAD_LIST.c.id, LEAD_LIST.c.created_at, filled.scalar_subquery().label("filled_at"))
    return connection.execute(select(*columns).where(LEAD_LIST.c.campaign_id == campaign_id)).all()


def _held_since(connection: Connection, row: Any, last_call: Mapping[int, float]) -> float:
    filled_at = float(max(row.created_at, row.filled_at or 0.0))
    here = (LEAD.c.list_id == row.id, LEAD.c.done_reason.not_in(EMPTIED))
    uncalled = select(LEAD.c.id).where(*here, ~exists().where(ATTEMPT.c.lead_id == LEAD.c.id)).limit(1)
    if connection.execute(uncalled).first() is not None:
        return filled_at
    called = connection.execute(select(LEAD.c.id).where(*here)).scalars()
    return min((max(filled_at, last_call.get(lead_id, 0.0)) for lead_id in called), default=float("inf"))


def caller_proofs(connection: Connection, company_id: int, until: float) -> dict[str, dict[str, Any]]:
    """The company's inventory of caller ids as known at `until`, or as known now if the log does not tell."""
    found = select(CALLER_ID).where(CALLER_ID.c.company_id == company_id)
    rows = {f"caller_id:{row['id']}": dict(row) for row in connection.execute(found).mappings()}
    lines = select(AUDIT_LINE.c.subject, AUDIT_LINE.c.facts).where(
        AUDIT_LINE.c.action.in_([CALLER_ID_CREATED, CALLER_ID_CHANGED]),
        AUDIT_LINE.c.subject.in_(rows),
        AUDIT_LINE.c.at <= until,
    )
    for line in connection.execute(lines.order_by(AUDIT_LINE.c.id)):
        rows[line.subject] |= {name: line.facts[name] for name in _OF_NUMBER if name in line.facts}
    return {
        row["number"]: {name: row[name] for name in _OF_NUMBER} | _tested(row["tested_at"]) for row in rows.values()
    }


def _tested(at: float | str | None) -> dict[str, float | None]:
    """When a number was last test-called, epoch seconds; audit lines have it as text."""
    return {"tested_at": datetime.fromisoformat(at).timestamp() if isinstance(at, str) else at}


def disclosed(connection: Connection, attempt_ids: Collection[str], until: float) -> dict[str, list[str]]:
    """The disclosures confirmed in each call; the last confirmation counts."""
    columns = (AUDIT_LINE.c.subject, AUDIT_LINE.c.facts)
    found = select(*columns).where(AUDIT_LINE.c.action == DISCLOSED, AUDIT_LINE.c.at <= until).order_by(AUDIT_LINE.c.id)
    said: dict[str, list[str]] = {}
    for row in connection.execute(found.execution_options(yield_per=_LINES)):
        attempt_id = row.subject.removeprefix("attempt:")
        if attempt_id in attempt_ids:
            said[attempt_id] = list(row.facts.get("items", []))
    return said


def agents(connection: Connection, campaign_id: int, calls: Sequence[CallSeen], until: float) -> tuple[AgentSeen, ...]:
    """The agents of these calls, and those whom a rule kept from taking one."""
    said: defaultdict[int, list[tuple[str, Mapping[str, Any]]]] = defaultdict(list)
    sent_away: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for at, facts in _rulings(connection, campaign_id, until):
        for one in facts.get("leads", ()):
            if "agent" in one and facts["answer"] != Answer.ALLOW:
                said[one["agent"]].append((str(facts.get("rule", "")), one.get("facts", {})))
                sent_away[one["agent"]].append((at, False))
    ids = {call.agent_id for call in calls if call.agent_id is not None} | said.keys()
    acts = _acts_of_agents(connection, calls[0].placed_at if calls else until, until)
    found = connection.execute(select(AGENT.c.id, AGENT.c.country).order_by(AGENT.c.id))
    return tuple(
        AgentSeen(
            id=row.id,
            country=row.country,
            rulings=said[row.id],
            acts=sorted([*acts.get(row.id, ()), *sent_away[row.id]]),
        )
        for row in found
        if row.id in ids
    )


def _acts_of_agents(connection: Connection, since: float, until: float) -> dict[int, list[tuple[float, bool]]]:
    """When agents started and stopped taking calls, from the day before the first call."""
    lines = select(AUDIT_LINE.c.at, AUDIT_LINE.c.action, AUDIT_LINE.c.subject).where(
        AUDIT_LINE.c.action.in_(_WISHES), AUDIT_LINE.c.at >= since - _SHIFT_S, AUDIT_LINE.c.at <= until
    )
    acts: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for row in connection.execute(lines.order_by(AUDIT_LINE.c.id)):
        acts[int(row.subject.removeprefix("agent:"))].append((row.at, row.action == _WISHES[0]))
    return acts


def holds(connection: Connection, campaign_id: int, until: float) -> list[dict[str, Any]]:
    """Each time that a rule throttled the campaign, held it to one call per agent, or released it: pre-dial rulings
    that concern no single lead.
    """
    return [
        {"at": at, "answer": facts["answer"], "rule": facts["rule"], "facts": one.get("facts", {})}
        for at, facts in _rulings(connection, campaign_id, until)
        for one in facts.get("leads", ())
        if "lead" not in one and "agent" not in one and _point(facts, one) == Point.PRE_DIAL
    ]


def _point(facts: Mapping[str, Any], one: Mapping[str, Any]) -> str:
    """The decision point. Older versions wrote it with each lead, and omitted it for `pre_dial`."""
    return str(facts.get("point") or one.get("point") or Point.PRE_DIAL)


def _rulings(connection: Connection, campaign_id: int, until: float) -> list[tuple[float, Mapping[str, Any]]]:
    lines = select(AUDIT_LINE.c.at, AUDIT_LINE.c.facts).where(
        AUDIT_LINE.c.action == RULING, AUDIT_LINE.c.subject == f"campaign:{campaign_id}", AUDIT_LINE.c.at <= until
    )
    return [(row.at, row.facts) for row in connection.execute(lines.order_by(AUDIT_LINE.c.id))]
