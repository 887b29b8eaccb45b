"""Labels of pictures and tables: templates with {places}, which the caller may fill in another language."""

from typing import Protocol


class Say(Protocol):
    """Fills the places of a template, in some language."""

    def __call__(self, template: str, /, **facts: object) -> str: ...


def say_in_english(template: str, /, **facts: object) -> str:
    """The template as it stands, filled."""
    return template.format(**facts)


def mark(template: str) -> str:
    """Let the extraction of texts (`make messages`) find a template."""
    return template
