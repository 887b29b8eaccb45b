"""The help of commands in Italian: what stands in English with each command and option, said again."""

import sys
from importlib import import_module
from typing import Any, Final

import typer

from api.cli.texts import help_admin, help_campaigns, help_estate, help_lists
from api.cli.usage import turn_usage
from dialer.turned import Turned
from dialer.words import Language

help_in_italian: Final = Turned({**help_lists.HELP, **help_campaigns.HELP, **help_estate.HELP, **help_admin.HELP})
_FRAME_IN: Final = "typer.rich_utils"
# What Typer writes around the help, and around what is wrong with the words of a command, by the name it has there.
FRAME: Final = {
    "ARGUMENTS_PANEL_TITLE": ("Arguments", "Argomenti"),
    "OPTIONS_PANEL_TITLE": ("Options", "Opzioni"),
    "COMMANDS_PANEL_TITLE": ("Commands", "Comandi"),
    "ERRORS_PANEL_TITLE": ("Error", "Errore"),
    "DEFAULT_STRING": ("[default: {}]", "[predefinito: {}]"),
    "REQUIRED_LONG_STRING": ("[required]", "[obbligatorio]"),
    "ABORTED_TEXT": ("Aborted.", "Interrotto."),
    "RICH_HELP": (
        "Try [blue]'{command_path} {help_option}'[/] for help.",
        "Per l'aiuto: [blue]'{command_path} {help_option}'[/].",
    ),
}


def turn_frame(language: Language) -> None:
    """Let Typer write around the help in this language; in English, as it does by itself."""
    if language is Language.IT or _FRAME_IN in sys.modules:
        frame = import_module(_FRAME_IN)
        for name, pair in FRAME.items():
            setattr(frame, name, pair[language is Language.IT])


def turn_italian(command: Any) -> None:
    """Let a command, its options and all below it have their help in Italian, as far as it is there."""
    for below in getattr(command, "commands", {}).values():
        turn_italian(below)
    turn_usage(command)
    for one in (command, *command.params, command.get_help_option(typer.Context(command))):
        if english := getattr(one, "help", None):
            one.help = help_in_italian(english.strip()) or english
