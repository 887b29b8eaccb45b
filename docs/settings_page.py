"""Makes docs/settings.md from the code: `make docs` writes it, and a test compares the two.

Types, defaults, limits and words come from `dialer.core.settings`; the groups and the examples stand here.
"""

import ast
import inspect
import os
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin
from unittest.mock import patch

import annotated_types
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from dialer.core.settings import OTHER_VARIABLES, PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "settings.md"
# Each setting once: the group it is shown in, and a value that an installation may have.
GROUPS: dict[str, dict[str, str]] = {
    "Where data lie": {
        "state_dir": "/var/lib/pronto/state",
        "database_url": "postgresql://pronto:PASSWORD@db.example.org/pronto",
        "retention_at": "03:30 Europe/Rome",
        "profiles_dir": "dialer/compliance/profiles",
    },
    "Files that come in": {
        "upload_limit_bytes": "50000000",
        "uploads_kept_limit_bytes": "2000000000",
        "file_rows_limit": "500000",
        "file_unpacked_limit_bytes": "1000000000",
        "imports_queued_limit": "10",
    },
    "Who reaches Pronto, and how": {
        "host": "192.0.2.7",
        "port": "8080",
        "allowed_hosts": "pronto.example.org",
        "allowed_origins": "https://desk.example.org",
        "trusted_proxies": "127.0.0.1,10.0.0.0/8",
        "connection_limit": "2000",
        "connection_limit_per_client": "100",
        "screen_lock_s": "600",
        "secure_cookie": "true",
        "metrics_public": "true",
    },
    "Signing in through an identity provider": {
        "oidc_issuer": "https://login.example.org/realms/office",
        "oidc_client_id": "pronto",
        "oidc_client_secret": "SECRET",
        "oidc_scopes": "openid,email,profile,groups",
        "oidc_groups_claim": "groups",
        "oidc_roles": "dialer-admins=admin,floor=supervisor",
    },
    "Asterisk": {
        "ami_host": "127.0.0.1",
        "ami_port": "5038",
        "ami_username": "pronto",
        "ami_secret": "SECRET",
        "ami_tls": "true",
        "ami_plain_hosts": "192.0.2.7",
        "ari_url": "http://127.0.0.1:8088",
        "ari_username": "pronto",
        "ari_secret": "SECRET",
        "sounds_dir": "/var/lib/pronto/sounds",
        "clock_kept": "true",
    },
    "Mail to people": {
        "smtp_host": "mail.example.org",
        "smtp_port": "465",
        "smtp_security": "tls",
        "smtp_username": "pronto",
        "smtp_password": "SECRET",
        "smtp_from": "calls@example.org",
        "mail_templates_dir": "/etc/pronto/mail",
    },
    "Engine and API started apart": {
        "redis_url": "redis://:PASSWORD@127.0.0.1:6379/0",
        "redis_prefix": "pronto-test",
    },
    "Log and language": {
        "log_level": "DEBUG",
        "log_format": "json",
        "language": "it",
    },
}
UNITS = {"bytes": "bytes", "s": "seconds", "ms": "milliseconds"}
HEAD = """\
# Settings

<!-- Made from dialer/core/settings.py by `make docs`: change it there. -->

Pronto reads its settings from the environment when it starts, and never again: after a change, start it anew. Put them
where your start puts variables: the `EnvironmentFile` of the service unit ([operations](operations.md)), the
`environment` of [compose.yaml](../compose.yaml), or `export` in a shell. A value that cannot be read ends the start
with the variable's name and what to write. A name that nothing reads (most are misspelt) is named in the log and by
`pronto doctor`. Commands that open the database themselves (`pronto doctor`, `pronto asterisk check`, `pronto db
upgrade`) need the same settings as the server.

What belongs to a campaign, a trunk, an agent or a node is no setting: it lies in the database and is changed by the
command line or the API while Pronto runs.
"""
OTHERS = """\
## Not of the server

The command line reads the first two, the lab and the tests the others.
"""


def page() -> str:
    """The whole page. Raises ValueError naming a setting that stands in no group, or in two."""
    placed = [name for group in GROUPS.values() for name in group]
    if odd := {*placed} ^ {*Settings.model_fields} | {name for name in placed if placed.count(name) > 1}:
        raise ValueError(f"GROUPS in docs/settings_page.py must name each setting once: {', '.join(sorted(odd))}")
    words = _docstrings()
    parts = [HEAD]
    for title, group in GROUPS.items():
        parts.append(f"## {title}\n")
        parts.extend(_entry(name, Settings.model_fields[name], words[name], group[name]) for name in group)
    parts.append(OTHERS)
    parts.extend(f"### `{name}`\n\n{_wrapped(said)}\n" for name, said in OTHER_VARIABLES.items())
    return "\n".join(parts)


def _entry(name: str, field: FieldInfo, words: str, example: str) -> str:
    variable = f"{PREFIX}{name.upper()}"
    facts = f"{_kind(name, field)} · default {_default(field)} · `{variable}={example}`"
    return f"### `{variable}`\n\n{_wrapped(words)}\n\n{_wrapped(facts)}\n"


def _docstrings() -> dict[str, str]:
    """The words behind each field, on one line, with fields called by their variables."""
    body = ast.parse(textwrap.dedent(inspect.getsource(Settings))).body[0]
    assert isinstance(body, ast.ClassDef)
    found = {}
    for field, after in zip(body.body, body.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            assert isinstance(field.target, ast.Name)
            found[field.target.id] = re.sub(r"\s+", " ", str(after.value.value)).strip()
    return {name: re.sub(r"`(\w+)`", _variable, said) for name, said in found.items()}


def _variable(span: re.Match[str]) -> str:
    return f"`{PREFIX}{span[1].upper()}`" if span[1] in Settings.model_fields else span[0]


def _kind(name: str, field: FieldInfo) -> str:
    """What may be written, as `text`, `whole number, 1 to 65535` or `one of a, b`."""
    plain = [one for one in _members(field.annotation) if one is not NoneType]
    if choices := [str(value) for one in plain if get_origin(one) is Literal for value in get_args(one)]:
        return "one of " + ", ".join(f"`{choice}`" for choice in choices)
    if plain == [bool]:
        return "`true` or `false`"
    if plain in ([int], [float]):
        unit = UNITS.get(name.rpartition("_")[2])
        return ("whole number" if plain == [int] else "number") + (f" of {unit}" if unit else "") + _limits(field)
    if plain == [Path]:
        return "path"
    if plain == [SecretStr]:
        return "text, secret"
    return "names, comma-separated" if any(get_origin(one) is tuple for one in plain) else "text"


def _members(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) in (Union, UnionType):
        for one in get_args(annotation):
            yield from _members(one)
    else:
        yield annotation


def _limits(field: FieldInfo) -> str:
    low = next((str(one.ge) for one in field.metadata if isinstance(one, annotated_types.Ge)), "")
    high = next((str(one.le) for one in field.metadata if isinstance(one, annotated_types.Le)), "")
    return f", {low} to {high}" if low and high else f", at least {low}" if low else ""


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        with patch.dict(os.environ):  # of the usual machine, not of this one
            os.environ.pop("XDG_STATE_HOME", None)
            value: object = field.get_default(call_default_factory=True, validated_data={})
    else:
        value = field.default
    if isinstance(value, Path):
        for folder, shown in ((ROOT, ""), (Path.home(), "~/")):
            if value.is_relative_to(folder):
                return f"`{shown}{value.relative_to(folder)}`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return f"`{','.join(map(str, value))}`" if value else "none"
    return "none" if value in (None, "") else f"`{value}`"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 120, break_long_words=False, break_on_hyphens=False)


if __name__ == "__main__":
    PAGE.write_text(page())
