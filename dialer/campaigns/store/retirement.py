"""Retirement of trunks, agents, nodes, companies and caller ids.

Attempts refer to their trunk, agent and node, and campaigns to their company, so these stay, with the time since
when they are out of use, and are listed only on request. Writing one again under its name brings it back. Attempts
store their caller id as a number, so caller ids are deleted.
"""

from collections.abc import Sequence
from types import EllipsisType
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, func, or_, select

from dialer.access.companies.model import CallerId, Company
from dialer.access.companies.store import company_of, delete_caller_id
from dialer.access.companies.store import retire as retire_company
from dialer.access.store.keys import revoke_keys_of
from dialer.access.store.users import part_from_agent
from dialer.audit.store import add_line
from dialer.campaigns.store.configs import drop_caller_id, drop_trunks
from dialer.core.enums import OPEN, AgentWish, AttemptState, CampaignStatus, LeadState
from dialer.core.errors import InUse, NotFound, UnknownAgent
from dialer.core.visibility import Visibility
from dialer.i18n.message import msg
from dialer.people.callbacks.store.bookings import give_to_anyone
from dialer.provisioning.desk_phones.store import drop_phones_of_node
from dialer.storage.database import Database
from dialer.storage.operations import reads, writes
from dialer.storage.schema import (
    AGENT,
    ATTEMPT,
    CALLER_ID,
    CAMPAIGN,
    CAMPAIGN_TRUNK,
    CAMPAIGN_TRUNK_GROUP,
    COMPANY,
    LEAD,
    NODE,
    TRUNK,
    TRUNK_GROUP,
    TRUNK_GROUP_MEMBER,
)
from dialer.storage.sql import check_row_unchanged, check_unchanged, word
from dialer.storage.visibility import visible_to
from dialer.telephony.caller_ids.store.number_tests import drop_tests
from dialer.telephony.caller_ids.store.pools import check_in_no_pool
from dialer.telephony.nodes.model import Node
from dialer.telephony.nodes.store.nodes import retire as retire_node
from dialer.telephony.trunks.model import CampaignOfTrunk, Trunk, TrunkUses
from dialer.telephony.trunks.store import drop_groups_of_node, retire_trunks
from dialer.work.agents.model import Agent
from dialer.work.agents.store import retire as retire_agent


class Retiring:
    """Takes records out of use, each in one transaction with its audit line. Raises NotFound, InUse and Changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @writes
    def trunk(
        self,
        connection: Connection,
        node_id: int,
        name: str,
        *,
        actor: str,
        now: float,
        expected: Trunk | EllipsisType | None = ...,
    ) -> None:
        """A trunk that no running or paused campaign uses; it is removed from the others."""
        trunk = _there(connection, TRUNK, TRUNK.c.node_id == node_id, TRUNK.c.name == name)
        check_row_unchanged(trunk, expected)
        _check_no_campaign(connection, _uses(trunk["id"]), trunk=name)
        _check_no_call(connection, node_id, ATTEMPT.c.trunk_id == trunk["id"], trunk=name)
        _drop_trunks(connection, [trunk["id"]], now)
        add_line(connection, actor, "trunk.retire", f"trunk:{trunk['id']}", {"name": name}, now)

    @reads
    def uses_of_trunk(self, connection: Connection, node_id: int, name: str, *, sees: Visibility) -> TrunkUses:
        """What has a trunk now: what keeps it from being retired, and what would lose it. Raises NotFound."""
        where = TRUNK.c.node_id == node_id, TRUNK.c.name == name, TRUNK.c.retired_at.is_(None)
        trunk = connection.execute(select(TRUNK.c.id, TRUNK.c.enabled).where(*where)).first()
        if trunk is None:
            raise NotFound(trunk=name)
        archived = CAMPAIGN.c.status == CampaignStatus.ARCHIVED.value
        using = select(CAMPAIGN.c.id, CAMPAIGN.c.name, CAMPAIGN.c.status).where(_uses(trunk.id), ~archived)
        campaigns = connection.execute(
            using.where(*visible_to(sees, CAMPAIGN)).order_by(CAMPAIGN.c.name, CAMPAIGN.c.id)
        )
        having = TRUNK_GROUP.c.id == TRUNK_GROUP_MEMBER.c.group_id, TRUNK_GROUP_MEMBER.c.trunk_id == trunk.id
        groups = connection.execute(select(TRUNK_GROUP.c.name).where(*having).order_by(TRUNK_GROUP.c.name))
        of_trunk = ATTEMPT.c.node_id == node_id, ATTEMPT.c.trunk_id == trunk.id
        live = select(func.count()).where(*of_trunk, ATTEMPT.c.state != word(AttemptState.ENDED))
        return TrunkUses(
            is_enabled=trunk.enabled,
            live_calls=connection.execute(live).scalar_one(),
            campaigns=tuple(
                CampaignOfTrunk(id=one.id, name=one.name, is_under_way=CampaignStatus(one.status).is_under_way)
                for one in campaigns
            ),
            groups=tuple(groups.scalars()),
        )

    @writes
    def node(
        self, connection: Connection, name: str, *, actor: str, now: float, expected: Node | EllipsisType | None = ...
    ) -> None:
        """A node without dialling campaigns and logged-in agents, with its trunks."""
        node = _there(connection, NODE, NODE.c.name == name)
        check_row_unchanged(node, expected)
        _check_no_campaign(connection, CAMPAIGN.c.node_id == node["id"], node=name)
        here = (
            select(AGENT.c.name)
            .join(CAMPAIGN, CAMPAIGN.c.id == AGENT.c.campaign_id)
            .where(CAMPAIGN.c.node_id == node["id"], AGENT.c.wish != AgentWish.LOGGED_OUT.value)
        )
        if (agent := connection.execute(here.limit(1)).scalar()) is not None:
            raise InUse(node=name, agent=agent)
        _check_no_call(connection, node["id"], node=name)
        trunks = connection.execute(select(TRUNK.c.id).where(TRUNK.c.node_id == node["id"])).scalars().all()
        _drop_trunks(connection, trunks, now)
        drop_groups_of_node(connection, node["id"])
        drop_phones_of_node(connection, node["id"])
        retire_node(connection, node["id"], now)
        add_line(connection, actor, "node.retire", f"node:{node['id']}", {"name": name}, now)

    @writes
    def agent(
        self, connection: Connection, agent_id: int, *, actor: str, now: float, expected: Agent | EllipsisType = ...
    ) -> None:
        """An agent who is logged out and has finished the last call.

        The agent's keys become invalid, the agent's user is no agent any more, and any agent makes the promised calls.
        """
        found = select(AGENT).where(AGENT.c.id == agent_id, AGENT.c.retired_at.is_(None)).with_for_update()
        agent = connection.execute(found).mappings().first()
        if agent is None:
            raise UnknownAgent(id=agent_id)
        languages = [one for one in agent["languages"].split(",") if one]
        check_row_unchanged({**agent, "languages": languages}, expected)
        if agent["wish"] != AgentWish.LOGGED_OUT.value:
            raise InUse(agent=agent["name"], state=msg("logged in"))
        _check_done(connection, agent)
        retire_agent(connection, agent_id, now)
        revoked = revoke_keys_of(connection, agent_id, now)
        part_from_agent(connection, agent_id)
        given = give_to_anyone(connection, agent_id)
        facts = {"name": agent["name"], "keys_revoked": revoked, "callbacks_for_anyone": given}
        add_line(connection, actor, "agent.retire", f"agent:{agent_id}", facts, now)

    @writes
    def company(
        self,
        connection: Connection,
        company_id: int,
        *,
        actor: str,
        now: float,
        expected: Company | EllipsisType = ...,
    ) -> None:
        """A company all of whose campaigns are closed or archived; what was done in its name is kept as before."""
        found = select(COMPANY).where(COMPANY.c.id == company_id, COMPANY.c.retired_at.is_(None))
        row = connection.execute(found.with_for_update()).mappings().first()
        if row is None:
            raise NotFound(id=company_id)
        there = company_of(row)
        check_unchanged(there, expected)
        has_open = CAMPAIGN.c.company_id == company_id, CAMPAIGN.c.status.in_([one.value for one in OPEN])
        names = select(CAMPAIGN.c.name).where(*has_open).order_by(CAMPAIGN.c.id).limit(_NAMED_AT_MOST)
        if campaigns := connection.execute(names).scalars().all():
            raise InUse(company=there.name, campaigns=list(campaigns))
        retire_company(connection, company_id, now)
        add_line(connection, actor, "company.retire", f"company:{company_id}", {"name": there.name}, now)

    @writes
    def caller_id(
        self,
        connection: Connection,
        caller_id_id: int,
        *,
        actor: str,
        now: float,
        expected: CallerId | EllipsisType = ...,
    ) -> None:
        """A number that no campaign shows; it is removed from archived ones, whose calls keep it."""
        found = select(CALLER_ID).where(CALLER_ID.c.id == caller_id_id).with_for_update()
        if (there := connection.execute(found).mappings().first()) is None:
            raise NotFound(id=caller_id_id)
        check_row_unchanged(there, expected)
        number = there["number"]
        uses, archived = CAMPAIGN.c.caller_id_id == caller_id_id, CAMPAIGN.c.status == CampaignStatus.ARCHIVED.value
        showing = select(CAMPAIGN.c.name).where(uses, ~archived).order_by(CAMPAIGN.c.id).limit(1)
        if (campaign := connection.execute(showing).scalar()) is not None:
            raise InUse(campaign=campaign)
        check_in_no_pool(connection, caller_id_id)
        drop_tests(connection, caller_id_id)
        drop_caller_id(connection, caller_id_id)
        delete_caller_id(connection, caller_id_id)
        add_line(connection, actor, "caller_id.delete", f"caller_id:{caller_id_id}", {"number": number}, now)


def _uses(trunk_id: int) -> ColumnElement[bool]:
    """That a campaign uses the trunk, by itself or by a group."""
    own = select(CAMPAIGN_TRUNK.c.campaign_id).where(CAMPAIGN_TRUNK.c.trunk_id == trunk_id)
    by_group = (
        select(CAMPAIGN_TRUNK_GROUP.c.campaign_id)
        .join(TRUNK_GROUP_MEMBER, TRUNK_GROUP_MEMBER.c.group_id == CAMPAIGN_TRUNK_GROUP.c.group_id)
        .where(TRUNK_GROUP_MEMBER.c.trunk_id == trunk_id)
    )
    return or_(CAMPAIGN.c.id.in_(own), CAMPAIGN.c.id.in_(by_group))


_NAMED_AT_MOST: Final = 5  # campaigns that keep a company from being retired
_KINDS: Final = {NODE: msg("node"), TRUNK: msg("trunk")}


def _there(connection: Connection, table: Table, *where: Any) -> Any:
    found = select(table).where(*where, table.c.retired_at.is_(None)).with_for_update()
    if (row := connection.execute(found).mappings().first()) is None:
        raise NotFound(kind=_KINDS[table])
    return row


def _check_no_campaign(connection: Connection, using: Any, **what: str) -> None:
    under_way = [one.value for one in CampaignStatus if one.is_under_way]
    running = select(CAMPAIGN.c.name).where(using, CAMPAIGN.c.status.in_(under_way))
    if (campaign := connection.execute(running.order_by(CAMPAIGN.c.id).limit(1)).scalar()) is not None:
        raise InUse(**what, campaign=campaign)


def _check_no_call(connection: Connection, node_id: int, *where: Any, **what: str) -> None:
    live = select(ATTEMPT.c.id).where(ATTEMPT.c.node_id == node_id, ATTEMPT.c.state != word(AttemptState.ENDED), *where)
    if connection.execute(live.limit(1)).first() is not None:
        raise InUse(**what, state=msg("a call is live"))


def _check_done(connection: Connection, agent: Any) -> None:
    """An agent who logs out during a call leaves after it and its wrap-up, in which the disposition is given."""
    of_agent = select(ATTEMPT.c.id).where(ATTEMPT.c.agent_id == agent["id"]).limit(1)
    if connection.execute(of_agent.where(ATTEMPT.c.state != word(AttemptState.ENDED))).first() is not None:
        raise InUse(agent=agent["name"], state=msg("a call is live"))
    wrapping = select(LEAD.c.id).where(LEAD.c.state == word(LeadState.WRAPPING)).scalar_subquery()
    unsaid = of_agent.where(ATTEMPT.c.lead_id.in_(wrapping), ATTEMPT.c.disposition.is_(None))
    if connection.execute(unsaid).first() is not None:
        raise InUse(agent=agent["name"], state=msg("the wrap-up goes on"))


def _drop_trunks(connection: Connection, trunk_ids: Sequence[int], now: float) -> None:
    """Retire trunks, and remove them from their campaigns, none of which is under way, and from their groups."""
    drop_trunks(connection, trunk_ids)
    retire_trunks(connection, trunk_ids, now)
