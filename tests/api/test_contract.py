"""The API keeps to its OpenAPI document: Schemathesis sends the examples of every operation.

tests/api/test_contract_at_length.py sends what the document allows and what it does not.
"""

from typing import Final

import schemathesis

from tests.support.contract import Served, ask, on_sqlite, schema_of  # noqa: F401

EXAMPLES: Final = {
    "examples": {"fill-missing": True},
    "coverage": {"enabled": False},
    "fuzzing": {"enabled": False},
    "stateful": {"enabled": False},
}


@schema_of(EXAMPLES).parametrize()
def test_every_operation_answers_to_its_examples_as_its_document_says(
    case: schemathesis.Case,
    on_sqlite: Served,  # noqa: F811
) -> None:
    ask(case, on_sqlite)
