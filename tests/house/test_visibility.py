"""Nothing that serves a caller goes round visibility: neither a route nor a statement of a store."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
# Stores of what belongs to a company or a team.
GUARDED: Final = {
    *("agents", "attempts", "caller_ids", "callbacks", "campaigns", "companies", "scripts", "script_runs"),
    *("finding", "imports", "leads", "lists", "registers", "suppressions"),
    *("interactions", "messages", "person_records", "promises", "tasks"),
    *("users", "keys", "board_tokens"),
}
# What belongs to the installation, or takes a role for all companies: the permission alone decides. Users, keys and
# boards' links are changed through a service, which gets the caller.
OF_ALL: Final = (
    "profile.",
    "node.",
    "trunk.",
    "audit.",
    "retention.",
    "pseudonym.",
    "key.",
    "user.",
    "team.",
    "board.share",
)
# A company is made by a role for all of them; countries name nobody; the others are asked of what was read before.
# Keys are found by their secret; a user's own account is changed without a permission.
OPEN: Final = {
    *("companies.create", "lists.countries", "lists.counts", "imports.rejected"),
    *("keys.find", "users.update"),
    *("scripts.version", "scripts.versions", "scripts.use", "script_runs.counts"),
}
# Where everything is seen on purpose: /metrics without a key.
MAY_SEE_EVERYTHING: Final = {"api/metrics.py"}


def sources(*folders: str) -> dict[str, str]:
    """Python sources by path; the command line is the operator on the machine itself."""
    paths = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    found = {str(path.relative_to(ROOT)): path.read_text() for path in paths}
    return {path: text for path, text in found.items() if not path.startswith("api/cli/")}


def faults(files: dict[str, str]) -> Iterator[str]:
    """What goes round visibility, as path, line and reason."""
    for path, text in files.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from (f"{path}:{node.lineno} {node.name} {why}" for why in of_function(node, path))
            everything = isinstance(node, ast.Name) and node.id == "EVERYTHING" and path.startswith("api/")
            if everything and path not in MAY_SEE_EVERYTHING:
                yield f"{path}:{node.lineno} sees everything"


def of_function(node: ast.FunctionDef | ast.AsyncFunctionDef, path: str) -> Iterator[str]:
    loaded = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    given = dict(zip((one.arg for one in node.args.kwonlyargs), node.args.kw_defaults, strict=True))
    positional = [one.arg for one in node.args.args]
    if "sees" in given or "sees" in positional:
        if "sees" not in loaded and not _is_declared_only(node):
            yield "does not use what the caller sees"
        if given.get("sees") is not None or "sees" in positional[len(positional) - len(node.args.defaults) :]:
            yield "has a default for what the caller sees"
    if path.startswith("api/"):
        yield from of_route(node)


def _is_declared_only(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it is a protocol's: a signature and a docstring, carried out elsewhere."""
    return all(isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant) for one in node.body)


def of_route(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """A function of the API that reads what is guarded says for whom, or acts after a read that did."""
    calls = [one for one in ast.walk(node) if isinstance(one, ast.Call)]
    named = {id(one): ast.unparse(one.func).split(".") for one in calls}
    guarded = [one for one in calls if "store" in named[id(one)] and GUARDED & set(named[id(one)][-2:-1])]
    seen = [one for one in calls if any(word.arg == "sees" for word in one.keywords) or _passes_permit(one)]
    first = min((one.lineno for one in seen), default=None)
    for one in guarded:
        early = first is None or one.lineno < first
        if early and one not in seen and ".".join(named[id(one)][-2:]) not in OPEN:
            yield f"asks {'.'.join(named[id(one)])} without visibility"
    permission, asks = _permission(node), seen or re.search(r"\b(ctx|permit)\.sees\b", ast.unparse(node))
    if permission and not permission.startswith(OF_ALL) and not asks:
        yield f"does not ask what {permission} reaches"


def _passes_permit(call: ast.Call) -> bool:
    return any(isinstance(one, ast.Name) and one.id in ("ctx", "permit") for one in call.args)


def _permission(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    for call in (one for one in ast.walk(node.args) if isinstance(one, ast.Call)):
        if ast.unparse(call.func) == "Needs" and "all_companies" not in [word.arg for word in call.keywords]:
            return str(ast.literal_eval(call.args[0]))
    return ""


def test_nothing_goes_round_visibility() -> None:
    assert list(faults(sources("api", "dialer"))) == []


BREACHES: Final = [
    (
        "api/routes/campaigns.py",
        "store.campaigns.get(campaign_id, sees=ctx.sees)",
        "store.campaigns.get(campaign_id)",
    ),
    ("api/routes/lists.py", "sees=ctx.sees", "sees=EVERYTHING"),
    ("api/routes/reports.py", "    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)\n", ""),
    ("dialer/people/leads/store/leads.py", ", *visible_to(sees, LEAD)", ""),
    (
        "dialer/campaigns/attempts/store/attempts.py",
        "limit: int = 100,\n        sees: Visibility,",
        "sees: Visibility = ALL,",
    ),
]


@pytest.mark.parametrize(("path", "there", "instead"), BREACHES)
def test_a_breach_is_caught(path: str, there: str, instead: str) -> None:
    text = (ROOT / path).read_text()
    assert there in text
    assert list(faults({path: text.replace(there, instead)}))
