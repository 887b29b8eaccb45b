"""What Pronto writes down of each call and campaign, in the words of rules on record keeping."""

from typing import Final

from dialer.compliance.settings import LawSettings

# In every attempt, in its lead, or in the registers and suppressions. Pronto places outbound calls only, and passes
# none on to other companies.
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
    """Of each call of a campaign, as far as its manager has told it; `message` is the sound at the time limit."""
    told = {
        "goods": law.topic,
        "script_version": law.script_version,
        "message_version": law.message_version or not message,
    }
    return _OF_EACH_CALL | {name for name, known in told.items() if known}


def kept_of_campaign(law: LawSettings, *, message: str) -> frozenset[str]:
    """Of a campaign. Complaints are not kept."""
    return kept_of_call(law, message=message) | _OF_CAMPAIGN
