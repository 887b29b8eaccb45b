"""What is to stand of a trunk: its settings, with their carrier's template and the password."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from dialer.provisioning import rules
from dialer.provisioning.carriers import base_options, carrier_template
from dialer.provisioning.model import Authentication, CarrierTemplate, TrunkSettings, TrunkVersion
from dialer.provisioning.passwords import unseal
from dialer.telephony.nodes.provisioning import PjsipObject


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedTrunk:
    """A trunk as it is to stand in Asterisk."""

    name: str
    settings: TrunkSettings
    template: CarrierTemplate
    password: str = field(repr=False)

    @classmethod
    def of(cls, version: TrunkVersion, state_dir: Path) -> Self:
        """What a version wants, with its password. Raises `PasswordLost`."""
        return cls._of(version, unseal(state_dir, version.sealed))

    @classmethod
    def masked(cls, version: TrunkVersion) -> Self:
        """What a version wants, as people may see it."""
        return cls._of(version, rules.STARS if version.sealed else "")

    @classmethod
    def _of(cls, version: TrunkVersion, password: str) -> Self:
        template = carrier_template(version.settings.template)
        return cls(name=version.name, settings=version.settings, template=template, password=password)

    @property
    def endpoint(self) -> str:
        """The name of its PJSIP endpoint, and of its other objects."""
        return rules.endpoint_name(self.name)

    @property
    def objects(self) -> tuple[PjsipObject, ...]:
        """Its PJSIP objects, in the order in which they are made."""
        return rules.objects_of(self.template, self.settings, self.name, base=base_options(), password=self.password)

    @property
    def registers(self) -> bool:
        """Whether it registers with the carrier."""
        return self.settings.authentication is Authentication.REGISTRATION
