"""What the service refuses, beyond what the store does."""

from collections.abc import Mapping, Sequence
from typing import Any

from dialer.errors import DialerError, Refused


class Invalid(DialerError):  # noqa: N818 - reads as what it is
    """Some of what was asked cannot be right."""

    problem = "invalid"

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        """Keep `errors`: where something is wrong, and what to write instead."""
        super().__init__()
        self.errors: tuple[Mapping[str, Any], ...] = tuple({"where": where, "what": what} for where, what in errors)
        self.args = ("; ".join(f"{where}: {what}" for where, what in errors),)


class CampaignNotReady(Refused):
    """The campaign lacks something without which nothing could be dialled."""

    problem = "campaign-not-ready"


class AgentNotLoggedIn(Refused):
    """The agent is not logged in to a campaign."""

    problem = "agent-not-logged-in"


class ImportNotFinished(Refused):
    """The upload is still being read."""

    problem = "import-not-finished"


class ImportEnded(Refused):
    """The import has ended already."""

    problem = "import-ended"


class NotWaiting(Refused):
    """The import has begun, or ended: it waits for nobody any more."""

    problem = "import-not-waiting"


class UploadElsewhere(Refused):
    """The uploaded file lies on another machine, or is gone; send it again."""

    problem = "upload-elsewhere"


class LeadNotFree(Refused):
    """The lead is done, booked, or in a call."""

    problem = "lead-not-free"


class ListNotDialled(Refused):
    """The list belongs to no campaign, is disabled or archived: none of its leads is dialled."""

    problem = "list-not-dialled"


class RulesLoosened(Refused):
    """The profiles were changed since they were last accepted, and a HARD rule is loosened by that.

    Put the files back, or answer for the change: `pronto law accept --person NAME --reason WHY`.
    """

    problem = "rules-loosened"
