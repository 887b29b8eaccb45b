"""Names of the codes in a compliance report, and labels shared by several points."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from dialer.compliance.code_names import DEMANDED
from dialer.compliance.fact_messages import describe_facts
from dialer.i18n.labels import DISPOSED, LABELS, label_of_result
from dialer.i18n.message import Message, msg, pmark
from dialer.rendering.values import Worded, as_written, worded

Terms = Mapping[str, Message]


def several(codes: Iterable[str], terms: Terms) -> Worded:
    """The names of several codes."""
    listed = list(codes)
    return Worded(", ".join(listed), [terms.get(code, code) for code in listed])


AT: Final = pmark("report", "at")
BY: Final = pmark("report", "by")
FROM: Final = pmark("report", "from")
UNTIL: Final = pmark("report", "until")
ID: Final = pmark("report", "id")
NAME: Final = pmark("report", "name")
NUMBER: Final = pmark("report", "number")
CALLS: Final = pmark("report", "calls")
CALLED: Final = pmark("report", "called")
ANSWERED: Final = pmark("report", "answered")
RULE: Final = pmark("report", "rule")
PROFILE: Final = pmark("report", "profile")
PERSON: Final = pmark("report", "person")
REASON: Final = pmark("report", "reason")
VERSION: Final = pmark("report", "version")
SHA256: Final = pmark("report", "sha256")
MODE: Final = pmark("report", "mode")
LIST: Final = pmark("report", "list")
NODE: Final = pmark("report", "node")
RUN: Final = pmark("report", "run")
FACTS: Final = pmark("report", "facts")
ANSWER: Final = pmark("report", "answer")
BINDS: Final = pmark("report", "binds")
ABANDONED: Final = pmark("report", "abandoned")
COUNTED: Final = pmark("report", "counted")
REGISTER: Final = pmark("report", "register")
STATE: Final = pmark("report", "state")
KIND: Final = pmark("report", "kind")
MESSAGE: Final = pmark("report", "message")
WHY: Final = pmark("report", "why")
CLOCK_STARTS: Final = msg("clock starts")
TIME_ALLOWED: Final = msg("time allowed ms")
NONE: Final = pmark("report", "none")
UNKEPT: Final = msg("not kept")

CLOCKS: Final[Terms] = {
    "answer": pmark("clock", "answer"),
    "greeting_start": pmark("clock", "start of the greeting"),
    "greeting_end": pmark("clock", "end of the greeting"),
}
WINDOWS: Final[Terms] = {
    "campaign": pmark("window", "campaign"),
    "blocks_30d": pmark("window", "blocks of 30 days"),
    "calendar_day": pmark("window", "calendar day"),
    "rolling_24h": pmark("window", "rolling 24 hours"),
    "rolling_7d": pmark("window", "rolling 7 days"),
    "rolling_30d": pmark("window", "rolling 30 days"),
}
SHARE_OF: Final[Terms] = {
    "answered": pmark("share of", "answered"),
    "people": pmark("share of", "people"),
}
STANDINGS: Final[Terms] = {
    "abandoned": pmark("calls", "abandoned"),
    "served": pmark("calls", "served"),
    "screened": pmark("calls", "taken for a machine"),
    "outside": pmark("calls", "outside"),
}
ANSWERS: Final[Terms] = {
    "allow": pmark("ruling", "allow"),
    "refuse": pmark("ruling", "refuse"),
    "defer": pmark("ruling", "put off"),
    "degrade": pmark("ruling", "hold back"),
    "warn": pmark("ruling", "warn"),
}
REGISTER_STATUS: Final[Terms] = {
    "open": pmark("register", "open"),
    "sent": pmark("register", "sent"),
    "returned": pmark("register", "returned"),
}
BASES: Final[Terms] = {
    "consent": pmark("basis", "consent"),
    "specific_consent": pmark("basis", "specific consent"),
    "written_consent": pmark("basis", "written consent"),
    "contract": pmark("basis", "contract"),
    "request": pmark("basis", "request"),
    "legitimate_interest": pmark("basis", "legitimate interest"),
    "in_directory": pmark("basis", "public directory"),
    "not_on_register": pmark("basis", "not on the register"),
    "purchase": pmark("basis", "purchase"),
    "inquiry": pmark("basis", "inquiry"),
    "told_no_objection": pmark("basis", "said that calls are welcome"),
    "none": pmark("basis", "none"),
    "nobody knew it": pmark("basis", "nobody knew it"),
}
DISCLOSURES: Final[Terms] = {
    **DEMANDED,
    "seller_identity": pmark("disclosure", "who sells"),
    "commercial_purpose": pmark("disclosure", "that it is a sales call"),
    "sales_purpose": pmark("disclosure", "that it is about a sale"),
    "nature_of_goods": pmark("disclosure", "what is sold"),
    "company_identity": pmark("disclosure", "on whose behalf"),
    "agent_country": pmark("disclosure", "where the agent sits"),
    "data_source": pmark("disclosure", "where the data comes from"),
    "right_to_object": pmark("disclosure", "the right to object"),
    "privacy_notice": pmark("disclosure", "the privacy notice"),
    "marketing": pmark("disclosure", "advertising"),
}
KINDS: Final[Terms] = {
    "abandonment_rate": pmark("rule", "abandonment rate"),
    "abandon_treatment": pmark("rule", "treatment of abandoned calls"),
    "redial_lockout": pmark("rule", "lockout after an abandoned call"),
    "min_ring": pmark("rule", "shortest ringing"),
    "amd": pmark("rule", "machine detection"),
    "call_window": pmark("rule", "hours"),
    "attempt_cap": pmark("rule", "cap on attempts"),
    "registry_scrub": pmark("rule", "registers of objection"),
    "suppression": pmark("rule", "suppression"),
    "consent_revocation": pmark("rule", "consent taken back"),
    "contact_basis": pmark("rule", "legal basis"),
    "number_source": pmark("rule", "source of numbers"),
    "cli": pmark("rule", "caller id"),
    "script_disclosure": pmark("rule", "what has to be said"),
    "agent_location": pmark("rule", "where agents sit"),
    "agent_breaks": pmark("rule", "breaks of agents"),
    "agent_monitoring": pmark("rule", "watching of agents"),
    "recording": pmark("rule", "recording"),
    "contract_formation": pmark("rule", "conclusion of contracts"),
    "retention": pmark("rule", "retention"),
    "data_subject_rights": pmark("rule", "data rights"),
    "privacy_by_design": pmark("rule", "privacy by design"),
    "audit_log": pmark("rule", "audit"),
    "automated_voice": pmark("rule", "automated voice"),
    "record_keeping": pmark("rule", "record keeping"),
}
ACTIONS: Final[Terms] = {
    "campaign.create": pmark("action", "created"),
    "campaign.update": pmark("action", "changed"),
    "campaign.law": pmark("action", "legal settings changed"),
    "campaign.start_refused": pmark("action", "start refused"),
    "campaign.status": pmark("action", "started, paused or stopped"),
    "campaign.close": pmark("action", "closed"),
    "campaign.open": pmark("action", "opened again"),
    "campaign.archive": pmark("action", "archived"),
    "campaign.fields": pmark("action", "fields changed"),
    "campaign.delete": pmark("action", "deleted"),
}
MODES: Final[Terms] = {
    **LABELS["mode"],
    "manual": pmark("mode", "manual"),
    "callback": pmark("mode", "call-back"),
}
OUTCOMES: Final[Terms] = LABELS["outcome"]
TEST_REACHED: Final[Terms] = {
    "agent": pmark("test reached", "an agent"),
    "identity_message": pmark("test reached", "a message that says who calls"),
}
REQUESTS: Final[Terms] = {
    "access": pmark("request", "access"),
    "erasure": pmark("request", "erasure"),
}
INTEGRITY: Final[Terms] = {
    "lines": pmark("report", "lines"),
    "first line": msg("first line"),
    "first hash": msg("first hash"),
    "last line": msg("last line"),
    "last hash": msg("last hash"),
    "engine starts": msg("engine starts"),
    "engine stops": msg("engine stops"),
}
SUPPRESSION_REASONS: Final[Terms] = {
    "opted_out": msg("key pressed in the message"),
    "erasure asked": msg("erasure asked"),
    "none given": msg("none given"),
}
CONSENTS: Final[Terms] = {
    "granted, notice given before": msg("granted, notice given before"),
    "granted, no notice before": msg("granted, no notice before"),
    "refused, notice given before": msg("refused, notice given before"),
    "refused, no notice before": msg("refused, no notice before"),
    "withdrawn, notice given before": msg("withdrawn, notice given before"),
    "withdrawn, no notice before": msg("withdrawn, no notice before"),
}


def seen(facts: Mapping[str, Any]) -> Worded:
    """The facts that a rule used, with their words for people."""
    return Worded(as_written(facts), describe_facts(as_written(facts)))


def answer_and_rule(said: str) -> Worded:
    """An answer and its rule from their logged form, `refuse IT-RPO`."""
    answer, _, rule = said.partition(" ")
    return Worded(said, msg("{answer} {rule}", answer=worded(answer, ANSWERS), rule=rule))


def reason(code: str) -> Any:
    """Why a number is suppressed: one of our codes, a disposition (`disposition:…`), or free text."""
    if code.startswith(DISPOSED):
        return Worded(code, label_of_result(code))
    return worded(code, SUPPRESSION_REASONS)
