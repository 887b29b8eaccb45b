"""What the check of an Asterisk finds, in Italian too. Lines to write into a file are the same in both languages."""

from dataclasses import replace
from typing import Final

from dialer.asterisk.check import Finding
from dialer.turned import Turned
from dialer.words import Language

FOUND: Final = Turned(
    {
        "Asterisk is version {version}.": "Asterisk è la versione {version}.",
        "Asterisk's clock and Pronto's are {s} s apart.": "Tra l'orologio di Asterisk e quello di Pronto ci sono {s} s "
        "di differenza.",
        "Pronto's clock is {s} s ahead of Asterisk's: no call is started.": "L'orologio di Pronto è avanti di {s} s "
        "rispetto a quello di Asterisk: nessuna chiamata parte.",
        "Pronto's clock is {s} s behind Asterisk's: no call is started.": "L'orologio di Pronto è indietro di {s} s "
        "rispetto a quello di Asterisk: nessuna chiamata parte.",
        "There is no section [{user}].": "Manca la sezione [{user}].",
        "The right to {which} {rights} is missing.": "Manca il permesso `{which}` per {rights}.",
        "The user may {which} what Pronto needs. It also has {more}, which Pronto does not need.": "L'utente ha i "
        "permessi `{which}` che servono a Pronto. Ha anche {more}, che a Pronto non serve.",
        "The user may {which} what Pronto needs.": "L'utente ha i permessi `{which}` che servono a Pronto.",
        "No event filter: Asterisk sends about four times as many events as Pronto reads.": "Nessun filtro sugli "
        "eventi: Asterisk ne manda circa quattro volte quelli che Pronto legge.",
        "The event filters are as Pronto needs them. They also let {more} through, which Pronto does not read.": (
            "I filtri sugli eventi sono come servono a Pronto. Lasciano passare anche {more}, che Pronto non legge."
        ),
        "The event filters are as Pronto needs them.": "I filtri sugli eventi sono come servono a Pronto.",
        "Events {name} that Pronto does not read are sent all the same.": "Arrivano anche eventi {name} che Pronto non "
        "legge.",
        "The event {name} does not reach Pronto.": "L'evento {name} non arriva a Pronto.",
        "The module {module} is not loaded: {purpose}.": "Il modulo {module} non è caricato: {purpose}.",
        "The module {module} is loaded: {harm}.": "Il modulo {module} è caricato: {harm}.",
        "Every module that Pronto uses is loaded.": "Tutti i moduli che Pronto usa sono caricati.",
        "The dialplan has no context {context} with extension {exten}.": "Nel dialplan manca il contesto {context} con "
        "l'estensione {exten}.",
        "A line is missing.": "Manca una riga.",
        "A line was changed.": "Una riga è stata cambiata.",
        "The dialplan is as Pronto needs it.": "Il dialplan è come serve a Pronto.",
        "The sound {name} is there.": "Il suono {name} c'è.",
        "Whether the sound {name} is there cannot be told: the dialplan does not answer.": "Non si può sapere se il "
        "suono {name} c'è: il dialplan non risponde.",
        "There is no sound {name}: people would hear nothing.": "Il suono {name} non c'è: non si sentirebbe nulla.",
        "Comfort noise comes from {folder}.": "Il sottofondo viene da {folder}.",
        "There is no music class {name}: a person who waits for an agent would hear silence.": "Manca la classe di "
        "musica {name}: chi attende un operatore sentirebbe silenzio.",
        "There is no trunk {name}.": "Non c'è il trunk {name}.",
        "There is no phone {name}.": "Non c'è il telefono {name}.",
        "The trunk {name} allows neither alaw nor ulaw.": "Il trunk {name} non ammette né alaw né ulaw.",
        "The phone {name} allows neither alaw nor ulaw.": "Il telefono {name} non ammette né alaw né ulaw.",
        "The trunk {name} cannot be reached: {states}.": "Il trunk {name} non è raggiungibile: {states}.",
        "The phone {name} cannot be reached: {states}.": "Il telefono {name} non è raggiungibile: {states}.",
        "The trunk {name} can be reached.": "Il trunk {name} è raggiungibile.",
        "The phone {name} can be reached.": "Il telefono {name} è raggiungibile.",
        "The registration {name} at the trunk is {status}.": "La registrazione {name} presso il trunk è {status}.",
        "Asterisk refuses {action}: {why}.": "Asterisk rifiuta {action}: {why}.",
        # How to mend it.
        "Let a time service keep both clocks (chrony).": "Sincronizzare entrambi gli orologi con un servizio di tempo "
        "(chrony).",
        "Install Asterisk {oldest} or newer; {tested} is the one Pronto is tested with.": "Installare Asterisk "
        "{oldest} o successivo; Pronto è provato con {tested}.",
        "Write the section [{user}] as in Pronto's asterisk-config/manager.conf.": "Scrivere la sezione [{user}] "
        "come in asterisk-config/manager.conf di Pronto.",
        "#include {file}   (in extensions.conf; then `{command}`)": "#include {file}   (in extensions.conf; poi "
        "`{command}`)",
        "See what is said of [pronto-check] in extensions-pronto.conf, and of the user's right to originate.": (
            "Vedere che cosa è detto di [pronto-check] in extensions-pronto.conf e del permesso `originate` "
            "dell'utente."
        ),
        "Put it into the folder of sounds as .alaw, .ulaw or .wav (asterisk-config/README.md), or correct `message`.": (
            "Metterlo nella cartella dei suoni come .alaw, .ulaw o .wav (asterisk-config/README.md), o correggere "
            "`message`."
        ),
        "{lines}\n(filled by make-sounds)": "{lines}\n(la riempie make-sounds)",
        "{section} … as in pjsip-local.conf.example": "{section} … come in pjsip-local.conf.example",
        "See that `contact` of [{name}] is right and that the far end answers SIP OPTIONS.": "Verificare che "
        "`contact` di [{name}] sia giusto e che l'altro capo risponda a SIP OPTIONS.",
        "Let it register with the name and password of [{name}], or write its `contact`.": "Farlo registrare con nome "
        "e password di [{name}], o scrivere il suo `contact`.",
        "Check server_uri, client_uri, username and password.": "Controllare server_uri, client_uri, username e "
        "password.",
        "Add {right} to the user's `write` line.": "Aggiungere {right} alla riga `write` dell'utente.",
    }
)
PURPOSES: Final = Turned(
    {
        "the SIP library's settings and log": "impostazioni e log della libreria SIP",
        "contact state": "stato dei contatti",
        "what is noted when a call ends": "ciò che si annota quando una chiamata termina",
        "registrations that outlive a restart": "registrazioni che restano dopo un riavvio",
        "the SIP stack": "lo stack SIP",
        "calls": "chiamate",
        "voice in calls": "la voce nelle chiamate",
        "caller ids": "numeri chiamanti",
        "phones and trunks behind NAT": "telefoni e trunk dietro NAT",
        "the network's reason for a hang-up": "il motivo di chiusura dato dalla rete",
        "keys sent as SIP INFO": "tasti inviati come SIP INFO",
        "trunks known by address": "trunk riconosciuti dall'indirizzo",
        "phones known by name": "telefoni riconosciuti dal nome",
        "passwords of phones": "password dei telefoni",
        "our password at the trunk": "la nostra password presso il trunk",
        "registering at the trunk": "la registrazione presso il trunk",
        "phones registering here": "telefoni che si registrano qui",
        "chan_pjsip does not load without it": "senza, chan_pjsip non si carica",
        "PJSIP/… channels": "canali PJSIP/…",
        "the clock of playback and comfort noise": "l'orologio di annunci e sottofondo",
        "G.711 A-law (Europe), for AMD": "G.711 A-law (Europa), per AMD",
        "G.711 mu-law (America), for AMD": "G.711 mu-law (America), per AMD",
        "between the two: customer on one, agent on the other": "tra i due: cliente su uno, operatore sull'altro",
        ".alaw and .ulaw files": "file .alaw e .ulaw",
        ".wav files": "file .wav",
        "comfort noise": "sottofondo",
        "two parties": "due interlocutori",
        "agents waiting": "operatori in attesa",
        "AMD, machine detection": "AMD, riconoscimento delle segreterie",
        "Read: a message that hears keys": "Read: un messaggio che sente i tasti",
        "STAT, for the check of sounds": "STAT, per il controllo dei suoni",
        "TALK_DETECT: when a person was first heard": "TALK_DETECT: quando si è sentita la persona",
        "the voice stream changes its identity when an agent is joined, and some receivers fall silent": (
            "il flusso audio cambia identità quando entra un operatore, e alcuni apparecchi restano muti"
        ),
        "it has no address, or has not registered": "non ha indirizzo, o non si è registrato",
        "no reason given": "nessun motivo indicato",
        "unknown": "sconosciuto",
        "sounds": "suoni",
        "clock": "orologio",
    }
)


def said_of(finding: Finding, language: Language) -> Finding:
    """The finding in the language. Names of modules and functions, and what Asterisk itself says, stay as they are."""
    if language is Language.EN:
        return finding
    what, mend = FOUND(finding.what, _of_fact), FOUND(finding.mend, _of_fact)
    return replace(finding, what=what or finding.what, where=_of_fact("", finding.where), mend=mend or finding.mend)


def _of_fact(_name: str, said: str) -> str:
    return PURPOSES(said) or said
