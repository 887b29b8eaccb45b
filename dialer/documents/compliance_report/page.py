"""The compliance report as an HTML page with inline charts, in any language."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.documents.compliance_report import rates
from dialer.documents.compliance_report.calling_hours import BY_HOUR
from dialer.documents.compliance_report.dialled_numbers import TRIES
from dialer.documents.compliance_report.people import STAYED
from dialer.documents.compliance_report.report import NOTHING, RULINGS
from dialer.documents.compliance_report.rulings import BY_RULE
from dialer.documents.compliance_report.terms import PROFILE, RULE
from dialer.i18n.message import Message, msg, pmark
from dialer.rendering.render import Speech, render
from dialer.rendering.values import Share, in_one

ROWS_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of the counts in one fact of a point."""

    title: Message
    label: Message
    is_bad: bool = False


_CHARTS: Final[Mapping[int, Chart]] = {
    4: Chart(msg("From the answer to the agent"), rates.WAITS),
    5: Chart(msg("Seconds that unserved people stayed"), STAYED, is_bad=True),
    11: Chart(msg("Numbers by how often they were called"), TRIES),
    RULINGS: Chart(pmark("report", "Rulings"), BY_RULE),
}
_NAMES: Final = SimpleNamespace(
    by_hour=BY_HOUR,
    limit=rates.LIMIT,
    profile=PROFILE,
    rule=RULE,
    share=rates.SHARE,
    shared=rates.SHARED,
    window=rates.WINDOW,
    windows=rates.WINDOWS,
    within=rates.WITHIN,
)


def compliance_page(report: Mapping[str, Any], sha256: str, *, language: str) -> str:
    """The page of a report; `sha256` is that of its JSON."""
    return render(
        "compliance_report.html.j2",
        Speech(language, ZoneInfo(report["time zone"])),
        report=report,
        sha256=sha256,
        names=_NAMES,
        charts=_CHARTS,
        nothing=NOTHING,
        shown=ROWS_SHOWN,
        ticks=_ticks,
        hours_used=_hours_used,
        in_one=in_one,
    )


def _ticks(top: float) -> list[Share]:
    """Round shares from zero to the top, at most five steps."""
    power = 10.0 ** math.floor(math.log10(top))
    step = next(power * unit for unit in (0.2, 0.25, 0.5, 1.0, 2.0) if top <= 5.0 * power * unit)
    return [Share(step * at) for at in range(int(top / step + 1e-9) + 1)]


def _hours_used(days: Mapping[Any, Sequence[int]]) -> list[int]:
    """The hours with calls."""
    return [hour for hour in range(24) if any(counts[hour] for counts in days.values())]
