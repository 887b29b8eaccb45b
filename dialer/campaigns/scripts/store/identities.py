"""Who was identified, and of whom an agent may know no more than the name until then."""

from sqlalchemy import ColumnElement, Connection, and_, exists, select

from dialer.campaigns.scripts.model import IdentityState
from dialer.storage.database import Database
from dialer.storage.operations import reads
from dialer.storage.schema import (
    ATTEMPT,
    CAMPAIGN_SCRIPT,
    INTERACTION,
    LEAD,
    LEAD_LIST,
    PERSON_LEAD,
    SCRIPT_RUN,
    SCRIPT_USE,
)


class Identities:
    """What the runs of scripts say of people's identity, where their campaigns ask for it first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def is_identified(self, attempt_id: str) -> bool:
        """Whether the person of this attempt was identified: a step matched, and none has failed."""
        return await self._database.read(_is_identified, attempt_id)

    async def withholds_attempt(self, attempt_id: str) -> bool:
        """Whether the attempt's campaign asks for identification first, and the person is not identified."""
        return await self._database.read(_withholds_attempt, attempt_id)

    @reads
    def withholds_person(
        self, connection: Connection, person_id: int, *, agent_id: int, lead_id: int | None, attempt_id: str | None
    ) -> bool:
        """Whether this agent, who has this lead and attempt on the screen, may not see what is known of a person.

        For the person on the screen the call at hand decides, and before it the campaign; for others the agent's last
        contact with them, and without any the campaigns that call them.
        """
        shown = select(PERSON_LEAD.c.person_id).where(PERSON_LEAD.c.lead_id == lead_id)
        if lead_id is not None and connection.execute(shown).scalar() == person_id:
            if attempt_id is None:
                return _withholds_lead(connection, LEAD.c.id == lead_id)
            return _withholds_attempt(connection, attempt_id)
        mine = (INTERACTION.c.person_id == person_id, INTERACTION.c.agent_id == agent_id)
        talks = select(INTERACTION.c.attempt_id).where(*mine, INTERACTION.c.attempt_id.is_not(None))
        last = connection.execute(talks.order_by(INTERACTION.c.id.desc()).limit(1)).scalar()
        if last is not None:
            return _withholds_attempt(connection, last)
        leads = select(PERSON_LEAD.c.lead_id).where(PERSON_LEAD.c.person_id == person_id)
        return _withholds_lead(connection, LEAD.c.id.in_(leads))

    @reads
    def campaigns(self, connection: Connection) -> frozenset[int]:
        """The campaigns that ask for identification first."""
        asking = select(SCRIPT_USE.c.campaign_id).where(_asks(SCRIPT_USE.c.campaign_id))
        return frozenset(connection.execute(asking).scalars())


def _asks(campaign_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a campaign asks for identification first, and has a script at all."""
    use = exists().where(SCRIPT_USE.c.campaign_id == campaign_id, SCRIPT_USE.c.identify_first)
    return and_(use, exists().where(CAMPAIGN_SCRIPT.c.campaign_id == campaign_id))


def _is_identified(connection: Connection, attempt_id: str) -> bool:
    states = set(
        connection.execute(select(SCRIPT_RUN.c.identity).where(SCRIPT_RUN.c.attempt_id == attempt_id)).scalars()
    )
    return IdentityState.MATCHED in states and IdentityState.FAILED not in states


def _withholds_attempt(connection: Connection, attempt_id: str) -> bool:
    asks = select(ATTEMPT.c.id).where(ATTEMPT.c.id == attempt_id, _asks(ATTEMPT.c.campaign_id))
    return connection.execute(asks).first() is not None and not _is_identified(connection, attempt_id)


def _withholds_lead(connection: Connection, which: ColumnElement[bool]) -> bool:
    called = select(LEAD.c.id).join(LEAD_LIST, LEAD_LIST.c.id == LEAD.c.list_id)
    return connection.execute(called.where(which, _asks(LEAD_LIST.c.campaign_id)).limit(1)).first() is not None
