"""The dialplan's note of a call, for an engine that was away."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """The last event of the call and its instant, in epoch seconds by our clock. None: the note does not say."""

    # "unserved", "optout", "machine", "left" (before the limit), "served", "unanswered"; empty: nothing was written
    word: str = ""
    at: float | None = None
    answered_at: float | None = None
    unserved_at: float | None = None
    joined_at: float | None = None  # when the join was asked for
    agent_id: int | None = None
    cause: int = 0  # Q.850, of a call that nobody answered

    @property
    def tells_of_answer(self) -> bool:
        """Whether the call was answered."""
        return self.word not in ("", "unanswered")

    @property
    def tells_of_no_answer(self) -> bool:
        """Whether the call ended without an answer, by `cause`."""
        return self.word == "unanswered"

    @property
    def final(self) -> bool:
        """Whether it was written when the channel ended, so that the end is known too."""
        return self.word in ("left", "served", "unanswered")

    @property
    def tells_of_talk(self) -> bool:
        """Whether an agent was joined: the talk is over, or the person opted out in what followed it."""
        return self.word == "served" or (self.word == "optout" and self.joined_at is not None)


NO_NOTE = Note()


def not_before(call_placed_at: float, at: float | None, *, now: float) -> float:
    """The noted instant, limited to the call's life; `now` where none was noted."""
    return now if at is None else min(max(at, call_placed_at), now)
