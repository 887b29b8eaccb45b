"""What a trunk is in PJSIP's terms, from a carrier's template and what an administrator types. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dialer.i18n.message import Message, msg
from dialer.provisioning.model import (
    Authentication,
    CarrierTemplate,
    ObjectChange,
    OptionChange,
    Options,
    TrunkSettings,
    TrunkTransport,
    TrunkVersion,
)
from dialer.telephony.nodes.provisioning import (
    PREFIX,
    SECRETS,
    Named,
    ObjectKind,
    PjsipObject,
    Told,
    other_than,
    plain,
)

SECTIONS: Final = {ObjectKind.ENDPOINT: "pronto-trunk", ObjectKind.AOR: "pronto-trunk-aor"}
"""The templates in asterisk-config/pjsip.conf on which all trunks stand."""
STARS: Final = "********"
MOST_HOSTS: Final = 8
_NAME: Final = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
_HOST: Final = re.compile(rf"(?P<host>{_NAME}|\[[0-9A-Fa-f:.]{{2,45}}\])(?::(?P<port>[0-9]{{1,5}}))?")
_PORT_LIMIT: Final = 65_535
_ADDRESS: Final = re.compile(r"[0-9.]+|\[.*\]")
OWN: Final[Mapping[ObjectKind, frozenset[str]]] = {
    ObjectKind.AUTH: frozenset({"type", "username", "password", "auth_type"}),
    ObjectKind.AOR: frozenset({"type", "contact"}),
    ObjectKind.ENDPOINT: frozenset({"type", "aors", "auth", "outbound_auth", "allow", "disallow", "transport"}),
    ObjectKind.IDENTIFY: frozenset({"type", "endpoint", "match"}),
    ObjectKind.REGISTRATION: frozenset(
        {"type", "server_uri", "client_uri", "outbound_auth", "endpoint", "line", "transport"}
    ),
}
"""Options that the fields decide; they cannot be set beside them."""
_REGISTRATION: Final[Options] = {
    "retry_interval": "30",
    "max_retries": "10000000",  # Asterisk's default of 10 ends for ever after some minutes
    "forbidden_retry_interval": "60",
    "fatal_retry_interval": "60",
    "auth_rejection_permanent": "no",  # a carrier that refused once may have been mended
    "max_random_initial_delay": "0",  # at once, so that the proof need not wait
    "expiration": "600",
}


def endpoint_name(trunk: str) -> str:
    """The PJSIP endpoint of a trunk that Pronto writes; its other objects have the same name."""
    return f"{PREFIX}trunk-{trunk}"


def dial_string(trunk: str, prefix: str) -> str:
    """What Asterisk is asked to dial over such a trunk."""
    return f"PJSIP/{prefix}{{number}}@{endpoint_name(trunk)}"


def objects_of(
    template: CarrierTemplate, settings: TrunkSettings, trunk: str, *, base: Mapping[ObjectKind, Options], password: str
) -> tuple[PjsipObject, ...]:
    """The PJSIP objects of a trunk, in the order in which they are made. `base` is what all trunks have."""
    name, more = endpoint_name(trunk), _extras(settings)
    hosts = [_split(host, template.port) for host in settings.hosts]
    fields: dict[ObjectKind, dict[str, str]] = {}
    if settings.user:
        fields[ObjectKind.AUTH] = {"auth_type": "digest", "username": settings.user, "password": password}
    fields[ObjectKind.AOR] = {"contact": ",".join(_uri(template.transport, host, port) for host, port in hosts)}
    fields[ObjectKind.ENDPOINT] = {
        "aors": name,
        "transport": template.transport.section,
        "allow": ",".join(("!all", *settings.codecs)),
    } | ({"outbound_auth": name, "from_user": settings.user} if settings.user else {})
    if settings.authentication is Authentication.REGISTRATION:
        host, port = hosts[0]
        fields[ObjectKind.REGISTRATION] = {
            "server_uri": _uri(template.transport, host, port),
            "client_uri": _uri(template.transport, host, port, user=settings.user),
            "contact_user": settings.user,
            "outbound_auth": name,
            "transport": template.transport.section,
            "endpoint": name,
            "line": "yes",  # calls that come in over it are this trunk's, whatever address they come from
        }
    else:
        fields[ObjectKind.IDENTIFY] = {"endpoint": name, "match": ",".join(dict.fromkeys(host for host, _ in hosts))}
    every = {ObjectKind.REGISTRATION: _REGISTRATION}
    return tuple(
        PjsipObject(
            kind=kind,
            name=name,
            fields={
                **{option: value for option, value in base.get(kind, {}).items() if option not in OWN[kind]},
                **every.get(kind, {}),
                **template.objects.get(kind, {}),
                **fields[kind],
                **more.get(kind, {}),
            },
        )
        for kind in ObjectKind
        if kind in fields
    )


def all_names(trunk: str) -> tuple[Named, ...]:
    """The objects that a trunk may have."""
    return tuple((kind, endpoint_name(trunk)) for kind in ObjectKind)


def unwanted_names(trunk: str, wanted: Sequence[PjsipObject]) -> tuple[Named, ...]:
    """The objects that a trunk may have and is not to have."""
    kept = {(one.kind, one.name) for one in wanted}
    return tuple(name for name in all_names(trunk) if name not in kept)


def problems_of(
    template: CarrierTemplate, settings: TrunkSettings, *, has_password: bool
) -> Iterator[tuple[str, Message]]:
    """What is wrong with what was typed, each with its field."""
    for place, host in enumerate(settings.hosts):
        found = _HOST.fullmatch(host)
        if found is None or int(found["port"] or 1) not in range(1, _PORT_LIMIT + 1):
            yield f"hosts.{place}", msg("write a name or an address, with a port if needed, as in sip.example.net:5060")
    if settings.authentication not in template.authentication:
        yield "authentication", msg("the carrier's template does not offer it")
    if settings.authentication is Authentication.REGISTRATION and not settings.user:
        yield "user", msg("the carrier's user is needed to register")
    if settings.user and not has_password:
        yield "password", msg("the password of this user is needed")
    if has_password and not settings.user:
        yield "user", msg("there is a password, and no user")
    kinds = {one.kind for one in objects_of(template, settings, "x", base={}, password="")}
    for place, one in enumerate(settings.options):
        if one.name in OWN[one.kind]:
            what = msg("{option} is decided by the fields above; it cannot be set here", option=one.name)
            yield f"options.{place}.name", what
        elif one.name in SECRETS:
            yield f"options.{place}.name", msg("a secret cannot be set here: it would be shown")
        elif one.kind not in kinds:
            yield f"options.{place}.kind", msg("this trunk has no {kind}", kind=one.kind.value)


def conf_text(objects: Sequence[PjsipObject]) -> str:
    """The objects as they would stand in pjsip.conf, without passwords."""
    return sections_text({(one.kind, one.name): one.fields for one in objects})


def sections_text(objects: Told) -> str:
    """Objects as sections of pjsip.conf, without passwords. A `;` in a value is escaped, as a file needs it."""
    sections = []
    for (kind, name), fields in objects.items():
        lines = [f"[{name}]", f"type = {kind.value}"]
        lines += [f"{option} = {shown(option, value).replace(';', chr(92) + ';')}" for option, value in fields.items()]
        sections.append("\n".join(lines) + "\n")
    return "\n".join(sections)


def shown(option: str, value: str) -> str:
    """A value as people may see it."""
    return STARS if option in SECRETS and value else value


def changes_of(before: Told, after: Told) -> tuple[ObjectChange, ...]:
    """What differs between two states of the same objects; options that only one of them tells are left out.

    In an object that is new, or gone, all its options are told.
    """
    changes = []
    for kind, name in dict.fromkeys((*before, *after)):
        was, is_now = before.get((kind, name)), after.get((kind, name))
        if was is None or is_now is None:
            change = "added" if was is None else "removed"
            options = [_change(option, was, is_now) for option in (is_now or was or {})]
        else:
            change = "changed"
            options = [
                _change(option, was, is_now)
                for option in was
                if option in is_now and plain(option, was[option]) != plain(option, is_now[option])
            ]
            if not options:
                continue
        changes.append(ObjectChange(kind=kind, name=name, change=change, options=tuple(options)))
    return tuple(changes)


def drift_of(wanted: Told, found: Told) -> tuple[ObjectChange, ...]:
    """What was changed on the box by hand: from what was written to what is there now.

    An address by name is looked up by Asterisk, which tells what it found, so it is not compared.
    """
    return changes_of(_comparable(wanted, wanted), _comparable(found, wanted))


def planned_changes(
    found: Told, objects: Sequence[PjsipObject], told: Told, *, before: Sequence[PjsipObject]
) -> tuple[ObjectChange, ...]:
    """What an apply would change. Of what is new, or goes, the options are told that somebody named."""
    wanted = {(one.kind, one.name): one.fields for one in objects}
    named = {(one.kind, one.name): one.fields for one in before}
    was = {key: fields if key in wanted else named.get(key, {}) for key, fields in found.items()}
    will_be = {key: told.get(key, fields) if key in found else fields for key, fields in wanted.items()}
    return changes_of(_comparable(was, will_be), _comparable(will_be, will_be))


def taken_away(found: Told, written: Sequence[PjsipObject]) -> tuple[ObjectChange, ...]:
    """What goes with a trunk: its objects that are there, with the options that were written."""
    named = {(one.kind, one.name): one.fields for one in written}
    return changes_of({key: named.get(key, {}) for key in found}, {})


def found_text(found: Told, objects: Sequence[PjsipObject], drift: Sequence[ObjectChange]) -> str:
    """What Asterisk has, as in pjsip.conf: the options that were written, and those that were changed by hand."""
    named = {(one.kind, one.name): set(one.fields) for one in objects}
    for change in drift:
        named.setdefault((change.kind, change.name), set()).update(one.option for one in change.options)
    return sections_text(
        {
            key: {option: value for option, value in fields.items() if option in named.get(key, ())}
            for key, fields in found.items()
        }
    )


def as_written(told: Told, objects: Sequence[PjsipObject]) -> Told:
    """What is told of objects, with the passwords of those that are wanted."""
    secret = {
        (one.kind, one.name): {option: value for option, value in one.fields.items() if option in SECRETS}
        for one in objects
    }
    return {name: {**fields, **secret.get(name, {})} for name, fields in told.items()}


def without_secrets(told: Told) -> dict[Named, dict[str, str]]:
    """What is told of objects, without passwords."""
    return {
        name: {option: value for option, value in fields.items() if option not in SECRETS}
        for name, fields in told.items()
    }


def unlike(wanted: Told, found: Told) -> list[str]:
    """Where Asterisk has other values than wanted, as `endpoint: allow`."""
    wanted, found = _comparable(wanted, wanted), _comparable(found, wanted)
    return [f"{kind.value}: {option}" for (kind, name), fields in wanted.items()
            for option in other_than(fields, found.get((kind, name)))]  # fmt: skip


def notes_on(
    template: CarrierTemplate, settings: TrunkSettings, others: Sequence[TrunkVersion], *, node_id: int
) -> list[Message]:
    """What should be known before a trunk is written into this node, beside the other trunks that stand."""
    notes, hosts = [], set(settings.hosts)
    if settings.authentication is Authentication.REGISTRATION:
        same = [
            one.name
            for one in others
            if one.settings.authentication is Authentication.REGISTRATION
            and one.settings.user == settings.user
            and hosts & set(one.settings.hosts)
        ]
        if same:
            notes.append(
                msg("{trunks} registers with this account too: two registrations displace each other.", trunks=same)
            )
    else:
        alike = [
            one.name
            for one in others
            if one.node_id == node_id
            and one.settings.authentication is Authentication.ADDRESS
            and hosts & set(one.settings.hosts)
        ]
        if alike:
            notes.append(
                msg("{trunks} has the same address: calls that come in belong to either of them.", trunks=alike)
            )
        if any(not host[:1].isdigit() and host[:1] != "[" for host in settings.hosts):
            notes.append(
                msg(
                    "Asterisk looks the carrier's names up when the trunk is written: if its addresses change, "
                    "write the trunk again."
                )
            )
    if not template.answers_options:
        notes.append(msg("Nobody asks this carrier by OPTIONS: only calls will show that it is away."))
    return notes


def audit_facts(version: TrunkVersion) -> dict[str, Any]:
    """What the audit says of a version."""
    return {"trunk": version.name, "version": version.number, "template": version.settings.template}


def _comparable(told: Told, wanted: Told) -> dict[Named, Mapping[str, str]]:
    return {
        name: {
            option: value
            for option, value in fields.items()
            if option in wanted.get(name, fields) and not _is_by_name(option, wanted.get(name, {}).get("match", ""))
        }
        for name, fields in told.items()
    }


def _is_by_name(option: str, match: str) -> bool:
    return option == "match" and not all(_ADDRESS.fullmatch(one) for one in match.split(","))


def _change(option: str, was: Options | None, is_now: Options | None) -> OptionChange:
    before, after = (None if fields is None else fields.get(option, "") for fields in (was, is_now))
    return OptionChange(
        option=option,
        before=None if before is None else shown(option, before),
        after=None if after is None else shown(option, after),
    )


def _extras(settings: TrunkSettings) -> dict[ObjectKind, dict[str, str]]:
    found: dict[ObjectKind, dict[str, str]] = {}
    for one in settings.options:
        found.setdefault(one.kind, {})[one.name] = one.value
    return found


def _split(host: str, port: int) -> tuple[str, int]:
    found = _HOST.fullmatch(host)
    if found is None:
        return host, port
    return found["host"], int(found["port"] or port)


def _uri(transport: TrunkTransport, host: str, port: int, *, user: str = "") -> str:
    at = f"{user}@" if user else ""
    by = "" if transport is TrunkTransport.UDP else f";transport={transport.value}"
    return f"sip:{at}{host}:{port}{by}"
