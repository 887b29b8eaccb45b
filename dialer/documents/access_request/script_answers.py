"""What the person was asked and answered in talks, and what operators reported of these."""

from collections.abc import Iterator
from typing import Any

from dialer.documents.access_request.section_format import Fact, Section, entry, moment, section, term
from dialer.documents.access_request.terms import IDENTITIES
from dialer.documents.law_profile.names import DUTIES
from dialer.i18n.message import msg, pmark
from dialer.people.persons.store.person_data import PersonData, Row


def answers(kept: PersonData) -> Section:
    """Every use of a script in a talk with the person, with its answers."""
    shown = [
        entry(msg("Asked on {at}", at=moment(one["started_at"])), _run(kept, one))
        for one in sorted(kept.of("script_run"), key=lambda one: one["started_at"])
    ]
    return section("answers", msg("What you were asked, and answered"), entries=shown)


def _run(kept: PersonData, run: Row) -> Iterator[Fact]:
    yield "campaign", pmark("access", "Campaign"), kept.campaigns.get(run["campaign_id"], {}).get("name", "")
    yield "identity", msg("Whether you were identified"), term(IDENTITIES, run["identity"])
    yield "told", msg("What you were told"), [term(DUTIES, duty) for duty in run["duties"]]
    for name, value in run["facts"].items():
        yield "fact", name, value
    for one in kept.of("script_answer"):
        if one["run_id"] == run["id"]:
            yield "answer", one["asked"], _answer(one)
    yield "ended", msg("How it ended"), term({}, run["end"])


def _answer(one: Row) -> Any:
    if one["state"] == "refused":
        return msg("you would not say")
    if one["state"] == "doesnt_know":
        return msg("you did not know")
    number = "" if one["number"] is None else f"{one['number']:.15g}"
    return one["said"] or one["text"] or one["day"] or number or term({}, one["choice"] or "")


def issue_reports(kept: PersonData) -> Section:
    """What operators reported as wrong during a call with the person."""
    shown = [
        entry(moment(one["made_at"]), [("note", pmark("access", "Note"), one["note"])])
        for one in kept.of("issue_report")
        if one["note"]
    ]
    return section("issue_reports", msg("What operators reported as wrong during calls with you"), entries=shown)
