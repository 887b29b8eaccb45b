"""Words that a command cannot take are refused in Italian where Italian is asked for."""

import pytest
from typer.testing import CliRunner

from api.cli.main import app


@pytest.mark.usefixtures("in_italian")  # which puts English back
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("campaign", "status"), "Manca l'argomento 'name'."),
        (("campaign", "stats", "Spring"), "Il comando 'stats' non esiste. Forse 'status', 'start'?"),
        (("nothing",), "Il comando 'nothing' non esiste."),
        (("lead", "add", "--foo", "x"), "L'opzione --foo non esiste."),
        (("law", "list", "x", "y"), "Ci sono parole di troppo: x y"),
        (("callback", "move", "x"), "Valore non valido per 'callback_id': deve essere un numero intero"),
        (("callback", "list", "--limit", "0"), "Valore non valido per '--limit': deve essere almeno 1"),
        (("list", "import", "March", "/nowhere"), "Valore non valido per 'file': '/nowhere' non esiste."),
        (("callback", "list", "--limit"), "L'opzione '--limit' vuole un valore."),
    ],
)
def test_what_is_wrong_with_the_words_of_a_command_is_said_in_italian(words: tuple[str, ...], said: str) -> None:
    done = CliRunner().invoke(app, words, env={"PRONTO_LANGUAGE": "it"})
    assert done.exit_code == 2
    assert (said in done.output, "Usage" in done.output) == (True, False), done.output


def test_in_english_it_is_what_typer_says() -> None:
    done = CliRunner().invoke(app, ("campaign", "status"), env={"PRONTO_LANGUAGE": "en"})
    assert ("Missing argument 'name'." in done.output, "Usage: " in done.output) == (True, True)


@pytest.mark.usefixtures("in_italian")
def test_help_shows_in_italian_how_a_command_is_written() -> None:
    done = CliRunner().invoke(app, ("campaign", "--help"), env={"PRONTO_LANGUAGE": "it"})
    assert "Uso: pronto campaign [OPZIONI] COMANDO [ARGOMENTI]..." in done.output
