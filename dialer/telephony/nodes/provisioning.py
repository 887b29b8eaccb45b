"""What Pronto writes into an Asterisk by itself: PJSIP objects whose names begin with `pronto-`, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from dialer.i18n.message import Message

PREFIX: Final = "pronto-"


class ObjectKind(StrEnum):
    """Kinds of PJSIP objects, in the order in which they are made; they are deleted the other way round."""

    AUTH = "auth"
    AOR = "aor"
    ENDPOINT = "endpoint"
    IDENTIFY = "identify"
    REGISTRATION = "registration"


_ORDER: Final = tuple(ObjectKind)
SECRETS: Final = frozenset({"password", "md5_cred", "password_digest", "oauth_secret", "refresh_token"})
"""Options that hold a secret: their values are never shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PjsipObject:
    """A PJSIP object with its options by name. They may hold a password, so they are never shown."""

    kind: ObjectKind
    name: str
    fields: Mapping[str, str] = field(repr=False)

    def __post_init__(self) -> None:
        """Raise ValueError for a name that is not Pronto's."""
        check_name(self.name)


Named = tuple[ObjectKind, str]
Told = Mapping[Named, Mapping[str, str]]
"""Options of objects as an Asterisk tells them, defaults included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongOption:
    """An option that an Asterisk does not know, or whose value it does not take, in words."""

    kind: ObjectKind
    option: str
    what: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What an Asterisk says of wanted objects before they are written: what is wrong, and how it would tell them.

    `told` is empty where it can only be asked for the names of options.
    """

    wrong: tuple[WrongOption, ...] = ()
    told: Told = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """What has to be written and deleted, each in the order in which it is done; `before` is what there was.

    Objects of `anew` are deleted before they are written: an option of theirs goes back to its default. `back` are
    objects as they were written before, where that is known; else they are put back as Asterisk told them.
    """

    put: tuple[PjsipObject, ...] = ()
    delete: tuple[Named, ...] = ()
    before: Told = field(default_factory=dict, repr=False)
    anew: frozenset[Named] = frozenset()
    back: tuple[PjsipObject, ...] = field(default=(), repr=False)

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.put or self.delete)


class Provisioner(Protocol):
    """One Asterisk's door for Pronto's own PJSIP objects."""

    async def check(self, wanted: Sequence[PjsipObject]) -> Checked:
        """Compare each option and value with those that this Asterisk knows. Nothing stays of it."""

    async def read(self, names: Sequence[Named]) -> Told:
        """The objects of these names that are there."""

    async def plan(self, wanted: Sequence[PjsipObject], *, unwanted: Sequence[Named] = ()) -> Diff:
        """What is to be done so that the wanted objects are there, and the unwanted are not."""

    async def apply(self, diff: Diff) -> None:
        """Do it. What fails midway is undone, before the error is raised."""

    async def verify(self, wanted: Sequence[PjsipObject]) -> list[str]:
        """Where Asterisk has other values than wanted, as `endpoint pronto-anna: allow`."""

    async def roll_back(self, diff: Diff) -> None:
        """Put back what there was before the diff."""


async def provide(door: Provisioner, wanted: Sequence[PjsipObject]) -> list[str]:
    """Let the wanted objects be there, as wanted; what Asterisk makes something else of is undone, and returned."""
    diff = await door.plan(wanted)
    await door.apply(diff)
    if wrong := await door.verify(wanted):
        await door.roll_back(diff)
    return wrong


def check_name(name: str) -> None:
    """Raise ValueError for a name that is not Pronto's."""
    if not name.startswith(PREFIX):
        raise ValueError(f"Pronto does not touch {name!r}.")


def compare(
    wanted: Sequence[PjsipObject],
    unwanted: Sequence[Named],
    there: Told,
    *,
    told: Told | None = None,
    back: Sequence[PjsipObject] = (),
) -> Diff:
    """The diff between what is wanted and what is there.

    With `told`, how Asterisk tells the wanted objects, options that are not named are compared with their defaults.
    """
    for _, name in unwanted:
        check_name(name)
    put, anew = [], set()
    for one in wanted:
        key = (one.kind, one.name)
        differs = differing(one, there.get(key)) if told is None else other_than(told.get(key, {}), there.get(key))
        if differs:
            put.append(one)
        if key in there and set(differs) - one.fields.keys():
            anew.add(key)
    delete = [one for one in unwanted if one in there]
    return Diff(
        put=tuple(sorted(put, key=lambda one: _ORDER.index(one.kind))),
        delete=tuple(sorted(delete, key=lambda one: -_ORDER.index(one[0]))),
        before=there,
        anew=frozenset(anew),
        back=tuple(back),
    )


def undoing(diff: Diff) -> Diff:
    """The diff that leads back."""
    made = [(one.kind, one.name) for one in diff.put if (one.kind, one.name) not in diff.before]
    replaced = [(one.kind, one.name) for one in diff.put if (one.kind, one.name) in diff.before]
    written = {(one.kind, one.name): one for one in diff.back}
    back = [
        written.get(key) or PjsipObject(kind=key[0], name=key[1], fields=_writable(diff.before[key]))
        for key in (*replaced, *diff.delete)
    ]
    return Diff(
        put=tuple(sorted(back, key=lambda one: _ORDER.index(one.kind))),
        delete=tuple(sorted(made, key=lambda one: -_ORDER.index(one[0]))),
        before=diff.before,
        anew=frozenset(key for key in replaced if key in written),
    )


def differing(wanted: PjsipObject, there: Mapping[str, str] | None) -> list[str]:
    """The wanted options that have another value; all if the object is not there."""
    return other_than(wanted.fields, there)


def other_than(wanted: Mapping[str, str], there: Mapping[str, str] | None) -> list[str]:
    """The options that have another value than wanted; all if the object is not there."""
    if there is None:
        return list(wanted)
    return [name for name, value in wanted.items() if plain(name, value) != plain(name, there.get(name, ""))]


def plain(name: str, value: str) -> object:
    """A value without the differences between how it is written and how Asterisk tells it."""
    match name:
        case "allow":
            return codecs(value)
        case "match":  # written 192.0.2.1, told 192.0.2.1/255.255.255.255
            addresses = (one.strip().removesuffix("/255.255.255.255") for one in value.split(","))
            return sorted(one.removesuffix("/32") for one in addresses if one)
        case "contact":
            return sorted(one.strip() for one in value.split(",") if one.strip())
        case "username" | "password" | "from_user" | "contact_user":
            return value
    try:
        return float(value)  # 3.0 is told as 3.000000
    except ValueError:
        return {"yes": "true", "no": "false"}.get(value.lower(), value)


def codecs(allow: str) -> list[str]:
    """The codecs of an endpoint, written as `!all,alaw,ulaw`, told as `(alaw|ulaw)`."""
    return [one for one in allow.strip("()").replace("|", ",").split(",") if one and not one.startswith("!")]


def _writable(told: Mapping[str, str]) -> Mapping[str, str]:
    """Options that were told, as they are written."""
    codecs = told.get("allow", "")
    if not codecs.startswith("("):
        return told
    return {**told, "allow": ",".join(("!all", *codecs.strip("()").split("|")))}
