"""Audit lines of a campaign's start, refused or not: what each law said, and all that stopped it."""

from collections.abc import Iterable, Sequence
from typing import Final

from dialer.audit.actions import RULING
from dialer.audit.store import NewLine
from dialer.campaigns.preflight.inputs import Finding
from dialer.compliance.ruling import Ruling
from dialer.compliance.ruling_record import logged
from dialer.compliance.vocabulary import Point
from dialer.i18n.message import to_plain

START_REFUSED: Final = "campaign.start_refused"
"""The action of audit lines on refused starts; their facts have `stops`, each with `about`, `rule` and `what`."""


def lines_of_start(
    campaign_id: int, rulings: Iterable[Ruling], stops: Sequence[Finding], *, actor: str, now: float
) -> list[NewLine]:
    """A line for each law's ruling, and one with all that stops the start, whether a law or a missing trunk."""
    subject = f"campaign:{campaign_id}"
    said = [(RULING, logged(Point.CAMPAIGN_START, ruling)) for ruling in rulings]
    if stops:
        why = [{"about": one.about, "rule": one.rule, "what": to_plain(one.what)} for one in stops]
        said.append((START_REFUSED, {"stops": why}))
    return [NewLine(at=now, actor=actor, action=action, subject=subject, facts=facts) for action, facts in said]
