"""What a link to Asterisk showed since its last record: differences of the clocks, and what was missed."""

import statistics
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from ami.client import STOPPED
from ami.counters import Counters
from ami.errors import Fault
from ami.events import AmiEvent, LinkDown, LinkUp
from dialer.i18n.message import to_plain
from dialer.telephony.asterisk.clocks import Compared, compare
from dialer.telephony.nodes.link_security import message_of_fault

EVERY_S: Final = 900.0  # at most this much of it is lost when the machine dies
_COUNTED: Final = ("events", "unreadable", "before_up", "callback_errors")


@dataclass(slots=True)
class LinkRecord:
    """Instants are epoch seconds, by our clock."""

    since: float
    compared: list[Compared] = field(default_factory=list)
    gaps: list[dict[str, Any]] = field(default_factory=list)
    before: Counters = field(default_factory=Counters)  # the client's counters at the last record
    deserted_at: float | None = None  # when the previous engine was last seen, until its calls were examined
    _deserted: dict[str, Any] | None = None
    _down: tuple[float, Fault] | None = None

    def heard(self, event: AmiEvent, now: float) -> None:
        """Record that the link went down or came back: what happened in between was not seen."""
        if isinstance(event, LinkDown) and event.reason != STOPPED:
            self._down = (now, event.reason)
        elif isinstance(event, LinkUp):
            self.gaps += self._open(now)
            self._down = None

    def _open(self, now: float) -> list[dict[str, Any]]:
        """The gap that is still open, up to now."""
        if self._down is None:
            return []
        since, why = self._down
        return [{"from": since, "until": now, "why": to_plain(message_of_fault(why))}]

    def compare(self, *, sent: float, came: float, theirs: float | None) -> Compared | None:
        """Record Asterisk's instant against ours; None if its answer has none."""
        compared = compare(sent=sent, came=came, theirs=theirs)
        if compared is not None:
            self.compared.append(compared)
        return compared

    def took_over(self, calls: list[dict[str, Any]], now: float) -> None:
        """Record that the previous engine's calls were examined: if it crashed, no engine ran up to now."""
        if self.deserted_at is not None:
            self._deserted = {"from": self.deserted_at, "until": now, "calls": calls}
            self.deserted_at = None

    def due(self, now: float) -> bool:
        """Whether to write the record: at once if no engine had run, since this one may crash too."""
        return now - self.since >= EVERY_S or self._deserted is not None

    def facts(self, counters: Counters, now: float) -> dict[str, Any]:
        """The facts to record."""
        counts = {name: getattr(counters, name) - getattr(self.before, name) for name in _COUNTED}
        return {
            "since": self.since,
            "until": now,
            **counts,
            "gaps": [*self.gaps, *self._open(now)],
            "skew": self._skew(),
            "deserted": self._deserted or self._still_deserted(now),
        }

    def _still_deserted(self, now: float) -> dict[str, Any] | None:
        return None if self.deserted_at is None else {"from": self.deserted_at, "until": now, "calls": []}

    def _skew(self) -> dict[str, Any] | None:
        if not self.compared:
            return None
        worst = max(self.compared, key=lambda one: abs(one.skew_ms))
        typical_ms = statistics.median(one.skew_ms for one in self.compared)
        return {"times": len(self.compared), "typical_ms": round(typical_ms, 3), "worst": asdict(worst)}

    def written(self, counters: Counters, now: float) -> None:
        """Start a new record: what `facts` returned is written."""
        self.since, self.before = now, Counters(**asdict(counters))
        self.compared.clear()
        self.gaps.clear()
        self._deserted = None
        if self._down is not None:
            self._down = (now, self._down[1])
