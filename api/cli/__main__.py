"""`python -m api.cli`: the command `pronto`, where no script was installed."""

from api.cli.main import app

app()
