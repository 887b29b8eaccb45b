"""The API keeps to its OpenAPI document: Schemathesis sends what it allows and what it does not.

Every operation is tried on SQLite by its examples, by what its schemas cover and by chance. On PostgreSQL it is tried
without what its schemas cover, as the checks of a request are the same. Calls that follow each other are tried on both.
To collect these tests takes half a minute, which `make test` saves by leaving this file out.
"""

from contextlib import suppress
from itertools import count
from typing import Final, cast

import hypothesis
import pytest
import schemathesis
from hypothesis.errors import Flaky
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.stateful.state_machine import APIStateMachine, StepInput, StepOutput

from tests.support.contract import (  # noqa: F401
    FILES,
    PATIENCE_S,
    SEED,
    Served,
    ask,
    check,
    on_postgres,
    on_sqlite,
    reach,
    schema_of,
)
from tests.support.stores import DATABASES

pytestmark = pytest.mark.full

SCENARIOS, STEPS = 60, 8  # of calls that follow each other
WITHOUT_COVERAGE: Final = {"coverage": {"enabled": False}, "stateful": {"enabled": False}}
schema = schema_of({"stateful": {"enabled": False}})
uncovered = schema_of(WITHOUT_COVERAGE)
scenarios = schema_of({}).exclude(operation_id=FILES)  # links between operations are inferred from their names


@schema.parametrize()
def test_every_operation_answers_as_its_document_says(case: schemathesis.Case, on_sqlite: Served) -> None:  # noqa: F811
    ask(case, on_sqlite)


@pytest.mark.postgres
@uncovered.parametrize()
def test_every_operation_answers_as_its_document_says_on_postgres(
    case: schemathesis.Case,
    on_postgres: Served,  # noqa: F811
) -> None:
    ask(case, on_postgres)


@pytest.mark.parametrize("database", DATABASES)
def test_calls_that_follow_each_other_are_answered_as_the_document_says(
    database: str, request: pytest.FixtureRequest
) -> None:
    """What one call has made is read, changed and deleted by the next ones, in many orders.

    Hypothesis ends a run when the same choices come to another end, as the database keeps what the scenarios before
    have done: the next run goes on with another seed. Failures are gathered, since they could not be repeated.
    """
    served: Served = request.getfixturevalue(f"on_{database}")
    machine: type[APIStateMachine] = scenarios.as_state_machine()
    assert scenarios.statistic.transitions.selected > 500

    begun = 0
    failures: list[str] = []

    class Calls(machine):  # type: ignore[misc, valid-type]
        def setup(self) -> None:
            nonlocal begun
            begun += 1

        def step(self, input: StepInput) -> StepOutput:  # noqa: A002 - as the class calls it
            if not input.is_applied:
                reach(input.case, served.attempts)
            return cast("StepOutput", super().step(input))

        def call(self, case: schemathesis.Case, **_: object) -> schemathesis.Response:
            headers = served.headers(case.operation.label)
            return case.call(base_url=served.url, headers=headers, timeout=PATIENCE_S)

        def validate_response(
            self, response: schemathesis.Response, case: schemathesis.Case, *_: object, **__: object
        ) -> None:
            try:
                check(case, response)
            except FailureGroup as group:
                failures.extend(f"{case.operation.label}: {one}" for one in group.exceptions)

    settings = hypothesis.settings(
        max_examples=SCENARIOS,
        stateful_step_count=STEPS,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    for seed in count(SEED):
        with suppress(Flaky):
            hypothesis.seed(seed)(Calls).run(settings=settings)
        if begun >= SCENARIOS:
            break
    assert failures == []
