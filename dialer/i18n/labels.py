"""What the words that the database, the API and the engine share are called by people, in English and Italian."""

from collections.abc import Mapping
from typing import Final

Pair = tuple[str, str]
DISPOSED: Final = "disposition:"  # before the code of what an agent said, where codes of both kinds may stand

_LEADS: Final[Mapping[str, Pair]] = {
    "open": ("open", "da chiamare"),
    "held": ("held", "esclusi dal filtro"),
    "booked": ("booked", "richiamate"),
    "claimed": ("claimed", "prossimi"),
    "calling": ("calling", "in corso"),
    "wrapping": ("wrapping", "in chiusura"),
    "done": ("done", "conclusi"),
    "archived": ("archived", "archiviati"),
}
_LEAD: Final[Mapping[str, Pair]] = {
    **_LEADS,
    "held": ("held", "escluso dal filtro"),
    "booked": ("booked", "prenotato"),
    "claimed": ("claimed", "tra i prossimi"),
    "done": ("done", "concluso"),
    "archived": ("archived", "archiviato"),
}
_OUTCOMES: Final[Mapping[str, Pair]] = {
    "connected": ("connected", "passata all'operatore"),
    "abandoned": ("abandoned", "abbandonata"),
    "machine": ("machine", "segreteria"),
    "no_answer": ("no answer", "nessuna risposta"),
    "busy": ("busy", "occupato"),
    "congestion": ("congestion", "rete congestionata"),
    "invalid_number": ("invalid number", "numero inesistente"),
    "failed": ("failed", "non riuscita"),
    "cancelled": ("cancelled", "interrotta mentre squillava"),
    "not_placed": ("not placed", "non partita"),
    "lost": ("lost", "esito ignoto"),
}
_DISPOSITIONS: Final[Mapping[str, Pair]] = {
    "sale": ("sale", "vendita"),
    "call_back": ("call back", "richiamare"),
    "not_interested": ("not interested", "non interessato"),
    "do_not_call": ("do not call again", "non richiamare più"),
    "answering_machine": ("answering machine", "segreteria telefonica"),
    "wrong_number": ("wrong number", "numero errato"),
    "language_barrier": ("language barrier", "lingua diversa"),
}
NAMED: Final[Mapping[str, Mapping[str, Pair]]] = {
    "campaign": {
        "stopped": ("stopped", "ferma"),
        "running": ("running", "attiva"),
        "paused": ("paused", "in pausa"),
        "closed": ("closed", "chiusa"),
        "archived": ("archived", "archiviata"),
    },
    "mode": {
        "preview": ("preview", "con anteprima"),
        "progressive": ("progressive", "progressiva"),
        "ratio": ("fixed ratio", "rapporto fisso"),
        "predictive": ("predictive", "predittiva"),
        "guaranteed": ("guaranteed", "con operatore riservato"),
    },
    "leads": _LEADS,  # many of them
    "lead": _LEAD,  # one of them
    "outcome": _OUTCOMES,
    "disposition": _DISPOSITIONS,
    # Why a lead is done or waits: its last result, or what Pronto itself did with it.
    "result": {
        **_OUTCOMES,
        **_DISPOSITIONS,
        "": ("no reason kept", "motivo non conservato"),
        "done": ("done", "concluso"),
        "max_attempts": ("every attempt used up", "tentativi esauriti"),
        "no_phone": ("without a phone", "senza telefono"),
        "calling_hours": ("time zone not known", "fuso orario ignoto"),
        "attempts_used_up": ("every attempt used up", "tentativi esauriti"),
        "suppressed": ("must not be called", "da non chiamare"),
        "opted_out": ("opted out by key", "opposizione da tastiera"),
        "callback_cancelled": ("call-back cancelled", "richiamata annullata"),
        "erased": ("erased", "cancellato su richiesta"),
        "retention": ("kept long enough", "conservazione terminata"),
    },
    "agents": {
        "no_phone": ("no phone", "senza telefono"),
        "ready": ("ready", "liberi"),
        "preview": ("preview", "in anteprima"),
        "call_back": ("call back", "in richiamata"),
        "reserved": ("reserved", "in aggancio"),
        "talking": ("talking", "in chiamata"),
        "wrap_up": ("wrap up", "in chiusura"),
        "paused": ("paused", "in pausa"),
    },
    "calls": {
        "dialling": ("dialling", "in selezione"),
        "ringing": ("ringing", "squillano"),
        "screening": ("screening", "in verifica"),
        "waiting": ("waiting", "in attesa"),
        "talking": ("talking", "in conversazione"),
    },
    "engine": {
        "up": ("up", "attivo"),
        "down": ("down", "fermo"),
        "draining": ("draining", "in chiusura"),
    },
    "link": {
        "up": ("up", "attivo"),
        "down": ("down", "caduto"),
        "connecting": ("connecting", "in connessione"),
        "refused": ("refused", "rifiutato"),
    },
    "field": {
        "text": ("text", "testo"),
        "whole": ("a whole number", "numero intero"),
        "decimal": ("a number", "numero"),
        "date": ("a date", "data"),
        "yes_no": ("yes or no", "sì o no"),
        "choice": ("one of", "una scelta"),
    },
    "callback": {
        "waiting": ("waits", "in attesa"),
        "called": ("called", "fatta"),
        "cancelled": ("cancelled", "annullata"),
    },
    "import": {
        "waiting": ("waits to be confirmed", "da confermare"),
        "queued": ("queued", "in coda"),
        "running": ("running", "in corso"),
        "finished": ("finished", "terminata"),
        "cancelled": ("cancelled", "annullata"),
        "declined": ("not confirmed", "non confermata"),
        "failed": ("failed", "non riuscita"),
    },
    "meaning": {
        "phone": ("phone", "telefono"),
        "name": ("name", "nome e cognome"),
        "first_name": ("first_name", "nome"),
        "last_name": ("last_name", "cognome"),
        "language": ("language", "lingua"),
        "zone": ("zone", "fuso orario"),
        "external_id": ("external_id", "codice esterno"),
        "priority": ("priority", "priorità"),
        "notes": ("notes", "note"),
        "postcode": ("postcode", "CAP"),
        "state": ("state", "stato o regione"),
        "owner": ("owner", "operatore assegnato"),
        "basis": ("basis", "base giuridica"),
        "consent_source": ("consent_source", "provenienza"),
        "consent_at": ("consent_at", "data del consenso"),
        "consent_text": ("consent_text", "versione del testo"),
        "consent_channel": ("consent_channel", "canale del consenso"),
        "consent_controller": ("consent_controller", "titolare"),
        "consent_id": ("consent_id", "numero della prova del consenso"),
        "consent_notice": ("consent_notice", "informativa fornita"),
        "list_provider": ("list_provider", "fornitore della lista"),
        "field": ("field", "campo proprio"),
        "ignore": ("ignore", "non si carica"),
    },
    "kept": {  # kinds of data with a limit of their own
        "contact_data": ("contact_data", "dati di contatto"),
        "call_events": ("call_events", "chiamate"),
        "notes": ("notes", "note"),
        "rejected_rows": ("rejected_rows", "righe rifiutate"),
        "register_checks": ("register_checks", "risposte dei registri"),
        "data_requests": ("data_requests", "richieste degli interessati"),
    },
    "profile": {
        "active": ("active", "attivo"),
        "sketch": ("sketch", "abbozzo"),
        "layer": ("layer", "strato comune"),
    },
}


def named(kind: str, code: str) -> Pair:
    """What a code of this kind is called; a code that people chose, as a disposition's, is called what it is."""
    return NAMED[kind].get(code, (code, code))


def result_named(result: str) -> Pair:
    """What the last result of a lead, or the reason it is done, is called: `disposition:` may stand before it."""
    return named("result", result.removeprefix(DISPOSED))
