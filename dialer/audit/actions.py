"""Actions of audit lines that something reads again: what they are called, and what stands in their facts."""

from typing import Final

PROCESS_START: Final = "process.start"
PROCESS_STOP: Final = "process.stop"
"""Actions of the audit lines on starts and good ends of processes; the subject is `ENGINE`, or `api`."""

ENGINE: Final = "engine"

DISCLOSED: Final = "attempt.disclosed"
"""Action of the audit lines on what an agent confirms to have said: subject `attempt:<id>`, facts with `items`."""

SOUNDS: Final = "campaign.sounds"
"""Action of the audit lines on the sound files that a campaign had when it was started."""

LINK: Final = "link.record"
"""Action of the audit lines on what a link to Asterisk has shown: subject `node:<id>`, facts of `LinkRecord`."""

RETENTION: Final = "retention.run"
"""Action of the audit lines on runs of retention: facts with `limits`, in days, and `expired`, rows, both by kind."""

RULING: Final = "ruling"
"""Action of the audit lines in which rulings are logged: subject `campaign:<id>`, facts with `answer` and `rule`.

`point` is where it was asked. `leads` are those of whom it was said, or whose agents, with the facts that were seen;
one without either is the campaign. Of an import, `rows` is how many it was said of.
"""

CALLER_ID_CREATED: Final = "caller_id.create"
CALLER_ID_CHANGED: Final = "caller_id.update"
"""Actions of the audit lines on caller ids: subject `caller_id:<id>`, facts with all that was known from then on."""
