"""The campaign's compliance report for an inspector: nineteen points, from stored events only.

A point whose data Pronto does not record says so and shows nothing else: no figure is invented. The same stored
events, `until` and keys give the same report byte for byte, and so the same SHA-256.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.compliance.profile import Profile
from dialer.documents.compliance_report import asterisk_links, people, rates, requests, terms
from dialer.documents.compliance_report.call_endings import who_ended
from dialer.documents.compliance_report.calling_hours import calling_hours
from dialer.documents.compliance_report.data_gaps import data_gaps
from dialer.documents.compliance_report.dialled_numbers import attempts, lockouts
from dialer.documents.compliance_report.legal_bases import legal_bases
from dialer.documents.compliance_report.parties import caller_ids, parties
from dialer.documents.compliance_report.register_checks import register_checks
from dialer.documents.compliance_report.rule_profiles import rule_profiles
from dialer.documents.compliance_report.rulings import rulings
from dialer.documents.compliance_report.terms import ANSWER, AT, BY, CALLS, FACTS, FROM, RULE, UNTIL, WHY
from dialer.documents.store.report_input import Stored
from dialer.i18n.message import Message, msg, pmark
from dialer.rendering.values import Id, Instant, worded

FORMAT: Final = "pronto.compliance-report/1"
NOTHING: Final = msg("no data recorded")
RULINGS: Final = 18  # the point with the rulings


def compliance_report(stored: Stored, profiles: Sequence[Profile], stand_in: Callable[[str], str]) -> dict[str, Any]:
    """The report before translation; `dialer.rendering.values.plain` makes its JSON body.

    `stand_in` returns the pseudonym shown for a number.
    """
    gaps = data_gaps(stored, profiles)
    return {
        "format": FORMAT,
        "campaign": stored.campaign.name,
        "company": stored.campaign.company.name,
        "until": Instant(stored.until),
        "time zone": stored.campaign.time_zone,
        "calls": len(stored.calls),
        "log": _log(stored),
        "points": [
            {
                "number": number,
                "title": title,
                "facts": facts if facts is not None else NOTHING,
                "not recorded": gaps.get(number, ()),
            }
            for number, (title, facts) in enumerate(_points(stored, profiles, stand_in), start=1)
        ],
    }


def _points(
    stored: Stored, profiles: Sequence[Profile], stand_in: Callable[[str], str]
) -> tuple[tuple[Message, Any], ...]:
    """Title and facts of each point; facts are None if nothing is recorded."""
    zone = ZoneInfo(stored.campaign.time_zone)
    abandonment = _abandonment(stored, profiles, zone)
    return (
        (msg("Who and what"), parties(stored)),
        (pmark("report", "Profile"), rule_profiles(stored, profiles)),
        (pmark("report", "Abandonment"), abandonment),
        (pmark("report", "Timing"), _timing(stored)),
        (pmark("report", "Treatment"), people.treatment(stored, profiles, stand_in)),
        (pmark("report", "Lockouts"), lockouts(stored, profiles, stand_in)),
        (pmark("report", "Registers"), register_checks(stored, stand_in)),
        (pmark("report", "Basis"), legal_bases(stored, stand_in)),
        (msg("Suppression and objections"), requests.suppression(stored, stand_in)),
        (pmark("report", "Hours"), calling_hours(stored, profiles)),
        (pmark("report", "Attempts"), attempts(stored, zone, profiles)),
        (msg("Caller ids"), caller_ids(stored)),
        (pmark("report", "Disclosures"), people.disclosures(stored, profiles)),
        (pmark("report", "Contracts"), people.contracts(stored)),
        (pmark("report", "Recordings"), people.recordings(stored)),
        (pmark("report", "Work"), people.work(stored, profiles)),
        (msg("Data rights"), requests.rights(stored)),
        (pmark("report", "Refusals"), rulings(stored, profiles, abandonment or ())),
        (pmark("report", "Integrity"), _integrity(stored)),
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
        audit = {
            msg("listened at"): Instant(law.amd_audit.at),
            BY: law.amd_audit.by or msg("nobody was named"),
            CALLS: law.amd_audit.sample,
            msg("of them people"): law.amd_audit.people,
        }
        found.append({msg("audit of machine detection"): audit})
    if found and stored.holds:
        held = [
            {
                AT: Instant(one["at"]),
                ANSWER: worded(one["answer"], terms.ANSWERS),
                RULE: one["rule"] or msg("let go"),
                FACTS: terms.seen(one["facts"]),
            }
            for one in stored.holds
        ]
        found.append({msg("what the guard did"): held})
    return found or None


def _timing(stored: Stored) -> dict[Message, Any] | None:
    if not stored.calls:
        return None
    clocks = msg("every instant is by the engine's clock; Asterisk's less ours")
    return {**rates.timing(stored.calls), **who_ended(stored.calls), clocks: asterisk_links.clocks(stored.links)}


def _log(stored: Stored) -> dict[str, Any] | None:
    """Whether the log behind the report is unaltered: the report's first line."""
    log = stored.log
    return None if log is None else {"whole": log.broken_at is None, "broken at": log.broken_at, "why": log.why}


def _integrity(stored: Stored) -> dict[Message, Any] | None:
    if not stored.integrity:
        return None
    return {
        **{
            terms.INTEGRITY[name]: Id(one) if name in ("first line", "last line") else one
            for name, one in stored.integrity.items()
        },
        **_followed(stored),
        msg("events of Asterisk"): asterisk_links.losses(stored.links),
        msg("without a link"): asterisk_links.gaps(stored.links),
        msg("without an engine"): asterisk_links.deserted(stored.links, stored.campaign.id),
    }


def _followed(stored: Stored) -> dict[Message, Any]:
    if (log := stored.log) is None:
        return {}
    return {
        terms.INTEGRITY["lines"]: log.lines,
        msg("each as it was written"): log.broken_at is None,
        **({msg("first line that is not"): Id(log.broken_at), WHY: log.why} if log.broken_at is not None else {}),
        msg("missing lines"): [{FROM: Id(first), UNTIL: Id(last)} for first, last in log.missing],
    }
