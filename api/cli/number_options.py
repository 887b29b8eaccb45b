"""Options shared by commands that take a single number."""

from typing import Annotated

import typer

Country = Annotated[
    str,
    typer.Option(help="Country of numbers written without one, as in IT; otherwise that which all lists have."),
]
