"""What campaigns stand on, on the wire: controllers, caller ids, nodes, trunks."""

from typing import Literal

from pydantic import Field

from api.schemas.wire import Asked, Id, Name, Shown


class ControllerAsked(Asked):
    """A company on whose behalf people are called."""

    name: Name


class ControllerShown(Shown):
    """A controller."""

    id: int
    name: str


class CallerIdAsked(Asked):
    """A number that a controller may show to the people it calls."""

    controller_id: Id
    number: str = Field(max_length=30, examples=["+390212345678"])
    label: str = Field(default="", max_length=200)


class CallerIdShown(Shown):
    """A caller id."""

    id: int
    controller_id: int
    number: str
    label: str


class NodeAsked(Asked):
    """An Asterisk. `secret_env` is the name of the environment variable that holds its secret, never the secret."""

    host: Name
    port: int = Field(default=5038, ge=1, le=65535)
    username: Name = "pronto"
    secret_env: str = Field(default="PRONTO_AMI_SECRET", pattern=r"^PRONTO_[A-Z0-9_]{1,60}$")
    tls: bool = False
    max_channels: int = Field(default=200, ge=1, le=100_000)
    calls_per_second: float = Field(default=10.0, gt=0, le=1000)


class NodeShown(Shown):
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


class TrunkAsked(Asked):
    """A way out to the public network; `dial` holds `{number}`."""

    dial: str = Field(
        max_length=200,
        pattern=r"^[A-Za-z0-9]+/[A-Za-z0-9_.@/-]*\{number\}[A-Za-z0-9_.@/:-]*$",
        examples=["PJSIP/{number}@carrier"],
    )
    number_format: Literal["e164", "plain"] = "e164"
    max_channels: int = Field(default=60, ge=1, le=100_000)
    calls_per_second: float = Field(default=5.0, gt=0, le=1000)
    enabled: bool = True


class TrunkShown(Shown):
    """A trunk."""

    id: int
    node_id: int
    name: str
    dial: str
    number_format: str
    max_channels: int
    calls_per_second: float
    enabled: bool
