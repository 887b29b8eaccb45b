"""Stored scripts and their versions, and which of them campaigns use."""

from collections.abc import Mapping, Sequence
from types import EllipsisType
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from dialer.audit.store import add_line
from dialer.campaigns.scripts.model import ScriptRecord, ScriptRole, ScriptUse, VersionRecord
from dialer.core.enums import ScriptKind
from dialer.core.errors import InUse, NotFound, ScriptPublished, UnknownScript
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.i18n.message import msg
from dialer.storage.database import Database
from dialer.storage.operations import reads, writes
from dialer.storage.pages import PageRequest, holds_text, page_of
from dialer.storage.schema import (
    CAMPAIGN_SCRIPT,
    SCRIPT,
    SCRIPT_QUOTA,
    SCRIPT_RUN,
    SCRIPT_USE,
    SCRIPT_VERSION,
)
from dialer.storage.sql import check_unchanged, insert_or_update, refusals
from dialer.storage.visibility import visible_to

_NEWEST: Final = (
    select(func.coalesce(func.max(SCRIPT_VERSION.c.number), 0))
    .where(SCRIPT_VERSION.c.script_id == SCRIPT.c.id)
    .correlate(SCRIPT)
    .scalar_subquery()
)
_PUBLISHED: Final = (
    select(func.coalesce(func.max(SCRIPT_VERSION.c.number), 0))
    .where(SCRIPT_VERSION.c.script_id == SCRIPT.c.id, SCRIPT_VERSION.c.published_at.is_not(None))
    .correlate(SCRIPT)
    .scalar_subquery()
)


class Scripts:
    """The scripts of all companies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, company_id: int, name: str, kind: ScriptKind, *, actor: str, now: float) -> ScriptRecord:
        """Create a script without a version. Raises NameTaken, BadReference."""
        row = {"company_id": company_id, "name": name, "kind": kind.value, "created_at": now}
        with refusals(name=name):
            return await self._database.write(_create, row, actor)

    async def get(self, script_id: int, *, sees: Visibility) -> ScriptRecord:
        """One script. Raises UnknownScript."""
        return await self._database.read(_one, script_id, sees)

    @reads
    def list(
        self,
        connection: Connection,
        *,
        company_id: int | None = None,
        kind: ScriptKind | None = None,
        q: str = "",
        archived: bool = False,
        page: PageRequest | None = None,
        sees: Visibility,
    ) -> list[ScriptRecord]:
        """The scripts by id, or a page of them; archived ones only if asked for."""
        statement = _scripts().where(*visible_to(sees, SCRIPT), *holds_text(q, SCRIPT.c.name)).order_by(SCRIPT.c.id)
        if company_id is not None:
            statement = statement.where(SCRIPT.c.company_id == company_id)
        if kind is not None:
            statement = statement.where(SCRIPT.c.kind == kind.value)
        if not archived:
            statement = statement.where(SCRIPT.c.archived_at.is_(None))
        return [_record(row) for row in connection.execute(page_of(statement, SCRIPT, page)).mappings()]

    async def change(
        self,
        script_id: int,
        values: Mapping[str, Any],
        *,
        actor: str,
        now: float,
        expected: ScriptRecord | EllipsisType = ...,
    ) -> ScriptRecord:
        """Change a script's name, or archive it (`archived_at`). Raises UnknownScript, NameTaken, InUse, Changed."""
        with refusals(name=values.get("name", script_id)):
            return await self._database.write(_change, script_id, dict(values), actor, now, expected)

    @writes
    def delete(
        self,
        connection: Connection,
        script_id: int,
        *,
        actor: str,
        now: float,
        expected: ScriptRecord | EllipsisType = ...,
    ) -> None:
        """Delete a script that no campaign uses and that was never run. Raises UnknownScript, InUse, Changed."""
        check_unchanged(_one(connection, script_id, EVERYTHING, lock=True), expected)
        _check_unused(connection, script_id)
        if connection.execute(select(SCRIPT_RUN.c.id).where(SCRIPT_RUN.c.script_id == script_id).limit(1)).first():
            raise InUse(by=msg("talks in which it was used: archive it instead"))
        for table in (SCRIPT_QUOTA, SCRIPT_VERSION):
            connection.execute(delete(table).where(table.c.script_id == script_id))
        connection.execute(delete(SCRIPT).where(SCRIPT.c.id == script_id))
        add_line(connection, actor, "script.delete", f"script:{script_id}", {}, now)

    async def save(
        self,
        script_id: int,
        body: Mapping[str, Any],
        hash_: str,
        *,
        note: str,
        actor: str,
        now: float,
        expected: ScriptRecord | EllipsisType = ...,
    ) -> VersionRecord:
        """Write the next version of a script. Raises UnknownScript, Changed."""
        row = {"body": dict(body), "hash": hash_, "note": note, "created_at": now, "created_by": actor}
        return await self._database.write(_save, script_id, row, actor, now, expected)

    async def version(self, script_id: int, number: int) -> VersionRecord:
        """One version of a script that the caller was found to see. Raises NotFound."""
        return await self._database.read(_version, script_id, number)

    @reads
    def version_of_id(self, connection: Connection, version_id: int) -> VersionRecord:
        """The version of a run. Raises NotFound."""
        row = connection.execute(select(SCRIPT_VERSION).where(SCRIPT_VERSION.c.id == version_id)).mappings().first()
        if row is None:
            raise NotFound(id=version_id)
        return VersionRecord(**row)

    @reads
    def versions(self, connection: Connection, script_id: int) -> Sequence[VersionRecord]:
        """All versions of a script, newest first, without their bodies."""
        columns = [column for column in SCRIPT_VERSION.c if column.name != "body"]
        wanted = (
            select(*columns).where(SCRIPT_VERSION.c.script_id == script_id).order_by(SCRIPT_VERSION.c.number.desc())
        )
        return [VersionRecord(**row, body={}) for row in connection.execute(wanted).mappings()]

    @writes
    def publish(self, connection: Connection, script_id: int, number: int, *, actor: str, now: float) -> VersionRecord:
        """Publish a version, which campaigns use from now on. Raises NotFound, ScriptPublished."""
        _one(connection, script_id, EVERYTHING, lock=True)
        there = _version(connection, script_id, number)
        if there.published_at is not None:
            raise ScriptPublished(id=script_id, number=number)
        changed = update(SCRIPT_VERSION).where(SCRIPT_VERSION.c.id == there.id)
        connection.execute(changed.values(published_at=now, published_by=actor))
        facts = {"number": number, "hash": there.hash}
        add_line(connection, actor, "script.publish", f"script:{script_id}", facts, now)
        return _version(connection, script_id, number)

    async def use(self, campaign_id: int) -> ScriptUse:
        """How a campaign uses scripts."""
        return await self._database.read(_use, campaign_id)

    async def set_use(self, use: ScriptUse, *, actor: str, now: float) -> ScriptUse:
        """Replace how a campaign uses scripts. Raises BadReference."""
        with refusals(campaign=use.campaign_id):
            return await self._database.write(_set_use, use, actor, now)

    async def campaigns_of(self, script_id: int) -> Sequence[int]:
        """The campaigns that use a script."""
        return await self._database.read(_campaigns_of, script_id)


def _scripts() -> Select[Any]:
    return select(SCRIPT, _NEWEST.label("newest"), _PUBLISHED.label("published"))


def _record(row: Any) -> ScriptRecord:
    return ScriptRecord(**{**row, "kind": ScriptKind(row["kind"])})


def _create(connection: Connection, row: dict[str, Any], actor: str) -> ScriptRecord:
    made = connection.execute(insert(SCRIPT).returning(SCRIPT.c.id), row).scalar_one()
    facts = {"name": row["name"], "kind": row["kind"], "company_id": row["company_id"]}
    add_line(connection, actor, "script.create", f"script:{made}", facts, row["created_at"])
    return _one(connection, made, EVERYTHING)


def _one(connection: Connection, script_id: int, sees: Visibility, *, lock: bool = False) -> ScriptRecord:
    if lock:  # PostgreSQL locks no row of a statement with a subquery's aggregate
        connection.execute(select(SCRIPT.c.id).where(SCRIPT.c.id == script_id).with_for_update())
    statement = _scripts().where(SCRIPT.c.id == script_id, *visible_to(sees, SCRIPT))
    row = connection.execute(statement).mappings().first()
    if row is None:
        raise UnknownScript(id=script_id)
    return _record(row)


def _change(
    connection: Connection, script_id: int, values: dict[str, Any], actor: str, now: float, expected: object
) -> ScriptRecord:
    there = _one(connection, script_id, EVERYTHING, lock=True)
    check_unchanged(there, expected)
    if values.get("archived_at") is not None:
        _check_unused(connection, script_id)
    if values:
        connection.execute(update(SCRIPT).where(SCRIPT.c.id == script_id).values(values))
        add_line(connection, actor, "script.change", f"script:{script_id}", values, now)
    return _one(connection, script_id, EVERYTHING)


def _check_unused(connection: Connection, script_id: int) -> None:
    if used := _campaigns_of(connection, script_id):
        raise InUse(by=msg("campaign {campaign}", campaign=used[0]))


def _save(
    connection: Connection, script_id: int, row: dict[str, Any], actor: str, now: float, expected: object
) -> VersionRecord:
    there = _one(connection, script_id, EVERYTHING, lock=True)
    check_unchanged(there, expected)
    number = there.newest + 1
    written = {**row, "script_id": script_id, "number": number}
    made = connection.execute(insert(SCRIPT_VERSION).returning(SCRIPT_VERSION), written).mappings().one()
    facts = {"number": number, "hash": row["hash"]}
    add_line(connection, actor, "script.save", f"script:{script_id}", facts, now)
    return VersionRecord(**made)


def _version(connection: Connection, script_id: int, number: int) -> VersionRecord:
    wanted = select(SCRIPT_VERSION).where(SCRIPT_VERSION.c.script_id == script_id, SCRIPT_VERSION.c.number == number)
    row = connection.execute(wanted).mappings().first()
    if row is None:
        raise NotFound(id=script_id, number=number)
    return VersionRecord(**row)


def _use(connection: Connection, campaign_id: int) -> ScriptUse:
    roles = select(CAMPAIGN_SCRIPT.c.role, CAMPAIGN_SCRIPT.c.script_id).where(
        CAMPAIGN_SCRIPT.c.campaign_id == campaign_id
    )
    found = {ScriptRole(row.role): row.script_id for row in connection.execute(roles.order_by(CAMPAIGN_SCRIPT.c.role))}
    held = connection.execute(select(SCRIPT_USE).where(SCRIPT_USE.c.campaign_id == campaign_id)).first()
    return ScriptUse(
        campaign_id=campaign_id,
        roles=found,
        identify_first=bool(held.identify_first) if held else False,
        link_hosts=tuple(held.link_hosts) if held else (),
    )


def _set_use(connection: Connection, use: ScriptUse, actor: str, now: float) -> ScriptUse:
    connection.execute(delete(CAMPAIGN_SCRIPT).where(CAMPAIGN_SCRIPT.c.campaign_id == use.campaign_id))
    rows = [{"campaign_id": use.campaign_id, "role": role.value, "script_id": one} for role, one in use.roles.items()]
    if rows:
        connection.execute(insert(CAMPAIGN_SCRIPT), rows)
    held = {"identify_first": use.identify_first, "link_hosts": list(use.link_hosts)}
    statement = insert_or_update(connection, SCRIPT_USE, key=("campaign_id",), changed=tuple(held))
    connection.execute(statement, {"campaign_id": use.campaign_id, **held})
    facts: dict[str, Any] = {role.value: one for role, one in use.roles.items()} | held
    add_line(connection, actor, "campaign.scripts", f"campaign:{use.campaign_id}", facts, now)
    return _use(connection, use.campaign_id)


def _campaigns_of(connection: Connection, script_id: int) -> list[int]:
    found: Sequence[int] = (
        connection.execute(
            select(CAMPAIGN_SCRIPT.c.campaign_id)
            .where(CAMPAIGN_SCRIPT.c.script_id == script_id)
            .distinct()
            .order_by(CAMPAIGN_SCRIPT.c.campaign_id)
        )
        .scalars()
        .all()
    )
    return list(found)


def drop_uses(connection: Connection, campaign_id: int) -> None:
    """Delete which scripts a campaign uses, and used, which is being deleted."""
    for table in (CAMPAIGN_SCRIPT, SCRIPT_USE):
        connection.execute(delete(table).where(table.c.campaign_id == campaign_id))
