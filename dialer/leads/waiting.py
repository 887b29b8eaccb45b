"""Why a lead is not dialled just now, and until when: the question a manager asks of a single person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from dialer.leads.lead import LeadRecord
from dialer.named import result_named
from dialer.wording import Facts, sentence
from dialer.words import NUMBER_ON_CALL, CampaignStatus, LeadState

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "done": ("It is done and will not be dialled again ({reason}).", "È chiuso e non sarà più chiamato ({reason})."),
    "archived": ("Its list is put away.", "La sua lista è archiviata."),
    "held": ("The filter of its list leaves it out.", "Il filtro della sua lista lo esclude."),
    "calling": ("It is being called now.", "Lo si sta chiamando ora."),
    "wrapping": ("An agent writes down what came of its call.", "Un operatore sta registrando l'esito della chiamata."),
    "in_hopper": ("It is ready and may be dialled any moment.", "È pronto e può essere chiamato in ogni momento."),
    "no_campaign": ("Its list belongs to no campaign.", "La sua lista non appartiene a nessuna campagna."),
    "list_disabled": ("Its list is disabled.", "La sua lista è disattivata."),
    "campaign_stopped": ("Its campaign is stopped.", "La sua campagna è ferma."),
    "campaign_paused": ("Its campaign is paused.", "La sua campagna è in pausa."),
    "booked": ("It is booked to be called at {until}.", "È prenotato per essere chiamato: {until}."),
    "next": ("It is the next that is dialled.", "È il prossimo a essere chiamato."),
    "cap": (
        "It has been called {count} times within {span}, over all campaigns; again from {until}.",
        "È stato chiamato {count} volte in {span_it}, in tutte le campagne; di nuovo da {until}.",
    ),
    "rule": ("A rule keeps it until {until} ({reason}).", "Una regola lo trattiene fino a {until} ({reason})."),
    NUMBER_ON_CALL: (
        "Its number is being called through another lead; again from {until}.",
        "Il suo numero è chiamato ora tramite un altro contatto; di nuovo da {until}.",
    ),
    "skipped": ("An agent passed over it; again from {until}.", "Un operatore l'ha saltato; di nuovo da {until}."),
    "again": (
        "After its last result ({reason}) it waits until {until}.",
        "Dopo l'ultimo esito ({reason}) attende fino a {until}.",
    ),
    "in_turn": ("It waits for its turn among the others.", "Attende il suo turno tra gli altri."),
}
_SPANS: Final = {
    "day": ("a day", "un giorno"),
    "week": ("a week", "una settimana"),
    "30_days": ("30 days", "30 giorni"),
}
_OF_STATE: Final = {
    LeadState.HELD: "held",
    LeadState.ARCHIVED: "archived",
    LeadState.CALLING: "calling",
    LeadState.WRAPPING: "wrapping",
    LeadState.CLAIMED: "in_hopper",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Where a lead is: whether its list is dialled, and what its campaign does. `zone` is the campaign's."""

    status: CampaignStatus | None = None  # None: the list is in no campaign
    enabled: bool = True
    zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The reason; `until` (epoch seconds) is when it ends, where that is known; `text` is it in words, by language;
    `time_zone` is the one these words go by.
    """

    code: str
    until: float | None
    text: Mapping[str, str]
    time_zone: str


def why_not(lead: LeadRecord, around: Around, *, now: float) -> Waiting:
    """Why the lead is not dialled at `now`."""
    code, until, facts = _told(lead, around, now)
    known: Facts = facts if until is None else {**facts, "until": until}
    text = sentence(code, known, zone=ZoneInfo(around.zone), sentences=SENTENCES)
    return Waiting(code=code, until=until, text=text, time_zone=around.zone)


def _told(lead: LeadRecord, around: Around, now: float) -> tuple[str, float | None, dict[str, float | int | str]]:
    if lead.state is LeadState.DONE:
        return "done", None, _reason(lead.done_reason)
    if lead.state in _OF_STATE and lead.state is not LeadState.CLAIMED:
        return _OF_STATE[lead.state], None, {}
    if (code := _around(around)) is not None:
        return code, None, {}
    if lead.state is LeadState.CLAIMED:
        return "in_hopper", None, {}
    if lead.state is LeadState.BOOKED:
        return ("booked", lead.due_at, {}) if lead.due_at > now else ("next", None, {})
    if lead.due_at <= now:
        return "in_turn", None, {}
    return _kept(lead)


def _reason(result: str) -> dict[str, float | int | str]:
    english, italian = result_named(result)
    return {"reason": english, "reason_it": italian}


def _around(around: Around) -> str | None:
    if around.status is None:
        return "no_campaign"
    if not around.enabled:
        return "list_disabled"
    return {CampaignStatus.STOPPED: "campaign_stopped", CampaignStatus.PAUSED: "campaign_paused"}.get(around.status)


def _kept(lead: LeadRecord) -> tuple[str, float | None, dict[str, float | int | str]]:
    """What keeps an open lead until it is due: a cap, a rule, an agent who passed over it, or its last result."""
    kind, _, rest = lead.wait_reason.partition(":")
    if kind == "cap":
        _, span, count = rest.split(":")
        english, italian = _SPANS[span]
        return "cap", lead.due_at, {"count": count, "span": english, "span_it": italian}
    if lead.wait_reason in ("skipped", NUMBER_ON_CALL):
        return lead.wait_reason, lead.due_at, {}
    if lead.wait_reason:
        return "rule", lead.due_at, _reason(lead.wait_reason)
    last = next(iter(lead.history), None)
    result = "" if last is None else last.disposition or (last.outcome.value if last.outcome else "")
    return ("again", lead.due_at, _reason(result)) if result else ("rule", lead.due_at, _reason("due_at"))
