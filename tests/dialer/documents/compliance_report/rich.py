"""A campaign that has something to show at every point of its report."""

from dataclasses import replace

from dialer.campaigns.model import Disposition
from dialer.compliance.facts import AuditFacts
from dialer.compliance.overrides import Override, Settlement
from dialer.compliance.settings import LawSettings
from dialer.documents.store.report_input import AgentSeen, CallSeen, Check, LogSeen, Stored
from dialer.documents.store.ruling_evidence import Grounds, RegisterAnswer
from dialer.i18n.message import Message
from tests.dialer.documents.compliance_report.made import DAY, MONDAY, PROFILES, SCRUB, a_call, answered, bases, stored

LAW = LawSettings(
    profile="auto",
    agent_country="IT",
    call_centre="Voci S.r.l.",
    declaration="ROC 12345",
    topic="fibre",
    amd_audit=AuditFacts(at=MONDAY - DAY, sample=400, people=40),
    overrides=(
        Override(rule_id="IT-RING", person="Anna", reason="trial", ends_at=MONDAY + 9 * DAY, params={"seconds": 20}),
        Override(rule_id="IT-ATTEMPTS", person="Anna", reason="trial", ends_at=MONDAY + 9 * DAY),
    ),
    settlements=(Settlement(conflict_id="C-1", keeps="IT-HOURS", person="Anna", reason="stricter"),),
)


def rich() -> Stored:
    """Calls to several countries, of every kind and end; and all that is written down beside them."""
    calls = _calls()
    made = stored(*calls, **_beside(calls))
    sale = Disposition(code="sale", label="Sale", is_success=True)
    return replace(made, campaign=replace(made.campaign, law=LAW, dispositions=(sale,), message="pronto/sorry"))


def _calls() -> list[CallSeen]:
    served = [answered(place, after_ms=200 + 40 * place, agent_id=1 + place % 2) for place in range(60)]
    sold = replace(served[0], disposition="sale", greeting_started_at=served[0].answered_at, ended_by="theirs")
    late = answered(60, after_ms=3400, agent_id=1, ended_by="ours")
    left = replace(answered(61, after_ms=None, zones="Europe/Rome"), unserved_at=MONDAY + 68.0, ended_by="ours")
    keyed = replace(answered(62, after_ms=None), opted_out_at=MONDAY + 71.0)
    again = a_call(700_000, number=left.number, lead_id=61, outcome="busy", cause=17, tech_cause="486")
    rest = [
        a_call(63, outcome="machine", answered_at=MONDAY + 70.0, greeting_ended_at=MONDAY + 71.0),
        a_call(
            64, number="+447911123456", asked=(RegisterAnswer("TPS", MONDAY - 2 * DAY),), profile="ab12", mode="manual"
        ),
        a_call(65, number="+12125550123", asked=(RegisterAnswer("NDNC", None, "purchase"),), caller_id=""),
        a_call(66, number="+881612345678", caller_id="+390600000000"),
        a_call(67, number="~ab12", outcome="lost"),
        a_call(68, number="+81312345678"),
        a_call(69, placed_at=MONDAY + 18 * DAY, outcome="no_answer"),
        replace(answered(70, after_ms=400, agent_id=9), placed_at=MONDAY + 18 * DAY + 1.0),
    ]
    return sorted([sold, *served[1:], late, left, keyed, again, *rest], key=lambda call: call.placed_at)


def _beside(calls: list[CallSeen]) -> dict[str, object]:
    numbers = [call.number for call in calls]
    checks = {
        numbers[0]: [Check(register_name="RPO", listed=False, checked_at=MONDAY - DAY)],
        numbers[1]: [Check(register_name="RPO", listed=False, checked_at=MONDAY - 20 * DAY)],
        numbers[2]: [Check(register_name="RPO", listed=True, checked_at=MONDAY - DAY)],
        numbers[3]: [Check(register_name="RPO", listed=False, checked_at=MONDAY + 5 * DAY)],
    }
    said = {"source": "web form", "text_version": "3", "evidence_id": "C-7", "channel": "web"}
    consent = (("IT-BASIS", "consent"),)
    grounds = [
        Grounds(rules=consent, stated=tuple(said.items())),
        Grounds(rules=consent, stated=()),
        Grounds(rules=consent),
        Grounds(objections=(("IT-BASIS", "consent ended"),), stated=()),
        Grounds(stated=()),
        None,
    ]
    sound = {"bytes": 23_456, "changed_at": MONDAY - DAY, "first_start": MONDAY, "last_start": MONDAY + DAY}
    stretch = {
        "node": "one", "run": 4, "since": MONDAY, "until": MONDAY + 900.0, "events": 12_345, "unreadable": 1,
        "callback_errors": 0, "before_up": 2, "clock": {"kept_by": None, "error_s": 0.02},
        "gaps": [{"from": MONDAY + 10.0, "until": MONDAY + 12.5, "why": "the cable was cut"}],
        "skew": {"times": 60, "typical_ms": 1.5, "worst": {"at": MONDAY + 5.0, "skew_ms": 3.0, "within_ms": 0.4}},
    }  # fmt: skip
    law = {"after": {"topic": "fibre", "call_centre": "Voci S.r.l.", "sector": "telecoms"}}
    due = (("IT-VDT", {"unbroken_min": 125.0}), ("IT-ALBANIA", {}))
    return {
        "lists": [{"id": 1, "name": "March"}],
        "sharing": {"Spring, far": [answered(900_000, after_ms=None)]},
        "checks": checks,
        "bases": bases(*zip(calls, grounds, strict=False)),
        "suppressed_at": {numbers[5]: MONDAY - DAY, "+393330000062": MONDAY + 71.25},
        "suppressions": {"opted_out": 1, "erasure asked": 2, "none given": 3, "Said so to Anna": 4},
        "scrubs": [SCRUB, {**SCRUB, "id": 2, "status": "open", "returned_at": None, "receipt": ""}],
        "consents": {"granted, notice given before": 2, "refused, no notice before": 1},
        "requests": [
            {"kind": "access", "received_at": MONDAY, "due_at": MONDAY + DAY, "answered_at": None},
            {"kind": "erasure", "received_at": MONDAY, "due_at": MONDAY + DAY, "answered_at": MONDAY},
        ],
        "rulings": {"refuse IT-RPO": 3, "defer IT-HOURS": 20_000, "degrade IT-MUTE-RATE": 1, "warn IT-RING": 1},
        "acts": [
            {"id": 7, "at": MONDAY - DAY, "actor": "ann", "action": "campaign.law", "facts": {"law": law}},
            {"id": 8, "at": MONDAY, "actor": "ann", "action": "campaign.status", "facts": {"status": "running"}},
        ],
        "integrity": {
            "first line": 1, "first hash": "0" * 64, "last line": 40_000, "last hash": "ab" * 32,
            "engine starts": 2, "engine stops": 1,
        },
        "log": LogSeen(
            lines=40_000,
            broken_at=17,
            why=Message("it is not as it was written, or a line before it is missing"),
            missing=((18, 19),),
        ),
        "oldest": {"call_events": MONDAY, "contact_data": MONDAY - 800 * DAY},
        "caller_ids": {"+390612345678": "desk"},
        "caller_proofs": {
            "+390612345678": {
                "owner": "Acme", "classes": ("callable", "sales_prefix"), "declared_in": ("ROC",),
                "registry_line": "12345/7", "attestation": "A", "tested_at": MONDAY, "test_reached": "agent",
            }
        },
        "disclosed": {"a0": ("company_identity", "data_source"), "a1": _at_the_start()},
        "agents": (
            AgentSeen(id=1, country="IT", rulings=due, acts=((MONDAY, True), (MONDAY + 7000.0, False))),
            AgentSeen(id=2, country="AL"),
        ),
        "holds": [
            {"at": MONDAY, "answer": "degrade", "rule": "IT-MUTE-RATE", "facts": {"counted": 30, "at_least": 50}},
            {"at": MONDAY + 80.0, "answer": "allow", "rule": "", "facts": {"rate": 0.0212, "level": 0.025}},
        ],
        "sounds": [{"file": "sorry.alaw", "sha256": "ab" * 32, **sound}, {"file": "b.alaw", "sha256": None, **sound}],
        "links": [stretch],
        "retention": [
            {
                "at": MONDAY, "actor": "ann",
                "facts": {"limits": {"call_events": 30.0, "contact_data": 730.0}, "expired": {"call_events": 7}},
            }
        ],
        "key_made_at": MONDAY - 400 * DAY,
        "trouble": "",
    }  # fmt: skip


def _at_the_start() -> tuple[str, ...]:
    opening = PROFILES["IT"].rule("IT-OPENING")
    assert opening is not None
    return tuple(opening.params.items)
