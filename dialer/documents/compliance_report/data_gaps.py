"""What a point of the compliance report should show but Pronto has not recorded, in words for an inspector."""

from collections.abc import Mapping, Sequence
from typing import Final

from dialer.compliance.profile import Profile
from dialer.compliance.settings import LawSettings
from dialer.compliance.vocabulary import ClockStart, Kind
from dialer.documents.store.report_input import Stored
from dialer.i18n.message import Message, msg

UNHEARD: Final = msg("when greetings began: none was heard")
UNASKED: Final = msg("when greetings began: it is listened for only where a rule counts from there")
UNCOMPARED: Final = msg("clock skew: no engine has written down how its clock and Asterisk's compare")
UNTOLD: Final = msg("dropped events: no engine has written down what its link to Asterisk has shown")
UNSEEN: Final = msg("the attestation of each call: its provider gives it after Pronto has let go of the call")


def data_gaps(stored: Stored, profiles: Sequence[Profile]) -> Mapping[int, tuple[Message, ...]]:
    """Gaps by the point's number; points without gaps are left out."""
    return {
        1: _texts(stored.campaign.law),
        3: _greetings(stored, profiles),
        4: () if any(one["skew"] for one in stored.links) else (UNCOMPARED,),
        5: (*_sounds(stored), *_unseen(stored)),
        6: _erased(stored),
        9: (msg("when a no was received that came by letter or mail: it holds from when it was entered"),),
        11: _erased(stored),
        12: (UNSEEN,) if stored.calls else (),
        13: (msg("transfers: Pronto passes no call on"),),
        14: (msg("offers, receipts, acceptances, withdrawals and their proofs: they are kept where contracts are"),),
        15: (msg("recordings of the PBX, their purposes and deletion: Pronto does not know of any"),),
        19: () if stored.links else (UNTOLD,),
    }


def _texts(law: LawSettings) -> tuple[Message, ...]:
    """Whoever declares the texts keeps them; the report only has the hashes that identify them."""
    script = msg("the script: no SHA-256 of it was declared")
    notice = msg("the privacy notice: no SHA-256 of it was declared")
    return (*(() if law.script_sha256 else (script,)), *(() if law.privacy_sha256 else (notice,)))


def _sounds(stored: Stored) -> tuple[Message, ...]:
    if not stored.sounds:
        return (msg("the sound files: no engine reported them when the campaign was started"),)
    unread = sum(not one["sha256"] for one in stored.sounds)
    unreadable = msg(
        "hashes of {count} sound files: they lie where Pronto cannot read them (PRONTO_SOUNDS_DIR)", count=unread
    )
    return (unreadable,) if unread else ()


def _unseen(stored: Stored) -> tuple[Message, ...]:
    abandoned = [call for call in stored.calls if call.outcome == "abandoned"]
    answers = sum(not call.is_answer_seen for call in abandoned)
    ends = sum(not call.is_end_seen for call in abandoned)
    unanswered = msg("when {count} abandoned calls were answered: Pronto was away", count=answers)
    unended = msg("when {count} abandoned calls ended: Pronto was away", count=ends)
    return (*((unanswered,) if answers else ()), *((unended,) if ends else ()))


def _erased(stored: Stored) -> tuple[Message, ...]:
    """Erased calls: other campaigns' calls are looked up by number, which an erased call no longer has."""
    erased = len({call.number for call in stored.calls if not call.number.startswith("+")})
    gap = msg(
        "calls of other campaigns at {count} numbers that are erased here, where they are not erased too", count=erased
    )
    return (gap,) if erased else ()


def _greetings(stored: Stored, profiles: Sequence[Profile]) -> tuple[Message, ...]:
    if any(call.greeting_started_at is not None for call in stored.calls):
        return ()
    rules = (rule for profile in profiles for rule in profile.of_kind(Kind.ABANDON_TREATMENT, stored.until))
    asked = any(rule.params.limit.start is ClockStart.GREETING_START for rule in rules)
    return (UNHEARD if asked else UNASKED,)
