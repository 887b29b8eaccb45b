"""Stored trunks, and groups of them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict
from types import EllipsisType
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from dialer.audit.store import add_line
from dialer.core.enums import CampaignStatus
from dialer.core.errors import InUse, NotFound
from dialer.storage.database import Database
from dialer.storage.operations import reads, writes
from dialer.storage.records import records, the_one, upsert
from dialer.storage.schema import CAMPAIGN, CAMPAIGN_TRUNK_GROUP, TRUNK, TRUNK_GROUP, TRUNK_GROUP_MEMBER
from dialer.storage.sql import check_unchanged, refusals
from dialer.telephony.trunks.model import GroupMember, Trunk, TrunkGroup


class Trunks:
    """All trunks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def upsert(
        self,
        node_id: int,
        name: str,
        *,
        dial: str,
        number_format: str = "e164",
        max_channels: int = 60,
        calls_per_second: float = 5.0,
        enabled: bool = True,
        country: str = "",
        provider_proof: bool = False,
        expected: Trunk | EllipsisType | None = ...,
    ) -> Trunk:
        """Insert or replace the node's trunk of this name.

        Raises BadReference, and Changed if the existing trunk is not as expected.
        """
        row = {"node_id": node_id, "name": name, "dial": dial, "number_format": number_format, "enabled": enabled}
        row |= {"max_channels": max_channels, "calls_per_second": calls_per_second}
        row |= {"country": country, "provider_proof": provider_proof}
        with refusals(node=node_id):
            return await self._database.write(upsert, TRUNK, Trunk, row, ("node_id", "name"), expected)

    async def get(self, trunk_id: int) -> Trunk:
        """One trunk. Raises NotFound."""
        return the_one(await self._database.read(records, TRUNK, Trunk, {"id": trunk_id}), trunk_id)

    async def by_name(self, node_id: int, name: str, *, retired: bool = False) -> Trunk | None:
        """The node's trunk of this name, or None; `retired` includes a retired one."""
        where = {"node_id": node_id, "name": name} | ({} if retired else {"retired_at": None})
        return next(iter(await self._database.read(records, TRUNK, Trunk, where)), None)

    async def list(self, node_id: int | None = None, *, retired: bool = False) -> list[Trunk]:
        """All trunks in use, or those of a node, by id; `retired` includes the others."""
        where = ({} if node_id is None else {"node_id": node_id}) | ({} if retired else {"retired_at": None})
        return await self._database.read(records, TRUNK, Trunk, where)

    @writes
    def set_enabled(self, connection: Connection, trunk_id: int, *, enabled: bool) -> Trunk:
        """Allow or forbid campaigns to use the trunk. Raises NotFound."""
        changed = (
            update(TRUNK)
            .where(TRUNK.c.id == trunk_id, TRUNK.c.retired_at.is_(None))
            .values(enabled=enabled)
            .returning(TRUNK)
        )
        return the_one([Trunk(**row) for row in connection.execute(changed).mappings()], trunk_id)


class TrunkGroups:
    """All groups of trunks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self, node_id: int | None = None) -> list[TrunkGroup]:
        """All groups, or those of a node, by id."""
        where = () if node_id is None else (TRUNK_GROUP.c.node_id == node_id,)
        return await self._database.read(_groups, *where)

    async def get(self, group_id: int) -> TrunkGroup:
        """One group. Raises NotFound."""
        return await self._database.read(_group, group_id)

    async def create(self, group: TrunkGroup, *, actor: str, now: float) -> TrunkGroup:
        """Write a new group; its id is given. Raises NameTaken, BadReference."""
        with refusals(group=group.name):
            return await self._database.write(_create_group, group, actor, now)

    async def change(
        self, group: TrunkGroup, *, actor: str, now: float, expected: TrunkGroup | EllipsisType = ...
    ) -> TrunkGroup:
        """Replace a group; its node stays. Raises NotFound, NameTaken, BadReference, Changed."""
        with refusals(group=group.name):
            return await self._database.write(_change_group, group, actor, now, expected)

    @writes
    def delete(
        self,
        connection: Connection,
        group_id: int,
        *,
        actor: str,
        now: float,
        expected: TrunkGroup | EllipsisType = ...,
    ) -> None:
        """Delete a group that no campaign uses but archived ones. Raises NotFound, InUse, Changed."""
        connection.execute(select(TRUNK_GROUP.c.id).where(TRUNK_GROUP.c.id == group_id).with_for_update())
        group = _group(connection, group_id)
        check_unchanged(group, expected)
        uses = CAMPAIGN.c.id.in_(
            select(CAMPAIGN_TRUNK_GROUP.c.campaign_id).where(CAMPAIGN_TRUNK_GROUP.c.group_id == group_id)
        )
        using = select(CAMPAIGN.c.name).where(uses, CAMPAIGN.c.status != CampaignStatus.ARCHIVED.value)
        if (campaign := connection.execute(using.order_by(CAMPAIGN.c.id).limit(1)).scalar()) is not None:
            raise InUse(group=group.name, campaign=campaign)
        connection.execute(delete(CAMPAIGN_TRUNK_GROUP).where(CAMPAIGN_TRUNK_GROUP.c.group_id == group_id))
        connection.execute(delete(TRUNK_GROUP_MEMBER).where(TRUNK_GROUP_MEMBER.c.group_id == group_id))
        connection.execute(delete(TRUNK_GROUP).where(TRUNK_GROUP.c.id == group_id))
        add_line(connection, actor, "trunk_group.delete", f"trunk_group:{group_id}", {"name": group.name}, now)

    @reads
    def campaigns_of(self, connection: Connection, group_id: int) -> Sequence[int]:
        """The campaigns that use a group."""
        uses = select(CAMPAIGN_TRUNK_GROUP.c.campaign_id).where(CAMPAIGN_TRUNK_GROUP.c.group_id == group_id)
        return list(connection.execute(uses.order_by(CAMPAIGN_TRUNK_GROUP.c.campaign_id)).scalars())


def groups_by_id(connection: Connection, group_ids: Collection[int]) -> dict[int, TrunkGroup]:
    """These groups, by id."""
    return {one.id: one for one in _groups(connection, TRUNK_GROUP.c.id.in_(group_ids))} if group_ids else {}


def drop_from_groups(connection: Connection, trunk_ids: Collection[int]) -> None:
    """Take trunks out of their groups."""
    connection.execute(delete(TRUNK_GROUP_MEMBER).where(TRUNK_GROUP_MEMBER.c.trunk_id.in_(trunk_ids)))


def drop_groups_of_node(connection: Connection, node_id: int) -> None:
    """Delete the groups of a node; campaigns that used one have no trunk any more."""
    ids = list(connection.execute(select(TRUNK_GROUP.c.id).where(TRUNK_GROUP.c.node_id == node_id)).scalars())
    connection.execute(delete(CAMPAIGN_TRUNK_GROUP).where(CAMPAIGN_TRUNK_GROUP.c.group_id.in_(ids)))
    connection.execute(delete(TRUNK_GROUP_MEMBER).where(TRUNK_GROUP_MEMBER.c.group_id.in_(ids)))
    connection.execute(delete(TRUNK_GROUP).where(TRUNK_GROUP.c.id.in_(ids)))


def _groups(connection: Connection, *where: Any) -> list[TrunkGroup]:
    rows = connection.execute(select(TRUNK_GROUP).where(*where).order_by(TRUNK_GROUP.c.id)).mappings().all()
    ordered = TRUNK_GROUP_MEMBER.c.order, TRUNK_GROUP_MEMBER.c.position
    those = select(TRUNK_GROUP_MEMBER).where(TRUNK_GROUP_MEMBER.c.group_id.in_([row["id"] for row in rows]))
    members: defaultdict[int, list[GroupMember]] = defaultdict(list)
    for row in connection.execute(those.order_by(*ordered)).mappings():
        facts = {name: row[name] for name in GroupMember.__dataclass_fields__}
        members[row["group_id"]].append(GroupMember(**facts))
    return [
        TrunkGroup(**{**row, "failover_on": tuple(row["failover_on"])}, members=tuple(members[row["id"]]))
        for row in rows
    ]


def _group(connection: Connection, group_id: int) -> TrunkGroup:
    found = _groups(connection, TRUNK_GROUP.c.id == group_id)
    if not found:
        raise NotFound(group=group_id)
    return found[0]


def _create_group(connection: Connection, group: TrunkGroup, actor: str, now: float) -> TrunkGroup:
    row = {"node_id": group.node_id, "name": group.name, "failover_on": list(group.failover_on)}
    group_id: int = connection.execute(insert(TRUNK_GROUP).returning(TRUNK_GROUP.c.id), row).scalar_one()
    _write_members(connection, group_id, group.members)
    add_line(connection, actor, "trunk_group.create", f"trunk_group:{group_id}", _facts(group), now)
    return _group(connection, group_id)


def _change_group(connection: Connection, group: TrunkGroup, actor: str, now: float, expected: object) -> TrunkGroup:
    connection.execute(select(TRUNK_GROUP.c.id).where(TRUNK_GROUP.c.id == group.id).with_for_update())
    check_unchanged(_group(connection, group.id), expected)
    changed = {"name": group.name, "failover_on": list(group.failover_on)}
    connection.execute(update(TRUNK_GROUP).where(TRUNK_GROUP.c.id == group.id).values(changed))
    connection.execute(delete(TRUNK_GROUP_MEMBER).where(TRUNK_GROUP_MEMBER.c.group_id == group.id))
    _write_members(connection, group.id, group.members)
    add_line(connection, actor, "trunk_group.change", f"trunk_group:{group.id}", _facts(group), now)
    return _group(connection, group.id)


def _write_members(connection: Connection, group_id: int, members: Sequence[GroupMember]) -> None:
    rows = [{**asdict(one), "group_id": group_id, "position": place} for place, one in enumerate(members)]
    if rows:
        connection.execute(insert(TRUNK_GROUP_MEMBER), rows)


def _facts(group: TrunkGroup) -> dict[str, Any]:
    return {**asdict(group), "failover_on": list(group.failover_on), "members": [asdict(one) for one in group.members]}


def retire_trunks(connection: Connection, trunk_ids: Collection[int], now: float) -> None:
    """Take trunks out of use and out of their groups."""
    drop_from_groups(connection, trunk_ids)
    connection.execute(
        update(TRUNK).where(TRUNK.c.id.in_(trunk_ids), TRUNK.c.retired_at.is_(None)).values(retired_at=now)
    )


def give_group(connection: Connection, campaign_id: int, group_id: int | None) -> None:
    """Let a campaign use the trunks of this group, or of none."""
    connection.execute(delete(CAMPAIGN_TRUNK_GROUP).where(CAMPAIGN_TRUNK_GROUP.c.campaign_id == campaign_id))
    if group_id is not None:
        connection.execute(insert(CAMPAIGN_TRUNK_GROUP), {"campaign_id": campaign_id, "group_id": group_id})
