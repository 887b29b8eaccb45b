"""Groups of trunks on the wire."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from api.schemas.wire import Id, Name, RequestBody, Resource, Shown
from dialer.telephony.trunks.model import GroupMember, TrunkGroup
from dialer.telephony.trunks.rules import DEFAULT, PATTERN, wrong_cause


def _cause(said: str) -> str:
    if why := wrong_cause(said):
        raise ValueError(why)
    return said


Cause = Annotated[str, Field(pattern=PATTERN, examples=["sip:503"]), AfterValidator(_cause)]

GroupFormat = Literal["", "e164", "plain", "00", "it", "gb"]


class GroupMemberInput(RequestBody):
    """A trunk in a group. Limits that are null are those of the trunk itself."""

    KEY = ("trunk_id",)

    trunk_id: Id
    order: int = Field(default=1, ge=1, le=100, description="The lowest is taken first; equal ones share the calls.")
    weight: int = Field(default=1, ge=1, le=1000, description="Its share of the calls beside others of its order.")
    max_channels: int | None = Field(default=None, ge=1, le=100_000)
    calls_per_second: float | None = Field(default=None, gt=0, le=1000)
    number_format: GroupFormat = Field(default="", description="Empty: as the trunk has it.")


class TrunkGroupChange(RequestBody):
    """A group of trunks of one node."""

    name: Name
    failover_on: list[Cause] = Field(
        default=list(DEFAULT),
        max_length=40,
        description="A call that is refused so, before any phone rang, goes on to the next trunk. Written sip:503, "
        "sip:5xx or q850:34; causes that may come from the called phone are refused.",
    )
    members: list[GroupMemberInput] = Field(default=[], max_length=50)

    def inner(self, group_id: int, node_id: int) -> TrunkGroup:
        """The form for the store."""
        members = tuple(GroupMember(**one.model_dump()) for one in self.members)
        causes = tuple(dict.fromkeys(self.failover_on))
        return TrunkGroup(id=group_id, node_id=node_id, name=self.name, failover_on=causes, members=members)


class TrunkGroupInput(TrunkGroupChange):
    """A new group of trunks."""

    node_id: Id


class GroupMemberShown(Shown, of=GroupMember):
    """A trunk in a group."""

    number_format: GroupFormat


class TrunkGroupShown(Resource, of=TrunkGroup):
    """A group of trunks: its members by order, and the causes on which a call goes on to the next."""

    SUBJECT = "trunk_group"

    members: list[GroupMemberShown]
