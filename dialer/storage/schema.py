"""The Core tables behind the models; every statement of the stores uses them."""

from sqlalchemy import MetaData, Table
from sqlmodel import SQLModel

import dialer.access.tables
import dialer.agents.tables
import dialer.attempts.tables
import dialer.audit.tables
import dialer.callbacks.tables
import dialer.campaigns.tables
import dialer.controllers.tables
import dialer.imports.tables
import dialer.jobs.tables
import dialer.leads.tables
import dialer.lists.tables
import dialer.nodes.tables
import dialer.persons.tables
import dialer.profiles.tables
import dialer.registers.tables
import dialer.storage.tables
import dialer.suppression.tables
import dialer.trunks.tables  # noqa: F401

# The metadata is complete only after all modules of tables were imported.
METADATA: MetaData = SQLModel.metadata
_TABLES = METADATA.tables

CONTROLLER: Table = _TABLES["controller"]
NODE: Table = _TABLES["node"]
TRUNK: Table = _TABLES["trunk"]
CALLER_ID: Table = _TABLES["caller_id"]
CAMPAIGN: Table = _TABLES["campaign"]
CAMPAIGN_TRUNK: Table = _TABLES["campaign_trunk"]
RECYCLE_RULE: Table = _TABLES["recycle_rule"]
DISPOSITION_CODE: Table = _TABLES["disposition"]
LEAD_LIST: Table = _TABLES["lead_list"]
CALLBACK: Table = _TABLES["callback"]
LEAD: Table = _TABLES["lead"]
LEAD_CLAIM: Table = _TABLES["lead_claim"]
CLAIM_LEASE: Table = _TABLES["claim_lease"]
LEAD_SHELF: Table = _TABLES["lead_shelf"]
LEAD_PHONE: Table = _TABLES["lead_phone"]
AGENT: Table = _TABLES["agent"]
AGENT_CAMPAIGN: Table = _TABLES["agent_campaign"]
ATTEMPT: Table = _TABLES["attempt"]
SUPPRESSION: Table = _TABLES["suppression"]
API_TOKEN: Table = _TABLES["api_token"]
AUDIT_LINE: Table = _TABLES["audit"]
AUDIT_HEAD: Table = _TABLES["audit_head"]
KEY_CHECK: Table = _TABLES["key_check"]
SCRUB: Table = _TABLES["scrub"]
SCRUB_NUMBER: Table = _TABLES["scrub_number"]
REGISTER_CHECK: Table = _TABLES["register_check"]
DATA_REQUEST: Table = _TABLES["data_request"]
RECORDING_CONSENT: Table = _TABLES["recording_consent"]
JOB: Table = _TABLES["job"]
IMPORT: Table = _TABLES["import"]
RULE_FILE: Table = _TABLES["rule_file"]
REJECTED_ROW: Table = _TABLES["rejected_row"]
LEAD_REQUEST: Table = _TABLES["lead_request"]
CELL_LEASE: Table = _TABLES["cell_lease"]
CELL_MEMORY: Table = _TABLES["cell_memory"]
