"""Companies, caller ids, nodes and trunks on the wire."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field

from api.paging import Page
from api.schemas.wire import MAY_BE_LEFT_OUT, Id, Instant, Line, Name, RequestBody, Resource, Shown
from dialer.access.companies.model import CallerId, Company, Privacy
from dialer.compliance.vocabulary import CliClass
from dialer.i18n.catalogue import languages
from dialer.i18n.message import msg
from dialer.people.persons.rules import email_in
from dialer.telephony.nodes.link_security import ARI_SECRET_NAME, ARI_URL, SECRET_NAME
from dialer.telephony.nodes.model import Node
from dialer.telephony.trunks.dial_strings import PATTERN
from dialer.telephony.trunks.model import Trunk

DialPattern = Annotated[str, Field(max_length=100, pattern=PATTERN)]
Register = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_-]{0,30}$")]
if TYPE_CHECKING:
    LanguageOrNone = str
else:
    LanguageOrNone = Literal["", *languages()]
Told = Annotated[Line, Field(max_length=300), AfterValidator(str.strip)]


def _mail_address(said: str) -> str:
    if said and email_in(said) is None:
        raise ValueError(msg("write an e-mail address, as in name@example.org"))
    return said


MailAddress = Annotated[Told, AfterValidator(_mail_address)]


class PrivacyInput(RequestBody):
    """Information about a company for people who ask for their data (GDPR articles 13 to 15)."""

    address: Told = Field(default="", description="Postal address of the company.", examples=["Via Roma 1, 00100 Roma"])
    email: MailAddress = ""
    phone: Told = ""
    officer: Told = Field(default="", description="Name and address of the data protection officer, if any.")
    notice: Told = Field(default="", description="Address (URL) of the privacy notice.")
    country: str = Field(
        default="",
        pattern=r"^([A-Z]{2})?$",
        description="Country of the company (ISO 3166), whose authority is competent for complaints.",
    )
    language: LanguageOrNone = Field(default="", description="Language for people whose own is not known.")
    recipients: list[Told] = Field(
        default=[], max_length=20, description="Recipients of the data, or categories of recipients."
    )

    def inner(self) -> Privacy:
        """The form for the store."""
        return Privacy(**{**self.model_dump(), "recipients": tuple(self.recipients)})


class CompanyInput(RequestBody):
    """A company on whose behalf people are called."""

    name: Name
    privacy: PrivacyInput = PrivacyInput()


class CompanyChange(RequestBody):
    """New information for people about a company, and its new name."""

    name: Annotated[Name | None, MAY_BE_LEFT_OUT] = Field(
        default=None,
        description="A new name. The former ones are kept: a recorded consent may name the company by one of them.",
    )
    privacy: PrivacyInput


class PrivacyShown(Shown, of=Privacy):
    """Information for people about a company."""


class CompanyShown(Resource, of=Company):
    """A company."""

    SUBJECT = "company"

    id: int

    privacy: PrivacyShown
    former_names: list[str] = Field(
        description="Names it had before, oldest first. A consent that names it by one of them counts."
    )


class CompanyPage(Page[CompanyShown]):
    """A page of companies."""


Attestation = Annotated[
    Literal["", "A", "B", "C"],
    Field(description="Attestation level of the carrier for calls from the number (United States)."),
]


class CallerIdInput(RequestBody):
    """A number that a company may show to the people it calls."""

    company_id: Id
    number: Line = Field(max_length=30, examples=["+390212345678"])
    label: Line = Field(default="", max_length=200)
    classes: list[CliClass] = Field(
        default=[],
        max_length=10,
        description="Classes that the number itself does not tell; `callable` follows from the test call.",
    )
    declared_in: list[Register] = Field(
        default=[], max_length=10, description="Registers of operators in which it is declared, such as ROC."
    )
    tested_at: Instant | None = Field(default=None, description="Time of the last test call to it.")
    test_reached: Literal["", "agent", "identity_message"] = ""
    owner: Line = Field(
        default="", max_length=200, description="Subscriber to whom the carrier has assigned the number."
    )
    registry_line: Line = Field(
        default="", max_length=200, description="Its entry in a register of operators, such as ROC."
    )
    attestation: Attestation = ""

    def facts(self) -> dict[str, Any]:
        """The stored values besides number and company."""
        tested_at = None if self.tested_at is None else self.tested_at.timestamp()
        return {**self.model_dump(exclude={"company_id", "number"}, mode="json"), "tested_at": tested_at}


class CallerIdChange(RequestBody):
    """New details of a caller id."""

    label: Line = Field(default="", max_length=200)
    classes: list[CliClass] = Field(default=[], max_length=10)
    declared_in: list[Register] = Field(default=[], max_length=10)
    tested_at: Instant | None = None
    test_reached: Literal["", "agent", "identity_message"] = ""
    owner: Line = Field(
        default="", max_length=200, description="Subscriber to whom the carrier has assigned the number."
    )
    registry_line: Line = Field(
        default="", max_length=200, description="Its entry in a register of operators, such as ROC."
    )
    attestation: Attestation = ""

    def facts(self) -> dict[str, Any]:
        """The stored values."""
        tested_at = None if self.tested_at is None else self.tested_at.timestamp()
        return {**self.model_dump(mode="json"), "tested_at": tested_at}


class CallerIdShown(Resource, of=CallerId):
    """A caller id."""

    SUBJECT = "caller_id"

    id: int


class CallerIdPage(Page[CallerIdShown]):
    """A page of caller ids."""


class NodeInput(RequestBody):
    """An Asterisk server. `secret_env` and `ari_secret_env` name environment variables with secrets; they are none."""

    host: Name
    port: int = Field(default=5038, ge=1, le=65535)
    username: Name = "pronto"
    secret_env: str = Field(default="PRONTO_AMI_SECRET", pattern=SECRET_NAME)
    tls: bool = Field(
        default=False, description="Without TLS, the host must be this machine or in PRONTO_AMI_PLAIN_HOSTS."
    )
    max_channels: int = Field(default=200, ge=1, le=100_000)
    calls_per_second: float = Field(default=10.0, gt=0, le=1000)
    dial_patterns: list[DialPattern] = Field(
        default=[],
        max_length=20,
        description="Dial strings allowed besides PJSIP endpoints: for phones with {extension}, for trunks "
        "with {number}, as in Local/{extension}@agents and DAHDI/g1/{number}.",
    )
    ari_url: str = Field(
        default="",
        max_length=300,
        pattern=ARI_URL,
        examples=["http://127.0.0.1:8088"],
        description="Address of Asterisk's web server, for phones in the browser; empty if there are none. Without "
        "TLS, its host must be this machine or in PRONTO_AMI_PLAIN_HOSTS.",
    )
    ari_username: Name = "pronto"
    ari_secret_env: str = Field(default="PRONTO_ARI_SECRET", pattern=ARI_SECRET_NAME)

    def inner(self, name: str) -> Node:
        """The form for the store; it has no id yet."""
        return Node(id=0, name=name, **{**self.model_dump(), "dial_patterns": tuple(self.dial_patterns)})


class NodeShown(Resource, of=Node):
    """A node."""

    SUBJECT = "node"


class TrunkInput(RequestBody):
    """A trunk to the public network; `dial` contains `{number}`."""

    dial: str = Field(
        max_length=200,
        pattern=r"^[A-Za-z0-9]+/[A-Za-z0-9_.@/:*#+-]*\{number\}[A-Za-z0-9_.@/:*#+-]*$",
        examples=["PJSIP/{number}@carrier"],
        description="PJSIP/{number}@ENDPOINT, with digits before {number} if needed; others if the node's "
        "`dial_patterns` allow them.",
    )
    number_format: Literal["e164", "plain", "00", "it", "gb"] = Field(
        default="e164",
        description="How the carrier wants the number: +390212345678 (`e164`), 390212345678 (`plain`), with 00 before "
        "(`00`), or as it is dialled inside Italy (`it`) or the United Kingdom (`gb`), others with 00.",
    )
    max_channels: int = Field(default=60, ge=1, le=100_000)
    calls_per_second: float = Field(default=5.0, gt=0, le=1000)
    enabled: bool = True
    country: str = Field(
        default="", pattern=r"^([A-Z]{2})?$", description="Country where its calls enter the public network (ISO 3166)."
    )
    provider_proof: bool = Field(
        default=False, description="The carrier vouches for domestic caller ids on calls from abroad."
    )


class TrunkShown(Resource, of=Trunk):
    """A trunk."""

    SUBJECT = "trunk"

    id: int
