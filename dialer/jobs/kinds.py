"""The kinds of jobs. Each is registered with the runner (`Runner.add`) by the module named beside it.

For another work in the background, add its kind here and register it where its feature does it. What only has to be
looked at now and then is a duty (`Runner.add_duty`), not a job.
"""

from typing import Final

LIST_IMPORT: Final = "import"  # dialer/people/imports/service.py, also previews
PREVIEW: Final = "preview"
ARRANGEMENT: Final = "arrangement"  # dialer/people/lists/arrangement.py: the order in which a list's leads are dialled
CONSENT_CORRECTION: Final = "consent correction"  # dialer/people/lists/consent_correction.py
RULE_CHECK: Final = "rule check"  # dialer/people/lists/rule_check.py
REGISTER_FILE: Final = "register file"  # dialer/people/registers/service.py: the numbers to be asked of a register
REGISTER_ANSWER: Final = "register answer"
SUPPRESSION_FILE: Final = "suppression file"  # dialer/people/suppression/service.py
RETENTION_RUN: Final = "retention"  # dialer/data_protection/retention/service.py, once a day
RETENTION_BY_HAND: Final = "retention by hand"
PERSON_LINKING: Final = "person linking"  # dialer/people/persons/record_service.py: leads to their people
SIMULATION: Final = "simulation"  # dialer/campaigns/simulations/service.py
MAIL: Final = "mail"  # dialer/people/mail/service.py: messages that wait to be sent
ACCOUNT_MAIL: Final = (
    "account mail"  # dialer/people/mail/account_notices.py: tells users that their sign-in was changed
)
SCHEDULED_REPORT: Final = "scheduled report"  # dialer/campaigns/report_schedules/service.py: results by e-mail
RESULT_COUNTING: Final = "result counting"  # dialer/campaigns/results/service.py: counts attempts ahead, for results
BULK_CHANGE: Final = "bulk change"  # dialer/bulk/service.py; its result goes with the ended job
REPORT: Final = "report"  # dialer/documents/report_files.py: a request makes the report and answers with it
REPORT_FILE: Final = "report file"  # the report is fetched later
TRUNK_APPLY: Final = "trunk apply"  # dialer/provisioning/trunk_apply.py
ASTERISK_CHECK: Final = "asterisk check"  # dialer/telephony/nodes/checks.py; what was found goes with the ended job
