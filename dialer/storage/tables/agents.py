"""The tables of agents. Rows stay in the stores, which return frozen dataclasses."""

from sqlalchemy import Column, ForeignKey, true
from sqlmodel import Field, SQLModel

from dialer.storage.columns import BIG_KEY, filled, instant, instant_or_none, key, ref


class Agent(SQLModel, table=True):
    """A person who takes calls. The agent's wish is stored here; the present state is known to the engine."""

    id: int | None = key()
    name: str = Field(unique=True)
    display_name: str = ""
    phone: str  # dial string of the phone, such as `PJSIP/1001`
    leg_kind: str = "standing"
    language: str = "it"
    wish: str = "logged_out"
    pause_reason: str = ""
    campaign_id: int | None = ref("campaign.id", nullable=True, index=True)
    wish_at: float = instant(default=0.0)
    shift_ends_at: float | None = instant_or_none()
    break_at: float | None = instant_or_none()  # of the next planned break
    country: str = filled("")  # ISO 3166, where the agent sits; empty: as the campaign says
    retired_at: float | None = instant_or_none()  # None: in use; retired ones stay for the history of calls
    team_id: int | None = ref("team.id", nullable=True, index=True)
    pause_s: float | None = instant_or_none()  # seconds; None: the pause has no fixed end
    pause_rests: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    hand_at: float | None = instant_or_none()  # since when the agent asks for help
    hand_note: str = filled("")
    hand_asks: str = filled("")  # the reason of a pause that needs approval
    rejoin_s: int | None = None  # how long a person is kept if the leg is lost in talk; None: as the phone is
    languages: str = filled("")  # in which the agent talks with people, as in "it,de"; empty: that of the page


class AgentCampaign(SQLModel, table=True):
    """A further campaign whose calls a logged-in agent takes, besides `agent.campaign_id`."""

    __tablename__ = "agent_campaign"

    agent_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("agent.id"), primary_key=True))
    campaign_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("campaign.id"), primary_key=True))
