"""Parameters of the rules on what is said, by whom, and on the people at work."""

from typing import Annotated, Literal

from pydantic import Field

from dialer.compliance.params.base import Country, Demand, Form, Ladder, Names, Permission, Stricter


class ScriptDisclosure(Form):
    """What has to be said; without it, talk is no sale."""

    moment: Annotated[Literal["first_call", "call_start"], Ladder(("first_call", "call_start"))]
    items: Names
    on_request: Names = ()
    blocks_sale: Demand = True


class AgentLocation(Form):
    """Where the agent sits, and what follows outside an area."""

    home: Annotated[tuple[Country, ...], Stricter.FEWER] = Field(min_length=1)
    announce: Demand = True
    transfer_home: Demand = True
    """Outside the area: the call can be passed at once to a staffed group inside it."""
    authority_notice_days: Annotated[int, Field(ge=0), Stricter.LARGER] = 0


class AgentBreaks(Form):
    """Breaks from the screen. Waiting for the next call is screen work."""

    every_min: Annotated[int, Field(gt=0), Stricter.SMALLER]
    break_min: Annotated[int, Field(gt=0), Stricter.LARGER]
    warn_at_min: Annotated[int, Field(gt=0), Stricter.SMALLER]
    not_ahead_from_min: Annotated[int, Field(gt=0), Stricter.SMALLER]
    collective_agreement_passes: Permission = False


class AgentMonitoring(Form):
    """Features that look at a named agent, locked until there is an agreement."""

    locked: Names
    unlocked_by: Literal["union_agreement"]
    team_at_least: Annotated[int, Field(ge=1), Stricter.LARGER] = 5


class AutomatedVoice(Form):
    """Calls with a recorded or artificial voice and no agent."""

    without_agent: Annotated[Literal["consent_only", "forbidden"], Ladder(("consent_only", "forbidden"))]
    disclose_ai: Demand = False
