"""Where what a request has created is read: the Location of a 201 (RFC 9110, 10.2.2)."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import quote

C = TypeVar("C", bound=Callable[..., Any])

_templates: Final[dict[Callable[..., Any], str]] = {}


def located(template: str) -> Callable[[C], C]:
    """Declare where a route's function puts what it creates: names in braces are fields of the answer or of the path.

    What is shown once and has no address of its own, as a secret, is located where its owner is read.
    """

    def declare(call: C) -> C:
        _templates[call] = f"/api/v1{template}"
        return call

    return declare


def template_of(call: Callable[..., Any]) -> str | None:
    """The template that a route's function was declared with."""
    return _templates.get(call)


def fill(template: str, path: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    """The address, for the parameters of the request's path and the fields of its answer."""
    return quote(template.format_map({**path, **answer}), safe="/")
