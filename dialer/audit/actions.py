"""Actions of audit lines that Pronto itself reads: their names and facts."""

from typing import Final

PROCESS_START: Final = "process.start"
PROCESS_STOP: Final = "process.stop"
"""Starts and clean stops of processes; the subject is `ENGINE` or `api`."""

ENGINE: Final = "engine"

DISCLOSED: Final = "attempt.disclosed"
"""Disclosures that an agent confirms: subject `attempt:<id>`, facts with `items`."""

SOUNDS: Final = "campaign.sounds"
"""The sound files of a campaign at its start."""

LINK: Final = "link.record"
"""Records of a link to Asterisk: subject `node:<id>`, facts of `LinkRecord`."""

RETENTION: Final = "retention.run"
"""Retention runs: facts with `limits` (days) and `expired` (rows), both by kind."""

RULING: Final = "ruling"
"""Rulings: subject `campaign:<id>`, facts with `answer` and `rule`.

`point` is the decision point. `leads` are the leads or agents concerned, with the rule's facts; an entry with neither
concerns the campaign. For an import, `rows` is the number of rows concerned.
"""

TRUNK_ALARM: Final = "trunk.alarm"
"""A refused destination was tried or a cap reached: subject `trunk:<id>`, facts with `what` (docs/destinations.md)."""

CALLER_ID_CREATED: Final = "caller_id.create"
CALLER_ID_CHANGED: Final = "caller_id.update"
"""Changes of caller ids: subject `caller_id:<id>`, facts with all values after the change."""
