"""What is wrong with a value, a file or a request, and how to mend it: the English as it is raised, and in Italian."""

from typing import Final

from dialer.turned import Turned

WRONG: Final = Turned(
    {
        # Of nodes, and of what Asterisk may call.
        "no Asterisk may call such a phone: write PJSIP/ and the name of its endpoint, as in PJSIP/1001, or let an "
        "admin add a pattern to dial_patterns of the node": "nessun Asterisk può chiamare un telefono così: scrivere "
        "PJSIP/ e il nome del suo endpoint, ad esempio PJSIP/1001, o far aggiungere un modello a dial_patterns del "
        "nodo",
        "the node may not dial so: write PJSIP/{number}@ and the name of the endpoint, or add this to dial_patterns "
        "of the node": "il nodo non può chiamare così: scrivere PJSIP/{number}@ e il nome dell'endpoint, o aggiungere "
        "questo a dial_patterns del nodo",
        # Of campaigns.
        "there is no sector {word}: set law.sector to one of {those}": "il settore {word} non esiste: impostare "
        "law.sector su uno di {those}",
        # Of files and registers' answers.
        "it holds no number. If the register has none of the numbers, say so with none_listed (--none-listed)": (
            "non contiene numeri. Se nel registro non c'è nessuno dei numeri, dirlo con none_listed (--none-listed)"
        ),
        "it holds no number. If the register has all of the numbers, send the file that went out as listed": (
            "non contiene numeri. Se tutti i numeri sono nel registro, dare il file uscito come listed"
        ),
        "two columns would be the state; say of the other one that it is ignored": "due colonne sarebbero lo stato; "
        "indicare che l'altra non si carica",
        "it holds no number. Send the register's answer": "non contiene numeri. Dare la risposta del registro",
        "it is said that the register has none of them, but the file says {count}": "è detto che il registro non ne "
        "ha nessuno, ma il file ne indica {count}",
        "it is the very file that went out. If the register has none of its numbers, say so with none_listed "
        "(--none-listed)": "è proprio il file uscito. Se nel registro non c'è nessuno dei suoi numeri, dirlo con "
        "none_listed (--none-listed)",
        "{count} of its {all} numbers never went out with scrub {id}, as in line {lines}: bring in the answer to "
        "this scrub, and nothing else": "{count} dei suoi {all} numeri non sono mai usciti con la consultazione "
        "{id}, come alla riga {lines}: portare la risposta a questa consultazione, e nient'altro",
        "The file is a web page or XML. Open it in a spreadsheet, and save the table as XLSX or CSV.": (
            "Il file è una pagina web o XML. Aprirlo in un foglio di calcolo, e salvare la tabella come XLSX o CSV."
        ),
        'Several columns hold numbers: {names}. Call each that is meant "phone" or "telefono", or map it to phone.': (
            'Più colonne contengono numeri: {names}. Chiamare "telefono" ognuna di quelle intese, o associarla a phone.'
        ),
        'No column holds phone numbers. Call each that is meant "phone" or "telefono", or map it to phone.': (
            'Nessuna colonna contiene numeri di telefono. Chiamare "telefono" quella intesa, o associarla a phone.'
        ),
        "The file holds no row with a phone number.": "Il file non contiene righe con un numero di telefono.",
        "The file is empty.": "Il file è vuoto.",
        "it does not say whether the number is listed": "non dice se il numero è iscritto",
        "{why}; mend it and send the whole file again": "{why}; correggerla e inviare di nuovo tutto il file",
        "it holds more numbers than the {most} that went out: bring in the answer to this scrub, and nothing else": (
            "contiene più numeri dei {most} usciti: portare la risposta a questa consultazione, e nient'altro"
        ),
        "The spreadsheet has several sheets ({names}), and numbers may stand on each. Save the one that is meant "
        "as a file of its own, with all rows in it, or name it as the sheet to read.": (
            "Il foglio di calcolo ha più fogli ({names}), e ognuno può contenere numeri. Salvare quello inteso "
            "come file a sé, con tutte le righe, o indicarlo come foglio da leggere."
        ),
        "The header seems to be in line {line}, and what stands above it may be numbers. Take those lines out, or "
        "say that the header is in line {same}.": "L'intestazione sembra nella riga {line}, e sopra potrebbero "
        "esserci numeri. Togliere quelle righe, o dire che l'intestazione è nella riga {same}.",
        "The table has no row {line}, where its header should be.": "La tabella non ha la riga {line}, dove dovrebbe "
        "essere l'intestazione.",
        "The file has no sheet {name}; it has {names}.": "Il file non ha il foglio {name}; ha {names}.",
        "The spreadsheet is protected by a password. Save it without one.": "Il foglio di calcolo è protetto da "
        "password. Salvarlo senza.",
        "The spreadsheet cannot be read ({why}). Save it anew, or as CSV.": "Il foglio di calcolo non si può leggere "
        "({why}). Salvarlo di nuovo, o come CSV.",
        "The spreadsheet is empty.": "Il foglio di calcolo è vuoto.",
        "Every table in the ZIP file is empty.": "Ogni tabella del file ZIP è vuota.",
        "The ZIP file holds another ZIP file. Pack the table itself.": "Il file ZIP contiene un altro file ZIP. "
        "Comprimere la tabella stessa.",
        "The ZIP file is broken ({why}). Pack it anew.": "Il file ZIP è danneggiato ({why}). Comprimerlo di nuovo.",
        "None of the {count} files in the ZIP file ends in {kinds}. Pack tables.": "Nessuno dei {count} file nel "
        "file ZIP finisce in {kinds}. Comprimere tabelle.",
        "The ZIP file is empty.": "Il file ZIP è vuoto.",
        "The ZIP file holds {count} tables; {most} is the most. Part it into several.": (
            "Il file ZIP contiene {count} tabelle; al massimo {most}. Dividerlo in più file."
        ),
        "The ZIP file is protected by a password. Pack it without one.": "Il file ZIP è protetto da password. "
        "Comprimerlo senza.",
        "Unpacked, the file is larger than {most} MB. Split it into several files.": "Decompresso, il file supera "
        "{most} MB. Dividerlo in più file.",
        "The ZIP file holds more than {most} files. Pack the tables alone.": "Il file ZIP contiene più di {most} "
        "file. Comprimere solo le tabelle.",
        "The file has more than {most} rows, the most that one file may have. Split it into several files and load "
        "them into the same list.": "Il file ha più di {most} righe, il massimo per un file. Dividerlo in più file e "
        "caricarli nella stessa lista.",
        "The file has more than {most} cells, rows times columns. Split it into several files, or leave out columns "
        "that nobody needs.": "Il file ha più di {most} celle, righe per colonne. Dividerlo in più file, o togliere "
        "le colonne che non servono.",
        "The table has {columns} columns; {most} is the most. Leave out those that nobody needs.": "La tabella ha "
        "{columns} colonne; il massimo è {most}. Togliere quelle che non servono.",
        "Line {line} is longer than {most} characters. Save the table anew, with one row a line.": "La riga {line} "
        "supera {most} caratteri. Salvare di nuovo la tabella, con una riga per ogni record.",
        "Row {line} holds more than {most} characters. Leave out what is no data.": "La riga {line} contiene più di "
        "{most} caratteri. Togliere ciò che non è un dato.",
        "Too many quotes are not closed, as in line {line}. Save the table anew, with quotes inside cells doubled.": (
            "Troppe virgolette non sono chiuse, come alla riga {line}. Salvare di nuovo la tabella, raddoppiando le "
            "virgolette dentro le celle."
        ),
        "The first {count} sheets are empty. Name the sheet to read.": "I primi {count} fogli sono vuoti. Indicare il "
        "foglio da leggere.",
        "The file is no text and no spreadsheet that is known. Save the table as XLSX, ODS or CSV.": (
            "Il file non è un testo né un foglio di calcolo noto. Salvare la tabella come XLSX, ODS o CSV."
        ),
        "The list's country {country} is not one whose phone numbers can be read.": "Il paese della lista, "
        "{country}, non è tra quelli di cui si leggono i numeri di telefono.",
        "The file could not be looked through within {limit} s.": "Il file non si è potuto esaminare entro {limit} s.",
        "The reading of the file broke off. Perhaps it needs more memory than an import may take ({limit} GiB): "
        "save the table as CSV and load that.": "La lettura del file si è interrotta. Forse serve più memoria di "
        "quanta ne può usare un'importazione ({limit} GiB): salvare la tabella come CSV e caricare quella.",
        "The process that reads the file ended early {times} times ({why}). What it has loaded stays: load the file "
        "again.": (
            "Il processo che legge il file è finito prima del tempo {times} volte ({why}). Quanto ha caricato resta: "
            "caricare di nuovo il file."
        ),
        "killed by {signal}": "terminato da {signal}",
        "Pronto was stopped while this import ran, and its file is gone; the rows before are loaded.": (
            "Pronto è stato fermato durante l'importazione e il file non c'è più; le righe precedenti sono caricate."
        ),
        "Pronto failed; its log says more.": "Errore di Pronto; il suo log dice di più.",
        "Nobody confirmed this import within a day.": "Nessuno ha confermato questa importazione entro un giorno.",
        "Cancelled by {actor}.": "Annullata da {actor}.",
        "Declined by {actor}.": "Non confermata da {actor}.",
        "the form has no file in a part of this name": "il modulo non ha un file in una parte con questo nome",
        "a column cannot be {meaning}; it can be {those}": "una colonna non può essere {meaning}; può essere {those}",
        "name a list_id or a new_list, and not both": "indicare list_id o new_list, non entrambi",
        "write COLUMN=MEANING, where the meaning is one of {those}": "scrivere COLONNA=SIGNIFICATO, dove il "
        "significato è uno di {those}",
        "The file is an old Excel file (.xls), or one with a password. Save it as XLSX or CSV, without a password.": (
            "Il file è un vecchio file Excel (.xls), o uno con password. Salvarlo come XLSX o CSV, senza password."
        ),
        "The file is a PDF. Export the table as XLSX or CSV.": "Il file è un PDF. Esportarne la tabella in XLSX o CSV.",
        "The file is a gzip file. Unpack it, or pack it as ZIP.": "Il file è un gzip. Decomprimerlo, o farne uno ZIP.",
        "The file is a RAR file. Unpack it, or pack it as ZIP.": "Il file è un RAR. Decomprimerlo, o farne uno ZIP.",
        "The file is a 7z file. Unpack it, or pack it as ZIP.": "Il file è un 7z. Decomprimerlo, o farne uno ZIP.",
        "The file is a text document. Save the table as CSV.": "Il file è un documento di testo. Salvare la tabella "
        "come CSV.",
        # Of numbers, leads and lists.
        "write it in E.164, as in +390212345678": "scriverlo in E.164, come +390212345678",
        "use two capital letters, as in IT": "usare due lettere maiuscole, come IT",
        "name a number, an external id or both": "indicare un numero, un codice esterno o entrambi",
        "name a number or an external id": "indicare un numero o un codice esterno",
        "name a number or an external id, one of them": "indicare un numero o un codice esterno, uno solo dei due",
        "an external id is a controller's own: name the controller or the campaign": "un codice esterno vale solo per "
        "il suo titolare: indicare il titolare o la campagna",
        "there is no field {field}: use {those}": "non c'è un campo {field}: usare {those}",
        "the campaign calls for another controller than the list's": "la campagna chiama per un titolare diverso da "
        "quello della lista",
        "name a number or a lead_id, and not both": "indicare un numero o un lead_id, non entrambi",
        "there is no column named; choose among {those}": "nessuna colonna indicata; scegliere tra {those}",
        "there is no {names}; choose among {those}": "non c'è {names}; scegliere tra {those}",
        "the campaign {campaign} says otherwise of this field: change it there, or leave it out here": (
            "la campagna {campaign} dice altro di questo campo: cambiarlo lì, o ometterlo qui"
        ),
        "a choice needs its choices, and nothing else has any": "una scelta ha bisogno delle sue voci, e nient'altro "
        "ne ha",
        "{name} is said twice: large and small letters are alike": "{name} è detto due volte: maiuscole e minuscole "
        "sono uguali",
        "{why}, at character {at}: {mend}": "{why}, al carattere {at}: {mend}",
        "there is no field {name}": "non c'è un campo {name}",
        "of masked numbers only two digits behind the country code can be compared": "dei numeri mascherati si possono "
        "confrontare solo due cifre dopo il prefisso internazionale",
        "write no more of them, or let an administrator set the filter": "scriverne di meno, o far impostare il filtro "
        "a un amministratore",
        "the leads have: {those}": "i contatti hanno: {those}",
        "{text} does not belong here": "{text} qui è fuori posto",
        "join conditions with and, or": "unire le condizioni con e, o",
        "brackets are nested too deeply": "troppe parentesi una dentro l'altra",
        "write it flatter": "scriverlo con meno parentesi",
        "close the bracket": "chiudere la parentesi",
        "close the bracket, or put a comma between two values": "chiudere la parentesi, o mettere una virgola tra "
        "due valori",
        "a comparison is missing before {text}": "manca un confronto prima di {text}",
        "a field or a value is missing before {text}": "manca un campo o un valore prima di {text}",
        'write the values in brackets, as in ("Roma", "Milano")': "scrivere i valori tra parentesi, ad esempio "
        '("Roma", "Milano")',
        "there is no function {name}": "non c'è una funzione {name}",
        "there are: {those}": "ci sono: {those}",
        "write =, !=, <, <=, >, >=, in, contains, starts with, is empty or is not empty": "scrivere =, !=, <, <=, >, "
        ">=, in, contiene, inizia con, è vuoto o non è vuoto",
        'write the name of a field, a number, a text in quotes ("Roma") or a day (2026-01-31)': "scrivere il nome di "
        "un "
        'campo, un numero, un testo tra virgolette ("Roma") o un giorno (2026-01-31)',
        "the filter is too long": "il filtro è troppo lungo",
        "at most {most} characters": "al massimo {most} caratteri",
        "the quote {mark} is not closed": "le virgolette {mark} non sono chiuse",
        "close it": "chiuderle",
        "this is no number": "questo non è un numero",
        "write it as in 12.5, and names that begin with a digit in `…`": "scriverlo come 12.5, e tra `…` i nomi che "
        "iniziano con una cifra",
        "the character {mark} means nothing here": "il carattere {mark} qui non ha significato",
        "put texts in quotes, odd names in `…`": "mettere i testi tra virgolette, i nomi insoliti tra `…`",
        "write the name of a field, with desc behind it for the largest first; or newest, or random 7": (
            "scrivere il nome di un campo, seguito da desc per avere prima il più grande; oppure newest, o random 7"
        ),
        # Of what a PUT leaves out.
        "is left out but has a value: send it as it is, or send {empty} to reset it": "manca ma ha un valore: inviarlo "
        "com'è, o inviare {empty} per azzerarlo",
        # Of campaigns, agents and calls.
        "name an instant in the coming year": "indicare un momento del prossimo anno",
        "name an instant that is not in the future": "indicare un momento che non sia nel futuro",
        "name an instant after the numbers went out and not in the future": "indicare un momento successivo "
        "all'uscita dei numeri e non nel futuro",
        "use one of {those}": "usare uno di {those}",
        "there is no trunk {id}": "il trunk {id} non esiste",
        "node {id} is retired: name another": "il nodo {id} è dismesso: indicarne un altro",
        "trunk {id} is on another node than the campaign": "il trunk {id} è su un nodo diverso da quello della "
        "campagna",
        "the controller has no such caller id": "il titolare non ha questo numero chiamante",
        "give the campaign a name": "dare un nome alla campagna",
        "use a name of the time zone database, as in Europe/Rome": "usare un nome dei fusi orari, ad esempio "
        "Europe/Rome",
        "use hangup or message": "usare hangup o message",
        "name the sound that is played, as in custom/sorry": "indicare il suono da riprodurre, ad esempio custom/sorry",
        "name each trunk once": "indicare ogni trunk una volta sola",
        "count at most {most} attempts of a lead; max_attempts bounds more": "contare al massimo {most} tentativi "
        "per contatto; oltre, il limite è max_attempts",
        "use each code once": "usare ogni codice una volta sola",
        "{on} is neither an outcome nor disposition:<code> of this campaign": "{on} non è un risultato né "
        "disposition:<codice> di questa campagna",
        "{on} has two rules": "{on} ha due regole",
        "Row {row} of the calling hours has the days {days}: write a list of names.": "La riga {row} dell'orario ha "
        "i giorni {days}: scrivere un elenco di nomi.",
        "Row {row} of the calling hours names no day: use {those}.": "La riga {row} dell'orario non indica giorni: "
        "usare {those}.",
        "Row {row} of the calling hours does not know the day {day}: use {those}.": "La riga {row} dell'orario ha il "
        "giorno "
        "{day}: usare {those}.",
        "Row {row} of the calling hours ends before it begins: for a night, write two rows.": (
            "La riga {row} dell'orario finisce prima di iniziare: per una notte, scrivere due righe."
        ),
        "Row {row} of the calling hours has the time {time}: write it as 09:00, at most 24:00.": (
            "La riga {row} dell'orario ha l'ora {time}: scriverla come 09:00, al massimo 24:00."
        ),
        "The time zone {zone} is not known: use a name as in Europe/Rome.": "Il fuso orario {zone} non è noto: usare "
        "un nome come Europe/Rome.",
        "{names}: dialled on another Asterisk than {campaign}, where the phone hangs": (
            "{names}: si chiama da un Asterisk diverso da quello di {campaign}, a cui è collegato il telefono"
        ),
        "name an instant within a day of now, or leave it out": "indicare un momento entro un giorno da ora, o "
        "ometterlo",
        "this disposition promises a call back: say when": "questo esito promette una richiamata: dire quando",
        "nobody was promised this call: leave it out": "questa chiamata non è stata promessa a nessuno: ometterlo",
        "this disposition promises no call back: leave it out": "questo esito non promette richiamate: ometterla",
        "pass `next` of the page before, unchanged": "passare `next` della pagina precedente, invariato",
        # Of the law.
        "no compliance profile is chosen: set law.profile to `auto` (each number's own country) or to one of "
        "{those}": "nessun profilo di conformità scelto: impostare law.profile su `auto` (il paese di ogni numero) o "
        "su uno di {those}",
        "there is no profile {id} for a campaign: use `auto` or one of {those}": "non c'è un profilo {id} per una "
        "campagna: usare `auto` o uno di {those}",
        "Say who loosens the rule, and why: person and reason must not be empty.": "Dire chi allenta la regola, e "
        "perché: person e reason non possono essere vuoti.",
        "There is no conflict {id} with {rule}: there are {those}.": "Non c'è un conflitto {id} con {rule}: ci sono "
        "{those}.",
        "There is no rule {rule} in the profile {profile}.": "Non c'è una regola {rule} nel profilo {profile}.",
        "{rule} cannot be loosened: a person's no, and the log, hold whatever anybody decides.": (
            "{rule} non si può allentare: l'opposizione di una persona e il registro valgono comunque."
        ),
        # Of people, tokens and the audit.
        "name the register's own reference of its answer: it is the proof": "indicare il riferimento che il registro "
        "dà alla risposta: è la prova",
        "several phone numbers stand here; write one": "qui ci sono più numeri di telefono; scriverne uno solo",
        "it is not as it was written, or a line before it is missing": "non è come fu scritta, o manca una riga prima",
        "the chain ends with line {end}, its head is line {head}": "la catena finisce con la riga {end}, la sua "
        "testa è la riga {head}",
        "this line was anchored and is not there": "questa riga era ancorata e non c'è",
        "The file could not be read: {why}": "Il file non si è potuto leggere: {why}",
        "{text} is missing": "manca {text}",
    }
)
