"""What the rules may know of a person: put together when the lead is claimed, from the row and what is written of the
number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from dialer.compliance.facts import Basis, ContactFacts, History, Revocation, Scrub
from dialer.compliance.vocabulary import BasisKind, Proof
from dialer.leads.places import hinted_states, state_of

# An existing customer has a contract in force, and has bought something.
_KINDS: Final = {
    "public_directory": (BasisKind.IN_DIRECTORY,),
    "existing_customer": (BasisKind.CONTRACT, BasisKind.PURCHASE),
    **{kind.value: (kind,) for kind in BasisKind},
}
_PROOFS: Final = frozenset(Proof)
_KEPT: Final = ("basis", "evidence_id", *(proof.value for proof in Proof), "ended_at")  # of what a consent says
_STATE_FIELDS: Final = ("state", "stato", "provincia_stato")
REFUSALS: Final = frozenset({"not_interested"})  # dispositions by which a person turned the offer down
UNTRIED: Final = History()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a row or a list states about why its people may be called."""

    bases: tuple[Basis, ...] = ()
    in_directory: bool = False
    words: Mapping[str, str] = field(default_factory=dict)  # what it says, as it is kept with each call


def stated(consent: Mapping[str, Any], controller: str, ahead_s: float = 0.0) -> Stated:
    """What a consent states, for this controller; `ahead_s` as in `bases_of`."""
    words = {name: str(consent[name]) for name in _KEPT if consent.get(name)}
    return Stated(bases=bases_of(consent, controller, ahead_s), in_directory=in_directory(consent), words=words)


def contact_of(
    *,
    number: str,
    zone_key: str,
    fields: Mapping[str, Any],
    said: Stated,
    scrubs: tuple[Scrub, ...],
    suppressed: bool,
    revocations: tuple[Revocation, ...],
    history: History,
) -> ContactFacts:
    """The contact. `said` is what the lead itself states, or its list; `history` is this controller's."""
    american = number.startswith("+1")
    return ContactFacts(
        zones=tuple(zone_key.split("|")) if zone_key else None,
        state=next((found for name in _STATE_FIELDS if (found := state_of(fields.get(name)))), None)
        if american
        else None,
        other_states=hinted_states(number) if american else (),
        bases=_bases(said.bases, scrubs, history),
        stated=said.words,
        in_directory=said.in_directory,
        scrubs=scrubs,
        suppressed=suppressed,
        revocations=revocations,
        history=history,
    )


def in_directory(consent: Mapping[str, Any]) -> bool:
    """Whether a row or a list says that the number stands in the public directory."""
    return consent.get("basis") in ("public_directory", "in_directory")


def bases_of(consent: Mapping[str, Any], controller: str, ahead_s: float = 0.0) -> tuple[Basis, ...]:
    """The bases that a row or a list states, with the proofs that it has, for this controller.

    `ahead_s` is how far the clocks of the list's country are ahead of UTC, in seconds.
    """
    kinds = _KINDS.get(str(consent.get("basis", "")), ())
    if not kinds:
        return ()
    proofs = {Proof(name) for name, value in consent.items() if value and name in _PROOFS}
    named = str(consent.get("controller", "")).strip().casefold()
    if named and named != controller.casefold():
        proofs.discard(Proof.CONTROLLER)  # given to somebody else
    return tuple(
        Basis(
            kind=kind,
            obtained_at=instant_of(consent),
            ahead_s=ahead_s,
            ended_at=_instant(str(consent.get("ended_at", ""))),
            evidence=frozenset(proofs),
            bought=Proof.LIST_PROVIDER in proofs,
        )
        for kind in kinds
    )


def instant_of(consent: Mapping[str, Any]) -> float | None:
    """When a consent says it was obtained, epoch seconds; None where it does not say, or not as ISO 8601."""
    return _instant(str(consent.get("obtained_at", "")))


def _bases(bases: tuple[Basis, ...], scrubs: tuple[Scrub, ...], history: History) -> tuple[Basis, ...]:
    if any(basis.kind is BasisKind.REQUEST for basis in bases):
        bases = tuple(_with_use(basis, history) for basis in bases)
    if scrubs and not any(scrub.listed for scrub in scrubs):
        bases = (*bases, _NOT_LISTED)
    return bases


_NOT_LISTED: Final = Basis(kind=BasisKind.NOT_ON_REGISTER)


def _with_use(basis: Basis, history: History) -> Basis:
    """A request is for one call: whether that call has been made; in doubt about the request's offset, it has."""
    since = (basis.obtained_at or 0.0) - basis.ahead_s
    used = history.served_at is not None and history.served_at > since
    return Basis(
        kind=basis.kind,
        obtained_at=basis.obtained_at,
        ahead_s=basis.ahead_s,
        ended_at=basis.ended_at,
        evidence=basis.evidence,
        used=used,
        bought=basis.bought,
    )


@lru_cache(maxsize=4096)
def _instant(text: str) -> float | None:
    try:
        return datetime.fromisoformat(text).timestamp() if text else None
    except ValueError:
        return None
