"""The help of the commands of administrators in Italian, and of the simulator, by the English that stands with each."""

from typing import Final

HELP: Final = {
    # The program itself, and what stands in every help
    "Predictive dialer for Asterisk.": "Dialer predittivo per Asterisk.",
    "Show this message and exit.": "Mostrare questo messaggio.",
    "Show the version and exit.": "Mostrare la versione.",
    "Install completion for the current shell.": "Installare il completamento nella shell in uso.",
    "Show completion for the current shell, to copy it or customize the installation.": (
        "Mostrare il completamento per la shell in uso, per copiarlo o adattare l'installazione."
    ),
    # pronto run, engine, api, demo
    "Run the engine, and the API in a process beside it: SQLite, no other service.": (
        "Avviare il motore e, in un processo accanto, l'API: SQLite, nessun altro servizio."
    ),
    "Run the engine alone; its API is another process, reached over Redis.": (
        "Avviare il solo motore; l'API è un altro processo, raggiunto con Redis."
    ),
    "Run the API alone; its engine is another process, reached over Redis.": (
        "Avviare la sola API; il motore è un altro processo, raggiunto con Redis."
    ),
    "Run a whole call centre here: a real Asterisk, a carrier, agents, a list, a predictive campaign.": (
        "Avviare qui un call center: un vero Asterisk, un carrier, operatori, una lista, una campagna predittiva."
    ),
    "End by itself after so long: 60s, 5m, 1h.": "Terminare da solo dopo questo tempo: 60s, 5m, 1h.",
    "Write a JSON report to this file.": "Scrivere un rapporto JSON in questo file.",
    "Simulated agents.": "Operatori simulati.",
    "Calls per second at most.": "Chiamate al secondo, al massimo.",
    "Leads in the made list.": "Contatti nella lista generata.",
    "Of everything that is drawn by chance.": "Di tutto ciò che è estratto a caso.",
    "Mean wrap-up of an agent, in seconds.": "Chiusura media di un operatore, in secondi.",
    "No live board in the terminal.": "Nessun tabellone dal vivo nel terminale.",
    # pronto lab, asterisk
    "A real Asterisk and a carrier on loopback.": "Un vero Asterisk e un carrier, in loopback.",
    "Bring the lab up: the dialer's Asterisk and the carrier. The first time fetches Asterisk.": (
        "Avviare il laboratorio: l'Asterisk del dialer e il carrier. La prima volta si scarica Asterisk."
    ),
    "Where the lab lives; one lab a folder.": "Dove sta il laboratorio; uno per cartella.",
    "Agents' phones: 1001, 1002, …": "Telefoni degli operatori: 1001, 1002, …",
    "First port of the lab's block; 0 looks for a free one.": (
        "Prima porta del blocco del laboratorio; con 0 se ne cerca uno libero."
    ),
    "What the carrier does with calls, a YAML file.": "Che cosa fa il carrier con le chiamate, un file YAML.",
    "Take the lab down; its logs stay.": "Fermare il laboratorio; i suoi log restano.",
    "Say what of the lab runs. Exit code 3 when it does not.": (
        "Dire che cosa è in funzione del laboratorio. Codice di uscita 3 se non lo è."
    ),
    "The Asterisk servers that Pronto works with.": "I server Asterisk con cui lavora Pronto.",
    "Look at every node's Asterisk: each line says what is right, or what to write where. Exits 1 if any is wrong.": (
        "Controllare l'Asterisk di ogni nodo: ogni riga dice che cosa è corretto, o che cosa scrivere e "
        "dove. Esce con 1 se qualcosa è sbagliato."
    ),
    # pronto simulate
    "Simulate a campaign's day with the live pacing code: how busy agents are, how many calls are abandoned.": (
        "Simulare la giornata di una campagna con lo stesso codice che chiama: quanto sono occupati gli "
        "operatori, quante chiamate si abbandonano."
    ),
    "Simulate a campaign's day with the live pacing code: how busy agents are, how many calls are "
    "abandoned.\n\nWithout options: 20 agents, 8 hours, one call in four answered by a person, and at most 3 % "
    "abandoned over the day.": (
        "Simulare la giornata di una campagna con lo stesso codice che chiama: quanto sono occupati gli "
        "operatori, quante chiamate si abbandonano.\n\nSenza opzioni: 20 operatori, 8 ore, una chiamata su "
        "quattro con risposta di una persona, e al massimo il 3 % di abbandoni nella giornata."
    ),
    "A figure of the world: {those}.": "Un dato dello scenario: {those}.",
    "Who decides: {those}.": "Chi decide: {those}.",
    "Pacers to put side by side, with commas between them, or all.": (
        "Metodi da confrontare, separati da virgole, o all per tutti."
    ),
    "Let one figure take several values.": "Dare più valori a un solo dato.",
    "Put another world beside: {example}.": "Affiancare un altro scenario: {example}.",
    "Where one more such day would lie ({days} days, 95 %).": (
        "Dove cadrebbe un'altra giornata simile ({days} giornate, 95 %)."
    ),
    "Make the world of past calls: Pronto's export, CSV or JSON lines.": (
        "Ricavare lo scenario da chiamate passate: esportazione di Pronto, CSV o JSON Lines."
    ),
    "Make the world of this campaign's own past calls.": (
        "Ricavare lo scenario dalle chiamate passate di questa campagna."
    ),
    "How far back to read a campaign's calls.": "Quanto indietro leggere le chiamate di una campagna.",
    "Time zone of a replayed file, for its hours of the day.": (
        "Fuso orario di un file ripetuto, per le ore del giorno."
    ),
    "Play it under these laws: IT, UK, US … (`pronto law list`).": (
        "Simulare sotto queste leggi: IT, UK, US … (`pronto law list`)."
    ),
    "Days to simulate of each; each is another.": "Giornate da simulare di ognuno; ciascuna è diversa.",
    "The first day's seed. The same seed gives the same day.": (
        "Il seme della prima giornata. Lo stesso seme dà la stessa giornata."
    ),
    "Also write .json, .csv, .md or .svg; may be given more than once.": (
        "Scrivere anche .json, .csv, .md o .svg; si può indicare più volte."
    ),
    # pronto law, token, db, doctor
    "The rules that calls are made under.": "Le regole con cui si chiama.",
    "Show the profiles: version, state, the day until which they may be relied on, and their hash.": (
        "Mostrare i profili: versione, stato, fino a quando ci si può basare su di essi, e il loro hash."
    ),
    "Show what has changed in the profiles since they were last accepted.": (
        "Mostrare che cosa è cambiato nei profili dall'ultima accettazione."
    ),
    "Answer for changes that loosen a rule: they stand in the audit with your name and reason.": (
        "Rispondere di modifiche che allentano una regola: restano nel registro delle attività con nome e motivo."
    ),
    "Who answers for the change.": "Chi risponde della modifica.",
    "Why the rules are loosened.": "Perché si allentano le regole.",
    "Keys to the API.": "Chiavi di accesso all'API.",
    "Make a token and print its secret, this once.": "Creare una chiave e mostrarne il segreto, solo questa volta.",
    "What or whom the token is for.": "A che cosa o a chi serve la chiave.",
    "What its holder may do.": "Che cosa può fare chi la possiede.",
    "The agent's name, for the role agent.": "Il nome dell'operatore, per il ruolo agent.",
    "List every token, without secrets.": "Elencare tutte le chiavi, senza segreti.",
    "Let a token open nothing any more.": "Revocare una chiave: non apre più nulla.",
    "Its id, as `pronto token list` shows it.": "Il suo id, come lo mostra `pronto token list`.",
    "The database.": "Il database.",
    "Bring the tables up to date. `pronto run` does so by itself.": (
        "Aggiornare le tabelle. `pronto run` lo fa da solo."
    ),
    "Check Python, settings, database, Redis, each Asterisk from the outside and the inside, and our own port.": (
        "Controllare Python, impostazioni, database, Redis, ogni Asterisk dall'esterno e dall'interno, e la "
        "propria porta."
    ),
}
