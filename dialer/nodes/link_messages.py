"""What ails a node or its link, in English, as it is raised and logged, and in Italian."""

from collections.abc import Mapping
from typing import Final

from ami import errors
from dialer.turned import LONGEST, Turned

# By the kind of error, whose own sentence comes first; the facts of the case follow.
KINDS: Final[Mapping[type[errors.AmiError], str]] = {
    errors.AmiError: "L'interfaccia di gestione di Asterisk non ha funzionato.",
    errors.AmiDown: "Non connesso ad Asterisk; nulla è stato inviato.",
    errors.LinkLost: "Il collegamento si è interrotto tra l'invio e la risposta: non si sa se Asterisk ha eseguito. "
    "Non inviare di nuovo: chiedere ad Asterisk che cosa è in corso.",
    errors.AmiTimeout: "Asterisk non ha risposto in tempo; non si sa se ha eseguito quanto chiesto.",
    errors.AmiRefused: "Asterisk ha rifiutato l'azione.",
    errors.MissingPrivilege: "L'utente AMI non può farlo: aggiungere il permesso alla sua riga `write =` in "
    "manager.conf.",
    errors.LoginRefused: "Asterisk ha rifiutato l'accesso: controllare utente, segreto, `permit`/`deny` e `enabled` in "
    "manager.conf.",
    errors.WrongVersion: "Serve Asterisk 18 o successivo.",
    errors.NotAmi: "Chi risponde non è l'interfaccia di gestione di Asterisk: controllare host, porta e TLS.",
    errors.Silent: "La connessione è stata accettata e nessuno ha parlato: forse Asterisk è sospeso o sovraccarico, "
    "oppure in ascolto c'è altro. Se dura, controllare host, porta e TLS.",
    errors.NotBooted: "Asterisk ha accettato l'accesso e non ha detto di aver finito l'avvio. Forse sta ancora "
    "caricando, o all'utente AMI manca `system` nella riga `read =`.",
    errors.BadHeader: "Questo non può stare in un'azione.",
}
FACTS: Final = Turned(
    {
        "No connection within {limit} s.": "Nessuna connessione entro {limit} s.",
        "Cannot connect: {why}.": "Connessione impossibile: {why}.",
        "AMI link lost: {why}.": "Collegamento AMI perso: {why}.",
        "It said nothing in {limit} s.": "Non ha detto nulla in {limit} s.",
        "It said {words}.": "Ha detto {words}.",
        "This one speaks {version}.": "Questo parla {version}.",
        "This one is {version}.": "Questo è {version}.",
        "User {user}: {why}.": "Utente {user}: {why}.",
        "Waited {limit} s.": "Attesi {limit} s.",
        "Action {action}.": "Azione {action}.",
        # Why a link went.
        "Asterisk closed the connection": "Asterisk ha chiuso la connessione",
        "the connection broke ({why})": "la connessione si è interrotta ({why})",
        "no byte from Asterisk for {limit} s after a ping": "Asterisk tace da {limit} s dopo un ping",
        "no answer in {limit} s": "nessuna risposta in {limit} s",
        "Asterisk is restarting": "Asterisk si riavvia",
        "Asterisk is shutting down": "Asterisk si spegne",
        "we closed it": "chiuso da Pronto",
        "its address was changed": "il suo indirizzo è cambiato",
        "it gave no challenge": "non ha dato alcuna richiesta di prova (Challenge)",
        # What Asterisk and the operating system say.
        "Authentication failed": "autenticazione fallita",
        "Connect call failed {address}": "nessuno risponde a {address}",
        "Connection refused": "connessione rifiutata",
        "Connection reset by peer": "connessione chiusa dall'altra parte",
        "Connection timed out": "tempo scaduto",
        "No route to host": "host non raggiungibile",
        "Network is unreachable": "rete non raggiungibile",
        "Name or service not known": "nome sconosciuto",
        "Temporary failure in name resolution": "il nome per ora non si può risolvere",
        # What keeps a node from being taken.
        "the database does not answer: {kind}": "il database non risponde: {kind}",
        "another engine runs this node": "un altro motore gestisce questo nodo",
        "{variable} is not set: it holds the secret of the AMI user": "{variable} non è impostata: contiene il segreto "
        "dell'utente AMI",
        "{variable} holds no AMI secret: name PRONTO_AMI_SECRET, or one that begins PRONTO_AMI_SECRET_": "{variable} "
        "non contiene un segreto AMI: indicare PRONTO_AMI_SECRET, o una variabile che inizi con PRONTO_AMI_SECRET_",
        "plain AMI to {host} can be read on the way: switch its TLS on, or name it in {setting}": "l'AMI in chiaro "
        "verso {host} si può leggere lungo la rete: attivare il suo TLS, o indicarlo in {setting}",
        # Last: an action and what became of it, or a reason by itself.
        "{action}: {why}.": "{action}: {why}.",
        "{why}.": "{why}.",
    }
)
# The longest first: one sentence may begin as another does.
_SENTENCES: Final = sorted(((str(kind()), italian) for kind, italian in KINDS.items()), key=lambda one: -len(one[0]))


def trouble_said(english: str) -> dict[str, str]:
    """What ails a node, by language; what is in no catalogue stays as it came."""
    return {"en": english, "it": _in_italian(english)}


def _in_italian(english: str, *, parts: int = 3) -> str:
    if len(english) > LONGEST or not parts:
        return english
    for sentence, italian in _SENTENCES:
        if english.startswith(sentence):
            return f"{italian} {_in_italian(english[len(sentence) :].strip(), parts=parts - 1)}".strip()
    return FACTS(english, lambda name, said: _in_italian(said, parts=parts - 1) if name == "why" else said) or english
