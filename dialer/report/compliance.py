"""The campaign report that an inspector reads: nineteen points, from stored events only.

A point whose data Pronto does not record says so and shows nothing else: no figure here is invented. The same stored
events, `until` and keys give the same report, byte for byte, and so the same SHA-256.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.compliance.profile import Profile
from dialer.report import askings, dialled, ends, grounds, hours, links, people, rates, refusals, requests, under, who
from dialer.report.instants import told, utc
from dialer.report.lacking import lacking
from dialer.report.stored import Stored

FORMAT: Final = "pronto.compliance-report/1"
NOTHING: Final = "no data recorded"
DAY_S: Final = 86_400.0
REFUSALS: Final = 18  # the point with what the rules said


def report(stored: Stored, profiles: Sequence[Profile], stand_in: Callable[[str], str]) -> dict[str, Any]:
    """The report's body, JSON values only. `stand_in` gives the pseudonym that is shown for a number."""
    absent = lacking(stored, profiles)
    return {
        "format": FORMAT,
        "campaign": stored.campaign.name,
        "controller": stored.campaign.controller.name,
        "until": utc(stored.until),
        "time zone": stored.campaign.time_zone,
        "calls": len(stored.calls),
        "log": _log(stored),
        "points": [
            {
                "number": number,
                "title": title,
                "facts": told(facts) if facts is not None else NOTHING,
                "not recorded": absent.get(number, ()),
            }
            for number, (title, facts) in enumerate(_points(stored, profiles, stand_in), start=1)
        ],
    }


def _points(stored: Stored, profiles: Sequence[Profile], stand_in: Callable[[str], str]) -> tuple[tuple[str, Any], ...]:
    """Title and facts of each point; facts are None where nothing is recorded."""
    zone = ZoneInfo(stored.campaign.time_zone)
    abandonment = _abandonment(stored, profiles, zone)
    return (
        ("Who and what", who.who(stored)),
        ("Profile", under.rules(stored, profiles)),
        ("Abandonment", abandonment),
        ("Timing", _timing(stored)),
        ("Treatment", people.treatment(stored, profiles, stand_in)),
        ("Lockouts", _lockouts(stored, profiles, stand_in)),
        ("Registers", askings.askings(stored, stand_in)),
        ("Basis", grounds.basis(stored, stand_in)),
        ("Suppression and objections", requests.suppression(stored, stand_in)),
        ("Hours", hours.hours(stored, profiles)),
        ("Attempts", dialled.attempts(stored.calls, zone, profiles, stored.elsewhere) if stored.calls else None),
        ("Caller ids", who.caller_ids(stored)),
        ("Disclosures", people.disclosures(stored, profiles)),
        ("Contracts", people.contracts(stored)),
        ("Recordings", people.recordings(stored)),
        ("Work", people.work(stored, profiles)),
        ("Data rights", requests.rights(stored)),
        ("Refusals", refusals.refusals(stored, profiles, abandonment or ())),
        ("Integrity", _integrity(stored)),
    )


def _abandonment(stored: Stored, profiles: Sequence[Profile], zone: ZoneInfo) -> list[Any] | None:
    if not any(call.answered_at is not None for call in stored.calls):
        return None
    law = stored.campaign.law
    share = law.false_machine_share
    found: list[Any] = rates.abandonment(
        stored.calls, profiles, zone, stored.until, false_machine_share=share, sharing=stored.sharing
    )
    if found and law.amd_audit is not None:
        audit = law.amd_audit
        said = {
            "listened at": utc(audit.at),
            "by": audit.by or "nobody was named",
            "calls": audit.sample,
            "of them people": audit.people,
        }
        found.append({"audit of machine detection": said})
    if found and stored.holds:
        held = [{**one, "at": utc(one["at"]), "rule": one["rule"] or "let go"} for one in stored.holds]
        found.append({"what the guard did": held})
    return found or None


def _timing(stored: Stored) -> dict[str, Any] | None:
    if not stored.calls:
        return None
    skew = {"every instant is by the engine's clock; Asterisk's less ours": links.clocks(stored.links)}
    return {**rates.timing(stored.calls), **ends.who_ended(stored.calls), **skew}


def _log(stored: Stored) -> dict[str, Any] | None:
    """Whether the log that the report is made of is as it was written: the line at its head."""
    log = stored.log
    return None if log is None else {"whole": log.broken_at is None, "broken at": log.broken_at, "why": str(log.why)}


def _integrity(stored: Stored) -> dict[str, Any] | None:
    if not stored.integrity:
        return None
    heard = {
        "events of Asterisk": links.losses(stored.links),
        "without a link": links.gaps(stored.links),
        "without an engine": links.deserted(stored.links, stored.campaign.id),
    }
    return {**stored.integrity, **_followed(stored), **heard}


def _followed(stored: Stored) -> dict[str, Any]:
    if (log := stored.log) is None:
        return {}
    return {
        "lines": log.lines,
        "each as it was written": log.broken_at is None,
        **({"first line that is not": log.broken_at, "why": str(log.why)} if log.broken_at is not None else {}),
        "missing lines": [{"from": first, "until": last} for first, last in log.missing],
    }


def _lockouts(stored: Stored, profiles: Sequence[Profile], stand_in: Callable[[str], str]) -> dict[str, Any] | None:
    if not stored.calls:
        return None
    return dialled.lockouts(stored.calls, profiles, stored.until, stand_in, stored.elsewhere)
