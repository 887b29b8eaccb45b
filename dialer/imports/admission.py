"""Whether the rows of a file may come in, as the rules of the campaign that its list belongs to have it.

The rules are asked once for each different kind of proof that rows bring, not once a row; what was said is counted, and
goes into the audit when the import has ended. A list that no campaign dials yet, or one without rules, is looked at by
those of its country: nothing is kept out, as another campaign may have a better claim to it, but what they would say is
said. They are asked again when a campaign gets the list, and of each lead before its call.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from dialer.compliance.facts import Basis, CampaignFacts, ContactFacts, Facts, ImportFacts, SystemFacts
from dialer.compliance.load import Profiles
from dialer.compliance.made_up_numbers import longest_run
from dialer.compliance.rulebook import Books
from dialer.compliance.rules import Rulebook, decide
from dialer.compliance.ruling_record import WARNED, line
from dialer.compliance.sectors import sector_of
from dialer.compliance.settings import AUTO, LawSettings
from dialer.compliance.verdict import Answer, Duty, Ruling
from dialer.compliance.vocabulary import BasisKind, Kind, Point
from dialer.i18n.message import Message, msg
from dialer.imports.rows.missing_proofs import Refusal, basis_refusal
from dialer.leads.rules.contact_facts import bases_of, in_directory, instant_of

_UNHASHED: Final = frozenset({"obtained_at", "evidence_id"})  # that there is one matters here, not which
_MOST_KINDS: Final = 10_000
_NO_SOURCE: Final = Refusal(
    reason=msg("nothing says where the number comes from"), mend=msg("write a source, or give the whole list one")
)
_OTHER: Final = Refusal(
    reason=msg("the rules of the list's campaign do not let it in"), mend=msg("see docs/compliance.md")
)
# Before its call each number is looked up in the registers: what only they can prove is not missing here.
_NOT_YET_ASKED: Final = Basis(kind=BasisKind.NOT_ON_REGISTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What was said of so many rows; `profile` is its hash, `facts` those of the first of the rows."""

    answer: str  # as of a Ruling; WARNED where what objects does not bind
    rule: str  # empty: all allow
    profile: str
    facts: Mapping[str, Any]
    duties: tuple[str, ...] = ()
    rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofs:
    """So many leads of a list of that country say this of their basis, but for its date, which is that of one."""

    country: str
    consent: Mapping[str, Any]
    leads: int


@dataclass(slots=True)
class Admission:
    """The rules at the import of one list, asked of its rows; `tally` is what was said since it was last taken."""

    book: Rulebook | None  # None: there are no rules for the list's country
    controller: str
    country: str  # the list's (ISO 3166)
    law: LawSettings
    now: float
    binds: bool = True  # else what the rules object to comes in all the same
    tally: dict[tuple[str, str, tuple[str, ...]], Ruled] = field(default_factory=dict)
    _known: dict[frozenset[tuple[str, str]], tuple[Ruling, Refusal | None]] = field(default_factory=dict)
    _numbers: "array[int]" = field(default_factory=lambda: array("Q"))

    @classmethod
    def of(cls, profiles: Profiles, law: LawSettings, *, country: str, controller: str, now: float) -> "Admission":
        """The rules of a list of that country (ISO 3166): those that a campaign chose, which bind, else the country's.

        Raises `BadLaw`, `BadOverride`.
        """
        binds = bool(law.profile)
        law = law if binds else replace(law, profile=AUTO)
        book = Books.of_campaign(profiles, law).book(country)
        return cls(book, controller, country, law, now, binds)

    def refusal(self, consent: Mapping[str, str]) -> Refusal | None:
        """Why a row that says this of its basis may not come in; None if it may."""
        return self._asked(consent)[1] if self.binds else None

    def warning(self, consent: Mapping[str, str]) -> Message | str:
        """Why a row that comes in all the same would not be called as it is; empty if nothing objects."""
        refusal = None if self.binds else self._asked(consent)[1]
        return refusal.reason if refusal is not None else ""

    def count(self, consent: Mapping[str, str], rows: int = 1) -> None:
        """Take note of what was said of rows."""
        self._note(self._asked(consent)[0], rows)

    def saw(self, numbers: Iterable[str]) -> None:
        """Take note of numbers (E.164), refused or not, to see at the end whether they look made up."""
        self._numbers.extend(array("Q", map(int, numbers)))

    def end(self) -> None:
        """After the last row: are there consecutive numbers? What is said of them is counted for no rows."""
        facts = self._facts({"source": "known"}, longest_sequence=longest_run(self._numbers))
        ruling = decide(Point.IMPORT, self.book, facts, self.now, kind=Kind.NUMBER_SOURCE)
        if Duty.SEQUENCE_FOUND in ruling.duties:
            self._note(ruling, 0)

    def of_suppressed(self) -> Ruled:
        """What the rules say of rows whose person has said no. The store finds them, and counts."""
        ruling = decide(Point.IMPORT, self.book, self._facts({}, suppressed=True), self.now, kind=Kind.SUPPRESSION)
        return _ruled(ruling)

    def take(self) -> list[Ruled]:
        """What was said since the last time."""
        said, self.tally = list(self.tally.values()), {}
        return said

    def _asked(self, consent: Mapping[str, str]) -> tuple[Ruling, Refusal | None]:
        key = frozenset((name, "…" if name in _UNHASHED else value) for name, value in consent.items() if value)
        if (at := instant_of(consent, self.country)) is not None and at > self.now:
            key |= {("obtained_at", "later")}
        found = self._known.get(key)
        if found is None:
            ruling = decide(Point.IMPORT, self.book, self._facts(consent), self.now)
            found = (ruling, self._worded(ruling, consent) if ruling.answer is not Answer.ALLOW else None)
            if len(self._known) < _MOST_KINDS:
                self._known[key] = found
        return found

    def _facts(self, consent: Mapping[str, str], *, longest_sequence: int = 0, suppressed: bool = False) -> Facts:
        return Facts(
            campaign=CampaignFacts(
                controller=self.controller,
                sector=sector_of(self.law.sector),
                topic=self.law.topic or None,
                artificial_voice=self.law.artificial_voice,
            ),
            contact=ContactFacts(
                bases=(*bases_of(consent, self.controller, self.country), _NOT_YET_ASKED),
                in_directory=in_directory(consent),
                suppressed=suppressed,
            ),
            importing=ImportFacts(
                numbers_generated=False,  # Pronto makes none up
                provenance_known=bool(consent.get("source")),
                longest_sequence=longest_sequence,
            ),
            system=SystemFacts(log_works=True),
        )

    def _worded(self, ruling: Ruling, consent: Mapping[str, str]) -> Refusal:
        rule = self.book.profile.rule(ruling.rule_id) if self.book is not None else None
        said = _OTHER
        if self.book is not None and rule is not None and rule.kind is Kind.CONTACT_BASIS:
            said = basis_refusal(ruling, self.book, consent, self.controller)
        elif rule is not None and rule.kind is Kind.NUMBER_SOURCE:
            said = _NO_SOURCE
        return replace(said, reason=msg("{where}: {why}", where=ruling.rule_id, why=said.reason))

    def _note(self, ruling: Ruling, rows: int) -> None:
        key = (ruling.answer.value, ruling.rule_id, tuple(duty.value for duty in ruling.duties))
        known = self.tally.get(key) or _ruled(ruling, binds=self.binds)
        self.tally[key] = replace(known, rows=known.rows + rows)


def _ruled(ruling: Ruling, *, binds: bool = True) -> Ruled:
    said = line(ruling)
    facts = said["facts"] or said.get("seen", {})
    return Ruled(
        answer=said["answer"] if binds or ruling.answer is Answer.ALLOW else WARNED,
        rule=said["rule"],
        profile=said["profile"],
        facts=facts,
        duties=tuple(duty.value for duty in ruling.duties),
    )


def judged(
    profiles: Profiles, law: LawSettings, controller: str, proofs: Iterable[Proofs], *, now: float
) -> list[Ruled]:
    """What a campaign's rules say of leads that came in before. Raises `BadLaw`, `BadOverride`."""
    by_country: dict[str, Admission] = {}
    for one in proofs:
        if one.country not in by_country:
            by_country[one.country] = Admission.of(profiles, law, country=one.country, controller=controller, now=now)
        by_country[one.country].count(one.consent, one.leads)
    return [ruled for admission in by_country.values() for ruled in admission.take()]


def merged(said: Sequence[Mapping[str, Any]], more: Iterable[Ruled]) -> list[dict[str, Any]]:
    """Rulings as they are kept with an import, with later ones added to them."""
    kept = {(one["answer"], one["rule"], tuple(one["duties"])): dict(one) for one in said}
    for one in more:
        key = (one.answer, one.rule, one.duties)
        if key in kept:
            kept[key]["rows"] += one.rows
        else:
            kept[key] = {**asdict(one), "duties": list(one.duties)}
    return list(kept.values())
