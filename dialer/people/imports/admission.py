"""Whether a file's rows may be imported, by the rules of the campaign that its list belongs to.

The rules are asked once for each different kind of proof, not for each row; rulings are counted, and go into the audit
when the import has ended. For a list without a campaign, or without rules of its own, the rules of its country are
asked but keep nothing out, since another campaign may have a legal basis: their objections become warnings. The rules
are asked again when a campaign gets the list, and for each lead before its call.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from dialer.access.companies.model import Company
from dialer.compliance.facts import Basis, CampaignFacts, ContactFacts, Facts, ImportFacts, SystemFacts
from dialer.compliance.load import Profiles
from dialer.compliance.made_up_numbers import longest_run
from dialer.compliance.rulebook import Books
from dialer.compliance.rules import Rulebook, decide
from dialer.compliance.ruling import Answer, Duty, Ruling
from dialer.compliance.ruling_record import WARNED, line
from dialer.compliance.sectors import sector_of
from dialer.compliance.settings import AUTO, LawSettings
from dialer.compliance.vocabulary import BasisKind, Kind, Point
from dialer.i18n.message import Message, msg
from dialer.people.imports.rows.missing_proofs import Refusal, basis_refusal
from dialer.people.leads.rules.contact_facts import bases_of, in_directory, instant_of

_UNHASHED: Final = frozenset({"obtained_at", "evidence_id"})  # only their presence matters here
_MOST_KINDS: Final = 10_000
_NO_SOURCE: Final = Refusal(
    reason=msg("nothing says where the number comes from"), mend=msg("write a source, or give the whole list one")
)
_OTHER: Final = Refusal(
    reason=msg("the rules of the list's campaign do not let it in"), mend=msg("see docs/compliance.md")
)
# Registers are asked about each number before its call: what only they can prove is not missing here.
_NOT_YET_ASKED: Final = Basis(kind=BasisKind.NOT_ON_REGISTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """The ruling on a number of rows; `profile` is its hash, `facts` those of the first of the rows."""

    answer: str  # of a Ruling; WARNED if the objection does not bind
    rule: str  # empty: no rule objects
    profile: str
    facts: Mapping[str, Any]
    duties: tuple[str, ...] = ()
    rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofs:
    """Some leads of a list of that country with the same consent, but for its date, which is that of one of them."""

    country: str
    consent: Mapping[str, Any]
    leads: int


@dataclass(slots=True)
class Admission:
    """The rules at the import of one list, asked for its rows; `tally` counts rulings since the last `take`."""

    book: Rulebook | None  # None: there are no rules for the list's country
    company: Company
    country: str  # the list's (ISO 3166)
    law: LawSettings
    now: float
    binds: bool = True  # if not, rows are imported despite objections
    tally: dict[tuple[str, str, tuple[str, ...]], Ruled] = field(default_factory=dict)
    _known: dict[frozenset[tuple[str, str]], tuple[Ruling, Refusal | None]] = field(default_factory=dict)
    _numbers: "array[int]" = field(default_factory=lambda: array("Q"))

    @classmethod
    def of(cls, profiles: Profiles, law: LawSettings, *, country: str, company: Company, now: float) -> "Admission":
        """The rules of a list: those that its campaign chose, which bind, or else those of its country (ISO 3166).

        Raises `BadLaw`, `BadOverride`.
        """
        binds = bool(law.profile)
        law = law if binds else replace(law, profile=AUTO)
        book = Books.of_campaign(profiles, law).book(country)
        return cls(book, company, country, law, now, binds)

    def refusal(self, consent: Mapping[str, str]) -> Refusal | None:
        """Why a row with this consent may not be imported; None if it may."""
        return self._asked(consent)[1] if self.binds else None

    def warning(self, consent: Mapping[str, str]) -> Message | str:
        """Why an imported row would not be called as it is; empty if no rule objects."""
        refusal = None if self.binds else self._asked(consent)[1]
        return refusal.reason if refusal is not None else ""

    def count(self, consent: Mapping[str, str], rows: int = 1) -> None:
        """Count the rulings on rows."""
        self._note(self._asked(consent)[0], rows)

    def saw(self, numbers: Iterable[str]) -> None:
        """Record numbers (E.164), also of refused rows, to see at the end whether they look made up."""
        self._numbers.extend(array("Q", map(int, numbers)))

    def end(self) -> None:
        """After the last row: look for consecutive numbers. A ruling on them is counted for no rows."""
        facts = self._facts({"source": "known"}, longest_sequence=longest_run(self._numbers))
        ruling = decide(Point.IMPORT, self.book, facts, self.now, kind=Kind.NUMBER_SOURCE)
        if Duty.SEQUENCE_FOUND in ruling.duties:
            self._note(ruling, 0)

    def of_suppressed(self) -> Ruled:
        """The ruling on rows whose person has objected. The store finds and counts them."""
        ruling = decide(Point.IMPORT, self.book, self._facts({}, suppressed=True), self.now, kind=Kind.SUPPRESSION)
        return _ruled(ruling)

    def take(self) -> list[Ruled]:
        """The rulings since the last call."""
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
                company=self.company.first_name,
                sector=sector_of(self.law.sector),
                topic=self.law.topic or None,
                artificial_voice=self.law.artificial_voice,
            ),
            contact=ContactFacts(
                bases=(*bases_of(consent, self.company, self.country), _NOT_YET_ASKED),
                in_directory=in_directory(consent),
                suppressed=suppressed,
            ),
            importing=ImportFacts(
                numbers_generated=False,  # Pronto generates none
                provenance_known=bool(consent.get("source")),
                longest_sequence=longest_sequence,
            ),
            system=SystemFacts(log_works=True),
        )

    def _worded(self, ruling: Ruling, consent: Mapping[str, str]) -> Refusal:
        rule = self.book.profile.rule(ruling.rule_id) if self.book is not None else None
        said = _OTHER
        if self.book is not None and rule is not None and rule.kind is Kind.CONTACT_BASIS:
            said = basis_refusal(ruling, self.book, consent, self.company.name)
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
    profiles: Profiles, law: LawSettings, company: Company, proofs: Iterable[Proofs], *, now: float
) -> list[Ruled]:
    """The rulings of a campaign's rules on existing leads. Raises `BadLaw`, `BadOverride`."""
    by_country: dict[str, Admission] = {}
    for one in proofs:
        if one.country not in by_country:
            by_country[one.country] = Admission.of(profiles, law, country=one.country, company=company, now=now)
        by_country[one.country].count(one.consent, one.leads)
    return [ruled for admission in by_country.values() for ruled in admission.take()]


def merged(said: Sequence[Mapping[str, Any]], more: Iterable[Ruled]) -> list[dict[str, Any]]:
    """An import's stored rulings with later ones added."""
    kept = {(one["answer"], one["rule"], tuple(one["duties"])): dict(one) for one in said}
    for one in more:
        key = (one.answer, one.rule, one.duties)
        if key in kept:
            kept[key]["rows"] += one.rows
        else:
            kept[key] = {**asdict(one), "duties": list(one.duties)}
    return list(kept.values())
