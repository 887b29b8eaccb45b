"""What Pronto has not recorded of what a point of the compliance report should show, in words for an inspector."""

from collections.abc import Mapping, Sequence

from dialer.compliance.profile import Profile
from dialer.compliance.settings import LawSettings
from dialer.compliance.vocabulary import ClockStart, Kind
from dialer.report.stored import Stored

UNHEARD = "when greetings began: none was heard"
UNCOMPARED = "clock skew: no engine has written down how its clock and Asterisk's compare"
UNTOLD = "dropped events: no engine has written down what its link to Asterisk has shown"
UNSEEN = "the attestation of each call: its provider gives it after Pronto has let go of the call"
UNASKED = "when greetings began: it is listened for only where a rule counts from there"


def lacking(stored: Stored, profiles: Sequence[Profile]) -> Mapping[int, tuple[str, ...]]:
    """By the point's number; points with nothing to say are left out."""
    return {
        1: _texts(stored.campaign.law),
        3: _greetings(stored, profiles),
        4: () if any(one["skew"] for one in stored.links) else (UNCOMPARED,),
        5: (*_sounds(stored), *_unseen(stored)),
        6: _erased(stored),
        9: ("when a no was received that came by letter or mail: it holds from when it was entered",),
        11: _erased(stored),
        12: (UNSEEN,) if stored.calls else (),
        13: ("transfers: Pronto passes no call on",),
        14: ("offers, receipts, acceptances, withdrawals and their proofs: they are kept where contracts are",),
        15: ("recordings of the PBX, their purposes and deletion: Pronto does not know of any",),
        19: () if stored.links else (UNTOLD,),
    }


def _texts(law: LawSettings) -> tuple[str, ...]:
    """The texts themselves lie with whoever declares them: here is what tells that they are the same ones."""
    hashes = {"script": law.script_sha256, "privacy notice": law.privacy_sha256}
    return tuple(f"the {name}: no SHA-256 of it was declared" for name, sha256 in hashes.items() if not sha256)


def _sounds(stored: Stored) -> tuple[str, ...]:
    if not stored.sounds:
        return ("the sound files: no engine told of them when the campaign was started",)
    unread = sum(not one["sha256"] for one in stored.sounds)
    return (
        (f"hashes of {unread} sound files: they lie where Pronto cannot read them (PRONTO_SOUNDS_DIR)",)
        if unread
        else ()
    )


def _unseen(stored: Stored) -> tuple[str, ...]:
    abandoned = [call for call in stored.calls if call.outcome == "abandoned"]
    answers = sum(not call.is_answer_seen for call in abandoned)
    ends = sum(not call.is_end_seen for call in abandoned)
    return (
        *((f"when {answers} abandoned calls were answered: Pronto was away",) if answers else ()),
        *((f"when {ends} abandoned calls ended: Pronto was away",) if ends else ()),
    )


def _erased(stored: Stored) -> tuple[str, ...]:
    """Calls elsewhere are looked for by the number, which an erased call has no more."""
    erased = len({call.number for call in stored.calls if not call.number.startswith("+")})
    text = f"calls of other campaigns at {erased} numbers that are erased here, where they are not erased too"
    return (text,) if erased else ()


def _greetings(stored: Stored, profiles: Sequence[Profile]) -> tuple[str, ...]:
    if any(call.greeting_started_at is not None for call in stored.calls):
        return ()
    rules = (rule for profile in profiles for rule in profile.of_kind(Kind.ABANDON_TREATMENT, stored.until))
    asked = any(rule.params.limit.start is ClockStart.GREETING_START for rule in rules)
    return (UNHEARD if asked else UNASKED,)
