"""What Pronto records of each call and campaign, in the terms of the record-keeping rules."""

from typing import Final

from dialer.compliance.settings import LawSettings

# Stored in every attempt, in its lead, or in registers and suppressions. Pronto only places outbound calls, and
# transfers none to other companies.
_OF_EACH_CALL: Final = frozenset(
    {
        "calling_number",
        "called_number",
        "started_at",
        "duration",
        "disposition",
        "transferred_to",
        "telemarketer",
        "seller",
        "is_prerecorded",
        "is_outbound",
        "consent_record",
        "suppression_request",
        "register_version",
    }
)
_OF_CAMPAIGN: Final = frozenset(
    {"abandoned", "counted", "rate", "guard_events", "rate_per_day", "false_machine_audit", "consent_use"}
)


def kept_of_call(law: LawSettings, *, message: str) -> frozenset[str]:
    """Recorded of each call, as far as the campaign states it; `message` is the sound at the time limit."""
    told = {
        "goods": law.topic,
        "script_version": law.script_version,
        "message_version": law.message_version or not message,
    }
    return _OF_EACH_CALL | {name for name, known in told.items() if known}


def kept_of_campaign(law: LawSettings, *, message: str) -> frozenset[str]:
    """Recorded of a campaign. Complaints are not kept."""
    return kept_of_call(law, message=message) | _OF_CAMPAIGN
