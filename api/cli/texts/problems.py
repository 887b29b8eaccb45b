"""What Pronto refuses, and why: the sentences of its errors and of the API's problems, said again in Italian.

`PROBLEM` has the sentence of each kind of problem by its slug, `WHAT` what is wrong with a value, by the English.
"""

from typing import Final

from api.cli.speech import Catalogue

PROBLEM: Final = Catalogue(
    {
        "failed": ("Pronto could not do what was asked.", "Pronto non ha potuto fare ciò che era chiesto."),
        "bad-database-url": (
            "This database address cannot be used: give sqlite:///FILE or postgresql://USER@HOST/NAME.",
            "Questo indirizzo di base di dati non è utilizzabile: dare sqlite:///FILE o postgresql://UTENTE@HOST/NOME.",
        ),
        "wrong-key": (
            "The key of the state folder is not the one that this database's numbers were hashed with. Copy the file "
            "`number-key` from the state folder of the machine on which Pronto ran first.",
            "La chiave della cartella di stato non è quella con cui furono cifrati i numeri di questa base di dati. "
            "Copiare il file `number-key` dalla cartella di stato della macchina su cui Pronto ha girato per primo.",
        ),
        "database-busy": ("The database did not answer in time.", "La base di dati non ha risposto in tempo."),
        "not-found": ("There is no such thing.", "Non esiste nulla del genere."),
        "unknown-attempt": ("There is no such attempt.", "Questa chiamata non esiste."),
        "unknown-agent": ("There is no such agent.", "Questo operatore non esiste."),
        "unknown-campaign": ("There is no such campaign.", "Questa campagna non esiste."),
        "unknown-lead": ("There is no such lead.", "Questo contatto non esiste."),
        "unknown-callback": ("There is no such call-back.", "Questa richiamata non esiste."),
        "unknown-list": ("There is no such list.", "Questa lista non esiste."),
        "unknown-scrub": ("There is no such asking of a register.", "Questa consultazione di un registro non esiste."),
        "refused": ("This cannot be done as things stand.", "Al momento non si può fare."),
        "attempt-of-another": (
            "The attempt belongs to another agent.",
            "La chiamata è di un altro operatore.",
        ),
        "numbers-suppressed": (
            "None of the lead's numbers may be called: it was not taken.",
            "Nessuno dei numeri del contatto si può chiamare: non è stato preso.",
        ),
        "idempotency-key-used": (
            "Another request came with this Idempotency-Key before: give each request a key of its own.",
            "Un'altra richiesta è già arrivata con questa Idempotency-Key: dare a ogni richiesta una chiave propria.",
        ),
        "unknown-disposition": ("The campaign has no such disposition.", "La campagna non ha questo esito."),
        "callback-over": (
            "The call-back was made or cancelled already.",
            "La richiamata è già stata fatta o annullata.",
        ),
        "person-on-call": (
            "A call to this person lives or is being wrapped up: ask again when it has ended.",
            "Con questa persona c'è una chiamata in corso o in chiusura: chiedere di nuovo quando è finita.",
        ),
        "name-taken": (
            "Something of this kind already has this name.",
            "C'è già qualcosa di questo tipo con questo nome.",
        ),
        "bad-reference": (
            "Something that this refers to does not exist.",
            "Qualcosa a cui si fa riferimento non esiste.",
        ),
        "scrub-not-open": (
            "The numbers of this asking did not go out whole, or its answer is in already.",
            "I numeri di questa consultazione non sono usciti tutti, o la risposta è già arrivata.",
        ),
        "in-use": ("It is still in use and cannot be deleted.", "È ancora in uso e non si può cancellare."),
        "invalid": ("Some of what was asked cannot be right.", "Qualcosa di ciò che è chiesto non può essere giusto."),
        "campaign-not-ready": (
            "The campaign lacks something without which nothing could be dialled.",
            "Alla campagna manca qualcosa senza cui non si potrebbe chiamare.",
        ),
        "agent-not-logged-in": (
            "The agent is not logged in to a campaign.",
            "L'operatore non è connesso a una campagna.",
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
            "The profiles were changed since they were last accepted, and a HARD rule is loosened by that. Put the "
            "files back, or answer for the change: `pronto law accept --person NAME --reason WHY`.",
            "I profili sono cambiati dall'ultima accettazione, e una regola HARD ne risulta allentata. Rimettere i "
            "file com'erano, o rispondere della modifica: `pronto law accept --person NOME --reason MOTIVO`.",
        ),
        # What the API itself says.
        "not-signed-in": ("A token is needed", "Serve una chiave di accesso valida: impostare PRONTO_TOKEN."),
        "not-allowed": ("This token may not do that", "Questa chiave di accesso non lo consente."),
        "wrong-origin": (
            "The request comes from another site's page",
            "La richiesta viene dalla pagina di un altro sito.",
        ),
        "too-many-attempts": (
            "Too many failed log-ins",
            "Troppi accessi falliti: attendere un minuto e riprovare.",
        ),
        "too-large": (
            "The request is too large",
            "Il file è troppo grande: dividerlo, o aumentare PRONTO_UPLOAD_LIMIT_BYTES.",
        ),
        "wrong-host": (
            "Pronto is not known by this name",
            "Pronto non si conosce con questo nome: aggiungerlo a PRONTO_ALLOWED_HOSTS.",
        ),
        "internal": ("Pronto failed", "L'errore è di Pronto; il suo registro dice di più."),
        "database-away": (
            "The database does not answer",
            "La base di dati non risponde: riprovare tra poco.",
        ),
        "method-not-allowed": (
            "This address does not take that method",
            "Questo indirizzo non accetta quel metodo.",
        ),
        "engine-silent": ("Engine silent", "Il motore non risponde: controllare che Pronto sia avviato, e riprovare."),
        "unsupported-media-type": ("Unsupported media type", "Questo tipo di file non si accetta."),
    }
)
WHAT: Final = Catalogue(
    {
        english: (english, italian)
        for english, italian in (
            ("write it in E.164, as in +390212345678", "scriverlo in E.164, come +390212345678"),
            ("use two capital letters, as in IT", "usare due lettere maiuscole, come IT"),
            ("name an instant in the coming year", "indicare un momento del prossimo anno"),
            ("name an instant that is not in the future", "indicare un momento che non sia nel futuro"),
            (
                "name an instant after the numbers went out and not in the future",
                "indicare un momento successivo all'uscita dei numeri e non nel futuro",
            ),
            (
                "name the register's own reference of its answer: it is the proof",
                "indicare il riferimento che il registro dà alla risposta: è la prova",
            ),
            (
                "it holds no number. If the register has none of the numbers, say so with none_listed (--none-listed)",
                "non contiene numeri. Se nel registro non c'è nessuno dei numeri, dirlo con none_listed "
                "(--none-listed)",
            ),
            (
                "it holds no number. If the register has all of the numbers, send the file that went out as listed",
                "non contiene numeri. Se tutti i numeri sono nel registro, dare il file uscito come listed",
            ),
            ("it holds no number. Send the register's answer", "non contiene numeri. Dare la risposta del registro"),
            (
                "it is said that the register has none of them, but the file says {count}",
                "è detto che il registro non ne ha nessuno, ma il file ne indica {count}",
            ),
            (
                "it is the very file that went out. If the register has none of its numbers, say so with none_listed "
                "(--none-listed)",
                "è proprio il file uscito. Se nel registro non c'è nessuno dei suoi numeri, dirlo con none_listed "
                "(--none-listed)",
            ),
            (
                "{count} of its {all} numbers never went out with scrub {id}, as in line {lines}: bring in the answer "
                "to this scrub, and nothing else",
                "{count} dei suoi {all} numeri non sono mai usciti con la consultazione {id}, come alla riga {lines}: "
                "portare la risposta a questa consultazione, e nient'altro",
            ),
            (
                "The file is a web page or XML. Open it in a spreadsheet, and save the table as XLSX or CSV.",
                "Il file è una pagina web o XML. Aprirlo in un foglio di calcolo, e salvare la tabella come XLSX o "
                "CSV.",
            ),
            (
                'Several columns hold numbers: {names}. Call each that is meant "phone" or "telefono", or map it to '
                "phone.",
                'Più colonne contengono numeri: {names}. Chiamare "telefono" ognuna di quelle intese, o indicarla con '
                "--map COLONNA=phone.",
            ),
            (
                'No column holds phone numbers. Call each that is meant "phone" or "telefono", or map it to phone.',
                'Nessuna colonna contiene numeri di telefono. Chiamare "telefono" quella intesa, o indicarla con '
                "--map COLONNA=phone.",
            ),
            ("The file holds no row with a phone number.", "Il file non contiene righe con un numero di telefono."),
            ("The file is empty.", "Il file è vuoto."),
            ("use one of {those}", "usare uno di {those}"),
            ("use kinds of {those}", "usare tipi tra {those}"),
            ("give a number of days, at least 1", "dare un numero di giorni, almeno 1"),
            (
                "say why the number has to be seen: it is kept in the audit",
                "dire perché il numero va visto: resta nel registro delle attività",
            ),
            ("name a number, an external id or both", "indicare un numero, un codice esterno o entrambi"),
            ("this is no line of an exported audit", "non è una riga di un registro esportato"),
            ("there is no field {field}: use {those}", "non c'è un campo {field}: usare {those}"),
            (
                "the campaign calls for another controller than the list's",
                "la campagna chiama per un titolare diverso da quello della lista",
            ),
            (
                "it is not as it was written, or a line before it is missing",
                "non è come fu scritta, o manca una riga prima",
            ),
            ("its hash is not the one that was anchored", "il suo hash non è quello ancorato"),
            (
                "the chain ends with line {end}, its head is line {head}",
                "la catena finisce con la riga {end}, la sua testa è la riga {head}",
            ),
            ("this line was anchored and is not there", "questa riga era ancorata e non c'è"),
            ("it does not say whether the number is listed", "non dice se il numero è iscritto"),
            (
                "{why}; mend it and send the whole file again",
                "{why}; correggerla e inviare di nuovo tutto il file",
            ),
            ("there is no trunk {id}", "non c'è una linea {id}"),
            # Of settings, and of values that a schema does not take; the more special first.
            (
                "PRONTO_DATABASE_URL must begin with sqlite:/// or postgresql://",
                "PRONTO_DATABASE_URL deve cominciare con sqlite:/// o postgresql://",
            ),
            (
                "PRONTO_HOST={host} opens Pronto to other machines. Name the host names people will use in "
                "PRONTO_ALLOWED_HOSTS (as in pronto.example.org,192.0.2.7), or leave PRONTO_HOST unset.",
                "PRONTO_HOST={host} apre Pronto ad altre macchine. Indicare in PRONTO_ALLOWED_HOSTS i nomi che si "
                "useranno (come pronto.example.org,192.0.2.7), o non impostare PRONTO_HOST.",
            ),
            ("Field required", "manca"),
            ("Extra inputs are not permitted", "non è un valore che si possa dare"),
            ("Input should be greater than or equal to {least}", "deve essere almeno {least}"),
            ("Input should be less than or equal to {most}", "deve essere al massimo {most}"),
            ("Input should be greater than {than}", "deve essere più di {than}"),
            ("Input should be less than {than}", "deve essere meno di {than}"),
            ("Input should be a valid integer", "deve essere un numero intero"),
            (
                "Input should be a valid integer, unable to parse string as an integer",
                "deve essere un numero intero",
            ),
            ("Input should be a valid number", "deve essere un numero"),
            ("Input should be a valid number, unable to parse string as a number", "deve essere un numero"),
            ("Input should be a valid boolean, unable to interpret input", "deve essere true o false"),
            ("Input should be a valid string", "deve essere un testo"),
            ("Input should be {one_of}", "deve essere {one_of}"),
            ("String should have at most {most} characters", "deve avere al massimo {most} caratteri"),
            ("String should have at least 1 character", "non può essere vuoto"),
        )
    }
)
FACT: Final = Catalogue(
    {
        "agent": ("agent", "operatore"),
        "campaign": ("campaign", "campagna"),
        "controller": ("controller", "titolare"),
        "list": ("list", "lista"),
        "lead": ("lead", "contatto"),
        "state": ("state", "stato"),
        "name": ("name", "nome"),
        "number": ("number", "numero"),
        "scope": ("scope", "ambito"),
        "missing": ("missing", "manca"),
        "changes": ("changes", "modifiche"),
        "by": ("by", "da"),
        "code": ("code", "codice"),
    }
)
