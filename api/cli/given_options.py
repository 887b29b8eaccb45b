"""Options that several commands take, declared once as the keys of a TypedDict."""

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, TypeVar, get_args, get_type_hints

T = TypeVar("T")


def takes_given(command: Callable[..., T]) -> Callable[..., T]:
    """Make an option of each key of the `**given: Unpack[...]` of a command, which receives only those that are given.

    An option that may be repeated is given as a list without empty values, so that "" clears it.
    """
    hints = get_type_hints(command, include_extras=True)
    own = [one for one in signature(command).parameters.values() if one.kind is not Parameter.VAR_KEYWORD]
    parameters = [one.replace(annotation=hints[one.name]) for one in own]
    (options,) = get_args(hints["given"])
    keys = get_type_hints(options, include_extras=True)
    for name, kind in keys.items():
        value, *how = get_args(kind)
        option = Annotated[(value | None, *how)]  # type: ignore[valid-type]
        parameters.append(Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=option))

    @wraps(command)
    def run(**values: Any) -> T:
        given = {name: values.pop(name) for name in keys}
        return command(**values, **{name: _without_empty(one) for name, one in given.items() if one is not None})

    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run


def _without_empty(value: Any) -> Any:
    return [one for one in value if one != ""] if isinstance(value, list) else value
