"""What the call centre's words mean to the person concerned, in English and Italian."""

from collections.abc import Mapping
from typing import Final

Pair = tuple[str, str]
Terms = Mapping[str, Pair]

OUTCOMES: Final[Terms] = {
    "connected": ("You spoke with an operator", "Ha parlato con un operatore"),
    "abandoned": (
        "You answered, and no operator was free: the call was ended",
        "Ha risposto, ma nessun operatore era libero: la chiamata è stata chiusa",
    ),
    "machine": ("Taken for an answering machine", "Ritenuta una segreteria telefonica"),
    "no_answer": ("Nobody answered", "Nessuna risposta"),
    "busy": ("The line was busy", "Linea occupata"),
    "congestion": ("The network had no free line", "Rete telefonica congestionata"),
    "invalid_number": ("The network does not know the number", "Numero sconosciuto alla rete telefonica"),
    "failed": ("The network did not put the call through", "Chiamata non riuscita sulla rete telefonica"),
    "cancelled": ("We called it off while it rang", "Annullata da noi mentre squillava"),
    "not_placed": ("It was not placed: nothing rang", "Non è partita: il telefono non ha squillato"),
    "lost": ("It ended, and how is not known", "Terminata; non si sa come"),
    "": ("It is under way", "In corso"),
}
MODES: Final[Terms] = {
    "predictive": ("By the system, ahead of the operators", "Dal sistema, in anticipo sugli operatori"),
    "ratio": ("By the system, ahead of the operators", "Dal sistema, in anticipo sugli operatori"),
    "guaranteed": ("By the system, for an operator kept free", "Dal sistema, per un operatore già riservato"),
    "progressive": ("By the system, for a free operator", "Dal sistema, per un operatore libero"),
    "preview": ("By an operator, who saw your entry first", "Da un operatore, dopo aver visto la Sua scheda"),
    "manual": ("By an operator, by hand", "Da un operatore, manualmente"),
    "callback": ("To keep a call that was booked", "Per una richiamata prenotata"),
}
ENDED_BY: Final[Terms] = {
    "theirs": ("By you, or by the network", "Da Lei, o dalla rete telefonica"),
    "ours": ("By us", "Da noi"),
}
STATES: Final[Terms] = {
    "open": ("You may be called", "Può essere chiamato"),
    "held": ("You are left out of the calls for now", "Per ora escluso dalle chiamate"),
    "booked": ("A call to you is booked", "È prenotata una chiamata"),
    "claimed": ("You may be called at any moment", "Può essere chiamato in ogni momento"),
    "calling": ("You are being called now", "Chiamata in corso"),
    "wrapping": ("A call has ended, and its result is being written", "Chiamata terminata; esito in registrazione"),
    "done": ("You will not be called again from this entry", "Non sarà più chiamato per questa scheda"),
    "archived": ("The list is put away: you are not called", "Lista archiviata: non viene chiamato"),
}
REASONS: Final[Terms] = {
    "attempts_used_up": ("all tries are used up", "tentativi esauriti"),
    "suppressed": ("you do not want to be called", "ha chiesto di non essere chiamato"),
    "opted_out": ("you pressed the key for it during a message", "ha premuto il tasto previsto durante il messaggio"),
    "callback_cancelled": ("the call that was booked was cancelled", "richiamata annullata"),
    "erased": ("erased at your request", "dati cancellati su Sua richiesta"),
    "erasure asked": ("you asked for erasure", "ha chiesto la cancellazione dei dati"),
    "retention": ("erased, as it was kept long enough", "dati cancellati per fine conservazione"),
    "done": ("it was closed", "scheda chiusa"),
    **OUTCOMES,
}
BASES: Final[Terms] = {
    "consent": ("Your consent (GDPR article 6(1)(a))", "Il Suo consenso (art. 6, par. 1, lett. a GDPR)"),
    "specific_consent": (
        "Your consent to this company and this subject (GDPR article 6(1)(a))",
        "Il Suo consenso specifico a questa società e a questo tema (art. 6, par. 1, lett. a GDPR)",
    ),
    "written_consent": (
        "Your written consent (GDPR article 6(1)(a))",
        "Il Suo consenso scritto (art. 6, par. 1, lett. a GDPR)",
    ),
    "contract": ("A contract with you (GDPR article 6(1)(b))", "Un contratto con Lei (art. 6, par. 1, lett. b GDPR)"),
    "existing_customer": (
        "You are a customer: a contract in force (GDPR article 6(1)(b) and (f))",
        "Lei è cliente: contratto in corso (art. 6, par. 1, lett. b e f GDPR)",
    ),
    "request": (
        "You asked to be called (GDPR article 6(1)(b))",
        "Ha chiesto di essere chiamato (art. 6, par. 1, lett. b GDPR)",
    ),
    "legitimate_interest": (
        "A legitimate interest of the company: to make its offers known (GDPR article 6(1)(f))",
        "Legittimo interesse della società a far conoscere le proprie offerte (art. 6, par. 1, lett. f GDPR)",
    ),
    "public_directory": (
        "Your number is in the public directory (GDPR article 6(1)(f))",
        "Il Suo numero è negli elenchi pubblici (art. 6, par. 1, lett. f GDPR)",
    ),
    "in_directory": (
        "Your number is in the public directory (GDPR article 6(1)(f))",
        "Il Suo numero è negli elenchi pubblici (art. 6, par. 1, lett. f GDPR)",
    ),
    "not_on_register": (
        "Your number is on no register of objection",
        "Il Suo numero non è iscritto ad alcun registro delle opposizioni",
    ),
    "purchase": ("You bought something before", "Un Suo precedente acquisto"),
    "inquiry": ("You asked for information before", "Una Sua precedente richiesta di informazioni"),
    "told_no_objection": (
        "You told this company that its calls are welcome",
        "Ha dichiarato a questa società di gradirne le chiamate",
    ),
}
CONSENT_FIELDS: Final[Terms] = {
    "basis": ("Legal basis", "Base giuridica"),
    "source": ("Collected from", "Raccolto da"),
    "obtained_at": ("Given on", "Data di rilascio"),
    "ended_at": ("Ended on", "Cessato il"),
    "text_version": ("Version of the text", "Versione del testo"),
    "channel": ("Channel", "Canale"),
    "controller": ("Given to", "Rilasciato a"),
    "form_or_address": ("Form or address", "Modulo o indirizzo"),
    "evidence_id": ("Number of the proof", "Numero della prova"),
    "list_provider": ("Provider of the list", "Fornitore della lista"),
    "notice_given": ("Notice given", "Informativa resa"),
}
RECORDING: Final[Terms] = {
    "granted": ("You agreed", "Ha acconsentito"),
    "refused": ("You refused", "Ha rifiutato"),
    "withdrawn": ("You withdrew your agreement", "Ha revocato il consenso"),
}
CALLBACK_KINDS: Final[Terms] = {
    "promise": ("A call was promised to you", "Richiamata promessa"),
    "next": ("You were to be called next", "Chiamata da fare per prima"),
    "manual": ("An operator wanted to call you", "Chiamata chiesta da un operatore"),
}
CALLBACK_STATES: Final[Terms] = {
    "waiting": ("Not called yet", "Non ancora effettuata"),
    "called": ("Called", "Effettuata"),
    "cancelled": ("Cancelled", "Annullata"),
}
REQUESTS: Final[Terms] = {
    "access": ("To see your data", "Accesso ai dati"),
    "erasure": ("To have your data erased", "Cancellazione dei dati"),
}
REGISTERS: Final[Mapping[str, str]] = {
    "RPO": "Registro Pubblico delle Opposizioni (RPO)",
    "NDNC": "National Do Not Call Registry",
    "TPS": "Telephone Preference Service (TPS)",
    "CTPS": "Corporate Telephone Preference Service (CTPS)",
    "DNC-CO": "Do not call list of Colorado",
    "DNC-FL": "Do not call list of Florida",
    "DNC-IN": "Do not call list of Indiana",
    "DNC-LA": "Do not call list of Louisiana",
    "DNC-MA": "Do not call list of Massachusetts",
    "DNC-MO": "Do not call list of Missouri",
    "DNC-OK": "Do not call list of Oklahoma",
    "DNC-PA": "Do not call list of Pennsylvania",
    "DNC-TN": "Do not call list of Tennessee",
    "DNC-TX": "Do not call list of Texas",
    "DNC-WY": "Do not call list of Wyoming",
}
ACTS: Final[Terms] = {
    "attempt.dispose": ("The result of a call was written down", "Registrato l'esito di una chiamata"),
    "attempt.disclosed": ("What the operator told you was written down", "Registrato ciò che l'operatore ha detto"),
    "recording.consent": (
        "What you said about recording was written down",
        "Registrata la Sua scelta sulla registrazione",
    ),
    "number.unmask": ("Your number was looked at in full", "Il Suo numero è stato visualizzato per intero"),
    "lead.add": ("Your entry came in or was completed", "Scheda inserita o aggiornata"),
    "lead.next": ("A call was put first in line", "Chiamata messa in testa"),
    "lead.manual": ("A call by hand was asked for", "Chiesta una chiamata manuale"),
    "callback.move": ("A booked call was moved", "Richiamata spostata"),
    "callback.cancel": ("A booked call was cancelled", "Richiamata annullata"),
    "": ("Another act on your entry", "Altra operazione sulla Sua scheda"),
}
ACTORS: Final[Terms] = {
    "agent": ("an operator", "un operatore"),
    "supervisor": ("a supervisor", "un supervisore"),
    "manager": ("a manager", "un responsabile di campagna"),
    "admin": ("an administrator", "un amministratore"),
    "cli": ("an administrator", "un amministratore"),
    "": ("the system", "il sistema"),
}
# ISO 3166: who hears complaints there. Elsewhere the sentence of `rights.complaint` has to do.
AUTHORITIES: Final[Mapping[str, str]] = {
    "IT": "Garante per la protezione dei dati personali, Piazza Venezia 11, 00187 Roma, protocollo@gpdp.it, "
    "www.garanteprivacy.it",
    "FR": "Commission nationale de l'informatique et des libertés (CNIL), www.cnil.fr",
    "ES": "Agencia Española de Protección de Datos (AEPD), www.aepd.es",
    "GB": "Information Commissioner's Office (ICO), ico.org.uk",
}
