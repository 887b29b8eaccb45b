"""What a rule saw, in words for people: each fact in English and Italian, and no code word."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from dialer.compliance.code_words import BASES, KEPT, PROOFS, SAYS, UNKNOWN, Pair
from dialer.compliance.durations import read_duration
from dialer.compliance.verdict import Fact
from dialer.i18n.labels import NAMED

_DAY_S: Final = 86_400.0
_HOUR_S: Final = 3600.0


def told(facts: Mapping[str, Fact]) -> Pair:
    """All facts of a verdict, commas between them; those that say nothing are left out."""
    fault = facts.get("basis_fault")
    if fault:
        facts = {
            **facts,
            "basis": " ".join(str(facts[one]) for one in ("basis", "basis_fault", "lacks") if one in facts),
        }
    pairs = [pair for name, value in facts.items() if (pair := _told(name, value)) != ("", "")]
    return ", ".join(en for en, _ in pairs), ", ".join(it for _, it in pairs)


def _told(name: str, value: Fact) -> Pair:
    if name == "checked_at" and not value:
        return "", ""  # `check` says it
    if name in ("list_id", "basis_fault"):
        return "", ""  # `list` has its name
    if name in _WHOLE:
        return _WHOLE[name].get(str(value), ("", ""))
    label = _LABELS.get(name, (name.replace("_", " ") + " {}", name.replace("_", " ") + " {}"))
    en, it = _value(name, value)
    return label[0].format(en), label[1].format(it)


def _value(name: str, value: Fact) -> Pair:
    if name in _VALUES:
        return _VALUES[name](value)
    if isinstance(value, bool):
        return ("yes", "sì") if value else ("no", "no")
    if isinstance(value, float):
        return _decimal(value)
    words = str(value).replace("_", " ")
    return words, words


def _decimal(value: float) -> Pair:
    return f"{value:.4g}", f"{value:.4g}".replace(".", ",")


def _share(value: Fact) -> Pair:
    percent = f"{100.0 * float(value):.2f}".rstrip("0").rstrip(".") + "%"
    return percent, percent.replace(".", ",")


def _instant(value: Fact) -> Pair:
    if isinstance(value, str) and value:
        return value, value  # written already, as in a report
    if not isinstance(value, float) or not value:
        return "never", "mai"
    text = datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return text, text


def duration_words(text: str) -> Pair:
    """An ISO 8601 duration, or one of working days, in words: P15D is 15 days."""
    try:
        read = read_duration(text)
    except ValueError:
        return text, text
    days, rest = divmod(read.seconds, _DAY_S)
    counts = (
        (read.months, ("month", "months"), ("mese", "mesi")),
        (read.working_days, ("working day", "working days"), ("giorno lavorativo", "giorni lavorativi")),
        (days, ("day", "days"), ("giorno", "giorni")),
        (rest / _HOUR_S, ("hour", "hours"), ("ora", "ore")),
    )
    said = [(f"{count:.4g} {en[count != 1]}", f"{count:.4g} {it[count != 1]}") for count, en, it in counts if count]
    return " ".join(en for en, _ in said) or text, " ".join(it for _, it in said) or text


def _duration(value: Fact) -> Pair:
    return duration_words(str(value))


def _least(value: Fact) -> Pair:
    """A number, or a length of time."""
    return _duration(value) if isinstance(value, str) else _value("", value)


def _named(words: Mapping[str, Pair]) -> Callable[[Fact], Pair]:
    """Each of the codes in a text with commas, by its name."""

    def say(value: Fact) -> Pair:
        plain = [code.replace("_", " ") for code in str(value).split(", ")]
        said = [words.get(code, (plain[at], plain[at])) for at, code in enumerate(str(value).split(", "))]
        return ", ".join(en for en, _ in said), ", ".join(it for _, it in said)

    return say


_TROUBLES: Final[Mapping[str, Pair]] = {
    "not_allowed": ("does not count here", "qui non vale"),
    "ended": ("has ended", "è terminato"),
    "future": ("is dated in the future", "ha una data futura"),
    "not_in_directory": ("counts for numbers in the directory alone", "vale solo per numeri in elenco"),
}


def _basis(value: Fact) -> Pair:
    code, _, trouble = str(value).partition(" ")
    if code == "none":
        return "nothing says why these people may be called", "nulla dice perché si possono chiamare"
    en, it = BASES.get(code, (code, code))
    if trouble.startswith("lacks "):
        lacks_en, lacks_it = _named(PROOFS)(trouble.removeprefix("lacks "))
        return f"{en} lacks {lacks_en}", f"{it} senza {lacks_it}"
    said = _TROUBLES.get(trouble, (trouble, trouble))
    return f"{en} {said[0]}".strip(), f"{it} {said[1]}".strip()


def _skew(value: Fact) -> Pair:
    if value == "unknown":
        return "how far the clock is off is unknown", "lo scarto dell'orologio è ignoto"
    english, italian = _decimal(float(value))
    return f"the clock is off by {english} s", f"l'orologio ha uno scarto di {italian} s"


def _decides(value: Fact) -> Pair:
    if value == "unknown":
        return "nothing says how soon it decides", "nulla dice in quanto tempo decide"
    return f"it decides in {value} ms", f"decide in {value} ms"


_VALUES: Final[Mapping[str, Callable[[Fact], Pair]]] = {
    **dict.fromkeys(
        ("checked_at", "tested_at", "audited_at", "review_by", "refused_at", "since", "key_made_at"), _instant
    ),
    **dict.fromkeys(("max_age", "valid_for", "lasts", "per", "pause", "rotation"), _duration),
    **dict.fromkeys(
        ("does_not_say", "says", "opt_out_by", "number_is_not", "must_be_one_of", "must_be", "test_reached", "at_limit",
         "forbidden", "required"),
        _named(SAYS),
    ),
    **dict.fromkeys(("rate", "worst", "level", "limit", "aim"), _share),
    "at_least": _least,
    "kept_too_long": _named(NAMED["kept"]),
    "not_kept": _named(KEPT),
    "basis": _basis,
    "clock_skew_s": _skew,
    "decides_in_ms": _decides,
    "unknown": _named(UNKNOWN),
}  # fmt: skip
# Facts that are a sentence of their own by their value; with another value they say nothing.
_WHOLE: Final[Mapping[str, Mapping[str, Pair]]] = {
    "check": {
        "missing": ("never checked", "mai verificato"),
        "stale": ("the check is too old", "la verifica è troppo vecchia"),
    },
    "audit": {
        "missing": ("nobody has listened to a sample yet", "nessuno ha ancora ascoltato un campione"),
        "stale": ("the audit has run out", "il controllo è scaduto"),
        "small": ("the sample was too small", "il campione era troppo piccolo"),
    },
    "allowed": {"never": ("these rules do not allow it", "queste regole non lo ammettono")},
    "lacks": {},  # `basis` says it
    "counted_by": {
        "person": ("over all of the person's numbers", "su tutti i numeri della persona"),
        "number": ("", ""),
    },
    "guard": {
        "throttle": ("fewer are dialled ahead", "se ne chiamano meno in anticipo"),
        "stop": ("nobody is dialled ahead until it falls", "non si chiama in anticipo finché non scende"),
    },
    "listed": {"True": ("listed", "iscritto")},
    "suppressed": {"True": ("the person said no", "la persona si è opposta")},
    "said_to": {
        "everyone": ("to everyone that calls with this system", "verso chiunque chiami con questo sistema"),
        "controller": ("to this controller", "verso questo titolare"),
        "campaign": ("to this campaign", "verso questa campagna"),
        "elsewhere": ("to another controller or campaign", "verso un altro titolare o un'altra campagna"),
    },
    "withheld": {"True": ("no number is shown", "non si mostra alcun numero")},
    "in_inventory": {"False": ("it is none of the controller's numbers", "non è un numero del titolare")},
    "provenance_known": {"False": ("nothing says where the numbers come from", "nulla dice da dove vengono i numeri")},
    "numbers_generated": {"True": ("numbers were made up", "ci sono numeri inventati")},
    "home_group_staffed": {
        "False": ("nobody at home to pass a call to", "nessuno nel paese a cui passare la chiamata")
    },
    "without_agent": {"True": ("no agent speaks", "non parla un operatore")},
    "log_works": {"False": ("the log takes nothing", "il registro non accetta nulla")},
    "discloses_ai": {"False": ("nothing says that a machine speaks", "nulla dice che parla una macchina")},
    "register_down": {"True": ("it was asked and has not answered", "è stato interrogato e non ha risposto")},
    "prefix": {"forbidden": ("its prefix is forbidden", "il suo prefisso è vietato")},
    "profile": {"none": ("", "")},
    "longest_sequence": {},
    "suppresses_before_hangup": {
        "False": ("a no is not written before the call ends", "l'opposizione non si scrive prima della fine")
    },
}
_LABELS: Final[Mapping[str, Pair]] = {
    "basis": ("{}", "{}"),
    "clock_skew_s": ("{}", "{}"),
    "at_most": ("at most {} is allowed", "al massimo {}"),
    "at_least": ("at least {} is needed", "almeno {}"),
    "register": ("register {}", "registro {}"),
    "registers": ("registers {}", "registri {}"),
    "held": ("held without an answer: {}", "ferme senza risposta: {}"),
    "list": ("list {}", "lista {}"),
    "version": ("version {}", "versione {}"),
    "checked_at": ("checked {}", "verificato {}"),
    "tested_at": ("tested {}", "provato {}"),
    "audited_at": ("listened to {}", "ascoltato {}"),
    "review_by": ("to be reviewed by {}", "da rivedere entro {}"),
    "refused_at": ("refused {}", "rifiutato {}"),
    "since": ("since {}", "dal {}"),
    "key_made_at": ("key made {}", "chiave creata {}"),
    "max_age": ("an answer counts for {}", "vale per {}"),
    "valid_for": ("an audit counts for {}", "un controllo vale {}"),
    "sample": ("{} calls listened to", "{} chiamate ascoltate"),
    "decides_in_ms": ("{}", "{}"),
    "unknown": ("unknown: {}", "ignoto: {}"),
    "trouble": ("the rule failed: {}", "la regola non ha funzionato: {}"),
    "undecided": ("{}", "{}"),
    "status": ("state {}", "stato {}"),
    "rate": ("{} of the calls abandoned", "{} delle chiamate abbandonate"),
    "worst": ("{} at worst", "{} al peggio"),
    "level": ("held from {} on", "limitato da {} in poi"),
    "counted": ("{} answered calls counted", "{} chiamate risposte contate"),
    "wait_limit_ms": ("people wait {} ms", "si attende {} ms"),
    "comfort_noise_within_ms": ("comfort noise within {} ms", "rumore di fondo entro {} ms"),
    "at_limit": ("at the limit comes {}", "al limite arriva {}"),
    "forbidden": ("forbidden is {}", "vietato: {}"),
    "required": ("required is {}", "richiesto: {}"),
    "message": ("message {}", "messaggio {}"),
    "does_not_say": ("it does not say {}", "non dice {}"),
    "says": ("it should not say {}", "non dovrebbe dire {}"),
    "opt_out_by": ("people say no by {}", "ci si oppone con {}"),
    "number_is_not": ("its number is not {}", "il suo numero non è {}"),
    "must_be_one_of": ("it has to be one of: {}", "deve essere uno di: {}"),
    "must_be": ("it has to be {}", "deve essere {}"),
    "not_declared_in": ("not declared in {}", "non dichiarato in {}"),
    "digits": ("it has {} digits", "ha {} cifre"),
    "test_reached": ("the test reached {}", "la prova ha raggiunto {}"),
    "agent_country": ("an agent sits in {}", "un operatore lavora in {}"),
    "rings_at_least_s": ("phones ring at least {} s", "i telefoni squillano almeno {} s"),
    "topic": ("topic {}", "argomento {}"),
    "profile": ("profile {}", "profilo {}"),
    "trunk_country": ("the trunk is in {}", "il trunk è in {}"),
    "home_country": ("it should be in {}", "dovrebbe essere in {}"),
    "ring_limit_s": ("phones ring {} s", "i telefoni squillano {} s"),
    "agents_free": ("agents free: {}", "operatori liberi: {}"),
    "abandoned": ("{} abandoned", "{} abbandonate"),
    "limit": ("limit {}", "limite {}"),
    "aim": ("aim {}", "obiettivo {}"),
    "lasts": ("for {}", "per {}"),
    "per": ("in {}", "in {}"),
    "pause": ("a pause of {}", "una pausa di {}"),
    "rotation": ("changed every {}", "da cambiare ogni {}"),
    "zones": ("in {}", "in {}"),
    "unbroken_min": ("{} minutes at the screen", "{} minuti allo schermo"),
    "break_min": ("a break of {} minutes is due", "spetta una pausa di {} minuti"),
    "feature": ("feature {}", "funzione {}"),
    "needs": ("it needs {}", "serve {}"),
    "team_size": ("a team of {}", "una squadra di {}"),
    "waited_ms": ("waited {} ms", "attesi {} ms"),
    "listened_ms": ("listened for {} ms", "ascoltati {} ms"),
    "limit_ms": ("limit {} ms", "limite {} ms"),
    "purpose": ("purpose {}", "scopo {}"),
    "purposes": ("purposes {}", "scopi {}"),
    "notice": ("notice given: {}", "avviso dato: {}"),
    "person_refused": ("refused by the person: {}", "rifiutato dalla persona: {}"),
    "opted_out": ("the person said no: {}", "la persona si è opposta: {}"),
    "state": ("state {}", "stato {}"),
    "missing": ("missing: {}", "manca: {}"),
    "kept_too_long": ("kept too long: {}", "conservato troppo a lungo: {}"),
    "not_kept": ("not kept: {}", "non conservato: {}"),
    "not_said": ("not said: {}", "non detto: {}"),
    "late": ("late: {}", "in ritardo: {}"),
    "unmasks": ("shows whole numbers: {}", "mostra numeri interi: {}"),
    "scope": ("covers {}", "riguarda {}"),
    "waiting": ("waiting: {}", "in attesa: {}"),
}
KNOWN: Final = _LABELS.keys() | _WHOLE.keys()
