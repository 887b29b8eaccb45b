"""Stored campaigns: created, changed, closed, opened again, archived, deleted; and listed."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, replace
from types import EllipsisType
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, func, insert, literal_column, select, update

from dialer.access.companies.store import check_in_use
from dialer.audit.store import add_line
from dialer.campaigns.model import (
    CampaignConfig,
    CampaignDraft,
    Disposition,
    default_dispositions,
    default_rules,
    draft_of,
    meant,
)
from dialer.campaigns.report_schedules.store import drop_schedules
from dialer.campaigns.results.store.counting import drop_mark
from dialer.campaigns.scripts.store.scripts import drop_uses
from dialer.campaigns.simulations.store import drop_work
from dialer.campaigns.store import closing
from dialer.campaigns.store.configs import config_of, configs, rules_in_force
from dialer.compliance.settings import write_law
from dialer.core.enums import OPEN, CampaignStatus
from dialer.core.errors import CompanyFixed, InUse
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.i18n.message import msg
from dialer.jobs.model import Job
from dialer.jobs.store import drop_jobs
from dialer.people.leads.rules.retry import RetryRule
from dialer.people.leads.store.recheck import cap_anew, reopen_all
from dialer.storage.campaign_status import refuse_archived, refuse_ended
from dialer.storage.database import Database
from dialer.storage.digests import Digests
from dialer.storage.operations import reads, writes
from dialer.storage.pages import PageRequest, holds_text
from dialer.storage.schema import (
    AGENT,
    ATTEMPT,
    CAMPAIGN,
    CAMPAIGN_TRUNK,
    CELL_MEMORY,
    DISPOSITION_CODE,
    LEAD_LIST,
    RETRY_RULE,
)
from dialer.storage.sql import check_unchanged, refusals
from dialer.storage.visibility import visible_to
from dialer.telephony.caller_ids.store.pools import give_pool
from dialer.telephony.trunks.store import give_group
from dialer.work.agents.store import leave_campaign

NOT_ARCHIVED: Final = tuple(one for one in CampaignStatus if one is not CampaignStatus.ARCHIVED)
_ENDED_SHARING: Final = select(CAMPAIGN.c.id, CAMPAIGN.c.company_id, CAMPAIGN.c.shared_budget).where(
    CAMPAIGN.c.shared_budget != literal_column("''"),
    CAMPAIGN.c.shared_budget.in_(bindparam("names", expanding=True)),
    CAMPAIGN.c.status.not_in([one.value for one in OPEN]),
)
_OWN_TABLES: Final = (CAMPAIGN_TRUNK, RETRY_RULE, DISPOSITION_CODE, CELL_MEMORY)
# Parts of a draft that have tables of their own, or stay unchanged if the draft leaves them out.
_OF_OTHERS: Final = ("trunk_ids", "trunk_group_id", "caller_id_pool_id", "rules", "dispositions", "law", "field_types")


class Campaigns:
    """All campaigns."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database, self._digests = database, digests

    async def create(self, draft: CampaignDraft, *, actor: str, now: float) -> CampaignConfig:
        """Write a new campaign, stopped. Raises NameTaken, BadReference; Invalid if its company is retired."""
        with refusals(campaign=draft.name):
            return await self._database.write(_create, draft, actor, now)

    async def update(
        self,
        campaign_id: int,
        draft: CampaignDraft,
        *,
        actor: str,
        now: float,
        expected: CampaignConfig | EllipsisType = ...,
    ) -> CampaignConfig:
        """Replace a campaign's settings; its status stays, and so do rules and dispositions that are None.

        Raises UnknownCampaign, NameTaken, BadReference, CompanyFixed, and Changed if it is not as expected.
        """
        with refusals(campaign=draft.name):
            return await self._database.write(_update, campaign_id, draft, actor, now, expected)

    async def wait_anew(self, before: CampaignConfig, after: CampaignConfig, *, now: float) -> None:
        """Release leads that wait because of caps or rules that a change has removed."""
        if after.caps != before.caps:
            await cap_anew(self._database, self._digests, after.id, after.caps, now=now)
        if after.law != before.law:
            await reopen_all(self._database, campaign_id=after.id, now=now)

    @writes
    def set_status(
        self, connection: Connection, campaign_id: int, status: CampaignStatus, actor: str, now: float
    ) -> CampaignConfig:
        """Start, pause or stop an open campaign. Raises UnknownCampaign, CampaignClosed, CampaignArchived."""
        before = _get_alone(connection, campaign_id, ...)
        refuse_ended(before.status, before.name)
        connection.execute(update(CAMPAIGN).where(CAMPAIGN.c.id == campaign_id).values(status=status.value))
        add_line(connection, actor, "campaign.status", f"campaign:{campaign_id}", {"status": status.value}, now)
        return config_of(connection, campaign_id, EVERYTHING)

    async def close(
        self,
        campaign_id: int,
        *,
        cancel_callbacks: bool,
        actor: str,
        now: float,
        expected: CampaignConfig | EllipsisType = ...,
    ) -> CampaignConfig:
        """Close a stopped campaign without logged-in agents. Raises as `closing.close`, UnknownCampaign, Changed."""
        options = {"cancel_callbacks": cancel_callbacks, "actor": actor, "now": now}
        return await self._database.write(_end, closing.close, campaign_id, expected, options)

    async def open_again(
        self, campaign_id: int, *, actor: str, now: float, expected: CampaignConfig | EllipsisType = ...
    ) -> CampaignConfig:
        """Return a closed campaign to stopped. Raises as `closing.open_again`, UnknownCampaign, Changed."""
        return await self._database.write(_end, closing.open_again, campaign_id, expected, {"actor": actor, "now": now})

    async def archive(
        self, campaign_id: int, *, actor: str, now: float, expected: CampaignConfig | EllipsisType = ...
    ) -> CampaignConfig:
        """Archive a closed campaign. Raises as `closing.archive`, UnknownCampaign, Changed."""
        return await self._database.write(_end, closing.archive, campaign_id, expected, {"actor": actor, "now": now})

    async def type_fields(
        self,
        campaign_id: int,
        field_types: Mapping[str, Any],
        *,
        actor: str,
        now: float,
        expected: CampaignConfig | EllipsisType = ...,
    ) -> CampaignConfig:
        """Set the types of custom fields of the campaign's leads. Raises UnknownCampaign, Changed."""
        return await self._database.write(_type_fields, campaign_id, dict(field_types), actor, now, expected)

    async def get(self, campaign_id: int, *, sees: Visibility) -> CampaignConfig:
        """One campaign. Raises UnknownCampaign."""
        return await self._database.read(config_of, campaign_id, sees)

    async def by_name(self, name: str, *, sees: Visibility) -> CampaignConfig | None:
        """The campaign of this name, or None."""
        named = (CAMPAIGN.c.name == name, *visible_to(sees, CAMPAIGN))
        return next(iter(await self._database.read(configs, *named)), None)

    async def list(
        self,
        statuses: Collection[CampaignStatus] = NOT_ARCHIVED,
        *,
        company_id: int | None = None,
        q: str = "",
        page: PageRequest | None = None,
        sees: Visibility,
    ) -> Sequence[CampaignConfig]:
        """Campaigns with one of these statuses by id, or a page of them; archived ones only if asked for."""
        those = [CAMPAIGN.c.status.in_([one.value for one in statuses]), *holds_text(q, CAMPAIGN.c.name)]
        if company_id is not None:
            those.append(CAMPAIGN.c.company_id == company_id)
        return await self._database.read(configs, *those, *visible_to(sees, CAMPAIGN), page=page)

    async def ids(self, *, sees: Visibility) -> frozenset[int]:
        """The ids of all campaigns, including archived ones."""
        those = select(CAMPAIGN.c.id).where(*visible_to(sees, CAMPAIGN))
        return frozenset(await self._database.read(lambda connection: connection.execute(those).scalars().all()))

    async def of_companies(self, company_ids: Collection[int]) -> Sequence[int]:
        """The ids of all campaigns of these companies, including ended ones."""
        own = select(CAMPAIGN.c.id).where(CAMPAIGN.c.company_id.in_(list(company_ids))).order_by(CAMPAIGN.c.id)
        return await self._database.read(lambda connection: connection.execute(own).scalars().all())

    async def ended_sharing(self, names: Collection[str]) -> dict[int, tuple[int, str]]:
        """Ended campaigns that share a budget of one of these names: company and name, by id."""
        return await self._database.read(_ended_sharing, sorted(names)) if names else {}

    @reads
    def like(self, connection: Connection, campaign: CampaignConfig, *, most: int) -> Sequence[int]:
        """The company's newest campaigns with the same machine detection, including ended ones, newest first."""
        same = (CAMPAIGN.c.company_id == campaign.company.id, CAMPAIGN.c.amd == campaign.amd)
        others = select(CAMPAIGN.c.id).where(*same, CAMPAIGN.c.id != campaign.id)
        return list(connection.execute(others.order_by(CAMPAIGN.c.created_at.desc()).limit(most)).scalars())

    @writes
    def delete(
        self,
        connection: Connection,
        campaign_id: int,
        *,
        actor: str,
        now: float,
        expected: CampaignConfig | EllipsisType = ...,
    ) -> Sequence[Job]:
        """Delete a campaign that never dialled and has no list or agent, and return the jobs that went with it.

        Raises UnknownCampaign, InUse, Changed.
        """
        config = _get_alone(connection, campaign_id, expected)
        refuse_archived(config.status, config.name)
        for table, what in _HOLDING.items():
            held = select(func.count()).select_from(
                select(table.c.id).where(table.c.campaign_id == campaign_id).limit(1).subquery()
            )
            if connection.execute(held).scalar_one():
                raise InUse(campaign=config.name, by=what)
        dropped = drop_jobs(connection, f"campaign:{campaign_id} %")
        drop_schedules(connection, campaign_id)
        give_group(connection, campaign_id, None)
        give_pool(connection, campaign_id, None)
        leave_campaign(connection, campaign_id)
        drop_uses(connection, campaign_id)
        drop_work(connection, campaign_id)
        drop_mark(connection, campaign_id)
        for table in _OWN_TABLES:
            _clear(connection, campaign_id, table)
        connection.execute(delete(CAMPAIGN).where(CAMPAIGN.c.id == campaign_id))
        add_line(connection, actor, "campaign.delete", f"campaign:{campaign_id}", {"name": config.name}, now)
        return dropped


def _create(connection: Connection, draft: CampaignDraft, actor: str, now: float) -> CampaignConfig:
    row = {"law": {}, "field_types": {}, **_row(draft), "status": CampaignStatus.STOPPED.value, "created_at": now}
    check_in_use(connection, draft.company_id)
    campaign_id: int = connection.execute(insert(CAMPAIGN).returning(CAMPAIGN.c.id), row).scalar_one()
    _write_trunks(connection, campaign_id, draft)
    _write_rules(connection, campaign_id, default_rules() if draft.rules is None else draft.rules)
    dispositions = default_dispositions() if draft.dispositions is None else draft.dispositions
    _write_dispositions(connection, campaign_id, meant(dispositions))
    made = config_of(connection, campaign_id, EVERYTHING)
    add_line(connection, actor, "campaign.create", f"campaign:{campaign_id}", _settings(draft_of(made)), now)
    return made


def _update(
    connection: Connection, campaign_id: int, draft: CampaignDraft, actor: str, now: float, expected: object
) -> CampaignConfig:
    before = _get_alone(connection, campaign_id, expected)
    refuse_archived(before.status, before.name)
    if before.status.is_under_way and before.company.id != draft.company_id:
        raise CompanyFixed(campaign=before.name)
    connection.execute(update(CAMPAIGN).where(CAMPAIGN.c.id == campaign_id).values(_row(draft)))
    was = draft_of(before)
    if (draft.trunk_ids, draft.trunk_group_id, draft.caller_id_pool_id) != (
        was.trunk_ids,
        was.trunk_group_id,
        was.caller_id_pool_id,
    ):
        _clear(connection, campaign_id, CAMPAIGN_TRUNK)
        _write_trunks(connection, campaign_id, draft)
    dispositions, rules = before.dispositions, before.rules
    if draft.dispositions is not None:
        dispositions = meant(draft.dispositions, before.dispositions)
    if dispositions != before.dispositions:
        _clear(connection, campaign_id, DISPOSITION_CODE)
        _write_dispositions(connection, campaign_id, dispositions)
    # What is stored may have rules of dispositions that are gone: they end with them.
    if draft.rules is not None and (tuple(draft.rules), dispositions) != (before.rules, before.dispositions):
        rules = tuple(draft.rules)
        _clear(connection, campaign_id, RETRY_RULE)
        _write_rules(connection, campaign_id, rules)
    after = replace(
        draft,
        rules=rules_in_force(rules, dispositions),
        dispositions=dispositions,
        law=before.law if draft.law is None else draft.law,
        field_types=before.field_types if draft.field_types is None else draft.field_types,
    )
    changed = {
        name: {"before": old, "after": new}
        for (name, old), new in zip(_settings(was).items(), _settings(after).values(), strict=True)
        if old != new
    }
    add_line(connection, actor, "campaign.update", f"campaign:{campaign_id}", changed, now)
    return config_of(connection, campaign_id, EVERYTHING)


def _settings(draft: CampaignDraft) -> dict[str, Any]:
    """All settings of a campaign, for the audit."""
    return {
        **_row(draft),
        "trunk_ids": list(draft.trunk_ids),
        "trunk_group_id": draft.trunk_group_id,
        "caller_id_pool_id": draft.caller_id_pool_id,
        "rules": [asdict(rule) for rule in draft.rules or ()],
        "dispositions": [asdict(disposition) for disposition in draft.dispositions or ()],
    }


def _end(
    connection: Connection,
    end: Callable[..., None],
    campaign_id: int,
    expected: object,
    options: dict[str, Any],
) -> CampaignConfig:
    before = _get_alone(connection, campaign_id, expected)
    end(connection, campaign_id, before.name, before.status, **options)
    return config_of(connection, campaign_id, EVERYTHING)


def _type_fields(
    connection: Connection, campaign_id: int, field_types: dict[str, Any], actor: str, now: float, expected: object
) -> CampaignConfig:
    before = _get_alone(connection, campaign_id, expected)
    refuse_archived(before.status, before.name)
    connection.execute(update(CAMPAIGN).where(CAMPAIGN.c.id == campaign_id).values(field_types=field_types))
    add_line(connection, actor, "campaign.fields", f"campaign:{campaign_id}", {"field_types": field_types}, now)
    return config_of(connection, campaign_id, EVERYTHING)


_HOLDING: Final = {LEAD_LIST: msg("lead list"), ATTEMPT: msg("attempt"), AGENT: msg("agent")}


def _row(draft: CampaignDraft) -> dict[str, Any]:
    row = {name: value for name, value in asdict(draft).items() if name not in _OF_OTHERS}
    return {**row, "hours": [dict(window) for window in draft.hours], "caps": list(row["caps"])} | _where_said(draft)


def _where_said(draft: CampaignDraft) -> dict[str, Any]:
    law = {} if draft.law is None else {"law": write_law(draft.law)}
    return law if draft.field_types is None else {**law, "field_types": dict(draft.field_types)}


def _clear(connection: Connection, campaign_id: int, table: Any) -> None:
    connection.execute(delete(table).where(table.c.campaign_id == campaign_id))


def _write_trunks(connection: Connection, campaign_id: int, draft: CampaignDraft) -> None:
    rows = [
        {"campaign_id": campaign_id, "trunk_id": trunk_id, "position": position}
        for position, trunk_id in enumerate(draft.trunk_ids)
    ]
    if rows:
        connection.execute(insert(CAMPAIGN_TRUNK), rows)
    give_group(connection, campaign_id, draft.trunk_group_id)
    give_pool(connection, campaign_id, draft.caller_id_pool_id)


def _write_rules(connection: Connection, campaign_id: int, rules: Sequence[RetryRule]) -> None:
    rows = [{**asdict(rule), "on": str(rule.on), "then": rule.then.value, "campaign_id": campaign_id} for rule in rules]
    if rows:
        connection.execute(insert(RETRY_RULE), rows)


def _write_dispositions(connection: Connection, campaign_id: int, dispositions: Sequence[Disposition]) -> None:
    rows = [
        {**asdict(disposition), "campaign_id": campaign_id, "position": position}
        for position, disposition in enumerate(dispositions)
    ]
    if rows:
        connection.execute(insert(DISPOSITION_CODE), rows)


def _ended_sharing(connection: Connection, names: list[str]) -> dict[int, tuple[int, str]]:
    rows = connection.execute(_ENDED_SHARING, {"names": names})
    return {row.id: (row.company_id, row.shared_budget) for row in rows}


def _get_alone(connection: Connection, campaign_id: int, expected: object) -> CampaignConfig:
    """The campaign, locked until this transaction ends. Raises UnknownCampaign, Changed."""
    there = config_of(connection, campaign_id, EVERYTHING, lock=True)
    check_unchanged(there, expected)
    return there
