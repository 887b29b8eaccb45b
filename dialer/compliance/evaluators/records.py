"""Evaluators on what is recorded, kept, shown and written down."""

from collections.abc import Set

from dialer.compliance.facts import Ask, Facts
from dialer.compliance.params.records import (
    AuditLog,
    ContractFormation,
    DataSubjectRights,
    PrivacyByDesign,
    Recording,
    RecordKeeping,
    Retention,
)
from dialer.compliance.profile import Rule
from dialer.compliance.ruling import Duty, RuleAnswer, allow, known, refuse


def recording(rule: Rule[Recording], facts: Facts, now: float) -> RuleAnswer | None:
    """May the talk be recorded for this purpose?"""
    call, params = facts.call, rule.params
    if call.ask is not Ask.RECORD:
        return None
    purpose = known(call.recording_purpose, "recording_purpose")
    if purpose not in params.purposes:
        return refuse(rule.id, purpose=purpose, purposes=", ".join(params.purposes))
    if params.notice_before and not known(call.recording_notice, "recording_notice"):
        return refuse(rule.id, purpose=purpose, notice=False)
    if params.refusal_stops and call.recording_refused:
        return refuse(rule.id, Duty.STOP_RECORDING, purpose=purpose, person_refused=True)
    return allow(rule.id, purpose=purpose)


def recorded(rule: Rule[Recording], facts: Facts, now: float) -> RuleAnswer | None:
    """May the recording be kept?"""
    call, params = facts.call, rule.params
    if not known(call.recorded, "recorded"):
        return allow(rule.id, recorded=False)
    noticed = bool(call.recording_notice) or not params.notice_before
    if not noticed or (params.refusal_stops and call.recording_refused):
        return refuse(rule.id, Duty.DELETE, notice=noticed, person_refused=call.recording_refused)
    purpose = known(call.recording_purpose, "recording_purpose")
    if purpose not in params.purposes:
        return refuse(rule.id, Duty.DELETE, purpose=purpose)
    keep = params.keep.get(purpose)
    return allow(rule.id, purpose=purpose, keep=keep.text if keep else "unbounded")


def contract(rule: Rule[ContractFormation], facts: Facts, now: float) -> RuleAnswer | None:
    """May the contract be counted as binding?"""
    call = facts.call
    if call.contract_state is None:
        return None
    if call.contract_state != "bound":
        return allow(rule.id, state=call.contract_state)
    proofs = known(call.contract_proofs, "contract_proofs")
    missing = [proof for proof in rule.params.bound_requires if proof not in proofs]
    return refuse(rule.id, state="bound", missing=", ".join(missing)) if missing else allow(rule.id, state="bound")


def keep_until(rule: Rule[Retention], facts: Facts, now: float) -> RuleAnswer | None:
    """Until when may the events of this call be kept?"""
    longest = rule.params.at_most.get("call_events")
    if longest is None:
        return None
    return allow(rule.id, delete_at=longest.after(known(facts.call.originated_at, "originated_at")))


def kept_too_long(rule: Rule[Retention], facts: Facts, now: float) -> RuleAnswer | None:
    """Is any data kept too long?"""
    oldest = known(facts.report.oldest, "oldest")
    late = [
        data for data, longest in rule.params.at_most.items() if data in oldest and now > longest.after(oldest[data])
    ]
    return refuse(rule.id, Duty.DELETE, kept_too_long=", ".join(late)) if late else allow(rule.id)


def call_written_down(rule: Rule[RecordKeeping], facts: Facts, now: float) -> RuleAnswer | None:
    """Is everything recorded that the rule requires for this call?"""
    return _complete(rule, known(facts.call.kept, "kept"))


def report_complete(rule: Rule[RecordKeeping], facts: Facts, now: float) -> RuleAnswer | None:
    """Is everything recorded that the rule requires for the campaign?"""
    return _complete(rule, known(facts.report.kept, "kept"))


def _complete(rule: Rule[RecordKeeping], kept: Set[str]) -> RuleAnswer:
    missing = [name for name in rule.params.keep if name not in kept]
    return (
        refuse(rule.id, not_kept=", ".join(missing)) if missing else allow(rule.id, at_least=rule.params.at_least.text)
    )


def rights(rule: Rule[DataSubjectRights], facts: Facts, now: float) -> RuleAnswer | None:
    """Are data subject requests answered in time?"""
    params, late, soon = rule.params, 0, 0
    for request in known(facts.report.requests, "requests"):
        due = params.answer_within.after(request.received_at)
        if request.extended:
            due = params.extendable_by.after(due)
        answered_at = now if request.answered_at is None else request.answered_at
        late += answered_at > due
        soon += request.answered_at is None and now > params.warn_after.after(request.received_at)
    if late:
        return refuse(rule.id, Duty.ANSWER_SOON, late=late)
    return allow(rule.id, *((Duty.ANSWER_SOON,) if soon else ()), waiting=soon)


def showing_numbers(rule: Rule[PrivacyByDesign], facts: Facts, now: float) -> RuleAnswer | None:
    """May the report show whole numbers, and is the key young enough?"""
    params, report = rule.params, facts.report
    missing = [need for need in params.unmasking_needs if need not in report.unmask_given] if report.unmasks else []
    if missing:
        return refuse(rule.id, unmasks=True, missing=", ".join(missing))
    made_at = known(report.key_made_at, "key_made_at")
    if now > params.key_rotation.after(made_at):
        return refuse(rule.id, key_made_at=made_at, rotation=params.key_rotation.text)
    return allow(rule.id, unmasks=report.unmasks)


def log_works(rule: Rule[AuditLog], facts: Facts, now: float) -> RuleAnswer | None:
    """Can the decision be logged?"""
    works = known(facts.system.log_works, "log_works")
    return allow(rule.id, log_works=True) if works else refuse(rule.id, log_works=False)


def log_works_in_call(rule: Rule[AuditLog], facts: Facts, now: float) -> RuleAnswer | None:
    """`log_works`, during a call: only optional actions are refused. No call is hung up because of the log."""
    return log_works(rule, facts, now) if facts.call.ask in (Ask.RECORD, Ask.SALE) else None
