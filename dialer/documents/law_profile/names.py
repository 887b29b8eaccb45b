"""Names of what rules demand, beside those of the compliance report."""

from collections.abc import Iterable, Mapping
from typing import Final

from dialer.documents.compliance_report.terms import DISCLOSURES
from dialer.i18n.message import Message, pmark

Names = Mapping[str, Message]

SAID: Final[Names] = {
    **DISCLOSURES,
    "address_or_free_number": pmark("disclosure", "an address, or a free number"),
}
TOLD: Final[Names] = {
    "main_characteristics": pmark("told", "the main characteristics"),
    "trader_identity": pmark("told", "who the trader is"),
    "total_price": pmark("told", "the total price"),
    "withdrawal_right": pmark("told", "the right of withdrawal"),
    "duration": pmark("told", "how long the contract lasts"),
    "termination": pmark("told", "how it is ended"),
}
DUTIES: Final[Names] = {**SAID, **TOLD}
BOUND_BY: Final[Names] = {
    "offer_confirmed": pmark("bound by", "the offer was confirmed in writing"),
    "documents_received_confirmed": pmark("bound by", "the person has confirmed that the documents arrived"),
    "accepted_in_writing": pmark("bound by", "the person has accepted in writing"),
}
LOCKED: Final[Names] = {
    "named_live_state": pmark("monitoring", "what a named agent does just now"),
    "named_productivity": pmark("monitoring", "figures of a named agent"),
    "silent_listening": pmark("monitoring", "listening in"),
    "whisper": pmark("monitoring", "whispering"),
    "screen_capture": pmark("monitoring", "pictures of the screen"),
}
PURPOSES: Final[Names] = {
    "contract_evidence": pmark("recording for", "proof of a contract"),
    "quality": pmark("recording for", "quality"),
}
HELD: Final[Names] = {
    "contact_data": pmark("held data", "data to contact people"),
    "profiling_data": pmark("held data", "data about people's habits"),
    "call_events": pmark("held data", "calls"),
    "statistics": pmark("held data", "statistics"),
    "consent_proof": pmark("held data", "proofs of consent"),
}
LOGS: Final[Names] = {
    "decision": pmark("logged", "the decision"),
    "rule_id": pmark("logged", "the rule"),
    "profile_hash": pmark("logged", "the hash of the profile"),
    "actor": pmark("logged", "who it was"),
    "instant": pmark("logged", "when"),
    "role": pmark("logged", "a role"),
    "reason": pmark("logged", "a reason"),
}
SCRUBBED: Final[Names] = {
    "before_each_campaign": pmark("scrubbed", "before each campaign"),
    "monthly": pmark("scrubbed", "each month"),
}
NOT_CHECKED: Final[Names] = {
    "account_of_answer": pmark("not checked", "under which account the registry was asked"),
    "address_in_writing": pmark("not checked", "the postal address on websites and in letters"),
    "attestation": pmark("not checked", "how the carrier attests each call"),
    "authority_notice": pmark("not checked", "the notice to the authorities before a move abroad"),
    "consent_age": pmark("not checked", "whether a consent is older than the number's last change of hands"),
    "contract_proofs": pmark("not checked", "the proofs that bind a contract"),
    "identity_header": pmark("not checked", "the signed header"),
    "information_before_contract": pmark("not checked", "what was told before the contract"),
    "profiling_data": pmark("not checked", "data about people's habits in other columns of a list"),
    "recordings_elsewhere": pmark("not checked", "recordings made outside Pronto"),
    "said_on_request": pmark("not checked", "what the agent answers on request"),
    "withdrawal_period": pmark("not checked", "the time to withdraw"),
}
SHOWN: Final[Names] = {
    "attestation": pmark("signed", "how the call was attested"),
    "identity_header": pmark("signed", "the signed header"),
    "ROC": pmark("declared in", "the register of communication operators (ROC)"),
    "agent": pmark("reached", "an agent"),
    "identity_message": pmark("reached", "a message that says who calls"),
}
STARTS: Final[Names] = {
    "answer": pmark("clock", "the answer"),
    "greeting_start": pmark("clock", "the beginning of the greeting"),
    "greeting_end": pmark("clock", "the end of the greeting"),
}
WINDOW: Final[Names] = {
    "campaign": pmark("over", "the whole campaign"),
    "blocks_30d": pmark("over", "each block of 30 days"),
    "calendar_day": pmark("over", "each day"),
    "rolling_24h": pmark("over", "any 24 hours"),
    "rolling_7d": pmark("over", "any 7 days"),
    "rolling_30d": pmark("over", "any 30 days"),
}
SOURCES: Final[Names] = {
    "law": pmark("rule from", "law"),
    "regulator_order": pmark("rule from", "order of an authority"),
    "regulator_policy": pmark("rule from", "policy of an authority"),
    "code_of_conduct": pmark("rule from", "code of conduct"),
    "house": pmark("rule from", "caution of Pronto, not law"),
}
EVIDENCE: Final[Names] = {
    "seen": pmark("evidence", "the public text was read"),
    "partly_seen": pmark("evidence", "part of the text was read"),
    "memory": pmark("evidence", "not looked up"),
    "judgement": pmark("evidence", "a judgement"),
}
DAYS: Final[Names] = {
    "mon": pmark("day", "Monday"),
    "tue": pmark("day", "Tuesday"),
    "wed": pmark("day", "Wednesday"),
    "thu": pmark("day", "Thursday"),
    "fri": pmark("day", "Friday"),
    "sat": pmark("day", "Saturday"),
    "sun": pmark("day", "Sunday"),
}


def named(names: Names, codes: Iterable[str]) -> list[Message | str]:
    """The names of codes; one without a name, as in a profile of one's own, in its own letters."""
    return [names.get(str(code), str(code).replace("_", " ")) for code in codes]
