"""What `pronto list preview`, `import`, `watch` and `cancel` say, in both languages."""

from collections.abc import Mapping
from typing import Final

from api.cli.words import Language

WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    Language.EN: {
        "about": "{file}: {how}, about {rows} rows.",
        "tab": "tab", "comma": "comma", "semicolon": "semicolon", "pipe": "pipe", "no_name": "(no name)",
        "column": "column", "meaning": "is taken for", "samples": "for example",
        "line": "line", "becomes": "becomes", "phones": "phones", "name": "name", "rest": "the rest, or why not",
        "table": "table", "kind": "kind", "rows": "rows", "wrong": "what is wrong",
        "import": "import", "list": "list", "file": "file", "status": "status",
        "added": "added", "updated": "updated", "known": "known", "suppressed": "suppressed", "rejected": "rejected",
        "same": "same person as line {line}", "is_lead": "is lead {lead}",
        "silenced": "{count} of its numbers must not be called", "not_called": "would not be called: {why}",
        "slow": "The database was too slow to say which rows are there already, or must not be called.",
        "checked": "Of the first {checked} rows {rejected} would be rejected.",
        "unfit": "Of these rows {unfit} have a cell that its field's type does not allow.",
        "stays": "as it is written, {why}",
        "unfit_rejected": "{unfit} of the rejected rows have a cell that its field's type does not allow.",
        "unfit_kept": "{unfit} rows have a cell that its field's type does not allow: it stays as it is written.",
        "warned": "No campaign's rules bind this list yet. Of these rows {warned} would come in, but not be called by "
        "the rules of its country; its campaign's rules are asked when it gets the list, and before every call.",
        "progress": "{rows} of {total} rows, {loaded} loaded, {rejected} rejected",
        "to_go": ", {rate:.0f} rows/s, {seconds:.0f} s to go",
        "unreadable": "The file could not be read: {message}",
        "map": "The file cannot be loaded like this: {message} Say with --map COLUMN=MEANING what its columns are.",
        "not_finished": "The import is {status}: {message}", "waits": "it waits to be started",
        "ended": "{loaded} leads loaded, {updated} updated, {duplicates} were there already, {suppressed} must not be "
        "called, {rejected} rows rejected.",
        "by_rule": "{rows} of them for the rule {rule} of the campaign's profile.",
        "warned_by": "{rows} leads would not be called as they are, by the rule {rule} of the list's country: no "
        "campaign's rules bind the list yet.",
        "sequence": "Numbers of this file follow each other: look whether somebody has made them up.",
        "rejected_in": "The rejected rows, with line and reason, are in {file}.",
        "write_them": "Write them to a file with --rejected FILE, mend them and import that file.",
        "load": "Load about {rows} rows like this?", "nothing": "Nothing was loaded.",
        "begun": "Import {id} has begun.", "cancelled": "Import {id} is cancelled; {loaded} leads of it stay.",
        "sending": "sending", "loading": "loading",
    },
    Language.IT: {
        "about": "{file}: {how}, circa {rows} righe.",
        "tab": "tabulazione", "comma": "virgola", "semicolon": "punto e virgola", "pipe": "barra",
        "no_name": "(senza nome)",
        "column": "colonna", "meaning": "è intesa come", "samples": "per esempio",
        "line": "riga", "becomes": "diventa", "phones": "telefoni", "name": "nome", "rest": "il resto, o perché no",
        "table": "tabella", "kind": "tipo", "rows": "righe", "wrong": "che cosa non va",
        "import": "importazione", "list": "lista", "file": "file", "status": "stato",
        "added": "aggiunta", "updated": "aggiornata", "known": "già nota", "suppressed": "da non chiamare",
        "rejected": "rifiutata",
        "same": "stessa persona della riga {line}", "is_lead": "è il contatto {lead}",
        "silenced": "{count} dei suoi numeri non si devono chiamare", "not_called": "non verrebbe chiamata: {why}",
        "slow": "La base di dati era troppo lenta per dire quali righe ci sono già, o non si devono chiamare.",
        "checked": "Delle prime {checked} righe {rejected} verrebbero rifiutate.",
        "unfit": "Di queste righe {unfit} hanno una cella che il tipo del suo campo non ammette.",
        "stays": "così com'è scritto, {why}",
        "unfit_rejected": "{unfit} delle righe rifiutate hanno una cella che il tipo del suo campo non ammette.",
        "unfit_kept": "{unfit} righe hanno una cella che il tipo del suo campo non ammette: resta com'è scritta.",
        "warned": "Nessuna campagna impone ancora le sue regole a questa lista. Di queste righe {warned} entrerebbero, "
        "ma secondo le regole del paese non verrebbero chiamate; le regole della campagna si chiedono quando riceve la "
        "lista, e prima di ogni chiamata.",
        "progress": "{rows} righe su {total}, {loaded} caricate, {rejected} rifiutate",
        "to_go": ", {rate:.0f} righe/s, ancora {seconds:.0f} s",
        "unreadable": "Il file non è leggibile: {message}",
        "map": "Così il file non si può caricare: {message} Dire con --map COLONNA=SIGNIFICATO che cosa sono le "
        "colonne.",
        "not_finished": "L'importazione è {status}: {message}", "waits": "attende l'avvio",
        "ended": "{loaded} contatti caricati, {updated} aggiornati, {duplicates} c'erano già, {suppressed} da non "
        "chiamare, {rejected} righe rifiutate.",
        "by_rule": "{rows} per la regola {rule} del profilo della campagna.",
        "warned_by": "{rows} contatti così come sono non verrebbero chiamati, per la regola {rule} del paese della "
        "lista: nessuna campagna impone ancora le sue regole.",
        "sequence": "Ci sono numeri consecutivi in questo file: controllare che nessuno li abbia inventati.",
        "rejected_in": "Le righe rifiutate, con riga e motivo, sono in {file}.",
        "write_them": "Scriverle in un file con --rejected FILE, correggerle e importare quel file.",
        "load": "Caricare circa {rows} righe così?", "nothing": "Nulla è stato caricato.",
        "begun": "L'importazione {id} è iniziata.",
        "cancelled": "L'importazione {id} è annullata; ne restano {loaded} contatti.",
        "sending": "invio", "loading": "caricamento",
    },
}  # fmt: skip
HINTS: Final[Mapping[Language, Mapping[str, str]]] = {
    Language.EN: {
        "no_header": "The first row holds a phone number, as if the file had no header. Say --no-header, and what its "
        "columns are by their place, as in --map {column}=phone.",
        "title_lines": "{rows} lines before the header are passed over.",
        "lost_zero": "{rows} of the rejected rows are land lines whose leading 0 a spreadsheet has taken away: "
        "--zero-back puts it back.",
    },
    Language.IT: {
        "no_header": "La prima riga contiene un numero di telefono, come se il file non avesse intestazione. Dire "
        "--no-header, e che cosa sono le colonne secondo il loro posto, come in --map {column}=phone.",
        "title_lines": "Righe saltate prima dell'intestazione: {rows}.",
        "lost_zero": "{rows} delle righe rifiutate sono numeri fissi a cui un foglio di calcolo ha tolto lo 0 "
        "iniziale: --zero-back lo rimette.",
    },
}  # fmt: skip
