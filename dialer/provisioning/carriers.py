"""The carriers' templates that Pronto ships, checked as they are read."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Final

import yaml
from pydantic import BaseModel, ConfigDict, Field

from dialer.core.errors import NotFound
from dialer.core.shipped_files import asterisk_config
from dialer.i18n.message import Message, mark
from dialer.provisioning.model import Authentication, CarrierTemplate, Options, TrunkTransport
from dialer.provisioning.rules import OWN, SECTIONS
from dialer.telephony.asterisk import reference_config
from dialer.telephony.nodes.provisioning import SECRETS, ObjectKind
from dialer.telephony.trunks.number_formats import NumberFormat

FOLDER: Final = Path(__file__).parent / "templates"
# Titles and descriptions stand in the templates.
TEXTS: Final = frozenset(
    (
        mark("A carrier that knows us by our address"),
        mark(
            "Calls are let in by the address that they come from. A user and a password are given only if the carrier "
            "asks for them."
        ),
        mark("A carrier at which we register"),
        mark("Asterisk registers at the carrier with a user and a password, and renews it before it ends."),
        mark("An encrypted trunk (TLS and SRTP)"),
        mark("Signalling over TLS, voice over SRTP. It needs a transport called transport-tls in pjsip.conf."),
        mark("A carrier that does not answer OPTIONS"),
        mark(
            "Asterisk does not ask whether the carrier is there. A test call proves it, and later the calls themselves."
        ),
        mark("An Italian carrier"),
        mark(
            "Registration, A-law, and numbers as they are dialled in Italy (02…, 333…, others with 00). Look at the "
            "carrier's sheet."
        ),
        mark("A carrier in the United Kingdom"),
        mark(
            "By our address, A-law, and numbers as they are dialled there (020…, 07…, others with 00). Look at the "
            "carrier's sheet."
        ),
    )
)

Values = Annotated[dict[str, str], Field(default={})]


class TemplateForm(BaseModel):
    """A template as it stands in its file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    order: int
    title: str
    about: str
    authentication: Annotated[list[Authentication], Field(min_length=1)]
    transport: TrunkTransport = TrunkTransport.UDP
    port: Annotated[int, Field(ge=1, le=65_535)] = 5060
    codecs: Annotated[list[str], Field(min_length=1)] = ["alaw", "ulaw"]
    number_format: NumberFormat = NumberFormat.E164
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    endpoint: Values
    aor: Values
    registration: Values
    identify: Values

    def inner(self, name: str) -> CarrierTemplate:
        """The template. Raises ValueError if it sets what the fields decide, or a secret."""
        objects: dict[ObjectKind, Options] = {
            ObjectKind.ENDPOINT: self.endpoint,
            ObjectKind.AOR: self.aor,
            ObjectKind.REGISTRATION: self.registration,
            ObjectKind.IDENTIFY: self.identify,
        }
        for kind, options in objects.items():
            if taken := (OWN[kind] | SECRETS) & options.keys():
                raise ValueError(f"{name}: {kind.value} may not set {', '.join(sorted(taken))}")
        return CarrierTemplate(
            id=name,
            title=Message(self.title),
            about=Message(self.about),
            authentication=tuple(self.authentication),
            transport=self.transport,
            port=self.port,
            codecs=tuple(self.codecs),
            number_format=self.number_format.value,
            country=self.country,
            objects=objects,
        )


@cache
def carrier_templates() -> Mapping[str, CarrierTemplate]:
    """The shipped templates by id, in the order in which they are offered."""
    forms = {
        file.stem: TemplateForm.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
        for file in FOLDER.glob("*.yaml")
    }
    return {name: forms[name].inner(name) for name in sorted(forms, key=lambda name: forms[name].order)}


def carrier_template(template_id: str) -> CarrierTemplate:
    """One template. Raises NotFound."""
    if (found := carrier_templates().get(template_id)) is None:
        raise NotFound(template=template_id)
    return found


@cache
def base_options() -> Mapping[ObjectKind, Options]:
    """What all trunks have, from asterisk-config/pjsip.conf."""
    text = (asterisk_config() / "pjsip.conf").read_text(encoding="utf-8")
    return {kind: reference_config.options(text, section) for kind, section in SECTIONS.items()}
