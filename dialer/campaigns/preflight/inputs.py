"""Inputs and findings of the check before the start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dialer.campaigns.model import CampaignConfig
from dialer.compliance.campaign_facts import Seen
from dialer.compliance.load import Profiles
from dialer.core.enums import EndpointState
from dialer.core.errors import Refused
from dialer.i18n.message import Message, joined, mark, msg
from dialer.people.callbacks.model import OffList
from dialer.people.imports.admission import Proofs
from dialer.people.lists.store.ranges import Extent
from dialer.people.registers.model import ListChecked, NumbersChecked
from dialer.telephony.destinations.model import Destinations

STOPS, DELAYS, NOTE = "stops", "delays", "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that stops or delays dialling, or is worth knowing. While it `holds`, nobody is called."""

    weight: str
    about: str
    what: Message | str
    mend: Message | str = ""
    rule: str = ""
    facts: Message | str = ""  # seen by a rule
    until: float | None = None
    holds: bool = False
    held_list: str = ""  # a list that is not dialled because of this; the others are

    @property
    def message(self) -> Message:
        """The problem and its remedy, as two plain sentences."""
        what = msg("{what} ({rule})", what=self.what, rule=self.rule) if self.rule else self.what
        return msg("{what!c}. {mend!c}.", what=what, mend=self.mend) if self.mend else msg("{what!c}.", what=what)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Inputs of a check. `zones` are those of leads that may be dialled; `board` is the engine's last board."""

    config: CampaignConfig
    seen: Seen
    profiles: Profiles
    zones: Sequence[str]
    next_due: float | None
    seats: Sequence[str]  # the country where each logged-in agent sits; empty if unknown
    agents: int = 0  # all, logged in or not
    board: Mapping[str, Any] = field(default_factory=dict)
    sounds: Mapping[str, bool | None] = field(default_factory=dict)  # whether Asterisk has them; None: unknown
    music: Mapping[str, bool | None] = field(default_factory=dict)  # the same of music classes
    extents: Mapping[int, Extent] = field(default_factory=dict)  # of the lists, if their leads were read
    proofs: Sequence[Proofs] = ()  # what these leads say about their legal basis
    endpoints: Mapping[str, EndpointState] = field(default_factory=dict)  # of trunks and phones, if the node answered
    phones: Sequence[str] = ()  # on desks, of agents who are logged in, or who work in no campaign yet
    browser_agents: bool = False  # some of these take calls in the browser: Asterisk gets their phone at login
    dial_patterns: Sequence[str] = ()  # of the node
    off: Sequence[OffList] = ()  # lists that are not dialled although call-backs were promised on them
    checked: Sequence[ListChecked] = ()  # registers' answers on each list; read if that finding appears
    left_out: Mapping[str, int] = field(default_factory=dict)  # by list whose filter leaves out all its leads: how many
    destinations: Mapping[int, Destinations] | None = None  # of trunks for which any are set; None: not read
    numbers: Sequence[NumbersChecked] = ()  # of each list, with registers' answers on each number

    @property
    def leads(self) -> int:
        """How many leads of its lists are not done; 0 if they were not read."""
        return sum(one.leads for one in self.extents.values())

    @property
    def leads_unread(self) -> int:
        """How many of these leads were not read one by one."""
        return max(self.leads - sum(one.leads for one in self.proofs), 0)


def stops(about: str, what: Message, mend: Message) -> Finding:
    """A finding that stops every start."""
    return Finding(weight=STOPS, about=about, what=what, mend=mend)


def delays(about: str, what: Message, mend: Message) -> Finding:
    """A finding that makes every call wait."""
    return Finding(weight=DELAYS, about=about, what=what, mend=mend, holds=True)


class CampaignNotReady(Refused):
    problem = "campaign-not-ready"
    title = mark("Campaign not ready")
    sentence = mark("The campaign lacks something without which nothing could be dialled.")

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Keep `findings`, which all stop the start."""
        super().__init__()
        self.findings = tuple(findings)
        lines = (msg("- {finding}", finding=one.message) for one in self.findings)
        self.args = (joined("\n", [msg("The campaign cannot be started:"), *lines]),)
