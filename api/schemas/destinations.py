"""Where trunks may call, on the wire."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field

from api.answer_language import AnswerText
from api.schemas.wire import AtOrNever, Line, RequestBody, Resource, Shown
from dialer.i18n.message import from_plain
from dialer.telephony.destinations.model import Destinations, Refusal
from dialer.telephony.destinations.rules import PREFIX, PREFIXES_MOST, country_of_prefix, effective
from dialer.telephony.destinations.service import Tried
from dialer.telephony.trunks.model import Trunk

Prefix = Annotated[str, Field(pattern=PREFIX, examples=["+39"], description="E.164 with the plus.")]
PerMinute = Annotated[float, Field(ge=0.0, le=1000.0)]


class PriceWire(RequestBody):
    """The price of a minute to numbers that begin so."""

    KEY = ("prefix",)

    prefix: Prefix
    per_minute: PerMinute


class PriceShown(Shown):
    """The price of a minute to numbers that begin so."""

    prefix: str
    per_minute: float


class DestinationsInput(RequestBody):
    """Where a trunk may call, and how much in an hour. The longest prefix that a number begins with decides."""

    allowed: list[Prefix] | None = Field(
        default=None, max_length=PREFIXES_MOST, description="Null: the country of the trunk. Empty: nothing."
    )
    refused: list[Prefix] = Field(
        default=[], max_length=PREFIXES_MOST, description="Exceptions within what is allowed."
    )
    premium: bool = Field(default=False, description="Whether premium-rate numbers may be called too.")
    calls_per_hour: int | None = Field(default=None, ge=1, le=1_000_000, description="Null: no cap.")
    minutes_per_hour: int | None = Field(default=None, ge=1, le=1_000_000, description="Null: no cap.")
    spend_per_hour: float | None = Field(
        default=None, gt=0.0, le=1_000_000.0, description="In `currency`, by `prices`. Null: no cap."
    )
    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")
    prices: list[PriceWire] = Field(default=[], max_length=PREFIXES_MOST)

    def inner(self, trunk_id: int) -> Destinations:
        """The form for the store."""
        said = self.model_dump(exclude={"prices"})
        said["allowed"] = None if self.allowed is None else tuple(self.allowed)
        said["refused"] = tuple(self.refused)
        prices = {one.prefix: one.per_minute for one in self.prices}
        return Destinations(trunk_id=trunk_id, prices=prices, **said)


class PlaceShown(Shown):
    """A prefix that applies, with its country."""

    prefix: str
    country: str = Field(description="ISO 3166; empty for satellites and numbers of no country.")
    allowed: bool


class HourUseShown(Shown):
    """What a trunk has used within the last hour, by the engine's last news."""

    calls: int
    minutes: float
    spend: float
    refused: int = Field(description="Calls to destinations that were refused.")
    reached: list[str] = Field(description="The caps that are reached: `calls`, `minutes`, `spend`.")
    frees_at: AtOrNever = Field(description="When the reached caps let calls start again.")
    alarm: AnswerText | None = Field(description="The last alarm within the hour.")

    @classmethod
    def of_board(cls, guard: Mapping[str, Any]) -> Self:
        """The engine's `guard` of the trunk."""
        alarm = guard["alarm"]
        return cls(**{**guard, "alarm": None if alarm is None else from_plain(alarm["text"])})


class DestinationsShown(Resource, of=Destinations, without=("trunk_id",)):
    """Where a trunk may call."""

    SUBJECT = "trunk"
    UNVERSIONED: ClassVar[frozenset[str]] = frozenset({"hour"})

    id: int = Field(description="Of the trunk.")
    trunk: str
    node_id: int
    country: str
    prices: list[PriceShown]
    places: list[PlaceShown] = Field(description="The prefixes that apply.")
    hour: HourUseShown | None = Field(description="Null while no engine has the trunk.")

    @classmethod
    def of_trunk(cls, trunk: Trunk, one: Destinations, guard: Mapping[str, Any] | None) -> Self:
        """A trunk's destinations with their use, `guard` being that of the engine's board."""
        allowed, refused = effective(one, trunk.country)
        places = [(prefix, True) for prefix in allowed] + [(prefix, False) for prefix in refused]
        said = {name: getattr(one, name) for name in Destinations.__dataclass_fields__ if name != "trunk_id"}
        said["prices"] = [PriceShown(prefix=prefix, per_minute=price) for prefix, price in one.prices.items()]
        return cls(
            **said,
            id=trunk.id,
            trunk=trunk.name,
            node_id=trunk.node_id,
            country=trunk.country,
            places=[
                PlaceShown(prefix=prefix, country=country_of_prefix(prefix), allowed=is_allowed)
                for prefix, is_allowed in sorted(places)
            ],
            hour=None if guard is None else HourUseShown.of_board(guard),
        )


class NumberTryInput(RequestBody):
    """A number to try on a trunk's destinations. Nobody is called."""

    number: Line = Field(max_length=30, examples=["+390612345678"])


class NumberTriedShown(Shown):
    """Whether the trunk may call the number."""

    number: str
    country: str = Field(description="ISO 3166; empty if the number has none.")
    allowed: bool
    refusal: Refusal | None
    text: AnswerText
    price: float | None = Field(description="Of a minute; null if none is typed for it.")

    @classmethod
    def of_tried(cls, tried: Tried) -> Self:
        """What came of it."""
        return cls.of({**asdict(tried), "text": tried.text, "allowed": tried.refusal is None})
