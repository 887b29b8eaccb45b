"""Stored guides and their versions, and which of them campaigns use."""

from collections.abc import Mapping, Sequence
from types import EllipsisType
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from dialer.audit.store import add_line
from dialer.campaigns.guides.model import GuideRecord, GuideRole, GuideUse, VersionRecord
from dialer.core.enums import GuideKind
from dialer.core.errors import GuidePublished, InUse, NotFound, UnknownGuide
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.i18n.message import msg
from dialer.storage.database import Database
from dialer.storage.operations import reads, writes
from dialer.storage.pages import PageRequest, holds_text, page_of
from dialer.storage.schema import (
    CAMPAIGN_GUIDE,
    GUIDE,
    GUIDE_QUOTA,
    GUIDE_RUN,
    GUIDE_USE,
    GUIDE_VERSION,
)
from dialer.storage.sql import check_unchanged, insert_or_update, refusals
from dialer.storage.visibility import visible_to

_NEWEST: Final = (
    select(func.coalesce(func.max(GUIDE_VERSION.c.number), 0))
    .where(GUIDE_VERSION.c.guide_id == GUIDE.c.id)
    .correlate(GUIDE)
    .scalar_subquery()
)
_PUBLISHED: Final = (
    select(func.coalesce(func.max(GUIDE_VERSION.c.number), 0))
    .where(GUIDE_VERSION.c.guide_id == GUIDE.c.id, GUIDE_VERSION.c.published_at.is_not(None))
    .correlate(GUIDE)
    .scalar_subquery()
)


class Guides:
    """The guides of all companies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, company_id: int, name: str, kind: GuideKind, *, actor: str, now: float) -> GuideRecord:
        """Create a guide without a version. Raises NameTaken, BadReference."""
        row = {"company_id": company_id, "name": name, "kind": kind.value, "created_at": now}
        with refusals(name=name):
            return await self._database.write(_create, row, actor)

    async def get(self, guide_id: int, *, sees: Visibility) -> GuideRecord:
        """One guide. Raises UnknownGuide."""
        return await self._database.read(_one, guide_id, sees)

    @reads
    def list(
        self,
        connection: Connection,
        *,
        company_id: int | None = None,
        kind: GuideKind | None = None,
        q: str = "",
        archived: bool = False,
        page: PageRequest | None = None,
        sees: Visibility,
    ) -> list[GuideRecord]:
        """The guides by id, or a page of them; archived ones only if asked for."""
        statement = _guides().where(*visible_to(sees, GUIDE), *holds_text(q, GUIDE.c.name)).order_by(GUIDE.c.id)
        if company_id is not None:
            statement = statement.where(GUIDE.c.company_id == company_id)
        if kind is not None:
            statement = statement.where(GUIDE.c.kind == kind.value)
        if not archived:
            statement = statement.where(GUIDE.c.archived_at.is_(None))
        return [_record(row) for row in connection.execute(page_of(statement, GUIDE, page)).mappings()]

    async def change(
        self,
        guide_id: int,
        values: Mapping[str, Any],
        *,
        actor: str,
        now: float,
        expected: GuideRecord | EllipsisType = ...,
    ) -> GuideRecord:
        """Change a guide's name, or archive it (`archived_at`). Raises UnknownGuide, NameTaken, InUse, Changed."""
        with refusals(name=values.get("name", guide_id)):
            return await self._database.write(_change, guide_id, dict(values), actor, now, expected)

    @writes
    def delete(
        self,
        connection: Connection,
        guide_id: int,
        *,
        actor: str,
        now: float,
        expected: GuideRecord | EllipsisType = ...,
    ) -> None:
        """Delete a guide that no campaign uses and that was never run. Raises UnknownGuide, InUse, Changed."""
        check_unchanged(_one(connection, guide_id, EVERYTHING, lock=True), expected)
        _check_unused(connection, guide_id)
        if connection.execute(select(GUIDE_RUN.c.id).where(GUIDE_RUN.c.guide_id == guide_id).limit(1)).first():
            raise InUse(by=msg("talks in which it was used: archive it instead"))
        for table in (GUIDE_QUOTA, GUIDE_VERSION):
            connection.execute(delete(table).where(table.c.guide_id == guide_id))
        connection.execute(delete(GUIDE).where(GUIDE.c.id == guide_id))
        add_line(connection, actor, "guide.delete", f"guide:{guide_id}", {}, now)

    async def save(
        self,
        guide_id: int,
        body: Mapping[str, Any],
        hash_: str,
        *,
        note: str,
        actor: str,
        now: float,
        expected: GuideRecord | EllipsisType = ...,
    ) -> VersionRecord:
        """Write the next version of a guide. Raises UnknownGuide, Changed."""
        row = {"body": dict(body), "hash": hash_, "note": note, "created_at": now, "created_by": actor}
        return await self._database.write(_save, guide_id, row, actor, now, expected)

    async def version(self, guide_id: int, number: int) -> VersionRecord:
        """One version of a guide that the caller was found to see. Raises NotFound."""
        return await self._database.read(_version, guide_id, number)

    @reads
    def version_of_id(self, connection: Connection, version_id: int) -> VersionRecord:
        """The version of a run. Raises NotFound."""
        row = connection.execute(select(GUIDE_VERSION).where(GUIDE_VERSION.c.id == version_id)).mappings().first()
        if row is None:
            raise NotFound(id=version_id)
        return VersionRecord(**row)

    @reads
    def versions(self, connection: Connection, guide_id: int) -> Sequence[VersionRecord]:
        """All versions of a guide, newest first, without their bodies."""
        columns = [column for column in GUIDE_VERSION.c if column.name != "body"]
        wanted = select(*columns).where(GUIDE_VERSION.c.guide_id == guide_id).order_by(GUIDE_VERSION.c.number.desc())
        return [VersionRecord(**row, body={}) for row in connection.execute(wanted).mappings()]

    @writes
    def publish(self, connection: Connection, guide_id: int, number: int, *, actor: str, now: float) -> VersionRecord:
        """Publish a version, which campaigns use from now on. Raises NotFound, GuidePublished."""
        _one(connection, guide_id, EVERYTHING, lock=True)
        there = _version(connection, guide_id, number)
        if there.published_at is not None:
            raise GuidePublished(id=guide_id, number=number)
        changed = update(GUIDE_VERSION).where(GUIDE_VERSION.c.id == there.id)
        connection.execute(changed.values(published_at=now, published_by=actor))
        facts = {"number": number, "hash": there.hash}
        add_line(connection, actor, "guide.publish", f"guide:{guide_id}", facts, now)
        return _version(connection, guide_id, number)

    async def use(self, campaign_id: int) -> GuideUse:
        """How a campaign uses guides."""
        return await self._database.read(_use, campaign_id)

    async def set_use(self, use: GuideUse, *, actor: str, now: float) -> GuideUse:
        """Replace how a campaign uses guides. Raises BadReference."""
        with refusals(campaign=use.campaign_id):
            return await self._database.write(_set_use, use, actor, now)

    async def campaigns_of(self, guide_id: int) -> Sequence[int]:
        """The campaigns that use a guide."""
        return await self._database.read(_campaigns_of, guide_id)


def _guides() -> Select[Any]:
    return select(GUIDE, _NEWEST.label("newest"), _PUBLISHED.label("published"))


def _record(row: Any) -> GuideRecord:
    return GuideRecord(**{**row, "kind": GuideKind(row["kind"])})


def _create(connection: Connection, row: dict[str, Any], actor: str) -> GuideRecord:
    made = connection.execute(insert(GUIDE).returning(GUIDE.c.id), row).scalar_one()
    facts = {"name": row["name"], "kind": row["kind"], "company_id": row["company_id"]}
    add_line(connection, actor, "guide.create", f"guide:{made}", facts, row["created_at"])
    return _one(connection, made, EVERYTHING)


def _one(connection: Connection, guide_id: int, sees: Visibility, *, lock: bool = False) -> GuideRecord:
    if lock:  # PostgreSQL locks no row of a statement with a subquery's aggregate
        connection.execute(select(GUIDE.c.id).where(GUIDE.c.id == guide_id).with_for_update())
    statement = _guides().where(GUIDE.c.id == guide_id, *visible_to(sees, GUIDE))
    row = connection.execute(statement).mappings().first()
    if row is None:
        raise UnknownGuide(id=guide_id)
    return _record(row)


def _change(
    connection: Connection, guide_id: int, values: dict[str, Any], actor: str, now: float, expected: object
) -> GuideRecord:
    there = _one(connection, guide_id, EVERYTHING, lock=True)
    check_unchanged(there, expected)
    if values.get("archived_at") is not None:
        _check_unused(connection, guide_id)
    if values:
        connection.execute(update(GUIDE).where(GUIDE.c.id == guide_id).values(values))
        add_line(connection, actor, "guide.change", f"guide:{guide_id}", values, now)
    return _one(connection, guide_id, EVERYTHING)


def _check_unused(connection: Connection, guide_id: int) -> None:
    if used := _campaigns_of(connection, guide_id):
        raise InUse(by=msg("campaign {campaign}", campaign=used[0]))


def _save(
    connection: Connection, guide_id: int, row: dict[str, Any], actor: str, now: float, expected: object
) -> VersionRecord:
    there = _one(connection, guide_id, EVERYTHING, lock=True)
    check_unchanged(there, expected)
    number = there.newest + 1
    written = {**row, "guide_id": guide_id, "number": number}
    made = connection.execute(insert(GUIDE_VERSION).returning(GUIDE_VERSION), written).mappings().one()
    facts = {"number": number, "hash": row["hash"]}
    add_line(connection, actor, "guide.save", f"guide:{guide_id}", facts, now)
    return VersionRecord(**made)


def _version(connection: Connection, guide_id: int, number: int) -> VersionRecord:
    wanted = select(GUIDE_VERSION).where(GUIDE_VERSION.c.guide_id == guide_id, GUIDE_VERSION.c.number == number)
    row = connection.execute(wanted).mappings().first()
    if row is None:
        raise NotFound(id=guide_id, number=number)
    return VersionRecord(**row)


def _use(connection: Connection, campaign_id: int) -> GuideUse:
    roles = select(CAMPAIGN_GUIDE.c.role, CAMPAIGN_GUIDE.c.guide_id).where(CAMPAIGN_GUIDE.c.campaign_id == campaign_id)
    found = {GuideRole(row.role): row.guide_id for row in connection.execute(roles.order_by(CAMPAIGN_GUIDE.c.role))}
    held = connection.execute(select(GUIDE_USE).where(GUIDE_USE.c.campaign_id == campaign_id)).first()
    return GuideUse(
        campaign_id=campaign_id,
        roles=found,
        identify_first=bool(held.identify_first) if held else False,
        link_hosts=tuple(held.link_hosts) if held else (),
    )


def _set_use(connection: Connection, use: GuideUse, actor: str, now: float) -> GuideUse:
    connection.execute(delete(CAMPAIGN_GUIDE).where(CAMPAIGN_GUIDE.c.campaign_id == use.campaign_id))
    rows = [{"campaign_id": use.campaign_id, "role": role.value, "guide_id": one} for role, one in use.roles.items()]
    if rows:
        connection.execute(insert(CAMPAIGN_GUIDE), rows)
    held = {"identify_first": use.identify_first, "link_hosts": list(use.link_hosts)}
    statement = insert_or_update(connection, GUIDE_USE, key=("campaign_id",), changed=tuple(held))
    connection.execute(statement, {"campaign_id": use.campaign_id, **held})
    facts: dict[str, Any] = {role.value: one for role, one in use.roles.items()} | held
    add_line(connection, actor, "campaign.guides", f"campaign:{use.campaign_id}", facts, now)
    return _use(connection, use.campaign_id)


def _campaigns_of(connection: Connection, guide_id: int) -> list[int]:
    found: Sequence[int] = (
        connection.execute(
            select(CAMPAIGN_GUIDE.c.campaign_id)
            .where(CAMPAIGN_GUIDE.c.guide_id == guide_id)
            .distinct()
            .order_by(CAMPAIGN_GUIDE.c.campaign_id)
        )
        .scalars()
        .all()
    )
    return list(found)


def drop_uses(connection: Connection, campaign_id: int) -> None:
    """Delete which guides a campaign uses, and used, which is being deleted."""
    for table in (CAMPAIGN_GUIDE, GUIDE_USE):
        connection.execute(delete(table).where(table.c.campaign_id == campaign_id))
