"""Whether the node has the endpoints of trunks and phones: one that it lacks would end each call before it rings."""

from collections.abc import Iterator, Sequence
from typing import Final

from dialer.campaigns.preflight.inputs import DELAYS, NOTE, Finding, Sight, Words, stops
from dialer.core.enums import EndpointState
from dialer.trunks.dial_strings import endpoint_of, phone_allowed, trunk_allowed

MOST_NAMED: Final = 5


def reached(sight: Sight) -> Iterator[Finding]:
    """What the node says of the campaign's trunks, and of its agents' phones."""
    yield from _trunks(sight)
    yield from _phones(sight)
    asked = [*(trunk.dial for trunk in sight.config.trunks if trunk.enabled), *sight.phones]
    names = {name for dial in asked if (name := endpoint_of(dial)) is not None}
    if sight.board and (unseen := [name for name in sorted(names) if _state(sight, name) is EndpointState.UNTOLD]):
        said = _named(unseen)
        en, it = "Asterisk could not be asked for the endpoints", "non si sono potuti chiedere ad Asterisk gli endpoint"
        yield Finding(weight=NOTE, about="node", what=Words(f"{en} {said}", f"{it} {said}"), mend=_UNSEEN)


def _trunks(sight: Sight) -> Iterator[Finding]:
    down = {one["name"] for one in sight.board.get("trunks", ()) if one["state"] == "down"}
    for trunk in sight.config.trunks:
        if not trunk.enabled:
            continue
        name = endpoint_of(trunk.dial)
        if not trunk_allowed(trunk.dial, sight.dial_patterns):
            en = f"the node may not dial the trunk {trunk.name} as it is written: {trunk.dial}"
            it = f"il nodo non può chiamare il trunk {trunk.name} così come è scritto: {trunk.dial}"
            yield stops("trunk", en, it, _ALLOW_TRUNK)
        elif name is None:
            continue
        elif _state(sight, name) is EndpointState.MISSING:
            en = f"Asterisk has no endpoint {name}, by which the trunk {trunk.name} is dialled"
            it = f"Asterisk non ha l'endpoint {name}, con cui si chiama il trunk {trunk.name}"
            yield stops("trunk", en, it, _WRITE)
        elif _state(sight, name) is EndpointState.UNREACHED and trunk.name not in down:
            en = f"nobody answers at the endpoint {name} of the trunk {trunk.name}, or it has no address"
            it = f"all'endpoint {name} del trunk {trunk.name} non risponde nessuno, o non ha un indirizzo"
            yield Finding(weight=NOTE, about="trunk", what=Words(en, it), mend=_CONTACT)


def _phones(sight: Sight) -> Iterator[Finding]:
    """Phones that cannot be called; where that is all of them, nobody takes a call."""
    phones = sorted(set(sight.phones))
    refused = [phone for phone in phones if not phone_allowed(phone, sight.dial_patterns)]
    named = {phone: endpoint_of(phone) for phone in phones if phone not in refused}
    by_state: dict[EndpointState, list[str]] = {}
    for phone, name in named.items():
        by_state.setdefault(_state(sight, name) if name else EndpointState.REACHED, []).append(phone)
    missing = by_state.get(EndpointState.MISSING, [])
    none_left = len(refused) + len(missing) == len(phones)
    if refused:
        said = _named(refused)
        what = Words(f"the node may not call the phones {said}", f"il nodo non può chiamare i telefoni {said}")
        yield _of_phones(what, _ALLOW_PHONE, holds=none_left)
    if missing:
        said = _named(missing)
        what = Words(f"Asterisk has no phones {said}", f"Asterisk non ha i telefoni {said}")
        yield _of_phones(what, _WRITE_PHONE, holds=none_left)
    if unreached := by_state.get(EndpointState.UNREACHED):
        said = _named(unreached)
        what = Words(f"phones are not registered: {said}", f"telefoni non registrati: {said}")
        yield _of_phones(what, _REGISTER, holds=False)


def _of_phones(what: Words, mend: Words, *, holds: bool) -> Finding:
    return Finding(weight=DELAYS if holds else NOTE, holds=holds, about="phone", what=what, mend=mend)


def _state(sight: Sight, name: str) -> EndpointState:
    return sight.endpoints.get(name, EndpointState.UNTOLD)


def _named(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" (+{more})" if more > 0 else "")


_WRITE: Final = Words(
    "write it into pjsip-local.conf and reload (asterisk-config/README.md), or correct `dial` of the trunk",
    "scriverlo in pjsip-local.conf e ricaricare (asterisk-config/README.md), o correggere `dial` del trunk",
)
_CONTACT: Final = Words(
    "see `contact` of its aor, and whether it registers: `pronto asterisk check`",
    "vedere `contact` del suo aor, e se si registra: `pronto asterisk check`",
)
_ALLOW_TRUNK: Final = Words(
    "write it as an endpoint (docs/trunks.md), or add it to `dial_patterns` of the node",
    "scriverla come endpoint (docs/trunks.md), o aggiungerla a `dial_patterns` del nodo",
)
_ALLOW_PHONE: Final = Words(
    "write them as endpoints (docs/trunks.md), or add a pattern to `dial_patterns` of the node",
    "scriverli come endpoint (docs/trunks.md), o aggiungere un modello a `dial_patterns` del nodo",
)
_WRITE_PHONE: Final = Words(
    "write them into pjsip-local.conf and reload (asterisk-config/README.md), or correct the agents' phones",
    "scriverli in pjsip-local.conf e ricaricare (asterisk-config/README.md), o correggere i telefoni degli operatori",
)
_REGISTER: Final = Words(
    "switch them on, and see that they register with this Asterisk: `pronto asterisk check`",
    "accenderli, e vedere che si registrino a questo Asterisk: `pronto asterisk check`",
)
_UNSEEN: Final = Words(
    "check again when Asterisk is linked, or see `pronto asterisk check`",
    "ripetere la verifica con Asterisk collegato, o vedere `pronto asterisk check`",
)
