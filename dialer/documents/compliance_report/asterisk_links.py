"""Clock difference to Asterisk, and Asterisk events that Pronto missed."""

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from dialer.documents.compliance_report.terms import FROM, NODE, RUN, UNTIL, WHY
from dialer.i18n.message import Message, from_plain, msg, pmark
from dialer.rendering.values import Id, Instant, Worded, instant

Lines = Sequence[Mapping[str, Any]]


def clocks(links: Lines) -> list[dict[Message, Any]]:
    """One row for each node and engine run: Asterisk's clock minus ours, in ms."""
    return [
        {
            **_head(lines),
            msg("our clock is kept by"): _keepers(lines),
            msg("and wrong by at most s"): max((line["clock"]["error_s"] or 0.0 for line in lines), default=None),
            pmark("report", "compared"): sum(one["times"] for one in _skews(lines)),
            **_skew(_skews(lines)),
        }
        for lines in _runs(links)
    ]


def _keepers(lines: Lines) -> Worded:
    kept_by = sorted({str(line["clock"]["kept_by"] or "") for line in lines})
    return Worded(", ".join(one or "nobody" for one in kept_by), [one or msg("nobody") for one in kept_by])


def _skew(skews: Lines) -> dict[Message, Any]:
    worst = max((one["worst"] for one in skews), key=lambda one: abs(one["skew_ms"]), default=None)
    return {
        msg("typical skew ms"): round(statistics.median(one["typical_ms"] for one in skews), 3) if skews else None,
        msg("worst skew ms"): worst["skew_ms"] if worst else None,
        msg("the worst is true to ms"): worst["within_ms"] if worst else None,
        msg("worst at"): instant(worst["at"] if worst else None),
    }


def losses(links: Lines) -> list[dict[Message, Any]]:
    """One row for each node and engine run: events by how they were handled, and how long the link was down."""
    return [
        {
            **_head(lines),
            pmark("report", "events"): _sum(lines, "events"),
            msg("could not be read"): _sum(lines, "unreadable"),
            msg("failed in Pronto"): _sum(lines, "callback_errors"),
            msg("before the link was up"): _sum(lines, "before_up"),
            msg("times the link was lost"): len(_gaps(lines)),
            msg("seconds without it"): round(sum(gap["until"] - gap["from"] for gap in _gaps(lines)), 3),
        }
        for lines in _runs(links)
    ]


def gaps(links: Lines) -> list[dict[Message, Any]]:
    """Each period without a link: its events were not seen, and the state was queried afterwards."""
    return [
        {NODE: lines[0]["node"], FROM: Instant(gap["from"]), UNTIL: Instant(gap["until"]), WHY: from_plain(gap["why"])}
        for lines in _runs(links)
        for gap in _gaps(lines)
    ]


def deserted(links: Lines, campaign_id: int) -> list[dict[Message, Any]]:
    """Each period without a running engine after one ended uncleanly, and the fate of the calls it left.

    The engine's last sign of life is at most four seconds older than its end. Only this campaign's calls are counted.
    """
    return [
        {
            NODE: line["node"],
            msg("engine last seen"): Instant(stretch["from"]),
            msg("taken over"): Instant(stretch["until"]),
            msg("calls it left"): calls["left"],
            msg("of them ended meanwhile"): calls["ended"],
            msg("counted from Asterisk's notes"): {
                pmark("report", "answers"): calls["answered"],
                msg("served by an agent"): calls["served"],
                msg("no agent in time"): calls["unserved"],
                msg("hung up before that"): calls["gone"],
                pmark("report", "machines"): calls["machines"],
                msg("opted out by a key"): calls["opted_out"],
            },
        }
        for line in links
        if (stretch := line.get("deserted")) is not None  # lines of older versions have none
        for calls in [Counter(next((one for one in stretch["calls"] if one["campaign"] == campaign_id), {}))]
    ]


def _runs(links: Lines) -> list[list[Mapping[str, Any]]]:
    found: dict[tuple[str, Any], list[Mapping[str, Any]]] = {}
    for line in links:
        found.setdefault((line["node"], line["run"]), []).append(line)
    return list(found.values())


def _head(lines: Lines) -> dict[Message, Any]:
    said = {NODE: lines[0]["node"], RUN: Id(lines[0]["run"])}
    return {**said, FROM: Instant(lines[0]["since"]), UNTIL: Instant(lines[-1]["until"])}


def _skews(lines: Lines) -> list[Mapping[str, Any]]:
    return [line["skew"] for line in lines if line["skew"]]


def _gaps(lines: Lines) -> list[Mapping[str, Any]]:
    return [gap for line in lines for gap in line["gaps"]]


def _sum(lines: Lines, name: str) -> int:
    return sum(line[name] for line in lines)
