"""A phone on the desk and its account in Asterisk, independent of any database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dialer.i18n.message import Message
from dialer.provisioning.model import ObjectChange, TrunkTransport
from dialer.work.agents.model import Agent

Transport = TrunkTransport


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPhone:
    """A phone whose account Pronto has written. Whose it is, the agent's own `phone` says."""

    id: int
    node_id: int
    name: str  # such as 1001; its endpoint is pronto-phone-1001
    transport: Transport
    sealed: str = field(repr=False)  # the secret, encrypted
    told: Mapping[str, Any] = field(repr=False)  # how Asterisk tells its objects, without secrets
    drift: tuple[ObjectChange, ...]  # as it was compared last
    compared_at: float | None
    version: int
    actor: str
    made_at: float
    secret_at: float  # since when it has this secret
    removed_at: float | None  # not None: it is to go, and its Asterisk has not answered yet


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneServer:
    """Where a telephone finds its Asterisk. The host is empty where nothing says it."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhonePlan:
    """What would be written, and what should be known before."""

    door: str  # ari or file
    text: str
    server: PhoneServer
    notes: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeDeskPhone:
    """A phone with a secret that was just made, and is shown this once."""

    phone: DeskPhone
    holder: Agent | None
    secret: str = field(repr=False)
    server: PhoneServer
    notes: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneContact:
    """Where a telephone is registered."""

    address: str
    status: str  # Asterisk's word: Reachable, Unreachable, NonQualified, …
    roundtrip_ms: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPhoneState:
    """How a phone stands in its Asterisk. `state` is registered, unreached, missing or unasked."""

    phone: DeskPhone
    holder: Agent | None
    state: str
    contacts: tuple[PhoneContact, ...]
    server: PhoneServer
    notes: tuple[Message, ...]
    text: str  # what is wanted, as in pjsip.conf
    found: str | None  # what Asterisk has; None if it could not be asked
    drift: tuple[ObjectChange, ...] | None
    why_unasked: Message | str = ""
