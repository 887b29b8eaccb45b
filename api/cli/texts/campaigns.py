"""What `pronto campaign` says, and the board in a terminal."""

from typing import Final

from api.cli.speech import Catalogue

CAMPAIGN: Final = Catalogue(
    {
        "changed": ("{name}: {status}", "{name}: {status}"),
        "not_ready": (
            "{name} cannot be started. `pronto check campaign {name!q}` says all there is to say:",
            "{name} non può partire. `pronto check campaign {name!q}` dice tutto:",
        ),
        "stops": ("- {what}. To mend it: {mend}.", "- {what}. Rimedio: {mend}."),
        "reason": ("Reason, last hour", "Motivo, ultima ora"),
        "decisions": ("Decisions", "Decisioni"),
        "calls": ("Calls", "Chiamate"),
        "time": ("Time", "Tempo"),
        "at": ("At", "Ora"),
        "decision": ("Decision", "Decisione"),
        "only_svg": (
            "{file}: the picture is written as .svg; end the file's name with it.",
            "{file}: il grafico si scrive come .svg; usare questa estensione.",
        ),
        "picture": ("Picture: {file}", "Grafico: {file}"),
        "answers": ("Answers", "Risposte"),
        "frees": ("Agents free", "Operatori liberi"),
        "ratio": (
            "{what}: {ratio} for each one foretold, in {forecasts:.0f} forecasts",
            "{what}: {ratio} per ciascuna prevista, in {forecasts:.0f} previsioni",
        ),
        "foretold": ("Foretold", "Previste"),
        "happened": ("Happened", "Avvenute"),
        "forecasts": ("Forecasts", "Previsioni"),
    }
)
CHECK: Final = Catalogue(
    {
        "stops": ("stops", "blocca"),
        "delays": ("delays", "ritarda"),
        "note": ("note", "nota"),
        "mend": ("to mend it", "rimedio"),
        "until": ("until {at}", "fino a {at}"),
        "agents": ("agents", "operatori"),
        "audio": ("audio", "audio"),
        "basis": ("basis", "base"),
        "caller id": ("caller id", "numero chiamante"),
        "engine": ("engine", "motore"),
        "hours": ("hours", "orari"),
        "law": ("law", "legge"),
        "list": ("list", "lista"),
        "node": ("Asterisk", "Asterisk"),
        "register": ("register", "registro"),
        "settings": ("settings", "impostazioni"),
        "trunk": ("trunk", "trunk"),
        "may": ("{name} may be started.", "{name} può partire."),
        "holds": (
            "{name} may be started, but nobody is called as long as this is so: {what}.",
            "{name} può partire, ma non si chiama nessuno finché è così: {what}.",
        ),
        "may_not": ("{name} cannot be started.", "{name} non può partire."),
        "when": ("People could be called from {at} on.", "Si potrebbe chiamare da {at}."),
        "then": (
            "Once that is mended, people could be called from {at} on.",
            "Rimediato questo, si potrebbe chiamare da {at}.",
        ),
    }
)
PENETRATION: Final = Catalogue(
    {
        "list": ("list", "lista"),
        "called": ("called", "chiamati"),
        "talked_to": ("talked to", "contattati"),
        "due_now": ("due now", "pronti"),
        "done": ("done", "conclusi"),
        "of": ("of", "di"),
        "dry_at": ("dry at", "finirà"),
        "by_reason": ("done by reason", "conclusi per motivo"),
        "rate": ("{rate:.0f} calls an hour.", "{rate:.0f} chiamate all'ora."),
        "dry": (
            "All leads that are due will have been called by {at}, at that rate.",
            "A questo ritmo tutti i contatti pronti saranno stati chiamati entro: {at}.",
        ),
        "beyond": (
            "At that rate there will still be leads to call in a week.",
            "A questo ritmo fra una settimana ci saranno ancora contatti da chiamare.",
        ),
        "is_dry": ("No lead is due now.", "Nessun contatto è pronto ora."),
        "at_rest": (
            "The campaign is {status}: nothing is dialled, and nothing is foretold.",
            "La campagna è {status}: non si chiama, e non c'è previsione.",
        ),
        "due": ("due", "pronti"),
    }
)
BOARD: Final = Catalogue(
    {
        "never": ("No engine has been seen yet.", "Nessun motore visto finora."),
        "stale": (
            "Stale: the engine was last seen {age:.0f} s ago.",
            "Dati vecchi: il motore è stato visto l'ultima volta {age:.0f} s fa.",
        ),
        "none": ("No campaign runs.", "Nessuna campagna attiva."),
        "not_shown": (
            "The campaign is {status}, and no engine shows it.",
            "La campagna è {status}, e nessun motore la mostra.",
        ),
        "not_yet": (
            "The campaign is {status}; the engine does not show it yet.",
            "La campagna è {status}; il motore non lo mostra ancora.",
        ),
        "engine": ("engine", "motore"),
        "node": ("asterisk", "asterisk"),
        "trunk": ("trunk", "trunk"),
        "rests": (
            "refuses calls of {campaigns}, suspended for {left} s: {cause}",
            "rifiuta le chiamate di {campaigns}, sospeso per {left} s: {cause}",
        ),
        "seems": ("seems to have only {channels}", "sembra averne solo {channels}"),
        "tried": (
            "refused calls of {campaigns}, one at a time tries it: {cause}",
            "rifiutava le chiamate di {campaigns}, si riprova una alla volta: {cause}",
        ),
        "blocked": ("cannot dial", "non può chiamare"),
        "undisposed": ("talks of today without a disposition: {count}", "colloqui di oggi senza esito: {count}"),
        "placed": ("placed", "effettuate"),
        "answered": ("answered", "risposte"),
        "connected": ("talks ended", "colloqui finiti"),
        "abandoned": ("abandoned", "abbandonate"),
        "share": ("{share} of {limit}", "{share} su {limit}"),
        "aim": ("aim {aim}", "obiettivo {aim}"),
        "occupancy": ("occupancy", "occupazione"),
        "bridge": ("answer to agent", "da risposta a operatore"),
        "agents": ("agents", "operatori"),
        "calls": ("calls", "chiamate"),
        "leads": ("leads", "contatti"),
    }
)
DECLARED: Final = Catalogue(
    {
        "call_centre": ("call centre", "call center"),
        "contract_reference": ("contract reference", "riferimento del contratto"),
        "declaration": ("line in the register of operators", "iscrizione al registro degli operatori (ROC)"),
        "subscription": ("account at the register of numbers", "account presso il registro dei numeri (Stati Uniti)"),
        "sector": ("sector", "settore"),
        "topic": ("product or purpose", "prodotto o scopo"),
        "script_version": ("script version", "versione dello script"),
        "script_sha256": ("sha256 of the script", "sha256 dello script"),
        "privacy_version": ("privacy notice version", "versione dell'informativa"),
        "privacy_sha256": ("sha256 of the privacy notice", "sha256 dell'informativa"),
        "message_version": ("message version", "versione del messaggio"),
        "nothing": ("not declared", "non dichiarato"),
    }
)
