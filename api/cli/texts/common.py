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
        "unreachable": (
            "No Pronto answers at {url} ({error}). Start one with `pronto run`, or set PRONTO_URL.",
            "Nessun Pronto risponde a {url} ({error}). Avviarlo con `pronto run`, o impostare PRONTO_URL.",
        ),
        "not_written": ("{file} could not be written: {error}.", "Impossibile scrivere {file}: {error}."),
        "no_file": ("{file} cannot be read: {error}.", "Impossibile leggere {file}: {error}."),
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
