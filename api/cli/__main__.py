"""`python -m api.cli`: the command `pronto` if it is not on PATH."""

from api.cli.main import app

app()
