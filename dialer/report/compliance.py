"""The campaign report that an inspector reads: nineteen points, from stored events only.

A point whose data Pronto does not record says so and shows nothing else: no figure here is invented. The same stored
events, `until` and keys give the same report, byte for byte, and so the same SHA-256.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.compliance.profile import Profile
from dialer.registers import REGISTERS, registers_of
from dialer.report import ends, grounds, links, people, rates, under, who
from dialer.report.instants import told, utc
from dialer.report.lacking import lacking
from dialer.report.ruled import ruled
from dialer.report.stored import CallSeen, Stored

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
        ("Registers", _registers(stored, stand_in)),
        ("Basis", grounds.basis(stored, stand_in)),
        ("Suppression and objections", _suppression(stored, stand_in)),
        ("Hours", rates.hours(stored.calls, zone, profiles) if stored.calls else None),
        ("Attempts", rates.attempts(stored.calls, zone, profiles) if stored.calls else None),
        ("Caller ids", who.caller_ids(stored)),
        ("Disclosures", people.disclosures(stored, profiles)),
        ("Contracts", None),
        ("Recordings", dict(stored.consents) or None),
        ("Work", people.work(stored, profiles)),
        ("Data rights", _rights(stored)),
        ("Refusals", _rulings(stored, profiles, abandonment or ())),
        ("Integrity", _integrity(stored)),
    )


def _rulings(
    stored: Stored, profiles: Sequence[Profile], abandonment: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """What was said before, during and after the calls, by count; and what is said of this report."""
    at_report = ruled(stored, profiles, abandonment)
    if not stored.rulings and not at_report:
        return None
    return {"by answer and rule": dict(stored.rulings), "of this report": at_report}


def _abandonment(stored: Stored, profiles: Sequence[Profile], zone: ZoneInfo) -> list[Any] | None:
    if not any(call.answered_at is not None for call in stored.calls):
        return None
    law = stored.campaign.law
    share = law.false_machine_share
    found: list[Any] = list(rates.abandonment(stored.calls, profiles, zone, stored.until, false_machine_share=share))
    if found and law.amd_audit is not None:
        audit = law.amd_audit
        said = {"listened at": utc(audit.at), "calls": audit.sample, "of them people": audit.people}
        found.append({"audit of machine detection": said})
    if found and stored.holds:
        held = [{**one, "at": utc(one["at"]), "rule": one["rule"] or "let go"} for one in stored.holds]
        found.append({"held to one call for each agent": held})
    return found or None


def _timing(stored: Stored) -> dict[str, Any] | None:
    if not stored.calls:
        return None
    skew = {"every instant is by the engine's clock; Asterisk's less ours": links.clocks(stored.links)}
    return {**rates.timing(stored.calls), **ends.who_ended(stored.calls), **skew}


def _integrity(stored: Stored) -> dict[str, Any] | None:
    if not stored.integrity:
        return None
    heard = {"events of Asterisk": links.losses(stored.links), "without a link": links.gaps(stored.links)}
    return {**stored.integrity, **heard}


def _lockouts(stored: Stored, profiles: Sequence[Profile], stand_in: Callable[[str], str]) -> dict[str, Any] | None:
    return rates.lockouts(stored.calls, profiles, stored.until, stand_in) if stored.calls else None


def _registers(stored: Stored, stand_in: Callable[[str], str]) -> dict[str, Any] | None:
    if not stored.calls:
        return None
    states: Counter[str] = Counter()
    wrong: list[dict[str, Any]] = []
    for call in stored.calls:
        for register in registers_of(call.number):
            state = _state(stored, call, register.name)
            states[f"{register.name} {state}"] += 1
            if state in ("listed", "stale"):
                wrong.append(
                    {
                        "number": stand_in(call.number),
                        "register": register.name,
                        "state": state,
                        "called": utc(call.placed_at),
                    }
                )
    return {
        "askings": [dict(one) for one in stored.scrubs],
        "calls by state of the number": dict(sorted(states.items())),
        "oldest answer at a call, days": _oldest(stored.calls),
        "listed or stale": wrong,
    }


def _oldest(calls: Sequence[CallSeen]) -> dict[str, float]:
    ages: dict[str, float] = {}
    for call in calls:
        for one in call.asked:
            if one.checked_at is not None:
                age = (call.placed_at - one.checked_at) / DAY_S
                ages[one.register_name] = max(round(age, 3), ages.get(one.register_name, 0.0))
    return dict(sorted(ages.items()))


def _state(stored: Stored, call: CallSeen, register_name: str) -> str:
    """What the answer on the number was worth at the call: the one that the rules saw, else the last there is."""
    if (asked := next((one for one in call.asked if one.register_name == register_name), None)) is not None:
        if asked.exempt_by:
            return f"listed, called by {asked.exempt_by}"
        return _age(call, register_name, asked.checked_at or 0.0)
    check = next((one for one in stored.checks.get(call.number, ()) if one.register_name == register_name), None)
    if check is None:
        return "never answered"
    if check.checked_at > call.placed_at:
        return "answered later only: the earlier answer was replaced, or there was none"
    if check.listed:
        return "listed"
    return _age(call, register_name, check.checked_at)


def _age(call: CallSeen, register_name: str, checked_at: float) -> str:
    return "stale" if call.placed_at - checked_at > REGISTERS[register_name].max_age_s else "fresh"


def _suppression(stored: Stored, stand_in: Callable[[str], str]) -> dict[str, Any]:
    after = [
        {"number": stand_in(call.number), "suppressed": utc(since), "called": utc(call.placed_at)}
        for call in stored.calls
        if (since := stored.suppressed_at.get(call.number)) is not None and call.placed_at > since
    ]
    return {
        "by reason": dict(sorted(stored.suppressions.items())),
        "effective": "with the acknowledgement",
        "calls after": len(after),
        "these calls": after,
    }


def _rights(stored: Stored) -> dict[str, Any] | None:
    if not stored.requests:
        return None
    late = [one for one in stored.requests if one["answered_at"] is None or one["answered_at"] > one["due_at"]]
    return {
        "requests by kind": dict(sorted(Counter(one["kind"] for one in stored.requests).items())),
        "not answered in time": len(late),
    }
