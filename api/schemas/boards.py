"""Wallboards on the wire."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.schemas.wire import LINE_PATTERN, Id, RequestBody, Resource
from dialer.access.model import Board

Layout = Literal["goal", "campaigns", "pace", "telephony"]
HourOfDay = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
CampaignNumber = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,18}$")]


class BoardShift(RequestBody):
    """From when to when a shift lasts, by the clock of the screen."""

    begins: HourOfDay = "09:00"
    ends: HourOfDay = "18:00"


class BoardSettings(RequestBody):
    """What a wallboard shows and how."""

    layouts: list[Layout] = Field(
        default=["goal", "campaigns", "pace", "telephony"], min_length=1, max_length=4, description="In their order."
    )
    dwell: int = Field(default=20, ge=5, le=600, description="Seconds until the next screen.")
    campaigns: list[Id] = Field(default=[], max_length=1000, description="Those shown; none: all.")
    goals: dict[CampaignNumber, Annotated[int, Field(ge=0, le=1_000_000)]] = Field(
        default={}, max_length=1000, description="Successes wanted in a shift, by the number of the campaign."
    )
    shift: BoardShift = BoardShift()
    theme: Literal["dark", "light"] = "dark"
    language: Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3})?$")] = Field(
        default="", description="Empty: that of the browser."
    )
    news: Annotated[str, StringConstraints(max_length=120, pattern=LINE_PATTERN)] = Field(
        default="", description="A line above all screens."
    )


class BoardArranged(RequestBody):
    """A wallboard as somebody arranges it."""

    settings: BoardSettings


class BoardShown(Resource, of=Board):
    """A wallboard, and who arranged it last."""

    settings: BoardSettings
