"""The help of the other commands of campaign managers in Italian, by the English that stands with each command."""

from typing import Final

HELP: Final = {
    "Language of what is said: en or it.": "Lingua di ciò che si dice: en o it.",
    # pronto campaign, check
    "The campaign's name.": "Il nome della campagna.",
    "Start dialling, as soon as agents are ready.": "Cominciare a chiamare, appena ci sono operatori pronti.",
    "Place no new calls; those that live go on.": "Non far partire nuove chiamate; quelle in corso continuano.",
    "Place no new calls and give the claimed leads back.": "Non far partire nuove chiamate e rendere i contatti presi.",
    "Show what a campaign does, and why.": "Mostrare che cosa fa una campagna, e perché.",
    "Stay, and show what changes.": "Restare, e mostrare che cosa cambia.",
    "Show why a campaign dials what it dials: the last hour by reason, and its last decisions with their figures.": (
        "Mostrare perché una campagna chiama quanto chiama: l'ultima ora per motivo, e le ultime decisioni."
    ),
    "How many of the last decisions.": "Quante delle ultime decisioni.",
    "As JSON.": "Come JSON.",
    "Show whether what the pacer foretold came true: answers, and agents becoming free.": "Mostrare se ciò che era "
    "previsto è avvenuto: risposte, e operatori liberi.",
    "Write a picture (SVG) to this file.": "Scrivere un grafico (SVG) in questo file.",
    "Say for whom a campaign calls, what it sells and which texts are said, and show it; an empty word takes back.": (
        "Dire per chi chiama una campagna, che cosa vende e quali testi dice, e mostrarlo; una parola vuota toglie."
    ),
    "Who calls on the controller's behalf.": "Chi chiama per conto del titolare.",
    "Reference of the contract between the two.": "Riferimento del contratto tra i due.",
    "Line in the Italian ROC, or its like.": "Iscrizione al ROC, o simile.",
    "Account at the American register of numbers.": "Conto presso il registro americano dei numeri.",
    "energy, telecoms … or energia, telecomunicazioni …": "energia, telecomunicazioni … oppure energy, telecoms …",
    "What is offered, or asked.": "Che cosa si offre, o si chiede.",
    "File of the script: its SHA-256 is kept.": "File del testo di chiamata: se ne conserva lo SHA-256.",
    "The script's version.": "La versione del testo di chiamata.",
    "File of the privacy notice: its SHA-256 is kept.": "File dell'informativa: se ne conserva lo SHA-256.",
    "The privacy notice's version.": "La versione dell'informativa.",
    "Show what a campaign's custom fields hold, or say it: files are read by it, filters and orders go by it.": (
        "Mostrare che cosa contengono i campi propri di una campagna, o dirlo: così si leggono file, filtri e ordini."
    ),
    "Show how far a campaign has come into its lists, and when they run dry.": "Mostrare a che punto delle liste è una "
    "campagna, e quando finiranno.",
    "Look before the start.": "Guardare prima dell'avvio.",
    "Say everything that would stop or delay dialling, how to mend it, and when it could begin.\n\nEnds with 1 if "
    "something stops the campaign.": "Dire tutto ciò che bloccherebbe o ritarderebbe le chiamate, come rimediare, e "
    "quando si potrebbe cominciare.\n\nFinisce con 1 se qualcosa blocca la campagna.",
    # pronto suppression
    "Numbers that must not be called.": "Numeri da non chiamare.",
    "Let these numbers, and the people who have them, not be called any more, from now on.": "Non far più chiamare "
    "questi numeri, né le persone che li hanno, da ora.",
    "Who said no; more than once for several.": "Chi si è opposto; ripetuto per più persone.",
    "The person's external id, in the place of a number.": "L'identificativo esterno della persona, al posto di un "
    "numero.",
    "As in +390212345678, or without the country.": "Come +390212345678, o senza prefisso del paese.",
    "For this controller alone.": "Solo per questo titolare.",
    "For this campaign alone.": "Solo per questa campagna.",
    "Why, as the audit will say.": "Perché, come dirà il registro delle attività.",
    "Country of numbers written without one.": "Paese dei numeri scritti senza prefisso.",
    "Suppress every number of a file, which is read as lists are. Ends with 1 if a row was not taken.": "Non far più "
    "chiamare nessun numero di un file, letto come le liste. Finisce con 1 se una riga non è stata presa.",
    "COLUMN=phone for a column that holds numbers, COLUMN=ignore for one that does not.": "COLONNA=phone per una "
    "colonna che contiene numeri, COLONNA=ignore per una che non ne contiene.",
    "Where to write rows that were not taken.": "Dove scrivere le righe non prese.",
    "Follow the file of numbers that is being read to its end. What rows were not taken, its own import alone says.": (
        "Seguire fino alla fine il file di numeri che si sta leggendo. Quali righe non sono state prese lo dice solo "
        "la sua importazione."
    ),
    "Let a number or a person be called again, each by itself.": "Far chiamare di nuovo un numero o una persona, "
    "ciascuno per sé.",
    "Say what keeps a number or a person from being called.": "Dire che cosa vieta di chiamare un numero o una "
    "persona.",
    # pronto register
    "Ask public registers of people who do not want to be called.": "Consultare i registri pubblici di chi non vuole "
    "essere chiamato.",
    "Write a list's numbers to a file for a register, and note them as asked.": "Scrivere i numeri di una lista in un "
    "file per un registro, e annotarli come chiesti.",
    "One of {those}.": "Uno di {those}.",
    "The list whose numbers are asked.": "La lista di cui si chiedono i numeri.",
    "Where to write the file for the register.": "Dove scrivere il file per il registro.",
    "How numbers are written.": "Come si scrivono i numeri.",
    "Leave out what the register answered within these days.": "Escludere ciò a cui il registro ha risposto in questi "
    "giorni.",
    "Take a register's answer in, read as lists are. A file that is refused changes nothing.": "Prendere la risposta "
    "di un registro, letta come le liste. Un file rifiutato non cambia nulla.",
    "The register has none of the numbers; the file may be empty.": "Nel registro non c'è nessuno dei numeri; il file "
    "può essere vuoto.",
    "Stop the taking in of an answer and forget what was written of it. It can be brought again.": "Fermare "
    "l'ingresso di una risposta e dimenticare ciò che ne è scritto. Si può riportare.",
    "As `scrub-out` named it.": "Come l'ha chiamata `scrub-out`.",
    "The register's answer.": "La risposta del registro.",
    "The register's own reference of its answer.": "Il riferimento che il registro dà alla risposta.",
    "listed: it holds the listed numbers; free: the free ones; flags: rows say it.": "listed: contiene gli iscritti; "
    "free: i numeri liberi; flags: lo dicono le righe.",
    "Of the register's data, where it tells.": "Dei dati del registro, se la dice.",
    "When the register answered, in UTC; now without it.": "Quando il registro ha risposto, in UTC; senza, adesso.",
    "Show how many answers each controller has, and how many count no more.": "Mostrare quante risposte ha ogni "
    "titolare, e quante non valgono più.",
    # pronto person, retention
    "What a person may ask of the own data.": "Che cosa una persona può chiedere sui propri dati.",
    "The company that is asked.": "Il titolare a cui si chiede.",
    "The person's number, as in +390212345678, or without the country.": "Il numero della persona, come +390212345678, "
    "o senza prefisso.",
    "The person's external id.": "Il codice esterno della persona.",
    "Take out of a person's rows what tells who it was; what forbids to call the person stays.": "Togliere dalle righe "
    "di una persona ciò che dice chi era; resta ciò che vieta di chiamarla.",
    "Suppress the person's numbers first.": "Prima vietare di chiamare i suoi numeri.",
    "Say whose number a report's stand-in is.": "Dire di chi è il numero dietro lo pseudonimo di un rapporto.",
    "The campaign of the report.": "La campagna del rapporto.",
    "As the report shows it.": "Come lo mostra il rapporto.",
    "Why the number has to be seen, in five characters at least: it is kept in the audit.": "Perché il numero va "
    "visto, in almeno cinque caratteri: resta nel registro delle attività.",
    "Let reports use new stand-ins for numbers from now on.": "D'ora in poi usare nei rapporti nuovi pseudonimi.",
    "Let older stand-ins fit nobody any more.": "Far sì che gli pseudonimi di prima non indichino più nessuno.",
    "Keep nothing longer than its limit.": "Non conservare nulla oltre il suo limite.",
    "Write all that is kept of a person to a file, with what GDPR article 15 asks for.\n\nIt is in the language that "
    "--language names, else in the person's own, as far as that is known.": "Scrivere in un file tutto ciò che si "
    "conserva di una persona, con ciò che chiede l'articolo 15 del GDPR.\n\nÈ nella lingua indicata con --language, "
    "altrimenti in quella della persona, se è nota.",
    "FILE.html or FILE.txt to read, FILE.json.": "FILE.html o FILE.txt da leggere, FILE.json.",
    "Empty or delete what is older than its limit. The engine does it by itself each day (PRONTO_RETENTION_AT).": (
        "Svuotare o cancellare ciò che supera il suo limite. Il motore lo fa da sé ogni giorno (PRONTO_RETENTION_AT)."
    ),
    "KIND=DAYS for all data, as in contact_data=730. Without any, the campaigns' rules.": "TIPO=GIORNI per tutti i "
    "dati, come contact_data=730. Senza, le regole delle campagne.",
    "Show the last runs with their reports.": "Mostrare le ultime esecuzioni con i loro rapporti.",
    "How many, newest first.": "Quante, dalla più recente.",
    "Only count.": "Contare soltanto.",
    # pronto report, audit
    "Documents for inspectors.": "Documenti per le verifiche.",
    "Write a campaign's compliance report. The same instant gives the same files.\n\nFollows the log up to then, and "
    "fails if that is not as it was written: the report says so too.\n\nIts page is in the language that "
    "--language names.": "Scrivere il rapporto di conformità di una campagna. Lo stesso momento dà gli stessi file."
    "\n\nSegue il registro fino a quel momento, e fallisce se non è come fu scritto: lo dice anche il rapporto."
    "\n\nLa pagina è nella lingua indicata da --language.",
    "Folder for report.html, report.json, events.csv, SHA256SUMS.": "Cartella per report.html, report.json, "
    "events.csv, SHA256SUMS.",
    "Events up to then, in UTC; up to now without it.": "Eventi fino ad allora, in UTC; senza, fino ad ora.",
    "The proof of who did what.": "La prova di chi ha fatto che cosa.",
    "Follow the whole chain and say the first line that is not as it was written.": "Seguire tutta la catena e dire la "
    "prima riga che non è come fu scritta.",
    "Verify this exported file instead.": "Verificare invece questo file esportato.",
    "Write the whole audit to a file that `verify --file`, or another tool, can follow.": "Scrivere tutto il registro "
    "delle attività in un file che `verify --file`, o un altro strumento, può seguire.",
    "Where to write it, as JSON Lines.": "Dove scriverlo, come JSON Lines.",
}
