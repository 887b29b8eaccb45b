"""Stored versions of the trunks that Pronto writes into Asterisk."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from dialer.core.errors import NotFound
from dialer.i18n.message import from_plain, to_plain
from dialer.provisioning.model import (
    Authentication,
    ExtraOption,
    ObjectChange,
    OptionChange,
    ProofState,
    ProofStep,
    TrunkSettings,
    TrunkVersion,
    VersionState,
)
from dialer.storage.database import Database
from dialer.storage.operations import writes
from dialer.storage.schema import TRUNK, TRUNK_VERSION
from dialer.storage.sql import word
from dialer.telephony.nodes.provisioning import ObjectKind, Told

KEPT: Final = 20  # versions of each trunk
_OPEN: Final = (VersionState.QUEUED.value, VersionState.APPLYING.value)
_V: Final = TRUNK_VERSION.c


class TrunkVersions:
    """All versions of all trunks. Of each trunk at most one stands."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        node_id: int,
        name: str,
        settings: TrunkSettings,
        *,
        sealed: str | None,
        told: Told,
        actor: str,
        now: float,
    ) -> TrunkVersion:
        """Write the next version of a trunk, which waits to be applied; the oldest go. Raises BadReference."""
        row = {"node_id": node_id, "name": name, "settings": _settings_row(settings), "sealed": sealed, "actor": actor}
        row |= {"state": VersionState.QUEUED.value, "told": told_row(told), "outcome": [], "drift": [], "made_at": now}
        return await self._database.write(_add, row)

    async def get(self, version_id: int) -> TrunkVersion:
        """One version. Raises NotFound."""
        found = await self._database.read(_read, select(TRUNK_VERSION).where(_V.id == version_id))
        if not found:
            raise NotFound(id=version_id)
        return found[0]

    async def standing(self, node_id: int, name: str) -> TrunkVersion | None:
        """The version of a trunk that stands, or None."""
        where = _V.node_id == node_id, _V.name == name, _V.state == word(VersionState.STANDING)
        return next(iter(await self._database.read(_read, select(TRUNK_VERSION).where(*where))), None)

    async def all_standing(self, node_id: int | None = None) -> list[TrunkVersion]:
        """The versions that stand, of all trunks or those of a node."""
        found = select(TRUNK_VERSION).where(_V.state == word(VersionState.STANDING))
        found = found if node_id is None else found.where(_V.node_id == node_id)
        return await self._database.read(_read, found.order_by(_V.node_id, _V.name))

    async def list(self, node_id: int, name: str) -> list[TrunkVersion]:
        """The versions of a trunk, newest first."""
        found = select(TRUNK_VERSION).where(_V.node_id == node_id, _V.name == name).order_by(_V.number.desc())
        return await self._database.read(_read, found)

    async def before(self, node_id: int, name: str) -> TrunkVersion | None:
        """The newest version of a trunk that has stood and stands no more, or None."""
        stood = _V.state == word(VersionState.REPLACED), _V.stood_at.is_not(None)
        found = select(TRUNK_VERSION).where(_V.node_id == node_id, _V.name == name, *stood).order_by(_V.number.desc())
        return next(iter(await self._database.read(_read, found.limit(1))), None)

    async def change(self, version_id: int, **values: Any) -> None:
        """Change columns of a version."""
        await self._database.write(_change, version_id, values)

    async def end(self, version_id: int, state: VersionState, outcome: Sequence[ProofStep]) -> None:
        """Write what came of an apply that did not come up, or of a heal that failed: its version goes on standing."""
        await self.change(version_id, state=state.value, outcome=_outcome_row(outcome))

    async def stand(self, version: TrunkVersion, told: Told, outcome: Sequence[ProofStep], *, now: float) -> None:
        """Let a version stand in the place of the one before."""
        values = {"told": told_row(told), "outcome": _outcome_row(outcome), "stood_at": now, "compared_at": now}
        await self._database.write(_stand, version, values)

    async def note_drift(self, version_id: int, drift: Sequence[ObjectChange], *, now: float) -> None:
        """Write what a comparison with Asterisk has found."""
        await self.change(version_id, drift=[asdict(one) for one in drift], compared_at=now)

    @writes
    def remove(self, connection: Connection, node_id: int, name: str) -> None:
        """Let no version of a retired trunk stand any more; only the password of the one that stood is kept."""
        of_trunk = _V.node_id == node_id, _V.name == name
        others = _V.state != word(VersionState.STANDING)
        connection.execute(update(TRUNK_VERSION).where(*of_trunk, others).values(sealed=None))
        standing = update(TRUNK_VERSION).where(*of_trunk, _V.state.in_((*_OPEN, VersionState.STANDING.value)))
        connection.execute(standing.values(state=VersionState.REPLACED.value, drift=[]))

    @writes
    def forget_passwords(self, connection: Connection, *, retired_before: float) -> None:
        """Forget the passwords of trunks that were retired before then."""
        of_version = TRUNK.c.node_id == _V.node_id, TRUNK.c.name == _V.name
        retired = exists().where(*of_version, TRUNK.c.retired_at < retired_before)
        gone = _V.sealed.is_not(None), _V.state != word(VersionState.STANDING)
        connection.execute(update(TRUNK_VERSION).where(*gone, retired).values(sealed=None))


def told_row(told: Told) -> dict[str, dict[str, str]]:
    """What Asterisk tells of a trunk's objects, by kind."""
    return {kind.value: dict(fields) for (kind, _), fields in told.items()}


def told_of(version: TrunkVersion, endpoint: str) -> Told:
    """The inverse, of a version of the trunk with this endpoint."""
    return {(ObjectKind(kind), endpoint): fields for kind, fields in version.told.items()}


def _add(connection: Connection, row: dict[str, Any]) -> TrunkVersion:
    of_trunk = _V.node_id == row["node_id"], _V.name == row["name"]
    last = connection.execute(select(func.max(_V.number)).where(*of_trunk)).scalar() or 0
    made = connection.execute(insert(TRUNK_VERSION).returning(TRUNK_VERSION), {**row, "number": last + 1})
    version = _version(made.mappings().one())
    kept = select(_V.id).where(*of_trunk).order_by(_V.number.desc()).limit(KEPT)
    old = delete(TRUNK_VERSION).where(*of_trunk, _V.id.not_in(kept), _V.state != word(VersionState.STANDING))
    connection.execute(old)
    return version


def _read(connection: Connection, statement: Any) -> list[TrunkVersion]:
    return [_version(row) for row in connection.execute(statement).mappings()]


def _change(connection: Connection, version_id: int, values: dict[str, Any]) -> None:
    connection.execute(update(TRUNK_VERSION).where(_V.id == version_id).values(**values))


def _stand(connection: Connection, version: TrunkVersion, values: dict[str, Any]) -> None:
    others = _V.node_id == version.node_id, _V.name == version.name, _V.id != version.id
    before = update(TRUNK_VERSION).where(*others, _V.state == word(VersionState.STANDING))
    connection.execute(before.values(state=VersionState.REPLACED.value))
    values = {**values, "state": VersionState.STANDING.value, "drift": []}
    connection.execute(update(TRUNK_VERSION).where(_V.id == version.id).values(**values))


def _version(row: Any) -> TrunkVersion:
    return TrunkVersion(
        **{
            **row,
            "state": VersionState(row["state"]),
            "settings": _settings(row["settings"]),
            "outcome": tuple(_step(one) for one in row["outcome"]),
            "drift": tuple(object_change(one) for one in row["drift"]),
        }
    )


def _settings_row(settings: TrunkSettings) -> dict[str, Any]:
    return asdict(settings)


def _settings(row: Mapping[str, Any]) -> TrunkSettings:
    options = tuple(ExtraOption(**{**one, "kind": ObjectKind(one["kind"])}) for one in row["options"])
    lists = {name: tuple(row[name]) for name in ("hosts", "codecs")}
    return TrunkSettings(
        **{**row, **lists, "authentication": Authentication(row["authentication"]), "options": options}
    )


def _outcome_row(outcome: Sequence[ProofStep]) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "state": one.state.value, "what": to_plain(one.what), "mend": to_plain(one.mend)}
        for one in outcome
    ]


def _step(row: Mapping[str, Any]) -> ProofStep:
    return ProofStep(
        id=row["id"], state=ProofState(row["state"]), what=from_plain(row["what"]), mend=from_plain(row["mend"])
    )


def object_change(row: Mapping[str, Any]) -> ObjectChange:
    """A stored change of an object."""
    options = tuple(OptionChange(**one) for one in row["options"])
    return ObjectChange(kind=ObjectKind(row["kind"]), name=row["name"], change=row["change"], options=options)
