"""Reads scenario files: YAML, validated by pydantic, into the pure `Scenario`."""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dialer.i18n.message import joined, msg
from dialer.i18n.validation import wrong_at, wrong_value
from dialer.lab.errors import LabError
from dialer.lab.scenario import REALISTIC, Outcome, Scenario, Spread


class SpreadForm(BaseModel):
    """A distribution of seconds in a scenario file."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["fixed", "uniform", "lognormal"]
    mean: float = 0.0
    cv: float = 0.0
    low: float = 0.0
    high: float = float("inf")


class ScenarioForm(BaseModel):
    """A scenario file. Missing values are those of the realistic scenario."""

    model_config = ConfigDict(extra="forbid")
    seed: int = REALISTIC.seed
    shares: dict[Outcome, float] = Field(default_factory=lambda: dict(REALISTIC.shares))
    ring: SpreadForm | None = None
    refusal: SpreadForm | None = None
    person_greeting: SpreadForm | None = None
    machine_greeting: SpreadForm | None = None
    talk: SpreadForm | None = None
    message: SpreadForm | None = None


def read(path: Path) -> Scenario:
    """The scenario in a YAML file. Raises LabError that names file and field if it is invalid."""
    try:
        form = ScenarioForm.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
        return Scenario(
            seed=form.seed,
            shares=form.shares,
            ring=_spread(form.ring, REALISTIC.ring),
            refusal=_spread(form.refusal, REALISTIC.refusal),
            person_greeting=_spread(form.person_greeting, REALISTIC.person_greeting),
            machine_greeting=_spread(form.machine_greeting, REALISTIC.machine_greeting),
            talk=_spread(form.talk, REALISTIC.talk),
            message=_spread(form.message, REALISTIC.message),
        )
    except OSError as error:
        raise LabError(msg("The scenario file {file} cannot be read: {why}.", file=path, why=error.strerror)) from error
    except yaml.YAMLError as error:
        raise LabError(msg("The scenario file {file} is not YAML: {why}", file=path, why=error)) from error
    except ValidationError as error:
        wrong = (wrong_at(".".join(map(str, one["loc"])) or "file", *wrong_value(one)) for one in error.errors())
        said = joined("; ", wrong)
        raise LabError(msg("The scenario file {file} does not fit: {why}.", file=path, why=said)) from error
    except ValueError as error:
        raise LabError(msg("The scenario file {file} does not fit: {why}", file=path, why=error)) from error


def _spread(form: SpreadForm | None, default: Spread) -> Spread:
    return default if form is None else Spread(**form.model_dump())
