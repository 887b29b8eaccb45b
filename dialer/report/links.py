"""Whose clock the instants are by, how far it was from Asterisk's, and what of Asterisk's events was not heard."""

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from dialer.report.instants import utc

Lines = Sequence[Mapping[str, Any]]


def clocks(links: Lines) -> list[dict[str, Any]]:
    """One row for each node and run of its engine: Asterisk's clock less ours, in ms."""
    return [
        {
            **_head(lines),
            "our clock is kept by": ", ".join(sorted({str(line["clock"]["kept_by"] or "nobody") for line in lines})),
            "and wrong by at most s": max((line["clock"]["error_s"] or 0.0 for line in lines), default=None),
            "compared": sum(one["times"] for one in _skews(lines)),
            **_skew(_skews(lines)),
        }
        for lines in _runs(links)
    ]


def _skew(skews: Lines) -> dict[str, Any]:
    worst = max((one["worst"] for one in skews), key=lambda one: abs(one["skew_ms"]), default=None)
    return {
        "typical skew ms": round(statistics.median(one["typical_ms"] for one in skews), 3) if skews else None,
        "worst skew ms": worst["skew_ms"] if worst else None,
        "the worst is true to ms": worst["within_ms"] if worst else None,
        "worst at": utc(worst["at"]) if worst else None,
    }


def losses(links: Lines) -> list[dict[str, Any]]:
    """One row for each node and run: events by what became of them, and how long the link was down."""
    return [
        {
            **_head(lines),
            "events": _sum(lines, "events"),
            "could not be read": _sum(lines, "unreadable"),
            "failed in Pronto": _sum(lines, "callback_errors"),
            "before the link was up": _sum(lines, "before_up"),
            "times the link was lost": len(_gaps(lines)),
            "seconds without it": round(sum(gap["until"] - gap["from"] for gap in _gaps(lines)), 3),
        }
        for lines in _runs(links)
    ]


def gaps(links: Lines) -> list[dict[str, Any]]:
    """Each stretch without a link: what happened then was asked for afterwards, and not seen."""
    return [
        {"node": lines[0]["node"], "from": utc(gap["from"]), "until": utc(gap["until"]), "why": gap["why"]}
        for lines in _runs(links)
        for gap in _gaps(lines)
    ]


def deserted(links: Lines, campaign_id: int) -> list[dict[str, Any]]:
    """Each stretch in which no engine ran, since one ended without a word: what became of the calls that it left.

    Its last sign of life is at most four seconds older than its end. The counts are of this campaign's calls.
    """
    return [
        {
            "node": line["node"],
            "engine last seen": utc(stretch["from"]),
            "taken over": utc(stretch["until"]),
            "calls it left": calls["left"],
            "of them ended meanwhile": calls["ended"],
            "counted from Asterisk's notes": {
                "answers": calls["answered"],
                "served by an agent": calls["served"],
                "no agent in time": calls["unserved"],
                "hung up before that": calls["gone"],
                "machines": calls["machines"],
                "opted out by a key": calls["opted_out"],
            },
        }
        for line in links
        if (stretch := line.get("deserted")) is not None  # those of older versions have none
        for calls in [Counter(next((one for one in stretch["calls"] if one["campaign"] == campaign_id), {}))]
    ]


def _runs(links: Lines) -> list[list[Mapping[str, Any]]]:
    found: dict[tuple[str, Any], list[Mapping[str, Any]]] = {}
    for line in links:
        found.setdefault((line["node"], line["run"]), []).append(line)
    return list(found.values())


def _head(lines: Lines) -> dict[str, Any]:
    said = {"node": lines[0]["node"], "run": lines[0]["run"]}
    return {**said, "from": utc(lines[0]["since"]), "until": utc(lines[-1]["until"])}


def _skews(lines: Lines) -> list[Mapping[str, Any]]:
    return [line["skew"] for line in lines if line["skew"]]


def _gaps(lines: Lines) -> list[Mapping[str, Any]]:
    return [gap for line in lines for gap in line["gaps"]]


def _sum(lines: Lines, name: str) -> int:
    return sum(line[name] for line in lines)
