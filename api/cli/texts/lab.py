"""What `pronto lab` and `pronto demo` say, and what the lab tells on its way: its English, and the same in Italian."""

from typing import Final

from api.cli.speech import Catalogue, spoken
from dialer.i18n.message import mark
from dialer.turned import Turned
from dialer.words import Language

LAB: Final = Catalogue(
    {
        "up": mark("Up. Manager interface {host}:{port}, user {user}, trunk {trunk}."),
        "secret": mark("Its secret is in {folder}, as are configuration and logs. Phones: {phones}."),
        "down": mark("Down."),
        "is_up": mark("Lab in {folder}: up."),
        "is_down": mark("Lab in {folder}: down."),
        "dialer": mark("dialer's Asterisk"),
        "carrier": mark("carrier"),
        "process": mark("  {name}: process {pid}"),
        "no_process": mark("  {name}: not running"),
    }
)
DEMO: Final = Catalogue(
    {
        "no_time": mark("{text!r} is no time: write it as 60s, 5m or 1h"),
        "report": mark("Report: {file}"),
        "rules": mark(
            "Rules: {profile}, made for this demonstration alone: fictitious people, called at any hour, each with a "
            "made consent and a made register answer. No country's law."
        ),
        "board": mark("The board: {url}/board   token, for this run only: {token}"),
    }
)
TOLD: Final = Turned(
    {
        # How far it is.
        "Fetching Asterisk from Debian, once: about 150 MB, 550 unpacked, a minute or two.": "Si scarica Asterisk da "
        "Debian, una volta sola: circa 150 MB, 550 una volta estratti, un minuto o due.",
        "Unpacking.": "Si estrae.",
        "Another lab is preparing the same; waiting for it.": "Un altro laboratorio sta preparando lo stesso: lo si "
        "attende.",
        "Starting the dialer PBX and the carrier.": "Si avviano il centralino del dialer e il carrier.",
        "Making the sounds: comfort noise, people, machines.": "Si creano i suoni: sottofondo, persone, segreterie.",
        # What went wrong.
        "There is no Asterisk on this machine, and no {programs} to fetch one with. Install the package asterisk, or "
        "`apt install {packages}`, and try again.": "Su questa macchina non c'è Asterisk, né {programs} per "
        "scaricarlo. Installare il pacchetto asterisk, o `apt install {packages}`, e riprovare.",
        "mmdebstrap could not fetch Asterisk: {why}. The mirror's Release file has expired; if that is known and "
        "wanted, set {setting}": "mmdebstrap non è riuscito a scaricare Asterisk: {why}. Il file Release del mirror è "
        "scaduto; se è noto e voluto, impostare {setting}",
        "mmdebstrap could not fetch Asterisk: {why}.": "mmdebstrap non è riuscito a scaricare Asterisk: {why}.",
        "The fetched root lacks {those}; run it again, and report it if that stays so.": "In ciò che è stato scaricato "
        "manca {those}; ripetere, e segnalarlo se succede ancora.",
        "The dialer does not answer: {why}": "Il centralino del dialer non risponde: {why}",
        "The carrier does not answer: {why}": "Il carrier non risponde: {why}",
        "The dialer does not run.": "Il centralino del dialer non è in funzione.",
        "The carrier does not run.": "Il carrier non è in funzione.",
        "There is no lab in {folder}: `pronto lab up` makes one.": "In {folder} non c'è nessun laboratorio: lo crea "
        "`pronto lab up`.",
        "The dialer did not come up in {s} s; {words}": "Il centralino del dialer non si è avviato in {s} s; {words}",
        "The carrier did not come up in {s} s; {words}": "Il carrier non si è avviato in {s} s; {words}",
        "The dialer ended while starting; {words}": "Il centralino del dialer è terminato all'avvio; {words}",
        "The carrier ended while starting; {words}": "Il carrier è terminato all'avvio; {words}",
        "The phone {phone} is in no call.": "Il telefono {phone} non è in nessuna chiamata.",
        "Ports {first} to {last} are in use: end the other lab, or give another base port.": "Le porte da {first} a "
        "{last} sono occupate: fermare l'altro laboratorio, o indicare un'altra porta iniziale.",
        "There is no recording {file}.": "La registrazione {file} non c'è.",
        "{file} cannot be read ({why}); delete the folder and bring the lab up again.": "{file} non è leggibile "
        "({why}); cancellare la cartella e riavviare il laboratorio.",
        "No {count} free ports in a row between {low} and {high}: end another lab.": "Non ci sono {count} porte libere "
        "di seguito tra {low} e {high}: fermare un altro laboratorio.",
        "There is no free port between {low} and {high}: end another lab.": "Non c'è una porta libera tra {low} e "
        "{high}: fermare un altro laboratorio.",
        "A customer's call lives on at the carrier.": "La chiamata di un cliente resta attiva presso il carrier.",
        "The {count} ports from {first} on do not fit: begin between {low} and {high}.": "Le {count} porte da {first} "
        "in poi non ci stanno: cominciare tra {low} e {high}.",
        "{count} ports do not fit between {low} and {high}: ask for fewer lines.": "{count} porte non stanno tra {low} "
        "e {high}: chiedere meno chiamate.",
        "Process {pid} does not end, even by SIGKILL.": "Il processo {pid} non termina, neanche con SIGKILL.",
        "The lab has room for 799 agents, not {agents}.": "Nel laboratorio c'è posto per 799 operatori, non {agents}.",
        "The scenario file {file} cannot be read: {why}.": "Il file dello scenario {file} non è leggibile: {why}.",
        "The scenario file {file} is not YAML: {why}": "Il file dello scenario {file} non è YAML: {why}",
        "The scenario file {file} does not fit: {why}": "Il file dello scenario {file} non va bene: {why}",
        "A {kind} spread needs 0 <= low <= high, not {low}..{high}.": "Una distribuzione {kind} vuole 0 <= low <= "
        "high, non {low}..{high}.",
        "A uniform spread needs both low and high.": "Una distribuzione uniform vuole sia low sia high.",
        "A lognormal spread needs mean and cv above 0.": "Una distribuzione lognormal vuole mean e cv maggiori di 0.",
        "The shares of a scenario must be 0 or more, and not all 0.": "Le quote di uno scenario devono essere 0 o più, "
        "e non tutte 0.",
        "There is no {program}: `pronto lab up` fetches one, or install it on this machine.": "{program} non c'è: "
        "`pronto lab up` lo scarica, o installarlo su questa macchina.",
        "{program} did not start in {s} s: {words}": "{program} non si è avviato in {s} s: {words}",
        "{program} ended while starting: {words}": "{program} è terminato all'avvio: {words}",
        "{program} failed: {words}": "{program} non è riuscito: {words}",
        "its last words: {words}": "ultime parole: {words}",
    }
)


def told(english: object) -> str:
    """What the lab tells, in the language that is spoken; what other programs have said, as it came."""
    text = str(english)
    return text if spoken() is not Language.IT else TOLD(text, _of_fact) or text


def _of_fact(_name: str, said: str) -> str:
    return TOLD(said) or said
