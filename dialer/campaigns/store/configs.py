"""Campaigns as they are read, with all their parts: trunks in order, caller id, retry rules, dispositions."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, exists, select, update

from dialer.access.companies.store import caller_id_of, company_named
from dialer.campaigns.model import CampaignConfig, Disposition, DispositionReason, Required, completed
from dialer.compliance.settings import read_law
from dialer.core.enums import CallbackFallback, CampaignStatus, OnMachine, Retries, Then
from dialer.core.errors import UnknownCampaign
from dialer.core.visibility import Visibility
from dialer.i18n.labels import DISPOSED
from dialer.people.leads.rules.caps import read_caps
from dialer.people.leads.rules.retry import RetryRule
from dialer.people.leads.store.stock import VERSION
from dialer.storage.pages import PageRequest, page_of
from dialer.storage.schema import (
    CALLER_ID,
    CAMPAIGN,
    CAMPAIGN_CALLER_ID_POOL,
    CAMPAIGN_SCRIPT,
    CAMPAIGN_TRUNK,
    CAMPAIGN_TRUNK_GROUP,
    COMPANY,
    DISPOSITION_CODE,
    LEAD_STOCK,
    RETRY_RULE,
    SCRIPT_USE,
    TRUNK,
)
from dialer.storage.visibility import visible_to
from dialer.telephony.caller_ids.model import CallerIdPool
from dialer.telephony.caller_ids.store.pools import pools_by_id
from dialer.telephony.trunks.model import Trunk, TrunkGroup
from dialer.telephony.trunks.store import groups_by_id

_OF_CALLER_ID: Final = tuple(column for column in CALLER_ID.c if column.name not in ("id", "company_id"))
_OF_COMPANY: Final = (
    COMPANY.c.name.label("company_name"),
    COMPANY.c.former_names.label("company_former_names"),
)
_USED: Final = CAMPAIGN_TRUNK_GROUP.c.group_id, CAMPAIGN_CALLER_ID_POOL.c.pool_id
_IDENTIFIES: Final = (
    exists()
    .where(SCRIPT_USE.c.campaign_id == CAMPAIGN.c.id, SCRIPT_USE.c.identify_first)
    .where(CAMPAIGN_SCRIPT.c.campaign_id == CAMPAIGN.c.id)
    .correlate(CAMPAIGN)
    .label("identify_first")
)


def config_of(connection: Connection, campaign_id: int, sees: Visibility, *, lock: bool = False) -> CampaignConfig:
    """One campaign; with `lock` nobody else changes it until the transaction ends. Raises UnknownCampaign."""
    found = configs(connection, CAMPAIGN.c.id == campaign_id, *visible_to(sees, CAMPAIGN), lock=lock)
    if not found:
        raise UnknownCampaign(id=campaign_id)
    return found[0]


def configs(
    connection: Connection, *where: Any, page: PageRequest | None = None, lock: bool = False
) -> list[CampaignConfig]:
    """The campaigns of which all this is true by id, or a page of them."""
    statement = (
        select(CAMPAIGN, VERSION, *_OF_COMPANY, _IDENTIFIES, *_OF_CALLER_ID, *_USED)
        .join(COMPANY, COMPANY.c.id == CAMPAIGN.c.company_id)
        .outerjoin(CALLER_ID, CALLER_ID.c.id == CAMPAIGN.c.caller_id_id)
        .outerjoin(LEAD_STOCK, LEAD_STOCK.c.campaign_id == CAMPAIGN.c.id)
        .outerjoin(CAMPAIGN_TRUNK_GROUP, CAMPAIGN_TRUNK_GROUP.c.campaign_id == CAMPAIGN.c.id)
        .outerjoin(CAMPAIGN_CALLER_ID_POOL, CAMPAIGN_CALLER_ID_POOL.c.campaign_id == CAMPAIGN.c.id)
        .where(*where)
        .order_by(CAMPAIGN.c.id)
    )
    if lock:
        statement = statement.with_for_update(of=CAMPAIGN)
    rows = connection.execute(page_of(statement, CAMPAIGN, page)).mappings().all()
    ids = [row["id"] for row in rows]
    groups = groups_by_id(connection, {row["group_id"] for row in rows} - {None})
    pools = pools_by_id(connection, {row["pool_id"] for row in rows} - {None})
    used = {row["id"]: groups[row["group_id"]] for row in rows if row["group_id"] is not None}
    parts = (_trunks(connection, ids, used), _rules(connection, ids), _dispositions(connection, ids))
    return [
        _config(
            row,
            *(tuple(part[row["id"]]) for part in parts),
            trunk_group=groups.get(row["group_id"]),
            caller_id_pool=pools.get(row["pool_id"]),
        )
        for row in rows
    ]


def _config(
    row: Any,
    trunks: tuple[Any, ...],
    rules: tuple[Any, ...],
    dispositions: tuple[Any, ...],
    *,
    trunk_group: TrunkGroup | None,
    caller_id_pool: CallerIdPool | None,
) -> CampaignConfig:
    facts = {name: row[name] for name in CampaignConfig.__dataclass_fields__ if name in CAMPAIGN.c}
    company_id, caller_id = row["company_id"], None
    if row["caller_id_id"] is not None:
        shown = {column.name: row[column.name] for column in _OF_CALLER_ID}
        caller_id = caller_id_of({"id": row["caller_id_id"], "company_id": company_id, **shown})
    facts |= {"status": CampaignStatus(row["status"]), "hours": tuple(row["hours"]), "caps": read_caps(row["caps"])}
    facts["on_machine"] = OnMachine(row["on_machine"])
    facts |= {"retries": Retries(row["retries"]), "callback_fallback": CallbackFallback(row["callback_fallback"])}
    facts |= {"law": read_law(row["law"]), "identify_first": bool(row["identify_first"])}
    facts["stock_version"] = row["stock_version"]
    return CampaignConfig(
        **facts,
        company=company_named(company_id, row["company_name"], row["company_former_names"]),
        caller_id=caller_id,
        trunks=trunks,
        trunk_group=trunk_group,
        caller_id_pool=caller_id_pool,
        rules=rules_in_force(rules, dispositions),
        dispositions=dispositions,
    )


def rules_in_force(rules: Sequence[RetryRule], dispositions: Sequence[Disposition]) -> tuple[RetryRule, ...]:
    """The rules as they are read: completed, without those of dispositions that the campaign does not have."""
    return tuple(rule for rule in completed(rules) if _is_of(rule, dispositions))


def _is_of(rule: RetryRule, dispositions: Sequence[Disposition]) -> bool:
    """Whether a rule is for an outcome, or for a disposition that the campaign has."""
    _, disposed, code = rule.on.partition(DISPOSED)
    return not disposed or any(code == one.code for one in dispositions)


def _trunks(
    connection: Connection, campaign_ids: list[int], groups: Mapping[int, TrunkGroup]
) -> defaultdict[int, list[Trunk]]:
    """The campaigns' trunks in their order: their own, or those of their groups."""
    statement = (
        select(CAMPAIGN_TRUNK.c.campaign_id, TRUNK)
        .join(TRUNK, TRUNK.c.id == CAMPAIGN_TRUNK.c.trunk_id)
        .where(CAMPAIGN_TRUNK.c.campaign_id.in_(campaign_ids))
        .order_by(CAMPAIGN_TRUNK.c.position)
    )
    found: defaultdict[int, list[Trunk]] = defaultdict(list)
    for row in connection.execute(statement).mappings():
        found[row["campaign_id"]].append(Trunk(**{name: row[name] for name in Trunk.__dataclass_fields__}))
    wanted = {member.trunk_id for group in groups.values() for member in group.members}
    rows = connection.execute(select(TRUNK).where(TRUNK.c.id.in_(wanted))).mappings() if wanted else ()
    trunks = {row["id"]: Trunk(**row) for row in rows}
    for campaign_id, group in groups.items():
        found[campaign_id] = [trunks[member.trunk_id] for member in group.members]
    return found


def _rules(connection: Connection, campaign_ids: list[int]) -> defaultdict[int, list[RetryRule]]:
    statement = select(RETRY_RULE).where(RETRY_RULE.c.campaign_id.in_(campaign_ids)).order_by(RETRY_RULE.c.id)
    found: defaultdict[int, list[RetryRule]] = defaultdict(list)
    for row in connection.execute(statement).mappings():
        facts = {name: row[name] for name in RetryRule.__dataclass_fields__}
        found[row["campaign_id"]].append(RetryRule(**{**facts, "then": Then(row["then"])}))
    return found


def _dispositions(connection: Connection, campaign_ids: list[int]) -> defaultdict[int, list[Disposition]]:
    statement = (
        select(DISPOSITION_CODE)
        .where(DISPOSITION_CODE.c.campaign_id.in_(campaign_ids))
        .order_by(DISPOSITION_CODE.c.position)
    )
    found: defaultdict[int, list[Disposition]] = defaultdict(list)
    for row in connection.execute(statement).mappings():
        facts = {name: row[name] for name in Disposition.__dataclass_fields__}
        facts["requires"] = tuple(Required(one) for one in row["requires"])
        facts["reasons"] = tuple(DispositionReason(**one) for one in row["reasons"])
        found[row["campaign_id"]].append(Disposition(**facts))
    return found


def drop_trunks(connection: Connection, trunk_ids: Collection[int]) -> None:
    """Remove trunks from the campaigns that have them."""
    connection.execute(delete(CAMPAIGN_TRUNK).where(CAMPAIGN_TRUNK.c.trunk_id.in_(trunk_ids)))


def drop_caller_id(connection: Connection, caller_id_id: int) -> None:
    """Let archived campaigns that showed a number show none."""
    archived = CAMPAIGN.c.status == CampaignStatus.ARCHIVED.value
    connection.execute(
        update(CAMPAIGN).where(CAMPAIGN.c.caller_id_id == caller_id_id, archived).values(caller_id_id=None)
    )
