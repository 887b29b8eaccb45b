"""Which methods an address takes: those of all routes that match it, not of the first alone."""

from typing import Final

from fastapi.routing import iter_route_contexts
from starlette.applications import Starlette
from starlette.routing import compile_path

_ALLOWED: Final = "allowed methods"  # in the application's state


def allowed_methods(app: Starlette, path: str) -> list[str]:
    """The methods of this address in alphabetical order; none if there is no such address."""
    known = getattr(app.state, _ALLOWED, None)
    if known is None:
        routes = iter_route_contexts(app.routes)
        known = [(compile_path(one.path)[0], frozenset(one.methods)) for one in routes if one.path and one.methods]
        setattr(app.state, _ALLOWED, known)
    found = {method for pattern, methods in known if pattern.match(path) for method in methods}
    return sorted(found | {"HEAD"} if "GET" in found else found)
