"""What `pronto simulate` says: of the days it plays, and of the law."""

from typing import Final

from api.cli.speech import Catalogue

SIMULATE: Final = Catalogue(
    {
        "past": (
            "{calls} past calls, {people} answered by a person ({share}), {abandoned} of them abandoned; from "
            "{since} h to {until} h.",
            "{calls} chiamate passate, {people} con risposta di una persona ({share}), di cui {abandoned} abbandonate; "
            "dalle ore {since} alle {until}.",
        ),
        "past_times": (
            "Ringing {ring} s, talk {talk} s, wrap-up {wrap_up} s, {agents} agents.",
            "Squilli {ring} s, conversazione {talk} s, chiusura {wrap_up} s, operatori {agents}.",
        ),
        "past_hours": (
            "Answered by a person, by hour: {rates}.",
            "Risposte di persone, per ora: {rates}.",
        ),
        "hour": ("{hour} h {share}", "ore {hour} {share}"),
        "assumed": (
            "The calls do not tell these, so they are assumed: {names}.",
            "Le chiamate non lo dicono, quindi si suppone: {names}.",
        ),
        "agents": ("agents", "operatori"),
        "ring": ("ring", "squilli"),
        "talk": ("talk", "conversazione"),
        "wrap-up": ("wrap-up", "chiusura"),
        "as it is": ("as it is", "com'è"),
        "guaranteed": ("guaranteed", "operatore riservato"),
        "progressive": ("progressive", "progressiva"),
        "predictive": ("predictive", "predittiva"),
        "busy": ("busy", "occupati"),
        "change": ("change", "differenza"),
        "days": ("days", "giornate"),
        "abandoned": ("abandoned", "abbandonate"),
        "over": ("over", "oltre"),
        "worst": ("worst", "picco"),
        "talks/h": ("talks/h", "colloqui/h"),
        "meaning": (
            "busy: share of the agents' time in talk and wrap-up. days: the lowest and the highest. over: days above "
            "the limit. worst: abandoned share of the worst half hour. talks/h: for each agent.",
            "occupati: quota del tempo degli operatori in conversazione e chiusura. giornate: la più bassa e la più "
            "alta. oltre: giornate sopra il limite. picco: quota di abbandonate nella mezz'ora peggiore. colloqui/h: "
            "per operatore.",
        ),
        "course": (
            "each block {minutes} minutes\noccupancy {busy} 0 to 100 %\nabandoned {lost} 0 to {most} calls",
            "ogni blocco {minutes} minuti\noccupazione {busy} da 0 a 100 %\nabbandonate {lost} da 0 a {most} chiamate",
        ),
        "band": (
            "{runs} days. One more would lie, with {coverage} for each figure, between\n"
            "  occupancy        {occupancy}\n  abandoned share  {abandoned}\n"
            "  calls for each agent and hour  {low} and {high}",
            "{runs} giornate. Un'altra starebbe, con il {coverage} per ciascun dato, tra\n"
            "  occupazione             {occupancy}\n  quota di abbandonate    {abandoned}\n"
            "  chiamate per operatore e ora  {low} e {high}",
        ),
        "between": ("{low} and {high} (middle {middle})", "{low} e {high} (centro {middle})"),
        "band_head": ("{runs} days, {coverage}.", "{runs} giornate, {coverage}."),
        "figure": ("figure", "dato"),
        "low": ("low", "minimo"),
        "middle": ("middle", "centro"),
        "high": ("high", "massimo"),
        "occupancy": ("occupancy", "occupazione"),
        "abandoned_share": ("abandoned_share", "quota di abbandonate"),
        "calls_per_agent_hour": ("calls_per_agent_hour", "chiamate per operatore e ora"),
        "team": ("{agents} agents, {share} answered by a person", "operatori {agents}, {share} risposte di persone"),
        "swept": ("What {name} does", "L'effetto di {name}"),
        "side_by_side": ("Side by side: {team}", "A confronto: {team}"),
        "written": ("Written: {file}", "Scritto: {file}"),
        "simulating": ("simulating", "simulazione"),
        "answered_talk": ("answered by a person, talk", "risposte di persone, conversazione"),
    }
)


def worded(name: str) -> str:
    """What a figure or a world of the simulation is called; its own name where the catalogue has none."""
    return SIMULATE(name) if name in SIMULATE else name


LAW_DAY: Final = Catalogue(
    {
        "no_law": (
            "There is no law {name!r}. {those} `pronto law list` shows all.",
            "La legge {name!r} non esiste. {those} `pronto law list` le mostra tutte.",
        ),
        "sketch": (
            "No campaign starts on {name}, which is a sketch. {those} `pronto law list` shows all.",
            "Nessuna campagna parte con {name}, che è un abbozzo. {those} `pronto law list` le mostra tutte.",
        ),
        "layer": (
            "No campaign starts on {name}, which is a base for others. {those} `pronto law list` shows all.",
            "Nessuna campagna parte con {name}, che è una base per altre. {those} `pronto law list` le mostra tutte.",
        ),
        "one_country": (
            "{first} and {second} are laws of one country: give one of them.",
            "{first} e {second} sono leggi dello stesso paese: indicarne una.",
        ),
        "cannot_run": (
            "The campaign {name!r} cannot be run: {error}",
            "La campagna {name!r} non può partire: {error}",
        ),
        "of_the_law": (
            "Under a law nobody chooses {names}: leave it out, or simulate without a law.",
            "Sotto una legge {names} non si sceglie: toglierlo, o simulare senza legge.",
        ),
        "none_chosen": (
            "The campaign has no law (law.profile): its own limit alone is kept. --law IT puts it under one.",
            "La campagna non ha una legge (law.profile): vale solo il suo limite. --law IT la mette sotto una.",
        ),
        "profile": ("{id}, version {version}.", "{id}, versione {version}."),
        "noise_hangup": (
            "Who finds no agent hears comfort noise and is hung up on {s:g} s after {start}.",
            "Chi non trova operatore sente un sottofondo e la chiamata si chiude dopo {s:g} s {start}.",
        ),
        "hangup": (
            "Who finds no agent is hung up on {s:g} s after {start}.",
            "A chi non trova operatore la chiamata si chiude dopo {s:g} s {start}.",
        ),
        "noise_message": (
            "Who finds no agent hears comfort noise, and the message {s:g} s after {start}.",
            "Chi non trova operatore sente un sottofondo, e il messaggio dopo {s:g} s {start}.",
        ),
        "message": (
            "Who finds no agent hears the message {s:g} s after {start}.",
            "Chi non trova operatore sente il messaggio dopo {s:g} s {start}.",
        ),
        "answer": ("the answer", "dalla risposta"),
        "greeting_start": ("the first word", "dalla prima parola"),
        "greeting_end": ("the end of the greeting", "dalla fine del saluto"),
        "ring": (
            "A phone rings for {s:g} s at least; then the call may be called off.",
            "Il telefono squilla almeno {s:g} s; poi la chiamata può essere annullata.",
        ),
        "rate": (
            "{id}: {limit} of {party}{strict}; ahead of the agents from {least} answered calls on, up to {level}.",
            "{id}: {limit} su {party}{strict}; in anticipo dopo {least} risposte, fino al {level}.",
        ),
        "answered": ("all answered calls", "tutte le chiamate risposte"),
        "people": ("calls that people answered", "chiamate a cui rispondono persone"),
        "strict": (
            ", machine hang-ups counted as abandoned",
            ", segreterie riagganciate contate come abbandonate",
        ),
        "screened": (
            "Machine detection is on; of those taken for machines {share} are reckoned to be people.",
            "Il riconoscimento segreterie è acceso; si stima che il {share} di quelle riconosciute siano persone.",
        ),
        "unscreened": (
            "Machine detection is off: {share} of the talks are with machines, which agents hang up on.",
            "Il riconoscimento segreterie è spento: il {share} delle conversazioni è con segreterie.",
        ),
        "held": (
            "Nobody may be dialled ahead ({rule}: {why}): {so}.",
            "Non si può chiamare in anticipo ({rule}: {why}): {so}.",
        ),
        "progressive": ("one call for each ready agent all day", "una chiamata per operatore pronto tutto il giorno"),
        "guaranteed": (
            "an agent is reserved before each call",
            "un operatore è riservato prima di ogni chiamata",
        ),
        "of": ("limit of", "limite di"),
        "window": ("window", "finestra"),
        "abandoned": ("abandoned", "perse"),
        "share": ("share", "quota"),
        "limit": ("limit", "limite"),
        "worst": ("worst", "picco"),
        "over": ("over", "oltre"),
        "chance": ("chance", "rischio"),
        "design": ("design", "ammesso"),
        "whole_campaign": ("campaign", "campagna"),
        "day": ("day", "giorno"),
        "days": ("{count} {count:day|days}", "{count} {count:giorno|giorni}"),
        "last_hours": ("last {count} h", "ultime {count} h"),
        "last_days": ("last {count} {count:day|days}", "ultimi giorni: {count}"),
        "meaning": (
            "abandoned: of the answered calls of all days. Each day is a window; one that lasts longer is seen at the "
            "day's end. worst: the highest share of a window at its end. over: windows that ended over the limit. "
            "chance: that a window does, by these days, with 95 %. design: what the guard allows it to be.",
            "perse: sulle chiamate risposte di tutte le giornate. Ogni giornata è una finestra; una più lunga è vista "
            "a fine giornata. picco: la quota più alta di una finestra alla sua fine. oltre: finestre finite oltre il "
            "limite. rischio: che accada a una finestra, secondo queste giornate, al 95 %. ammesso: quanto la guardia "
            "concede.",
        ),
        "so_far": ("simulated {share}: {name}", "simulato {share}: {name}"),
    }
)
