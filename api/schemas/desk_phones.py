"""Agents' phones on the desk, on the wire."""

from typing import ClassVar, Literal, Self

from pydantic import Field

from api.answer_language import AnswerText
from api.paging import Page
from api.schemas.provisioning import ObjectChangeShown
from api.schemas.wire import At, AtOrNever, RequestBody, Resource, Shown
from dialer.provisioning.desk_phones import rules
from dialer.provisioning.desk_phones.model import DeskPhone, DeskPhoneState, MadeDeskPhone, PhoneContact, PhonePlan
from dialer.provisioning.model import TrunkTransport
from dialer.work.agents.model import Agent

AGENT = "The agent whose phone it is; it becomes the agent's `phone`. Null: nobody's."


class DeskPhonePlanInput(RequestBody):
    """A phone to be made: its name, such as 1001, and how its telephone speaks SIP."""

    node_id: int = Field(ge=1, le=2**63 - 1)
    name: str = Field(pattern=rules.NAME, description="Its endpoint, and its user, is pronto-phone-NAME.")
    transport: TrunkTransport = TrunkTransport.UDP


class DeskPhoneInput(DeskPhonePlanInput):
    """A phone to be made, and whose it is."""

    agent_id: int | None = Field(default=None, ge=1, le=2**63 - 1, description=AGENT)


class DeskPhoneChange(RequestBody):
    """What changes of a phone; a field left out stays."""

    transport: TrunkTransport = TrunkTransport.UDP
    agent_id: int | None = Field(default=None, ge=1, le=2**63 - 1, description=AGENT)


class DeskPhoneShown(Resource):
    """A phone on the desk whose account Pronto has written into Asterisk, without its secret.

    `removed_at` is set while it is to go and its Asterisk does not answer. Agents whom the caller may not see are not
    named.
    """

    UNVERSIONED: ClassVar[frozenset[str]] = frozenset({"agent_name", "is_logged_in", "is_changed_by_hand"})
    SUBJECT: ClassVar[str] = "desk_phone"

    id: int
    node_id: int
    name: str
    endpoint: str
    transport: TrunkTransport
    agent_id: int | None
    agent_name: str
    is_logged_in: bool
    is_changed_by_hand: bool
    made_at: At
    made_by: str
    secret_at: At
    removed_at: AtOrNever

    @classmethod
    def held(cls, phone: DeskPhone, holder: Agent | None) -> Self:
        """Show a phone and whose it is."""
        return cls(
            id=phone.id,
            node_id=phone.node_id,
            name=phone.name,
            endpoint=rules.endpoint_name(phone.name),
            transport=phone.transport,
            agent_id=None if holder is None else holder.id,
            agent_name="" if holder is None else holder.display_name or holder.name,
            is_logged_in=holder is not None and holder.wish != "logged_out",
            is_changed_by_hand=bool(phone.drift),
            made_at=phone.made_at,
            made_by=phone.actor,
            secret_at=phone.secret_at,
            removed_at=phone.removed_at,
        )


class DeskPhonePage(Page[DeskPhoneShown]):
    """A page of phones on the desk."""


class PhoneServerShown(Shown):
    """Where a telephone finds its Asterisk. An empty `host` is known to nobody but the admin; `port` 0: not asked."""

    host: str
    port: int


class DeskPhonePlanShown(Shown):
    """What making a phone would write, as in pjsip.conf, and what should be known before. `door` is ari or file."""

    door: Literal["ari", "file"]
    text: str
    server: PhoneServerShown
    notes: list[AnswerText]

    @classmethod
    def of(cls, inner: PhonePlan) -> Self:
        """Show a plan."""
        server = PhoneServerShown.of(inner.server)
        return cls.model_validate({"door": inner.door, "text": inner.text, "server": server, "notes": [*inner.notes]})


class DeskPhoneMade(Shown):
    """A phone with a new secret, shown this once, and what is typed into its telephone besides."""

    phone: DeskPhoneShown
    user: str
    secret: str
    server: PhoneServerShown
    notes: list[AnswerText]

    @classmethod
    def of(cls, inner: MadeDeskPhone) -> Self:
        """Show a phone that was just made, or has a new secret."""
        return cls.model_validate(
            {
                "phone": DeskPhoneShown.held(inner.phone, inner.holder),
                "user": rules.endpoint_name(inner.phone.name),
                "secret": inner.secret,
                "server": PhoneServerShown.of(inner.server),
                "notes": [*inner.notes],
            }
        )


class PhoneContactShown(Shown, of=PhoneContact):
    """Where a telephone is registered. `status` is Asterisk's word; the time there and back is that of OPTIONS."""


class DeskPhoneStateShown(Shown):
    """How a phone stands in its Asterisk, asked and compared at that moment.

    `unasked`: no engine has a link to it. `drift` is null if it could not be compared; `why_unasked` says why.
    """

    phone: DeskPhoneShown
    state: Literal["registered", "unreached", "missing", "unasked"]
    contacts: list[PhoneContactShown]
    user: str
    server: PhoneServerShown
    notes: list[AnswerText]
    wanted: str
    found: str | None
    drift: list[ObjectChangeShown] | None
    why_unasked: AnswerText

    @classmethod
    def of(cls, inner: DeskPhoneState) -> Self:
        """Show how a phone stands."""
        return cls.model_validate(
            {
                "phone": DeskPhoneShown.held(inner.phone, inner.holder),
                "state": inner.state,
                "contacts": [PhoneContactShown.of(one) for one in inner.contacts],
                "user": rules.endpoint_name(inner.phone.name),
                "server": PhoneServerShown.of(inner.server),
                "notes": [*inner.notes],
                "wanted": inner.text,
                "found": inner.found,
                "drift": None if inner.drift is None else [ObjectChangeShown.of(one) for one in inner.drift],
                "why_unasked": inner.why_unasked,
            }
        )
