"""What is wrong with a profile file, and how to mend it, in Italian: it is raised in English, and said again here.

Names of profiles, rules and parameters are the same in both languages.
"""

from typing import Final

from dialer.turned import Turned

FAULTS: Final = Turned(
    {
        # Of the folder and its files.
        "the folder has no *.yaml": "nella cartella non c'è nessun *.yaml",
        "there is no such folder": "la cartella non esiste",
        "it is no folder": "non è una cartella",
        "Pronto may not read it": "Pronto non ha il permesso di leggerlo",
        "it cannot be read ({why})": "non è leggibile ({why})",
        "it is no YAML: byte {place} is no UTF-8": "non è YAML: il byte {place} non è UTF-8",
        "it is no YAML: {name} is written twice": "non è YAML: {name} è scritto due volte",
        "it is no YAML: {why}": "non è YAML: {why}",
        "it is no profile": "non è un profilo",
        "Set PRONTO_PROFILES_DIR to the folder of your profiles, or leave it unset for those that come with Pronto": (
            "Impostare PRONTO_PROFILES_DIR sulla cartella dei propri profili, o non impostarla per quelli di Pronto"
        ),
        "Let the user that runs Pronto read it": "Dare il permesso di lettura a chi esegue Pronto",
        "Put a readable file there": "Mettere lì un file leggibile",
        "Correct the text": "Correggere il testo",
        "Begin with format: and id:": "Cominciare con format: e id:",
        # Of what stands in a file.
        "{name} is missing": "manca {name}",
        "Add {name}": "Aggiungere {name}",
        "{name} is not known here": "qui {name} non è noto",
        "Correct its spelling, or remove it": "Correggere come è scritto, o toglierlo",
        "the kind {kind} is not known": "il tipo {kind} non è noto",
        "Say which kind of rule it is": "Dire di che tipo è la regola",
        "{value} cannot stand here": "qui {value} non può stare",
        "Correct the value": "Correggere il valore",
        "Use one of {those}": "Usare uno tra {those}",
        "Input should be a valid integer{why}": "Scrivere un numero intero",
        "Input should be a valid number{why}": "Scrivere un numero",
        "Input should be a valid string": "Scrivere un testo",
        "Input should be a valid boolean{why}": "Scrivere true o false",
        "Input should be a valid boolean": "Scrivere true o false",
        "Input should be a valid integer": "Scrivere un numero intero",
        "Input should be a valid number": "Scrivere un numero",
        "Input should be a valid list": "Scrivere un elenco",
        "Input should be a valid tuple": "Scrivere un elenco",
        "Input should be a valid dictionary{why}": "Scrivere nomi e valori",
        "Input should be a valid dictionary": "Scrivere nomi e valori",
        "Input should be greater than or equal to {least}": "Scrivere almeno {least}",
        "Input should be greater than {least}": "Scrivere più di {least}",
        "Input should be less than or equal to {most}": "Scrivere al massimo {most}",
        "Input should be less than {most}": "Scrivere meno di {most}",
        # Of how it fits together.
        "{file} has it already": "ce l'ha già {file}",
        "Rename or remove one of the two": "Rinominare o togliere uno dei due",
        "a rule of kind {kind} has nothing to say at {point}": "una regola di tipo {kind} non dice nulla a {point}",
        "there is no profile {name}": "non c'è nessun profilo {name}",
        "{name} builds on {other} in turn": "{name} si basa a sua volta su {other}",
        "Let one of them stand by itself": "Rendere uno dei due indipendente",
        "it does not say which zones count for a contact without one": "non dice quali fusi valgono per un contatto "
        "senza fuso",
        "Add when_unknown with all zones": "Aggiungere when_unknown con tutti i fusi",
        "the holidays of {place} are not known": "i giorni festivi di {place} non sono noti",
        "Use a country and regions that the library holidays has": "Usare un paese e regioni che la libreria holidays "
        "conosce",
        "The time zone {name} is not known": "Il fuso orario {name} non è noto",
        "Use a name as in europe/rome": "Usare un nome come Europe/Rome",
        "there is no such rule to replace": "non c'è una tale regola da sostituire",
        "Name a rule of this profile": "Indicare una regola di questo profilo",
        # Of single parameters.
        "put the levels in order": "mettere i livelli in ordine",
        "Throttle_at <= one_to_one_at <= stop_predictive_at <= limit": "throttle_at <= one_to_one_at <= "
        "stop_predictive_at <= limit",
        "at_limit and message do not fit": "at_limit e message non si accordano",
        "A message is described exactly where it is played": "Un messaggio si descrive solo dove si trasmette",
        "the message is both played and forbidden": "il messaggio è sia trasmesso sia vietato",
        "Drop one of the two": "Togliere uno dei due",
        "allowed and audit do not fit": "allowed e audit non si accordano",
        "An audit is described exactly where it is needed": "Un controllo si descrive solo dove serve",
        "the hours end before they begin, or after 24:00": "gli orari finiscono prima di cominciare, o dopo le 24:00",
        "For a night, write two entries": "Per una notte, scrivere due voci",
        "{text} are no hours": "{text} non sono orari",
        "Write them as mon-fri 09:00-20:00, or 10:00-19:00 for every day": "Scriverli come mon-fri 09:00-20:00, o "
        "10:00-19:00 per ogni giorno",
        "{text} counts the days backwards": "{text} conta i giorni all'indietro",
        "Write two entries": "Scrivere due voci",
        "{text} names no day": "{text} non indica nessun giorno",
        "Write it as mon-fri {text}": "Scriverlo come mon-fri {text}",
        "{text} names days": "{text} indica dei giorni",
        "Write the times alone, as in 10:00-19:00": "Scrivere solo gli orari, come 10:00-19:00",
        "{text} is no duration": "{text} non è una durata",
        "Write it as P15D, PT72H, P24M or P10WD (working days)": "Scriverla come P15D, PT72H, P24M o P10WD (giorni "
        "lavorativi)",
        # What stands for any other word of a profile, and so comes last.
        "Write {those}": "Scrivere {those}",
        "Use {those}": "Usare {those}",
    }
)
_PLACES: Final = Turned({"profile {id}": "profilo {id}", "country {id}": "paese {id}"})


def in_italian(fault: str) -> str:
    """A fault, or its cure, in Italian; what is not here, as some words of pydantic and YAML, as it came."""
    return FAULTS(fault, lambda _name, said: said.replace("' or '", "' o '")) or fault


def place_in_italian(path: str) -> str:
    """Where in a profile it is."""
    return _PLACES(path) or path
