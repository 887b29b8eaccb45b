"""What the media path wrote down of a call, for an engine that was away."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """The last thing that happened, and when; epoch seconds by our clock. None: the note does not tell."""

    word: str = ""  # "unserved", "optout", "machine", "left" (before the limit), "served"; empty: nothing was written
    at: float | None = None
    answered_at: float | None = None
    unserved_at: float | None = None
    joined_at: float | None = None  # when the join was asked for
    agent_id: int | None = None

    @property
    def final(self) -> bool:
        """Whether it was written at the channel's very end, which is then known too."""
        return self.word in ("left", "served")


NO_NOTE = Note()


def not_before(call_placed_at: float, at: float | None, *, now: float) -> float:
    """The instant that was noted, kept within the call's life; the present one where none was."""
    return now if at is None else min(max(at, call_placed_at), now)
