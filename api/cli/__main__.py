"""`python -m api.cli`: the command `pronto` where it is not on PATH."""

from api.cli.main import app

app()
