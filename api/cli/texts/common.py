"""What several commands say: what cannot be found, reached, or read."""

from typing import Final

from api.cli.speech import Catalogue

COMMON: Final = Catalogue(
    {
        "no_pair": (
            "{text!r} is no pair: write it as source=web form 2026.",
            "{text!r} non è una coppia: scrivere come source=modulo web 2026.",
        ),
        "no_token": (
            "No token: set PRONTO_TOKEN, or run as the owner of {file} (written at Pronto's first start).",
            "Manca la chiave di accesso: impostare PRONTO_TOKEN, o usare l'utente proprietario di {file} (scritto al "
            "primo avvio di Pronto).",
        ),
        "set_token": ("Set PRONTO_TOKEN to one that is valid.", "Impostare PRONTO_TOKEN con una chiave valida."),
        "no_pronto": (
            "{url} answered {status}; is that a Pronto?",
            "{url} ha risposto {status}; è davvero un Pronto?",
        ),
        "too_large": (
            "There is nothing of so large a number: correct it.",
            "Non c'è nulla con un numero così grande: correggerlo.",
        ),
        "not_sent": (
            "What was said cannot be sent: write figures as in 1.5, and a --key in letters, digits and - alone.",
            "Quanto indicato non si può inviare: scrivere i numeri come 1.5, e --key solo con lettere, cifre e -.",
        ),
        "unreachable": (
            "No Pronto answers at {url} ({error}). Start one with `pronto run`, or set PRONTO_URL.",
            "Nessun Pronto risponde a {url} ({error}). Avviarlo con `pronto run`, o impostare PRONTO_URL.",
        ),
        "no_campaign": (
            "There is no campaign {name}. {those}",
            "La campagna {name} non esiste. {those}",
        ),
        "no_list": ("There is no list {name}. {those}", "La lista {name} non esiste. {those}"),
        "no_agent": (
            "There is no agent {name}. {those}",
            "L'operatore {name} non esiste. {those}",
        ),
        "no_controller": (
            "There is no controller {name}. {those}",
            "Il titolare {name} non esiste. {those}",
        ),
        "there_are": ("There are: {names}.", "Ci sono: {names}."),
        "none_yet": ("There are none yet.", "Non ce ne sono ancora."),
        "line": ("line {line}: {why}", "riga {line}: {why}"),
    }
)
FILES: Final = Catalogue(
    {
        "is": ("{file}: {why}. {mend}", "{file}: {why}. {mend}"),
        "no_folder": (
            "{file}: there is no folder {folder}. Make it first, or name another.",
            "{file}: la cartella {folder} non esiste. Crearla prima, o indicarne un'altra.",
        ),
        "state": (
            "{file}: {why}. Set PRONTO_STATE_DIR to a folder of the user that runs this.",
            "{file}: {why}. Impostare PRONTO_STATE_DIR su una cartella dell'utente che esegue il comando.",
        ),
        "why_missing": ("there is no such file", "il file non esiste"),
        "mend_missing": ("Correct its name.", "Correggere il nome."),
        "why_not_allowed": ("this user may not use it", "questo utente non può usarlo"),
        "mend_not_allowed": (
            "Give the user that runs this the right, or name another place.",
            "Dare il permesso all'utente che esegue il comando, o indicare un altro posto.",
        ),
        "why_not_a_folder": (
            "a file stands where a folder should be",
            "c'è un file dove dovrebbe esserci una cartella",
        ),
        "mend_not_a_folder": ("Name another place.", "Indicare un altro posto."),
        "why_a_folder": ("it is a folder", "è una cartella"),
        "mend_a_folder": ("Name a file.", "Indicare un file."),
        "why_full": ("the disk is full", "il disco è pieno"),
        "mend_full": ("Make room, or name another place.", "Fare spazio, o indicare un altro posto."),
        "why_other": ("it cannot be used ({why})", "non si può usare ({why})"),
        "mend_other": ("Correct its name, or name another place.", "Correggere il nome, o indicare un altro posto."),
    }
)
