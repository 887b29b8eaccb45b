"""What commands that take a number by itself have in common."""

from typing import Annotated

import typer

Country = Annotated[
    str,
    typer.Option(help="Country of numbers written without one, as in IT; otherwise that which all lists have."),
]
