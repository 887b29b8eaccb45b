"""Templates of campaigns: settings that suit a common kind of work, to be looked through before a campaign is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from dialer.campaigns.model import Disposition, default_dispositions
from dialer.i18n.message import Message, msg
from pacing.snapshot import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignTemplate:
    """Settings of a new campaign, by their names in `CampaignDraft`; what is not named keeps its default."""

    id: str
    title: Message
    about: Message
    country: str  # whose numbers it is for
    time_zone: str
    hours: Sequence[Mapping[str, Any]]
    mode: Mode
    wrap_up_limit_ms: int
    dispositions: Sequence[tuple[Disposition, Message | None]]  # with the label of those that are not Pronto's own


_WORKDAYS: Final = ("mon", "tue", "wed", "thu", "fri")


def _hours(days: Sequence[str], since: str, until: str) -> Mapping[str, Any]:
    return MappingProxyType({"days": list(days), "from": since, "to": until})


# The law of each country narrows them further, by day and by where the person is.
_ITALY: Final = (_hours(_WORKDAYS, "09:00", "20:00"), _hours(("sat",), "10:00", "19:00"))
_BRITAIN: Final = (_hours(_WORKDAYS, "09:00", "20:00"),)
_SALES: Final = tuple((one, None) for one in default_dispositions())
_APPOINTMENTS: Final = (
    (Disposition(code="appointment", is_success=True), msg("Appointment made")),
    *(pair for pair in _SALES if pair[0].code != "sale"),
)

TEMPLATES: Final[Sequence[CampaignTemplate]] = (
    CampaignTemplate(
        id="it-appointments",
        title=msg("Appointments, Italy"),
        about=msg("One call for each free agent: nobody is called whom no agent awaits. Good to begin with."),
        country="IT",
        time_zone="Europe/Rome",
        hours=_ITALY,
        mode=Mode.PROGRESSIVE,
        wrap_up_limit_ms=60_000,
        dispositions=_APPOINTMENTS,
    ),
    CampaignTemplate(
        id="it-sales",
        title=msg("Sales, Italy"),
        about=msg("Dials ahead of the agents and keeps abandoned calls under the limit: for ten agents or more."),
        country="IT",
        time_zone="Europe/Rome",
        hours=_ITALY,
        mode=Mode.PREDICTIVE,
        wrap_up_limit_ms=30_000,
        dispositions=_SALES,
    ),
    CampaignTemplate(
        id="it-preview",
        title=msg("Preview, Italy"),
        about=msg("The agent sees who it is before the call is dialled: for few people who are worth much."),
        country="IT",
        time_zone="Europe/Rome",
        hours=_ITALY,
        mode=Mode.PREVIEW,
        wrap_up_limit_ms=120_000,
        dispositions=_APPOINTMENTS,
    ),
    CampaignTemplate(
        id="gb-sales",
        title=msg("Sales, United Kingdom"),
        about=msg("One call for each free agent, by British hours and rules."),
        country="GB",
        time_zone="Europe/London",
        hours=_BRITAIN,
        mode=Mode.PROGRESSIVE,
        wrap_up_limit_ms=30_000,
        dispositions=_SALES,
    ),
)
