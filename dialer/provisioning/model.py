"""Trunks that Pronto writes into an Asterisk: templates, settings, versions. Independent of any database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from dialer.i18n.message import Message
from dialer.telephony.nodes.provisioning import ObjectKind
from dialer.telephony.trunks.model import TrunkUses

Options = Mapping[str, str]


class Authentication(StrEnum):
    """How the carrier knows whose calls they are."""

    ADDRESS = "address"  # by the address that they come from; it may ask for user and password besides
    REGISTRATION = "registration"  # we register with user and password


class TrunkTransport(StrEnum):
    """How SIP travels; the transport itself is in the admin's files, as `transport-udp`."""

    UDP = "udp"
    TCP = "tcp"
    TLS = "tls"

    @property
    def section(self) -> str:
        """The transport's name in pjsip.conf."""
        return f"transport-{self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierTemplate:
    """What suits one kind of carrier: where a trunk begins, and options beyond those of every trunk."""

    id: str
    title: Message
    about: Message
    authentication: Sequence[Authentication]  # those that it offers, the usual one first
    transport: TrunkTransport = TrunkTransport.UDP
    port: int = 5060
    codecs: Sequence[str] = ("alaw", "ulaw")
    number_format: str = "e164"
    country: str = ""
    objects: Mapping[ObjectKind, Options] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def answers_options(self) -> bool:
        """Whether Asterisk asks the carrier by OPTIONS whether it is there."""
        return self.objects.get(ObjectKind.AOR, {}).get("qualify_frequency") != "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraOption:
    """An option that an administrator sets beyond the template, as in pjsip.conf."""

    kind: ObjectKind
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkSettings:
    """What an administrator types of a trunk. The password is kept apart."""

    template: str
    hosts: tuple[str, ...]  # with a port, unless it is the template's
    authentication: Authentication
    user: str = ""
    codecs: tuple[str, ...] = ("alaw", "ulaw")
    number_format: str = "e164"
    prefix: str = ""  # dialled before each number
    country: str = ""
    max_channels: int = 60
    calls_per_second: float = 5.0
    options: tuple[ExtraOption, ...] = ()


class VersionState(StrEnum):
    """What became of a version of a trunk's settings."""

    QUEUED = "queued"
    APPLYING = "applying"
    STANDING = "standing"  # what Asterisk has, or should have
    FAILED = "failed"  # it did not come up, and what was before stands
    REPLACED = "replaced"  # it stood until another one did


class ProofState(StrEnum):
    """How a step of an apply or a proof ended."""

    OK = "ok"
    FAILED = "failed"
    NOTE = "note"  # it does not count, and somebody should read it


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofStep:
    """What one step of an apply or a proof found, in words."""

    id: str  # options, written, read_back, qualify, registration, undone
    state: ProofState
    what: Message | str
    mend: Message | str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionChange:
    """An option that is, or would be, another one. Secrets are shown as stars; None: not there."""

    option: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectChange:
    """What happens, or has happened, to an object. `change` is added, removed or changed."""

    kind: ObjectKind
    name: str
    change: str
    options: tuple[OptionChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkVersion:
    """One version of a trunk's settings, and what came of it."""

    id: int
    node_id: int
    name: str
    number: int
    state: VersionState
    settings: TrunkSettings
    sealed: str | None = field(repr=False)  # the password, encrypted; None: there is none
    told: Mapping[str, Any] = field(repr=False)  # how Asterisk tells its objects, without passwords
    outcome: tuple[ProofStep, ...]
    drift: tuple[ObjectChange, ...]  # as it was compared last
    compared_at: float | None
    job_id: int | None
    actor: str
    made_at: float
    stood_at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkPlan:
    """What an apply would do: the objects as text, what changes, and what should be known before."""

    door: str  # ari or file
    text: str
    changes: tuple[ObjectChange, ...]
    notes: tuple[Message, ...]
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RetirementPlan:
    """What a retirement would take away, and what is in its way now.

    `changes` is empty for a trunk of the admin's own files, which Pronto never touches; None if Asterisk could not be
    asked: its objects then leave it when the link is up again.
    """

    uses: TrunkUses
    is_written: bool  # whether Pronto has written it into Asterisk
    changes: tuple[ObjectChange, ...] | None
    why_unasked: Message | str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisioningState:
    """How a trunk stands: what is wanted, what Asterisk has, and what differs."""

    standing: TrunkVersion | None
    versions: tuple[TrunkVersion, ...]
    text: str  # what is wanted, as in pjsip.conf
    found: str | None  # what Asterisk has; None if it could not be asked
    drift: tuple[ObjectChange, ...] | None
    retired_at: float | None = None  # of the trunk; None: in use, or never there
    why_unasked: Message | str = ""
