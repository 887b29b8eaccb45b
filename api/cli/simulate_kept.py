"""The output of `pronto simulate` about the law: its limits, and how each was kept."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.table import Table

from api.cli.output import marked
from api.cli.texts.simulate import LAW_DAY, display_name
from dialer.cell.legal.simulated_law import Rehearsal
from dialer.compliance.params.abandoning import AbandonmentRate
from dialer.compliance.profile import Profile, Rule
from dialer.compliance.vocabulary import Kind, MachineHangup
from dialer.compliance.wait_limit import NoTreatment, Treatment, treatment
from pacing.simulate.compare import Case
from pacing.simulate.law import Kept, kept
from pacing.simulate.result import Result

_COLUMNS: Final = ("of", "window", "abandoned", "share", "limit", "worst", "over", "chance", "design")


def asked(found: Rehearsal, days: Sequence[Result]) -> list[str]:
    """The limits of the laws, one sentence each."""
    law_report = [one for book in found.books for one in _of_profile(book.profile, found.at)]
    law_report += _machines(found, days)
    if found.held is not None:
        mode, why = found.held
        law_report.append(LAW_DAY("held", rule=why.rule, why=why.what, so=LAW_DAY(mode.value)))
    return law_report


def _of_profile(profile: Profile, at: float) -> Iterator[str]:
    yield LAW_DAY("profile", id=profile.id, version=profile.version)
    try:
        wanted = treatment(profile, at)
    except NoTreatment:
        wanted = None
    yield from _treated(wanted) if wanted is not None else ()
    yield from map(_rate, profile.of_kind(Kind.ABANDONMENT_RATE, at))


def _treated(wanted: Treatment) -> Iterator[str]:
    end = f"noise_{wanted.at_limit}" if wanted.comfort_noise else wanted.at_limit
    for start, limit_ms in wanted.limits:
        yield LAW_DAY(end, s=limit_ms / 1_000, start=LAW_DAY(start.value))
    if wanted.ring_at_least_s:
        yield LAW_DAY("ring", s=wanted.ring_at_least_s)


def _rate(rule: Rule[AbandonmentRate]) -> str:
    params, guard = rule.params, rule.params.guard
    return LAW_DAY(
        "rate",
        id=rule.id,
        limit=_percent(params.limit),
        party=LAW_DAY(params.share_of.value),
        strict=LAW_DAY("strict") if params.machine_hangup is MachineHangup.ABANDONED else "",
        least=guard.min_denominator,
        level=_percent(guard.one_to_one_at),
    )


def _machines(found: Rehearsal, days: Sequence[Result]) -> Iterator[str]:
    if found.screened:
        yield LAW_DAY("screened", share=_percent(found.law.policy.screening_false_share))
        return
    talks = sum(one.machine_talks for one in days) / max(sum(one.answers - one.abandons for one in days), 1)
    if talks:
        yield LAW_DAY("unscreened", share=f"{talks:.0%}")


def rows(cases: Sequence[Case], days: Sequence[Sequence[Result]]) -> list[dict[str, Any]]:
    """How each constraint of each case was kept, for JSON and CSV; shares between 0 and 1."""
    return [
        {
            "pacer": case.pacer,
            "world": case.label,
            **asdict(one),
            "share": round(one.share, 6),
            "over_low": round(one.over_between[0], 4),
            "over_high": round(one.over_between[1], 4),
        }
        for case, played in zip(cases, days, strict=True)
        for one in _kept(case, played)
    ]


def _kept(case: Case, played: Sequence[Result]) -> list[Kept]:
    return kept(case.law, played, case.world.day_s) if case.law is not None else []


def law_report(found: Rehearsal, cases: Sequence[Case], days: Sequence[Sequence[Result]]) -> RenderableType:
    """The terminal output: a table for each case."""
    shown: list[RenderableType] = ["", *asked(found, days[0])]
    for case, played in zip(cases, days, strict=True):
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
        for key in _COLUMNS:
            table.add_column(LAW_DAY(key), justify="left" if key in ("of", "window") else "right", no_wrap=True)
        for cells in _cells(case, played):
            table.add_row(*cells)
        shown += ["", f"{_name(case)}:", table] if len(cases) > 1 else ["", table]
    return Group(*shown, LAW_DAY("meaning"))


def _name(case: Case) -> str:
    return ", ".join(part for part in (display_name(case.pacer), display_name(case.label)) if part)


def _cells(case: Case, played: Sequence[Result]) -> Iterator[list[str]]:
    for one in _kept(case, played):
        low, high = one.over_between
        yield [
            one.constraint,
            LAW_DAY(one.window, count=one.window_lasts),
            f"{one.abandoned:.0f}/{one.answered:.0f}",
            _percent(one.share),
            _percent(one.limit),
            _percent(one.worst),
            f"{one.over}/{one.windows}",
            f"{100 * low:.0f}-{100 * high:.0f} %",
            _percent(one.by_design),
        ]


def _percent(share: float) -> str:
    """`2.45 %`, `3 %`."""
    return marked(f"{round(100 * share, 2):g} %")


def as_markdown(found: Rehearsal, cases: Sequence[Case], days: Sequence[Sequence[Result]]) -> str:
    """A Markdown table, after the limits of the law."""
    header = ["", *LAW_DAY.each(*_COLUMNS)]
    lines = [f"- {one}" for one in asked(found, days[0])]
    lines += ["", f"| {' | '.join(header)} |", "|---" * len(header) + "|"]
    lines += [
        f"| {' | '.join([_name(case), *cells])} |"
        for case, played in zip(cases, days, strict=True)
        for cells in _cells(case, played)
    ]
    return "\n".join([*lines, "", LAW_DAY("meaning")]) + "\n"


def as_csv(cases: Sequence[Case], days: Sequence[Sequence[Result]]) -> str:
    """CSV with a line for each constraint of each case."""
    text, found = io.StringIO(), rows(cases, days)
    writer = csv.DictWriter(text, list(found[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    return text.getvalue()
