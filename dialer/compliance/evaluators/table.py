"""Which evaluator answers for which kind of rule at which decision point."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from dialer.compliance.evaluators import abandoning, calling, contacts, records, showing, speech_and_work
from dialer.compliance.facts import Facts
from dialer.compliance.profile import AnyRule
from dialer.compliance.ruling import RuleAnswer
from dialer.compliance.vocabulary import Kind, Point

Evaluator = Callable[[AnyRule, Facts, float], RuleAnswer | None]

QUESTIONS: Final[Mapping[Kind, Mapping[Point, Evaluator]]] = MappingProxyType(
    {
        Kind.ABANDONMENT_RATE: {Point.PRE_DIAL: abandoning.over_dialling, Point.REPORT: abandoning.within_limit},
        Kind.ABANDON_TREATMENT: {Point.CAMPAIGN_START: abandoning.treatment_ready, Point.IN_CALL: abandoning.waiting},
        Kind.REDIAL_LOCKOUT: {Point.PRE_DIAL: abandoning.lockout},
        Kind.MIN_RING: {Point.CAMPAIGN_START: abandoning.ring_limit, Point.IN_CALL: abandoning.calling_off},
        Kind.AMD: {Point.CAMPAIGN_START: abandoning.detection, Point.IN_CALL: abandoning.listening},
        Kind.CALL_WINDOW: {Point.PRE_DIAL: calling.hours},
        Kind.ATTEMPT_CAP: {Point.PRE_DIAL: calling.attempts},
        Kind.REGISTRY_SCRUB: {Point.CAMPAIGN_START: contacts.lists_scrubbed, Point.PRE_DIAL: contacts.scrubbed},
        Kind.SUPPRESSION: {
            Point.IMPORT: contacts.suppressed,
            Point.PRE_DIAL: contacts.suppressed,
            Point.IN_CALL: contacts.opting_out,
        },
        Kind.CONSENT_REVOCATION: {Point.PRE_DIAL: contacts.revoked, Point.IN_CALL: contacts.revoked_in_call},
        Kind.CONTACT_BASIS: {
            Point.IMPORT: contacts.has_basis,
            Point.CAMPAIGN_START: contacts.lists_have_basis,
            Point.PRE_DIAL: contacts.has_basis,
        },
        Kind.NUMBER_SOURCE: {Point.IMPORT: contacts.row_source, Point.CAMPAIGN_START: contacts.list_source},
        Kind.CLI: {Point.CAMPAIGN_START: showing.caller_id, Point.PRE_DIAL: showing.caller_id},
        Kind.SCRIPT_DISCLOSURE: {Point.IN_CALL: speech_and_work.disclosed},
        Kind.AGENT_LOCATION: {Point.AGENT_ROUTING: speech_and_work.location},
        Kind.AGENT_BREAKS: {Point.AGENT_ROUTING: speech_and_work.breaks},
        Kind.AGENT_MONITORING: {
            Point.AGENT_ROUTING: speech_and_work.monitoring,
            Point.REPORT: speech_and_work.monitoring,
        },
        Kind.RECORDING: {Point.IN_CALL: records.recording, Point.POST_CALL: records.recorded},
        Kind.CONTRACT_FORMATION: {Point.POST_CALL: records.contract},
        Kind.RETENTION: {Point.POST_CALL: records.keep_until, Point.REPORT: records.kept_too_long},
        Kind.DATA_SUBJECT_RIGHTS: {Point.REPORT: records.rights},
        Kind.PRIVACY_BY_DESIGN: {Point.REPORT: records.showing_numbers},
        Kind.AUDIT_LOG: {
            **dict.fromkeys(Point, records.log_works),
            Point.IN_CALL: records.log_works_in_call,
        },
        Kind.AUTOMATED_VOICE: {Point.CAMPAIGN_START: speech_and_work.without_agent},
        Kind.RECORD_KEEPING: {Point.POST_CALL: records.call_written_down, Point.REPORT: records.report_complete},
    }
)
