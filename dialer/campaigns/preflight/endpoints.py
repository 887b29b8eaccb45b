"""Whether the node has the endpoints of trunks and phones: a missing one ends each call before it rings."""

from collections.abc import Iterator, Sequence
from typing import Final

from dialer.campaigns.preflight.inputs import DELAYS, NOTE, Finding, Sight, stops
from dialer.core.enums import EndpointState
from dialer.i18n.message import Message, msg
from dialer.telephony.trunks.dial_strings import endpoint_of, phone_allowed, trunk_allowed

MOST_NAMED: Final = 5


def reached(sight: Sight) -> Iterator[Finding]:
    """Findings on the endpoints of the campaign's trunks and of its agents' phones."""
    yield from _trunks(sight)
    yield from _phones(sight)
    asked = [*(trunk.dial for trunk in sight.config.trunks if trunk.enabled), *sight.phones]
    names = {name for dial in asked if (name := endpoint_of(dial)) is not None}
    if sight.board and (unseen := [name for name in sorted(names) if _state(sight, name) is EndpointState.UNTOLD]):
        what = msg("Asterisk could not be asked for the endpoints {endpoints}", endpoints=_named(unseen))
        yield Finding(weight=NOTE, about="node", what=what, mend=_UNSEEN)


def _trunks(sight: Sight) -> Iterator[Finding]:
    down = {one["name"] for one in sight.board.get("trunks", ()) if one["state"] == "down"}
    for trunk in sight.config.trunks:
        if not trunk.enabled:
            continue
        name = endpoint_of(trunk.dial)
        if not trunk_allowed(trunk.dial, sight.dial_patterns):
            written = msg(
                "the node may not dial the trunk {trunk} as it is written: {dial}", trunk=trunk.name, dial=trunk.dial
            )
            yield stops("trunk", written, _ALLOW_TRUNK)
        elif name is None:
            continue
        elif _state(sight, name) is EndpointState.MISSING:
            missing = msg(
                "Asterisk has no endpoint {endpoint}, by which the trunk {trunk} is dialled",
                endpoint=name,
                trunk=trunk.name,
            )
            yield stops("trunk", missing, _WRITE)
        elif _state(sight, name) is EndpointState.UNREACHED and trunk.name not in down:
            unreached = msg(
                "nobody answers at the endpoint {endpoint} of the trunk {trunk}, or it has no address",
                endpoint=name,
                trunk=trunk.name,
            )
            yield Finding(weight=NOTE, about="trunk", what=unreached, mend=_CONTACT)


def _phones(sight: Sight) -> Iterator[Finding]:
    """Phones that cannot be called; if that is all of them, nobody can take a call."""
    phones = sorted(set(sight.phones))
    refused = [phone for phone in phones if not phone_allowed(phone, sight.dial_patterns)]
    named = {phone: endpoint_of(phone) for phone in phones if phone not in refused}
    by_state: dict[EndpointState, list[str]] = {}
    for phone, name in named.items():
        by_state.setdefault(_state(sight, name) if name else EndpointState.REACHED, []).append(phone)
    missing = by_state.get(EndpointState.MISSING, [])
    none_left = len(refused) + len(missing) == len(phones) and not sight.browser_agents
    if refused:
        what = msg("the node may not call the phones {phones}", phones=_named(refused))
        yield _of_phones(what, _ALLOW_PHONE, holds=none_left)
    if missing:
        what = msg("Asterisk has no phones {phones}", phones=_named(missing))
        yield _of_phones(what, _WRITE_PHONE, holds=none_left)
    if unreached := by_state.get(EndpointState.UNREACHED):
        what = msg("phones are not registered: {phones}", phones=_named(unreached))
        yield _of_phones(what, _REGISTER, holds=False)


def _of_phones(what: Message, mend: Message, *, holds: bool) -> Finding:
    return Finding(weight=DELAYS if holds else NOTE, holds=holds, about="phone", what=what, mend=mend)


def _state(sight: Sight, name: str) -> EndpointState:
    return sight.endpoints.get(name, EndpointState.UNTOLD)


def _named(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" (+{more})" if more > 0 else "")


_WRITE: Final = msg(
    "let Pronto write the trunk (Trunks), add the endpoint to Asterisk's own files and reload, or choose another "
    "endpoint"
)
_CONTACT: Final = msg("see whether it registers and has the right address: the check of the node says more (Nodes)")
_ALLOW_TRUNK: Final = msg("enter it as an endpoint, or add it to the patterns that the node may dial (Nodes)")
_ALLOW_PHONE: Final = msg("enter them as endpoints, or add a pattern to those that the node may dial (Nodes)")
_WRITE_PHONE: Final = msg("make them under Phones, or correct the agents' phones")
_REGISTER: Final = msg("switch them on, and see that they register with this Asterisk (Phones)")
_UNSEEN: Final = msg("check again when Asterisk is linked, or see what the check of the node finds (Nodes)")
