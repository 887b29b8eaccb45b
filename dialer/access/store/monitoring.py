"""Reads what decides whether agents may be monitored, for many campaigns at once: legal settings and live calls."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Select, and_, bindparam, exists, or_, select

from dialer.compliance.campaign_facts import Seen
from dialer.compliance.settings import LawSettings, read_law
from dialer.core.enums import AttemptState, CallbackKind, CallbackState
from dialer.storage.database import Database
from dialer.storage.operations import reads
from dialer.storage.schema import AGENT, ATTEMPT, CALLBACK, CAMPAIGN, LEAD_LIST
from dialer.storage.sql import word

_ASKED: Final[BindParameter[Any]] = bindparam("campaigns", expanding=True)
_LAWS: Final = select(CAMPAIGN.c.id, CAMPAIGN.c.law).where(CAMPAIGN.c.id.in_(_ASKED))
_DIALLED: Final = (
    select(LEAD_LIST.c.campaign_id, LEAD_LIST.c.country)
    .where(LEAD_LIST.c.campaign_id.in_(_ASKED), LEAD_LIST.c.enabled.is_(True))
    .distinct()
)
_SEATED: Final = (
    select(AGENT.c.campaign_id, AGENT.c.country)
    .where(AGENT.c.campaign_id.in_(_ASKED), AGENT.c.country != "")
    .distinct()
)
# Few calls are live. A query per campaign would make SQLite scan every past call of the campaign.
_LIVES: Final = ATTEMPT.c.state != word(AttemptState.ENDED)
_BY_HAND: Final = CALLBACK.c.kind == word(CallbackKind.MANUAL), CALLBACK.c.state == word(CallbackState.WAITING)
_LIVE: Final = select(ATTEMPT.c.campaign_id).where(_LIVES).union(select(CALLBACK.c.campaign_id).where(*_BY_HAND))
_LIVING: Final = select(ATTEMPT.c.id, ATTEMPT.c.campaign_id).where(
    ATTEMPT.c.id.in_(bindparam("attempts", expanding=True)), _LIVES
)
TELLS_OF_NOW: Final = or_(
    and_(*_BY_HAND),
    exists().where(ATTEMPT.c.id == CALLBACK.c.attempt_id, _LIVES),
    exists().where(ATTEMPT.c.id == CALLBACK.c.ended_by, _LIVES),
)
"""Condition on a call-back: it reveals its agent's current work or request."""


class Watching:
    """Facts about campaigns that decide on monitoring their agents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @reads
    def laws(self, connection: Connection, campaign_ids: Collection[int]) -> dict[int, tuple[LawSettings, Seen]]:
        """Legal settings, and as facts only the countries of lists and agents; unknown campaigns are left out."""
        asked = {"campaigns": sorted(campaign_ids)}
        dialled, seated = _countries(connection, _DIALLED, asked), _countries(connection, _SEATED, asked)
        return {
            one.id: (read_law(one.law), Seen(countries=dialled[one.id], agent_countries=seated[one.id]))
            for one in connection.execute(_LAWS, asked)
        }

    @reads
    def live(self, connection: Connection) -> set[int]:
        """The campaigns with a live call, or a manual call that an agent has requested."""
        return set(connection.execute(_LIVE).scalars())

    async def living(self, attempt_ids: Collection[str]) -> dict[str, int]:
        """The live ones among these calls, with their campaigns."""
        return await self._database.read(_living, attempt_ids) if attempt_ids else {}


def _countries(
    connection: Connection, statement: Select[Any], asked: dict[str, Any]
) -> defaultdict[int, frozenset[str]]:
    found: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    for campaign_id, country in connection.execute(statement, asked):
        found[campaign_id] |= {country}
    return found


def _living(connection: Connection, attempt_ids: Collection[str]) -> dict[str, int]:
    return {row.id: row.campaign_id for row in connection.execute(_LIVING, {"attempts": sorted(attempt_ids)})}
