"""The kinds of jobs. Each is registered with the runner (`Runner.add`) by the module named beside it.

For another work in the background, add its kind here and register it where its feature does it. What only has to be
looked at now and then is a duty (`Runner.add_duty`), not a job.
"""

from typing import Final

LIST_IMPORT: Final = "import"  # dialer/imports/service.py, also previews
PREVIEW: Final = "preview"
ARRANGEMENT: Final = "arrangement"  # dialer/lists/arrangement.py: the order in which a list's leads are dialled
CONSENT_CORRECTION: Final = "consent correction"  # dialer/lists/consent_correction.py
RULE_CHECK: Final = "rule check"  # dialer/lists/rule_check.py
REGISTER_FILE: Final = "register file"  # dialer/registers/service.py: the numbers to be asked of a register
REGISTER_ANSWER: Final = "register answer"
SUPPRESSION_FILE: Final = "suppression file"  # dialer/suppression/service.py
RETENTION_RUN: Final = "retention"  # dialer/retention/service.py, once a day
RETENTION_BY_HAND: Final = "retention by hand"
PERSON_LINKING: Final = "person linking"  # dialer/persons/record_service.py: leads to their people
SIMULATION: Final = "simulation"  # dialer/simulations/service.py
MAIL: Final = "mail"  # dialer/mail/service.py: messages that wait to be sent
ACCOUNT_MAIL: Final = "account mail"  # dialer/mail/account_notices.py: tells users of changes to how they sign in
SCHEDULED_REPORT: Final = "scheduled report"  # dialer/report_schedules/service.py: results by e-mail
RESULT_COUNTING: Final = "result counting"  # dialer/results/service.py: counts attempts ahead, for results
BULK_CHANGE: Final = "bulk change"  # dialer/bulk/service.py; its result goes with the ended job
REPORT: Final = "report"  # dialer/documents/report_files.py: a request makes the report and answers with it
REPORT_FILE: Final = "report file"  # the report is fetched later
TRUNK_APPLY: Final = "trunk apply"  # dialer/provisioning/trunk_apply.py
ASTERISK_CHECK: Final = "asterisk check"  # dialer/nodes/checks.py; what was found goes with the ended job
