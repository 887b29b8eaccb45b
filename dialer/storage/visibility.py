"""What makes the rows of others invisible: the condition that every statement which serves a caller adds."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, select

from dialer.core.visibility import Visibility
from dialer.storage.schema import (
    AGENT,
    ATTEMPT,
    CALLBACK,
    CALLER_ID,
    CALLER_ID_POOL,
    CALLER_ID_TEST,
    CAMPAIGN,
    COMPANY,
    CONTACT_PERMISSION,
    IMPORT,
    INTERACTION,
    ISSUE_REPORT,
    LEAD,
    LEAD_LIST,
    PERSON,
    REPORT_SCHEDULE,
    RESULT_COUNT,
    RESULT_LEAD,
    SCRIPT,
    SCRIPT_RUN,
    SCRUB,
    SENT_MESSAGE,
    TASK,
)

Condition = Callable[[list[int]], ColumnElement[bool]]


def _in_campaigns(column: Any) -> Condition:
    return lambda ids: column.in_(select(CAMPAIGN.c.id).where(CAMPAIGN.c.company_id.in_(ids)).scalar_subquery())


def _in_lists(column: Any) -> Condition:
    return lambda ids: column.in_(select(LEAD_LIST.c.id).where(LEAD_LIST.c.company_id.in_(ids)).scalar_subquery())


def _of_caller_ids(column: Any) -> Condition:
    return lambda ids: column.in_(select(CALLER_ID.c.id).where(CALLER_ID.c.company_id.in_(ids)).scalar_subquery())


# By table, the rows that belong to one of these companies. Where there may be millions, the sum keeps the database
# from an index by campaign or list: it would sort all that is seen, instead of reading a page in the order asked for.
_OF_COMPANIES: Final[Mapping[str, Condition]] = {
    COMPANY.name: COMPANY.c.id.in_,
    CALLER_ID.name: CALLER_ID.c.company_id.in_,
    CALLER_ID_POOL.name: CALLER_ID_POOL.c.company_id.in_,
    CALLER_ID_TEST.name: _of_caller_ids(CALLER_ID_TEST.c.caller_id_id),
    CAMPAIGN.name: CAMPAIGN.c.company_id.in_,
    LEAD_LIST.name: LEAD_LIST.c.company_id.in_,
    SCRUB.name: SCRUB.c.company_id.in_,
    PERSON.name: PERSON.c.company_id.in_,
    CONTACT_PERMISSION.name: CONTACT_PERMISSION.c.company_id.in_,
    INTERACTION.name: INTERACTION.c.company_id.in_,
    SENT_MESSAGE.name: SENT_MESSAGE.c.company_id.in_,
    TASK.name: TASK.c.company_id.in_,
    ATTEMPT.name: _in_campaigns(ATTEMPT.c.campaign_id + 0),
    CALLBACK.name: _in_campaigns(CALLBACK.c.campaign_id),
    LEAD.name: _in_lists(LEAD.c.list_id + 0),
    SCRIPT.name: SCRIPT.c.company_id.in_,
    SCRIPT_RUN.name: _in_campaigns(SCRIPT_RUN.c.campaign_id + 0),
    IMPORT.name: _in_lists(IMPORT.c.list_id),
    ISSUE_REPORT.name: _in_campaigns(ISSUE_REPORT.c.campaign_id),
    REPORT_SCHEDULE.name: _in_campaigns(REPORT_SCHEDULE.c.campaign_id),
    RESULT_COUNT.name: _in_campaigns(RESULT_COUNT.c.campaign_id),
    RESULT_LEAD.name: _in_campaigns(RESULT_LEAD.c.campaign_id),
}


def visible_to(sees: Visibility, table: Table) -> tuple[ColumnElement[bool], ...]:
    """The conditions on rows of the table, for `where`; none for EVERYTHING, so that the statement is as without it."""
    if table is AGENT:
        return () if sees.teams is None else (AGENT.c.team_id.in_(sorted(sees.teams)),)
    return () if sees.companies is None else (_OF_COMPANIES[table.name](sorted(sees.companies)),)
