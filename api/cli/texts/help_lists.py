"""The help of `pronto list`, `lead` and `callback` in Italian, by the English that stands with each command."""

from typing import Final

HELP: Final = {
    # pronto list
    "Lists of leads.": "Liste di contatti.",
    "Show how a list is dialled, or all lists.": "Mostrare le impostazioni di chiamata di una lista, o di tutte.",
    "Name of the list; all without it.": "Nome della lista; senza, tutte.",
    "Change how a list is dialled; what is not said stays.": (
        "Cambiare le impostazioni di chiamata di una lista; ciò che non si indica resta com'è."
    ),
    "Name of the list.": "Nome della lista.",
    "Its share among its campaign's lists; 0 for none.": "La sua quota tra le liste della campagna; 0 per nessuna.",
    'As in "score desc", newest, "random 7"; "" for none.': 'Come "score desc", newest, "random 7"; "" per nessuno.',
    'As in "score >= 50"; "" for none.': 'Come "score >= 50"; "" per nessuno.',
    "Dial its leads, or not.": "Chiamare i suoi contatti, o no.",
    'Campaign that dials it; "" for none.': 'Campagna che la chiama; "" per nessuna.',
    "FIELD=KIND, as often as needed: {kinds}; a choice as plan=choice:Gold,Silver.": "CAMPO=TIPO, quante volte serve: "
    "{kinds}; una scelta come plan=choice:Gold,Silver.",
    "FIELD that holds any text again.": "CAMPO che torna a contenere qualsiasi testo.",
    "Put a list away.": "Archiviare una lista.",
    "Take a list out again.": "Riprendere una lista dall'archivio.",
    "Delete a list that holds nobody, with what is kept of its imports; one with leads can be archived.": "Cancellare "
    "una lista che non contiene nessuno, con ciò che si conserva delle importazioni; una con contatti si archivia.",
    "Show what the first 20 rows of a file would become, and what each column is taken for. Nothing is kept of it.": (
        "Mostrare che cosa diventerebbero le prime 20 righe di un file, e come è intesa ogni colonna. Non resta nulla."
    ),
    "Name of the list; made if it does not exist.": "Nome della lista; se non esiste si crea.",
    "CSV, XLSX, ODS, or a ZIP of such tables.": "CSV, XLSX, ODS, o uno ZIP di tali tabelle.",
    "Campaign to give a new list to.": "Campagna a cui dare una nuova lista.",
    "Controller of a new list, where there are several.": "Titolare di una nuova lista, se ce n'è più d'uno.",
    "Country of numbers written without one; otherwise the list's, of a new one IT.": "Paese dei numeri scritti senza "
    "prefisso; altrimenti quello della lista, per una nuova IT.",
    "What allows the calls of a new list where rows do not say it, as NAME=VALUE: {those}. May be given several "
    "times.": "Che cosa consente le chiamate di una nuova lista, se le righe non lo dicono, come NOME=VALORE: {those}. "
    "Si può dare più volte.",
    "COLUMN=MEANING, as often as needed. Meanings: {those}.": "COLONNA=SIGNIFICATO, quante volte serve. Significati: "
    "{those}.",
    "Sheet of a spreadsheet; otherwise the first that holds something.": "Foglio di una cartella di lavoro; altrimenti "
    "il primo che contiene qualcosa.",
    "Line of the header, where it is not the first.": "Riga dell'intestazione, se non è la prima.",
    "The file has no header: its columns are called 1, 2, 3 … in --map.": "Il file non ha intestazione: in --map le "
    "colonne si chiamano 1, 2, 3 …",
    "What is done with a row whose cell its field's type does not allow: keep leaves it as written.": "Che cosa si fa "
    "di una riga con una cella che il tipo del campo non ammette: keep la lascia com'è scritta.",
    "Put back the 0 that a spreadsheet has taken from Italian land lines.": "Rimettere lo 0 che un foglio di calcolo "
    "ha tolto ai numeri fissi italiani.",
    "Load a file into a list. In a terminal, what it would become is shown first and has to be confirmed.": "Caricare "
    "un file in una lista. In un terminale si mostra prima che cosa diventerebbe, e va confermato.",
    "What is done with rows that are there already.": "Che cosa si fa delle righe che ci sono già.",
    "What tells that two rows are one person.": "Che cosa dice che due righe sono la stessa persona.",
    "Where duplicates are looked for.": "Dove si cercano i doppioni.",
    "Load without showing a preview first.": "Caricare senza mostrare prima un'anteprima.",
    "Wait until the file is read.": "Attendere che il file sia letto.",
    "Where to write rows that were not loaded.": "Dove scrivere le righe non caricate.",
    "Show the newest imports: how far they are, or how they ended.": "Mostrare le ultime importazioni: a che punto "
    "sono, o come sono finite.",
    "Name of a list; all without it.": "Nome di una lista; senza, tutte.",
    "Follow an import to its end; with --rejected, write its rejected rows to a file.": "Seguire un'importazione fino "
    "alla fine; con --rejected, scriverne le righe rifiutate in un file.",
    "Number of the import, as `pronto list imports` shows it.": "Numero dell'importazione, come lo mostra `pronto list "
    "imports`.",
    "Where to write them.": "Dove scriverle.",
    "End an import; what it has loaded stays.": "Interrompere un'importazione; ciò che ha caricato resta.",
    "Write a list's leads to a file, archived or not.": "Scrivere i contatti di una lista in un file, archiviata o no.",
    "Where to write the CSV file.": "Dove scrivere il file CSV.",
    "Columns with commas between; the list's own are fields.NAME, or fields.* for all.": "Colonne separate da virgole; "
    "quelle proprie della lista sono fields.NOME, o fields.* per tutte.",
    "Mark the file as UTF-8, as Excel needs it.": "Segnare il file come UTF-8, come serve a Excel.",
    "Why numbers are shown whole, in five characters at least; else they are masked. The audit keeps it.": "Perché i "
    "numeri si mostrano interi, in almeno cinque caratteri; altrimenti sono mascherati. Resta nel registro delle "
    "attività.",
    "Let numbers at a premium rate in.": "Ammettere numeri a tariffa maggiorata.",
    # pronto lead
    "Single leads.": "Singoli contatti.",
    "Put one lead into a list, checked as a row of a file is, and dial it next of all.": "Mettere un contatto in una "
    "lista, controllato come una riga di file, e chiamarlo prima di tutti.",
    "Up to ten phones, in the order they are dialled.": "Fino a dieci telefoni, nell'ordine in cui si chiamano.",
    "Of the person.": "Della persona.",
    "What the person is called elsewhere.": "Il codice della persona altrove.",
    "Language of the person, as in it.": "Lingua della persona, come it.",
    "Time zone, as in Europe/Rome; otherwise as the numbers tell.": "Fuso orario, come Europe/Rome; altrimenti quello "
    "che dicono i numeri.",
    "-100 to 100; the smallest is dialled first.": "Da -100 a 100; il più piccolo si chiama per primo.",
    "Name of the agent whose lead it is.": "Nome dell'operatore a cui è assegnato.",
    "NAME=VALUE, as often as needed.": "NOME=VALORE, quante volte serve.",
    "NAME=VALUE: basis, source, obtained_at …": "NOME=VALORE: basis, source, obtained_at …",
    "What is done if the person is there already.": "Che cosa si fa se la persona c'è già.",
    "Not next, but in its turn.": "Non per primo, ma al suo turno.",
    "Name of the agent who alone is to talk to the person.": "Nome del solo operatore che deve parlare alla persona.",
    "For so many seconds it is better than any other lead.": "Per quanti secondi viene prima di ogni altro contatto.",
    "A name of this request: with the same one it is not done again.": "Un nome di questa richiesta: con lo stesso non "
    "si ripete.",
    "Dial a lead that is there next of all.": "Chiamare prima di tutti un contatto che c'è già.",
    "Number of the lead.": "Numero del contatto.",
    "Call a number or a lead by hand, for an agent who is logged in; it passes the same gate as every call.": "Far "
    "chiamare a mano un numero o un contatto, per un operatore connesso; passa gli stessi controlli di ogni chiamata.",
    "Name of the agent who is to talk to the person.": "Nome dell'operatore che deve parlare alla persona.",
    "Number to be called.": "Numero da chiamare.",
    "Number of the lead to be called, one of the agent's campaign.": "Numero del contatto da chiamare, uno della "
    "campagna dell'operatore.",
    "NAME=VALUE, of a new number: basis, source …": "NOME=VALORE, di un numero nuovo: basis, source …",
    "Show a lead, found by its number or by a phone, and why it is not dialled just now.": "Mostrare un contatto, "
    "trovato per numero o telefono, e perché ora non si chiama.",
    "Any of its phones, instead: every lead that has it.": "Invece, uno dei suoi telefoni: ogni contatto che lo ha.",
    "Country of numbers written without one, as in IT; otherwise that which all lists have.": "Paese dei numeri "
    "scritti senza prefisso, come IT; altrimenti quello che tutte le liste hanno.",
    "In this controller's lists alone.": "Solo nelle liste di questo titolare.",
    "Why numbers are shown whole, in five characters at least; the audit keeps it.": "Perché i numeri si mostrano "
    "interi, in almeno cinque caratteri; resta nel registro delle attività.",
    # pronto callback
    "Promises to call back.": "Richiamate promesse.",
    "Show call-backs, the earliest first.": "Mostrare le richiamate, le più vicine per prime.",
    "Of this campaign alone.": "Solo di questa campagna.",
    "Of this agent alone.": "Solo di questo operatore.",
    "What became of them.": "Che cosa ne è stato.",
    "Show the promises that are about to be missed, or were: by whom, and why. Ends with 1 if there are some.": (
        "Mostrare le promesse che stanno per essere mancate, o lo sono: da chi, e perché. Se ce ne sono finisce con 1."
    ),
    "Promise another instant, or another agent; what is not said stays.": "Promettere un altro momento o un altro "
    "operatore; il resto non cambia.",
    "Number of the call-back, as `pronto callback list` shows it.": "Numero della richiamata, come lo mostra `pronto "
    "callback list`.",
    'When, as in "2026-12-01 15:30", in the time zone of its campaign.': 'Quando, come "2026-12-01 15:30", nel fuso '
    "orario della campagna.",
    "Name of the agent who calls now.": "Nome dell'operatore che ora chiama.",
    "Let anyone call.": "Può chiamare chiunque.",
    "Seconds from the instant to the deadline.": "Secondi dal momento alla scadenza.",
    "The person asked for this time; else the law's hours are kept.": "La persona ha chiesto quest'ora; altrimenti si "
    "resta nell'orario di legge.",
    "Call nobody back.": "Non richiamare nessuno.",
    "The lead is one like all others then.": "Il contatto è allora uno come gli altri.",
}
