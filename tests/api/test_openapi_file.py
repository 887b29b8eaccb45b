"""The committed contract of the API, which the pages and clients are built against, is that of the code."""

from docs.contract import FILE, contract


def test_the_committed_contract_is_that_of_the_code() -> None:
    assert FILE.read_text(encoding="utf-8") == contract(), "`make contract`, then look at the difference"
