"""What the commands say of the machine: the processes that stay, the doctor, the check of Asterisk, the database."""

from typing import Final

from api.cli.speech import Catalogue

SERVE: Final = Catalogue(
    {
        "needs_redis": (
            "Engine and API are started apart only when something carries their messages: set PRONTO_REDIS_URL "
            "(Redis 8 or Valkey), the same for both, as in redis://127.0.0.1:6379/0. `pronto run` starts both and "
            "needs none.",
            "Motore e API si avviano separatamente solo se qualcosa porta i loro messaggi: impostare PRONTO_REDIS_URL "
            "(Redis 8 o Valkey), uguale per entrambi, come redis://127.0.0.1:6379/0. `pronto run` li avvia insieme e "
            "non ne ha bisogno.",
        ),
        "no_port": (
            "{host} port {port} cannot be used ({why}). Another program, perhaps another Pronto, has it: set "
            "PRONTO_PORT to a free one.",
            "La porta {port} di {host} non è utilizzabile ({why}). La usa un altro programma, forse un altro Pronto: "
            "impostare PRONTO_PORT su una libera.",
        ),
        "not_this_port": (
            "{host} port {port} cannot be used ({why}): this user may not listen there. Set PRONTO_PORT to 1024 or "
            "more.",
            "La porta {port} di {host} non è utilizzabile ({why}): questo utente non può ascoltarvi. Impostare "
            "PRONTO_PORT su 1024 o più.",
        ),
        "no_host": (
            "{host} port {port} cannot be used ({why}). Set PRONTO_HOST to an address of this machine, as in "
            "127.0.0.1.",
            "La porta {port} di {host} non è utilizzabile ({why}). Impostare PRONTO_HOST su un indirizzo di questa "
            "macchina, ad esempio 127.0.0.1.",
        ),
        "listens": (
            "Pronto listens on {url}: the board is at /board, the reference at /docs.",
            "Pronto ascolta su {url}: il tabellone è in /board, la documentazione dell'API in /docs.",
        ),
        "first_start": (
            "First start: an admin token was written to {file}. Only you can read that file.",
            "Primo avvio: una chiave di amministratore è stata scritta in {file}. Solo voi potete leggere quel file.",
        ),
        "up_to_date": ("The tables of {url} are up to date.", "Le tabelle di {url} sono aggiornate."),
    }
)
ASTERISK: Final = Catalogue(
    {
        "ok": ("ok", "bene"),
        "mend": ("mend", "errato"),
        "to_mend": ("{count} to mend.", "Da correggere: {count}."),
        "mend_node": (
            "start Asterisk, or mend host, port and {secret} of this node",
            "avviare Asterisk, o correggere host, porta e {secret} di questo nodo",
        ),
        "node": ("node {name}", "nodo {name}"),
    }
)
TOKEN: Final = Catalogue(
    {
        "name": ("name", "nome"),
        "role": ("role", "ruolo"),
        "agent": ("agent", "operatore"),
        "created": ("created", "creata"),
        "revoked": ("revoked", "revocata"),
        "is_revoked": ("Token {id} is revoked.", "La chiave {id} è revocata."),
    }
)
DOCTOR: Final = Catalogue(
    {
        "ok": ("ok", "bene"),
        "wrong": ("wrong", "errato"),
        "python": ("python", "python"),
        "settings": ("settings", "impostazioni"),
        "state": ("state folder", "cartella di stato"),
        "profiles": ("profiles", "profili"),
        "database": ("database", "database"),
        "redis": ("redis", "redis"),
        "port": ("port", "porta"),
        "asterisk": ("asterisk {name}", "asterisk {name}"),
        "machine": ("machine", "macchina"),
        "carries": (
            "{cores} {cores:core|cores}, each {speed_percent:.0f} % as fast as where it was measured: by calculation "
            "about {agents} agents with Asterisk and voice on it, or {calls_per_second:.0f} calls a second from one "
            "engine (docs/sizing.md)",
            "core: {cores}, ciascuno veloce il {speed_percent:.0f} % di quello della misura: secondo il calcolo circa "
            "{agents} operatori con Asterisk e la voce sulla stessa macchina, o {calls_per_second:.0f} chiamate al "
            "secondo da un solo motore (docs/sizing.md)",
        ),
        "lag": ("behind: {name}", "ritardo: {name}"),
        "behind": ("{ms} ms of late, with the running engine", "{ms} ms negli ultimi secondi, con il motore attivo"),
        "mend_behind": (
            "The machine is overloaded: see docs/sizing.md.",
            "La macchina è sovraccarica: vedere docs/sizing.md.",
        ),
        "newer_python": ("Use 3.11 or newer.", "Usare 3.11 o successivo."),
        "correct_variable": ("Correct the variable named.", "Correggere la variabile indicata."),
        "unread": ("nothing reads {names}", "nessuno legge {names}"),
        "misspelt": (
            "Misspelt? See the list of settings.",
            "Errore di battitura? Vedere l'elenco delle impostazioni.",
        ),
        "all_known": ("every PRONTO_ variable is known", "ogni variabile PRONTO_ è nota"),
        "own_folder": (
            "Set PRONTO_STATE_DIR to a folder you own.",
            "Impostare PRONTO_STATE_DIR su una cartella propria.",
        ),
        "others_read": ("others can read {folder}", "altri possono leggere {folder}"),
        "not_writable": ("{folder} cannot be written", "{folder} non è scrivibile"),
        "let_write": (
            "Let the user that runs Pronto write to it.",
            "Dare a chi esegue Pronto il permesso di scriverci.",
        ),
        "more": ("{words} ({count} more; `pronto law list` shows all)", "{words} (altri {count}: `pronto law list`)"),
        "nodes": ("{url}, {count} {count:node|nodes}", "{url}, nodi: {count}"),
        "no_redis": (
            "not set: `pronto run` needs none",
            "non impostato: a `pronto run` non serve",
        ),
        "answers": ("answers", "risponde"),
        "mend_redis": (
            "Start the server, or correct PRONTO_REDIS_URL.",
            "Avviare il server, o correggere PRONTO_REDIS_URL.",
        ),
        "nothing_there": ("nothing answers there", "nessuno risponde"),
        "no_answer": ("no answer within {s:g} seconds", "nessuna risposta entro {s:g} secondi"),
        "no_name": ("this name is not known", "nome sconosciuto"),
        "no_tls": ("no TLS ({why})", "niente TLS ({why})"),
        "broke_off": ("it broke off", "si è interrotto"),
        "unreachable": ("it cannot be reached", "non è raggiungibile"),
        "mend_port": ("Correct PRONTO_HOST or PRONTO_PORT.", "Correggere PRONTO_HOST o PRONTO_PORT."),
        "runs": ("Pronto runs at {place}", "Pronto è attivo su {place}"),
        "free": ("{place} is free", "{place} è libera"),
        "set_up": (
            "set up as Pronto needs it ({count} {count:check|checks})",
            "configurato come serve a Pronto ({count} {count:controllo|controlli})",
        ),
        "no_secret": ("{variable} is not set", "{variable} non è impostata"),
        "set_secret": (
            "Set it to the manager user's secret in manager.conf.",
            "Impostarla con il segreto dell'utente in manager.conf.",
        ),
        "mend_node": (
            "Is Asterisk running, and `enabled = yes` in manager.conf? See `pronto asterisk check`.",
            "Asterisk è avviato, con `enabled = yes` in manager.conf? Vedere `pronto asterisk check`.",
        ),
        "else": ("{place} is something else", "{place} è qualcos'altro"),
        "correct_port": ("Correct the node's port.", "Correggere la porta del nodo."),
    }
)
