"""What machine detection costs a campaign, on the wire."""

from typing import Self

from pydantic import Field

from api.schemas.law import AmdAuditShown
from api.schemas.wire import At, Shown
from dialer.campaigns.machine_detection.model import DetectionFigures, Share


class ShareShown(Shown, of=Share):
    """A part of a whole; the true share lies between `low` and `high` with 95 % confidence."""


class MachineDetectionShown(Shown):
    """What machine detection cost, counted from the calls that were placed since an instant, and have ended."""

    since: At
    delay_s: float | None = Field(description="From the answer to the verdict: the median. Null: nothing was judged.")
    late_delay_s: float | None = Field(description="Within which 95 of 100 answers were judged.")
    machines: int = Field(description="Calls taken for machines to the end.")
    talks: int = Field(description="Judged calls that were passed to an agent.")
    spoke: int = Field(description="Taken for a machine, then a person spoke after the introduction.")
    missed: ShareShown | None = Field(description="Machines that reached an agent, of all that were noticed.")
    like_people: ShareShown | None = Field(
        description="Calls taken for machines whose called side hung up or spoke, as people do, of those that were "
        "not hung up on at once. As many people at most were lost, save those who listened to the end in silence."
    )
    audit: AmdAuditShown | None = Field(description="The sample that somebody listened to.")
    audited: ShareShown | None = Field(description="People among the calls of that sample.")

    @classmethod
    def seen(cls, found: DetectionFigures) -> Self:
        """Show what detection cost."""
        calls = found.calls
        shares = (found.missed, found.like_people, found.audited)
        missed, like_people, audited = (None if one is None else ShareShown.of(one) for one in shares)
        return cls(
            since=found.since,
            delay_s=found.delay_s,
            late_delay_s=found.late_delay_s,
            machines=calls.machines,
            talks=calls.talks,
            spoke=calls.spoke,
            missed=missed,
            like_people=like_people,
            audit=None if found.audit is None else AmdAuditShown.of(found.audit),
            audited=audited,
        )
