"""Calls that machine detection has judged, from the attempts."""

from typing import Any, Final

from sqlalchemy import Connection, and_, case, func, or_, select

from dialer.campaigns.machine_detection.model import ScreenedCalls
from dialer.compliance.abandonment import Heard
from dialer.core.enums import Outcome, Side
from dialer.storage.database import Database
from dialer.storage.operations import reads
from dialer.storage.schema import ATTEMPT

MOST_DELAYS: Final = 5_000
AT_ONCE_S: Final = 1.0  # a machine that is hung up on by us is gone so soon after the verdict

_JUDGED: Final = and_(ATTEMPT.c.screened_at.is_not(None), ATTEMPT.c.answered_at.is_not(None))
_MACHINE: Final = ATTEMPT.c.outcome == Outcome.MACHINE.value
_LEFT: Final = ATTEMPT.c.ended_by == Side.THEIRS.value
_KEPT: Final = and_(_MACHINE, or_(_LEFT, ATTEMPT.c.ended_at - ATTEMPT.c.screened_at >= AT_ONCE_S))
_TALK: Final = and_(_JUDGED, ATTEMPT.c.agent_joined_at.is_not(None))


def _count(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


class MachineDetection:
    """Reads what machine detection did."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @reads
    def screened(self, connection: Connection, campaign_id: int, since: float) -> ScreenedCalls:
        """The campaign's answered calls since an instant that were judged, and ended."""
        own = (ATTEMPT.c.campaign_id == campaign_id, ATTEMPT.c.placed_at >= since)
        newest = select(ATTEMPT.c.screened_at - ATTEMPT.c.answered_at).where(*own, _JUDGED)
        delays = connection.execute(newest.order_by(ATTEMPT.c.placed_at.desc()).limit(MOST_DELAYS)).scalars()
        counts = select(
            _count(_MACHINE).label("machines"),
            _count(_KEPT).label("kept"),
            _count(and_(_KEPT, _LEFT)).label("hung_up"),
            _count(ATTEMPT.c.handset_at.is_not(None)).label("spoke"),
            _count(_TALK).label("talks"),
            _count(and_(_TALK, ATTEMPT.c.heard == Heard.MACHINE.value)).label("met"),
        )
        row = connection.execute(counts.where(*own, ATTEMPT.c.ended_at.is_not(None))).mappings().one()
        return ScreenedCalls(delays_s=[max(one, 0.0) for one in delays], **{name: int(row[name]) for name in row})
