"""A campaign's declarations for the rules: seller, what is sold, where agents work, what was recorded.

Stored with the campaign as plain JSON; read only here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from dialer.compliance.facts import AuditFacts
from dialer.compliance.overrides import Override, Settlement
from dialer.i18n.message import Message, msg, pmark

AUTO: Final = "auto"
"""As a campaign's profile: the rules of each number's country apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LawSettings:
    """A campaign's legal settings. An empty one is unknown, and a rule that needs it refuses."""

    profile: str = ""  # the id of a profile, or `auto`; empty: none chosen, nobody is called
    seller_country: str = ""  # ISO 3166; adds the rules that follow the seller
    agent_country: str = ""  # ISO 3166, for agents who do not state their own
    sector: str = ""  # a word of `sectors`, as written: some rules apply to some sectors only
    topic: str = ""  # what is sold or asked: a withdrawal of consent may cover this topic alone
    script_version: str = ""
    script_sha256: str = ""  # of its text
    privacy_version: str = ""  # of the privacy notice given to people
    privacy_sha256: str = ""
    call_centre: str = ""  # who calls on the company's behalf
    contract_reference: str = ""  # between the seller and the call centre
    declaration: str = ""  # the line in a register of operators (Italy: ROC)
    subscription: str = ""  # the account at a register of people who want no calls (US)
    artificial_voice: bool = False
    collective_agreement: str = ""  # reference of the agreement on the agents' breaks
    union_agreement: str = ""  # reference of the agreement that permits monitoring features
    message_version: str = ""  # of the message at the time limit: its hash, or a name
    message_says: tuple[str, ...] = ()
    message_opt_out: tuple[str, ...] = ()  # key, voice, number
    message_number_is: tuple[str, ...] = ()
    amd_audit: AuditFacts | None = None
    change_person: str = ""  # who is responsible for the last change that loosened the rules of a running campaign
    change_reason: str = ""
    overrides: tuple[Override, ...] = ()
    settlements: tuple[Settlement, ...] = ()

    @property
    def false_machine_share(self) -> float:
        """The share of machine results that were people, from the audit; 0 without one."""
        audit = self.amd_audit
        return audit.people / audit.sample if audit is not None and audit.sample else 0.0


NO_LAW: Final = LawSettings()
DECLARED: Final[Mapping[str, Message]] = {
    "call_centre": msg("call centre"),
    "contract_reference": msg("contract reference"),
    "declaration": msg("line in the register of operators (Italy: ROC)"),
    "subscription": msg("account at the register of numbers (United States)"),
    "sector": pmark("declared", "sector"),
    "topic": msg("product or purpose"),
    "script_version": msg("script version"),
    "script_sha256": msg("sha256 of the script"),
    "privacy_version": msg("privacy notice version"),
    "privacy_sha256": msg("sha256 of the privacy notice"),
    "message_version": msg("message version"),
}
"""The name of each setting that a campaign declares."""
_LISTS: Final = ("message_says", "message_opt_out", "message_number_is")


def read_law(raw: Mapping[str, Any]) -> LawSettings:
    """Read what `write_law` wrote. Unknown keys are ignored; missing ones have their defaults."""
    facts = {name: raw[name] for name in LawSettings.__dataclass_fields__ if name in raw}
    facts |= {name: tuple(facts[name]) for name in _LISTS if name in facts}
    facts["amd_audit"] = AuditFacts(**raw["amd_audit"]) if raw.get("amd_audit") else None
    facts["overrides"] = tuple(Override(**one) for one in raw.get("overrides", ()))
    facts["settlements"] = tuple(Settlement(**one) for one in raw.get("settlements", ()))
    return LawSettings(**facts)


def write_law(law: LawSettings) -> dict[str, Any]:
    """The settings as JSON values, without those that have their default."""
    plain = {name: _plain(value) for name, value in asdict(law).items()}
    empty = {name: _plain(value) for name, value in asdict(LawSettings()).items()}
    return {name: value for name, value in plain.items() if value != empty[name]}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, Iterable) and not isinstance(value, str) else value
