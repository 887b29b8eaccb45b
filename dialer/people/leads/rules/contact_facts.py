"""What the rules may know of a person: collected when the lead is claimed, from its row and its number's records."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from dialer.access.companies.model import Company
from dialer.compliance.facts import BINDING, Basis, ContactFacts, History, Reach, Revocation, Scrub
from dialer.compliance.vocabulary import BasisKind, Proof
from dialer.numbers.addresses import state_in, states_of_postcode
from dialer.numbers.geography import hinted_states
from dialer.numbers.zones import SEPARATOR, ahead_of_utc_s

# An existing customer has a contract in force and has bought something.
_KINDS: Final = {
    "public_directory": (BasisKind.IN_DIRECTORY,),
    "existing_customer": (BasisKind.CONTRACT, BasisKind.PURCHASE),
    **{kind.value: (kind,) for kind in BasisKind},
}
_PROOFS: Final = frozenset(Proof)
_KEPT: Final = ("basis", "evidence_id", *(proof.value for proof in Proof), "ended_at")  # kept parts of a consent
REFUSALS: Final = frozenset({"not_interested"})  # these decline the offer, whatever the campaign says
UNTRIED: Final = History()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """The legal bases that a row or a list states for its people."""

    bases: tuple[Basis, ...] = ()
    in_directory: bool = False
    words: Mapping[str, str] = field(default_factory=dict)  # the consent's own text, stored with each call


def stated(consent: Mapping[str, Any], company: Company, country: str) -> Stated:
    """What a consent states for this company; `country` as in `bases_of`."""
    words = {name: str(consent[name]) for name in _KEPT if consent.get(name)}
    return Stated(bases=bases_of(consent, company, country), in_directory=in_directory(consent), words=words)


def contact_of(
    *,
    number: str,
    zone_key: str,
    fields: Mapping[str, Any],
    postcode: str,
    said: Stated,
    scrubs: tuple[Scrub, ...],
    noes: frozenset[Reach],
    revocations: tuple[Revocation, ...],
    history: History,
) -> ContactFacts:
    """The contact, with `said` from the lead itself or else from its list, and this company's `history`.

    dialer/numbers/person_zones.py makes `zone_key` from numbers, address and what the row states.
    """
    return replace(
        place_of(number=number, zone_key=zone_key, fields=fields, postcode=postcode),
        bases=_bases(said.bases, scrubs, history),
        stated=said.words,
        in_directory=said.in_directory,
        scrubs=scrubs,
        suppressed=not noes.isdisjoint(BINDING),
        noes=noes,
        revocations=revocations,
        history=history,
    )


def place_of(*, number: str, zone_key: str, fields: Mapping[str, Any], postcode: str) -> ContactFacts:
    """Where the person may be, which is what calling hours go by; nothing else is known of them."""
    american = number.startswith("+1")
    return ContactFacts(
        zones=tuple(zone_key.split(SEPARATOR)) if zone_key else None,
        state=state_in(fields) if american else None,
        other_states=_hinted(number, postcode) if american else (),
    )


def _hinted(number: str, postcode: str) -> tuple[str, ...]:
    """The states that number and postcode point to."""
    told = hinted_states(number)
    return (*told, *(state for state in states_of_postcode(postcode) if state not in told))


def in_directory(consent: Mapping[str, Any]) -> bool:
    """Whether a row or a list says that the number is in the public directory."""
    return consent.get("basis") in ("public_directory", "in_directory")


def bases_of(consent: Mapping[str, Any], company: Company, country: str) -> tuple[Basis, ...]:
    """The legal bases that a row or a list states for this company, with their proofs.

    `country` is the list's (ISO 3166): dates without an offset are in its local time.
    """
    kinds = _KINDS.get(str(consent.get("basis", "")), ())
    if not kinds:
        return ()
    proofs = {Proof(name) for name, value in consent.items() if value and name in _PROOFS}
    named = str(consent.get("company", "")).strip()
    if named and not company.is_called(named):
        proofs.discard(Proof.COMPANY)  # given to another company
    return tuple(
        Basis(
            kind=kind,
            obtained_at=instant_of(consent, country),
            ended_at=_earliest(str(consent.get("ended_at", "")), country),
            evidence=frozenset(proofs),
            bought=Proof.LIST_PROVIDER in proofs,
        )
        for kind in kinds
    )


def instant_of(consent: Mapping[str, Any], country: str) -> float | None:
    """The earliest possible time of a consent, epoch seconds; None without a date in ISO 8601.

    The earliest time is the strict choice in every rule on the date: it makes a consent older than a register entry,
    and a request older than the call that answered it.
    """
    return _earliest(str(consent.get("obtained_at", "")), country)


def _bases(bases: tuple[Basis, ...], scrubs: tuple[Scrub, ...], history: History) -> tuple[Basis, ...]:
    if any(basis.kind is BasisKind.REQUEST for basis in bases):
        bases = tuple(_with_use(basis, history) for basis in bases)
    if scrubs and not any(scrub.listed for scrub in scrubs):
        bases = (*bases, _NOT_LISTED)
    return bases


_NOT_LISTED: Final = Basis(kind=BasisKind.NOT_ON_REGISTER)


def _with_use(basis: Basis, history: History) -> Basis:
    """Mark a request as used: it allows one call, which may have been made."""
    used = history.served_at is not None and history.served_at > (basis.obtained_at or 0.0)
    return Basis(
        kind=basis.kind,
        obtained_at=basis.obtained_at,
        ended_at=basis.ended_at,
        evidence=basis.evidence,
        used=used,
        bought=basis.bought,
    )


@lru_cache(maxsize=4096)
def _earliest(text: str, country: str) -> float | None:
    """A date in ISO 8601; one without an offset is taken in the country's zone that is furthest ahead."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    if read.tzinfo is not None:
        return read.timestamp()
    at = read.replace(tzinfo=UTC).timestamp()
    return at - ahead_of_utc_s(country, at)
