"""What became of the calls that an engine left behind, by Asterisk's notes: counted for the compliance report."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from dialer.campaigns.attempts.model import LiveAttempt
from dialer.engine.ami_translation import note_of

COUNTS: Final = ("left", "ended", "answered", "served", "unserved", "gone", "machines", "opted_out")
"""Calls left behind, those ended meanwhile, then answers and results that only notes tell of."""


def counted(left: Iterable[LiveAttempt], *, living: Collection[str], notes: Mapping[str, str]) -> list[dict[str, Any]]:
    """The counts by campaign. `living` are the existing channels, `notes` what the dialplan wrote, by call."""
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for attempt in left:
        of_campaign = found[attempt.campaign_id]
        of_campaign["left"] += 1
        of_campaign["ended"] += attempt.id not in living
        of_campaign.update(_told_of(attempt, notes.get(attempt.id, "")))
    return [
        {"campaign": campaign_id, **{name: counts[name] for name in COUNTS}}
        for campaign_id, counts in sorted(found.items())
    ]


def _told_of(attempt: LiveAttempt, written: str) -> Iterable[str]:
    """What a note adds to what the attempt says."""
    note = note_of(written, ahead_s=0.0)
    if note.tells_of_answer and attempt.answered_at is None:
        yield "answered"
    if note.tells_of_talk and attempt.agent_joined_at is None:
        yield "served"
    elif note.unserved_at is not None and attempt.unserved_at is None and attempt.agent_joined_at is None:
        yield "unserved"
    if note.word == "left" and attempt.agent_joined_at is None:
        yield "gone"
    if note.word == "machine" and attempt.screened_at is None:
        yield "machines"
    if note.word == "optout" and attempt.opted_out_at is None:
        yield "opted_out"
