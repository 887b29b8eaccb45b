"""The help of commands in Italian: what stands in English with each command and option, said again."""

import re
from typing import Any, Final

from api.cli.texts import help_campaigns, help_lists

ITALIAN: Final = {**help_lists.HELP, **help_campaigns.HELP}
_PLACE: Final = re.compile(r"\\{(\w+)\\}")
_WITH_FACTS: Final = tuple(
    (re.compile(_PLACE.sub(r"(?P<\1>.+)", re.escape(english))), italian)
    for english, italian in ITALIAN.items()
    if "{" in english
)


def help_in_italian(english: str) -> str | None:
    """A help text in Italian; None if it is not there."""
    if english in ITALIAN:
        return ITALIAN[english]
    for pattern, italian in _WITH_FACTS:
        if found := pattern.fullmatch(english):
            return italian.format(**found.groupdict())
    return None


def turn_italian(command: Any) -> None:
    """Let a command, its options and all below it have their help in Italian, as far as it is there."""
    for below in getattr(command, "commands", {}).values():
        turn_italian(below)
    for one in (command, *command.params):
        if english := getattr(one, "help", None):
            one.help = help_in_italian(english.strip()) or english
