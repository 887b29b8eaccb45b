"""Why a lead is not dialled just now, and until when: the question a manager asks of a single person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from dialer.compliance.contact_limits import CALLING_HOURS
from dialer.compliance.load import Profiles
from dialer.compliance.mending import rule_named
from dialer.core.enums import NUMBER_ON_CALL, CampaignStatus, LeadState
from dialer.i18n.labels import result_named
from dialer.leads.model import LeadRecord
from dialer.wording import Facts, sentence

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
    "booked": ("It is booked to be called on {until}.", "È prenotato per {until}."),
    "next": ("It is the next that is dialled.", "È il prossimo a essere chiamato."),
    "cap": (
        "It has been called {count} times within {span}, over all campaigns; again from {until}.",
        "È stato chiamato {count} volte in {span_it}, in tutte le campagne; di nuovo da {until}.",
    ),
    "rule": ("A rule keeps it until {until} ({reason}).", "Una regola lo trattiene fino a {until} ({reason})."),
    "hours": (
        "It is out of calling hours where it is; it may be called from {until}.",
        "Dove si trova è fuori orario; si può chiamare da {until}.",
    ),
    "refused": (
        "It will not be called, and is done when its turn comes ({reason}).",
        "Non sarà chiamato, e si chiude quando è il suo turno ({reason}).",
    ),
    "for_agent": ("It is called by {agent} next.", "È il prossimo che {agent} chiama."),
    "agent_away": (
        "It waits for {agent}, who is not logged in to the campaign.",
        "Attende {agent}, che non è connesso alla campagna.",
    ),
    "no_engine": ("No engine runs: nothing is dialled.", "Nessun motore attivo: non si chiama."),
    "idle": ("Nothing is dialled in its campaign just now. {why}", "Nella sua campagna ora non si chiama. {why}"),
    "later": ("It waits until {until}.", "Attende fino a {until}."),
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
}


LIST_DISABLED: Final = "list_disabled"
"""Of calls by hand, whose list is always off, it is what the rules said that matters."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What keeps a lead, with the facts of its sentence; `until` (epoch seconds) where that is known."""

    code: str
    until: float | None = None
    facts: Facts = field(default_factory=dict)


def told(kept: Kept, zone: str) -> Waiting:
    """It in words; `zone` is the campaign's."""
    facts = kept.facts if kept.until is None else {**kept.facts, "until": kept.until}
    text = sentence(kept.code, facts, zone=ZoneInfo(zone), sentences=SENTENCES)
    return Waiting(code=kept.code, until=kept.until, text=text, time_zone=zone)


def kept_as_stored(lead: LeadRecord, around: Around, profiles: Profiles, *, now: float) -> Kept:
    """What keeps the lead at `now`, as far as it is written down. Of one that is `DUE` the gate knows more."""
    if lead.state is LeadState.DONE:
        return Kept(code="done", facts=_reason(lead.done_reason, profiles, final=True))
    if lead.state in _OF_STATE:
        return Kept(code=_OF_STATE[lead.state])
    refused_by_hand = lead.state is LeadState.OPEN and lead.wait_reason != "" and lead.due_at > now
    if (code := _around(around)) is not None and not (code == LIST_DISABLED and refused_by_hand):
        return Kept(code=code)
    if lead.state is LeadState.BOOKED or (lead.state is LeadState.CLAIMED and lead.due_at > now):
        return Kept(code="booked", until=lead.due_at) if lead.due_at > now else Kept(code="next")
    if lead.state is LeadState.CLAIMED:
        return Kept(code="in_hopper")
    return Kept(code="in_turn") if lead.due_at <= now else _kept(lead, profiles)


DUE: Final = frozenset({"in_hopper", "next", "in_turn"})
"""Codes of leads that nothing written down keeps."""


def _kept(lead: LeadRecord, profiles: Profiles) -> Kept:
    """What keeps an open lead until it is due: a cap, a rule, an agent who passed over it, or its last result."""
    if lead.wait_reason.startswith("cap:"):
        return capped(lead.wait_reason, lead.due_at)
    if lead.wait_reason in ("skipped", NUMBER_ON_CALL):
        return Kept(code=lead.wait_reason, until=lead.due_at)
    if lead.wait_reason:
        return ruled(lead.wait_reason, lead.due_at, profiles)
    last = next(iter(lead.history), None)
    result = "" if last is None else last.disposition or (last.outcome.value if last.outcome else "")
    if not result:
        return Kept(code="later", until=lead.due_at)
    return Kept(code="again", until=lead.due_at, facts=_reason(result, profiles))


def capped(reason: str, until: float) -> Kept:
    """A cap that is full, `cap:<per>:<span>:<count>`."""
    _, _, span, count = reason.split(":")
    english, italian = _SPANS[span]
    return Kept(code="cap", until=until, facts={"count": count, "span": english, "span_it": italian})


def ruled(rule: str, until: float, profiles: Profiles) -> Kept:
    """A rule, of the campaign's own or of a law, that keeps a lead for a while."""
    if rule == CALLING_HOURS:
        return Kept(code="hours", until=until)
    return Kept(code="rule", until=until, facts=_reason(rule, profiles))


def refused(reason: str, profiles: Profiles) -> Kept:
    """What the gate will close the lead for."""
    return Kept(code="refused", facts=_reason(reason, profiles, final=True))


def idle(text: Mapping[str, str]) -> Kept:
    """What keeps the whole campaign, in words by language."""
    return Kept(code="idle", facts={"why": text["en"], "why_it": text["it"]})


def _reason(result: str, profiles: Profiles, *, final: bool = False) -> dict[str, float | int | str]:
    """A result, or a rule with what it is about."""
    english, italian = result_named(result)
    said = rule_named(result, profiles.by_id.values(), final=final)
    if said is not None:
        english, italian = f"{result}: {said[0]}", f"{result}: {said[1]}"
    return {"reason": english, "reason_it": italian}


def _around(around: Around) -> str | None:
    if around.status is None:
        return "no_campaign"
    if not around.enabled:
        return LIST_DISABLED
    return {CampaignStatus.STOPPED: "campaign_stopped", CampaignStatus.PAUSED: "campaign_paused"}.get(around.status)
