"""Reads profile files. No other module of the rules reads files."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import yaml
from pydantic import ValidationError

from dialer.compliance.problems import BadProfiles, Problem, problems_of
from dialer.compliance.profile import Profile
from dialer.compliance.profile_schema import ProfileForm
from dialer.compliance.resolve import Read, resolve
from dialer.core.shipped_files import PROFILES
from dialer.i18n.message import Message, msg

OTHER_FOLDER: Final = msg(
    "Set PRONTO_PROFILES_DIR to the folder of your profiles, or leave it unset for those that come with Pronto"
)


@dataclass(frozen=True, slots=True)
class Profiles:
    """All profiles of a folder, by id."""

    by_id: Mapping[str, Profile]

    def __getitem__(self, profile_id: str) -> Profile:
        return self.by_id[profile_id]


def load(folder: Path = PROFILES) -> Profiles:
    """Read, check and resolve every *.yaml of a folder. Raises `BadProfiles` with every fault."""
    return profiles_of(texts_of(folder))


def texts_of(folder: Path) -> dict[str, str]:
    """The text of every *.yaml of a folder, by file name. Raises `BadProfiles`."""
    texts: dict[str, str] = {}
    try:
        for file in sorted(one for one in folder.iterdir() if one.suffix == ".yaml"):
            texts[file.name] = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise _no_yaml(file.name, msg("byte {place} is no UTF-8", place=error.start + 1)) from error
    except OSError as error:
        raise BadProfiles([_unreadable(folder, error)]) from error
    if not texts:
        raise BadProfiles([Problem(file=str(folder), what=msg("the folder has no *.yaml"), mend=OTHER_FOLDER)])
    return texts


def _unreadable(folder: Path, error: OSError) -> Problem:
    name = error.filename or str(folder)
    match error:
        case FileNotFoundError():
            return Problem(file=name, what=msg("there is no such folder"), mend=OTHER_FOLDER)
        case NotADirectoryError():
            return Problem(file=name, what=msg("it is not a folder"), mend=OTHER_FOLDER)
        case PermissionError():
            return Problem(
                file=name, what=msg("Pronto may not read it"), mend=msg("Let the user that runs Pronto read it")
            )
        case _:
            return Problem(
                file=name,
                what=msg("it cannot be read ({why})", why=error.strerror),
                mend=msg("Put a readable file there"),
            )


def profiles_of(texts: Mapping[str, str]) -> Profiles:
    """Check and resolve the texts of profile files. Raises `BadProfiles` with every fault."""
    return _profiles_of(tuple(texts.items()))


@lru_cache(maxsize=2)  # one start loads the same profiles several times
def _profiles_of(texts: tuple[tuple[str, str], ...]) -> Profiles:
    problems: list[Problem] = []
    read: list[Read] = []
    for name, text in texts:
        try:
            read.append(_read(name, text))
        except BadProfiles as error:
            problems.extend(error.problems)
    if problems:
        raise BadProfiles(problems)
    return Profiles(MappingProxyType(resolve(read)))


def _read(name: str, text: str) -> Read:
    try:
        raw = _raw(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise _no_yaml(name, _said(error), line=mark.line + 1 if mark else 0) from error
    if not isinstance(raw, dict):
        raise BadProfiles([Problem(file=name, what=msg("it is not a profile"), mend=msg("Begin with format: and id:"))])
    try:
        return Read(name, ProfileForm.model_validate(raw), raw)
    except ValidationError as error:
        root = yaml.compose(text, Loader=_PlainLoader)
        raise BadProfiles(problems_of(error, file=name, raw=raw, line=lambda place: _line(root, place))) from error


def _raw(text: str) -> Any:
    """The parsed text. Raises `yaml.YAMLError` with the message of the Python parser."""
    try:
        return yaml.load(text, Loader=_QuickLoader)  # noqa: S506 - it is a SafeLoader
    except yaml.YAMLError:
        return yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - it is a SafeLoader


def _said(error: yaml.YAMLError) -> str:
    parts = (getattr(error, "context", None), getattr(error, "problem", None))
    return ", ".join(part for part in parts if part) or " ".join(str(error).split())


def _no_yaml(name: str, said: Message | str, *, line: int = 0) -> BadProfiles:
    return BadProfiles(
        [Problem(file=name, what=msg("it is not YAML: {why}", why=said), mend=msg("Correct the text"), line=line)]
    )


def _line(node: yaml.Node | None, place: Sequence[int | str]) -> int:
    """The line (from 1) of the innermost node on the path `place` that exists in the file."""
    line = 0
    for step in place:
        match node:
            case yaml.MappingNode():
                found = next(((key, value) for key, value in node.value if key.value == step), None)
                if found is None:
                    continue  # a name that Pronto adds, or a missing one
                line, node = found[0].start_mark.line + 1, found[1]
            case yaml.SequenceNode() if isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line + 1
    return line


class _Plain(yaml.constructor.SafeConstructor, yaml.resolver.Resolver):
    """YAML without its traps: `no` and `off` are text, 09:00 is not a number, duplicate keys are errors."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        known: set[Any] = set()
        for key, _ in node.value:
            if key.value in known:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value} is written twice", key.start_mark)
            known.add(key.value)
        return super().construct_mapping(node, deep)


_TRAPS = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:int")
_Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _TRAPS]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Plain.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Plain.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))


class _PlainLoader(_Plain, yaml.SafeLoader):
    """The parser written in Python."""


class _QuickLoader(_Plain, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The parser written in C, eight times as fast, if the library was built with it."""
