"""What the check before the start looks at, and what it finds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dialer.callbacks.model import OffList
from dialer.campaigns.model import CampaignConfig
from dialer.compliance.campaign_facts import Seen
from dialer.compliance.load import Profiles
from dialer.core.enums import EndpointState
from dialer.core.errors import Refused
from dialer.i18n.message import Message, joined, mark, msg
from dialer.imports.admission import Proofs
from dialer.lists.store.ranges import Extent
from dialer.registers.model import ListChecked, NumbersChecked

STOPS, DELAYS, NOTE = "stops", "delays", "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that stops or delays dialling, or is good to know. While it `holds`, nobody is called."""

    weight: str
    about: str
    what: Message | str
    mend: Message | str = ""
    rule: str = ""
    facts: Message | str = ""  # that a rule saw
    until: float | None = None
    holds: bool = False
    held_list: str = ""  # which is not dialled while it is so; the others are

    @property
    def message(self) -> Message:
        """What it is and how to mend it, as two plain sentences."""
        what = msg("{what} ({rule})", what=self.what, rule=self.rule) if self.rule else self.what
        return msg("{what!c}. {mend!c}.", what=what, mend=self.mend) if self.mend else msg("{what!c}.", what=what)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a check looks at. `zones` are those of leads that may be dialled; `board` what the engine last showed."""

    config: CampaignConfig
    seen: Seen
    profiles: Profiles
    zones: Sequence[str]
    next_due: float | None
    seats: Sequence[str]  # of each agent who is logged in, the country where the agent sits; empty if nobody says
    agents: int = 0  # that there are at all, logged in or not
    board: Mapping[str, Any] = field(default_factory=dict)
    sounds: Mapping[str, bool | None] = field(default_factory=dict)  # whether Asterisk has them; None: nobody can tell
    extents: Mapping[int, Extent] = field(default_factory=dict)  # of the lists, where their leads were looked at
    proofs: Sequence[Proofs] = ()  # what these leads say of their basis
    endpoints: Mapping[str, EndpointState] = field(default_factory=dict)  # of trunks and phones, where the node told
    phones: Sequence[str] = ()  # of agents who are logged in, or who work in no campaign yet
    dial_patterns: Sequence[str] = ()  # of the node
    off: Sequence[OffList] = ()  # lists on which promises to call back wait, and which are not dialled
    checked: Sequence[ListChecked] = ()  # what registers have answered on each list; looked at if that is found wanting
    left_out: Mapping[str, int] = field(
        default_factory=dict
    )  # by list, how many leads a filter leaves out: all of them
    numbers: Sequence[NumbersChecked] = ()  # of each list, and what registers have answered on each

    @property
    def leads(self) -> int:
        """How many leads its lists have that are not done; 0 where they were not looked at."""
        return sum(one.leads for one in self.extents.values())

    @property
    def leads_unread(self) -> int:
        """Those of them whose words were not read."""
        return max(self.leads - sum(one.leads for one in self.proofs), 0)


def stops(about: str, what: Message, mend: Message) -> Finding:
    """Something without which no campaign starts."""
    return Finding(weight=STOPS, about=about, what=what, mend=mend)


def delays(about: str, what: Message, mend: Message) -> Finding:
    """Something that keeps every call waiting."""
    return Finding(weight=DELAYS, about=about, what=what, mend=mend, holds=True)


class CampaignNotReady(Refused):
    problem = "campaign-not-ready"
    title = mark("Campaign not ready")
    sentence = mark("The campaign lacks something without which nothing could be dialled.")

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Keep `findings`: each thing that stops the start."""
        super().__init__()
        self.findings = tuple(findings)
        lines = (msg("- {finding}", finding=one.message) for one in self.findings)
        self.args = (joined("\n", [msg("The campaign cannot be started:"), *lines]),)
