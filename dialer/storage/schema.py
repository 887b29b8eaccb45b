"""The Core tables behind the models; every statement of the stores uses them."""

from sqlalchemy import MetaData, Table
from sqlmodel import SQLModel

import dialer.storage.tables.access
import dialer.storage.tables.agents
import dialer.storage.tables.attempts
import dialer.storage.tables.audit
import dialer.storage.tables.callbacks
import dialer.storage.tables.caller_ids
import dialer.storage.tables.campaigns
import dialer.storage.tables.companies
import dialer.storage.tables.data_protection
import dialer.storage.tables.desk_phones
import dialer.storage.tables.destinations
import dialer.storage.tables.imports
import dialer.storage.tables.interactions
import dialer.storage.tables.issue_reports
import dialer.storage.tables.jobs
import dialer.storage.tables.key_check
import dialer.storage.tables.leads
import dialer.storage.tables.lists
import dialer.storage.tables.mail
import dialer.storage.tables.nodes
import dialer.storage.tables.pauses
import dialer.storage.tables.persons
import dialer.storage.tables.phones
import dialer.storage.tables.profiles
import dialer.storage.tables.provisioning
import dialer.storage.tables.registers
import dialer.storage.tables.report_schedules
import dialer.storage.tables.requests
import dialer.storage.tables.results
import dialer.storage.tables.scripts
import dialer.storage.tables.simulations
import dialer.storage.tables.suppression
import dialer.storage.tables.tasks
import dialer.storage.tables.team_messages
import dialer.storage.tables.trunks  # noqa: F401

# The metadata is complete only after all modules of tables were imported.
METADATA: MetaData = SQLModel.metadata
_TABLES = METADATA.tables

COMPANY: Table = _TABLES["company"]
NODE: Table = _TABLES["node"]
TRUNK: Table = _TABLES["trunk"]
TRUNK_VERSION: Table = _TABLES["trunk_version"]
DESK_PHONE: Table = _TABLES["desk_phone"]
TRUNK_GROUP: Table = _TABLES["trunk_group"]
TRUNK_GROUP_MEMBER: Table = _TABLES["trunk_group_member"]
CAMPAIGN_TRUNK_GROUP: Table = _TABLES["campaign_trunk_group"]
TRUNK_DESTINATIONS: Table = _TABLES["trunk_destinations"]
CALLER_ID: Table = _TABLES["caller_id"]
CALLER_ID_POOL: Table = _TABLES["caller_id_pool"]
CALLER_ID_POOL_NUMBER: Table = _TABLES["caller_id_pool_number"]
CAMPAIGN_CALLER_ID_POOL: Table = _TABLES["campaign_caller_id_pool"]
CALLER_ID_TEST: Table = _TABLES["caller_id_test"]
CAMPAIGN: Table = _TABLES["campaign"]
CAMPAIGN_TRUNK: Table = _TABLES["campaign_trunk"]
RETRY_RULE: Table = _TABLES["retry_rule"]
DISPOSITION_CODE: Table = _TABLES["disposition"]
LEAD_LIST: Table = _TABLES["lead_list"]
CALLBACK: Table = _TABLES["callback"]
LEAD: Table = _TABLES["lead"]
LEAD_CLAIM: Table = _TABLES["lead_claim"]
CLAIM_LEASE: Table = _TABLES["claim_lease"]
LEAD_SHELF: Table = _TABLES["lead_shelf"]
LEAD_STOCK: Table = _TABLES["lead_stock"]
LEAD_PHONE: Table = _TABLES["lead_phone"]
AGENT: Table = _TABLES["agent"]
AGENT_CAMPAIGN: Table = _TABLES["agent_campaign"]
PAUSE_REASONS: Table = _TABLES["pause_reasons"]
AGENT_PAUSE: Table = _TABLES["agent_pause"]
REPORT_SCHEDULE: Table = _TABLES["report_schedule"]
REPORT_RUN: Table = _TABLES["report_run"]
RESULT_COUNT: Table = _TABLES["result_count"]
RESULT_LEAD: Table = _TABLES["result_lead"]
RESULT_MARK: Table = _TABLES["result_mark"]
RESULT_CHANGE: Table = _TABLES["result_change"]
ISSUE_REPORT: Table = _TABLES["issue_report"]
TEAM_MESSAGE: Table = _TABLES["team_message"]
ATTEMPT: Table = _TABLES["attempt"]
SUPPRESSION: Table = _TABLES["suppression"]
TEAM: Table = _TABLES["team"]
USER: Table = _TABLES["user_account"]
GRANT: Table = _TABLES["access_grant"]
API_KEY: Table = _TABLES["api_key"]
BOARD: Table = _TABLES["board"]
BOARD_TOKEN: Table = _TABLES["board_token"]
SIGN_IN: Table = _TABLES["sign_in"]
SIGN_IN_LINK: Table = _TABLES["sign_in_link"]
BACKUP_CODE: Table = _TABLES["backup_code"]
AUDIT_LINE: Table = _TABLES["audit"]
AUDIT_HEAD: Table = _TABLES["audit_head"]
KEY_CHECK: Table = _TABLES["key_check"]
SCRUB: Table = _TABLES["scrub"]
SCRUB_NUMBER: Table = _TABLES["scrub_number"]
REGISTER_CHECK: Table = _TABLES["register_check"]
DATA_REQUEST: Table = _TABLES["data_request"]
RECORDING_CONSENT: Table = _TABLES["recording_consent"]
PERSON: Table = _TABLES["person"]
PERSON_POINT: Table = _TABLES["person_point"]
PERSON_LEAD: Table = _TABLES["person_lead"]
LEAD_OBJECTION: Table = _TABLES["lead_objection"]
MERGED_PERSON: Table = _TABLES["merged_person"]
CONTACT_PERMISSION: Table = _TABLES["contact_permission"]
INTERACTION: Table = _TABLES["interaction"]
MOOD_COUNT: Table = _TABLES["mood_count"]
SIMULATION: Table = _TABLES["simulation"]
CAMPAIGN_WORK: Table = _TABLES["campaign_work"]
SENT_MESSAGE: Table = _TABLES["message"]
TASK: Table = _TABLES["task"]
JOB: Table = _TABLES["job"]
IMPORT: Table = _TABLES["import"]
RULE_FILE: Table = _TABLES["rule_file"]
REJECTED_ROW: Table = _TABLES["rejected_row"]
LEAD_REQUEST: Table = _TABLES["lead_request"]
KEYED_REQUEST: Table = _TABLES["keyed_request"]
PHONE_ACCOUNT: Table = _TABLES["phone_account"]
CELL_LEASE: Table = _TABLES["cell_lease"]
CELL_MEMORY: Table = _TABLES["cell_memory"]
SCRIPT: Table = _TABLES["script"]
SCRIPT_VERSION: Table = _TABLES["script_version"]
CAMPAIGN_SCRIPT: Table = _TABLES["campaign_script"]
SCRIPT_USE: Table = _TABLES["script_use"]
SCRIPT_RUN: Table = _TABLES["script_run"]
SCRIPT_ANSWER: Table = _TABLES["script_answer"]
SCRIPT_QUOTA: Table = _TABLES["script_quota"]
