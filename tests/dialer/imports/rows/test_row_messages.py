"""Why rows are rejected is said in Italian too, every sentence of it."""

import ast
from pathlib import Path

import pytest

import dialer.leads
from dialer.core.enums import Language
from dialer.imports.rows.row_messages import said_of_row

RAISED = {"BadRow", "BadCell", "BadNumber", "_bad"}
LEADS = Path(dialer.leads.__file__).parent


def sentences() -> list[str]:
    """What the reading of rows says: the texts that its errors are made with, and those that they may return."""
    found = []
    for file in ("rows.py", "numbers.py", "number_words.py", "typed.py"):
        for node in ast.walk(ast.parse((LEADS / file).read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISED:
                found += [*node.args, *(word.value for word in node.keywords if word.arg == "mend")]
            elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
                found += node.value.elts
    return sorted({node.value for node in found if isinstance(node, ast.Constant) and " " in str(node.value)})


@pytest.mark.parametrize("english", sentences())
def test_every_reason_and_every_way_to_mend_it_is_there_in_italian(english: str) -> None:
    assert said_of_row(english, Language.EN) == english
    assert said_of_row(english, Language.IT) != english


@pytest.mark.parametrize(
    ("english", "italian"),
    [
        ("IT-BASIS: no legal basis", "IT-BASIS: nessuna base giuridica"),
        ("EU-BASIS: the basis consent lacks consent_at", "EU-BASIS: alla base consent manca: consent_at"),
        ("7 cells, but the header has 5", "7 celle, ma l'intestazione ne ha 5"),
        ("1 cell, but the header has 5; perhaps a quote is not closed", "1 cella, ma l'intestazione ne ha 5; forse "
         "mancano virgolette"),
        ("write one of: Gold, Silver", "scrivere una di: Gold, Silver"),
        ("write consent, contract", "scrivere consent, contract"),
        ("write a whole number from -100 to 100; the smallest is dialled first", "scrivere un numero intero da -100 a "
         "100; il più piccolo si chiama per primo"),
        ("something quite new", "something quite new"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_holds_facts_keeps_them(english: str, italian: str) -> None:
    assert said_of_row(english, Language.IT) == italian
