"""What Typer says of the words of a command that it cannot take, in English, and in Italian."""

from typing import Final

from dialer.turned import Turned

USAGE: Final = Turned(
    {
        "Missing argument {where}.": "Manca l'argomento {where}.",
        "Missing option {where}.": "Manca l'opzione {where}.",
        "Missing command.": "Manca il comando.",
        "No such command {name}. Did you mean {those}?": "Il comando {name} non esiste. Forse {those}?",
        "No such command {name}.": "Il comando {name} non esiste.",
        "No such option: {name} (Possible options: {those})": "L'opzione {name} non esiste. (Forse: {those})",
        "No such option: {name}": "L'opzione {name} non esiste.",
        "Option {name} requires an argument.": "L'opzione {name} vuole un valore.",
        "Option {name} requires {count} arguments.": "L'opzione {name} vuole {count} valori.",
        "Option {name} does not take a value.": "L'opzione {name} non vuole un valore.",
        "Argument {name} takes {count} values.": "L'argomento {name} vuole {count} valori.",
        "Got unexpected extra argument(s) ({words})": "Ci sono parole di troppo: {words}",
        "Invalid value for {where}: {why}": "Valore non valido per {where}: {why}",
        "Invalid value: {why}": "Valore non valido: {why}",
        "{value} is not one of {those}.": "{value} non è tra {those}.",
        "{kind} {name} does not exist.": "{name} non esiste.",
        "{kind} {name} is a directory.": "{name} è una cartella.",
        "{kind} {name} is a file.": "{name} è un file.",
        "{kind} {name} is not readable.": "{name} non si può leggere.",
        "{kind} {name} is not writable.": "{name} non si può scrivere.",
        "Value {value} is not a valid {kind}.": "{value} non è un valore valido.",
    }
)
# Of the line that shows how a command is written, as it stands there.
LINE: Final = {
    "Usage:": "Uso:",
    "[OPTIONS]": "[OPZIONI]",
    "COMMAND [ARGS]...": "COMANDO [ARGOMENTI]...",
}
