"""How the page of a report speaks: its words, numbers and dates, in English or Italian."""

import re
from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.compliance.fact_words import duration_words, told
from dialer.core.enums import Language
from dialer.i18n.labels import DISPOSED, result_named
from dialer.report.instants import shown
from dialer.report.labels import LABELS
from dialer.report.terms import SENTENCES, TERMS, Pair, Terms
from dialer.report.titles import TITLES
from dialer.wrong_words import WRONG

WORDS: Final[Mapping[str, Pair]] = {
    "title": ("Compliance report: {campaign}", "Rapporto di conformità: {campaign}"),
    "behalf": (
        "On behalf of {controller}. Events up to {until}; {calls} calls.",
        "Titolare: {controller}. Eventi fino al {until}; chiamate: {calls}.",
    ),
    "log_whole": (
        "The log up to then was followed line by line: it is as it was written.",
        "Il registro fino a quel momento è stato seguito riga per riga: è come fu scritto.",
    ),
    "log_broken": (
        "This report proves nothing: the log is not as it was written. Line {line}: {why}.",
        "Questo rapporto non prova nulla: il registro non è come fu scritto. Riga {line}: {why}.",
    ),
    "sha256": ("SHA-256 of the report's JSON:", "SHA-256 del JSON del rapporto:"),
    "zone": (
        "Instants are in the campaign's time zone, {zone}; in the JSON they are in UTC.",
        "Date e ore sono nel fuso orario della campagna, {zone}; nel JSON sono in UTC.",
    ),
    "stand_ins": (
        "Numbers are shown as stand-ins; an administrator can unmask one, with a reason that is kept.",
        "I numeri sono sostituiti da pseudonimi; un amministratore può risalire a un numero, indicando un motivo che "
        "resta registrato.",
    ),
    "no_data": ("No data recorded.", "Nessun dato registrato."),
    "absent": ("Not recorded: {what}.", "Non registrato: {what}."),
    "within": ("Every window is within the limit.", "Ogni periodo è entro il limite."),
    "beyond": ("At least one window is over the limit.", "Almeno un periodo supera il limite."),
    "within_together": (
        "With the campaigns of the shared budget, every window is within the limit.",
        "Con le campagne del budget condiviso, ogni periodo è entro il limite.",
    ),
    "beyond_together": (
        "With the campaigns of the shared budget, at least one window is over the limit.",
        "Con le campagne del budget condiviso, almeno un periodo supera il limite.",
    ),
    "windows": ("By {window}:", "Per periodo ({window}):"),
    "more": ("… and {count} more, in the JSON.", "… e altre {count} righe, nel JSON."),
    "shares": ("{rule}: share of abandoned calls, by {window}", "{rule}: quota di chiamate abbandonate ({window})"),
    "limit": ("limit {limit}", "limite {limit}"),
    "week": ("Calls by day and hour", "Chiamate per giorno e ora"),
    "waits": ("From the answer to the agent", "Dalla risposta all'operatore"),
    "stays": ("Seconds that unserved people stayed", "Secondi in linea di chi non è stato servito"),
    "tries": ("Numbers by how often they were called", "Numeri per quantità di chiamate ricevute"),
    "rulings": ("Rulings", "Decisioni"),
    "yes": ("yes", "sì"),
    "no": ("no", "no"),
    "empty": ("none", "nessuna voce"),
}
_SHARES: Final = frozenset(
    {"limit", "share", "P", "estimated share of people among machines", "share with all of them"}
)
_NAMES: Final = frozenset({"id", "campaign id", "run", "first line", "last line"})  # numbers that count nothing
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_HASH: Final = re.compile(r"[0-9a-f]{32,}")  # may be broken anywhere, so that columns beside it keep their words whole
_GROUPED: Final = 10_000


class Tongue:
    """One language and one time zone."""

    def __init__(self, language: Language, zone: ZoneInfo) -> None:
        self.language, self._zone = language, zone
        self._index = int(language is Language.IT)
        self._day, self._mark = (("%Y-%m-%d", "."), ("%d/%m/%Y", ","))[self._index]

    def say(self, key: str, **facts: object) -> str:
        """A text of the page itself. Raises `KeyError` for one there is not."""
        return WORDS[key][self._index].format(**facts)

    def title(self, english: str) -> str:
        """What a point is called."""
        return self._of(english, TITLES.get(english))

    def label(self, name: str) -> str:
        """What a fact is called; what has no name in this language keeps its own."""
        return self._of(name.replace("_", " "), LABELS.get(name) or SENTENCES(name))

    def text(self, text: str, name: str = "") -> str:
        """A text of the fact of this name: an instant, codes, a sentence of ours, or somebody's own words."""
        if (said := self._term(TERMS.get(name, {}), text)) is not None:
            return said
        if name == "what the rules found":
            return "; ".join(map(self._found, text.split("; ")))
        return self._of(self._shown(text), SENTENCES(text) or (WRONG(text) if name == "why" else None))

    def counted(self, name: str, by: str) -> str:
        """What a number in the fact of this name is the count of."""
        if name == "over the caps":
            rule, _, lasts = by.rpartition(" in ")
            return f"{rule} in {duration_words(lasts)[self._index]}"
        if by.startswith(DISPOSED):
            return result_named(by)[self._index]
        if (said := self._term(TERMS.get(name, {}), by)) is not None:
            return said
        return f"{date.fromisoformat(by):{self._day}}" if _DAY.fullmatch(by) else self.label(by)

    def number(self, value: int | float, name: str = "") -> str:
        """A number, or a share as a percentage, with the marks of the language."""
        if name in _SHARES:
            return self.percent(value)
        if isinstance(value, float):
            return self._marked(f"{value:.6g}")
        return self._marked(f"{value:,}") if value >= _GROUPED and name not in _NAMES else str(value)

    def percent(self, share: float) -> str:
        """A share, to the hundredth of a percent."""
        return self._marked(f"{100.0 * share:.2f}".rstrip("0").rstrip(".") + "%")

    def cell(self, value: Any, name: str = "") -> str:
        """The value of the fact of this name, as a cell's HTML."""
        match value:
            case None | "":
                return ""
            case Mapping() | list() | tuple() if not value:
                return escape(self.say("empty"))
            case str() if _HASH.fullmatch(value):
                return f"<code>{value}</code>"
            case str():
                return escape(self.text(value, name))
            case bool():
                return self.say("yes" if value else "no")
            case int() | float():
                return self.number(value, name)
            case Mapping() if name == "facts":
                return escape(self._facts(value))
            case Mapping():
                return "<br>".join(
                    f"{escape(self.counted(name, str(inner)))}: {self.cell(one, str(inner))}"
                    for inner, one in value.items()
                )
            case _:
                return "<br>".join(self.cell(one, name) for one in value)

    def raw(self, value: Any) -> str:
        """What was set, as a cell's HTML: by the names that settings have everywhere."""
        match value:
            case Mapping():
                return "<br>".join(f"{escape(str(name))}: {self.raw(one)}" for name, one in value.items())
            case list() | tuple():
                return "<br>".join(map(self.raw, value))
            case str():
                return escape(self._shown(value))
            case _:
                return self.cell(value, "id")

    def _facts(self, facts: Mapping[str, Any]) -> str:
        """What a rule saw, in words."""
        local = {name: self._shown(one) if isinstance(one, str) else one for name, one in facts.items()}
        return told(local)[self._index]

    def _found(self, ruling: str) -> str:
        rule, _, codes = ruling.partition(": ")
        basis, fault, lacks = (*codes.split(" ", 2), "", "")[:3]
        return f"{rule}: {told({'basis': basis, 'basis_fault': fault, 'lacks': lacks})[self._index]}"

    def _shown(self, text: str) -> str:
        """An instant as the clocks of the zone showed it; any other text as it is."""
        return shown(text, self._zone, day=self._day, mark=self._mark)

    def _term(self, terms: Terms, text: str) -> str | None:
        """The codes in a text by their names: one, several with commas, or one before or behind something else."""
        if text in terms:
            return terms[text][self._index]
        several = text.split(", ")
        if len(several) > 1 and all(one in terms for one in several):
            return ", ".join(terms[one][self._index] for one in several)
        words = text.split(" ")
        for at in range(1, len(words)):
            head, tail = " ".join(words[:at]), " ".join(words[at:])
            if head in terms:
                return f"{terms[head][self._index]} {tail}"
            if tail in terms:
                return f"{head} {terms[tail][self._index]}"
        return None

    def _of(self, english: str, italian: str | None) -> str:
        return italian if italian and self.language is Language.IT else english

    def _marked(self, number: str) -> str:
        return number.translate(str.maketrans(",.", ".,")) if self.language is Language.IT else number
