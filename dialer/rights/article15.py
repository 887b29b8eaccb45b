"""What article 15 says a person is told beside the data itself: sentences in English and Italian."""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "recipients": ("Who gets your data", "Destinatari"),
    "recipients.staff": (
        "People who work for {controller} or, on its behalf and under its instructions, for the call centre",
        "Addetti di {controller} o, per suo conto e su sue istruzioni, del call center",
    ),
    "recipients.carriers": (
        "Telephone companies that carry the calls: the number called, the number shown, time and length",
        "Operatori telefonici che trasportano le chiamate: numero chiamato, numero mostrato, ora e durata",
    ),
    "recipients.register": (
        "{register}: your number, to ask whether it is on it",
        "{register}: il Suo numero, per la verifica",
    ),
    "recipients.law": (
        "Authorities, where the law obliges us to tell them",
        "Autorità, nei casi previsti dalla legge",
    ),
    "transfers": ("Outside the European Economic Area", "Trasferimenti fuori dallo Spazio economico europeo"),
    "transfers.none": (
        "As far as this system knows, your data does not leave the European Economic Area.",
        "Per quanto risulta al sistema, i dati non lasciano lo Spazio economico europeo.",
    ),
    "transfers.unknown": (
        "Where the operators sit who talk to you is not written down here: ask {controller}.",
        "La sede degli operatori che La chiamano non è indicata qui: può chiederla a {controller}.",
    ),
    "transfers.to": (
        "Operators who see your data while they talk to you sit in: {countries}. You may ask {controller} for the "
        "safeguards (GDPR article 46).",
        "Gli operatori che vedono i Suoi dati durante la chiamata lavorano in: {countries}. Può chiedere a "
        "{controller} le garanzie adottate (art. 46 GDPR).",
    ),
    "retention": ("How long it is kept", "Periodo di conservazione"),
    "retention.contact_data": ("Entries and rows of files", "Schede e righe di file"),
    "retention.call_events": ("Calls and notes on them", "Chiamate e relative note"),
    "retention.profiling_data": ("Data used for profiling", "Dati usati per profilazione"),
    "retention.objections": ("Objections", "Opposizioni"),
    "retention.proof": ("Acts, and answers to your requests", "Operazioni e risposte alle Sue richieste"),
    "retention.contact_data.how": (
        "{span} after your list was last filled and you were last called; then emptied",
        "{span} dall'ultimo caricamento della lista e dall'ultima chiamata; poi svuotate",
    ),
    "retention.call_events.how": (
        "{span} after the call; then your number is replaced by a code and the note deleted",
        "{span} dalla chiamata; poi il numero è sostituito da un codice e la nota è cancellata",
    ),
    "retention.profiling_data.how": ("{span}", "{span}"),
    "retention.unbounded": (
        "No fixed period: as long as the purposes above last, or until you object",
        "Nessun termine fisso: finché durano le finalità indicate, o fino alla Sua opposizione",
    ),
    "retention.objections.how": (
        "As long as needed so that you are not called; a code made from your number, not the number",
        "Finché serve a non richiamarLa; come codice ricavato dal numero, non come numero",
    ),
    "retention.proof.how": (
        "As long as compliance has to be proved; they hold neither your name nor your number",
        "Finché occorre provare il rispetto delle norme; non contengono né nome né numero",
    ),
    "years": ("{count} years", "{count} anni"),
    "months": ("{count} months", "{count} mesi"),
    "days": ("{count} days", "{count} giorni"),
    "rights": ("Your rights", "I Suoi diritti"),
    "rights.rectification": (
        "Have wrong data put right and incomplete data completed (GDPR article 16).",
        "Ottenere la rettifica dei dati inesatti e l'integrazione di quelli incompleti (art. 16 GDPR).",
    ),
    "rights.erasure": ("Have your data erased (article 17).", "Ottenere la cancellazione dei dati (art. 17 GDPR)."),
    "rights.restriction": (
        "Have its use restricted (article 18).",
        "Ottenere la limitazione del trattamento (art. 18 GDPR).",
    ),
    "rights.portability": (
        "Get the data you provided in a form that machines read (article 20).",
        "Ricevere i dati forniti in un formato leggibile da dispositivo automatico (art. 20 GDPR).",
    ),
    "rights.objection": (
        "Object to calls at any time, without a reason and free of charge: you are then called no more "
        "(article 21(2) and (3)).",
        "Opporsi alle chiamate in qualsiasi momento, senza motivazione e gratuitamente: non sarà più chiamato "
        "(art. 21, par. 2 e 3 GDPR).",
    ),
    "rights.withdrawal": (
        "Withdraw a consent at any time; what was done before stays lawful (article 7(3)).",
        "Revocare il consenso in qualsiasi momento, senza pregiudicare quanto fatto prima (art. 7, par. 3 GDPR).",
    ),
    "rights.how": ("To use them, write to {reach}.", "Per esercitarli scriva a {reach}."),
    "rights.complaint": (
        "Lodge a complaint with a supervisory authority, above all where you live, where you work, or where the law "
        "was broken (article 77).",
        "Proporre reclamo a un'autorità di controllo, in particolare dove risiede, dove lavora o dove è avvenuta la "
        "violazione (art. 77 GDPR).",
    ),
    "rights.authority": ("The authority: {authority}.", "Autorità di controllo: {authority}."),
    "automated": ("Automated decisions", "Decisioni automatizzate"),
    "automated.none": (
        "No decision that has legal effects for you, or affects you as strongly, is taken by a machine alone "
        "(article 22).",
        "Nessuna decisione che produca effetti giuridici su di Lei, o che incida in modo analogo, è presa "
        "unicamente in modo automatizzato (art. 22 GDPR).",
    ),
    "automated.what": (
        "The system decides when and in what order numbers are called, from calling hours, earlier calls, their "
        "results and the operators who are free, and does not call where the law or your objection forbids it.",
        "Il sistema decide quando e in che ordine chiamare i numeri in base a orari, chiamate precedenti, loro esiti "
        "e operatori liberi, e non chiama quando la legge o la Sua opposizione lo vietano.",
    ),
    # what is missing, for the company
    "lacking.reach": (
        "How to reach {controller} is not written down: set address and e-mail with PUT /api/v1/controllers/{id}.",
        "Mancano i recapiti di {controller}: indicare indirizzo ed e-mail con PUT /api/v1/controllers/{id}.",
    ),
    "lacking.country": (
        "Which authority hears complaints is not known: set the country of {controller} with "
        "PUT /api/v1/controllers/{id}.",
        "Non è nota l'autorità di controllo: indicare il paese di {controller} con PUT /api/v1/controllers/{id}.",
    ),
    "lacking.topic": (
        "What campaign “{campaign}” calls about is not written down: set law.topic.",
        "Manca il tema della campagna «{campaign}»: indicare law.topic.",
    ),
    "lacking.seat": (
        "Where the agents sit is not written down: set law.agent_country of the campaigns, or country of the agents.",
        "Manca il paese degli operatori: indicare law.agent_country nelle campagne, o country degli operatori.",
    ),
    "lacking.source": (
        "List “{list}” does not say where its people come from: set its consent's source.",
        "La lista «{list}» non indica l'origine dei dati: indicare la fonte nel consenso della lista.",
    ),
}
