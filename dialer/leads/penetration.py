"""How far into its lists a campaign has come, and when these run dry, with the words for it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.wording import sentence

SENTENCES: Final = {
    "dry": (
        "At the rate of the last 15 minutes, all leads that are due by then will have been called at {dry_at}.",
        "Al ritmo degli ultimi 15 minuti, tutti i contatti pronti fino ad allora saranno stati chiamati alle {dry_at}.",
    ),
    "no_rate": (
        "Nothing was dialled in the last 15 minutes: when the lists run dry cannot be told.",
        "Nessuna chiamata negli ultimi 15 minuti: non si può dire quando le liste finiranno.",
    ),
    "is_dry": ("No lead is due now.", "Nessun contatto è pronto ora."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPenetration:
    """One list of the campaign; `due` leads could be dialled now, as far as their hours allow."""

    list_id: int
    name: str
    dialled: int  # leads called at least once in this campaign
    contacted: int  # leads that an agent talked to at least once
    total: int
    due: int
    done: dict[str, int] = field(default_factory=dict)  # by reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Penetration:
    """A campaign's lists, and when all leads that are due by then will have been called at the present rate."""

    lists: tuple[ListPenetration, ...]
    calls_per_hour: float
    dry_at: float | None  # epoch seconds; None while nothing is dialled


def dry_after_s(due: int, later: Iterable[tuple[float, int]], rate: float) -> float | None:
    """In how many seconds nobody is left to be called, at `rate` calls a second; None if nothing is called.

    `due` leads can be called now; `later` says in how many seconds how many more come due, the soonest first. Those
    that come due before all others are called, are called too; those that come later find the lists dry.
    """
    if rate <= 0:
        return None
    dry_s = due / rate
    for in_s, leads in later:
        if in_s > dry_s:
            break
        dry_s += leads / rate
    return dry_s


def shown(penetration: Penetration | None, *, zone: str) -> dict[str, Any] | None:
    """As the board has it, with its sentence; None while nothing is counted."""
    if penetration is None:
        return None
    due = sum(one.due for one in penetration.lists)
    code = "is_dry" if not due else "dry" if penetration.dry_at is not None else "no_rate"
    facts = {} if penetration.dry_at is None else {"dry_at": penetration.dry_at}
    text = sentence(code, facts, zone=ZoneInfo(zone), sentences=SENTENCES)
    return {**asdict(penetration), "due": due, "text": text}
