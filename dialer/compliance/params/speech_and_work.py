"""Parameters of the rules on what agents say, and on their work."""

from typing import Annotated, Literal

from pydantic import Field

from dialer.compliance.params.base import Country, Demand, Form, Ladder, Names, Permission, Stricter


class ScriptDisclosure(Form):
    """What must be said; without it, a talk is not a sale."""

    moment: Annotated[Literal["first_call", "call_start"], Ladder(("first_call", "call_start"))]
    items: Names
    on_request: Names = ()
    blocks_sale: Demand = True


class AgentLocation(Form):
    """Where the agent works, and the duties outside an area."""

    home: Annotated[tuple[Country, ...], Stricter.FEWER] = Field(min_length=1)
    announce: Demand = True
    transfer_home: Demand = True
    """Outside the area: the call can be transferred at once to a staffed group inside it."""
    authority_notice_days: Annotated[int, Field(ge=0), Stricter.LARGER] = 0


class AgentBreaks(Form):
    """Breaks from the screen. Waiting for the next call is screen work."""

    every_min: Annotated[int, Field(gt=0), Stricter.SMALLER]
    break_min: Annotated[int, Field(gt=0), Stricter.LARGER]
    warn_at_min: Annotated[int, Field(gt=0), Stricter.SMALLER]
    not_ahead_from_min: Annotated[int, Field(gt=0), Stricter.SMALLER]
    collective_agreement_passes: Permission = False


class AgentMonitoring(Form):
    """Features that monitor a named agent, locked until there is an agreement."""

    locked: Names
    unlocked_by: Literal["union_agreement"]
    team_at_least: Annotated[int, Field(ge=1), Stricter.LARGER] = 5


class AutomatedVoice(Form):
    """Calls with a recorded or artificial voice and no agent."""

    without_agent: Annotated[Literal["consent_only", "forbidden"], Ladder(("consent_only", "forbidden"))]
    disclose_ai: Demand = False
