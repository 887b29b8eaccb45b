"""What `pronto list` says."""

from typing import Final

from api.cli.speech import Catalogue

LIST: Final = Catalogue(
    {
        "about": (
            "{file}: {how}, about {rows} {rows:row|rows}. Numbers without a country are read as of {country}.",
            "{file}: {how}, circa {rows} {rows:riga|righe}. I numeri senza prefisso internazionale si leggono come "
            "di {country}.",
        ),
        "tab": ("tab", "tabulazione"),
        "comma": ("comma", "virgola"),
        "semicolon": ("semicolon", "punto e virgola"),
        "pipe": ("pipe", "barra"),
        "no_name": ("(no name)", "(senza nome)"),
        "column": ("column", "colonna"),
        "meaning": ("is taken for", "è intesa come"),
        "samples": ("for example", "per esempio"),
        "line": ("line", "riga"),
        "becomes": ("becomes", "diventa"),
        "phones": ("phones", "telefoni"),
        "name": ("name", "nome"),
        "rest": ("the rest, or why not", "il resto, o perché no"),
        "table": ("table", "tabella"),
        "kind": ("kind", "tipo"),
        "rows": ("rows", "righe"),
        "wrong": ("what is wrong", "che cosa non va"),
        "import": ("import", "importazione"),
        "list": ("list", "lista"),
        "file": ("file", "file"),
        "status": ("status", "stato"),
        "added": ("added", "aggiunta"),
        "updated": ("updated", "aggiornata"),
        "known": ("known", "già nota"),
        "suppressed": ("suppressed", "da non chiamare"),
        "rejected": ("rejected", "rifiutata"),
        "same": ("same person as line {line}", "stessa persona della riga {line}"),
        "is_lead": ("is lead {lead}", "è il contatto {lead}"),
        "silenced": ("{count} of its numbers must not be called", "{count} dei suoi numeri da non chiamare"),
        "not_called": ("would not be called: {why}", "non verrebbe chiamata: {why}"),
        "slow": (
            "The database was too slow to say which rows are there already, or must not be called.",
            "La base di dati era troppo lenta per dire quali righe ci sono già, o non si devono chiamare.",
        ),
        "checked": (
            "Of the first {checked} {checked:row|rows} {rejected} would be rejected.",
            "Righe che verrebbero rifiutate: {rejected} delle prime {checked}.",
        ),
        "unfit": (
            "Of these rows {unfit} {unfit:has|have} a cell that its field's type does not allow.",
            "Di queste righe {unfit} {unfit:ha|hanno} una cella che il tipo del suo campo non ammette.",
        ),
        "toll_free": (
            "{rows} {rows:row has|rows have} a number that is free to call: a service's, hardly a person's.",
            "{rows} {rows:riga ha|righe hanno} un numero verde: di un servizio, difficilmente di una persona.",
        ),
        "shared_cost": (
            "{rows} {rows:row has|rows have} a number at shared cost, or a personal one, which may cost more than "
            "others.",
            "{rows} {rows:riga ha|righe hanno} un numero a costo ripartito, o personale, che può costare più degli "
            "altri.",
        ),
        "premium_rate": (
            "{rows} {rows:row has|rows have} a number at a premium rate. Such numbers are rejected unless --premium "
            "lets them in.",
            "{rows} {rows:riga ha|righe hanno} un numero a tariffa maggiorata. Tali numeri si rifiutano se --premium "
            "non li ammette.",
        ),
        "is_toll_free": ("free to call", "numero verde"),
        "is_shared_cost": ("at shared cost", "a costo ripartito"),
        "is_premium_rate": ("at a premium rate", "a tariffa maggiorata"),
        "stays": ("as it is written, {why}", "così com'è scritto, {why}"),
        "unfit_rejected": (
            "{unfit} of the rejected rows {unfit:has|have} a cell that its field's type does not allow.",
            "{unfit} delle righe rifiutate {unfit:ha|hanno} una cella che il tipo del suo campo non ammette.",
        ),
        "unfit_kept": (
            "{unfit} {unfit:row has|rows have} a cell that its field's type does not allow: it stays as it is written.",
            "{unfit} {unfit:riga ha|righe hanno} una cella che il tipo del suo campo non ammette: resta com'è scritta.",
        ),
        "warned": (
            "No campaign's rules bind this list yet. Of these rows {warned} would come in, but not be called "
            "by the rules of its country; its campaign's rules are asked when it gets the list, and before "
            "every call.",
            "Nessuna campagna impone ancora le sue regole a questa lista. Di queste righe {warned} "
            "entrerebbero, ma secondo le regole del paese non verrebbero chiamate; le regole della campagna si "
            "chiedono quando riceve la lista, e prima di ogni chiamata.",
        ),
        "progress": (
            "{rows} of {total} {total:row|rows}, {loaded} loaded, {rejected} rejected",
            "righe {rows} su {total}, caricate {loaded}, rifiutate {rejected}",
        ),
        "next": (
            "queued, place 1: it is loaded when the import before it has ended",
            "in coda, posto 1: si carica quando finisce l'importazione che la precede",
        ),
        "queued": ("queued, place {place}", "in coda, posto {place}"),
        "to_go": (", {rate:.0f} rows/s, {seconds:.0f} s to go", ", {rate:.0f} righe/s, ancora {seconds:.0f} s"),
        "unreadable": ("The file could not be read: {message}", "Il file non è leggibile: {message}"),
        "map": (
            "The file cannot be loaded like this: {message}. Say with --map COLUMN=MEANING what its columns are.",
            "Così il file non si può caricare: {message}. Dire con --map COLONNA=SIGNIFICATO che cosa sono le colonne.",
        ),
        "not_finished": ("The import is {status}: {message}", "L'importazione è {status}: {message}"),
        "waits": ("it waits to be started", "attende l'avvio"),
        "ended": (
            "{loaded} {loaded:lead|leads} loaded, {updated} updated, {duplicates} {duplicates:was|were} there "
            "already, {suppressed} must not "
            "be called, {rejected} {rejected:row|rows} rejected.",
            "{loaded} {loaded:contatto caricato|contatti caricati}, {updated} {updated:aggiornato|aggiornati}, "
            "{duplicates} già in lista, {suppressed} da non "
            "chiamare, {rejected} {rejected:riga rifiutata|righe rifiutate}.",
        ),
        "by_rule": (
            "{rows} of them for the rule {rule} of the campaign's profile.",
            "{rows} per la regola {rule} del profilo della campagna.",
        ),
        "warned_by": (
            "{rows} {rows:lead|leads} would not be called as entered, by the rule {rule} of the list's country: no "
            "campaign's rules bind the list yet.",
            "{rows} {rows:contatto non verrebbe chiamato|contatti non verrebbero chiamati} così, per la regola "
            "{rule} del paese della "
            "lista: nessuna campagna impone ancora le sue regole.",
        ),
        "sequence": (
            "Numbers of this file follow each other: look whether somebody has made them up.",
            "Ci sono numeri consecutivi in questo file: controllare che nessuno li abbia inventati.",
        ),
        "rejected_in": (
            "The rejected rows, with line and reason, are in {file}.",
            "Le righe rifiutate, con riga e motivo, sono in {file}.",
        ),
        "write_them": (
            "pronto list watch {id} --rejected FILE writes them to a file, each with its reason: mend and import it.",
            "pronto list watch {id} --rejected FILE le scrive in un file con il motivo: correggerlo e importarlo.",
        ),
        "none_came": (
            "Nothing of the file came in.",
            "Del file non è entrato nulla.",
        ),
        "load": ("Load about {rows} {rows:row|rows} like this?", "Caricare circa {rows} {rows:riga|righe} così?"),
        "nothing": ("Nothing was loaded.", "Nulla è stato caricato."),
        "begun": ("Import {id} has begun.", "L'importazione {id} è iniziata."),
        "goes_on": (
            "Import {id} goes on. To see how far it is: pronto list watch {id}; to end it: pronto list cancel {id}.",
            "L'importazione {id} continua. Per vedere a che punto è: pronto list watch {id}; per terminarla: pronto "
            "list cancel {id}.",
        ),
        "cancelled": (
            "Import {id} is cancelled; {loaded} {loaded:lead of it stays|leads of it stay}.",
            "L'importazione {id} è annullata; contatti già caricati, che restano: {loaded}.",
        ),
        "which_controller": (
            "Say with --controller for whom the list is called. There are: {names}.",
            "Dire con --controller per chi si chiama la lista. Ci sono: {names}.",
        ),
        "other_campaign": (
            "The list {name} is there already, and is not of the campaign {campaign}. Give it to that one with "
            "`pronto list set {name!q} --campaign {campaign!q}`, or leave --campaign out.",
            "La lista {name} c'è già, e non è della campagna {campaign}. Assegnarla con `pronto list set {name!q} "
            "--campaign {campaign!q}`, o togliere --campaign.",
        ),
        "other_controller": (
            "The list {name} is there already, and is not called for {controller}. Load the file into a list of "
            "another name, or leave --controller out.",
            "La lista {name} c'è già, e non si chiama per {controller}. Caricare il file in una lista con un "
            "altro nome, o togliere --controller.",
        ),
        "other_consent": (
            "The list {name} is there already, and what it says of {what} is {there}, not {said}. Say it in a column "
            "of the rows, load the file into a list of another name, or leave --consent out.",
            "La lista {name} c'è già, e per {what} dice {there}, non {said}. Indicarlo in una colonna delle righe, "
            "caricare il file in una lista con un altro nome, o togliere --consent.",
        ),
        "no_controller": ("none: make one first", "nessuno: crearne uno prima"),
        "one_header": (
            "Say --no-header or --header-row, and not both.",
            "Dire --no-header o --header-row, e non entrambi.",
        ),
        "bad_map": (
            "--map {text}: write COLUMN=MEANING, where the meaning is one of {meanings}.",
            "--map {text}: scrivere COLONNA=SIGNIFICATO, dove il significato è uno di {meanings}.",
        ),
        "exported": ("The leads of {name} are in {file}.", "I contatti di {name} sono in {file}."),
        "sending": ("sending", "invio"),
        "loading": ("loading", "caricamento"),
        "database_away": ("the database is away and waited for", "il database non risponde e si attende"),
    }
)
HINT: Final = Catalogue(
    {
        "no_header": (
            "The first row holds a phone number, as if the file had no header. Say --no-header, and what its "
            "columns are by their place, as in --map {column}=phone.",
            "La prima riga contiene un numero di telefono, come se il file non avesse intestazione. Dire "
            "--no-header, e che cosa sono le colonne secondo il loro posto, come in --map {column}=phone.",
        ),
        "title_lines": (
            "{rows} lines before the header are passed over.",
            "Righe saltate prima dell'intestazione: {rows}.",
        ),
        "sheets": (
            "The sheet {column} is read; there are also {others}: choose with --sheet.",
            "Si legge il foglio {column}; ci sono anche {others}: scegliere con --sheet.",
        ),
        "hidden_sheets": (
            "Hidden sheets are not read: {others}. Show them in the spreadsheet and save it.",
            "I fogli nascosti non si leggono: {others}. Mostrarli nel foglio di calcolo e salvare.",
        ),
        "garbled": (
            "{rows} {rows:row holds|rows hold} garbled letters, as in {others}: somebody has written or read the "
            "file in the wrong "
            "encoding. Take it anew from where it comes from, as UTF-8.",
            "{rows} {rows:riga contiene|righe contengono} lettere guaste, come in {others}: qualcuno ha scritto o "
            "letto il file con la "
            "codifica sbagliata. Prenderlo di nuovo da dove viene, in UTF-8.",
        ),
        "lost_zero": (
            "{rows} of the rejected rows {rows:is a land line|are land lines} whose leading 0 a spreadsheet has "
            "taken away: "
            "--zero-back puts it back.",
            "{rows} delle righe rifiutate {rows:è un numero fisso|sono numeri fissi} a cui un foglio di calcolo ha "
            "tolto lo 0 iniziale: "
            "--zero-back lo rimette.",
        ),
    }
)
"""What else is to be known of a file, with the options that help, by the kind of the hint."""
SETTING: Final = Catalogue(
    {
        "list": ("list", "lista"),
        "campaign": ("campaign", "campagna"),
        "leads": ("leads", "contatti"),
        "enabled": ("is dialled", "si chiama"),
        "weight": ("share", "quota"),
        "order_by": ("order", "ordine"),
        "filter": ("filter", "filtro"),
        "archived_at": ("put away", "archiviata"),
        "task": ("being done", "in corso"),
        "none": ("–", "–"),
        "yes": ("yes", "sì"),
        "no": ("no", "no"),
        "as_they_came": ("as they came in", "come sono arrivati"),
        "country": ("country", "paese"),
        "name": ("name", "nome"),
        "put_away": (
            "{name} is put away: not dialled any more, still there to be counted and exported.",
            "{name} è archiviata: non si chiama più, si può ancora contare ed esportare.",
        ),
        "taken_out": (
            "{name} is taken out again: its leads are what they were.",
            "{name} è di nuovo fuori dall'archivio: i contatti sono com'erano.",
        ),
        "deleted": ("{name} is deleted.", "{name} è cancellata."),
        "rank": ("putting in order", "ordinamento"),
        "archive": ("putting away", "archiviazione"),
        "nothing_said": (
            "Say what to change: --weight, --order, --filter, --enable, --disable, --campaign, --set, --unset.",
            "Dire che cosa cambiare: --weight, --order, --filter, --enable, --disable, --campaign, --set, --unset.",
        ),
        "unarchive": ("taking out", "ripresa dall'archivio"),
    }
)
"""How a list is dialled."""
FIELD: Final = Catalogue(
    {
        "not_typed": (
            "There is no typed field {name}. There are: {names}.",
            "Il campo {name} non ha un tipo. Ce l'hanno: {names}.",
        ),
        "no_field": ("none", "nessuno"),
        "bad_kind": (
            "--set {text}: write FIELD=KIND, where the kind is one of {kinds}.",
            "--set {text}: scrivere CAMPO=TIPO, dove il tipo è uno di {kinds}.",
        ),
        "field": ("field", "campo"),
        "kind": ("holds", "contiene"),
        "none": ("No field is typed: all hold text.", "Nessun campo ha un tipo: tutti contengono testo."),
        "unfit": (
            "{leads} {leads:lead holds|leads hold} something else in {field}, which counts as empty in filters and "
            "orders, until "
            "they are loaded again with --duplicates update.",
            "{leads} {leads:contatto contiene|contatti contengono} altro in {field}, che in filtri e ordini vale come "
            "vuoto, finché non si ricarica con --duplicates update.",
        ),
    }
)
"""What custom fields hold."""
