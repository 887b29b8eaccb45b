"""The sentences for reasons, in English and Italian. A code without a sentence is a defect that a test finds."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

Facts = Mapping[str, float | int | str]

SENTENCES: dict[str, tuple[str, str]] = {
    # what keeps a cell from asking its pacer
    "stopped": ("The campaign is stopped.", "La campagna è ferma."),
    "paused": (
        "The campaign is paused: calls go on, none is started.",
        "La campagna è in pausa: nessuna nuova chiamata.",
    ),
    "draining": ("Pronto is shutting down: no call is started.", "Pronto si sta chiudendo: nessuna nuova chiamata."),
    "link_down": (
        "No link to Asterisk ({node}): nothing is dialled until it is back.",
        "Nessun collegamento con Asterisk ({node}): non si chiama finché non torna.",
    ),
    "clock_ahead": (
        "Pronto's clock is {apart_s} s ahead of Asterisk's ({node}): no call is started until they agree to a minute. "
        "Let a time service keep both.",
        "L'orologio di Pronto è avanti di {apart_s} s rispetto a quello di Asterisk ({node}): nessuna nuova chiamata "
        "finché non concordano entro un minuto. Sincronizzarli entrambi (NTP).",
    ),
    "clock_behind": (
        "Pronto's clock is {apart_s} s behind Asterisk's ({node}): no call is started until they agree to a minute. "
        "Let a time service keep both.",
        "L'orologio di Pronto è indietro di {apart_s} s rispetto a quello di Asterisk ({node}): nessuna nuova chiamata "
        "finché non concordano entro un minuto. Sincronizzarli entrambi (NTP).",
    ),
    "trunk_down": (
        "Every trunk of the campaign is down: {trunks}.",
        "Nessun trunk della campagna è raggiungibile: {trunks}.",
    ),
    "trunk_not_allowed": (
        "The node may not dial any trunk of the campaign as it is written: {trunks}. Write as its `dial` "
        "a PJSIP endpoint, or add it to `dial_patterns` of the node.",
        "Il nodo non può chiamare nessun trunk della campagna così come è scritto: {trunks}. Scrivere come `dial` "
        "un endpoint PJSIP, o aggiungerlo a `dial_patterns` del nodo.",
    ),
    "trunk_rests": (
        "Every trunk of the campaign is suspended, since it refused call after call, or is down: {trunks} (last cause "
        "{cause}). From {tried_at} on one call at a time tries it.",
        "Tutti i trunk della campagna sono sospesi perché rifiutavano una chiamata dopo l'altra, o non raggiungibili: "
        "{trunks} (ultima causa {cause}). Dalle {tried_at} si riprova con una chiamata alla volta.",
    ),
    "no_trunk": (
        "The campaign has no enabled trunk: give it one.",
        "La campagna non ha trunk attivi: assegnarne uno.",
    ),
    "out_of_hours": (
        "Out of calling hours where the leads are; dialling may begin on {opens_at}.",
        "Fuori orario per i contatti in lista; si può chiamare da {opens_at}.",
    ),
    "no_hours": (
        "The calling hours leave no hour of the coming week for the leads: change them.",
        "L'orario non lascia ore utili per i contatti nei prossimi giorni: modificarlo.",
    ),
    "leads_wait": (
        "All leads wait for their next try; the first is due on {next_due}.",
        "Tutti i contatti attendono il prossimo tentativo; il primo è previsto per {next_due}.",
    ),
    "no_lead": ("No lead is left to dial.", "Non ci sono contatti da chiamare."),
    "loading": ("Leads are being loaded.", "Caricamento dei contatti in corso."),
    "store_down": ("The database does not answer.", "Il database non risponde."),
    "bad_settings": ("The campaign cannot run: {trouble}", "La campagna non può partire: {trouble}"),
    "rules_refuse": (
        "The law does not let the campaign dial ({rule}): {what}{seen}. To mend it: {mend}.",
        "La legge non consente di chiamare ({rule}): {what}{seen}. Rimedio: {mend}.",
    ),
    "rules_hold": (
        "One call for each ready agent, and no more ({rule}): {what}{seen}. To mend it: {mend}.",
        "Una sola chiamata per operatore pronto ({rule}): {what}{seen}. Rimedio: {mend}.",
    ),
    # what keeps one agent's call by hand, or lead in preview, and no other
    "no_phone": (
        "Your phone is not connected: the call can be made when it is back.",
        "Il tuo telefono non è collegato: si potrà chiamare quando lo sarà di nuovo.",
    ),
    # of a trunk
    "fewer_channels": (
        "The carrier refuses calls above {channels} at once; max_channels says {max_channels}. Set max_channels to "
        "what the contract says, or ask the carrier for more.",
        "Il carrier rifiuta le chiamate oltre {channels} contemporanee; max_channels ne indica "
        "{max_channels}. Impostare max_channels come da contratto, o chiederne di più.",
    ),
    # of the count that the rate of abandoned calls is made of
    "recounted": (
        "On {recounted_at} the count of answered calls was put right from what is written of them: abandoned "
        "{abandoned} instead of {abandoned_before}, served {served} instead of {served_before}, machines {machines} "
        "instead of {machines_before}.",
        "{recounted_at}: il conteggio delle chiamate risposte è stato corretto in base a quanto registrato: "
        "{abandoned} abbandonate invece di {abandoned_before}, {served} servite invece di {served_before}, "
        "{machines} segreterie invece di {machines_before}.",
    ),
    # of a node that is overloaded, by what is late
    "behind_answer": (
        "Asterisk answers {behind_ms} ms late. Calls started in a second: {starts} at most, until it has caught up.",
        "Asterisk risponde con {behind_ms} ms di ritardo. Chiamate avviate al secondo: al massimo {starts}, finché non "
        "ha recuperato.",
    ),
    "behind_event": (
        "Events of Asterisk come {behind_ms} ms late. Calls started in a second: {starts} at most, until it has caught "
        "up.",
        "Gli eventi di Asterisk arrivano con {behind_ms} ms di ritardo. Chiamate avviate al secondo: al massimo "
        "{starts}, finché non ha recuperato.",
    ),
    "behind_join": (
        "Joining a person to an agent takes {behind_ms} ms. Calls started in a second: {starts} at most, until it is "
        "quick again.",
        "Il collegamento con l'operatore richiede {behind_ms} ms. Chiamate avviate al secondo: al massimo {starts}, "
        "finché non torna rapido.",
    ),
    "behind_loop": (
        "Pronto itself is {behind_ms} ms behind. Calls started in a second: {starts} at most, until it has caught up.",
        "Pronto stesso è in ritardo di {behind_ms} ms. Chiamate avviate al secondo: al massimo {starts}, finché non "
        "ha recuperato.",
    ),
    # why the board names no agent
    "agents_unnamed": (
        "{rule}: agents are shown without their names, and teams that are too small as counts, until there is an "
        "agreement on watching them (`law.union_agreement`).",
        "{rule}: gli operatori appaiono senza nome, e i gruppi troppo piccoli solo come totali, finché non c'è un "
        "accordo sul loro controllo (`law.union_agreement`).",
    ),
    # what should be looked at before a promise to call back is broken
    "callback_agent_away": (
        "A call back is promised for {due_at} and its agent is not logged in; the deadline is {deadline_at}.",
        "Richiamata promessa per {due_at}, ma il suo operatore non è connesso; la scadenza è {deadline_at}.",
    ),
    "callback_at_risk": (
        "A call back promised for {due_at} is not placed yet; the deadline is {deadline_at}.",
        "Una richiamata promessa per {due_at} non è ancora partita; la scadenza è {deadline_at}.",
    ),
    "callback_missed": (
        "A call back promised for {due_at} was not placed by {deadline_at}.",
        "Una richiamata promessa per {due_at} non è partita entro {deadline_at}.",
    ),
    "callbacks_off": (
        "Call-backs that wait on the list {list}, which is off: {waiting}. None is called until it is on again.",
        "Richiamate in attesa sulla lista {list}, che non è attiva: {waiting}. Non si fanno finché non lo è di nuovo.",
    ),
    # what bounds a pacer
    "predicted": (
        "Dialling ahead of the agents who will be free.",
        "Si chiama in anticipo sugli operatori in liberazione.",
    ),
    "one_to_one": ("One call for each ready agent.", "Una chiamata per ogni operatore pronto."),
    "ratio": ("A fixed number of calls for each ready agent.", "Numero fisso di chiamate per operatore pronto."),
    "preview": ("Leads are offered to agents, who dial them.", "I contatti sono proposti agli operatori."),
    "enough_in_flight": (
        "Enough calls are under way for the agents who will be free.",
        "Chiamate in corso sufficienti per gli operatori in liberazione.",
    ),
    "no_agent": ("No agent is logged in and working.", "Nessun operatore connesso e al lavoro."),
    "no_agent_ready": (
        "All agents are busy, and none will be free soon enough.",
        "Tutti gli operatori sono occupati e nessuno si libererà in tempo.",
    ),
    "calls_waiting": (
        "People wait for an agent: nobody else is called until they are served.",
        "Ci sono persone in attesa: non si chiama finché non sono servite.",
    ),
    "no_line": ("Every channel of the trunks is in use.", "Tutti i canali dei trunk sono occupati."),
    "starts_limit": ("The calls-per-second limit is reached.", "Raggiunto il limite di chiamate al secondo."),
    "overload": (
        "Asterisk or Pronto is behind: fewer calls are started until it has caught up.",
        "Asterisk o Pronto è in ritardo: si avviano meno chiamate finché non ha recuperato.",
    ),
    "max_ratio": (
        "As many calls are under way for each working agent as there ever may be.",
        "Per ogni operatore al lavoro ci sono già tante chiamate in corso quante ne sono ammesse.",
    ),
    "learning": (
        "Too few answers yet to predict from: calls are started with great care.",
        "Risposte ancora insufficienti per prevedere: si chiama con molta prudenza.",
    ),
    "guard_throttle": (
        "The abandon guard brakes: the abandoned share nears its limit.",
        "Il controllo abbandoni frena: la quota si avvicina al limite.",
    ),
    "guard_progressive": (
        "The abandon guard holds: only calls that hardly risk an abandoned person are started.",
        "Il controllo abbandoni limita: solo chiamate che quasi non rischiano un abbandono.",
    ),
    "guard_stop": (
        "The abandon guard has stopped dialling: the abandoned share is over its limit.",
        "Il controllo abbandoni ha fermato le chiamate: quota oltre il limite.",
    ),
}

_ENGLISH = (
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "at",
)
_ITALIAN = (
    ["lun", "mar", "mer", "gio", "ven", "sab", "dom"],
    ["gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"],
    "alle",
)
INSTANTS = frozenset({"opens_at", "next_due", "due_at", "deadline_at", "until", "dry_at", "recounted_at"})
SOON = frozenset({"tried_at"})  # instants of the next minutes


def sentence(
    code: str, facts: Facts, *, zone: ZoneInfo, sentences: Mapping[str, tuple[str, str]] = SENTENCES
) -> dict[str, str]:
    """The reason in words, by language; instants are shown as local time of `zone`, whose
    abbreviation stands behind them.

    Raises `KeyError` for a code without a sentence.
    """
    english, italian = sentences[code]
    return {
        "en": _fill(english, _shown(facts, zone, _ENGLISH)),
        "it": _fill(italian, _shown(_in_italian(facts), zone, _ITALIAN)),
    }


def _in_italian(facts: Facts) -> Facts:
    """Facts that are words come in both languages: `what`, and `what_it` that takes its place."""
    return {**facts, **{name.removesuffix("_it"): said for name, said in facts.items() if name.endswith("_it")}}


def _shown(facts: Facts, zone: ZoneInfo, names: tuple[list[str], list[str], str]) -> dict[str, object]:
    return {name: _instant(name, value, zone, names) for name, value in facts.items()}


def _instant(name: str, value: float | int | str, zone: ZoneInfo, names: tuple[list[str], list[str], str]) -> object:
    if name in SOON:
        return f"{datetime.fromtimestamp(float(value), zone):%H:%M:%S %Z}"
    return _local(value, zone, names) if name in INSTANTS else value


def _local(instant: float | int | str, zone: ZoneInfo, names: tuple[list[str], list[str], str]) -> str:
    at, (days, months, hour) = datetime.fromtimestamp(float(instant), zone), names
    return f"{days[at.weekday()]} {at.day} {months[at.month - 1]} {hour} {at:%H:%M %Z}"


class _Missing(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def _fill(text: str, facts: Mapping[str, object]) -> str:
    return text.format_map(_Missing(facts))


def decided(figures: Mapping[str, float | int | str | None]) -> dict[str, str]:
    """One decision's figures in words, by language; what the mode does not know is left out."""
    told = {**figures, **_left(figures.get("bank"))}
    return {"en": " ".join(_decided(told, _DECIDED_EN, ".")), "it": " ".join(_decided(told, _DECIDED_IT, ","))}


def _left(bank: float | int | str | None) -> dict[str, float]:
    """What is left of a budget, or by how much it is exceeded: nobody reads that -0.2 are left."""
    if not isinstance(bank, float | int):
        return {}
    return {"over": -bank} if round(bank, 1) < 0 else {"left": abs(bank)}


# Each with the figures it needs; one without them is left out.
_DECIDED_EN = (
    (("dial",), "Calls started: {dial}."),
    (("called_off?",), "Called off: {called_off}."),
    (("risk", "price"), "Risk {risk:%} against a price of {price:%}."),
    (("own_price",), "By itself it would go to {own_price:%}: others share its agents."),
    (("agents_ready", "agents_busy"), "Agents: {agents_ready} ready, {agents_busy} busy."),
    (("agents_freed",), "Free in time: {agents_freed:1}."),
    (("in_flight",), "Calls under way: {in_flight}."),
    (("calls_waiting?",), "People waiting: {calls_waiting}."),
    (("hit_rate",), "Hit rate {hit_rate:%}."),
    (("constraint", "share", "limit", "left"), "Budget “{constraint}”: {share:%} of {limit:%}, {left:1} left."),
    (("constraint", "share", "limit", "over"), "Budget “{constraint}”: {share:%} of {limit:%}, exceeded by {over:1}."),
)
_DECIDED_IT = (
    (("dial",), "Chiamate avviate: {dial}."),
    (("called_off?",), "Interrotte: {called_off}."),
    (("risk", "price"), "Rischio {risk:%} contro un prezzo di {price:%}."),
    (("own_price",), "Da sola arriverebbe a {own_price:%}: altre campagne hanno gli stessi operatori."),
    (("agents_ready", "agents_busy"), "Operatori pronti: {agents_ready}, occupati: {agents_busy}."),
    (("agents_freed",), "Liberi in tempo: {agents_freed:1}."),
    (("in_flight",), "Chiamate in corso: {in_flight}."),
    (("calls_waiting?",), "Persone in attesa: {calls_waiting}."),
    (("hit_rate",), "Tasso di risposta {hit_rate:%}."),
    (("constraint", "share", "limit", "left"), "Budget «{constraint}»: {share:%} su {limit:%}, residuo {left:1}."),
    (("constraint", "share", "limit", "over"), "Budget «{constraint}»: {share:%} su {limit:%}, superato di {over:1}."),
)


class _Figure:
    """A figure that writes itself as a percentage or with one decimal, with the language's decimal mark."""

    def __init__(self, value: float | int | str, mark: str) -> None:
        self._value, self._mark = value, mark

    def __format__(self, how: str) -> str:
        if isinstance(self._value, str) or not how:
            return str(self._value)
        text = f"{100.0 * self._value:.2f} %" if how == "%" else f"{self._value:.1f}"
        return text.replace(".", self._mark)


def _decided(
    figures: Mapping[str, float | int | str | None], parts: Sequence[tuple[tuple[str, ...], str]], mark: str
) -> Iterator[str]:
    for needed, text in parts:
        names = [name.removesuffix("?") for name in needed]
        known = {name: figures.get(name) for name in names}
        if any(value is None for value in known.values()) or (needed[0].endswith("?") and not known[names[0]]):
            continue
        yield text.format_map({name: _Figure(value, mark) for name, value in known.items() if value is not None})
