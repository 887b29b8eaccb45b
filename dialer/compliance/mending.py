"""What a rule objects to, in words, and how to mend it, in English and Italian."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from dialer.compliance.code_words import Pair
from dialer.compliance.fact_words import told
from dialer.compliance.profile import Profile
from dialer.compliance.profile_status import CLOCK, CONFLICT, NO_PROFILE, REVIEW, SILENT, SKETCH
from dialer.compliance.rules import Rulebook
from dialer.compliance.verdict import Fact, Ruling, Verdict
from dialer.compliance.vocabulary import Kind

_SAYS: Final[Mapping[str, tuple[Pair, Pair]]] = {
    Kind.ABANDONMENT_RATE: (
        (
            "too few answered calls yet, or too many abandoned ones, to dial ahead",
            "risposte ancora insufficienti, o troppe chiamate abbandonate, per chiamare in anticipo",
        ),
        (
            "answered calls bring it down; one call for each ready agent goes on",
            "le chiamate risposte la fanno scendere; si continua con una chiamata per operatore pronto",
        ),
    ),
    Kind.ABANDON_TREATMENT: (
        (
            "what an unserved person hears is not set up as the law wants",
            "il trattamento di chi resta senza operatore non è quello richiesto",
        ),
        (
            "record the message, name it in `message`, and say in law.message_says, "
            "law.message_opt_out and law.message_number_is what it tells",
            "registrare il messaggio, indicarlo in `message` e dichiarare in law.message_says, "
            "law.message_opt_out e law.message_number_is ciò che dice",
        ),
    ),
    Kind.MIN_RING: (
        (
            "phones would ring too short",
            "i telefoni squillerebbero troppo poco",
        ),
        (
            "raise ring_limit_ms",
            "aumentare ring_limit_ms",
        ),
    ),
    Kind.AMD: (
        (
            "machine detection is not proven",
            "il riconoscimento segreterie non è provato",
        ),
        (
            "listen to a sample of calls and write the result in law.amd_audit",
            "ascoltare un campione di chiamate e scriverne l'esito in law.amd_audit",
        ),
    ),
    Kind.REGISTRY_SCRUB: (
        (
            "the lists are not checked against the register, or the check is too old",
            "le liste non sono verificate con il registro, o la verifica è scaduta",
        ),
        (
            "send the numbers (pronto register scrub-out) and load the answer (pronto register scrub-in)",
            "inviare i numeri (pronto register scrub-out) e caricare la risposta (pronto register scrub-in)",
        ),
    ),
    Kind.CONTACT_BASIS: (
        (
            "nobody in the lists has a legal basis with its proofs",
            "nessun contatto in lista ha una base giuridica con le prove",
        ),
        (
            "load the lists with basis, source, date, text version and controller, or set them for the whole list",
            "caricare le liste con base, fonte, data, versione del testo e titolare, o indicarli per l'intera lista",
        ),
    ),
    Kind.NUMBER_SOURCE: (
        (
            "the lists do not say where their numbers come from",
            "le liste non dicono da dove provengono i numeri",
        ),
        (
            "give the list's consent a source",
            "indicare la fonte nel consenso della lista",
        ),
    ),
    Kind.CLI: (
        (
            "the number shown, or the trunk, is not as the law wants",
            "il numero mostrato, o il trunk, non è come richiesto",
        ),
        (
            "give the caller id its classes, its declaration and a call-back test; give the trunk its country",
            "completare il numero chiamante con classi, dichiarazione e prova di richiamata; indicare "
            "il paese del trunk",
        ),
    ),
    Kind.CALL_WINDOW: (
        (
            "nobody may be called at this hour",
            "a quest'ora non si può chiamare",
        ),
        (
            "wait; only a promised call-back passes",
            "attendere; passa solo un richiamo promesso",
        ),
    ),
    Kind.AUTOMATED_VOICE: (
        (
            "a recorded or artificial voice may not speak here",
            "una voce registrata o artificiale non è ammessa",
        ),
        (
            "let agents speak, or get consent",
            "far parlare gli operatori, o ottenere il consenso",
        ),
    ),
    Kind.AUDIT_LOG: (
        (
            "decisions cannot be written down",
            "le decisioni non possono essere registrate",
        ),
        (
            "see why the database does not take writes",
            "verificare perché il database non accetta scritture",
        ),
    ),
    NO_PROFILE: (
        (
            "there is no profile for the country of the lists",
            "non c'è un profilo per il paese delle liste",
        ),
        (
            "set law.profile to one that covers it, or correct the list's country",
            "scegliere in law.profile un profilo che lo copra, o correggere il paese della lista",
        ),
    ),
    SKETCH: (
        (
            "the profile is a sketch, known to be incomplete",
            "il profilo è una bozza, incompleta",
        ),
        (
            "complete it in a folder of your own (PRONTO_PROFILES_DIR), or do not call this country",
            "completarlo in una cartella propria (PRONTO_PROFILES_DIR), o non chiamare questo paese",
        ),
    ),
    REVIEW: (
        (
            "the profile is past its review day",
            "il profilo ha superato la data di revisione",
        ),
        (
            "have it reviewed and give it a new day",
            "farlo rivedere e indicare una nuova data",
        ),
    ),
    CLOCK: (
        (
            "nobody says that the clock is right",
            "nessuno garantisce l'ora",
        ),
        (
            "run a time service (chrony, systemd-timesyncd), or set PRONTO_CLOCK_KEPT=yes if the time "
            "is kept by other means; where the machine's time was put back, start Pronto again",
            "attivare un servizio orario (chrony, systemd-timesyncd), o impostare "
            "PRONTO_CLOCK_KEPT=yes se l'ora è mantenuta altrimenti; se l'ora della macchina è stata "
            "portata indietro, riavviare Pronto",
        ),
    ),
    CONFLICT: (
        (
            "two rules contradict each other",
            "due regole si contraddicono",
        ),
        (
            "settle it in law.settlements: which rule is kept, who says so, and why",
            "risolverlo in law.settlements: quale regola vale, chi lo decide e perché",
        ),
    ),
    SILENT: (
        (
            "no rule of the profile speaks of it",
            "nessuna regola del profilo ne parla",
        ),
        (
            "use a profile that does",
            "usare un profilo che ne parli",
        ),
    ),
}
_LISTED: Final = ("the person is in the register", "la persona è iscritta nel registro")
_OTHER: Final = (("the rule objects", "la regola si oppone"), ("see docs/compliance.md", "vedere docs/compliance.md"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What a rule objects to, how to mend it, and the facts that it saw: each in English and Italian."""

    rule: str
    what: Pair
    mend: Pair
    facts: Pair


def objection(ruling: Ruling, books: Iterable[Rulebook]) -> Objection:
    """The words for what decided a ruling."""
    deciding = ruling.deciding
    return _of(ruling.rule_id, deciding.facts if deciding else {}, books)


def warning(verdict: Verdict, books: Iterable[Rulebook]) -> Objection:
    """The words for a rule that objects without binding."""
    return _of(verdict.rule_id, verdict.facts, books)


def _of(rule_id: str, facts: Mapping[str, Fact], books: Iterable[Rulebook]) -> Objection:
    rule = next((found for book in books if (found := book.profile.rule(rule_id)) is not None), None)
    what, mend = _SAYS.get(rule.kind if rule is not None else rule_id, _OTHER)
    return Objection(rule=rule_id, what=what, mend=mend, facts=told(facts))


def rule_named(rule_id: str, profiles: Iterable[Profile], *, final: bool = False) -> Pair | None:
    """What the rule of this id objects to; `final`: in a person who may never be called. None if no profile has it."""
    kinds = (rule.kind for profile in profiles if (rule := profile.rule(rule_id)) is not None)
    kind = next(kinds, rule_id)
    if final and kind is Kind.REGISTRY_SCRUB:
        return _LISTED
    return _SAYS[kind][0] if kind in _SAYS else None


def _in_brackets(facts: str) -> str:
    return f" ({facts})" if facts else ""


def reason_facts(ruling: Ruling, books: Iterable[Rulebook]) -> dict[str, str]:
    """What the board's sentence on a ruling needs."""
    said = objection(ruling, books)
    return {
        "rule": said.rule,
        "facts": said.facts[0],
        "facts_it": said.facts[1],
        "seen": _in_brackets(said.facts[0]),
        "seen_it": _in_brackets(said.facts[1]),
        "what": said.what[0],
        "what_it": said.what[1],
        "mend": said.mend[0],
        "mend_it": said.mend[1],
    }
