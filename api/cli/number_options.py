"""Options shared by commands that take a single number."""

from typing import Annotated

import typer

Country = Annotated[
    str,
    typer.Option(help="Country of numbers without a country code, as in IT; by default that of the lists."),
]
