"""What the codes and sentences in the facts of the compliance report are called, in English and Italian."""

from collections.abc import Mapping
from typing import Final

from dialer.i18n.labels import NAMED
from dialer.turned import Turned

Pair = tuple[str, str]
Terms = Mapping[str, Pair]

_CLOCKS: Final[Terms] = {
    "answer": ("answer", "dalla risposta"),
    "greeting_start": ("start of the greeting", "dall'inizio del saluto"),
    "greeting_end": ("end of the greeting", "dalla fine del saluto"),
}
_WINDOWS: Final[Terms] = {
    "campaign": ("campaign", "intera campagna"),
    "blocks_30d": ("blocks of 30 days", "blocchi di 30 giorni"),
    "calendar_day": ("calendar day", "giorno di calendario"),
    "rolling_24h": ("rolling 24 hours", "24 ore mobili"),
    "rolling_7d": ("rolling 7 days", "7 giorni mobili"),
    "rolling_30d": ("rolling 30 days", "30 giorni mobili"),
}
_STANDINGS: Final[Terms] = {
    "abandoned": ("abandoned", "abbandonate"),
    "served": ("served", "servite"),
    "screened": ("taken for a machine", "ritenute segreterie"),
    "outside": ("outside", "fuori dal computo"),
}
_ANSWERS: Final[Terms] = {
    "allow": ("allow", "consente"),
    "refuse": ("refuse", "rifiuta"),
    "defer": ("put off", "rinvia"),
    "degrade": ("hold back", "limita"),
    "warn": ("warn", "avvisa"),
}
_AT_LIMIT: Final[Terms] = {
    "hangup": ("the end of the call", "fine della chiamata"),
    "message": ("a message", "messaggio"),
}
_ASKINGS: Final[Terms] = {
    "open": ("open", "aperta"),
    "sent": ("sent", "inviata"),
    "returned": ("returned", "con risposta"),
}
_BASES: Final[Terms] = {
    "consent": ("consent", "consenso"),
    "specific_consent": ("specific consent", "consenso specifico"),
    "written_consent": ("written consent", "consenso scritto"),
    "contract": ("contract", "contratto"),
    "request": ("request", "richiesta dell'interessato"),
    "legitimate_interest": ("legitimate interest", "legittimo interesse"),
    "in_directory": ("public directory", "elenchi pubblici"),
    "not_on_register": ("not on the register", "non iscritto al registro"),
    "purchase": ("purchase", "acquisto precedente"),
    "inquiry": ("inquiry", "richiesta di informazioni"),
    "told_no_objection": ("said that calls are welcome", "ha dichiarato di gradire chiamate"),
    "none": ("none", "nessuna"),
}
_STATES: Final[Terms] = {
    "fresh": ("fresh", "risposta valida"),
    "stale": ("stale", "risposta scaduta"),
    "listed": ("listed", "iscritto"),
    "never answered": ("never answered", "mai verificato"),
    "answered later only: the earlier answer was replaced, or there was none": (
        "answered later only: the earlier answer was replaced, or there was none",
        "risposta solo successiva: la precedente fu sostituita, o non c'era",
    ),
    **{
        f"listed, called by {basis}": (f"listed, called by {english}", f"iscritto, chiamato in base a: {italian}")
        for basis, (english, italian) in _BASES.items()
    },
}
_SAID: Final[Terms] = {
    "seller_name": ("the seller's name", "nome del venditore"),
    "seller_phone": ("the seller's number", "numero del venditore"),
    "seller_identity": ("who sells", "identità del venditore"),
    "telemarketing_purpose": ("that it is a sales call", "scopo commerciale"),
    "commercial_purpose": ("that it is a sales call", "scopo commerciale"),
    "sales_purpose": ("that it is about a sale", "scopo di vendita"),
    "nature_of_goods": ("what is sold", "natura dei beni o servizi"),
    "caller_identity": ("who calls", "identità di chi chiama"),
    "controller_identity": ("on whose behalf", "identità del titolare"),
    "agent_country": ("where the agent sits", "paese dell'operatore"),
    "data_source": ("where the data comes from", "origine dei dati"),
    "right_to_object": ("the right to object", "diritto di opposizione"),
    "privacy_notice": ("the privacy notice", "informativa sulla privacy"),
    "opt_out_number": ("a number to say no at", "numero per opporsi"),
    "marketing": ("advertising", "pubblicità"),
}
_CLASSES: Final[Terms] = {
    "sales_prefix": ("sales prefix (Italy 0844)", "prefisso commerciale (Italia 0844)"),
    "statistics_prefix": ("statistics prefix (0843)", "prefisso per ricerche statistiche (0843)"),
    "callable": ("callable", "richiamabile"),
    "short": ("short", "numero breve"),
    "geographic": ("geographic", "geografico"),
    "freephone": ("freephone", "numero verde"),
    "shared_cost": ("shared cost", "a costo ripartito"),
    "identifies_seller": ("identifies the seller", "identifica il venditore"),
}
KINDS: Final[Terms] = {
    "abandonment_rate": ("abandonment rate", "tasso di abbandono"),
    "abandon_treatment": ("treatment of abandoned calls", "trattamento delle chiamate mute"),
    "redial_lockout": ("lockout after an abandoned call", "blocco dopo una chiamata muta"),
    "min_ring": ("shortest ringing", "durata minima dello squillo"),
    "amd": ("machine detection", "riconoscimento segreterie"),
    "call_window": ("hours", "orari di chiamata"),
    "attempt_cap": ("cap on attempts", "limite ai tentativi"),
    "registry_scrub": ("registers of objection", "registri delle opposizioni"),
    "suppression": ("suppression", "opposizioni"),
    "consent_revocation": ("consent taken back", "revoca del consenso"),
    "contact_basis": ("legal basis", "base giuridica"),
    "number_source": ("source of numbers", "provenienza dei numeri"),
    "cli": ("caller id", "numero chiamante"),
    "script_disclosure": ("what has to be said", "informazioni da rendere"),
    "agent_location": ("where agents sit", "sede degli operatori"),
    "agent_breaks": ("breaks of agents", "pause degli operatori"),
    "agent_monitoring": ("watching of agents", "controllo degli operatori"),
    "recording": ("recording", "registrazione"),
    "contract_formation": ("conclusion of contracts", "conclusione dei contratti"),
    "retention": ("retention", "conservazione dei dati"),
    "data_subject_rights": ("data rights", "diritti degli interessati"),
    "privacy_by_design": ("privacy by design", "protezione dei dati fin dalla progettazione"),
    "audit_log": ("audit", "registro delle attività"),
    "automated_voice": ("automated voice", "voce automatica"),
    "record_keeping": ("record keeping", "tenuta della documentazione"),
}
TERMS: Final[Mapping[str, Terms]] = {
    "mode": {**NAMED["mode"], "manual": ("manual", "manuale"), "callback": ("call-back", "richiamata")},
    "clock starts": _CLOCKS,
    "share of": {"answered": ("answered", "risposte"), "people": ("people", "risposte da persone")},
    "window": _WINDOWS,
    "windows": _WINDOWS,
    "rolling windows": _WINDOWS,
    "calls counted as": _STANDINGS,
    "answer": _ANSWERS,
    "by answer and rule": _ANSWERS,
    "put off by the hours": _ANSWERS,
    "at the limit": _AT_LIMIT,
    "status": _ASKINGS,
    "state": _STATES,
    "calls by state of the number": _STATES,
    "basis": _BASES,
    "by rule and basis": _BASES,
    "of these, without the number of a proof": _BASES,
    "unanswered, by what the network said": NAMED["outcome"],
    "what it says": _SAID,
    "asked for at the start of each talk": _SAID,
    "confirmed": _SAID,
    "classes": _CLASSES,
    "it reached": {
        "agent": ("an agent", "un operatore"),
        "identity_message": ("a message that says who calls", "messaggio con l'identità del chiamante"),
    },
    "kind": KINDS,
    "requests by kind": {
        "access": ("access", "accesso"),
        "erasure": ("erasure", "cancellazione"),
    },
    "limits in days": NAMED["kept"],
    "rows": NAMED["kept"],
    "by reason": {
        "opted_out": ("key pressed in the message", "tasto premuto durante il messaggio"),
        "erasure asked": ("erasure asked", "richiesta di cancellazione"),
        "none given": ("none given", "non indicato"),
    },
    "action": {
        "campaign.create": ("created", "creazione"),
        "campaign.update": ("changed", "modifica"),
        "campaign.law": ("legal settings changed", "modifica delle impostazioni legali"),
        "campaign.start_refused": ("start refused", "avvio rifiutato"),
        "campaign.status": ("started, paused or stopped", "avvio, pausa o arresto"),
        "campaign.close": ("closed", "chiusura"),
        "campaign.open": ("opened again", "riapertura"),
        "campaign.archive": ("archived", "archiviazione"),
        "campaign.fields": ("fields changed", "modifica dei campi"),
        "campaign.delete": ("deleted", "eliminazione"),
    },
    "by day and hour": {
        "Mon": ("Mon", "lun"),
        "Tue": ("Tue", "mar"),
        "Wed": ("Wed", "mer"),
        "Thu": ("Thu", "gio"),
        "Fri": ("Fri", "ven"),
        "Sat": ("Sat", "sab"),
        "Sun": ("Sun", "dom"),
    },
}
"""By the name of a fact: its values, or, where it holds counts, what they are counted by."""

SENTENCES: Final = Turned(
    {
        "none": "nessuno",
        "nobody": "nessuno",
        "never": "mai",
        "unknown": "ignoto",
        "not declared": "non dichiarato",
        "nothing": "nulla",
        "auto": "auto",
        "none: those shown are the folder's, and nobody may be called": "nessuno: quelli mostrati sono della "
        "cartella, e non si può chiamare nessuno",
        "the rule warns only": "la regola avvisa soltanto",
        "whole campaign": "intera campagna",
        "this campaign": "questa campagna",
        "let go": "limitazione cessata",
        "nobody was named": "non indicato",
        "the called side": "la parte chiamata",
        "Pronto": "Pronto",
        "the dialplan or the agent's phone, or it was not seen": "il dialplan o il telefono dell'operatore, o non "
        "rilevato",
        "none named": "non indicata",
        "not read": "non letto",
        "erased since, so that no country can be told": "cancellati, paese non determinabile",
        "of no country that the number tells": "di nessun paese deducibile dal numero",
        "{country}: no profile": "{country}: nessun profilo",
        "not kept": "non conservato",
        "not kept: counted in {zone}": "non conservato: contate in {zone}",
        "a rule found no basis, and did not bind": "una regola non vincolante non ha trovato la base giuridica",
        "no rule asks for a basis": "nessuna regola chiede una base giuridica",
        "what the rules saw was not kept": "esito delle regole non conservato",
        "with a basis": "con base giuridica",
        "with a basis, whose proof was not kept yet": "con base giuridica, prova non ancora conservata",
        "not kept: the call is older than that": "non conservato: la chiamata è anteriore",
        "not said": "non indicato",
        "nobody knew it": "sconosciuta",
        "list {id}": "lista {id}",
        "agent {place}": "operatore {place}",
        "with the acknowledgement": "dalla presa in carico",
        "withheld": "non mostrato",
        "Pronto keeps no contract, and calls none bound": "Pronto non conserva contratti e non ne dichiara conclusi",
        "Pronto makes none": "Pronto non ne effettua",
        "granted, notice given before": "consenso dato, con avviso preventivo",
        "granted, no notice before": "consenso dato, senza avviso preventivo",
        "refused, notice given before": "rifiuto, con avviso preventivo",
        "refused, no notice before": "rifiuto, senza avviso preventivo",
        "withdrawn, notice given before": "revoca, con avviso preventivo",
        "withdrawn, no notice before": "revoca, senza avviso preventivo",
        "none: boards and live calls name no agent; an agent's page and wishes are the agent's alone": "nessuno: i "
        "tabelloni e le chiamate in corso non nominano gli operatori; pagina e richieste di un operatore le vede solo "
        "lui",
        "none, and no rule asks for one: boards name agents": "nessuno, e nessuna regola lo chiede: i tabelloni "
        "nominano gli operatori",
        "over {most}": "oltre {most}",
        "{least} or more": "{least} o più",
        # What is not recorded.
        "when greetings began: none was heard": "l'inizio dei saluti: non ne è stato udito alcuno",
        "when greetings began: it is listened for only where a rule counts from there": "l'inizio dei saluti: si "
        "ascolta solo dove una regola conta da lì",
        "clock skew: no engine has written down how its clock and Asterisk's compare": "lo scarto degli orologi: "
        "nessun motore ha annotato il confronto tra il suo orologio e quello di Asterisk",
        "dropped events: no engine has written down what its link to Asterisk has shown": "gli eventi perduti: nessun "
        "motore ha annotato l'andamento del collegamento con Asterisk",
        "calls of other campaigns at {count} numbers that are erased here, where they are not erased too": (
            "le chiamate di altre campagne a {count} numeri cancellati qui e non là"
        ),
        "the attestation of each call: its provider gives it after Pronto has let go of the call": "l'attestazione di "
        "ogni chiamata: il fornitore la appone quando Pronto ha già ceduto la chiamata",
        "when a no was received that came by letter or mail: it holds from when it was entered": "quando è giunta "
        "un'opposizione arrivata per lettera o e-mail: vale dall'inserimento",
        "transfers: Pronto passes no call on": "i trasferimenti: Pronto non trasferisce chiamate",
        "offers, receipts, acceptances, withdrawals and their proofs: they are kept where contracts are": "offerte, "
        "ricevute, accettazioni, recessi e relative prove: si conservano dove sono i contratti",
        "recordings of the PBX, their purposes and deletion: Pronto does not know of any": "le registrazioni del "
        "centralino, le loro finalità e la loro cancellazione: Pronto non ne ha notizia",
        "the script: no SHA-256 of it was declared": "lo script: non ne è stato dichiarato lo SHA-256",
        "the privacy notice: no SHA-256 of it was declared": "l'informativa: non ne è stato dichiarato lo SHA-256",
        "the sound files: no engine told of them when the campaign was started": "i file audio: nessun motore li ha "
        "rilevati all'avvio della campagna",
        "hashes of {count} sound files: they lie where Pronto cannot read them (PRONTO_SOUNDS_DIR)": "gli hash di "
        "{count} file audio: sono dove Pronto non può leggerli (PRONTO_SOUNDS_DIR)",
        "when {count} abandoned calls were answered: Pronto was away": "quando {count} chiamate abbandonate hanno "
        "avuto risposta: Pronto era assente",
        "when {count} abandoned calls ended: Pronto was away": "quando {count} chiamate abbandonate sono finite: "
        "Pronto era assente",
    }
)
