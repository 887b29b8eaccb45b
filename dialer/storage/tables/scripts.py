"""The tables of scripts. Rows stay in the stores, which return frozen dataclasses."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from dialer.storage.columns import BIG_KEY, filled, instant, instant_or_none, key, ref


def _json(default: str) -> Any:
    """A JSON column; `default` is the text of its value."""
    return Field(
        default_factory=dict if default == "{}" else list,
        sa_column=Column(JSON, nullable=False, server_default=default),
    )


class Script(SQLModel, table=True):
    """What a company's agents say and ask; its content stands in versions."""

    __table_args__ = (UniqueConstraint("company_id", "name"),)

    id: int | None = key()
    company_id: int = ref("company.id")
    name: str
    kind: str  # ScriptKind
    created_at: float = instant()
    archived_at: float | None = instant_or_none()


class ScriptVersion(SQLModel, table=True):
    """The content of a script as it was saved once. It never changes."""

    __tablename__ = "script_version"
    __table_args__ = (UniqueConstraint("script_id", "number"),)

    id: int | None = key()
    script_id: int = ref("script.id")
    number: int
    body: dict[str, Any] = _json("{}")
    hash: str  # SHA-256 of the body
    note: str = ""  # what was changed, in the author's words
    created_at: float = instant()
    created_by: str = ""
    published_at: float | None = instant_or_none()
    published_by: str = filled("")


class CampaignScript(SQLModel, table=True):
    """Which script a campaign uses in a role; always in its newest published version."""

    __tablename__ = "campaign_script"

    campaign_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("campaign.id"), primary_key=True))
    role: str = Field(primary_key=True)  # ScriptRole
    script_id: int = ref("script.id", index=True)


class ScriptUse(SQLModel, table=True):
    """What holds for all scripts of a campaign."""

    __tablename__ = "script_use"

    campaign_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("campaign.id"), primary_key=True))
    identify_first: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    link_hosts: list[str] = _json("[]")


class ScriptRun(SQLModel, table=True):
    """One use of a script in one attempt."""

    __tablename__ = "script_run"
    __table_args__ = (
        UniqueConstraint("attempt_id", "script_id"),
        Index("ix_script_run_started", "script_id", "started_at"),
        Index("ix_script_run_agent", "agent_id"),
    )

    id: int | None = key()
    script_id: int = ref("script.id")
    version_id: int = ref("script_version.id", index=True)
    attempt_id: str = Field(sa_column=Column(ForeignKey("attempt.id"), nullable=False))
    campaign_id: int = ref("campaign.id", index=True)
    lead_id: int = ref("lead.id", index=True)
    agent_id: int | None = ref("agent.id", nullable=True)
    language: str = ""
    started_at: float = instant()
    changed_at: float = instant()
    path: list[dict[str, Any]] = _json("[]")  # visits, in order
    duties: list[str] = _json("[]")  # said
    identity: str = filled("not_asked")
    identity_tries: dict[str, int] = _json("{}")
    identity_states: dict[str, str] = _json("{}")
    facts: dict[str, str] = _json("{}")
    cells: list[str] = _json("[]")  # quotas that count the run
    closed_by: str = filled("")  # the full quota that closed it
    end: str = filled("")
    finished_at: float | None = instant_or_none()
    not_said: list[str] = _json("[]")  # duties that the agent took out by hand


class ScriptAnswer(SQLModel, table=True):
    """An answer, or a part of one: a choice of several, a row of a grid."""

    __tablename__ = "script_answer"

    run_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("script_run.id"), primary_key=True))
    question: str = Field(primary_key=True)
    part: str = Field(default="", primary_key=True)
    state: str = "given"  # ReplyState
    choice: str | None = None
    text: str | None = None
    number: float | None = instant_or_none()
    day: str | None = None
    spent_ms: int = 0


class ScriptQuota(SQLModel, table=True):
    """How many finished runs a cell of a script has. Its limit stands in the version."""

    __tablename__ = "script_quota"

    script_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("script.id"), primary_key=True))
    code: str = Field(primary_key=True)
    count: int = 0
