"""What an agent is told of the own data is all that there is: a new table with agents in it has to be named here."""

from typing import Final

from dialer.storage.schema import METADATA
from dialer.work.workday.service import KINDS

# By table and column that refers to agents: the kind of data that an agent is told of.
TOLD_AS: Final = {
    "agent_campaign.agent_id": "account",
    "api_key.agent_id": "account",
    "user_account.agent_id": "account",
    "agent_pause.agent_id": "pauses",
    "attempt.agent_id": "calls",
    "callback.agent_id": "callbacks",
    "script_run.agent_id": "script_runs",
    "interaction.agent_id": "interactions",
    "team_message.agent_id": "team_messages",
    "phone_account.agent_id": "phone_accounts",
    "issue_report.agent_id": "issue_reports",
    "task.agent_id": "tasks",
}


def test_no_table_about_agents_is_kept_from_them() -> None:
    found = {
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.columns
        if any(key.target_fullname == "agent.id" for key in column.foreign_keys)
    }
    assert found == set(TOLD_AS)
    assert set(TOLD_AS.values()) <= set(KINDS)
