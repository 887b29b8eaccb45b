"""What is wrong with a database that cannot be used, and how to mend it, in English and Italian."""

from collections.abc import Iterator, Mapping
from typing import Final

from dialer.turned import Turned

Pair = tuple[str, str]

SAYS: Final[Mapping[str, tuple[Pair, Pair]]] = {
    "refused": (
        ("nothing answers at {place}", "nessuna risposta da {place}"),
        (
            "Start PostgreSQL, or correct host and port in PRONTO_DATABASE_URL.",
            "Avviare PostgreSQL, o correggere host e porta in PRONTO_DATABASE_URL.",
        ),
    ),
    "unknown_host": (
        ("the name {host} is not known", "il nome {host} non è noto"),
        ("Correct the host in PRONTO_DATABASE_URL.", "Correggere l'host in PRONTO_DATABASE_URL."),
    ),
    "untrusted": (
        (
            "the certificate of {place} is not one that is trusted",
            "il certificato di {place} non è tra quelli ritenuti affidabili",
        ),
        (
            "Correct the host in PRONTO_DATABASE_URL, or let this machine trust the certificate.",
            "Correggere l'host in PRONTO_DATABASE_URL, o rendere affidabile il certificato su questa macchina.",
        ),
    ),
    "silent": (
        ("{place} did not answer in time", "{place} non ha risposto in tempo"),
        (
            "Look whether PostgreSQL is overloaded, and whether a firewall stands between.",
            "Verificare se PostgreSQL è sovraccarico e se c'è un firewall in mezzo.",
        ),
    ),
    "password": (
        ("PostgreSQL at {place} refuses the user {user}", "PostgreSQL su {place} rifiuta l'utente {user}"),
        (
            "Correct user and password in PRONTO_DATABASE_URL, or let the user in (pg_hba.conf).",
            "Correggere utente e password in PRONTO_DATABASE_URL, o ammettere l'utente (pg_hba.conf).",
        ),
    ),
    "no_database": (
        ("PostgreSQL at {place} has no database {name}", "PostgreSQL su {place} non ha il database {name}"),
        ("Make it: createdb -O {user} {name}", "Crearlo: createdb -O {user} {name}"),
    ),
    "not_allowed": (
        ("the user {user} may not use the tables", "l'utente {user} non può usare le tabelle"),
        ("Let {user} own the database {name}.", "Rendere {user} proprietario del database {name}."),
    ),
    "starting": (
        ("PostgreSQL at {place} is starting or stopping", "PostgreSQL su {place} si sta avviando o fermando"),
        ("Try again in a moment.", "Riprovare tra poco."),
    ),
    "full": (
        ("PostgreSQL at {place} takes no more connections", "PostgreSQL su {place} non accetta altre connessioni"),
        ("Raise max_connections, or end other programs.", "Aumentare max_connections, o chiudere altri programmi."),
    ),
    "no_file": (
        ("the file {name} cannot be opened or made", "il file {name} non si può aprire né creare"),
        (
            "Correct the path in PRONTO_DATABASE_URL, and let the user that runs Pronto write to its folder.",
            "Correggere il percorso in PRONTO_DATABASE_URL e dare a chi esegue Pronto i permessi sulla cartella.",
        ),
    ),
    "read_only": (
        ("the database {place} may not be written", "il database {place} non è scrivibile"),
        (
            "Let Pronto's user write to the file and its folder.",
            "Dare all'utente di Pronto i permessi di scrittura su file e cartella.",
        ),
    ),
    "standby": (
        (
            "PostgreSQL at {place} takes nothing to write: it is a standby, or set to read only",
            "PostgreSQL su {place} non accetta scritture: è in standby, o impostato in sola lettura",
        ),
        (
            "Let it take over, or name the server that is written to in PRONTO_DATABASE_URL.",
            "Farlo subentrare, o indicare in PRONTO_DATABASE_URL il server su cui si scrive.",
        ),
    ),
    "no_tables": (
        ("Pronto's tables are not there yet", "le tabelle di Pronto non ci sono ancora"),
        ("Run `pronto db upgrade`, or start Pronto.", "Eseguire `pronto db upgrade`, o avviare Pronto."),
    ),
    "other_tables": (
        ("its tables are those of another version of Pronto", "le sue tabelle sono di un'altra versione di Pronto"),
        (
            "Start this version of Pronto, or run its `pronto db upgrade`.",
            "Avviare questa versione di Pronto, o eseguire il suo `pronto db upgrade`.",
        ),
    ),
    "no_sqlite": (
        ("the file {name} is no SQLite database", "il file {name} non è un database SQLite"),
        ("Name another file in PRONTO_DATABASE_URL.", "Indicare un altro file in PRONTO_DATABASE_URL."),
    ),
    "locked": (
        ("another program holds the file {name}", "un altro programma tiene il file {name}"),
        ("End it, or wait until it is done.", "Chiuderlo, o attendere che finisca."),
    ),
    "disk_full": (
        ("the disk of {name} is full", "il disco di {name} è pieno"),
        ("Make room on it.", "Liberare spazio."),
    ),
    "damaged": (
        ("the database {name} is damaged", "il database {name} è danneggiato"),
        ("Restore it from a backup.", "Ripristinarlo da una copia di sicurezza."),
    ),
    "disk": (
        ("the disk of {name} fails", "errore sul disco di {name}"),
        ("Look into the machine's log.", "Consultare il log della macchina."),
    ),
    "other": (
        ("the database at {place} cannot be used ({kind})", "il database su {place} non è utilizzabile ({kind})"),
        ("Check PRONTO_DATABASE_URL and the database's log.", "Verificare PRONTO_DATABASE_URL e il log del database."),
    ),
}


def _texts() -> Iterator[Pair]:
    yield "The database did not take the rows: {what}. {mend}", "Il database non ha accettato le righe: {what}. {mend}"
    yield "The database did not take the rows: {why}", "Il database non ha accettato le righe: {why}"
    yield "Waiting for the database: {what}. {mend}", "In attesa del database: {what}. {mend}"
    yield "Waiting for the database: {why}", "In attesa del database: {why}"
    yield "The database cannot be used: {what}. {mend}", "Il database non è utilizzabile: {what}. {mend}"
    for what, mend in SAYS.values():
        yield from (what, mend)


DATABASE: Final = Turned(dict(_texts()))
