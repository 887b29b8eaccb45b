"""What cannot be simulated, and why: the English as it is raised, and in Italian."""

from typing import Final

from dialer.turned import Turned

WRONG: Final = Turned(
    {
        "There are {calls} calls, {people} of them answered by a person; a replay needs at least {least} and "
        "{answered}. Take a longer time, or simulate with figures.": "Ci sono {calls} chiamate, "
        "di cui {people} con risposta di una persona; ne servono almeno {least} e {answered}. Prendere un periodo più "
        "lungo, o simulare con dei dati.",
        "{name} is not a figure of the simulation. There are: {names}.": "{name} non è un dato della simulazione. Ci "
        "sono: {names}.",
        "{figure} is out of bounds: {low} to {high}.": "{figure} è fuori dai limiti: da {low} a {high}.",
        "{figure} must be a whole number.": "{figure} deve essere un numero intero.",
        "{text} should be a name, an equals sign and figures, as in {example}.": "{text} deve essere un nome, un "
        "segno di uguale e dei numeri, come in {example}.",
        "{values} in {text} should be numbers with commas between them.": "{values} in {text} devono essere numeri "
        "separati da virgole.",
        "{option} says nothing: write what is meant, or leave it out.": "{option} non dice nulla: scrivere che cosa si "
        "intende, o toglierla.",
        "A sweep and a what-if do not go together: leave one out.": "Una serie di valori e un'ipotesi non vanno "
        "insieme: togliere l'una o l'altra.",
        "There is no pacer {name}. There are: {names}.": "Il metodo {name} non esiste. Ci sono: {names}.",
        "{text} has several values; give one, or use --sweep.": "{text} ha più valori; indicarne uno, o usare --sweep.",
        "A file and a campaign do not go together: give --replay or --campaign.": "Un file e una campagna non vanno "
        "insieme: usare --replay o --campaign.",
        "A band is of one pacer in one world: leave out --compare, --sweep and --what-if.": "Una fascia è di un solo "
        "metodo in una sola situazione: togliere --compare, --sweep e --what-if.",
        "{file}: a {kind} is written as {endings}; choose one of these endings.": "{file}: il risultato ({kind}) si "
        "scrive come {endings}; scegliere una di queste estensioni.",
        "{file}: there is no folder {folder}; make it first.": "{file}: la cartella {folder} non esiste; crearla "
        "prima.",
        # Of a file of past calls.
        "{file} cannot be read: {error}.": "{file} non si può leggere: {error}.",
        "{file} is not text in UTF-8; save it as CSV in UTF-8.": "{file} non è un testo in UTF-8; salvarlo come CSV in "
        "UTF-8.",
        "{file}, line 1: no column {names}. The header must have placed_at and outcome, as in Pronto's export of "
        "attempts.": "{file}, riga 1: mancano le colonne {names}. L'intestazione deve avere placed_at e outcome, come "
        "nell'esportazione delle chiamate di Pronto.",
        "{file}, line {line}: {why}": "{file}, riga {line}: {why}",
        "not JSON ({error}).": "non è JSON ({error}).",
        'each call must be an object, {"placed_at": …}.': 'ogni chiamata deve essere un oggetto, {"placed_at": …}.',
        "outcome {outcome} is not known. Write one of {names}.": "il risultato {outcome} non è noto. Scrivere uno di "
        "{names}.",
        "placed_at is empty: when was the call started?": "placed_at è vuoto: quando è iniziata la chiamata?",
        "{name} is no instant. Write {example} or epoch seconds.": "{name} non è un istante. Scrivere {example} o "
        "secondi epoch.",
        "{name} has no time zone. Write {example}, or Z at its end.": "{name} non ha fuso orario. Scrivere "
        "{example}, o Z alla fine.",
        "{name} is no number of seconds.": "{name} non è un numero di secondi.",
        "{name} is not between 0 and a day, in seconds.": "{name} non è tra 0 e un giorno, in secondi.",
    }
)


def in_italian(english: str) -> str:
    """The same in Italian; what is in no catalogue, as it came."""
    return WRONG(english, _of_fact) or english


def _of_fact(name: str, said: str) -> str:
    if name == "why":
        return in_italian(said)
    return said.replace(" and no column ", ", ") if name == "names" else said
