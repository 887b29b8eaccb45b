"""The English texts that a module's source says, to hold its Italian ones against."""

import ast
from collections.abc import Collection, Iterator
from pathlib import Path
from types import ModuleType


def texts_of(module: ModuleType, said_by: Collection[str], *names: str) -> Iterator[str]:
    """What these functions and errors are called with first, and what is given or assigned to these names.

    With an X for each fact. What is nothing but a fact is left out.
    """
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in said_by:
            yield from _texts([*node.args[:1], *(one.value for one in node.keywords if one.arg in names)])
        elif isinstance(node, ast.Assign):
            yield from _texts([said for name, said in _assigned(node) if name in names])


def _assigned(node: ast.Assign) -> Iterator[tuple[str, ast.expr]]:
    [target] = node.targets
    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
        yield from ((ast.unparse(one), said) for one, said in zip(target.elts, node.value.elts, strict=True))
    yield ast.unparse(target), node.value


def _texts(those: list[ast.expr]) -> Iterator[str]:
    for one in those:
        for branch in [one.body, one.orelse] if isinstance(one, ast.IfExp) else [one]:
            said = _written(branch)
            if said.strip("X. "):
                yield said.removesuffix("X") if said.endswith(".X") else said


def _written(said: ast.expr) -> str:
    if isinstance(said, ast.JoinedStr):
        return "".join(map(_written, said.values))
    return str(said.value) if isinstance(said, ast.Constant) else "X"
