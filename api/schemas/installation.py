"""Controllers, caller ids, nodes and trunks on the wire."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field

from api.schemas.wire import Asked, AtOrNever, Id, Instant, Line, Name, Resource, Shown
from dialer.compliance.vocabulary import CliClass
from dialer.controllers.model import Privacy
from dialer.i18n.catalogue import languages
from dialer.nodes.link_security import SECRET_NAME
from dialer.nodes.model import Node
from dialer.trunks.dial_strings import PATTERN

DialPattern = Annotated[str, Field(max_length=100, pattern=PATTERN)]
Register = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_-]{0,30}$")]
if TYPE_CHECKING:
    LanguageOrNone = str
else:
    LanguageOrNone = Literal["", *languages()]
Told = Annotated[Line, Field(max_length=300), AfterValidator(str.strip)]


class PrivacyAsked(Asked):
    """What people are told of a controller when they ask for their data (GDPR articles 13 to 15)."""

    address: Told = Field(default="", description="Of the company, for letters.", examples=["Via Roma 1, 00100 Roma"])
    email: Told = ""
    phone: Told = ""
    officer: Told = Field(default="", description="Name and address of the data protection officer, if there is one.")
    notice: Told = Field(default="", description="Where the privacy notice can be read.")
    country: str = Field(
        default="",
        pattern=r"^([A-Z]{2})?$",
        description="ISO 3166, where the company sits: its authority hears complaints.",
    )
    language: LanguageOrNone = Field(default="", description="For people who have named none.")
    recipients: list[Told] = Field(default=[], max_length=20, description="Who else gets the data, or what kinds.")

    def inner(self) -> Privacy:
        """The form for the store."""
        return Privacy(**{**self.model_dump(), "recipients": tuple(self.recipients)})


class ControllerAsked(Asked):
    """A company on whose behalf people are called."""

    name: Name
    privacy: PrivacyAsked = PrivacyAsked()


class ControllerChange(Asked):
    """What people are told of a controller, written anew."""

    privacy: PrivacyAsked


class PrivacyShown(Shown):
    """What people are told of a controller."""

    address: str
    email: str
    phone: str
    officer: str
    notice: str
    country: str
    language: str
    recipients: list[str]


class ControllerShown(Resource):
    """A controller."""

    id: int
    name: str
    privacy: PrivacyShown


Attestation = Annotated[
    Literal["", "A", "B", "C"],
    Field(description="How far the provider says that it vouches for the number's calls (United States)."),
]


class CallerIdAsked(Asked):
    """A number that a controller may show to the people it calls."""

    controller_id: Id
    number: Line = Field(max_length=30, examples=["+390212345678"])
    label: Line = Field(default="", max_length=200)
    classes: list[CliClass] = Field(
        default=[],
        max_length=10,
        description="What it is, as far as the number does not tell it by itself; `callable` follows from the test.",
    )
    declared_in: list[Register] = Field(default=[], max_length=10, description="Registers of operators, as ROC.")
    tested_at: Instant | None = Field(default=None, description="When it was last called, to see who answers.")
    test_reached: Literal["", "agent", "identity_message"] = ""
    owner: Line = Field(default="", max_length=200, description="To whom the operator has given the number.")
    registry_line: Line = Field(default="", max_length=200, description="Its line in a register of operators, as ROC.")
    attestation: Attestation = ""

    def facts(self) -> dict[str, Any]:
        """The stored values besides number and controller."""
        tested_at = None if self.tested_at is None else self.tested_at.timestamp()
        return {**self.model_dump(exclude={"controller_id", "number"}, mode="json"), "tested_at": tested_at}


class CallerIdChange(Asked):
    """What is known of a caller id, written anew."""

    label: Line = Field(default="", max_length=200)
    classes: list[CliClass] = Field(default=[], max_length=10)
    declared_in: list[Register] = Field(default=[], max_length=10)
    tested_at: Instant | None = None
    test_reached: Literal["", "agent", "identity_message"] = ""
    owner: Line = Field(default="", max_length=200, description="To whom the operator has given the number.")
    registry_line: Line = Field(default="", max_length=200, description="Its line in a register of operators, as ROC.")
    attestation: Attestation = ""

    def facts(self) -> dict[str, Any]:
        """The stored values."""
        tested_at = None if self.tested_at is None else self.tested_at.timestamp()
        return {**self.model_dump(mode="json"), "tested_at": tested_at}


class CallerIdShown(Resource):
    """A caller id."""

    id: int
    controller_id: int
    number: str
    label: str
    classes: list[str]
    declared_in: list[str]
    tested_at: AtOrNever
    test_reached: str
    owner: str
    registry_line: str
    attestation: str


class NodeAsked(Asked):
    """An Asterisk. `secret_env` is the name of the environment variable that holds its secret, never the secret."""

    host: Name
    port: int = Field(default=5038, ge=1, le=65535)
    username: Name = "pronto"
    secret_env: str = Field(default="PRONTO_AMI_SECRET", pattern=SECRET_NAME)
    tls: bool = Field(default=False, description="Without it, host is this machine or in PRONTO_AMI_PLAIN_HOSTS.")
    max_channels: int = Field(default=200, ge=1, le=100_000)
    calls_per_second: float = Field(default=10.0, gt=0, le=1000)
    dial_patterns: list[DialPattern] = Field(
        default=[],
        max_length=20,
        description="What may be dialled on it besides PJSIP endpoints: of phones with {extension}, of trunks with "
        "{number}, as in Local/{extension}@agents and DAHDI/g1/{number}.",
    )

    def inner(self, name: str) -> Node:
        """The form for the store; it has no id yet."""
        return Node(id=0, name=name, **{**self.model_dump(), "dial_patterns": tuple(self.dial_patterns)})


class NodeShown(Resource):
    """A node."""

    id: int
    name: str
    host: str
    port: int
    username: str
    secret_env: str
    tls: bool
    max_channels: int
    calls_per_second: float
    dial_patterns: list[str]
    retired_at: AtOrNever


class TrunkAsked(Asked):
    """A way out to the public network; `dial` holds `{number}`."""

    dial: str = Field(
        max_length=200,
        pattern=r"^[A-Za-z0-9]+/[A-Za-z0-9_.@/:*#+-]*\{number\}[A-Za-z0-9_.@/:*#+-]*$",
        examples=["PJSIP/{number}@carrier"],
        description="PJSIP/{number}@ENDPOINT, with digits before {number} if need be; others if `dial_patterns` of the "
        "node has them.",
    )
    number_format: Literal["e164", "plain"] = "e164"
    max_channels: int = Field(default=60, ge=1, le=100_000)
    calls_per_second: float = Field(default=5.0, gt=0, le=1000)
    enabled: bool = True
    country: str = Field(
        default="", pattern=r"^([A-Z]{2})?$", description="ISO 3166, where its calls enter the public network."
    )
    provider_proof: bool = Field(default=False, description="The provider vouches for home numbers from abroad.")


class TrunkShown(Resource):
    """A trunk."""

    id: int
    node_id: int
    name: str
    dial: str
    number_format: str
    max_channels: int
    calls_per_second: float
    enabled: bool
    country: str
    provider_proof: bool
    retired_at: AtOrNever
