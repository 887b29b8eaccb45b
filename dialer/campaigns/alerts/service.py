"""Alerts for a caller: of the engine's last board as the caller sees it, of registers, and of profiles."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from dialer.access.model import Caller
from dialer.campaigns.alerts.model import Alert, PhoneDrift, ProfileState, RegisterState, TrunkDrift
from dialer.campaigns.alerts.rules import (
    caller_id_alerts,
    campaign_alerts,
    destination_alerts,
    drift_alerts,
    engine_alerts,
    in_order,
    node_alerts,
    phone_drift_alerts,
    profile_alerts,
    register_alerts,
    trunk_alerts,
)
from dialer.campaigns.caller_id_pools import CallerIdService
from dialer.compliance.load import Profiles
from dialer.compliance.vocabulary import Status
from dialer.core.visibility import Visibility
from dialer.messaging.boards import GONE_S
from dialer.provisioning.model import ObjectChange
from dialer.stores.campaigns import CampaignStore

COUNTED_EVERY_S: Final = 60.0  # a register's answers may be millions


class AlertService:
    """Finds what is wrong now."""

    def __init__(
        self, store: CampaignStore, profiles: Profiles, caller_ids: CallerIdService, clock: Callable[[], float]
    ) -> None:
        self._store, self._profiles, self._caller_ids, self._clock = store, profiles, caller_ids, clock
        self._registers: dict[int, tuple[float, list[RegisterState]]] = {}  # by company, with when it was counted

    async def _register_states(self, sees: Visibility, now: float) -> list[RegisterState]:
        states: list[RegisterState] = []
        for company in await self._store.companies.list(sees=sees):
            counted_at, known = self._registers.get(company.id, (0.0, []))
            if now - counted_at > COUNTED_EVERY_S:
                answers = await self._store.registers.status(company.id, now=now)
                known = [
                    RegisterState(
                        company_id=company.id,
                        company=company.name,
                        register_name=one.register_name,
                        stale=one.stale,
                    )
                    for one in answers
                ]
                self._registers[company.id] = (now, known)
            states += known
        return states

    def _profile_states(self) -> list[ProfileState]:
        return [
            ProfileState(id=one.id, title=one.title, review_by=one.review_by)
            for one in self._profiles.by_id.values()
            if one.status is Status.ACTIVE
        ]

    async def _drifts(self) -> list[TrunkDrift]:
        """Of trunks that differed when they were compared last: each quarter of an hour, and when somebody looks."""
        standing = [one for one in await self._store.trunk_versions.all_standing() if one.drift]
        names = {one.id: one.name for one in await self._store.nodes.list()} if standing else {}
        return [
            TrunkDrift(
                node_id=one.node_id,
                node=names.get(one.node_id, ""),
                trunk=one.name,
                options=_options(one.drift),
            )
            for one in standing
        ]

    async def _phone_drifts(self) -> list[PhoneDrift]:
        """Of phones that differed when they were compared last, as trunks are."""
        found = [one for one in await self._store.desk_phones.list() if one.drift and one.removed_at is None]
        names = {one.id: one.name for one in await self._store.nodes.list()} if found else {}
        return [
            PhoneDrift(id=one.id, node=names.get(one.node_id, ""), phone=one.name, options=_options(one.drift))
            for one in found
        ]

    async def list(self, board: Mapping[str, Any] | None, caller: Caller, sees: Visibility) -> list[Alert]:
        """The alerts, the most urgent first. `board` is what the caller sees of the engine's last one.

        Of nodes, trunks, registers and profiles only a caller hears who may read them.
        """
        now = self._clock()
        found = list(engine_alerts(board, silent_s=GONE_S, now=now))
        if board and not any(one.code == "engine_silent" for one in found):
            found += campaign_alerts(board.get("campaigns") or (), now=now)
            if caller.may("node.read"):
                found += node_alerts(board.get("nodes") or ())
            if caller.may("trunk.read"):
                found += trunk_alerts(board.get("trunks") or ())
                found += destination_alerts(board.get("trunks") or ())
        if caller.may("trunk.read"):
            found += drift_alerts(await self._drifts(), may_change=caller.may("trunk.change"))
        if caller.may("node.read"):
            found += phone_drift_alerts(await self._phone_drifts(), may_change=caller.may("phone.write"))
        if caller.may("register.read"):
            found += register_alerts(await self._register_states(sees & caller.sees("register.read"), now))
        if caller.may("caller_id.read"):
            found += caller_id_alerts(await self._caller_ids.falls(sees & caller.sees("caller_id.read")))
        if caller.may("report.read"):
            found += profile_alerts(self._profile_states(), now=now)
        return in_order(found)


def _options(drift: Sequence[ObjectChange]) -> int:
    """How many options differ; an object that is missing, or too many, counts as one."""
    return sum(max(len(change.options), 1) for change in drift)
