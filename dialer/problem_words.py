"""What kinds of problems are called and what they say, in English and Italian, and what their facts are called."""

from collections.abc import Mapping
from typing import Final

SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "failed": ("Pronto could not do what was asked.", "Pronto non ha potuto fare ciò che era chiesto."),
    "bad-database-url": (
        "This database address cannot be used: give sqlite:///FILE or postgresql://USER@HOST/NAME.",
        "Questo indirizzo di database non è utilizzabile: dare sqlite:///FILE o postgresql://UTENTE@HOST/NOME.",
    ),
    "wrong-key": (
        "The key of the state folder is not the one that this database's numbers were hashed with. Copy the file "
        "`number-key` from the state folder of the machine on which Pronto ran first.",
        "La chiave della cartella di stato non è quella con cui furono cifrati i numeri di questo database. Copiare "
        "il file `number-key` dalla cartella di stato della macchina su cui Pronto ha girato per primo.",
    ),
    "database-busy": ("The database did not answer in time.", "Il database non ha risposto in tempo."),
    "database-unusable": (
        "The database cannot be used as it is: `pronto doctor` on Pronto's machine says why, and how to mend it.",
        "Il database così com'è non è utilizzabile: `pronto doctor` sulla macchina di Pronto dice perché, e come "
        "rimediare.",
    ),
    "not-found": ("There is no such thing.", "Non esiste nulla del genere."),
    "unknown-attempt": ("There is no such attempt.", "Questa chiamata non esiste."),
    "unknown-agent": ("There is no such agent.", "Questo operatore non esiste."),
    "unknown-campaign": ("There is no such campaign.", "Questa campagna non esiste."),
    "unknown-lead": ("There is no such lead.", "Questo contatto non esiste."),
    "unknown-callback": ("There is no such call-back.", "Questa richiamata non esiste."),
    "unknown-list": ("There is no such list.", "Questa lista non esiste."),
    "unknown-import": (
        "There is no such import: `pronto list imports` shows those there are.",
        "Questa importazione non esiste: `pronto list imports` mostra quelle che ci sono.",
    ),
    "unknown-token": (
        "There is no such token, or it opens nothing any more: `pronto token list` shows those there are.",
        "Questa chiave non esiste, o non apre più nulla: `pronto token list` mostra quelle che ci sono.",
    ),
    "unknown-scrub": ("There is no such asking of a register.", "Questa consultazione di un registro non esiste."),
    "refused": ("This cannot be done as things stand.", "Al momento non si può fare."),
    "attempt-of-another": ("The attempt belongs to another agent.", "La chiamata è di un altro operatore."),
    "watching-locked": (
        "Only the agent may see or do this: the law asks for an agreement on watching agents first.",
        "È riservato all'operatore: la legge chiede prima un accordo sul controllo degli operatori.",
    ),
    "numbers-suppressed": (
        "None of the lead's numbers may be called: it was not taken.",
        "Nessuno dei numeri del contatto si può chiamare: non è stato preso.",
    ),
    "person-suppressed": (
        "The person has said no to calls: the lead was not taken, whatever its numbers. What forbids it: "
        "POST /suppressions/check with the external id, or with each number. Somebody else who shares a number comes "
        "in with an external id.",
        "La persona si è opposta alle chiamate: il contatto non è stato preso, qualunque numero abbia. Che cosa lo "
        "vieta: POST /suppressions/check con l'identificativo esterno, o con ciascun numero. Chi condivide un numero "
        "con un'altra persona va inviato con un proprio identificativo esterno.",
    ),
    "no-promise": (
        "The person must not be called any more: no call-back can be promised.",
        "La persona non va più chiamata: non si può promettere una richiamata.",
    ),
    "idempotency-key-used": (
        "Another request came with this Idempotency-Key before: give each request a key of its own.",
        "Un'altra richiesta è già arrivata con questa Idempotency-Key: dare a ogni richiesta una chiave propria.",
    ),
    "too-many-searches": (
        "Too many searches by number in this hour: wait, or let an administrator search with a reason.",
        "Troppe ricerche per numero in quest'ora: attendere, o far cercare a un amministratore che indichi il motivo.",
    ),
    "unknown-disposition": ("The campaign has no such disposition.", "La campagna non ha questo esito."),
    "callback-over": ("The call-back was made or cancelled already.", "La richiamata è già stata fatta o annullata."),
    "person-on-call": (
        "A call to this person lives or is being wrapped up: ask again when it has ended.",
        "Con questa persona c'è una chiamata in corso o in chiusura: chiedere di nuovo quando è finita.",
    ),
    "name-taken": ("Something of this kind already has this name.", "C'è già qualcosa di questo tipo con questo nome."),
    "phone-taken": (
        "Another agent has this phone: give each agent one of their own, or change the other's first.",
        "Un altro operatore ha già questo telefono: darne uno proprio a ciascuno, o cambiare prima quello dell'altro.",
    ),
    "phone-busy": (
        "Another agent is logged in with this phone: let that one log out, or give this agent a phone of their own.",
        "Un altro operatore è connesso con questo telefono: farlo uscire, o dare a questo operatore un telefono "
        "proprio.",
    ),
    "changed": (
        "It was changed since it was read: read it again, and make the change to what it is now.",
        "È cambiato da quando è stato letto: leggerlo di nuovo, e rifare la modifica su com'è adesso.",
    ),
    "controller-fixed": (
        "A campaign changes its controller only while it is stopped: stop it first.",
        "Una campagna cambia titolare solo da ferma: prima fermarla.",
    ),
    "campaign-closed": (
        "The campaign is closed: open it again first.",
        "La campagna è chiusa: prima riaprirla.",
    ),
    "campaign-archived": (
        "The campaign is archived: it can be read, and nothing in it is changed any more.",
        "La campagna è archiviata: si può consultare, ma non si modifica più.",
    ),
    "campaign-not-stopped": (
        "Only a stopped campaign can be closed: stop it first.",
        "Si chiude solo una campagna ferma: prima fermarla.",
    ),
    "campaign-has-agents": (
        "Agents are logged in to the campaign: let them log out, or log in to another one.",
        "Ci sono operatori connessi alla campagna: farli uscire, o passare a un'altra campagna.",
    ),
    "campaign-in-call": (
        "Calls of the campaign live or are being wrapped up: wait until they have ended.",
        "La campagna ha chiamate in corso o in chiusura: attendere che finiscano.",
    ),
    "campaign-has-callbacks": (
        "People were promised a call by this campaign: let the calls be made, or close it with cancel_callbacks. On "
        "the command line that is --cancel-callbacks.",
        "Questa campagna ha promesso delle richiamate: attendere che si facciano, o chiuderla con cancel_callbacks. "
        "Da riga di comando: --cancel-callbacks.",
    ),
    "campaign-not-closed": (
        "Only a closed campaign can be archived or opened again: close it first.",
        "Si archivia o si riapre solo una campagna chiusa: prima chiuderla.",
    ),
    "left-out": (
        "Something is left out that has a value, which would be lost: send all fields, as they were read.",
        "Manca qualcosa che ha un valore, che andrebbe perso: inviare tutti i campi, come sono stati letti.",
    ),
    "bad-reference": ("Something that this refers to does not exist.", "Qualcosa a cui si fa riferimento non esiste."),
    "scrub-not-open": (
        "The numbers of this asking did not go out whole, or its answer is in already.",
        "I numeri di questa consultazione non sono usciti tutti, o la risposta è già arrivata.",
    ),
    "answer-cancelled": (
        "The taking in of this answer was cancelled, and what was written of it is forgotten.",
        "L'ingresso di questa risposta è stato annullato, e ciò che ne era scritto è dimenticato.",
    ),
    "node-in-call": (
        "Calls live on this node's Asterisk: pause its campaigns, let the calls end, and change its address then.",
        "Sull'Asterisk di questo nodo ci sono chiamate in corso: mettere in pausa le sue campagne, attendere che "
        "finiscano, e cambiare poi l'indirizzo.",
    ),
    "in-use": ("It is still in use and cannot be deleted.", "È ancora in uso e non si può cancellare."),
    "invalid": ("Some of what was asked cannot be right.", "Qualcosa di ciò che è chiesto non può essere giusto."),
    "too-much-at-once": (
        "As much of this is under way as may be at once: ask again later.",
        "Di questo è già in corso quanto è possibile in una volta: richiederlo più tardi.",
    ),
    "too-many-imports": (
        "As many imports are queued as may be: send the file again when one of them has ended, or cancel one. `pronto "
        "list imports` shows them.",
        "La coda delle importazioni è piena: inviare di nuovo il file quando una è terminata, o annullarne una. "
        "`pronto list imports` le mostra.",
    ),
    "too-many-unconfirmed": (
        "As many previewed files wait to be confirmed as may: start or cancel some of them first. `pronto list "
        "imports` shows them.",
        "Troppi file visti in anteprima attendono conferma: prima avviarne o annullarne alcuni. `pronto list imports` "
        "li mostra.",
    ),
    "too-many-previews": (
        "As many files are being looked into as may be at once: ask for the preview again in a minute.",
        "Si stanno già esaminando quanti file è possibile in una volta: richiedere l'anteprima tra un minuto.",
    ),
    "too-many-number-files": (
        "As many files of numbers and registers' answers are being read as may be at once: send it when one has ended.",
        "Si stanno già leggendo quanti file di numeri e risposte dei registri è possibile in una volta: inviarlo "
        "quando uno è terminato.",
    ),
    "uploads-full": (
        "Uploaded files take all the room that they may have on disk: wait until an import has ended, or cancel one. "
        "An admin can give them more by PRONTO_UPLOADS_KEPT_LIMIT_BYTES.",
        "I file caricati occupano tutto lo spazio su disco concesso: attendere la fine di un'importazione, o "
        "annullarne una. Un amministratore può concederne di più con PRONTO_UPLOADS_KEPT_LIMIT_BYTES.",
    ),
    "file-broke-off": (
        "The process that takes the file in ended before its end.",
        "Il processo che carica il file è terminato prima della fine.",
    ),
    "suppressing-broke-off": (
        "The process that reads the file ended before its end: numbers read so far stay suppressed, the others are "
        "not. Send the same file again: it adds the rest. If that ends early too, save the table as CSV, which needs "
        "less memory.",
        "Il processo che legge il file è terminato prima della fine: i numeri letti finora restano da non chiamare, "
        "gli altri no. Inviare di nuovo lo stesso file: aggiunge il resto. Se si interrompe ancora, salvare la tabella "
        "come CSV, che richiede meno memoria.",
    ),
    "answer-not-read": (
        "The process that reads the register's answer ended before its end: nothing of it was written. Send the file "
        "again. If that ends early too, save the table as CSV, which needs less memory.",
        "Il processo che legge la risposta del registro è terminato prima della fine: non è stato scritto nulla. "
        "Inviare di nuovo il file. Se si interrompe ancora, salvare la tabella come CSV, che richiede meno memoria.",
    ),
    "answer-not-written": (
        "The process that writes the register's answer ended before its end: what is written counts, the rest not yet. "
        "The asking still waits: send the file again, or a better one.",
        "Il processo che scrive la risposta del registro è terminato prima della fine: quanto è scritto vale, il resto "
        "non ancora. La consultazione attende ancora: inviare di nuovo il file, o uno migliore.",
    ),
    "campaign-not-ready": (
        "The campaign lacks something without which nothing could be dialled.",
        "Alla campagna manca qualcosa senza cui non si potrebbe chiamare.",
    ),
    "agent-not-logged-in": ("The agent is not logged in to a campaign.", "L'operatore non è connesso a una campagna."),
    "phone-not-allowed": (
        "The campaign's Asterisk may not call this agent's phone. Give the agent a phone that is a PJSIP endpoint, as "
        "in PJSIP/1001, or let an admin add a pattern to `dial_patterns` of the node.",
        "L'Asterisk della campagna non può chiamare il telefono di questo operatore. Dare all'operatore un telefono "
        "che sia un endpoint PJSIP, ad esempio PJSIP/1001, o far aggiungere un modello a `dial_patterns` del nodo.",
    ),
    "unknown-phone": (
        "The campaign's Asterisk has no such phone: write its PJSIP endpoint there, or correct the agent's phone.",
        "L'Asterisk della campagna non ha questo telefono: scriverci il suo endpoint PJSIP, o correggere il telefono "
        "dell'operatore.",
    ),
    "import-not-finished": ("The upload is still being read.", "Il file si sta ancora leggendo."),
    "import-ended": ("The import has ended already.", "L'importazione è già terminata."),
    "import-not-waiting": (
        "The import has begun, or ended: it waits for nobody any more.",
        "L'importazione è iniziata o terminata: non attende più nessuno.",
    ),
    "upload-elsewhere": (
        "The uploaded file lies on another machine, or is gone; send it again.",
        "Il file inviato è su un'altra macchina, o non c'è più; inviarlo di nuovo.",
    ),
    "lead-not-free": (
        "The lead is done, booked, or in a call.",
        "Il contatto è concluso, prenotato, o in una chiamata.",
    ),
    "list-not-dialled": (
        "The list belongs to no campaign, is disabled or archived: none of its leads is dialled.",
        "La lista non è di nessuna campagna, è disattivata o archiviata: nessuno dei suoi contatti si chiama.",
    ),
    "rules-loosened": (
        "The profiles were changed since they were last accepted, perhaps by a new version, and a HARD rule is "
        "loosened. See all with `pronto law changes`; then put the files back, or answer for it: `pronto law accept "
        "--person NAME --reason WHY`.",
        "I profili sono cambiati dall'ultima accettazione, forse con una nuova versione, e una regola HARD ne risulta "
        "allentata. Vedere tutto con `pronto law changes`; poi rimettere i file com'erano, o risponderne: `pronto law "
        "accept --person NOME --reason MOTIVO`.",
    ),
}
"""By the slug of an error: its sentence, which is that of its class, and the same in Italian."""

TITLES_IT: Final[Mapping[str, str]] = {
    "failed": "Operazione non riuscita",
    "bad-database-url": "Indirizzo di database non valido",
    "wrong-key": "Chiave errata",
    "database-busy": "Database occupato",
    "database-unusable": "Database non utilizzabile",
    "not-found": "Non trovato",
    "unknown-attempt": "Chiamata sconosciuta",
    "unknown-agent": "Operatore sconosciuto",
    "unknown-campaign": "Campagna sconosciuta",
    "unknown-lead": "Contatto sconosciuto",
    "unknown-callback": "Richiamata sconosciuta",
    "unknown-list": "Lista sconosciuta",
    "unknown-import": "Importazione sconosciuta",
    "unknown-token": "Chiave sconosciuta",
    "unknown-scrub": "Consultazione sconosciuta",
    "refused": "Rifiutato",
    "attempt-of-another": "Chiamata di un altro operatore",
    "watching-locked": "Controllo degli operatori bloccato",
    "numbers-suppressed": "Numeri da non chiamare",
    "person-suppressed": "Persona da non chiamare",
    "no-promise": "Richiamata non possibile",
    "idempotency-key-used": "Idempotency-Key già usata",
    "too-many-searches": "Troppe ricerche per numero",
    "unknown-disposition": "Esito sconosciuto",
    "callback-over": "Richiamata già conclusa",
    "person-on-call": "Persona in chiamata",
    "name-taken": "Nome già in uso",
    "phone-taken": "Telefono già assegnato",
    "phone-busy": "Telefono già in uso",
    "bad-reference": "Riferimento errato",
    "changed": "Modificato nel frattempo",
    "controller-fixed": "Titolare non modificabile",
    "campaign-closed": "Campagna chiusa",
    "campaign-archived": "Campagna archiviata",
    "campaign-not-stopped": "Campagna non ferma",
    "campaign-has-agents": "Operatori connessi alla campagna",
    "campaign-in-call": "Campagna con chiamate in corso",
    "campaign-has-callbacks": "Richiamate promesse in attesa",
    "campaign-not-closed": "Campagna non chiusa",
    "left-out": "Manca qualcosa che ha un valore",
    "scrub-not-open": "Consultazione non aperta",
    "answer-cancelled": "Risposta annullata",
    "node-in-call": "Nodo con chiamate in corso",
    "in-use": "In uso",
    "invalid": "La richiesta non è corretta",
    "too-much-at-once": "Troppe richieste insieme",
    "too-many-imports": "Troppe importazioni in coda",
    "too-many-unconfirmed": "Troppe anteprime da confermare",
    "too-many-previews": "Troppe anteprime insieme",
    "too-many-number-files": "Troppi file di numeri insieme",
    "uploads-full": "Spazio per i file esaurito",
    "file-broke-off": "Caricamento interrotto",
    "suppressing-broke-off": "Caricamento interrotto",
    "answer-not-read": "Lettura della risposta interrotta",
    "answer-not-written": "Scrittura della risposta interrotta",
    "campaign-not-ready": "Campagna non pronta",
    "agent-not-logged-in": "Operatore non connesso",
    "phone-not-allowed": "Telefono non ammesso",
    "unknown-phone": "Telefono sconosciuto",
    "import-not-finished": "Importazione in corso",
    "import-ended": "Importazione terminata",
    "import-not-waiting": "Importazione non in attesa",
    "upload-elsewhere": "File su un'altra macchina",
    "lead-not-free": "Contatto non libero",
    "list-not-dialled": "Lista non chiamata",
    "rules-loosened": "Regole allentate",
    "not-signed-in": "Serve una chiave di accesso",
    "not-allowed": "Questa chiave non lo consente",
    "wrong-origin": "La richiesta viene dalla pagina di un altro sito",
    "too-many-attempts": "Troppi accessi falliti",
    "too-large": "La richiesta è troppo grande",
    "head-too-large": "L'intestazione della richiesta è troppo grande",
    "not-http": "Questo non è HTTP",
    "request-timeout": "La richiesta non è arrivata in tempo",
    "too-many-connections": "Troppe connessioni aperte",
    "too-many-of-client": "Troppe connessioni da un solo indirizzo",
    "wrong-host": "Pronto non si conosce con questo nome",
    "internal": "Errore di Pronto",
    "database-away": "Il database non risponde",
    "method-not-allowed": "Questo indirizzo non accetta quel metodo",
    "engine-silent": "Il motore non risponde",
    "unsupported-media-type": "Questo tipo di contenuto non si accetta",
}
FACTS_IT: Final[Mapping[str, str]] = {
    "agent": "operatore",
    "agents": "operatori",
    "callbacks": "richiamate",
    "calls": "chiamate",
    "node": "nodo",
    "campaign": "campagna",
    "controller": "titolare",
    "list": "lista",
    "lead": "contatto",
    "state": "stato",
    "name": "nome",
    "number": "numero",
    "scope": "ambito",
    "missing": "manca",
    "changes": "modifiche",
    "by": "da",
    "code": "codice",
    "id": "id",
    "status": "stato",
    "waited_ms": "attesi ms",
    "tries": "tentativi",
    "given": "indicato",
    "rows": "righe",
    "numbers_added": "numeri aggiunti",
    "scrub": "consultazione",
    "limit": "limite",
    "limit_bytes": "limite in byte",
}
