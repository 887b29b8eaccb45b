"""Who may do what, written by hand once more: each operation, and from which role on it is open."""

from typing import Final

from dialer.core.enums import Role

A, M, S, W = Role.ADMIN, Role.MANAGER, Role.SUPERVISOR, Role.WALLBOARD
SELF = "self"  # the agent whom the path names, or whose call it names, besides supervisors
ONE_SELF = "one self"  # that agent, and nobody else
ANY = "any"  # whoever has a key or a session
USER = "user"  # people in a session; these callers hold keys
OPEN = "open"

TABLE: Final[dict[str, object]] = {
    "GET /": OPEN,
    "GET /board": OPEN,
    "GET /work": OPEN,
    "GET /assets/{name}": OPEN,
    "GET /pages/{name}": OPEN,
    "GET /docs": OPEN,
    "GET /openapi.json": OPEN,
    "GET /problems/{slug}": OPEN,
    "GET /healthz": OPEN,
    "GET /readyz": OPEN,
    "GET /metrics": W,
    "POST /api/v1/session": OPEN,
    "DELETE /api/v1/session": OPEN,
    "GET /api/v1/me": ANY,
    "POST /api/v1/session/code": OPEN,
    "POST /api/v1/session/link": OPEN,
    "POST /api/v1/session/board": OPEN,
    "GET /api/v1/session/ways": OPEN,
    "POST /api/v1/session/provider": OPEN,
    "POST /api/v1/session/provider/answer": OPEN,
    "POST /api/v1/session/confirm": USER,
    "PATCH /api/v1/me": USER,
    "PUT /api/v1/me/password": USER,
    "POST /api/v1/me/totp": USER,
    "POST /api/v1/me/totp/confirm": USER,
    "POST /api/v1/me/totp/backup-codes": USER,
    "DELETE /api/v1/me/totp": USER,
    "GET /api/v1/me/sessions": USER,
    "GET /api/v1/me/sign-ins": USER,
    "DELETE /api/v1/me/sessions": USER,
    "DELETE /api/v1/me/sessions/{session_id}": USER,
    "GET /api/v1/users": M,
    "POST /api/v1/users": A,
    "GET /api/v1/users/{user_id}": M,
    "PATCH /api/v1/users/{user_id}": A,
    "POST /api/v1/users/{user_id}/disable": A,
    "POST /api/v1/users/{user_id}/enable": A,
    "POST /api/v1/users/{user_id}/link": A,
    "DELETE /api/v1/users/{user_id}/sessions": A,
    "DELETE /api/v1/users/{user_id}/totp": A,
    "GET /api/v1/users/{user_id}/grants": M,
    "POST /api/v1/users/{user_id}/grants": A,
    "DELETE /api/v1/users/{user_id}/grants/{grant_id}": A,
    "GET /api/v1/teams": S,
    "POST /api/v1/teams": A,
    "GET /api/v1/teams/{team_id}": S,
    "PATCH /api/v1/teams/{team_id}": A,
    "DELETE /api/v1/teams/{team_id}": A,
    "GET /api/v1/keys": A,
    "POST /api/v1/keys": A,
    "GET /api/v1/keys/{key_id}": A,
    "PATCH /api/v1/keys/{key_id}": A,
    "DELETE /api/v1/keys/{key_id}": A,
    "GET /api/v1/board-tokens": S,
    "POST /api/v1/board-tokens": S,
    "GET /api/v1/board-tokens/{token_id}": S,
    "DELETE /api/v1/board-tokens/{token_id}": S,
    "GET /api/v1/roles": ANY,
    "GET /api/v1/stream": ANY,
    "GET /api/v1/board": W,
    "GET /api/v1/boards": W,
    "GET /api/v1/boards/{name}": W,
    "PUT /api/v1/boards/{name}": S,
    "DELETE /api/v1/boards/{name}": S,
    "GET /api/v1/setup": A,
    "GET /api/v1/nodes/{node_id}/endpoints": S,
    "POST /api/v1/nodes/{node_id}/test-call": A,
    "GET /api/v1/trunk-groups": S,
    "POST /api/v1/trunk-groups": A,
    "GET /api/v1/trunk-groups/{group_id}": S,
    "PUT /api/v1/trunk-groups/{group_id}": A,
    "PATCH /api/v1/trunk-groups/{group_id}": A,
    "DELETE /api/v1/trunk-groups/{group_id}": A,
    "POST /api/v1/nodes/{node_id}/check": A,
    "GET /api/v1/nodes/{node_id}/check": A,
    "GET /api/v1/nodes/{node_id}/journal": A,
    "GET /api/v1/nodes/{node_id}/phones": S,
    "GET /api/v1/campaign-templates": M,
    "GET /api/v1/campaigns": W,
    "POST /api/v1/campaigns": M,
    "POST /api/v1/campaigns/{campaign_id}/copy": M,
    "GET /api/v1/campaigns/{campaign_id}": S,
    "PUT /api/v1/campaigns/{campaign_id}": M,
    "PATCH /api/v1/campaigns/{campaign_id}": M,
    "PUT /api/v1/campaigns/{campaign_id}/fields": M,
    "PATCH /api/v1/campaigns/{campaign_id}/declared": M,
    "DELETE /api/v1/campaigns/{campaign_id}": M,
    "GET /api/v1/campaigns/{campaign_id}/figures": S,
    "GET /api/v1/campaigns/{campaign_id}/results": S,
    "GET /api/v1/campaigns/{campaign_id}/results/file": S,
    "GET /api/v1/report-schedules": S,
    "POST /api/v1/report-schedules": M,
    "GET /api/v1/report-schedules/{schedule_id}": S,
    "PATCH /api/v1/report-schedules/{schedule_id}": M,
    "DELETE /api/v1/report-schedules/{schedule_id}": M,
    "POST /api/v1/report-schedules/{schedule_id}/send": M,
    "GET /api/v1/report-schedules/{schedule_id}/runs": S,
    "GET /api/v1/attempts/file": S,
    "GET /api/v1/campaigns/{campaign_id}/moods": S,
    "GET /api/v1/campaigns/{campaign_id}/decisions": S,
    "GET /api/v1/campaigns/{campaign_id}/calibration": S,
    "GET /api/v1/campaigns/{campaign_id}/calibration.svg": S,
    "GET /api/v1/campaigns/{campaign_id}/simulations": S,
    "POST /api/v1/campaigns/{campaign_id}/simulations": M,
    "GET /api/v1/campaigns/{campaign_id}/simulations/{simulation_id}": S,
    "GET /api/v1/campaigns/{campaign_id}/check": S,
    "GET /api/v1/campaigns/{campaign_id}/week": S,
    "GET /api/v1/campaigns/{campaign_id}/machine-detection": S,
    "GET /api/v1/campaigns/{campaign_id}/fields": S,
    "POST /api/v1/campaigns/{campaign_id}/start": M,
    "POST /api/v1/campaigns/{campaign_id}/pause": S,
    "POST /api/v1/campaigns/{campaign_id}/stop": S,
    "POST /api/v1/campaigns/{campaign_id}/close": M,
    "POST /api/v1/campaigns/{campaign_id}/open": M,
    "POST /api/v1/campaigns/{campaign_id}/archive": M,
    "GET /api/v1/lists": S,
    "POST /api/v1/lists": M,
    "GET /api/v1/lists/counts": S,
    "GET /api/v1/lists/{list_id}": S,
    "GET /api/v1/lists/{list_id}/fields": M,
    "POST /api/v1/lists/{list_id}/arrangement/preview": M,
    "PATCH /api/v1/lists/{list_id}": M,
    "DELETE /api/v1/lists/{list_id}": M,
    "POST /api/v1/previews": M,
    "POST /api/v1/lists/{list_id}/archive": M,
    "GET /api/v1/campaigns/{campaign_id}/penetration": S,
    "GET /api/v1/campaigns/{campaign_id}/list-shares": S,
    "PATCH /api/v1/campaigns/{campaign_id}/list-shares": M,
    "POST /api/v1/lists/{list_id}/unarchive": M,
    "POST /api/v1/lists/{list_id}/import": M,
    "GET /api/v1/jobs": S,
    "GET /api/v1/jobs/{job_id}": S,
    "GET /api/v1/jobs/{job_id}/file": S,
    "GET /api/v1/imports": S,
    "GET /api/v1/imports/{import_id}": S,
    "POST /api/v1/lists/{list_id}/preview": M,
    "POST /api/v1/imports/{import_id}/preview": M,
    "POST /api/v1/imports/{import_id}/start": M,
    "GET /api/v1/imports/{import_id}/rejected.csv": M,
    "GET /api/v1/imports/{import_id}/rejected": M,
    "POST /api/v1/imports/{import_id}/rejected/load": M,
    "POST /api/v1/imports/{import_id}/cancel": M,
    "GET /api/v1/lists/{list_id}/leads.csv": S,
    "POST /api/v1/lists/{list_id}/leads": M,
    "GET /api/v1/leads": SELF,
    "GET /api/v1/leads/{lead_id}": S,
    "GET /api/v1/leads/{lead_id}/suppressions": S,
    "POST /api/v1/leads/find": S,
    "GET /api/v1/agents": S,
    "GET /api/v1/agents/days": S,
    "POST /api/v1/agents": M,
    "GET /api/v1/agents/{agent_id}": SELF,
    "PUT /api/v1/agents/{agent_id}": M,
    "PATCH /api/v1/agents/{agent_id}": M,
    "POST /api/v1/agents/{agent_id}/phone-account": USER,
    "POST /api/v1/agents/{agent_id}/log-in": SELF,
    "POST /api/v1/agents/{agent_id}/ready": SELF,
    "POST /api/v1/agents/{agent_id}/pause": SELF,
    "POST /api/v1/agents/{agent_id}/log-out": SELF,
    "GET /api/v1/agents/{agent_id}/screen": SELF,
    "POST /api/v1/team-messages": S,
    "GET /api/v1/team-messages": S,
    "GET /api/v1/agents/{agent_id}/team-messages": ONE_SELF,
    "POST /api/v1/agents/{agent_id}/team-messages/read": ONE_SELF,
    "POST /api/v1/agents/{agent_id}/force-pause": S,
    "POST /api/v1/agents/{agent_id}/force-log-out": S,
    "GET /api/v1/alerts": W,
    "GET /api/v1/pause-reasons": ANY,
    "PUT /api/v1/pause-reasons": M,
    "POST /api/v1/agents/{agent_id}/recovery-break": SELF,
    "POST /api/v1/agents/{agent_id}/wrap-up/extend": SELF,
    "POST /api/v1/agents/{agent_id}/hand": SELF,
    "POST /api/v1/agents/{agent_id}/hand/answer": S,
    "GET /api/v1/hands": S,
    "GET /api/v1/agents/{agent_id}/day": SELF,
    "GET /api/v1/agents/{agent_id}/own-figures": ONE_SELF,
    "GET /api/v1/agents/{agent_id}/recorded": ONE_SELF,
    "GET /api/v1/teams/{team_id}/day": S,
    "POST /api/v1/agents/{agent_id}/issue-reports": ONE_SELF,
    "GET /api/v1/agents/{agent_id}/issue-reports": ONE_SELF,
    "GET /api/v1/issue-reports": S,
    "GET /api/v1/issue-reports/{issue_report_id}": S,
    "POST /api/v1/issue-reports/{issue_report_id}/resolve": S,
    "GET /api/v1/agents/{agent_id}/campaigns": SELF,
    "GET /api/v1/agents/{agent_id}/leads": SELF,
    "PUT /api/v1/agents/{agent_id}/plan": SELF,
    "POST /api/v1/agents/{agent_id}/stage": SELF,
    "POST /api/v1/agents/{agent_id}/name-shown": SELF,
    "POST /api/v1/agents/{agent_id}/dispose": SELF,
    "POST /api/v1/agents/{agent_id}/dispose/undo": SELF,
    "POST /api/v1/agents/{agent_id}/hang-up": SELF,
    "POST /api/v1/agents/{agent_id}/hold": SELF,
    "POST /api/v1/agents/{agent_id}/resume": SELF,
    "POST /api/v1/agents/{agent_id}/dial": SELF,
    "POST /api/v1/agents/{agent_id}/preview/dial": SELF,
    "POST /api/v1/agents/{agent_id}/preview/skip": SELF,
    "GET /api/v1/agents/{agent_id}/callbacks": SELF,
    "GET /api/v1/callbacks": S,
    "GET /api/v1/callbacks/{callback_id}": S,
    "PATCH /api/v1/callbacks/{callback_id}": S,
    "POST /api/v1/callbacks/{callback_id}/cancel": S,
    "POST /api/v1/leads/{lead_id}/next": M,
    "PATCH /api/v1/leads/{lead_id}": M,
    "DELETE /api/v1/leads/{lead_id}": M,
    "POST /api/v1/leads/bulk": M,
    "POST /api/v1/campaigns/bulk": M,
    "POST /api/v1/agents/bulk": M,
    "POST /api/v1/callbacks/bulk": S,
    "GET /api/v1/attempts": S,
    "GET /api/v1/attempts.csv": S,
    "GET /api/v1/attempts/{attempt_id}": S,
    "PUT /api/v1/attempts/{attempt_id}/interaction": SELF,
    "GET /api/v1/interactions": SELF,
    "GET /api/v1/interactions/{interaction_id}": SELF,
    "GET /api/v1/interactions/{interaction_id}/callback-times": SELF,
    "PATCH /api/v1/interactions/{interaction_id}": SELF,
    "PUT /api/v1/interactions/{interaction_id}/draft": SELF,
    "GET /api/v1/persons/{person_id}": SELF,
    "PATCH /api/v1/persons/{person_id}": SELF,
    "GET /api/v1/persons/{person_id}/history": SELF,
    "POST /api/v1/persons/{person_id}/permissions": SELF,
    "POST /api/v1/permissions/{permission_id}/withdraw": SELF,
    "GET /api/v1/campaigns/{campaign_id}/dispositions": SELF,
    "GET /api/v1/leads/{lead_id}/person": SELF,
    "GET /api/v1/leads/{lead_id}/reason": SELF,
    "POST /api/v1/persons/{person_id}/merge": M,
    "POST /api/v1/persons/{person_id}/split": M,
    "GET /api/v1/tasks": SELF,
    "POST /api/v1/tasks": SELF,
    "GET /api/v1/tasks/{task_id}": SELF,
    "PATCH /api/v1/tasks/{task_id}": SELF,
    "GET /api/v1/promises": SELF,
    "POST /api/v1/promises/move": SELF,
    "GET /api/v1/message-templates": SELF,
    "POST /api/v1/interactions/{interaction_id}/messages": SELF,
    "GET /api/v1/messages": SELF,
    "GET /api/v1/messages/{message_id}": SELF,
    "GET /api/v1/companies": S,
    "POST /api/v1/companies": A,
    "GET /api/v1/companies/{company_id}": S,
    "PUT /api/v1/companies/{company_id}": A,
    "PATCH /api/v1/companies/{company_id}": A,
    "DELETE /api/v1/companies/{company_id}": A,
    "GET /api/v1/caller-ids": S,
    "POST /api/v1/caller-ids": A,
    "GET /api/v1/caller-ids/{caller_id_id}": S,
    "DELETE /api/v1/caller-ids/{caller_id_id}": A,
    "DELETE /api/v1/nodes/{name}": A,
    "DELETE /api/v1/nodes/{node_id}/trunks/{name}": A,
    "DELETE /api/v1/agents/{agent_id}": M,
    "PUT /api/v1/caller-ids/{caller_id_id}": A,
    "PATCH /api/v1/caller-ids/{caller_id_id}": A,
    "GET /api/v1/caller-ids/{caller_id_id}/tests": S,
    "POST /api/v1/caller-ids/{caller_id_id}/tests/{test_id}/appearance": A,
    "GET /api/v1/caller-id-pools": S,
    "POST /api/v1/caller-id-pools": A,
    "GET /api/v1/caller-id-pools/{pool_id}": S,
    "PATCH /api/v1/caller-id-pools/{pool_id}": A,
    "DELETE /api/v1/caller-id-pools/{pool_id}": A,
    "GET /api/v1/caller-id-pools/{pool_id}/numbers": S,
    "POST /api/v1/caller-id-pools/{pool_id}/numbers": A,
    "GET /api/v1/caller-id-pools/{pool_id}/numbers/{number_id}": S,
    "PATCH /api/v1/caller-id-pools/{pool_id}/numbers/{number_id}": A,
    "DELETE /api/v1/caller-id-pools/{pool_id}/numbers/{number_id}": A,
    "GET /api/v1/nodes": S,
    "GET /api/v1/nodes/{name}": S,
    "PUT /api/v1/nodes/{name}": A,
    "PATCH /api/v1/nodes/{name}": A,
    "GET /api/v1/trunks": S,
    "GET /api/v1/nodes/{node_id}/trunks/{name}": S,
    "PUT /api/v1/nodes/{node_id}/trunks/{name}": A,
    "PATCH /api/v1/nodes/{node_id}/trunks/{name}": A,
    "POST /api/v1/trunks/{trunk_id}/{switch}": M,
    "GET /api/v1/carrier-templates": S,
    "GET /api/v1/desk-phones": S,
    "POST /api/v1/desk-phones/plan": A,
    "POST /api/v1/desk-phones": A,
    "GET /api/v1/desk-phones/{phone_id}": S,
    "GET /api/v1/desk-phones/{phone_id}/state": A,
    "PATCH /api/v1/desk-phones/{phone_id}": A,
    "POST /api/v1/desk-phones/{phone_id}/secret": A,
    "POST /api/v1/desk-phones/{phone_id}/heal": A,
    "DELETE /api/v1/desk-phones/{phone_id}": A,
    "GET /api/v1/provisioned-trunks": S,
    "POST /api/v1/nodes/{node_id}/trunks/{name}/plan": A,
    "POST /api/v1/nodes/{node_id}/trunks/{name}/apply": A,
    "POST /api/v1/nodes/{node_id}/trunks/{name}/verify": A,
    "POST /api/v1/nodes/{node_id}/trunks/{name}/roll-back": A,
    "POST /api/v1/nodes/{node_id}/trunks/{name}/heal": A,
    "GET /api/v1/nodes/{node_id}/trunks/{name}/provisioning": A,
    "GET /api/v1/nodes/{node_id}/trunks/{name}/retirement": A,
    "GET /api/v1/destinations": S,
    "GET /api/v1/trunks/{trunk_id}/destinations": S,
    "PUT /api/v1/trunks/{trunk_id}/destinations": A,
    "PATCH /api/v1/trunks/{trunk_id}/destinations": A,
    "POST /api/v1/trunks/{trunk_id}/destinations/try": S,
    "GET /api/v1/companies/{company_id}/suppressions": S,
    "POST /api/v1/companies/{company_id}/suppressions": S,
    "DELETE /api/v1/companies/{company_id}/suppressions/{number}": M,
    "GET /api/v1/suppressions": S,
    "POST /api/v1/suppressions": S,
    "POST /api/v1/suppressions/remove": M,
    "POST /api/v1/suppressions/check": S,
    "POST /api/v1/suppressions/import": M,
    "POST /api/v1/lists/{list_id}/scrubs": M,
    "POST /api/v1/scrubs/{scrub_id}/result": M,
    "POST /api/v1/scrubs/{scrub_id}/cancel": M,
    "GET /api/v1/scrubs/{scrub_id}": S,
    "GET /api/v1/companies/{company_id}/scrubs": S,
    "GET /api/v1/companies/{company_id}/registers": S,
    "POST /api/v1/companies/{company_id}/registers/check": S,
    "POST /api/v1/companies/{company_id}/persons/access": M,
    "POST /api/v1/companies/{company_id}/persons/erase": A,
    "GET /api/v1/companies/{company_id}/data-requests": M,
    "GET /api/v1/profiles": S,
    "GET /api/v1/profiles/{profile_id}": S,
    "GET /api/v1/campaigns/{campaign_id}/rulings": M,
    "POST /api/v1/attempts/{attempt_id}/recording-consent": SELF,
    "POST /api/v1/retention": A,
    "GET /api/v1/retention/runs": M,
    "POST /api/v1/campaigns/{campaign_id}/unmask": A,
    "POST /api/v1/pseudonyms/rotate": A,
    "GET /api/v1/campaigns/{campaign_id}/compliance-report": M,
    "GET /api/v1/scripts": S,
    "POST /api/v1/scripts": M,
    "POST /api/v1/scripts/check": S,
    "POST /api/v1/scripts/read": M,
    "GET /api/v1/scripts/{script_id}/versions/{version_number}/file": S,
    "GET /api/v1/scripts/{script_id}/answers.csv": S,
    "GET /api/v1/scripts/{script_id}": S,
    "PATCH /api/v1/scripts/{script_id}": M,
    "DELETE /api/v1/scripts/{script_id}": M,
    "POST /api/v1/scripts/{script_id}/versions": M,
    "GET /api/v1/scripts/{script_id}/versions/{version_number}": S,
    "POST /api/v1/scripts/{script_id}/versions/{version_number}/publish": M,
    "GET /api/v1/campaigns/{campaign_id}/scripts": SELF,
    "PUT /api/v1/campaigns/{campaign_id}/scripts": M,
    "POST /api/v1/script-runs": SELF,
    "GET /api/v1/script-runs/{run_id}": SELF,
    "PUT /api/v1/script-runs/{run_id}": SELF,
    "POST /api/v1/script-runs/{run_id}/identify": SELF,
    "GET /api/v1/audit": A,
    "POST /api/v1/audit/verify": A,
    "GET /api/v1/audit.jsonl": A,
}

_ORDER: Final = [W, S, M, A]
# What these two roles may, besides what is open to whoever is signed in: they are not in the order of the others.
_OUTSIDE_THE_ORDER: Final = {
    Role.INTEGRATION: """
        GET /metrics
        GET /api/v1/board
        GET /api/v1/boards
        GET /api/v1/boards/{name}
        GET /api/v1/alerts
        GET /api/v1/campaigns
        GET /api/v1/campaigns/{campaign_id}
        GET /api/v1/campaigns/{campaign_id}/dispositions
        GET /api/v1/campaigns/{campaign_id}/figures
        GET /api/v1/campaigns/{campaign_id}/results
        GET /api/v1/campaigns/{campaign_id}/results/file
        GET /api/v1/campaigns/{campaign_id}/moods
        GET /api/v1/campaigns/{campaign_id}/decisions
        GET /api/v1/campaigns/{campaign_id}/calibration
        GET /api/v1/campaigns/{campaign_id}/calibration.svg
        GET /api/v1/campaigns/{campaign_id}/simulations
        GET /api/v1/campaigns/{campaign_id}/simulations/{simulation_id}
        GET /api/v1/campaigns/{campaign_id}/check
        GET /api/v1/campaigns/{campaign_id}/week
        GET /api/v1/campaigns/{campaign_id}/machine-detection
        GET /api/v1/campaigns/{campaign_id}/fields
        GET /api/v1/campaigns/{campaign_id}/penetration
        GET /api/v1/campaigns/{campaign_id}/list-shares
        GET /api/v1/jobs
        GET /api/v1/jobs/{job_id}
        GET /api/v1/jobs/{job_id}/file
        GET /api/v1/lists
        GET /api/v1/lists/counts
        GET /api/v1/lists/{list_id}
        POST /api/v1/lists/{list_id}/import
        POST /api/v1/lists/{list_id}/preview
        POST /api/v1/previews
        GET /api/v1/imports
        GET /api/v1/imports/{import_id}
        POST /api/v1/imports/{import_id}/preview
        POST /api/v1/imports/{import_id}/start
        POST /api/v1/imports/{import_id}/cancel
        GET /api/v1/imports/{import_id}/rejected.csv
        GET /api/v1/imports/{import_id}/rejected
        POST /api/v1/imports/{import_id}/rejected/load
        POST /api/v1/lists/{list_id}/leads
        GET /api/v1/leads
        GET /api/v1/leads/{lead_id}
        GET /api/v1/leads/{lead_id}/suppressions
        POST /api/v1/leads/find
        POST /api/v1/leads/{lead_id}/next
        PATCH /api/v1/leads/{lead_id}
        DELETE /api/v1/leads/{lead_id}
        POST /api/v1/leads/bulk
        GET /api/v1/callbacks
        GET /api/v1/promises
        GET /api/v1/callbacks/{callback_id}
        GET /api/v1/agents/{agent_id}/callbacks
        GET /api/v1/attempts
        GET /api/v1/attempts/{attempt_id}
        GET /api/v1/companies/{company_id}/suppressions
        POST /api/v1/companies/{company_id}/suppressions
        GET /api/v1/suppressions
        POST /api/v1/suppressions
        POST /api/v1/suppressions/check
    """,
    Role.AUDITOR: """
        GET /api/v1/campaigns
        GET /api/v1/campaigns/{campaign_id}
        GET /api/v1/campaigns/{campaign_id}/dispositions
        GET /api/v1/campaigns/{campaign_id}/figures
        GET /api/v1/campaigns/{campaign_id}/results
        GET /api/v1/campaigns/{campaign_id}/results/file
        GET /api/v1/campaigns/{campaign_id}/moods
        GET /api/v1/campaigns/{campaign_id}/decisions
        GET /api/v1/campaigns/{campaign_id}/calibration
        GET /api/v1/campaigns/{campaign_id}/calibration.svg
        GET /api/v1/campaigns/{campaign_id}/simulations
        GET /api/v1/campaigns/{campaign_id}/simulations/{simulation_id}
        GET /api/v1/campaigns/{campaign_id}/check
        GET /api/v1/campaigns/{campaign_id}/week
        GET /api/v1/campaigns/{campaign_id}/machine-detection
        GET /api/v1/campaigns/{campaign_id}/fields
        GET /api/v1/campaigns/{campaign_id}/penetration
        GET /api/v1/campaigns/{campaign_id}/list-shares
        GET /api/v1/campaigns/{campaign_id}/compliance-report
        GET /api/v1/campaigns/{campaign_id}/rulings
        GET /api/v1/profiles
        GET /api/v1/profiles/{profile_id}
        GET /api/v1/jobs
        GET /api/v1/jobs/{job_id}
        GET /api/v1/jobs/{job_id}/file
        GET /api/v1/lists
        GET /api/v1/lists/counts
        GET /api/v1/lists/{list_id}
        GET /api/v1/imports
        GET /api/v1/imports/{import_id}
        GET /api/v1/attempts
        GET /api/v1/attempts/{attempt_id}
        GET /api/v1/scripts
        POST /api/v1/scripts/check
        GET /api/v1/scripts/{script_id}
        GET /api/v1/scripts/{script_id}/versions/{version_number}
        GET /api/v1/scripts/{script_id}/versions/{version_number}/file
        GET /api/v1/companies
        GET /api/v1/companies/{company_id}
        GET /api/v1/caller-ids
        GET /api/v1/caller-ids/{caller_id_id}
        GET /api/v1/caller-ids/{caller_id_id}/tests
        GET /api/v1/caller-id-pools
        GET /api/v1/caller-id-pools/{pool_id}
        GET /api/v1/caller-id-pools/{pool_id}/numbers
        GET /api/v1/caller-id-pools/{pool_id}/numbers/{number_id}
        GET /api/v1/companies/{company_id}/suppressions
        GET /api/v1/suppressions
        POST /api/v1/suppressions/check
        GET /api/v1/scrubs/{scrub_id}
        GET /api/v1/companies/{company_id}/scrubs
        GET /api/v1/companies/{company_id}/registers
        POST /api/v1/companies/{company_id}/registers/check
        GET /api/v1/retention/runs
        GET /api/v1/audit
        POST /api/v1/audit/verify
        GET /api/v1/audit.jsonl
        GET /api/v1/users
        GET /api/v1/users/{user_id}
        GET /api/v1/users/{user_id}/grants
        GET /api/v1/keys
        GET /api/v1/keys/{key_id}
        GET /api/v1/teams
        GET /api/v1/teams/{team_id}
    """,
}
_MAY: Final = {
    role: {line.strip() for line in lines.strip().splitlines()} for role, lines in _OUTSIDE_THE_ORDER.items()
}


def may(role: Role, operation: str) -> bool:
    """Whether a role for everything may do this; an agent for himself."""
    who = TABLE[operation]
    if who in (OPEN, ANY):
        return True
    if who == USER:
        return False
    if who == ONE_SELF:
        return role is Role.AGENT
    if role in _MAY:
        return operation in _MAY[role]
    if role is Role.AGENT:
        return who == SELF
    least = S if who == SELF else who
    assert isinstance(least, Role)
    return _ORDER.index(role) >= _ORDER.index(least)
