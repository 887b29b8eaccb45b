"""Profile files into profiles: the one place of the rules that reads files."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import yaml
from pydantic import ValidationError

from dialer.compliance.forms import ProfileForm
from dialer.compliance.problems import BadProfiles, Problem, problems_of
from dialer.compliance.profile import Profile
from dialer.compliance.resolve import Read, resolve

SHIPPED: Final = Path(__file__).parent / "profiles"


@dataclass(frozen=True, slots=True)
class Profiles:
    """All profiles of a folder, by id."""

    by_id: Mapping[str, Profile]

    def __getitem__(self, profile_id: str) -> Profile:
        return self.by_id[profile_id]


def load(folder: Path = SHIPPED) -> Profiles:
    """Read, check and resolve every *.yaml of a folder. Raises `BadProfiles` with all that is wrong."""
    problems: list[Problem] = []
    read: list[Read] = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            read.append(_read(file))
        except BadProfiles as error:
            problems.extend(error.problems)
    if not read and not problems:
        problems.append(
            Problem(file=folder.name, what="the folder has no *.yaml", mend="Name the folder of the profiles")
        )
    if problems:
        raise BadProfiles(problems)
    return Profiles(MappingProxyType(resolve(read)))


def _read(file: Path) -> Read:
    try:
        raw = yaml.load(file.read_text(encoding="utf-8"), Loader=_PlainLoader)  # noqa: S506 - it is a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        said = " ".join(str(error).split())
        raise BadProfiles([Problem(file=file.name, what=f"it is no YAML: {said}", mend="Correct the text")]) from error
    if not isinstance(raw, dict):
        raise BadProfiles([Problem(file=file.name, what="it is no profile", mend="Begin with format: and id:")])
    try:
        return Read(file.name, ProfileForm.model_validate(raw), raw)
    except ValidationError as error:
        raise BadProfiles(problems_of(error, file=file.name, raw=raw)) from error


class _PlainLoader(yaml.SafeLoader):
    """YAML without its traps: `no` and `off` are words, 09:00 is no number, and no key is written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise yaml.constructor.ConstructorError(None, None, f"{twice} is written twice", node.start_mark)
        return super().construct_mapping(node, deep)


_TRAPS = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:int")
_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _TRAPS]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
